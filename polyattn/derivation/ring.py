"""Polynomials with rational coefficients in many letters, sparse and exact, by FLINT.

SymPy's own are dense: one in twenty letters is a list twenty lists deep.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from typing import Any

import sympy as sp

Monomial = tuple[int, ...]
Factors = list[tuple[Any, int]]


@cache
def context(size: int) -> Any:
    """Return FLINT's ring in so many letters; what they mean is kept beside."""
    from flint import fmpq_mpoly_ctx

    return fmpq_mpoly_ctx.get(tuple(f"x{index}" for index in range(size)), "lex")


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial in the letters `gens`; those of one computation share them.

    Examples
    --------
    >>> from polyattn.derivation.fractions import fraction
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
        return Polynomial(gens, context(len(gens)).from_dict(terms))

    def term(self, monomial: Monomial, value: Any) -> Polynomial:
        """Return one term in the same letters: a rational number times a monomial."""
        inner = context(len(self.gens)).from_dict({monomial: rational(value)})
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
    return Polynomial(gens, context(len(gens)).constant(1))


def rational(value: Any) -> Any:
    """Return a rational number of SymPy or Python as FLINT's."""
    from flint import fmpq

    return fmpq(int(value.numerator), int(value.denominator))
