"""Polynomials with rational coefficients in many letters, sparse and exact, by FLINT.

SymPy's own are dense: one in twenty letters is a list twenty lists deep.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from math import gcd, lcm
from operator import mul
from typing import Any

import sympy as sp

Monomial = tuple[int, ...]
Factors = list[tuple[Any, int]]


@cache
def _context(size: int) -> Any:
    """Return FLINT's ring in so many letters; what they mean is kept beside."""
    from flint import fmpq_mpoly_ctx

    return fmpq_mpoly_ctx.get(tuple(f"x{index}" for index in range(size)), "lex")


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial in the letters `gens`; those of one computation share them.

    Examples
    --------
    >>> from polyattn.symbolic import P, Q
    >>> top, below = fraction(1 / P - 1 / Q, (P, Q))
    >>> dict(top.terms())
    {(1, 0): -1, (0, 1): 1}
    """

    gens: tuple[Any, ...]
    inner: Any

    def terms(self) -> list[tuple[Monomial, Any]]:
        """Return its monomials, as exponents of the letters, with their coefficients."""
        return list(self.inner.terms())

    def monoms(self) -> list[Monomial]:
        """Return its monomials."""
        return list(self.inner.monoms())

    def coeffs(self) -> list[Any]:
        """Return its coefficients."""
        return list(self.inner.coeffs())

    @property
    def is_zero(self) -> bool:
        """Whether it is 0."""
        return bool(self.inner.is_zero())

    @property
    def is_constant(self) -> bool:
        """Whether it is a number."""
        return bool(self.inner.is_constant())

    def __mul__(self, other: Any) -> Polynomial:
        inner = other.inner if isinstance(other, Polynomial) else other
        return Polynomial(self.gens, self.inner * inner)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return Polynomial(self.gens, self.inner - other.inner)

    def __pow__(self, exponent: int) -> Polynomial:
        return Polynomial(self.gens, self.inner**exponent)

    def factors(self) -> tuple[Any, Factors]:
        """Return a number, and the irreducible factors with their powers."""
        number, found = self.inner.factor()
        return number, [(Polynomial(self.gens, x), int(power)) for x, power in found]

    def common(self, other: Polynomial) -> Polynomial:
        """Return the greatest common divisor."""
        return Polynomial(self.gens, self.inner.gcd(other.inner))

    def over(self, other: Polynomial) -> Polynomial:
        """Return the quotient by a divisor."""
        return Polynomial(self.gens, self.inner / other.inner)

    def primitive(self) -> Polynomial:
        """Return it times the positive number that makes its coefficients coprime integers."""
        values = self.inner.coeffs()
        top, below = gcd(*(int(x.p) for x in values)), lcm(*(int(x.q) for x in values))
        return self if self.is_zero else self * rational(Fraction(below, top))

    def among(self, gens: tuple[Any, ...]) -> Polynomial:
        """Return the same polynomial in more letters."""
        if gens == self.gens:
            return self
        places = [self.gens.index(x) if x in self.gens else None for x in gens]
        terms = {
            tuple(0 if i is None else monomial[i] for i in places): value
            for monomial, value in self.inner.terms()
        }
        return Polynomial(gens, _context(len(gens)).from_dict(terms))

    def term(self, monomial: Monomial, value: Any) -> Polynomial:
        """Return one term in the same letters: a rational number times a monomial."""
        inner = _context(len(self.gens)).from_dict({monomial: rational(value)})
        return Polynomial(self.gens, inner)

    def as_expr(self) -> Any:
        """Write it with SymPy."""
        return sp.Add(
            *(
                sp.Rational(int(x.p), int(x.q))
                * sp.Mul(*(y**e for y, e in zip(self.gens, m, strict=True)))
                for m, x in self.terms()
            )
        )


def one(gens: tuple[Any, ...]) -> Polynomial:
    """Return the number 1 as a polynomial in these letters."""
    return Polynomial(gens, _context(len(gens)).constant(1))


def rational(value: Any) -> Any:
    """Return a rational number of SymPy or Python as FLINT's."""
    from flint import fmpq

    return fmpq(int(value.numerator), int(value.denominator))


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
    ring = _context(len(gens))
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
