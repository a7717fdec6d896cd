"""Chapter 9c: thresholds between two steps of a staircase, at which no neuron falls silent."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, u0
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, b, c, t, theta, u_o, w_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, s_1, s_d, s_g
from polyattn.symbolic.pair import a0, a1, on

# A step of the staircase of the other rows, and where that of each data set begins.
STEP, FIRST, SECOND = 2 * b * u_o, a0 * u_o / t, a1 * u_o / t
_TOP = b + c * s_d
# Not above the step k + 1 of data set 0, nor above its planted row there; and below the step k of
# data set 1.
_REACHED = theta >= _TOP - STEP * (k + 1) - FIRST, theta >= _TOP - a0 * f0 - 2 * b * u0 * (k + 1)
BETWEEN = (k <= N - 1, *_REACHED, theta < _TOP - STEP * k - SECOND)
BELOW = theta >= _TOP - FIRST
_PLUS, _MINUS = sp.Eq(s_1, 1), sp.Eq(s_1, -1)
FIRES, STAYS = on(X, 0) > theta, on(X, 1) > theta
_ROWS = tuple(on(row, i) for row in (V_star, V_s, V_o) for i in (0, 1))
_LETTERS = (*_ROWS, on(X, 0), on(X, 1), u_o)


def quiet(count: Any) -> Any:
    """Say that up to so many minus signs the planted row of data set 0 is quiet.

    Where the sign of the feature is minus, another row is above it.
    """
    return 2 * b * count * (u_o - u0) <= a0 * (f0 - u_o / t)


def level(first: Any, down: Any) -> Any:
    """Return the value of X on a step of a staircase."""
    return _TOP - STEP * down - first


def decided(given: tuple[Any, ...], own: int, last: Any) -> tuple[Any, Derivation]:
    """Show that the rows of other groups decide on data set 0, and say on which steps they are.

    The planted row is quiet up to `last` minus signs, and step `last` of data set 0 is too low.
    """
    sign, down = sp.Eq(s_g, own), N - K + (1 - own) // 2
    row = Derivation(given=(*given, sign)).have(u_o > 0).have(u0 <= u_o)
    row.have(on(V_s, 0) <= on(V_o, 0), "a larger part of the group is its own sign")
    for i, first in enumerate((FIRST, SECOND)):
        row.have(sp.Eq(c * s_d + on(V_o, i), level(first, down)), "its weights add up to 1")
    row.have(on(X, 1) >= c * s_d + on(V_o, 1), "one of the rows", keep=_ROWS)
    return sign, row.have(theta < level(FIRST, down), by=_below_step((*given, sign), own, last))


def _below_step(given: tuple[Any, ...], own: int, last: Any) -> Derivation:
    """Show that a neuron which fires on data set 0 does so by the row of another group."""
    down, cases = N - K + (1 - own) // 2, []
    goal = theta < level(FIRST, down)
    for far in (False, True) if own > 0 else (False,):
        case = (down > last) if far else (down <= last)
        known = (*given, case) if own > 0 else given
        row = Derivation(given=known).have(u_o > 0).have(u0 <= u_o)
        row.have(on(V_s, 0) <= on(V_o, 0), "a larger part of the group is its own sign")
        other = sp.Eq(c * s_d + on(V_o, 0), level(FIRST, down))
        row.have(other, "its weights add up to 1")
        if far:
            planted = sp.Eq(on(V_star, 0), b - a0 * f0 - 2 * b * u0 * down)
            row.have(planted, "its weights add up to 1").have(u0 >= 0)
            row.have(2 * b * u0 * down >= 2 * b * u0 * last, keep=(u0,))
            row.have(STEP * down >= STEP * last, keep=(u_o,))
            for value in (V_star, V_o, V_s):
                row.have(c * s_d + on(value, 0) <= theta, keep=(*_LETTERS, u0, f0))
            row.have(on(X, 0) <= theta, "nothing fires so far down", keep=_ROWS)
        else:
            row.have(on(V_star, 0) <= on(V_o, 0), "the planted row is quiet")
            row.have(on(X, 0) <= c * s_d + on(V_o, 0), "the other rows are below", keep=_ROWS)
        cases.append((case, row.have(goal, keep=_LETTERS)))
    if own < 0:
        return cases[0][1]
    return Derivation(given=given).cases(goal, *cases)


def _minus_some(given: tuple[Any, ...]) -> Derivation:
    """Show that what fires on data set 0 is on a lower step, where data set 1 fires too."""
    cases = []
    for own in (1, -1):
        sign, down = sp.Eq(s_g, own), N - K + (1 - own) // 2
        far = down >= k + 1
        low = _on_a_lower_step((*given, sign, sp.Not(far)), down)
        both = ((far, _too_far_down((*given, sign, far), own, down)), (sp.Not(far), low))
        cases.append((sign, Derivation(given=(*given, sign)).cases(STAYS, *both)))
    return Derivation(given=given).cases(STAYS, *cases)


def _too_far_down(given: tuple[Any, ...], own: int, down: Any) -> Derivation:
    """Show that no row of data set 0 fires there."""
    row = Derivation(given=given).have(u_o > 0).have(u0 >= 0)
    row.have(on(V_s, 0) <= on(V_o, 0), "a larger part of the group is its own sign")
    row.have(sp.Eq(c * s_d + on(V_o, 0), level(FIRST, down)), "its weights add up to 1")
    row.have(STEP * down >= STEP * (k + 1), keep=_LETTERS)
    if own > 0:
        planted = sp.Eq(on(V_star, 0), b - a0 * f0 - 2 * b * u0 * down)
        row.have(planted, "its weights add up to 1")
        row.have(2 * b * u0 * down >= 2 * b * u0 * (k + 1), keep=(u0,))
    else:
        row.have(on(V_star, 0) <= on(V_o, 0), "its group has the wrong sign")
    for value in (V_o, V_s, V_star):
        row.have(c * s_d + on(value, 0) <= theta, keep=(*_LETTERS, u0, f0))
    row.have(on(X, 0) <= theta, "so is the largest", keep=_ROWS)
    return row.have(STAYS, "nothing fires on data set 0", keep=_LETTERS)


def _on_a_lower_step(given: tuple[Any, ...], down: Any) -> Derivation:
    """Show that a row of another group fires on data set 1."""
    row = (
        Derivation(given=given)
        .have(u_o > 0)
        .have(down + 1 <= k + 1, by=rules.next_whole(down, k + 1))
    )
    row.have(sp.Eq(c * s_d + on(V_o, 1), level(SECOND, down)), "its weights add up to 1")
    row.have(on(X, 1) >= c * s_d + on(V_o, 1), "one of the rows", keep=_ROWS)
    row.have(STEP * down <= STEP * k, keep=(u_o,))
    return row.have(STAYS, keep=_LETTERS)


def _minus_none(given: tuple[Any, ...]) -> Derivation:
    """Without a plus sign all rows of data set 0 are on the next step or further down."""
    rows = Derivation(given=given).have(u_o > 0).have(w_o >= u_o).have(u0 >= 0)
    for row in (V_o, V_s):
        rows.have(c * s_d + on(row, 0) <= level(FIRST, k + 1), "row by row")
        rows.have(c * s_d + on(row, 0) <= theta, keep=_LETTERS)
    most = b - a0 * f0 - 2 * b * u0 * N
    rows.have(on(V_star, 0) <= most, "its weights add up to 1")
    rows.have(2 * b * u0 * N >= 2 * b * u0 * (k + 1), keep=(u0,))
    rows.have(c * s_d + on(V_star, 0) <= theta, keep=(*_LETTERS, u0, f0))
    rows.have(on(X, 0) <= theta, "so is the largest", keep=_ROWS)
    return rows.have(STAYS, "nothing fires on data set 0", keep=_LETTERS)


def _minus_below(given: tuple[Any, ...]) -> Derivation:
    """All rows of data set 0 are below the first step."""
    rows = all_below(given, level(FIRST, 0))
    return rows.have(STAYS, "nothing fires on data set 0", keep=_LETTERS)


def all_below(given: tuple[Any, ...], value: Any) -> Derivation:
    """Bound every row of data set 0."""
    rows = Derivation(given=given).have(u_o > 0).have(w_o >= u_o)
    for row in (V_star, V_s, V_o):
        rows.have(c * s_d + on(row, 0) <= value, "row by row")
    return rows.have(on(X, 0) <= value, "so is the largest", keep=(*_ROWS, u_o))


def _proved(low: bool, signs: tuple[Any, ...]) -> Derivation:
    """With a plus sign on the feature X grows; for a minus sign there are the staircases."""
    none = signs == rules.NONE
    known = (BELOW,) if low else BETWEEN[:3] if none else BETWEEN[1:]
    given = (*TWO_DATA_SETS, K <= N, FIRES, *known, *signs)
    plus = Derivation(given=(*given, _PLUS))
    grows = "lem:coupled-monotone#plus" + (", K = 0" if none else "")
    plus.have(on(X, 1) > on(X, 0), by=grows, keep=_LETTERS).have(STAYS, keep=_LETTERS)
    lost = (_minus_below if low else _minus_none if none else _minus_some)((*given, _MINUS))
    return Derivation(given=given).cases(STAYS, (_PLUS, plus), (_MINUS, lost))


_LOST = {
    (low, signs): once(partial(_proved, low, signs))
    for low, signs in product((True, False), (rules.SOME, rules.NONE))
}


def nothing_lost(*, low: bool, signs: tuple[Any, ...]) -> Derivation:
    r"""Show that a neuron which fires on data set 0 fires on data set 1 too.

    Parameters
    ----------
    low : bool
        Whether the threshold is above all steps of data set 0, as :data:`BELOW` says; else it is
        where :data:`BETWEEN` says.
    signs : tuple of sympy.Boolean
        Whether another group has a plus sign: ``rules.SOME`` or ``rules.NONE``.
    """
    return _LOST[low, signs]()
