r"""Rules for powers with a whole exponent, where :math:`x^0=1` for every x, 0 too."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.ranges import is_whole


def _whole(exponent: Any, call: str) -> None:
    if not is_whole(exponent):
        raise DerivationError(f"{call}: the exponent {exponent} must be a whole number")


def next_power(x: Any, exponent: Any) -> Fact:
    r"""Return :math:`x^{n+1}=x^n\,x` for a whole number :math:`n\ge0`."""
    _whole(exponent, "next_power")
    larger, smaller = sp.Pow(x, exponent + 1), sp.Pow(x, exponent)
    return Fact(sp.Eq(larger, smaller * x, evaluate=False), (exponent >= 0,), "next power")


def power_between(x: Any, exponent: Any) -> Fact:
    r"""Return :math:`0\le x^n\le1` for :math:`0\le x\le1` and a whole number :math:`n\ge0`."""
    _whole(exponent, "power_between")
    power = sp.Pow(x, exponent)
    return Fact(sp.And(power >= 0, power <= 1), (x >= 0, x <= 1, exponent >= 0), "power below 1")


def powers_in_order(low: Any, high: Any, exponent: Any) -> Fact:
    r"""Return :math:`x^n\le y^n` for :math:`0\le x\le y` and a whole number :math:`n\ge0`."""
    _whole(exponent, "powers_in_order")
    needed = (low >= 0, sp.Le(low, high, evaluate=False), exponent >= 0)
    conclusion = sp.Le(sp.Pow(low, exponent), sp.Pow(high, exponent), evaluate=False)
    return Fact(conclusion, needed, "powers increase")


def power_of_mean(x: Any, y: Any, share: Any, exponent: Any) -> Fact:
    r"""Return :math:`(\lambda x+(1-\lambda)y)^n\le\lambda x^n+(1-\lambda)y^n`: convexity.

    For :math:`x,y\ge0`, :math:`0\le\lambda\le1` and a whole number :math:`n\ge1`.
    """
    _whole(exponent, "power_of_mean")
    mean = sp.Pow(share * x + (1 - share) * y, exponent)
    most = share * sp.Pow(x, exponent) + (1 - share) * sp.Pow(y, exponent)
    needed = (x >= 0, y >= 0, share >= 0, share <= 1, exponent >= 1)
    kept = tuple(h for h in needed if h != sp.true)
    return Fact(sp.Le(mean, most, evaluate=False), kept, "powers are convex")
