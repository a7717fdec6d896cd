"""Expressions as a polynomial over a product of powers of polynomials."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import mul
from typing import Any

from polyattn.derivation.ring import Factors, Polynomial, context, rational


def fraction(expression: Any, gens: tuple[Any, ...]) -> tuple[Polynomial, Factors]:
    """Write an expression as a polynomial over a product of powers of polynomials.

    Parameters
    ----------
    expression : sympy.Expr
        Sums, products and integer powers of the letters and of rational numbers.
    gens : tuple of sympy.Symbol
        Its letters, and perhaps more.

    Returns
    -------
    Polynomial, list of (Polynomial, int)
        The numerator, and the factors of the denominator as they were written, each with its
        power. They need not be coprime.

    Raises
    ------
    TypeError
        If there is anything else in the expression.

    Examples
    --------
    >>> from polyattn.symbolic import P, Q
    >>> [power for _, power in fraction(1 / (P * (P + Q) ** 2), (P, Q))[1]]
    [1, 2]
    """
    ring = context(len(gens))
    letters = dict(zip(gens, ring.gens(), strict=True))
    top, below = _fraction(expression, ring, letters)
    return Polynomial(gens, top), [(Polynomial(gens, x), power) for x, power in below]


def _fraction(node: Any, ring: Any, letters: dict[Any, Any]) -> tuple[Any, Factors]:
    if node in letters:
        return letters[node], []
    if node.is_Rational:
        return ring.constant(rational(node)), []
    if node.is_Pow and node.exp.is_Integer:
        top, below = _fraction(node.base, ring, letters)
        return _power(top, below, int(node.exp))
    parts = [_fraction(x, ring, letters) for x in node.args]
    if node.is_Mul:
        top = reduce(mul, (x for x, _ in parts))
        return _without_shared(top, _merged(below for _, below in parts))
    if node.is_Add:
        return _sum(parts)
    raise TypeError(f"fraction: no rule for {type(node).__name__} in {node}; name it first")


def _power(top: Any, below: Factors, exponent: int) -> tuple[Any, Factors]:
    if exponent >= 0:
        return top**exponent, [(x, power * exponent) for x, power in below]
    if top.is_zero():
        raise ZeroDivisionError("fraction: a denominator is 0")
    turned = reduce(mul, (x**power for x, power in below), top.context().constant(1))
    number, factors = _split(top)
    return (turned / number) ** -exponent, [(x, -power * exponent) for x, power in factors]


def _split(poly: Any) -> tuple[Any, Factors]:
    """Return a number, and the letters and the one other factor that a polynomial is made of."""
    number = poly.leading_coefficient()
    rest, found = poly / number, []
    shared = poly.term_content()
    for letter, power in zip(poly.context().gens(), shared.degrees(), strict=True):
        if power:
            found.append((letter, int(power)))
            rest = rest / letter**power
    return number, found if rest.is_constant() else [*found, (rest, 1)]


def _merged(several: Iterable[Factors]) -> Factors:
    """Return the factors of a product."""
    found: Factors = []
    for factors in several:
        for factor, power in factors:
            place = _place(factor, found)
            if place is None:
                found.append((factor, power))
            else:
                found[place] = factor, found[place][1] + power
    return found


def _place(factor: Any, among: Factors) -> int | None:
    return next((i for i, (x, _) in enumerate(among) if x == factor), None)


def _without_shared(top: Any, below: Factors) -> tuple[Any, Factors]:
    """Cancel factors of the denominator that divide the numerator."""
    found: Factors = []
    for factor, power in below:
        left = power
        while left and divmod(top, factor)[1].is_zero():
            top, left = top / factor, left - 1
        found += [(factor, left)] if left else []
    return top, found


def _sum(parts: list[tuple[Any, Factors]]) -> tuple[Any, Factors]:
    """Add fractions over the least product of powers that has all of their denominators."""
    shared: Factors = []
    for _, below in parts:
        for factor, power in below:
            place = _place(factor, shared)
            if place is None:
                shared.append((factor, power))
            elif shared[place][1] < power:
                shared[place] = factor, power
    total = parts[0][0].context().constant(0)
    for top, below in parts:
        for factor, power in shared:
            place = _place(factor, below)
            missing = power - (0 if place is None else below[place][1])
            top = top * factor**missing if missing else top
        total += top
    return total, shared
