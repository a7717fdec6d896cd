"""What functions make of values: exact rationals, or intervals (Arb) that hold the true value."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp

from polyattn._arb import at_precision
from polyattn.symbolic.broken_line import Psi
from polyattn.symbolic.chances import Above, Tail, k
from polyattn.symbolic.model import N

PRECISION = 128

Part: TypeAlias = Callable[[Any], Any]
"""The value of a part of an expression at a point, which says whether it is exact."""


def working_precision() -> AbstractContextManager[Any]:
    """Return a context in which intervals are computed with 128 bits."""
    return at_precision(PRECISION)


def interval(value: Any) -> Any:
    """Return a rational number as an Arb ball at the current precision; a ball stays as it is."""
    from flint import arb

    return arb(flint_rational(value) if isinstance(value, int | Fraction) else value)


@functools.cache
def flint_rational(value: Fraction) -> Any:
    """Return a rational number as FLINT's."""
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


def fold(combine: Callable[[Any, Any], Any], parts: list[Part]) -> Part:
    """Return what combines the values of all parts, the first two first."""
    first, *rest = parts

    def folded(point: Any) -> Any:
        value = first(point)
        for part in rest:
            value = combine(value, part(point))
        return value

    return folded


def power(base: Any, exponent: Any) -> Any:
    """Return a power; a rational one only where the exponent is whole."""
    if isinstance(exponent, Fraction):
        if exponent.denominator != 1:
            raise TypeError(f"evaluate: {base} ** {exponent} is irrational; use intervals")
        exponent = int(exponent)
    if isinstance(exponent, int):
        if isinstance(base, int):
            base = Fraction(base)
        return base**exponent
    return interval(base) ** exponent


def larger(x: Any, y: Any) -> Any:
    """Return the larger of two values."""
    if isinstance(x, int | Fraction) and isinstance(y, int | Fraction):
        return max(x, y)
    return interval(x).max(interval(y))


def transcendental(name: str, part: Part) -> Part:
    """Return a function by the name of Arb's method; it has no exact value."""

    def applied(point: Any) -> Any:
        if point.exact:
            raise TypeError(f"evaluate: {name} has no exact value; use intervals")
        value = interval(part(point))
        if name == "log" and value == 0:
            return value.neg_inf()
        return getattr(value, name)()

    return applied


def normal(part: Part) -> Part:
    """Return the distribution function of a standard normal variable."""

    def applied(point: Any) -> Any:
        if point.exact:
            raise TypeError("evaluate: Phi has no exact value; use intervals")
        return (-interval(part(point)) / interval(2).sqrt()).erfc() / 2

    return applied


# Functions that change at whole numbers only.
COUNTING: dict[Any, Callable[..., Any]] = {
    sp.floor: math.floor,
    sp.ceiling: math.ceil,
    sp.binomial: math.comb,
    Tail: Tail.exact,
    Above: Above.exact,
}


def counted(function: Callable[..., Any], parts: list[Part]) -> Part:
    """Return a function that changes at whole numbers only."""

    def applied(point: Any) -> Any:
        values = [whole_or_between(part(point)) for part in parts]
        if None in values:
            return interval(0) / 0  # no number: it may lie on either side of a whole one
        return function(*values) if point.exact else interval(function(*values))

    return applied


def whole_or_between(value: Any) -> int | Fraction | None:
    """Return a rational between the same whole numbers as an interval; None if it may cross one."""
    if isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else value
    if value.is_exact() and value.is_integer():
        return int(value.unique_fmpz())
    below = value.floor().unique_fmpz() if value.is_finite() else None
    return None if below is None else Fraction(2 * int(below) + 1, 2)


def largest(part: Part, at: Callable[..., Any]) -> Part:
    """Return the largest value over all k up to N + 1; `at` makes a point of values."""

    def applied(point: Any) -> Any:
        top = whole_or_between(point[N])
        if not isinstance(top, int):
            raise TypeError(f"evaluate: Largest runs over whole numbers up to N + 1, got N = {top}")
        values = (part(at({**point, k: x}, exact=point.exact)) for x in range(top + 2))
        return functools.reduce(larger, values)

    return applied


def broken_line(parts: list[Part]) -> Part:
    """Return the broken line through the tails of fair coins."""

    def applied(point: Any) -> Any:
        count, steps, chance = (part(point) for part in parts)
        count, steps = whole_or_between(count), whole_or_between(steps)
        if not isinstance(count, int) or not isinstance(steps, int):
            return interval(0) / 0  # no number: it may be one whole number or the next
        if point.exact:
            return Psi.exact(count, steps, Fraction(chance))
        chance = interval(chance)  # it may be a whole number: 0 or 1
        if not chance.is_finite():
            return interval(0) / 0
        ends = (Fraction(str(end.fmpq())) for end in (chance.lower(), chance.upper()))
        low, high = (Psi.exact(count, steps, min(max(x, Fraction(0)), Fraction(1))) for x in ends)
        return interval(low).union(interval(high))  # it increases

    return applied
