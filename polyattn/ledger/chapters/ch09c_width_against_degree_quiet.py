"""Chapter 9c: when the planted row of data set 0 is quiet, and does not decide against the feature."""

from __future__ import annotations

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF
from polyattn.ledger.chapters.ch09c_width_against_degree_half import LIGHT, half_quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_tangents import (
    TANGENT,
    below_its_tangent,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.model import N, P, Q, R, b, beta, c, d, p, q, r, t
from polyattn.symbolic.pair import a0, on

_P0, _SCORE = on(P, 0), on(p, 0)
_z, _e = TANGENT


def _large_feature(part: Statement) -> Derivation:
    """Multiply by both sums."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "over one denominator")


def _low_degree(part: Statement) -> Derivation:
    """Powers with a degree up to 1 are concave, so that the planted score gains the least."""
    row = Derivation(given=part.hypotheses)
    for score, power in ((_SCORE, _P0), (r, R)):
        tangent = rules.instance(below_its_tangent(), {_z: score / q, _e: beta})
        row.have(power / Q <= 1 + beta * (score / q - 1), "powers are concave", by=tangent)
    less = b**2 * (_P0 - Q) <= a0**2 * (Q - R)
    row.have(less, "put both together")
    enough, cases = 2 * b * (_P0 - Q) <= a0 * (_P0 - R), []
    for case in (a0 > 0, a0 <= 0):
        one = Derivation(given=(*part.hypotheses, less, case)).have(_P0 >= Q).have(Q >= R)
        if case == (a0 > 0):
            one.have((a0**2 + b**2) * (_P0 - Q) >= 2 * a0 * b * (_P0 - Q), keep=(_P0, Q))
            one.have(a0 * 2 * b * (_P0 - Q) <= a0 * a0 * (_P0 - R), keep=(_P0, Q, R))
        cases.append((case, one.have(enough, keep=(_P0, Q, R))))
    row.cases(enough, *cases, reason=r"$a_0^2+b^2\ge2a_0b$, and $P_0=Q$ for $a_0=0$")
    return row.have(part.conclusion, "over one denominator")


# A feature of 0, a small one, two of the size of b, and two that are at least twice as large.
FEATURES = tuple((feature, "3/5", "2/5") for feature in ("0", "1/20", "1/2", "3/5", "6/5", "2"))

quiet_planted_row = Claim(
    "lem:quiet-planted-row",
    "lemma",
    "When the planted row is quiet",
    9,
    setting=(a0 >= 0, c > 0, beta > 0, t >= 1, d >= 4),
    statements={
        "large feature": Statement(quiet(N), (a0 >= 2 * b,)),
        "half of the signs": Statement(quiet(HALF + 1), (b > 0, LIGHT)),
        "low degree": Statement(quiet(N), (beta <= 1,)),
    },
    proofs={
        "large feature": _large_feature,
        "half of the signs": half_quiet,
        "low degree": _low_degree,
    },
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), FEATURES, (1, 4)),
            Walk(Counted, ((4, 2), (7, 3)), FEATURES, (1, 4)),
        ),
        *seen_by(Sampled()),
    ),
)

CLAIMS = (standard(quiet_planted_row),)
