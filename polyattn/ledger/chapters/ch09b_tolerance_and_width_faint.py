"""Chapter 9: with normal noise, one sign of the bias hardly matters."""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u1
from polyattn.ledger.chapters.ch09b_tolerance_and_width_coins import (
    BIAS,
    KEPT,
    SIGNS,
    in_letters,
    x,
)
from polyattn.ledger.chapters.ch09b_tolerance_and_width_gap import (
    BOTH,
    PAIR,
    e,
    k,
    l,
    p,
    positive,
    put_on,
    q,
)
from polyattn.ledger.chapters.ch09b_tolerance_and_width_silence import MODEL
from polyattn.symbolic.chances import Phi, S_normal
from polyattn.symbolic.model import G_star, N, a, b, c, f_star, w_o
from polyattn.symbolic.pair import a0

D = rules.normal_gap
HALF = -BIAS / 2
POSITIVE = (b > 0, c > 0, u1 > 0, N >= 1)
_RATE = c**2 * N / (8 * b**2)
FAINT = sp.exp(-_RATE) / 4
_PAIRS = tuple(product((0, 1), product((1, -1), repeat=2)))
_LEVELS = sp.symbols("p:8", real=True, cls=sp.Dummy)


@once
def _lead() -> Derivation:
    """Show that the planted row is nowhere ahead by more than the bias."""
    feature, own, _ = SIGNS
    ahead = Derivation(given=(*MODEL, feature <= 1, own <= 1, (a + b) * f_star <= c))
    value = b * (own * G_star - w_o) + feature * a * f_star
    ahead.have(G_star <= f_star + w_o).have(f_star >= 0)
    ahead.have(feature * a * f_star <= a * f_star, keep=KEPT).have(own * G_star <= G_star)
    ahead.have(value <= c, keep=KEPT)
    unit = Derivation(given=(*POSITIVE, value <= c))
    unit.have(rules.lead(feature, own) <= BIAS, keep=KEPT)
    given = (*ahead.given, u1 > 0)
    return Derivation(given=given).have(unit.conclusion, by=(ahead, unit))


@once
def _between() -> Derivation:
    """Enclose the normal law where a row is ahead, by no more than the bias."""
    at = rules.behind(x, k)
    ends = Derivation(given=(l >= 0, k <= l))
    for order in ((at, x), (x - l, at)):
        rule = rules.normal_in_order(*order)
        ends.have(rule.conclusion, by=rule)
    return ends.have(Phi(at) >= 1 - Phi(l - x), by=rules.normal_mirrored(x - l))


@once
def _far() -> Derivation:
    """Bound the gap of normal noise on either side of the leads."""
    less = Derivation(given=(a0 >= 0, f0 < f1, *PAIR, f1 > 0)).have((a0 + b) * f0 <= c, keep=BOTH)
    wide = Derivation(given=POSITIVE).have(BIAS > 0, keep=BOTH)
    far, numbers = Derivation(given=PAIR), dict[Any, Any]()
    for letter, (i, signs) in zip(_LEVELS, _PAIRS, strict=True):
        lead = rules.instance(_lead(), dict(zip(SIGNS, map(sp.Integer, signs), strict=False)))
        lead = rules.instance(lead, put_on(i))
        ends = rules.instance(_between(), {k: lead.conclusion.lhs, l: BIAS})
        far.have(ends.conclusion, by=(positive(), less, wide, lead, ends))
        numbers[letter] = Phi(rules.behind(x, lead.conclusion.lhs))
    apart = sp.Add(*(low - high for low, high in zip(_LEVELS[:4], _LEVELS[4:], strict=True))) / 8
    near = [relation for value in _LEVELS for relation in (value >= p, value <= p + q)]
    for least, width in ((sp.S.Zero, Phi(x)), (1 - Phi(BIAS - x), Phi(BIAS - x))):
        put = numbers | {p: least, q: width}
        one = in_letters(rules.close(apart, 0, q / 2), near, put)
        far.have(one.conclusion, "four differences of numbers that lie so close", by=one)
    return far


@once
def _faint() -> Derivation:
    """Bound the normal law at half the bias below the middle."""
    few = Derivation(given=PAIR).have(N * u1 < 1, "the weights of a row add up to 1", by=positive())
    square = Derivation(given=(u1 > 0, N * u1 < 1, N >= 1)).have(N**2 * u1**2 < 1)
    rate = Derivation(given=(*POSITIVE, N**2 * u1**2 < 1))
    rate.have(-HALF >= 0, keep=BOTH).have(-(HALF**2) / 2 <= -_RATE, keep=BOTH)
    tail, grows = rules.normal_tail(-HALF), rules.grows(sp.exp, -(HALF**2) / 2, -_RATE)
    last = Derivation(given=(tail.conclusion, grows.conclusion))
    last.have(Phi(HALF) / 2 <= FAINT, keep=BOTH)
    facts = (positive(), few, square, rate, tail, grows, last)
    return Derivation(given=PAIR).have(last.conclusion, by=facts)


def _beyond(side: Any, place: Any) -> Derivation:
    """Bound the gap of normal noise far from the middle, on one side."""
    order = rules.normal_in_order(side, HALF)
    near = (*rules.close(p, 0, q / 2).args, q <= k, k / 2 <= e)
    put = {p: D(place), q: Phi(side), k: Phi(HALF), e: FAINT}
    add = in_letters(rules.close(p, 0, e), near, put)
    far = rules.instance(_far(), {x: place})
    proof = Derivation(given=(*PAIR, side <= HALF))
    return proof.have(add.conclusion, by=(far, _faint(), order, add))


@once
def low() -> Derivation:
    """Bound the term of the positive bias below the middle."""
    return _beyond(x, x)


@once
def high() -> Derivation:
    """Bound the term of the negative bias above the middle."""
    far = _beyond(-BIAS - x, x + 2 * BIAS)
    there = Derivation(given=(x >= HALF,)).have(-BIAS - x <= HALF, keep=BOTH)
    return Derivation(given=(*PAIR, x >= HALF)).have(far.conclusion, by=(there, far))


@once
def one_sign() -> Derivation:
    """Of the terms of both signs one is faint, and the other at most the profile."""
    cases, goal = [], D(x) + D(x + 2 * BIAS) <= S_normal + FAINT
    for case, faint, place, other in (
        (x <= HALF, low(), x + 2 * BIAS, x),
        (x >= HALF, high(), x, x + 2 * BIAS),
    ):
        put = {p: D(place), q: D(other), k: S_normal, e: FAINT}
        add = in_letters(p + q <= k + e, (p <= k, q <= e), put)
        one = Derivation(given=(*PAIR, case))
        cases.append((case, one.have(goal, by=(faint, rules.profile_at_least(place), add))))
    both = Derivation(given=PAIR).have(u1 > 0, by=positive())
    both.cases(goal, *cases, reason="below or above the middle")
    return Derivation(given=PAIR).have(goal, by=(positive(), both))
