"""Chapter 9d: what many neurons gain at a step at which each of them seldom fires."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.ledger.chapters import ch09d_where_width_is_enough_rarely as rarely
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import share
from polyattn.ledger.chapters.ch09d_where_width_is_enough_ahead import LEAST, MOST
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_often import many
from polyattn.ledger.chapters.ch09d_where_width_is_enough_patterns import (
    LESS,
    MORE,
    ON_A_STEP,
    SLOWER,
    UP,
)
from polyattn.ledger.chapters.ch09d_where_width_is_enough_regime import begun, far_bias
from polyattn.ledger.chapters.ch09d_where_width_is_enough_small import below_the_tangent
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, eta, k
from polyattn.symbolic.model import N, b, c, m, theta
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_LOG, _MIDDLE = sp.log(m), N - sp.floor(N / 2)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_FIRST, _SECOND, _THIRD, _LAST = (
    Tail(N, k + 1 - MORE),
    Tail(N, k + 1 - j),
    Tail(N, k + 1),
    Tail(N, k + 2),
)
_PLACE = k - MORE + c * N / b
_FAR = Tail(N, _PLACE)
_NEAR = _FIRST + 1 / (2 * _LOG * m)
_LOST = 2 * sp.sqrt(2) * (MORE + 1) * ROOT
_SHARE = sp.sqrt(2) / 4 * (MORE + j + 1) * ROOT
GOAL = rarely.EXACT.xreplace({rarely.counts: RATIO, rarely.root: ROOT})
STEP = (theta >= ON_A_STEP, 2 * k >= N, k <= N, 8 * _p0 < 1, _p0 >= LEAST)
_NUMBER = (j >= 0, j >= LESS, j <= MORE, MORE + j + 1 <= (1 + 3 * eta) * RATIO)
_v, _r, _x, _l, _y, _w = sp.symbols("v r x l y w", real=True, cls=sp.Dummy)
_A, _B, _C, _D, _F, _M, _p, _q, _s = sp.symbols("A B C D F M p q s", real=True, cls=sp.Dummy)


@once
def _by_root() -> Derivation:
    """Bound an atom by the root, and by its tail and a little more."""
    known = (N >= 1, m >= 2, _LOG >= sp.Rational(1, 2), _v >= 0)
    root, near = sp.sqrt(2 / (N * _LOG)), _v + 1 / (2 * _LOG * m)
    each = (
        Derivation(given=known).have(root > 0).have(sp.Eq(root * (2 * _LOG), 2 * sp.sqrt(2) * ROOT))
    )
    each.have((2 * _LOG - 1) * _v + 1 / m <= 2 * _LOG * near)
    each.have(root * ((2 * _LOG - 1) * _v + 1 / m) <= root * (2 * _LOG * near))
    return each.have(share(_v) <= 2 * sp.sqrt(2) * ROOT * near)


@once
def _larger() -> Derivation:
    """Bound so many atoms by the larger tail."""
    known = (N >= 1, m >= 2, _LOG >= sp.Rational(1, 2), _v >= 0, _v <= _w)
    root = sp.sqrt(2 / (N * _LOG))
    each = Derivation(given=(*known, _x >= 0, _y <= _x * share(_v))).have(root > 0)
    each.have((2 * _LOG - 1) * _v + 1 / m <= (2 * _LOG - 1) * _w + 1 / m)
    each.have(root * ((2 * _LOG - 1) * _v + 1 / m) <= root * ((2 * _LOG - 1) * _w + 1 / m))
    each.have(share(_v) <= share(_w)).have(_x * share(_v) <= _x * share(_w))
    return each.have(_y <= _x * share(_w))


# The four tails, the one of the other sign, what bounds the atoms of the first two, two chances.
_LETTERS = (
    *(_r > 0, _w >= 0, _M >= 0, j >= 0, _s <= 2 * sp.sqrt(2) * _r * _w),
    *(_A - _C <= _M * _s, _B - _D <= (j + 1) * _s, _A - _D <= (_M + 1) * _s, _C >= _D),
    *(_q <= (_A + _B + _C + _D) / 8 + _F / 2, _p >= (_C + _D) / 4),
)


@once
def _gained() -> Derivation:
    """Add the atoms up."""
    atom = 2 * sp.sqrt(2) * _r * _w
    gained = Derivation(given=_LETTERS)
    for counts in (_M + j + 1, _M + 1):
        gained.have(counts * _s <= counts * atom)
    gained.have(_q - _p <= sp.sqrt(2) / 4 * (_M + j + 1) * _r * _w + _F / 2)
    gained.have(2 * _p >= _A - 2 * sp.sqrt(2) * (_M + 1) * _r * _w)
    both = sp.And(*(line.term for line in gained.lines[-2:]))
    return Derivation(given=_LETTERS).have(both, by=gained)


@once
def _sizes() -> Derivation:
    """Compare in numbers."""
    known = (eta > 0, 40 * eta <= 1, _x > 0, _r > 0, _x * _r <= eta, eta * _x >= 1, _M >= 0)
    more = (_M + 1 <= _x + 2, _M + j + 1 <= (1 + 3 * eta) * _x, j >= 0)
    sizes = Derivation(given=(*known, *more)).have(_M + 1 <= (1 + 2 * eta) * _x)
    root = sp.sqrt(2)
    lost, gain = 2 * root * (_M + 1) * _r, root / 4 * (_M + j + 1) * _r
    sizes.have((_M + 1) * _r <= (1 + 2 * eta) * _x * _r).have(
        (1 + 2 * eta) * _x * _r <= (1 + 2 * eta) * eta
    )
    sizes.have((_M + j + 1) * _r <= (1 + 3 * eta) * _x * _r)
    sizes.have((_M + 1) * _r <= sp.Rational(21, 20) * eta)
    found = sp.And(
        lost >= 0,
        12 * lost <= 1,
        lost <= sp.Rational(16, 5) * eta,
        gain >= 0,
        gain <= root / 4 * (1 + 3 * eta) * _x * _r,
    )
    return Derivation(given=sizes.given).have(found, by=sizes.have(found))


@once
def _less_than_half() -> Derivation:
    """Show that even the largest tail is less than a half."""
    known = (_l >= 1600, m >= 2, _s >= 0, 12 * _s <= 1, 8 * _p < 1, _A >= 0)
    half = Derivation(
        given=(*known, 2 * _p >= (1 - _s) * (_A + 1 / (2 * _l * m)) - 1 / (2 * _l * m))
    )
    half.have(1 / (2 * _l * m) <= sp.Rational(1, 100)).have(1 / (2 * _l * m) > 0)
    half.have(_s * (1 / (2 * _l * m)) >= 0).have((1 - _s) * _A <= sp.Rational(3, 10))
    half.have(_s * _A <= _A / 12)
    return half.have(_A < sp.Rational(1, 2))


@once
def _one_by_one() -> Derivation:
    """Go from one bound to the next."""
    return Derivation(given=(_x <= _y, _y <= _v, _v <= _w)).have(_x <= _w)


def _beyond(given: tuple[Any, ...]) -> Derivation:
    """Beyond the middle there are counts left."""
    goal, known = 2 * (k - MORE) >= N, (N >= 1, _FIRST < sp.Rational(1, 2))
    before = Derivation(given=(*known, k + 1 - MORE <= _MIDDLE))
    before.have(_FIRST >= Tail(N, _MIDDLE), by=rules.tail_falls(k + 1 - MORE, _MIDDLE))
    before.have(Tail(N, _MIDDLE) >= sp.Rational(1, 2), by=half_of_all((N >= 1,))).have(goal)
    after = Derivation(given=(*known, k + 1 - MORE > _MIDDLE))
    after.have(_MIDDLE + 1 <= k + 1 - MORE, by=rules.next_whole(_MIDDLE, k + 1 - MORE))
    after.have(goal, by=rules.half(N))
    both = (k + 1 - MORE <= _MIDDLE, before), (k + 1 - MORE > _MIDDLE, after)
    return Derivation(given=known).cases(goal, *both)


def _numbers(known: tuple[Any, ...]) -> Derivation:
    """Say what is gained, what is lost, and what the other sign of the bias adds."""
    numbers = begun(known).have(4 * m >= _LOG**2, by=many(known))
    numbers.have(eta * (eta * _LOG) >= 1).have(_LOG >= 1600).have(m >= _LOG)
    numbers.have(UP > 0).have(UP <= RATIO / 2).have(SLOWER >= 0).have(SLOWER <= RATIO / 2)
    numbers.have(
        sp.And(MORE >= SLOWER + UP, MORE < SLOWER + UP + 1), by=rules.rounded_up(SLOWER + UP)
    )
    numbers.have(MORE >= 0).have(MORE + 1 <= RATIO + 2)
    return numbers


def _apart(numbers: Derivation) -> None:
    """Compare the tails, atom by atom."""
    first = ((k + 1, MORE), (k + 2, j + 1), (k + 2, MORE + 1))
    for last, counts in first:
        atoms = stated("lem:level-one#several atoms", {k: last, j: counts})
        numbers.have(atoms.conclusion, by=atoms)
    numbers.have(_SECOND <= _FIRST, by=rules.tail_falls(k + 1 - MORE, k + 1 - j))
    numbers.have(_LAST <= _THIRD, by=rules.tail_falls(k + 1, k + 2))
    larger = rules.instance(_larger(), {_v: _SECOND, _w: _FIRST, _x: j + 1, _y: _SECOND - _LAST})
    numbers.have(larger.conclusion, by=larger).have(_NEAR > 0)
    numbers.have(
        share(_FIRST) <= 2 * sp.sqrt(2) * ROOT * _NEAR, by=rules.instance(_by_root(), {_v: _FIRST})
    )
    numbers.have(_p1 <= MOST, by="lem:four-patterns-more#most")
    put = {_A: _FIRST, _B: _SECOND, _C: _THIRD, _D: _LAST, _F: _FAR, _M: MORE, _s: share(_FIRST)}
    found = rules.instance(_gained(), {**put, _r: ROOT, _w: _NEAR, _p: _p0, _q: _p1})
    numbers.have(found.conclusion, by=found)


def _sized(numbers: Derivation, given: tuple[Any, ...]) -> None:
    """Say how large these numbers are."""
    found = rules.instance(_sizes(), {_x: RATIO, _r: ROOT, _M: MORE})
    numbers.have(found.conclusion, by=found)
    least = 2 * _p0 >= (1 - _LOST) * _NEAR - 1 / (2 * _LOG * m)
    numbers.have(least)
    numbers.have(
        _FIRST < sp.Rational(1, 2),
        by=rules.instance(_less_than_half(), {_l: _LOG, _s: _LOST, _A: _FIRST, _p: _p0}),
    )
    numbers.have(2 * (k - MORE) >= N, by=_beyond(given))
    far = 2 * _PLACE - N >= 2 * (c / b) * N - 1
    numbers.have(far)
    numbers.have(m * _FAR <= eta * RATIO * ROOT, by=far_bias((*given, far), _PLACE))


_PUT = {
    **{rarely.p: _p0, rarely.gain: _p1 - _p0, rarely.tail: _NEAR, rarely.lost: _LOST},
    **{rarely.share: _SHARE, rarely.far: _FAR, rarely.log: _LOG},
    **{rarely.counts: RATIO, rarely.root: ROOT},
}


def _more(given: tuple[Any, ...]) -> Derivation:
    """Bound the gap by what is gained, where the rest stays silent."""
    known = (*given, *STEP, *_NUMBER, _p1 >= _p0)
    numbers, silent = _numbers(known), (1 - _p0) ** (m - 1)
    for i, chance in enumerate((_p0, _p1)):
        numbers.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    _apart(numbers)
    _sized(numbers, given)
    tangent = below_the_tangent(1 - _p0, _p1 - _p0)
    apart, most = (1 - _p0) ** m - (1 - _p1) ** m, rarely.MOST.xreplace(_PUT)
    numbers.have(apart <= m * (_p1 - _p0) * silent, by=tangent)
    numbers.have(m * (_p1 - _p0) * silent <= most, by=rules.instance(rarely.outweighed(), _PUT))
    numbers.have(most <= GOAL, by=rules.instance(rarely.exactly(), _PUT))
    put = {_x: apart, _y: m * (_p1 - _p0) * silent, _v: most, _w: GOAL}
    numbers.have(apart <= GOAL, by=rules.instance(_one_by_one(), put))
    gap = Derivation(rules.GAP, given=known).equal(apart)
    return gap.at_most(GOAL, by=numbers)


def _less(given: tuple[Any, ...]) -> Derivation:
    """Where none is gained there is no gap."""
    known = (*given, _p1 <= _p0)
    none = begun(known)
    for i, chance in enumerate((_p0, _p1)):
        none.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    none.have((1 - _p0) ** m <= (1 - _p1) ** m, by=rules.powers_in_order(1 - _p0, 1 - _p1, m))
    none.have(RATIO * ROOT > 0).have(GOAL >= 0, by=rarely.not_negative(RATIO, ROOT))
    none.have((1 - _p0) ** m - (1 - _p1) ** m <= 0)
    return Derivation(given=known).have(rules.GAP <= GOAL, by=none.have(rules.GAP <= GOAL))


def seldom(given: tuple[Any, ...]) -> Derivation:
    """Bound the gap at a step at which a neuron fires less than once in eight times."""
    goal, known = rules.GAP <= GOAL, (*given, *STEP, *_NUMBER)
    both = (_p1 >= _p0, _more(given)), (_p1 <= _p0, _less(given))
    return Derivation(given=known).cases(goal, *both)
