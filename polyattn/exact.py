"""Numbers that decide a comparison, taken exactly.

A threshold can sit exactly on an atom of a distribution, so ``"0.1"`` must mean one tenth
and a float the dyadic rational that it is.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any, TypeAlias

__all__ = ["ExactNumber", "exact_number", "whole_number"]

ExactNumber: TypeAlias = int | float | Fraction | Decimal | str
"""What stands for one real number: ``3``, ``0.5``, ``Fraction(7, 3)``, ``"0.1"``, ``"7/3"``."""


def exact_number(value: Any, name: str, call: str) -> Fraction:
    r"""Return `value` as the rational number that it is.

    Parameters
    ----------
    value : int, float, Fraction, Decimal or str
        The number; a string may be a decimal (``"0.1"``, ``"1e-8"``) or a quotient (``"7/3"``).
        NumPy scalars and SymPy rationals are taken too.
    name, call : str
        The parameter and the call it belongs to, named in the error.

    Returns
    -------
    Fraction
        Exactly `value`: a float becomes the dyadic rational :math:`m\,2^e` that it stores.

    Raises
    ------
    TypeError
        If `value` is not a number (a bool counts as none).
    ValueError
        If `value` is NaN or infinite, or a string that is not a number.

    Examples
    --------
    >>> exact_number("0.1", "a", "demo")
    Fraction(1, 10)
    >>> exact_number(0.1, "a", "demo") == Fraction(1, 10)
    False
    """
    if isinstance(value, str):
        try:
            return Fraction(value.strip())
        except (ValueError, ZeroDivisionError):
            raise ValueError(
                f'{call}: {name} must be a number, got {value!r}; write it like "0.1" or "7/3"'
            ) from None
    if getattr(value, "is_Rational", False):  # a SymPy rational, without importing SymPy
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    # A float of any length and a Decimal know the fraction that they store.
    if isinstance(value, bool) or not hasattr(value, "as_integer_ratio"):
        raise TypeError(
            f"{call}: {name} must be a number, got {value!r} ({type(value).__name__}); "
            'use an int, float, Fraction, Decimal or a string such as "0.1"'
        )
    if not math.isfinite(value):
        raise ValueError(f"{call}: {name} must be finite, got {value!r}")
    return Fraction(*value.as_integer_ratio())


def whole_number(value: object, name: str, call: str, least: int, reason: str) -> int:
    """Return `value` as a Python int of at least `least`.

    Parameters
    ----------
    value : int
        The number; NumPy integers are taken, floats are not.
    name, call : str
        The parameter and the call it belongs to, named in the error.
    least : int
        The smallest value allowed.
    reason : str
        Why, in a few words; it closes the error message.

    Returns
    -------
    int
        `value`, free of any fixed word length (``10**12 * 10**12`` must not wrap around).

    Raises
    ------
    TypeError
        If `value` is not an integer.
    ValueError
        If it is below `least`.

    Examples
    --------
    >>> whole_number(4, "d", "demo", 4, "two groups at least")
    4
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(
            f"{call}: {name} must be a whole number, got {value!r} ({type(value).__name__}); "
            f"use an int of at least {least}"
        )
    if value < least:
        raise ValueError(f"{call}: {name} must be at least {least}, got {value}; {reason}")
    return int(value)
