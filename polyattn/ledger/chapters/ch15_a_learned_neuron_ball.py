"""Chapter 15: the best margin of neurons that are bounded in length."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch15_a_learned_neuron import FEATURE, HIGH, LOW, ROWS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.learned import EVERY_CORNER
from polyattn.ledger.witnesses.learned_ball import ALONG_THE_DIFFERENCE
from polyattn.symbolic import learned as y
from polyattn.symbolic.model import N, b, c, d
from polyattn.symbolic.pair import a0, a1, on

_WEIGHTS = (f0, f1, u0, u1)
_LESS = b * (u0 - u1)  # what each other group loses
# The squared length of the difference of the planted rows, and a neuron's, at least: N weights
# with this sum have squares that add up to no less.
_SQUARE = FEATURE**2 + _LESS**2 * N * (N + 1)
_LENGTH = y.y_1**2 + y.y_own**2 + y.y_sum**2 / N
_MARGIN = sp.sqrt(d) * sp.sqrt(_SQUARE)
_GAIN = y.y_1 * FEATURE + _LESS * (N * y.y_own - y.y_sum)
_SHORT = (_LENGTH <= d,)


def _planted_gain(given: tuple[Any, ...]) -> Derivation:
    """Bound the gain of the planted row by its length, which is that of a product."""
    rest = (FEATURE * y.y_own - _LESS * N * y.y_1) ** 2
    rest += (FEATURE * y.y_sum + _LESS * N * y.y_1) ** 2 / N
    rest += _LESS**2 * N * (y.y_sum + y.y_own) ** 2
    square = Derivation(_GAIN**2, given=given)
    square.equal(_SQUARE * _LENGTH - rest, "Lagrange's identity")
    square.at_most(_SQUARE * _LENGTH, "leave out squares", keep=_WEIGHTS)
    square.at_most(_SQUARE * d, "the neuron is no longer than that", keep=_WEIGHTS)
    gain = Derivation(given=given)
    gain.have(sp.And(u0 > u1, f1 > f0, f0 > 0))
    gain.have(FEATURE > 0, "more weight on a larger feature", keep=_WEIGHTS)
    gain.have(_MARGIN > 0, "a root", keep=_WEIGHTS)
    gain.have(_GAIN**2 <= _MARGIN**2, by=square, keep=_WEIGHTS)
    return gain.have(_GAIN <= _MARGIN, "take roots", keep=_WEIGHTS)


def _other_gain(given: tuple[Any, ...], weight: Any) -> Derivation:
    """Bound what another row gains: the feature alone, and less of it than the planted row."""
    gain = Derivation(given=given)
    gain.have(sp.And(weight > 0, weight < f1, f0 > 0, f1 > f0))
    gain.have((a1 - a0) * weight <= FEATURE, "the planted row gives itself more", keep=_WEIGHTS)
    gain.have(FEATURE**2 <= _SQUARE, "leave out squares", keep=_WEIGHTS)
    gain.have(y.y_1**2 <= d, "a part of the length")
    product = y.y_1 * (a1 - a0) * weight
    gain.have(product**2 <= d * FEATURE**2, keep=_WEIGHTS)
    gain.have(product**2 <= _MARGIN**2, "no longer than all of it", keep=_WEIGHTS)
    gain.have(_MARGIN > 0, "a root", keep=_WEIGHTS)
    return gain.have(product <= _MARGIN, "take roots", keep=_WEIGHTS)


def _bound(part: Statement) -> Derivation:
    """Compare row by row."""
    given = part.hypotheses
    every = Derivation(given=given)
    for value, weight in ROWS.items():
        low, high = on(value, 0), on(value, 1)
        row = Derivation(high - low, given=given)
        if weight is None:
            row.equal(_GAIN, "its weights add up to 1")
            row.at_most(_MARGIN, by=_planted_gain(given), keep=_WEIGHTS)
        else:
            row.equal(y.y_1 * (a1 - a0) * weight, "the same weights on both")
            row.at_most(_MARGIN, by=_other_gain(given, weight), keep=_WEIGHTS)
        shifted = c * y.y_d + high <= c * y.y_d + low + _MARGIN
        every.have(shifted, "add the bias", by=row, keep=(low, high, *_WEIGHTS))
    values = [on(value, i) for value in ROWS for i in (0, 1)]
    return every.have(part.conclusion, "so is the largest of them", keep=(*values, *_WEIGHTS))


# A neuron that is a multiple of what the planted row gains, but for its weight at the bias.
_ALONG = (
    y.y_1 >= 0,
    sp.Eq(FEATURE * y.y_own, N * _LESS * y.y_1),
    sp.Eq(FEATURE * y.y_top, -_LESS * y.y_1),
    sp.Eq(y.y_sum, N * y.y_top),
)
_SIGNS = (y.y_1 >= 0, y.y_own >= 0, y.y_top <= 0, sp.Eq(y.y_sum, N * y.y_top))


def _on_top(given: tuple[Any, ...]) -> Derivation:
    """On either data set the planted row is the largest, so its gain is the margin."""
    most = Derivation(given=(*given, *_SIGNS))
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
    most.have(sp.Eq(gains, _GAIN), "its weights add up to 1")
    return most.have(sp.Eq(HIGH, LOW + _GAIN), keep=(*values, LOW, HIGH, *_WEIGHTS))


def _attained(part: Statement) -> Derivation:
    """Put the planted row on top, and let it see its own direction."""
    given = part.hypotheses
    signs = Derivation(given=given)
    signs.have(sp.And(u0 > u1, f1 > f0, f0 > 0))
    signs.have(FEATURE > 0, "more weight on a larger feature", keep=_WEIGHTS)
    signs.have(sp.Eq(y.y_own, N * _LESS * y.y_1 / FEATURE), "divide", keep=_WEIGHTS)
    signs.have(sp.Eq(y.y_top, -_LESS * y.y_1 / FEATURE), "divide", keep=_WEIGHTS)
    for sign in _SIGNS[1:3]:
        signs.have(sign, keep=_WEIGHTS)
    signs.have(_GAIN >= 0, "no term is negative", keep=_WEIGHTS)
    signs.have(sp.Eq(_GAIN**2, _SQUARE * _LENGTH), "two parallel vectors", keep=_WEIGHTS)
    kept = tuple(h for h in given if h not in _ALONG)
    both = Derivation(given=given)
    both.have(sp.Eq(HIGH, LOW + _GAIN), by=(signs, _on_top(kept)), keep=(LOW, HIGH, *_WEIGHTS))
    for goal in sp.And.make_args(part.conclusion):
        both.have(goal, by=signs, keep=(LOW, HIGH, *_WEIGHTS))
    return both


learned_ball = Claim(
    "cor:learned-ball",
    "corollary",
    "Neurons of bounded length",
    15,
    setting=TWO_DATA_SETS,
    statements={
        "bound": Statement(HIGH <= LOW + _MARGIN, _SHORT),
        "attained": Statement(
            sp.And(HIGH >= LOW, sp.Eq((HIGH - LOW) ** 2, _SQUARE * _LENGTH)), _ALONG
        ),
    },
    proofs={"bound": _bound, "attained": _attained},
    witnesses=(EVERY_CORNER, ALONG_THE_DIFFERENCE),
)

CLAIMS = (standard(learned_ball),)
