"""Chapter 9c: where the planted group is strong a count is gained, on average over a window."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF, Aim
from polyattn.ledger.chapters.ch09c_width_against_degree_before import before_all_steps
from polyattn.ledger.chapters.ch09c_width_against_degree_few_lost import (
    WINDOW,
    more_than_lost,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_large_step import kept_with_plus
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import (
    FIRES,
    FIRST,
    STAYS,
    STEP,
    level,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS, like, one_row
from polyattn.symbolic.chances import k, x
from polyattn.symbolic.model import N, b, beta, c, q, r, theta, u_o, w_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, s_d
from polyattn.symbolic.pair import a0, a1, on

# A degree above 1, and a planted group that outweighs four others.
STRONG = (beta > 1, (q / r) ** beta >= 4)
_ROWS = tuple(on(row, i) for row in (V_star, V_s, V_o) for i in (0, 1))
_WEIGHTS = (f0, f1, u0, u1, u_o)
_ALL = (*_ROWS, *_WEIGHTS, on(X, 0), on(X, 1))
_DOWN = N - K
# A place, the number of minus signs, the first step; weights, and how far the planted rows are
# ahead.
_z, _j, _p, _v, _v0, _v1, _h, _h0 = sp.symbols("z j p v v_0 v_1 h h_0", real=True, cls=sp.Dummy)


@once
def _mean() -> Derivation:
    """Put the two rows of data set 1 together."""
    share = _v1 * (_v - _v0) / (_v0 * (_v - _v1))
    row = Derivation(
        given=(
            *(_v > 0, _v0 > 0, _v1 > 0, _v0 <= _v, _v1 < _v0),
            *(_z <= _j + _p, _v * _z <= _v1 * (_j + _h)),
        )
    )
    row.have((_v - _v0) * (_v1 * (_j + _h) - _v * _z) >= 0)
    row.have(_v * (_v0 - _v1) * (_j + _p - _z) >= 0)
    low = _v0 * (_v - _v1)
    row.have(low > 0)
    both = _v1 * (_v - _v0) * _h + _v * (_v0 - _v1) * _p
    row.have(low * _v / _v0 * _z <= low * _j + both)
    return row.have(_v / _v0 * _z <= _j + _h0 + (share * _h + (1 - share) * _p - _h0))


def _placed(given: tuple[Any, ...], window: rules.Window) -> Derivation:
    """Say where the place lies, in units of a score."""
    place = Derivation(given=given).have(u_o > 0).have(u0 > 0).have(u1 > 0)
    place.have(u0 <= u_o).have(u1 < u0).have(a0 * f0 >= 0).have(FIRST >= 0)
    place.have(sp.Eq(theta, b + c * s_d - STEP * window.place), keep=(u_o,))
    return place.have(theta >= b + c * s_d - STEP * x, "the bias takes it back", keep=(u_o,))


def _gained(given: tuple[Any, ...], window: rules.Window) -> Derivation:
    """On (+, +) the planted row decides."""
    one = _placed((*given, window.at, *window.gained()), window)
    one.have(2 * b * u0 * k >= STEP * x + a0 * f0, keep=_WEIGHTS)
    one.have(2 * b * u1 * k < STEP * x * u1 / u0 + a1 * f1, keep=_WEIGHTS)
    one.have(STEP * x * u1 / u0 <= STEP * x, keep=_WEIGHTS)
    one.have(sp.Eq(on(V_star, 1), a1 * f1 + b - 2 * b * u1 * (N - K)), "its weights add up to 1")
    one.have(on(X, 1) >= c * s_d + on(V_star, 1), by=one_row(V_star))
    one.have(STAYS, keep=_ALL)
    most = a0 * f0 + b + c * s_d - 2 * b * u0 * (N - K)
    one.have(on(X, 0) <= most, by=stated("lem:four-staircases#plus plus", lambda y: on(y, 0)))
    return one.have(sp.Not(FIRES), keep=_ALL)


def _lost_at(
    given: tuple[Any, ...], window: rules.Window, case: tuple[Any, ...], own: int
) -> Derivation:
    """Write the rows of both data sets where the feature is minus."""
    down = _DOWN + (1 - own) // 2
    some = (*rules.EVERY, *rules.SOME, FIRES, sp.Not(STAYS))
    row = _placed((*given, *window.low(), *case, *some), window)
    row.have(on(V_s, 0) <= on(V_o, 0), "a larger part of the group is its own sign")
    for i, first in enumerate((FIRST, STEP * STEPS.second)):
        row.have(sp.Eq(c * s_d + on(V_o, i), level(first, down)), "its weights add up to 1")
    return row.have(on(X, 1) >= c * s_d + on(V_o, 1), by=one_row(V_o), keep=_ROWS)


def _on_other_steps(given: tuple[Any, ...], window: rules.Window) -> tuple[Derivation, Derivation]:
    """Another row of data set 1 is not above the threshold, which is on its steps."""
    _, (near, (end,)), (unlike, both) = window.lost()
    same = _lost_at(given, window, near, 1).have(end, keep=_ALL)
    row = _lost_at(given, window, unlike, -1)
    row.have(on(V_star, 0) <= on(V_o, 0), "its group has the wrong sign")
    row.have(on(X, 0) <= c * s_d + on(V_o, 0), "the other rows are below", keep=_ROWS)
    for said in both:
        row.have(said, keep=_ALL)
    return same, row


def _on_own_steps(given: tuple[Any, ...], window: rules.Window) -> Derivation:
    """Show that a mean of two rows of data set 1 has the planted row's steps."""
    (case, (own, near)), *_ = window.lost()
    row = _lost_at(given, window, case, 1)
    for i, (feature, weight, value) in enumerate(((a0, u0, f0), (a1, u1, f1))):
        planted = sp.Eq(on(V_star, i), b - feature * value - 2 * b * weight * _DOWN)
        row.have(planted, "its weights add up to 1")
    row.have(c * s_d + on(V_o, 0) <= theta, keep=_ALL)
    decides, cases = c * s_d + on(V_star, 0) > theta, []
    for known in (decides, sp.Not(decides)):
        one = Derivation(given=(*row.given, *row.conclusion.args, known))
        if known != decides:
            one.have(c * s_d + on(V_s, 0) <= theta, keep=_ALL)
            one.have(on(X, 0) <= theta, "so is the largest", keep=_ROWS)
        cases.append((known, one.have(decides, keep=_ALL)))
    row.cases(decides, *cases)
    row.have(on(X, 1) >= c * s_d + on(V_star, 1), by=one_row(V_star), keep=_ROWS)
    row.have(STEP * window.place > 2 * b * u0 * _DOWN + a0 * f0, keep=_ALL)
    row.have(own, keep=_WEIGHTS)
    row.have(STEP * window.place <= 2 * b * u1 * _DOWN + a1 * f1, keep=_ALL)
    put = {_z: window.place, _j: _DOWN, _p: STEPS.first}
    put |= {_v: u_o, _v0: u0, _v1: u1, _h: a1 * f1 / (2 * b * u1), _h0: a0 * f0 / (2 * b * u0)}
    mean = rules.instance(_mean(), put)
    for needed in mean.hypotheses:
        row.have(needed, keep=_WEIGHTS)
    return row.have(near, by=mean, keep=_WEIGHTS)


