"""Chapter 9c: when the planted row of data set 0 is quiet, and does not decide against the feature."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import QUIET
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.symbolic.model import P, Q, R, b, beta, c, d, p, q, r, t
from polyattn.symbolic.pair import a0, on

_P0, _SCORE = on(P, 0), on(p, 0)
_z, _e = sp.symbols("z e", real=True, cls=sp.Dummy)


@once
def bernoulli() -> Derivation:
    r"""Show :math:`z^e\le1+e(z-1)` for :math:`0<e\le1`: a mean of two logarithms.

    With :math:`M` for the right side, e times the first and 1 - e times the second tangent below
    add up to :math:`\log M-e\log z\ge0`.
    """
    mean = 1 + _e * (_z - 1)
    line = Derivation(given=(_z > 0, _e > 0, _e <= 1)).have(mean > 0).have(mean / _z > 0)
    line.have(sp.log(mean / _z) >= 1 - _z / mean, by=rules.above_hyperbola(mean / _z))
    line.have(sp.log(mean) >= 1 - 1 / mean, by=rules.above_hyperbola(mean))
    product = rules.log_of_product(mean / _z, _z)
    line.have(sp.Eq(sp.log(mean), sp.log(mean / _z) + sp.log(_z)), by=product)
    line.have(_e * sp.log(mean / _z) >= _e * (1 - _z / mean))
    line.have((1 - _e) * sp.log(mean) >= (1 - _e) * (1 - 1 / mean))
    line.have(_e * (1 - _z / mean) + (1 - _e) * (1 - 1 / mean) >= 0)
    line.have(_e * sp.log(_z) <= sp.log(mean))
    larger = rules.grows(sp.exp, _e * sp.log(_z), sp.log(mean))
    return line.have(_z**_e <= mean, by=(rules.power(_z, _e), larger))


def _large_feature(part: Statement) -> Derivation:
    """Multiply by both sums."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "over one denominator")


def _low_degree(part: Statement) -> Derivation:
    """Powers with a degree up to 1 are concave, so that the planted score gains the least."""
    row = Derivation(given=part.hypotheses)
    for score, power in ((_SCORE, _P0), (r, R)):
        tangent = rules.instance(bernoulli(), {_z: score / q, _e: beta})
        row.have(power / Q <= 1 + beta * (score / q - 1), by=tangent)
    row.have(b**2 * (_P0 - Q) <= a0**2 * (Q - R))
    enough, cases = 2 * b * (_P0 - Q) <= a0 * (_P0 - R), []
    for case in (a0 > 0, a0 <= 0):
        one = Derivation(given=(*part.hypotheses, b**2 * (_P0 - Q) <= a0**2 * (Q - R), case))
        one.have(_P0 >= Q).have(Q >= R)
        if case == (a0 > 0):
            one.have((a0**2 + b**2) * (_P0 - Q) >= 2 * a0 * b * (_P0 - Q), keep=(_P0, Q))
            one.have(a0 * 2 * b * (_P0 - Q) <= a0 * a0 * (_P0 - R), keep=(_P0, Q, R))
        cases.append((case, one.have(enough, keep=(_P0, Q, R))))
    row.cases(enough, *cases)
    return row.have(part.conclusion, r"$a_0^2+b^2\ge2a_0b$")


# The feature is 0, about the middle signs' entry, and at least twice as large.
FEATURES = tuple((feature, "3/5", "2/5") for feature in ("0", "1/2", "3/5", "6/5", "2"))

quiet_planted_row = Claim(
    "lem:quiet-planted-row",
    "lemma",
    "When the planted row is quiet",
    9,
    setting=(a0 >= 0, c > 0, beta > 0, t >= 1, d >= 4),
    statements={
        "large feature": Statement(QUIET, (a0 >= 2 * b,)),
        "low degree": Statement(QUIET, (beta <= 1,)),
    },
    proofs={"large feature": _large_feature, "low degree": _low_degree},
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), FEATURES, (1,)), Sampled()),
)

CLAIMS = (standard(quiet_planted_row),)
