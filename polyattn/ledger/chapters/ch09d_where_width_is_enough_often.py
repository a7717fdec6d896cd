"""Chapter 9d: what many neurons gain where each of them often fires: next to nothing."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, REACH
from polyattn.ledger.chapters.ch09c_width_against_degree import TAILS, between_tails
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import share
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_regime import begun
from polyattn.ledger.chapters.ch09d_where_width_is_enough_small import below_the_tangent
from polyattn.symbolic.chances import eta
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_LOG, _J = sp.log(m), sp.ceiling(REACH)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_l, _v, _r, _x, _p, _y, _z = sp.symbols("l v r x p y z", real=True, cls=sp.Dummy)


def many(given: tuple[Any, ...]) -> Derivation:
    """Show that there are more neurons than the square of the logarithm over 4."""
    more = begun(given)
    halves = (rules.log_of_product(sp.sqrt(m), sp.sqrt(m)), rules.below_exp(sp.log(sp.sqrt(m))))
    more.have(_LOG <= 2 * sp.sqrt(m) - 2, by=halves)
    more.have(eta * (eta * _LOG) >= 1).have(_LOG >= 1600)
    return more.have(4 * m >= _LOG**2)


@once
def _silent() -> Derivation:
    """Bound the chance that so many neurons stay silent."""
    sizes = (eta > 0, 40 * eta <= 1, eta**2 * _LOG >= 1, _LOG >= 1600, 4 * m >= _LOG**2)
    power, rest = (1 - _p) ** (m - 1), sp.exp(-(m - 1) / 8)
    none = Derivation(given=(*sizes, m >= 2, 8 * _p >= 1, _p <= 1))
    less = rules.powers_in_order(1 - _p, sp.exp(-sp.Rational(1, 8)), m - 1)
    fires = rules.below_exp(-_p), rules.grows(sp.exp, -_p, -sp.Rational(1, 8))
    none.have(1 - _p <= sp.exp(-sp.Rational(1, 8)), by=fires)
    none.have(power <= rest, by=less)
    none.have(
        1 + (m - 1) / 8 - _LOG <= sp.exp((m - 1) / 8) / m, by=rules.below_exp((m - 1) / 8 - _LOG)
    )
    none.have(eta * (eta * _LOG) >= 1).have(eta * _LOG >= 40)
    none.have(1 / eta <= eta * _LOG).have(6 / eta <= _LOG)
    none.have(m >= 400 * _LOG).have(6 / eta <= sp.exp((m - 1) / 8) / m)
    none.have(6 * m <= eta * sp.exp((m - 1) / 8))
    none.have(6 * m * rest <= eta)
    return none.have(6 * m * power <= eta)


@once
def _few() -> Derivation:
    """Bound so many atoms: no tail exceeds 1."""
    known = (N >= 1, m >= 2, _LOG >= sp.Rational(1, 2), _v >= 0, _v <= 1)
    few = Derivation(given=known).have((2 * _LOG - 1) * _v + 1 / m <= 2 * _LOG)
    root = sp.sqrt(2 / (N * _LOG))
    few.have(root > 0).have(sp.Eq(root * (2 * _LOG), 2 * sp.sqrt(2) * ROOT))
    few.have(root * ((2 * _LOG - 1) * _v + 1 / m) <= root * (2 * _LOG))
    return few.have(share(_v) <= 3 * ROOT)


@once
def _counted() -> Derivation:
    """Count them: y atoms, each at most z."""
    known = (_x > 0, _r > 0, _y >= 0, _y <= 2 * _x, _z <= 3 * _r, _v - _p <= _y * _z)
    few = Derivation(given=known).have(_y * _z <= _y * (3 * _r))
    few.have(_y * (3 * _r) <= 2 * _x * (3 * _r))
    return few.have(_v - _p <= 6 * _x * _r)


@once
def _put_together() -> Derivation:
    """Multiply them: v is the shifted tail, x the number of counts."""
    known = (m >= 2, _x > 0, _r > 0, eta > 0, _l >= 0, 6 * m * _l <= eta, _p <= _v)
    gap = Derivation(given=(*known, _v - _p <= 6 * _x * _r))
    gap.have(m * (_v - _p) * _l <= m * (6 * _x * _r) * _l)
    return gap.have(m * (_v - _p) * _l <= eta * _x * _r)


def often(given: tuple[Any, ...]) -> Derivation:
    """Bound the gap where a neuron fires once in eight times, or more often."""
    known, goal = (*given, 8 * _p0 >= 1), rules.GAP <= eta * RATIO * ROOT
    power = (1 - _p0) ** (m - 1)
    numbers = begun(known).have(4 * m >= _LOG**2, by=many(given)).have(REACH > 0)
    numbers.have(eta * (eta * _LOG) >= 1).have(_LOG >= 1600).have(RATIO >= 40)
    numbers.have(REACH <= sp.Rational(3, 2) * RATIO)
    numbers.have(sp.And(_J >= REACH, _J < REACH + 1), by=rules.rounded_up(REACH))
    numbers.have(_J <= 2 * RATIO).have(_J >= 0)
    between_tails(numbers, given)
    numbers.have(share(TAILS) <= 3 * ROOT, by=rules.instance(_few(), {_v: TAILS}))
    put = {_v: TAILS, _p: _p0, _y: _J, _z: share(TAILS), _x: RATIO, _r: ROOT}
    numbers.have(TAILS - _p0 <= 6 * RATIO * ROOT, by=rules.instance(_counted(), put))
    silent = rules.instance(_silent(), {_p: _p0})
    numbers.have(silent.conclusion, by=silent).have(
        power >= 0, by=rules.power_between(1 - _p0, m - 1)
    )
    put = {_x: RATIO, _r: ROOT, _l: power, _p: _p0, _v: TAILS}
    found = rules.instance(_put_together(), put)
    numbers.have(found.conclusion, by=found)
    numbers.have(
        (1 - _p0) ** m - (1 - TAILS) ** m <= m * (TAILS - _p0) * power,
        by=below_the_tangent(1 - _p0, TAILS - _p0),
    )
    numbers.have(
        (1 - TAILS) ** m <= (1 - _p1) ** m, by=rules.powers_in_order(1 - TAILS, 1 - _p1, m)
    )
    numbers.have((1 - _p0) ** m - (1 - _p1) ** m <= eta * RATIO * ROOT)
    gap = Derivation(given=known)
    return gap.have(goal, by=numbers.have(goal))
