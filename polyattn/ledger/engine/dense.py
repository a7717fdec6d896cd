"""The dense network in plain Python: every row, every sign vector, in exact rationals.

It knows the matrix A and nothing else: no closed form, no NumPy, no SymPy arithmetic. What it
computes is handed to a statement as the values of the statement's letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from typing import Any

from polyattn import symbolic as s

Values = dict[Any, Fraction]


@dataclass(frozen=True)
class Network:
    """One small network with exact entries, in units of sqrt(log n); the planted row is row 0."""

    d: int
    t: int
    a: Fraction
    b: Fraction
    c: Fraction
    degree: int

    @property
    def size(self) -> tuple[int, int]:
        """The sizes (d, t)."""
        return self.d, self.t

    @property
    def entries(self) -> tuple[Fraction, Fraction, Fraction]:
        """The entries (a, b, c)."""
        return self.a, self.b, self.c

    @cached_property
    def matrix(self) -> list[list[Fraction]]:
        """A: feature, one-hot group, bias."""
        groups = self.d - 2
        return [
            [
                self.a if j == 0 else Fraction(0),
                *(self.b if g == j % groups else Fraction(0) for g in range(groups)),
                self.c,
            ]
            for j in range(groups * self.t)
        ]

    @cached_property
    def scores(self) -> list[list[Fraction]]:
        """The entries of A times its transpose."""
        rows = self.matrix
        return [[sum(map(_times, x, y), Fraction(0)) for y in rows] for x in rows]

    @cached_property
    def powers(self) -> list[list[Fraction]]:
        """The scores to the power of the degree."""
        return [[score**self.degree for score in row] for row in self.scores]

    @cached_property
    def weights(self) -> list[list[Fraction]]:
        """The powers with each row normalised to sum 1."""
        return [[x / sum(row) for x in row] for row in self.powers]

    @cached_property
    def output(self) -> list[list[Fraction]]:
        """C, the weights times A."""
        columns = list(zip(*self.matrix, strict=True))
        return [
            [sum(map(_times, row, column), Fraction(0)) for column in columns]
            for row in self.weights
        ]

    def group(self, row: int) -> int:
        """Return the group of a row."""
        return row % (self.d - 2)

    def values(self) -> Values:
        """Return the letters that no sign vector enters, read off the network."""
        planted, other = self.weights[0], self.weights[1]
        rows = range(len(planted))
        point: dict[Any, int | Fraction] = {
            s.d: self.d,
            s.t: self.t,
            s.N: self.d - 3,
            s.n: len(planted),
            s.a: self.a,
            s.b: self.b,
            s.c: self.c,
            s.beta: self.degree,
            s.p: self.scores[0][0],
            s.r: self.scores[0][1],
            s.Z_star: sum(self.powers[0]),
            s.Z_o: sum(self.powers[1]),
            s.f_star: planted[0],
            s.u_star: sum(planted[k] for k in rows if self.group(k) == 1),
            s.G_star: sum(planted[k] for k in rows if self.group(k) == 0),
            s.w_o: sum(other[k] for k in rows if self.group(k) == 1),
            s.u_o: sum(other[k] for k in rows if self.group(k) == 0),
        }
        return {symbol: Fraction(value) for symbol, value in point.items()} | self._rows()

    def _rows(self) -> Values:
        """Return the entries of one row of C of each class, and their l1 norms."""
        last = self.d - 2  # a second row of the planted row's group, if t > 1
        rows = [(s.C_star, s.norm_star, 0), (s.C_o, s.norm_o, 1)]
        if self.t > 1:
            rows.append((s.C_s, s.norm_s, last))
        point: Values = {}
        for letters, norm, j in rows:
            row, own = self.output[j], 1 + self.group(j)
            other = 1 + self.group(j + 1)
            values = (row[0], row[own], row[other], row[-1])
            point |= dict(zip(letters, values, strict=True))
            point[norm] = sum(map(abs, row), Fraction(0))
        return point

    def sign_vectors(self) -> Iterator[Values]:
        """Every sign vector: its signs by name, and the pre-activations that it gives."""
        for signs in product((1, -1), repeat=self.d):
            others = signs[2:-1]
            products = [sum(map(_times, row, signs), Fraction(0)) for row in self.output]
            bias = self.c * signs[-1]
            rest = [x for j, x in enumerate(products) if self.group(j) != 0]
            point = {
                s.s_1: signs[0],
                s.s_g: signs[1],
                s.s_d: signs[-1],
                s.y_g: max(others),
                s.K: others.count(1),
                s.S: sum(others),
                s.X: max(products),
                s.V_star: products[0] - bias,
                s.V_o: max(rest) - bias,
            }
            if self.t > 1:
                point[s.V_s] = products[self.d - 2] - bias
            yield {symbol: Fraction(value) for symbol, value in point.items()}

    @cached_property
    def maxima(self) -> list[Fraction]:
        """The maximal pre-activation X of every sign vector, sorted."""
        return sorted(point[s.X] for point in self.sign_vectors())

    def exceeds(self, theta: Fraction) -> Fraction:
        """Pr[X > theta], exactly."""
        return Fraction(sum(x > theta for x in self.maxima), len(self.maxima))

    def thresholds(self) -> list[Fraction]:
        """Every value of X, the points halfway between two, and one beyond either end."""
        atoms = sorted(set(self.maxima))
        between = [(x + y) / 2 for x, y in pairwise(atoms)]
        return sorted([atoms[0] - 1, *atoms, *between, atoms[-1] + 1])


def _times(x: Any, y: Any) -> Any:
    return x * y


def networks(
    sizes: tuple[tuple[int, int], ...],
    entries: tuple[tuple[str, str, str], ...],
    degrees: tuple[int, ...],
) -> Iterator[Network]:
    """Every combination of sizes (d, t), entries (a, b, c) and degrees."""
    for (d, t), (a, b, c), degree in product(sizes, entries, degrees):
        yield Network(d, t, Fraction(a), Fraction(b), Fraction(c), degree)
