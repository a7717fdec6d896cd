"""Chapter 7: how far apart the degrees are at which a transition begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.evaluate import Point, evaluate
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Observed, Sampled, Values, Walk, seen_by
from polyattn.symbolic.model import N, a, b, beta, c, epsilon, f_star, p, q, r, t, w_o
from polyattn.symbolic.pair import L
from polyattn.symbolic.phases import beta_up, ell, growth_p, growth_q, growth_r


def _always(part: Statement) -> Derivation:
    """Clear denominators."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "clear denominators")


# The odds at which a transition ends.
_ODDS = (1 - epsilon) / epsilon
_MORE = beta_up - beta


_SCORES = {growth_p: p, growth_q: q, growth_r: r}


def _growth(high: Any, low: Any, part: Statement) -> Derivation:
    """Write a ratio of two powers as an exponential."""
    x, y = _SCORES[high], _SCORES[low]
    factors = (x / y > 0, y > 0)
    means = (rules.stands_for(high), rules.stands_for(low))
    growth = Derivation(high / low, given=part.hypotheses)
    growth.have(sp.And(*factors), "scores are positive")
    growth.equal(x**_MORE / y**_MORE, by=means)
    growth.equal((x / y) ** _MORE, by=rules.power_of_product(x / y, y, _MORE))
    return growth.equal(sp.exp(_MORE * sp.log(x / y)), by=rules.power(x / y, _MORE))


def _square(kind: str, ratio: Any) -> Any:
    """Return when a power of a ratio is at least, or at most, the square of the odds."""
    put = {beta: _MORE, ell: sp.log(ratio), L: 2 * sp.log(_ODDS)}
    return stated(f"lem:power-rule#{kind}", put)


def _passage(part: Statement) -> Derivation:
    """Turn degrees into a power by the power rule."""
    *_, (longer, width) = (h.args for h in part.hypotheses)
    signs = Derivation(given=part.hypotheses)
    signs.have(sp.log(p / q) > 0, "there is a feature")
    signs.have(sp.log(_ODDS) >= 0, "odds of 1 at least", by=rules.grows(sp.log, sp.S.One, _ODDS))
    later = Derivation(longer, given=part.hypotheses).at_least(width, "by hypothesis")
    later.at_least(0, by=signs)
    proof = Derivation(given=part.hypotheses)
    proof.have(beta_up >= beta, by=later)
    square = (signs, _square("at least", p / q))
    proof.have(sp.exp(_MORE * sp.log(p / q)) >= _ODDS**2, by=square)
    proof.have(growth_p / growth_q >= _ODDS**2, by=_growth(growth_p, growth_q, part))
    proof.have(growth_p >= _ODDS**2 * growth_q, "multiply")
    return proof.have(part.conclusion, by="thm:cutoff#locks")


def _passage_of_others(part: Statement) -> Derivation:
    """Solve both ends for the one ratio that decides."""
    proof = Derivation(given=part.hypotheses)
    proof.have(sp.log(q / r) > 0, "b > 0")
    proof.have(sp.Eq(growth_q / growth_r, _ODDS**2), "both ends")
    whole = sp.exp(_MORE * sp.log(q / r))
    proof.have(sp.Eq(whole, _ODDS**2), by=_growth(growth_q, growth_r, part))
    width = part.conclusion.rhs
    proof.have(_MORE >= width, by=_square("at least", q / r))
    proof.have(_MORE <= width, by=_square("at most", q / r))
    return proof.have(part.conclusion, "both ways")


def _at_both_ends(names: set[Any]) -> Iterator[Values]:
    """Place the two degrees where w_o is epsilon and 1 - epsilon, by the odds of a row."""
    for groups, copies, own, share in product(
        ("1", "999"), ("1", "7"), ("3/5", "3"), ("1/10", "2/5")
    ):
        chosen = {N: groups, t: copies, b: own, c: "2/5", epsilon: share}
        known = {x: Fraction(value) for x, value in chosen.items()}
        ends = (N / _ODDS, N * _ODDS)
        degrees = [sp.log(odds) / sp.log(q / r) for odds in ends]
        values = [evaluate(x, Point(known, exact=False)) for x in degrees]
        yield known | dict(zip((beta, beta_up), values, strict=True))


_ENDS = Observed(_at_both_ends, "degrees at which a row is at both ends, in intervals", "sampled")
_CUTOFFS = ("locks", "others group", "others group, not faster")

cutoff = Claim(
    "thm:cutoff",
    "theorem",
    "Every transition is a cutoff",
    7,
    setting=(c > 0, t >= 1, N >= 1, epsilon > 0, epsilon < 1),
    statements={
        "locks": Statement(
            s.f_up >= 1 - epsilon,
            (f_star >= epsilon, beta_up >= beta, growth_p >= _ODDS**2 * growth_q),
        ),
        "others group": Statement(
            s.w_up >= 1 - epsilon, (w_o >= epsilon, growth_q >= _ODDS**2 * growth_r)
        ),
        "others group, not faster": Statement(
            s.w_up <= 1 - epsilon, (w_o <= epsilon, growth_q <= _ODDS**2 * growth_r)
        ),
        "passage": Statement(
            s.f_up >= 1 - epsilon,
            (
                a > 0,
                epsilon < sp.Rational(1, 2),
                f_star >= epsilon,
                _MORE >= 2 * sp.log(_ODDS) / sp.log(p / q),
            ),
        ),
        "passage of the others": Statement(
            sp.Eq(_MORE, 2 * sp.log(_ODDS) / sp.log(q / r)),
            (b > 0, sp.Eq(w_o, epsilon), sp.Eq(s.w_up, 1 - epsilon)),
        ),
    },
    proofs={
        "locks": _always,
        "others group": _always,
        "others group, not faster": _always,
        "passage": _passage,
        "passage of the others": _passage_of_others,
    },
    witnesses=(
        Step("dense network at two degrees", (Walk(Dense, ((4, 1), (5, 3))),), _CUTOFFS),
        *seen_by(Sampled(), of=(*_CUTOFFS, "passage")),
        Step("at both ends", (_ENDS,), ("passage of the others",)),
    ),
)

CLAIMS = (standard(cutoff),)
