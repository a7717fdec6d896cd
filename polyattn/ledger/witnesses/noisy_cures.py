"""The dense network with orthogonal noise and a cure: what is done to the scores, entry by entry.

It knows the matrix with its noise, and what a cure does to a score; nothing of the formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.noisy import Orthogonal
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.sides import indexed
from polyattn.ledger.witnesses.walk import ENTRIES, LETTERS
from polyattn.symbolic.chances import k

_SIZES = ((4, 1), (4, 2), (5, 3))
_SCALES = ("0", "1/4", "1/2", "6/5")
_SEVERAL = {s.h_off_k, *s.OFF_K, s.NORM_OFF_K}
_SPOKEN = {
    "unit norm": {s.f_star_unit, s.f_s_unit, s.f_o_unit},
    "no diagonal": {*s.OFF_STAR, *s.OFF_S, *s.OFF_O, s.NORM_OFF, *_SEVERAL},
}


@dataclass(frozen=True)
class Cured(Orthogonal):
    """A network whose scores are changed before they are raised to the degree."""

    cure: str = "subtract"
    planted: int = 1

    @cached_property
    def matrix(self) -> list[list[Fraction]]:
        """A with noise, and with the feature in several rows of the first group."""
        rows = super().matrix
        return [
            [
                self.a if self.group(j) == 0 and j < self.planted * (self.d - 2) else 0 * self.a,
                *row[1:],
            ]
            for j, row in enumerate(rows)
        ]

    @cached_property
    def powers(self) -> list[list[Fraction]]:
        """The changed scores to the power of the degree; cosines to an even one."""
        rows = range(len(self.scores))
        return [[self._power(j, i) for i in rows] for j in rows]

    def _power(self, j: int, i: int) -> Fraction:
        score = self.scores[j][i]
        if self.cure == "unit norm":
            squares = self.scores[j][j] * self.scores[i][i]
            return score**self.degree / squares ** (self.degree // 2)
        if j == i:
            score = Fraction(0) if self.cure == "no diagonal" else score - self.scale**2
        return score**self.degree

    @cached_property
    def cured(self) -> Values:
        """What the rows say: the planted row, one of another group, and a mate if there is one."""
        mate = self.d - 2
        point: dict[Any, Any] = {**self.construction, s.nu: self.scale**2}
        if self.planted > 1:
            return {x: Fraction(value) for x, value in (point | self._several).items()}
        rows = [("star", 0), ("o", 1), ("s", mate)][: 3 if self.t > 1 else 2]
        for name, row in rows:
            columns = (0, 1 + self.group(row), 1 + self.group(row + 1), self.d - 1)
            entries = [self.output[row][x] for x in columns]
            if self.cure == "unit norm":
                point[getattr(s, f"f_{name}_unit")] = self.weights[row][row]
                continue
            kind = "OFF" if self.cure == "no diagonal" else "SUB"
            point |= zip(getattr(s, f"{kind}_{name.upper()}"), entries, strict=True)
            norm = "OFF" if kind == "OFF" else f"SUB_{'STAR' if row == 0 else 'O'}"
            letter, noise = getattr(s, f"NORM_{norm}"), self.noise(row)
            if point.setdefault(letter, noise) != noise:
                raise AssertionError(f"rows keep {noise} and {point[letter]} of the noise")
        if self.cure == "subtract":
            squares = [self.noise(row) for row in range(len(self.weights))]
            point |= {s.f_own: self.weights[0][0], s.f_top: max(x[0] for x in self.weights)}
            point |= {s.omega_squared: max(squares), s.omega_down: 0}
            point |= dict.fromkeys((s.w_1, s.w_g, s.w_d), 0)
        return {x: Fraction(value) for x, value in point.items()}

    @property
    def _several(self) -> Values:
        """What one of several planted rows says, the last of them."""
        groups = self.d - 2
        row = (self.planted - 1) * groups
        given = (self.weights[row][j * groups] for j in range(self.planted))
        entries = (self.output[row][x] for x in (0, 1, 2, self.d - 1))
        point = dict(zip(s.OFF_K, entries, strict=True))
        return point | {k: self.planted, s.h_off_k: sum(given), s.NORM_OFF_K: self.noise(row)}

    @cached_property
    def maxima(self) -> list[Fraction]:
        """The largest pre-activation for every sign vector, those of the noise included."""
        signs = product((1, -1), repeat=len(self.matrix[0]))
        scaled = [[int(x * self._common) for x in row] for row in self.output]
        best = (max(sum(map(int.__mul__, row, y)) for row in scaled) for y in signs)
        return sorted(Fraction(x, self._common) for x in best)

    @cached_property
    def _common(self) -> int:
        """A number by which all entries of C become whole."""
        from math import lcm

        return lcm(*(x.denominator for row in self.output for x in row))


def _cured(names: set[Any]) -> Iterator[Values]:
    cure = next((x for x, letters in _SPOKEN.items() if names & letters), "subtract")
    chances = bool(names & {s.p_noisy, s.P_noisy})
    sizes = ((4, 1), (4, 2)) if chances else _SIZES
    counts = (2, 3) if names & _SEVERAL else (1,)
    degrees = (2, 4) if cure == "unit norm" else (1, 2, 5)
    letters = sorted({s.epsilon, s.m} & names, key=str)
    chosen = [dict(zip(letters, x, strict=True)) for x in product(*(LETTERS[y] for y in letters))]
    networks = product(sizes, ENTRIES, degrees, _SCALES, counts)
    if names & {s.a0, s.a1}:
        yield from _pairs(names)
        return
    for size, entries, degree, scale, planted in networks:
        if planted > size[1]:
            continue
        model = _network(size, entries, degree, scale, cure, planted)
        heights = _heights(model) if chances else [{}]
        for height, more in product(heights, chosen):
            yield model.cured | height | {x: Fraction(value) for x, value in more.items()}


def _pairs(names: set[Any]) -> Iterator[Values]:
    """Yield two networks without a diagonal side by side, that differ in the feature alone."""
    groups = product(("1/4", "1/2", "3"), ("0", "1/5", "2/5"), ("3/5", "1"))
    for size, (large, small, b), degree in product(((4, 2), (5, 3)), groups, (1, 2, 5)):
        low, high = (
            _network(size, (x, b, "2/5"), degree, "1/2", "no diagonal", 1).cured
            for x in (small, large)
        )
        yield high | indexed(low, high)


def _heights(model: Cured) -> list[Values]:
    """Return some thresholds, with the share of all sign vectors that exceed each."""
    a, b, c = model.a, model.b, model.c
    reached = b + c + a * model.weights[0][0]
    levels = [c + (a + b) * Fraction(x, 5) for x in range(6)]
    levels += [reached + Fraction(x, 10) for x in (0, 1, 2, 4, 7, 12)]
    return [{s.theta: x, s.p_noisy: model.exceeds(x)} for x in levels]


@cache
def _network(
    size: tuple[int, int], entries: Any, degree: int, scale: str, cure: str, planted: int
) -> Cured:
    a, b, c = map(Fraction, entries)
    return Cured(*size, a, b, c, degree, Fraction(scale), cure, planted)


CURED = Step(
    "dense network", (Observed(_cured, "the dense network with orthogonal noise and a cure"),)
)
