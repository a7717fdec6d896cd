"""The dense network with several planted rows in plain Python, in exact rationals.

It knows the matrix and nothing of the formulas of chapter 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.walk import ENTRIES, LETTERS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import epsilon

# Numbers of groups and rows of a group, and planted rows.
_ONE_GROUP = ((4, 1, 1), (4, 2, 1), (4, 2, 2), (5, 3, 2), (5, 4, 2), (4, 5, 3), (4, 3, 3))


@dataclass(frozen=True)
class OneGroup(Dense):
    """A network whose first group has k planted rows."""

    k: int = 1

    @cached_property
    def matrix(self) -> list[list[Fraction]]:
        """A with the feature in the first k rows of the first group."""
        clean, groups = super().matrix, self.d - 2
        rows = [j for j in range(len(clean)) if self.group(j) == 0][: self.k]
        assert rows == [groups * i for i in range(self.k)]
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
    return OneGroup(d, t, *map(Fraction, entries), degree, count)


def _in_one_group(names: set[Any]) -> Iterator[Values]:
    shares = LETTERS[epsilon] if epsilon in names else ("1/2",)
    for size in _ONE_GROUP:
        for entries in ENTRIES:
            for degree in (1, 2, 5):
                point = _one_group(size, entries, degree).seen()
                yield from (point | {epsilon: Fraction(x)} for x in shares)


IN_ONE_GROUP = Step(
    "dense network", (Observed(_in_one_group, "the dense network with k planted rows in a group"),)
)
