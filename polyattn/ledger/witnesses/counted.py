"""The same data by counting: rows in closed form, one value of X for each number of plus signs.

:class:`Counted` observes the letters that ``dense.py`` observes, at dimensions where nobody can
list the sign vectors. The two share no code: here stand the closed form of the rows, the decision
rule with coefficients that are free of the degree, and binomial coefficients; there the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, product
from math import comb
from typing import Any, ClassVar

from polyattn import symbolic as s
from polyattn.ledger.witnesses.dense import Cell, Values

Triple = tuple[int, int, int]  # s_1, s_g, s_d
TRIPLES: tuple[Triple, ...] = tuple((x, y, z) for x, y, z in product((1, -1), repeat=3))


@dataclass(frozen=True)
class Counted:
    """One network by its numbers, in units of sqrt(log n); the degree is whole."""

    d: int
    t: int
    a: Fraction
    b: Fraction
    c: Fraction
    degree: int

    name: ClassVar[str] = "by counting"
    described: ClassVar[str] = "the closed form, by counting, exactly"

    @cached_property
    def powers(self) -> tuple[Fraction, Fraction, Fraction]:
        """P, Q, R."""
        low = self.c**2
        middle = low + self.b**2
        return (
            (middle + self.a**2) ** self.degree,
            middle**self.degree,
            low**self.degree,
        )

    @cached_property
    def sums(self) -> tuple[Fraction, Fraction]:
        """The sums of the planted row's and of another row's powers."""
        P, Q, R = self.powers
        rest = self.t * (self.d - 3) * R
        return P + (self.t - 1) * Q + rest, self.t * Q + rest

    @cached_property
    def values(self) -> Values:
        """Return the letters that no sign enters."""
        P, Q, R = self.powers
        planted, other = self.sums
        point: dict[Any, int | Fraction] = {
            s.d: self.d,
            s.t: self.t,
            s.N: self.d - 3,
            s.a: self.a,
            s.b: self.b,
            s.c: self.c,
            s.beta: self.degree,
            s.P: P,
            s.Q: Q,
            s.R: R,
            s.f_star: P / planted,
            s.u_star: self.t * R / planted,
            s.G_star: (P + (self.t - 1) * Q) / planted,
            s.w_o: self.t * Q / other,
            s.u_o: self.t * R / other,
        }
        return {symbol: Fraction(value) for symbol, value in point.items()}

    @cached_property
    def cells(self) -> dict[Cell, Fraction]:
        """X for each triple of signs and each number of plus signs among the other groups."""
        return {
            (first, own, bias, plus): bias * self.c + max(self._rows(first, own, plus))
            for first, own, bias in TRIPLES
            for plus in range(self.d - 2)
        }

    def _rows(self, first: int, own: int, plus: int) -> list[Fraction]:
        """Return the pre-activations of the three kinds of row, without the bias."""
        P, Q, R = self.powers
        planted, other = self.sums
        a, b, t = self.a * first, self.b, self.t
        rest = 2 * plus - (self.d - 3)
        best = 1 if plus else -1
        rows = [(a * P + b * own * (P + (t - 1) * Q) + b * t * R * rest) / planted]
        if t > 1:
            rows.append((a * Q + b * own * t * Q + b * t * R * rest) / other)
        return [*rows, (a * R + b * t * (Q * best + R * (own + rest - best))) / other]

    @property
    def sign_vectors(self) -> list[Values]:
        """One sign vector for each cell: its signs and counts, and X."""
        found = []
        for (first, own, bias, plus), value in self.cells.items():
            signs = {s.s_1: first, s.s_g: own, s.s_d: bias, s.y_g: 1 if plus else -1}
            counts = {s.K: plus, s.S: 2 * plus - (self.d - 3)}
            point = {x: Fraction(v) for x, v in (signs | counts).items()}
            found.append(point | {s.X: value})
        return found

    @cached_property
    def atoms(self) -> list[tuple[Fraction, Fraction]]:
        """The values of X with their probabilities, sorted; a value may come more than once."""
        counts = [Fraction(comb(self.d - 3, plus), 2**self.d) for plus in range(self.d - 2)]
        return sorted((x, counts[cell[-1]]) for cell, x in self.cells.items())

    def exceeds(self, theta: Fraction) -> Fraction:
        """Pr[X > theta], exactly."""
        return sum((self._tails[self.first(x, theta)] for x in TRIPLES), Fraction(0)) / 8

    @cached_property
    def _tails(self) -> list[Fraction]:
        others = self.d - 3
        counts = [comb(others, plus) for plus in range(others, -1, -1)]
        tails = accumulate(counts, initial=0)
        return [Fraction(x, 2**others) for x in reversed(list(tails))]

    def first(self, triple: Triple, theta: Fraction) -> int:
        """Return the least number of plus signs with X > theta; one too many if there is none."""
        low, high = 0, self.d - 2
        while low < high:
            middle = (low + high) // 2
            if self._fires(*triple, middle, theta):
                high = middle
            else:
                low = middle + 1
        return low

    def _fires(self, first: int, own: int, bias: int, plus: int, theta: Fraction) -> bool:
        """Decide X > theta by three sums whose coefficients do not know the degree."""
        P, Q, R = self.powers
        a, b, t, others = self.a * first, self.b, self.t, self.d - 3
        e = self.c * bias - theta
        rest = 2 * plus - others
        best = 1 if plus else -1
        spread = R * t * (b * rest + others * e)
        return (
            P * (a + b * own + e) + Q * (t - 1) * (b * own + e) + spread > 0
            or (t > 1 and Q * (a + t * (b * own + e)) + spread > 0)
            or Q * t * (b * best + e) + R * (a + t * (b * (own + rest - best) + others * e)) > 0
        )
