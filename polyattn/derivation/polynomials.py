"""Polynomials in the coordinates of a chart: numerators, and signs that are plain to see."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chart import Chart


def sign_of(poly: Any, chart: Chart) -> tuple[int, bool] | None:
    """Return (sign, never zero) of a polynomial whose coefficients all have one sign."""
    signs = {1 if x > 0 else -1 for x in poly.coeffs()}
    if len(signs) != 1 or not all(nonnegative(m, poly.gens, chart) for m in poly.monoms()):
        return None
    return signs.pop(), any(positive(m, poly.gens, chart) for m in poly.monoms())


def positive(monomial: tuple[int, ...], gens: tuple[Any, ...], chart: Chart) -> bool:
    """Whether a monomial is positive: only variables that are."""
    return all(e == 0 or s in chart.positive for s, e in zip(gens, monomial, strict=True))


def cleared(chart: Chart, expression: Any) -> tuple[Any, list[Any]] | None:
    """Return the numerator in the chart, and the factors of the denominator, made positive.

    None where the sign of a factor of the denominator is not plain to see.
    """
    top, bottom = map(chart.apply, sp.fraction(sp.together(expression)))
    if not (top.is_polynomial() and bottom.is_polynomial()):  # the chart itself is rational
        top, bottom = sp.fraction(sp.together(top / bottom))
    gens = sorted(top.free_symbols | bottom.free_symbols | chart.nonnegative, key=str)
    gens = gens or [sp.Dummy()]
    sign, factors = 1, []
    for factor in sp.Mul.make_args(bottom):
        base, power = factor.as_base_exp()
        poly = sp.Poly(base, *gens)
        known = sign_of(poly, chart)
        if known is None or not known[1]:
            return None
        sign *= known[0] ** int(power)
        factors.append(poly * known[0])
    return sp.Poly(top, *gens) * sign, [x for x in factors if not x.is_ground]


def nonnegative(monomial: tuple[int, ...], gens: tuple[Any, ...], chart: Chart) -> bool:
    """Return whether a monomial is never negative: even powers, and variables that are not."""
    return all(e % 2 == 0 or s in chart.nonnegative for s, e in zip(gens, monomial, strict=True))
