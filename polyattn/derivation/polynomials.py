"""Polynomials in the coordinates of a chart: numerators, and signs that are plain to see."""

from __future__ import annotations

from typing import Any

from polyattn.derivation.chart import Chart
from polyattn.derivation.fractions import fraction
from polyattn.derivation.ring import Factors, Monomial, Polynomial


def sign_of(poly: Polynomial, chart: Chart) -> tuple[int, bool] | None:
    """Return (sign, never zero) of a polynomial whose coefficients all have one sign."""
    signs = {1 if x > 0 else -1 for x in poly.coeffs()}
    if len(signs) != 1 or not all(nonnegative(m, poly.gens, chart) for m in poly.monoms()):
        return None
    return signs.pop(), any(positive(m, poly.gens, chart) for m in poly.monoms())


def positive(monomial: Monomial, gens: tuple[Any, ...], chart: Chart) -> bool:
    """Whether a monomial is positive: only variables that are."""
    return all(e == 0 or s in chart.positive for s, e in zip(gens, monomial, strict=True))


def nonnegative(monomial: Monomial, gens: tuple[Any, ...], chart: Chart) -> bool:
    """Return whether a monomial is never negative: even powers, and variables that are not."""
    return all(e % 2 == 0 or s in chart.nonnegative for s, e in zip(gens, monomial, strict=True))


def cleared(chart: Chart, expression: Any) -> tuple[Polynomial, Factors] | None:
    """Return the numerator in the chart, and the factors of the denominator, made positive.

    None where the sign of a factor of the denominator is not plain to see.
    """
    moved = chart.apply(expression)
    gens = tuple(sorted(moved.free_symbols, key=str))
    try:
        top, below = fraction(moved, gens)
    except (TypeError, ZeroDivisionError):  # no rational number at every point
        return None
    sign, factors = 1, []
    for factor, power in below:
        known = sign_of(factor, chart)
        if known is None or not known[1]:
            return None
        sign *= known[0] ** power
        factors.append((factor * known[0], power))
    return top.primitive() * sign, factors


def reduced(chart: Chart, top: Polynomial, below: Factors) -> Polynomial:
    """Cancel what a numerator shares with a denominator, where what is left there is positive."""
    for factor, power in below:
        for _ in range(power):
            shared = top.common(factor)
            left = sign_of(factor.over(shared), chart)
            if shared.is_constant or left is None or not left[1]:
                break
            top = top.over(shared) * left[0]
    return top
