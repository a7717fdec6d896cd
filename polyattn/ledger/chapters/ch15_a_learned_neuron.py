"""Chapter 15: what learned weights gain, and what they do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import LOST, TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.learned import EVERY_CORNER
from polyattn.ledger.witnesses.learned_programs import PROGRAMS
from polyattn.symbolic import learned as y
from polyattn.symbolic.model import N, Q, R, Z_o, b, beta, c, p
from polyattn.symbolic.neuron import K
from polyattn.symbolic.pair import a0, a1, on

LOW, HIGH = on(y.X_y, 0), on(y.X_y, 1)
# The difference of the planted rows at the feature, and the l1 norm of the whole difference.
FEATURE = a1 * f1 - a0 * f0
MARGIN = FEATURE + 2 * b * N * (u0 - u1)
_WEIGHTS = (f0, f1, u0, u1)
# The planted row, a mate, the best row of the other groups: their weights on the planted token.
ROWS = {y.Vy_star: None, y.Vy_s: Q / Z_o, y.Vy_o: R / Z_o}
_REACHED = (y.y_1 <= 1, y.y_own <= 1, y.y_sum >= -N)


def row_gains(
    given: tuple[Any, ...], rows: Mapping[Any, Any], weights: tuple[Any, ...]
) -> dict[Any, Derivation]:
    """Bound what each row gains: the planted row what it can, any other by the feature alone.

    The rows are those of a neuron with these weights at the feature, the planted group and all
    others together; each with its weight on the planted token, if it is another row.
    """
    feature, own, others, *_ = weights
    some = Derivation(given=given)
    some.have(sp.And(u0 > u1, f1 > f0, f0 > 0))
    some.have((a1 - a0) * f1 <= FEATURE, keep=_WEIGHTS)
    found = {}
    for value, weight in rows.items():
        row = Derivation(on(value, 1) - on(value, 0), given=given).have(some.conclusion, by=some)
        if weight is None:
            gains = feature * FEATURE + b * (u0 - u1) * (N * own - others)
            row.equal(gains, "its weights add up to 1")
            row.have(FEATURE > 0, keep=_WEIGHTS)
        else:
            row.have(sp.And(weight > 0, weight < f1))
            row.equal(feature * (a1 - a0) * weight, "the same weights on both")
            row.at_most((a1 - a0) * weight)
            row.at_most((a1 - a0) * f1, "the planted row gives itself more", keep=_WEIGHTS)
        found[value] = row.at_most(MARGIN, "no weight is larger", keep=_WEIGHTS)
    return found


def row_by_row(
    goal: Any, given: tuple[Any, ...], rows: Mapping[Any, Any], weights: tuple[Any, ...]
) -> Derivation:
    """Compare row by row; the weights, as for what each gains, and then that at the bias."""
    every = Derivation(given=given)
    for value, row in row_gains(given, rows, weights).items():
        low, high = on(value, 0), on(value, 1)
        shifted = c * weights[-1] + high <= c * weights[-1] + low + MARGIN
        every.have(shifted, "add the bias", by=row, keep=(low, high, *_WEIGHTS))
    values = [on(value, i) for value in rows for i in (0, 1)]
    return every.have(goal, "so is the largest of them", keep=(*values, *_WEIGHTS))


def _bound(part: Statement) -> Derivation:
    """Compare row by row."""
    return row_by_row(part.conclusion, part.hypotheses, ROWS, (y.y_1, y.y_own, y.y_sum, y.y_d))


def _attained(part: Statement) -> Derivation:
    """On either data set the planted row is the largest."""
    most = Derivation(given=part.hypotheses)
    values = [on(value, i) for value in ROWS for i in (0, 1)]
    for i in (0, 1):
        planted, mate, other = (on(value, i) for value in ROWS)
        most.have(planted >= mate, "it beats a mate")
        most.have(planted >= other, "it beats the best other row")
        largest = c * y.y_d + planted
        one = Derivation().have(on(y.X_y, i) >= largest, keep=values)
        most.have(on(y.X_y, i) >= largest, "it is one of the rows", by=one)
        most.have(on(y.X_y, i) <= largest, "no row is larger", keep=values)
    gains = on(y.Vy_star, 1) - on(y.Vy_star, 0)
    most.have(sp.Eq(gains, MARGIN), "its weights add up to 1")
    return most.have(part.conclusion, keep=(*values, LOW, HIGH, *_WEIGHTS))


def _margin(part: Statement) -> Derivation:
    """Bound it for all weights, and find weights that attain the bound."""
    low = Derivation(given=y.CUBE).have(y.y_sum >= -N, "no weight is less than $-1$")
    above = Derivation(HIGH, given=(*part.hypotheses, *y.CUBE))
    above.at_most(LOW + MARGIN, by=(low, stated("thm:learned-margin#bound")))
    below = Derivation(given=(*part.hypotheses, *y.BEST_WEIGHTS))
    below.have(sp.Eq(HIGH, LOW + MARGIN), by="thm:learned-margin#attained")
    both = Derivation(given=part.hypotheses)
    both.have(y.margin <= MARGIN, by=rules.margin_at_most(above))
    both.have(y.margin >= MARGIN, by=rules.margin_at_least(below))
    return both.have(part.conclusion, keep=(y.margin, *_WEIGHTS))


_LESS = 1 - (on(p, 0) / on(p, 1)) ** beta


def _bracket(part: Statement) -> Derivation:
    """Write both differences with one factor."""
    bracket = Derivation(y.margin, given=part.hypotheses)
    bracket.equal(MARGIN, by="thm:learned-margin#margin")
    bracket.equal(part.conclusion.rhs, "one factor")
    return bracket


def _feature(part: Statement) -> Derivation:
    """Put more weight on a larger feature."""
    gains = Derivation(FEATURE, given=part.hypotheses)
    gains.have(f1 > f0)
    return gains.at_least((a1 - a0) * f1, "more weight on a larger feature", keep=_WEIGHTS)


def _least(part: Statement) -> Derivation:
    """Leave out what the other groups lose."""
    least = Derivation(y.margin, given=part.hypotheses)
    least.equal(MARGIN, by="thm:learned-margin#margin")
    least.have(u0 > u1)
    return least.more_than(FEATURE, "the other groups lose weight", keep=_WEIGHTS)


def _most(part: Statement) -> Derivation:
    """Nothing can lose more than it has."""
    most = Derivation(y.margin, given=part.hypotheses)
    most.equal(MARGIN, by="thm:learned-margin#margin")
    most.have(sp.And(f0 > 0, f1 > 0))
    most.at_most(a1 * f1 + 2 * b * N * (u0 - u1), keep=_WEIGHTS)
    return most.less_than((a1 + 2 * b * LOST) * f1, by=stated("lem:shift#size", {K: 0}))


learned_margin = Claim(
    "thm:learned-margin",
    "theorem",
    "The best margin of a learned neuron",
    15,
    setting=TWO_DATA_SETS,
    statements={
        "bound": Statement(HIGH <= LOW + MARGIN, _REACHED),
        "attained": Statement(sp.Eq(HIGH, LOW + MARGIN), y.BEST_WEIGHTS),
        "margin": Statement(sp.Eq(y.margin, MARGIN), where="the largest over the cube"),
        "bracket": Statement(
            sp.Eq(
                y.margin,
                f1 * ((a1 - a0) + _LESS * (a0 * (1 - f0) + 2 * b * N * u0)),
            )
        ),
        "feature": Statement((a1 - a0) * f1 <= FEATURE),
        "least": Statement(FEATURE < y.margin),
        "most": Statement(y.margin < (a1 + 2 * b * LOST) * f1),
    },
    proofs={
        "bound": _bound,
        "attained": _attained,
        "margin": _margin,
        "bracket": _bracket,
        "feature": _feature,
        "least": _least,
        "most": _most,
    },
    witnesses=(EVERY_CORNER, PROGRAMS),
)

CLAIMS = (standard(learned_margin),)
