"""Compute in interval arithmetic with as much precision as it takes, and round once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from polyattn._precision import at_precision

__all__ = [
    "Direction",
    "at_precision",
    "ball",
    "ceiling",
    "finite_once",
    "rational",
    "round_once",
    "sign",
]

Direction: TypeAlias = Literal["nearest", "up", "down"]
"""Which float stands for a real number: the nearest, or one on a given side of it."""

_FIRST_BITS, _LAST_BITS = 128, 2**17
# Two numbers that 4,096 bits do not tell apart are equal, or as good as equal.
_DECIDING_BITS = 4096
# A ball of this relative accuracy, rounded, is off by at most (1/2 + 2**-47) ulp.
_ENOUGH_BITS = 100
# Whatever is smaller rounds to 0.0 (half of the smallest subnormal is 2**-1075).
_NOTHING = 2**1080


def ball(number: Fraction) -> Any:
    """Return a rational number as an Arb ball at the current precision.

    Parameters
    ----------
    number : Fraction
        The number.

    Returns
    -------
    flint.arb
        The enclosure; exact where the number is a dyadic rational of few bits.

    Examples
    --------
    >>> float(ball(Fraction(1, 4)))
    0.25
    """
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator))


def rational(end: Any) -> Fraction:
    """Return the rational number that one end of an Arb ball, or its middle, is.

    Parameters
    ----------
    end : flint.arb
        A ball of radius 0.

    Returns
    -------
    Fraction
        The number, exactly.

    Examples
    --------
    >>> rational(ball(Fraction(3, 8)))
    Fraction(3, 8)
    """
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def round_once(
    balls: Callable[[], Iterable[Any]], direction: Direction = "nearest"
) -> tuple[float, ...]:
    r"""Return the floats of real numbers that `balls` encloses.

    Parameters
    ----------
    balls : callable
        Returns the enclosures, as Arb balls, at the precision ``flint.ctx.prec`` of the moment.
        It is called again with twice the precision until every ball is known to 100 bits.
    direction : {"nearest", "up", "down"}, default "nearest"
        The nearest float, or one that is not below ("up") or not above ("down") the number: a
        bound stays a bound when it is rounded to its own side.

    Returns
    -------
    tuple of float
        One float a ball, rounded once: within :math:`(\frac12+2^{-47})` ulp of the number for
        "nearest". Below the subnormal range it is 0.

    Raises
    ------
    ArithmeticError
        If 131,072 bits are not enough.

    References
    ----------
    F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE
    Transactions on Computers 66 (2017).

    Examples
    --------
    >>> from flint import arb
    >>> round_once(lambda: [arb(2).log(), arb(-10000).exp()])
    (0.6931471805599453, 0.0)
    """
    bits = _FIRST_BITS
    while bits <= _LAST_BITS:
        with at_precision(bits):
            values = tuple(balls())
            if all(_is_tight(value, direction) for value in values):
                return tuple(_to_float(value, direction) for value in values)
        bits *= 2
    raise ArithmeticError(
        f"round_once: {_LAST_BITS} bits do not fix the result; the input holds numbers too close "
        "to one another or too large"
    )


def finite_once(number: Callable[[], Any], complaint: str) -> float:
    """Return the nearest float of a real number that `number` encloses; raise where there is none.

    Parameters
    ----------
    number : callable
        Returns the enclosure at the precision ``flint.ctx.prec`` of the moment.
    complaint : str
        The message of the error: the call, what is beyond every float, and what to give instead.

    Returns
    -------
    float
        The number, rounded once as by `round_once`.

    Raises
    ------
    OverflowError
        If it is beyond every float.

    Examples
    --------
    >>> from flint import arb
    >>> finite_once(lambda: arb(2).log(), "demo: beyond every float; use less")
    0.6931471805599453
    """
    (near,) = round_once(lambda: [number()])
    if math.isinf(near):
        raise OverflowError(complaint)
    return near


def sign(number: Callable[[], Any]) -> int | None:
    """Return the sign of a real number that `number` encloses.

    Parameters
    ----------
    number : callable
        Returns the enclosure at the precision ``flint.ctx.prec`` of the moment.

    Returns
    -------
    int or None
        1, -1, or 0 where the enclosure is the number 0 itself; None where 4,096 bits leave the
        sign open.

    Examples
    --------
    >>> from flint import arb
    >>> sign(lambda: arb(2).sqrt() - 1), sign(lambda: arb(2).sqrt() ** 2 - 2)
    (1, None)
    """
    bits = _FIRST_BITS
    while bits <= _DECIDING_BITS:
        with at_precision(bits):
            value = number()
            if value.is_zero():
                return 0
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
        bits *= 2
    return None


def ceiling(number: Callable[[], Any]) -> int:
    """Return the least whole number that is not below a real number that `number` encloses.

    Parameters
    ----------
    number : callable
        Returns the enclosure at the precision ``flint.ctx.prec`` of the moment.

    Returns
    -------
    int
        The ceiling. What 4,096 bits do not tell from a whole number counts as that number.

    Examples
    --------
    >>> from flint import arb
    >>> ceiling(lambda: arb(2).sqrt()), ceiling(lambda: arb(2).sqrt() ** 2)
    (2, 2)
    """
    from flint import arb

    bits = _FIRST_BITS
    while True:
        with at_precision(bits):
            value = number()
            whole = value.ceil().unique_fmpz()
            if whole is None and bits >= _DECIDING_BITS:
                whole = (value + arb(0.5)).floor().unique_fmpz()
            if whole is not None:
                return int(whole)
        bits *= 2


def _is_tight(value: Any, direction: Direction) -> bool:
    from flint import ctx

    if value.rel_accuracy_bits() >= _ENOUGH_BITS:
        return True
    nothing = bool(value.is_finite() and value.abs_upper() * _NOTHING < 1)
    # On which side of 0 it lies matters only where a side is asked for, and may never show.
    settled = direction == "nearest" or not value.contains(0) or ctx.prec >= _DECIDING_BITS
    return nothing and settled


def _to_float(value: Any, direction: Direction) -> float:
    from flint import arb

    if direction == "nearest":
        return float(value.mid())
    if direction == "up":
        out = float(value.upper())
        return out if arb(out) >= value else math.nextafter(out, math.inf)
    out = float(value.lower())
    return out if arb(out) <= value else math.nextafter(out, -math.inf)
