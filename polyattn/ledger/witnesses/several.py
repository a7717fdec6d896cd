"""The dense network with several planted rows in plain Python, in exact rationals.

It knows the matrix and nothing of the formulas of chapter 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, partial
from itertools import pairwise, product
from operator import mul
from typing import Any

from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.walk import ENTRIES, LETTERS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import epsilon, m, theta, u_o, w_o
from polyattn.symbolic.neuron import s_1, s_d

# Numbers of groups and rows of a group, and planted rows.
_GROUPS = ((4, 1, 1), (4, 2, 1), (4, 1, 2), (4, 2, 2), (5, 2, 2), (6, 2, 3), (6, 1, 4), (6, 3, 2))
_ONE_GROUP = ((4, 1, 1), (4, 2, 1), (4, 2, 2), (5, 3, 2), (5, 4, 2), (4, 5, 3), (4, 3, 3))


_ROWS_OF_C = (s.V_star_k, s.V_s_k, s.V_o_k, s.X_k)
_ONE_MORE = (s.V_star_k_up, s.V_s_k_up, s.V_o_k_up, s.X_k_up)


@dataclass(frozen=True)
class OneGroup(Dense):
    """A network whose first group has k planted rows."""

    k: int = 1

    @cached_property
    def matrix(self) -> list[list[Fraction]]:
        """A with the feature in the first k rows of the first group."""
        clean = super().matrix
        rows = [j for j in range(len(clean)) if self.group(j) == 0][: self.k]
        return [[self.a if j in rows else Fraction(0), *row[1:]] for j, row in enumerate(clean)]

    def seen(self) -> Values:
        """Return what its rows say; a row of the group that is not planted is there for t > k."""
        planted, groups = self.weights[0], range(len(self.matrix))
        point: dict[Any, int | Fraction] = {
            **self.construction,
            k: self.k,
            s.Z_one: sum(self.powers[0]),
            s.h_one: sum(planted[j] for j in groups if self.matrix[j][0] != 0),
            s.G_one: sum(planted[j] for j in groups if self.group(j) == 0),
            s.u_one: sum(planted[j] for j in groups if self.group(j) == 1),
        }
        if self.a == 0:
            point[s.h_one] = sum(planted[(self.d - 2) * i] for i in range(self.k))
        rows = [(s.ONE_STAR, 0), (s.ONE_O, 1)]
        if self.k < self.t:
            rows.append((s.ONE_S, (self.d - 2) * self.k))
        for letters, j in rows:
            columns = (0, 1 + self.group(j), 1 + self.group(j + 1), self.d - 1)
            entries = (self.output[j][x] for x in columns)
            point |= dict(zip(letters, entries, strict=True))
        return {symbol: Fraction(value) for symbol, value in point.items()}


@cache
def _one_group(size: tuple[int, int, int], entries: tuple[str, ...], degree: int) -> OneGroup:
    d, t, count = size
    a, b, c = map(Fraction, entries)
    return OneGroup(d, t, a, b, c, degree, count)


def _in_one_group(names: set[Any]) -> Iterator[Values]:
    shares = LETTERS[epsilon] if epsilon in names else ("1/2",)
    for size in _ONE_GROUP:
        for entries in ENTRIES:
            for degree in (1, 2, 5):
                point = _one_group(size, entries, degree).seen()
                yield from (point | {epsilon: Fraction(x)} for x in shares)


@dataclass(frozen=True)
class Groups(Dense):
    """A network with a planted row in each of the first k groups."""

    k: int = 1

    @cached_property
    def matrix(self) -> list[list[Fraction]]:
        """A with the feature in the first row of the first k groups."""
        clean = super().matrix
        return [[self.a if j < self.k else row[0], *row[1:]] for j, row in enumerate(clean)]

    @cached_property
    def values(self) -> Values:
        """Return what its rows say, of each kind that is there."""
        planted, other = self.weights[0], self.weights[-1]
        rows, groups = range(len(planted)), self.d - 2
        point: dict[Any, int | Fraction] = {
            **self.construction,
            k: self.k,
            s.N_u: groups - self.k,
            s.Z_k: sum(self.powers[0]),
            s.h_k: sum(planted[: self.k]),
            s.alpha_k: sum(planted[j] for j in rows if self.group(j) == 0),
        }
        if self.k > 1:
            point[s.v_k] = sum(planted[j] for j in rows if self.group(j) == 1)
        if self.k < groups:
            point[s.u_k] = sum(planted[j] for j in rows if self.group(j) == groups - 1)
            point[s.h_o] = sum(other[: self.k])
        if self.t > 1 or self.k < groups:
            point[w_o] = sum(other[j] for j in rows if self.group(j) == groups - 1)
            point[u_o] = sum(other[j] for j in rows if self.group(j) == 0)
        if self.t > 1:
            point[s.h_s] = sum(self.weights[groups][: self.k])
        return {symbol: Fraction(value) for symbol, value in (point | self._entries()).items()}

    def _entries(self) -> Values:
        """Return the entries of one row of each kind that is there."""
        groups = self.d - 2
        point: Values = {}
        pairs = [(s.K_STAR[:2], 0, (0, 1)), (s.K_STAR[-1:], 0, (-1,))]
        if self.k > 1:
            pairs.append((s.K_STAR[2:3], 0, (2,)))
        if self.k < groups:
            pairs.append((s.K_STAR[3:4], 0, (groups,)))
            pairs.append((s.K_O, groups - 1, (0, groups, 1, -1)))
        if self.t > 1:
            pairs.append((s.K_S, groups, (0, 1, 2, -1)))
        for letters, row, columns in pairs:
            entries = (self.output[row][x] for x in columns)
            point |= dict(zip(letters, entries, strict=True))
        return point

    @cached_property
    def signs(self) -> list[Values]:
        """Every sign vector as its signs, the values of all kinds of rows that are there, and X."""
        groups, found = self.d - 2, []
        for vector in product((1, -1), repeat=self.d):
            own, bias = vector[1:-1], self.c * vector[-1]
            values = [sum(map(mul, row, vector), Fraction(0)) - bias for row in self.output]
            with_one, without = own[: self.k], own[self.k :]
            point: dict[Any, Any] = {
                s_1: vector[0],
                s_d: vector[-1],
                s.y_p: max(with_one),
                s.y_u: max(without, default=-1),
                s.K_p: with_one.count(1),
                s.K_u: without.count(1),
                s.V_star_k: max(values[: self.k]),
                s.X_k: max(values) + bias,
            }
            kinds = [(s.V_s_k, range(groups, groups + self.k))] if self.t > 1 else []
            kinds += [(s.V_o_k, range(self.k, groups))] if without else []
            point |= {letter: max(values[j] for j in rows) for letter, rows in kinds}
            found.append({symbol: Fraction(value) for symbol, value in point.items()})
        return found

    @cached_property
    def climbs(self) -> list[Values]:
        """The same, with the values once one more group without a planted row is plus."""
        names = (s_1, s_d, s.K_p, s.K_u)
        cells = {tuple(point[x] for x in names): point for point in self.signs}
        found = []
        for point in self.signs:
            *same, count = (point[x] for x in names)
            after = cells.get((*same, count + 1), {})
            pairs = zip(_ROWS_OF_C, _ONE_MORE, strict=True)
            found.append(point | {up: after[x] for x, up in pairs if x in after})
        return found

    @cached_property
    def atoms(self) -> list[tuple[Fraction, Fraction]]:
        """The values of X with their probabilities, sorted."""
        return sorted((x[s.X_k], Fraction(1, len(self.signs))) for x in self.signs)

    def exceeds(self, theta: Fraction) -> Fraction:
        """Return Pr[X > theta]."""
        return Fraction(sum(x[s.X_k] > theta for x in self.signs), len(self.signs))


@cache
def in_groups(size: tuple[int, int, int], entries: tuple[str, ...], degree: int) -> Groups:
    """Return one network a size (d, t, k), so that its cached properties serve every statement."""
    d, t, count = size
    a, b, c = map(Fraction, entries)
    return Groups(d, t, a, b, c, degree, count)


def _in_groups(names: set[Any]) -> Iterator[Values]:
    shares = LETTERS[epsilon] if epsilon in names else ("1/2",)
    for size, entries, degree in product(_GROUPS, ENTRIES, (1, 2, 5)):
        point = in_groups(size, entries, degree).values
        yield from (point | {epsilon: Fraction(x)} for x in shares)


def _every_sign(names: set[Any], sizes: Any = _GROUPS) -> Iterator[Values]:
    for size, entries, degree in product(sizes, ENTRIES, (1, 3)):
        model = in_groups(size, entries, degree)
        for point in model.climbs if names & {*_ONE_MORE} else model.signs:
            for own in (-1, 1) if s.y_j in names else (1,):
                yield model.values | point | {s.y_j: Fraction(own)}


SIGNS_IN_GROUPS = Step(
    "every sign", (Observed(_every_sign, "the dense network, every sign vector"),)
)
# Networks with rows of every kind.
FULL = Step(
    "every sign of a row of each kind",
    (Observed(partial(_every_sign, sizes=((4, 2, 1), (5, 2, 2), (6, 3, 2))), "the dense network"),),
)


def _levels(names: set[Any]) -> Iterator[Values]:
    widths = LETTERS[m] if m in names else ("1",)
    for size, entries, degree in product(_GROUPS, ENTRIES, (1, 3)):
        model = in_groups(size, entries, degree)
        atoms = sorted({point[s.X_k] for point in model.signs})
        between = [(x + y) / 2 for x, y in pairwise(atoms)]
        for level in (atoms[0] - 1, *atoms, *between, atoms[-1] + 1):
            chance = model.exceeds(level)
            for width in widths:
                seen = {theta: level, s.p_several: chance, m: Fraction(width)}
                yield model.values | seen


LEVELS_IN_GROUPS = Step(
    "dense network", (Observed(_levels, "the dense network, every sign vector and threshold"),)
)
IN_ONE_GROUP = Step(
    "dense network", (Observed(_in_one_group, "the dense network with k planted rows in a group"),)
)
IN_GROUPS = Step(
    "dense network", (Observed(_in_groups, "the dense network with k planted rows in k groups"),)
)
