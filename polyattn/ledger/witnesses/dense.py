"""The dense network in plain Python: every row, every sign vector, in exact rationals.

It knows the matrix A and nothing else: no closed form, no NumPy, no SymPy arithmetic. What it
computes is handed to a statement as the values of the statement's letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any, ClassVar

from polyattn import symbolic as s

Values = dict[Any, Any]  # Fractions, or Arb balls where a value is not rational
Cell = tuple[int, ...]  # s_1, s_g, s_d and K


@dataclass(frozen=True)
class Dense:
    """One small network with exact entries, in units of sqrt(log n); the planted row is row 0."""

    d: int
    t: int
    a: Fraction
    b: Fraction
    c: Fraction
    degree: int

    name: ClassVar[str] = "dense network"
    described: ClassVar[str] = "the dense network, exactly"

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

    @cached_property
    def row_pairs(self) -> list[Values]:
        """Every pair of rows: whether both are the planted row, or of one group; their score."""
        rows = range(len(self.matrix))
        return [
            {
                s.both: Fraction(j == k == 0),
                s.same: Fraction(self.matrix[j][1:-1] == self.matrix[k][1:-1]),
                s.score: self.scores[j][k],
            }
            for j, k in product(rows, repeat=2)
        ]

    def group(self, row: int) -> int:
        """Return the group of a row."""
        return row % (self.d - 2)

    @property
    def construction(self) -> Values:
        """Return the letters of the data set, and the degree."""
        return {
            s.d: self.d,
            s.t: self.t,
            s.N: self.d - 3,
            s.n: len(self.weights),
            s.a: self.a,
            s.b: self.b,
            s.c: self.c,
            s.beta: self.degree,
        }

    @cached_property
    def values(self) -> Values:
        """Return the letters that no sign vector enters, read off the network."""
        planted, other = self.weights[0], self.weights[1]
        rows = range(len(planted))
        point: dict[Any, int | Fraction] = {
            **self.construction,
            s.n_both: sum(pair[s.both] for pair in self.row_pairs),
            s.n_same: sum(pair[s.same] for pair in self.row_pairs),
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

    @cached_property
    def sign_vectors(self) -> list[Values]:
        """Every sign vector: its signs by name, and the pre-activations that it gives."""
        found = []
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
            found.append({symbol: Fraction(value) for symbol, value in point.items()})
        return found

    @cached_property
    def cells(self) -> dict[Cell, Fraction]:
        """X by triple and K: every sign vector of a cell must agree."""
        found: dict[Cell, Fraction] = {}
        for point in self.sign_vectors:
            cell = tuple(int(point[x]) for x in (s.s_1, s.s_g, s.s_d, s.K))
            if found.setdefault(cell, point[s.X]) != point[s.X]:
                raise AssertionError(f"X is not a function of the triple and K: {cell}")
        return found

    @cached_property
    def maxima(self) -> list[Fraction]:
        """The maximal pre-activation X of every sign vector, sorted."""
        return sorted(point[s.X] for point in self.sign_vectors)

    @property
    def atoms(self) -> list[tuple[Fraction, Fraction]]:
        """The values of X with their probabilities, sorted; a value may come more than once."""
        return [(x, Fraction(1, 2**self.d)) for x in self.maxima]

    def exceeds(self, theta: Fraction) -> Fraction:
        """Pr[X > theta], exactly."""
        return Fraction(sum(x > theta for x in self.maxima), len(self.maxima))


def _times(x: Any, y: Any) -> Any:
    return x * y
