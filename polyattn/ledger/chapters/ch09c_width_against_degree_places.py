"""Chapter 9c: where a threshold may be put, as numbers alone: one of several places is enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import (
    PARTS,
    UNLIKE,
    Steps,
    asked,
    between,
)
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import k, x
from polyattn.symbolic.model import N

NUMBERS = Steps(*sp.symbols("p q s z y f g l A", real=True, cls=sp.Dummy))
_p, _q, _s, _z, _y, _f, _g, _l, _A = NUMBERS
_delta, _w = _q - _p, 1 - _l
KNOWN = (
    *(_p >= 0, _q > _p, _delta < sp.Rational(1, 2), _s > 0, _w >= 0),
    *(_y - _z > _delta, _y - _p <= HALF, sp.Eq(_y, HALF * _l - _A), _z <= HALF * _l - _q),
    *((HALF + 1) * _w + _p <= _A, _g - _z >= 1 + _delta + HALF * _w),
)
_RANGE = (*KNOWN, 2 * HALF <= N, N >= 1)
_n, _e = sp.symbols("n e", real=True, cls=sp.Dummy)
# What is so where data set 1 is not ahead, and its window is short.
SHORT, SHORT_ONLY = _y - _z <= 2 * _delta, N >= 3
SHORTER = (3 * HALF * _w <= 1, HALF * _w < 1 - 2 * _delta)
# What is so where the planted row of data set 0 is quiet for all signs.
QUIET = (N * _w + _p <= _A,)
# The window of the planted row on (+, -), where that of another row ends later.
PLANTED_FIRST = _g <= HALF + 1 - _p
WIDE = _g - _f >= _delta


@dataclass(frozen=True)
class Place:
    """A threshold: which part of the lemma it meets, the place, the two steps below it.

    `wholes` are pairs of whole numbers of which the second is the larger. `beyond` is the step of
    the place, where it may be one of which the planted row of data set 0 is not quiet.
    """

    part: str
    place: Any
    numbers: tuple[Any, Any]
    wholes: tuple[tuple[Any, Any], ...] = ()
    beyond: Any = None
    short: bool = False

    @property
    def values(self) -> dict[Any, Any]:
        """What the letters of the lemma are."""
        return dict(zip((x, k, j), (self.place, *self.numbers), strict=True))


@dataclass(frozen=True)
class Split:
    """Two cases, each with a place or with further cases."""

    case: Any
    then: Place | Split
    otherwise: Place | Split


_TOP = sp.floor(_y - _p)  # the last step at or below the end of data set 0
_WITH, _FAR, _AGAINST = PARTS


def _step_below(place: Any) -> Any:
    """Return the last step that lies below a place, not at it."""
    return sp.ceiling(place) - 1


def _reached(place: Any, number: Any) -> Any:
    """Say that a place is not above a step of the planted row of data set 0."""
    return place <= number * _l + _A


def _at_a_step() -> Split:
    """Put the threshold where data set 0 begins a step, if that is between the two ends."""
    low = _step_below(_TOP - _s)
    count = 2 * _TOP - low
    back = ((-1, low), (-1, _TOP))
    after = Place(_AGAINST, _TOP + _s + _p, (count - 1, _TOP - 1), back[:1], count)
    later = low + 1 + _s + _p
    next_step = Split(
        _y <= later,
        Place(_WITH, _y, (_TOP, low), (*back, (_TOP, HALF))),
        Place(_WITH, later, (_TOP, low), (*back, (_TOP, HALF))),
    )
    before = Place(_WITH, low + _s + _p, (_TOP - 1, low - 1), back)
    return Split(
        _TOP - _s > low + _delta,
        Place(_WITH, _TOP + _p, (_TOP - 1, low), ((low, _TOP),)),
        Split(
            _TOP - _s <= 0,
            Place(_FAR, _TOP + _p, (_TOP - 1, low)),
            Split(
                _reached(_TOP + _s + _p, count),
                after,
                Split(
                    _y - _p > _TOP + _delta,
                    next_step,
                    Split(low + _s > _z - _p, before, _unlike(low)),
                ),
            ),
        ),
    )


def _unlike(low: Any) -> Split:
    """Put it where (+, -) gains."""
    cases, later = [], low + 2 + _s + _p
    for part, end in zip(UNLIKE, (HALF + 1 - _p, _g), strict=True):
        ends = [
            Place(
                part, place, (_TOP + 1, low + 1), ((-1, low), (_TOP, HALF)), 2 * _TOP - low, short
            )
            for place, short in ((end, False), (later, True))
        ]
        cases.append(Split(end <= later, *ends))
    return Split(PLANTED_FIRST, cases[1], cases[0])


def _above_a_step() -> Split:
    """Put it at the end or near, if data set 1 has begun its last step before both ends."""
    end, low = _y - _p, _step_below(_y - _p - _s)
    count = 2 * _TOP - low + 1
    wholes, one = ((-1, low), (_TOP, HALF)), ((_TOP, HALF),)
    numbers = (count - 1, _TOP)
    planted = count * _l + _A
    against = Split(
        _reached(_y + _s, count),
        Split(
            end + _s < count,
            Place(_AGAINST, _y + _s, numbers, wholes, count),
            Place(_AGAINST, count + _p, numbers, wholes, count),
        ),
        Split(
            count + _p <= planted,
            Place(_AGAINST, count + _p, numbers, wholes, count),
            Place(_AGAINST, planted, numbers, wholes, count, True),
        ),
    )
    return Split(
        end - _s > low + _delta,
        Place(_WITH, _y, (_TOP, low), (*one, (low, N))),
        Split(
            end - _s <= 0,
            Place(_FAR, _y, (_TOP, low), one),
            Split(
                low + _s > _TOP + _delta,
                Place(_WITH, low + _s + _p, (_TOP, low - 1), one),
                against,
            ),
        ),
    )


TREE = Split(_TOP > _z - _p, _at_a_step(), _above_a_step())


def in_numbers(put: Place, path: tuple[Any, ...], more: tuple[Any, ...] = ()) -> Derivation:
    """Show that a place meets what the lemma asks of it, as far as that is about numbers."""
    place = _on_its_way(put, (*path, *more))
    if more == QUIET:
        place.have((N - put.beyond) * _w >= 0)
        if put.part in UNLIKE:  # no such place is needed
            left = _TOP - _s - (put.numbers[1] - 1)
            place.have(_A - _p + left < put.beyond * _w)
            below = rules.instance(_quiet_there(), {_e: left, _n: put.beyond})
            place.have(left < 0, by=below)
    for relation in (*between(NUMBERS), *asked(put.part, NUMBERS)):
        place.have(relation.xreplace(put.values))
    return place


@once
def _quiet_there() -> Derivation:
    """Show that a step where the planted row is quiet is not below its own."""
    known = (*QUIET, (N - _n) * _w >= 0, _A - _p + _e < _n * _w)
    return Derivation(given=known).have(_e < 0)


@once
def _second_factor() -> Derivation:
    """Show that what makes a number larger is above 1."""
    return Derivation(given=(_w >= 0, _e > 0, _n * _w - _w >= _e)).have(_n - 1 > 0)


def short_enough(put: Place, path: tuple[Any, ...]) -> Derivation:
    """Show that the window of data set 1 is short, and that there are several groups."""
    place = _on_its_way(put, path)
    low = put.numbers[1] - 1
    more = _TOP - _s - low if put.part in UNLIKE else HALF * _w - _w
    place.have(more > 0).have(HALF * _w - _w >= more)
    place.have(HALF - 1 > 0, by=rules.instance(_second_factor(), {_n: HALF, _e: more}))
    place.have(N > 2)
    return place.have(SHORT).have(SHORT_ONLY, by=rules.next_whole(sp.Integer(2), N))


def _on_its_way(put: Place, more: tuple[Any, ...]) -> Derivation:
    """Say of which steps the planted row is quiet, and how far it is from that beyond."""
    place = Derivation(given=(*_RANGE, *more))
    if put.part in UNLIKE:
        return _lost_beyond(place, put)
    for low, high in put.wholes:
        place.have(low + 1 <= high, by=rules.next_whole(sp.sympify(low), high))
    if put.beyond is not None:
        place.have((2 * HALF - put.beyond) * _w >= 0)
        return place.have((HALF - put.numbers[1]) * _w >= 0)
    for number in put.numbers[:1] if put.part == _FAR else put.numbers:
        place.have((HALF - number) * _w >= 0)
    return place


def _lost_beyond(place: Derivation, put: Place) -> Derivation:
    """Where something is lost beyond half of the signs, the last step is below half."""
    low = put.numbers[1] - 1
    place.have(low >= 0, by=rules.next_whole(sp.S.NegativeOne, low))
    place.have((2 * HALF - put.beyond) * _w >= 0)
    place.have(_TOP - _s > low).have(_TOP - _s - low < (HALF - 1) * _w)
    place.have(_TOP - _s - low + _A - _p < 2 * HALF * _w)
    end = HALF + 1 - _p if put.part == UNLIKE[0] else _g
    place.have(end > _TOP + 1 + _q).have(_TOP < HALF)
    place.have(_TOP + 1 <= HALF, by=rules.next_whole(_TOP, HALF))
    for number in put.numbers:
        place.have((HALF - number) * _w >= 0)
    return place
