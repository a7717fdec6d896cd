"""Chapter 9d: the exact constant from above, at every threshold."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09d_where_width_is_enough_ahead import LEAST
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_often import often
from polyattn.ledger.chapters.ch09d_where_width_is_enough_patterns import LESS, MORE, SLOWER, UP
from polyattn.ledger.chapters.ch09d_where_width_is_enough_rarely import above_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_regime import begun
from polyattn.ledger.chapters.ch09d_where_width_is_enough_seldom import GOAL, STEP, seldom
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, eta, k
from polyattn.symbolic.model import N, b, c, theta, u_o
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_p0, _GAP = on(p_theta, 0), rules.GAP <= GOAL
_MIDDLE = N - sp.floor(N / 2)
_DOWN = (b + c - theta) / (2 * b * u_o)
_STEPS = sp.ceiling(_DOWN)
ABOVE = S_m <= GOAL
_x, _y, _z = sp.symbols("x y z", real=True, cls=sp.Dummy)


@once
def _on_the_step() -> Derivation:
    """Multiply by the step: z is the next whole number."""
    step = Derivation(given=(_y > 0, _z >= _x / _y, _z < _x / _y + 1))
    both = sp.And(_z * _y >= _x, _z * _y < _x + _y)
    return Derivation(given=step.given).have(both, by=step.have(both))


def _at_a_step(given: tuple[Any, ...]) -> Derivation:
    """Count what the planted row is ahead with a minus sign on the feature, if it is ahead."""
    known, cases, gap = (*given, *STEP), [], seldom(given)
    for case, counts in ((LESS >= 0, LESS), (LESS < 0, sp.S.Zero)):
        one = begun((*known, case))
        one.have(UP > 0).have(UP <= RATIO / 2).have(SLOWER >= 0).have(SLOWER <= RATIO / 2)
        for ahead in (SLOWER + UP, SLOWER - UP):
            whole = sp.ceiling(ahead)
            one.have(sp.And(whole >= ahead, whole < ahead + 1), by=rules.rounded_up(ahead))
        one.have(LESS <= MORE, by=rules.grows(sp.ceiling, SLOWER - UP, SLOWER + UP))
        one.have(1 <= eta * RATIO).have(MORE + counts + 1 <= RATIO + 3)
        one.have(MORE + counts + 1 <= (1 + 3 * eta) * RATIO).have(MORE >= 0)
        cases.append((case, one.have(_GAP, by=rules.instance(gap, {j: counts}))))
    return Derivation(given=known).cases(_GAP, *cases)


def _beyond_all(given: tuple[Any, ...], step: Derivation) -> Derivation:
    """Above the last step of data set 0 nothing is claimed of its chance."""
    known = (*given, 8 * _p0 < 1, theta >= b + c)
    last = Derivation(given=known).have(u_o > 0).have(_p0 >= 0, by=rules.one_neuron(0))
    for place in (N + 1, N + 2):
        last.have(sp.Eq(Tail(N, place), 0), by=rules.no_tail(place))
    last.have(_p0 >= LEAST.xreplace({k: N}))
    return last.have(_GAP, by=rules.instance(step, {k: N}))


def _not_before(given: tuple[Any, ...]) -> Derivation:
    """Before the middle a neuron fires once in eight times at least."""
    known, place = (*given, theta < b + c - 2 * b * u_o * (N - _MIDDLE)), _MIDDLE - 1
    early = Derivation(given=known).have(_MIDDLE >= 1, by=rules.half(N))
    early.have(
        _p0 >= LEAST.xreplace({k: place}), by=stated("lem:four-patterns-more#least", {k: place})
    )
    early.have(Tail(N, _MIDDLE) >= sp.Rational(1, 2), by=half_of_all((N >= 1,)))
    return early.have(8 * _p0 >= 1)


def _between(given: tuple[Any, ...], at_a_step: Derivation) -> Derivation:
    """Take the step at which the threshold is."""
    place, least = N - _STEPS, b + c - 2 * b * u_o * (N - _MIDDLE)
    known = (*given, 8 * _p0 < 1, theta < b + c)
    early = Derivation(given=(*known, theta < least))
    early.have(8 * _p0 >= 1, by=_not_before(given)).have(_GAP, "both cannot be")
    step = Derivation(given=(*known, theta >= least)).have(u_o > 0)
    step.have(sp.And(_STEPS >= _DOWN, _STEPS < _DOWN + 1), by=rules.rounded_up(_DOWN))
    step.have(_DOWN <= N - _MIDDLE, keep=(u_o,)).have(_DOWN > 0, keep=(u_o,))
    step.have(_STEPS <= N - _MIDDLE, by=rules.grows(sp.ceiling, _DOWN, N - _MIDDLE))
    step.have(_STEPS > 0).have(place <= N).have(2 * place >= N, by=rules.half(N)).have(place >= 0)
    put = {_x: b + c - theta, _y: 2 * b * u_o, _z: _STEPS}
    found = rules.instance(_on_the_step(), put)
    step.have(found.conclusion, by=found)
    step.have(
        _p0 >= LEAST.xreplace({k: place}), by=stated("lem:four-patterns-more#least", {k: place})
    )
    step.have(_GAP, by=rules.instance(at_a_step, {k: place}))
    both = (theta < least, early), (theta >= least, step)
    return Derivation(given=known).cases(_GAP, *both)


def at_most(part: Statement) -> Derivation:
    """Bound the gap at every threshold."""
    given = part.hypotheses
    much = begun((*given, 8 * _p0 >= 1))
    much.have(rules.GAP <= eta * RATIO * ROOT, by=often(given))
    small = above_all(RATIO, ROOT)
    much.have(small.conclusion, by=small).have(_GAP)
    few, step = Derivation(given=(*given, 8 * _p0 < 1)), _at_a_step(given)
    few.cases(
        _GAP, (theta >= b + c, _beyond_all(given, step)), (theta < b + c, _between(given, step))
    )
    either = Derivation(given=given).cases(_GAP, (8 * _p0 >= 1, much), (8 * _p0 < 1, few))
    gap = Derivation(rules.GAP, given=given).at_most(GOAL, by=either)
    return Derivation(S_m, given=given).at_most(GOAL, by=rules.supremum_at_most(gap))
