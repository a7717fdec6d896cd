"""Chapter 9: the largest gap with normal noise, and the largest with coins."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import f1, u1
from polyattn.ledger.chapters.ch09b_tolerance_and_width_coins import BIAS, in_letters, x
from polyattn.ledger.chapters.ch09b_tolerance_and_width_faint import (
    FAINT,
    HALF,
    POSITIVE,
    D,
    high,
    low,
    one_sign,
)
from polyattn.ledger.chapters.ch09b_tolerance_and_width_gap import (
    BOTH,
    CENTRE,
    ERRORS,
    PAIR,
    e,
    gap,
    k,
    l,
    p,
    positive,
    q,
    y,
    z,
)
from polyattn.symbolic.chances import S_m, S_normal
from polyattn.symbolic.model import N, b, c, m, t, theta, w_o
from polyattn.symbolic.pair import a0, a1

_ONE = (*PAIR, sp.Eq(m, 1))
_ERROR = ERRORS[0] + ERRORS[1] + FAINT
_PUT = {y: ERRORS[0], z: ERRORS[1], e: FAINT}


@once
def _above() -> Derivation:
    """Bound the gap at every threshold."""
    place = (theta - b * w_o - c) / rules.NOISE
    there = Derivation(given=POSITIVE).have(CENTRE.xreplace({x: place}), keep=BOTH)
    near, sign = (rules.instance(proof, {x: place}) for proof in (gap(), one_sign()))
    put = _PUT | {p: rules.GAP, k: D(place) + D(place + 2 * BIAS), q: S_normal}
    add = in_letters(p <= q + y + z + e, (p <= k + y + z, k <= q + e), put)
    most = Derivation(given=_ONE)
    most.have(add.conclusion, "add up", by=(positive(), there, near, sign, add))
    return Derivation(rules.GAP, given=_ONE).at_most(S_normal + _ERROR, by=(positive(), most))


@once
def _everywhere() -> Derivation:
    """Bound the gap of normal noise everywhere: by nearly the largest gap, or it is faint."""
    goal, put = D(x) <= S_m + _ERROR, _PUT | {p: S_m, k: D(x)}
    faint = Derivation(given=(*_ONE, x <= HALF))
    some = Derivation(given=(b > 0, t > 0, a0 >= 0, a1 >= 0, f1 > 0, f1 < 1, N >= 1))
    some.have(sp.And(*(error >= 0 for error in ERRORS)), keep=BOTH)
    add = in_letters(k <= p + y + z + e, (k <= e, p >= 0, y >= 0, z >= 0), put)
    faint.have(goal, by=(positive(), low(), rules.supremum_not_negative(), some, add))
    middle = b * w_o + c + rules.NOISE * x
    both = D(x) + D(x + 2 * BIAS)
    there = Derivation(rules.GAP, given=(*_ONE, CENTRE)).at_least(both - sum(ERRORS), by=gap())
    found = rules.supremum_at_least(there, middle)
    add = in_letters(k <= p + y + z + e, (p >= k + l - y - z, -l <= e), put | {l: D(x + 2 * BIAS)})
    large = Derivation(given=(*_ONE, x >= HALF)).have(goal, by=(found, high(), add))
    cases = ((x <= HALF, faint), (x >= HALF, large))
    every = Derivation(given=_ONE).have(u1 > 0, by=positive())
    every.cases(goal, *cases, reason="below or above the middle")
    return Derivation(D(x), given=_ONE).at_most(S_m + _ERROR, by=(positive(), every))


def normally(part: Statement) -> tuple[Derivation, ...]:
    """Bound either supremum by the other."""
    most = Derivation(S_m, given=part.hypotheses)
    most.at_most(S_normal + _ERROR, by=rules.supremum_at_most(_above()))
    least = Derivation(S_normal, given=part.hypotheses)
    least.at_most(S_m + _ERROR, by=rules.profile_at_most(_everywhere(), x))
    return most, least