def _none(given: tuple[Any, ...], window: rules.Window) -> Derivation:
    """Without a plus sign all rows of data set 0 are below."""
    rows = _placed((*given, *window.low(), *rules.EVERY, *rules.NONE), window).have(w_o >= u_o)
    rows.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(HALF >= 0)
    rows.have(STEP * x <= 2 * b * u0 * window.index - a0 * f0, keep=_WEIGHTS)
    rows.have(2 * b * u0 * window.index <= 2 * b * u0 * N, keep=_WEIGHTS)
    rows.have(2 * b * u0 * N <= STEP * N, keep=_WEIGHTS)
    for row in (V_o, V_s):
        rows.have(c * s_d + on(row, 0) <= level(FIRST, N), "row by row")
    rows.have(on(V_star, 0) <= b - a0 * f0 - 2 * b * u0 * N, "its weights add up to 1")
    for row in (V_o, V_s, V_star):
        rows.have(c * s_d + on(row, 0) <= theta, keep=_ALL)
    return rows.have(sp.Not(FIRES), "so is the largest", keep=_ROWS)


def _frame(given: tuple[Any, ...], aim: Aim) -> Derivation:
    """Say what is so of the weights."""
    frame = Derivation(given=given).have(u_o > 0).have(u0 > 0).have(u1 > 0).have(u0 <= u_o)
    frame.have(u1 < u0).have(f1 > f0).have(f0 > 0).have(a0 * f0 >= 0)
    frame.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(HALF >= 0)
    frame.have(a1 * f1 > a0 * f0, keep=_WEIGHTS)
    return frame.have(2 * b * (u0 - u1) * aim.index >= 0, keep=_WEIGHTS)


def _after(given: tuple[Any, ...], frame: Derivation, aim: Aim) -> Derivation:
    """Find a place in the window where more is gained than lost."""
    window, more = WINDOW._replace(index=aim.index), more_than_lost(given)
    kept = kept_with_plus(given, rules.SOME), kept_with_plus(given, rules.NONE)
    lost = (_on_own_steps(given, window), *_on_other_steps(given, window))
    rare = aim.rare_at(given, window.at, window.low()[2])
    ways = kept, _gained(given, window), lost, _none(given, window), aim.then, rare
    somewhere = rules.gained_on_average(window, *ways)
    late = like(aim.index)[0] >= STEPS.first
    best = Derivation(given=(*frame.given, *frame.conclusion.args, late))
    for said in (line.term for line in more.lines[-2:]):
        best.have(said, by=more, keep=_WEIGHTS)
    for needed in somewhere.hypotheses:
        best.have(needed, keep=_WEIGHTS)
    return best.have(aim.goal, by=somewhere)


def _before(frame: Derivation, aim: Aim) -> Derivation:
    """If the window of the count begins before all steps, nothing need be lost."""
    low, high = like(aim.index)
    known, early = (*frame.given, *frame.conclusion.args), low < STEPS.first
    far, cases = high <= STEPS.first, []
    for case, place in ((far, high), (sp.Not(far), STEPS.first)):
        one = Derivation(given=(*known, early, case))
        found = rules.instance(before_all_steps(aim), {x: place})
        for needed in found.hypotheses:
            one.have(needed, keep=_WEIGHTS)
        cases.append((case, one.have(aim.goal, by=found)))
    return Derivation(given=(*known, early)).cases(aim.goal, *cases)


def where_strong(given: tuple[Any, ...], aim: Aim) -> Derivation:
    """Ask whether the window of the count begins before all steps."""
    early = like(aim.index)[0] < STEPS.first
    frame = _frame(given, aim)
    cases = (early, _before(frame, aim)), (sp.Not(early), _after(given, frame, aim))
    return Derivation(given=given).have(aim.goal, by=frame.cases(aim.goal, *cases))
