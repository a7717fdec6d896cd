"""A real instance against a line: numbers for a, b, c, d, t, the degree and the other letters.

Interval arithmetic (Arb) at seeded points; half of them just inside a bound on a letter.
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import TABLE, Point, evaluate, holds, interval, working_precision
from polyattn.derivation.ranges import WHOLE
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.pair import OBSERVED

SEED = 20231020
TRIES = 200
# Where a letter is drawn from; small numbers make a point readable.
_RANGES: dict[Any, tuple[str, ...]] = {
    s.t: ("1", "2", "3", "10", "1000"),
    s.N: ("1", "2", "3", "6", "10", "100", "10000"),
    s.m: ("1", "2", "10", "1000"),
    s.entries: ("2", "3", "6", "10", "1000"),
}
_COUNTS = 12  # a whole number without a range of its own is at most so large
_UNIT = {s.epsilon, s.delta, s.tau, s.w, s.w_top}


def against(hypotheses: tuple[Any, ...], goal: Any, tries: int = TRIES) -> str | None:
    """Return a point where the hypotheses certainly hold and the goal certainly fails.

    Parameters
    ----------
    hypotheses : tuple of sympy.Boolean
        What is assumed.
    goal : sympy.Boolean
        What is claimed.
    tries : int
        How many points are drawn.

    Returns
    -------
    str or None
        The point and both sides as numbers; None says nothing about the goal.

    Examples
    --------
    >>> print(against((s.c > 0, s.b > 0), s.c > s.b))
    b = 1.45, c = 0.55: 0.55 > 1.45 is false
    """
    hypotheses = _about(goal, hypotheses)
    relations = (*hypotheses, goal)
    if any(relation.has(Limit) for relation in relations):  # no point has a limit
        return None
    needed = set().union(*map(needed_by, relations))
    base = tuple(sorted((x for x in needed if x not in TABLE), key=str))
    if needed & OBSERVED:  # numbers of a whole network: one does not choose them
        return None
    try:
        with working_precision():
            for point in _points(hypotheses, base, tries):
                if holds(goal, point) is False:
                    return _told(goal, point, base)
    except (TypeError, KeyError):  # a term that has no value here, such as a letter of a proof
        return None
    return None


def satisfies(hypotheses: tuple[Any, ...], tries: int = TRIES) -> bool:
    """Return whether a point is found where relations certainly hold, those of limits left out.

    Examples
    --------
    >>> satisfies((s.c > 0, s.b > s.c)), satisfies((s.c > 0, s.c < 0))
    (True, False)
    """
    drawn = tuple(h for h in hypotheses if not h.has(Limit))
    needed = set().union(*map(needed_by, drawn))
    base = tuple(sorted((x for x in needed if x not in TABLE), key=str))
    with working_precision():
        return bool(_points(drawn, base, tries))


def _about(goal: Any, hypotheses: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the hypotheses that bear on the goal, through letters that they share."""
    near, found, waiting = set(needed_by(goal)), [], [(h, needed_by(h)) for h in hypotheses]
    while linked := [pair for pair in waiting if pair[1] & near]:
        found += [h for h, _ in linked]
        near |= set().union(*(letters for _, letters in linked))
        waiting = [pair for pair in waiting if pair not in linked]
    return tuple(h for h in hypotheses if h in found)


@cache
def needed_by(relation: Any) -> frozenset[Any]:
    """Return the letters of a relation and all that they stand for, chances too."""
    found: set[Any] = set()
    todo = set(relation.free_symbols)
    while todo:
        found |= todo
        todo = {x for y in todo & TABLE.keys() for x in TABLE[y].free_symbols} - found
    return frozenset(found)


def _told(goal: Any, point: Point, base: tuple[Any, ...]) -> str:
    where = ", ".join(f"{x} = {_short(point[x])}" for x in base)
    if not goal.is_Relational:
        return where
    left, right = (_short(evaluate(side, point)) for side in goal.args)
    return f"{where}: {left} {goal.rel_op} {right} is false"


def _short(value: Any) -> str:
    text: str = interval(value).str(6, radius=False)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


@lru_cache(maxsize=256)
def _points(hypotheses: tuple[Any, ...], base: tuple[Any, ...], tries: int) -> list[Point]:
    """Return the points of a seeded draw where the hypotheses certainly hold."""
    draw = random.Random(SEED)
    found = []
    for _ in range(tries):
        point = _draw(hypotheses, base, draw)
        if all(holds(h, point) for h in hypotheses):
            found.append(point)
    return found


def _draw(hypotheses: tuple[Any, ...], base: tuple[Any, ...], draw: random.Random) -> Point:
    values = {x: _value(x, draw) for x in base}
    if {s.a0, s.a1} <= values.keys():
        values[s.a0], values[s.a1] = sorted((values[s.a0], values[s.a1]))
    if s.beta_up in values:
        values[s.beta_up] += values.get(s.beta, Fraction(0))
    if s.K in values:
        values[s.K] = Fraction(draw.randint(0, int(values.get(s.N, Fraction(10)))))
    point = Point(values, exact=False, chances=True)
    settled: dict[Any, Any] = {}
    for hypothesis in hypotheses:
        settled |= _settle(hypothesis, base, point, draw)
    if not settled:
        return point
    # What was computed from the old values must go.
    moved = Point(values, exact=False, chances=True)
    moved.update(settled)
    return moved


def _value(letter: Any, draw: random.Random) -> Fraction:
    if letter in _RANGES:
        return Fraction(draw.choice(_RANGES[letter]))
    if letter in s.SIGNS:
        return Fraction(draw.choice((1, -1)))
    if letter in _UNIT:
        return Fraction(draw.randint(1, 99), 100)
    if letter in WHOLE:
        return Fraction(draw.randint(0, _COUNTS))
    if draw.random() < 0.1:
        return Fraction(0)  # edges are where statements break
    sign = 1 if draw.random() < 0.9 else -1
    return sign * Fraction(draw.randint(1, 60), draw.choice((20, 5)))


def _settle(
    hypothesis: Any, base: tuple[Any, ...], point: Point, draw: random.Random
) -> dict[Any, Any]:
    """Meet an equation; put a letter just inside its bound, every other time."""
    if not _is_bound(hypothesis) or hypothesis.lhs not in base:
        return {}
    letter, bound = hypothesis.args
    if isinstance(hypothesis, sp.Eq):
        return {letter: interval(evaluate(bound, point))}
    if bound.is_Number or draw.random() < 0.5:
        return {}
    try:
        value = interval(evaluate(bound, point))
    except ZeroDivisionError:
        return {}
    if not value.is_finite():
        return {}
    sign = 1 if isinstance(hypothesis, sp.Ge | sp.Gt) else -1
    inside = value + sign * interval(Fraction(1, 2**30))
    if letter in WHOLE:
        inside = inside.ceil() if sign > 0 else inside.floor()
    return {letter: inside}


@cache
def _is_bound(hypothesis: Any) -> bool:
    """Whether it compares a letter with what does not depend on it."""
    if not hypothesis.is_Relational or not hypothesis.lhs.is_Symbol:
        return False
    return hypothesis.lhs not in s.letters(hypothesis.rhs, powers=True)
