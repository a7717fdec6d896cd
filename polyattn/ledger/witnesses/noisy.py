"""The dense network with noise in plain Python: matrices and sign vectors, in exact rationals.

It knows the matrix with its noise and nothing of the formulas of chapter 13: weights are read off
scores, chances are counted over all sign vectors.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.sides import network
from polyattn.ledger.witnesses.walk import ENTRIES, LETTERS

_SIZES = ((4, 1), (4, 2), (5, 2), (6, 3))
_SCALES = ("0", "1/4", "1/2", "6/5")
_FEW = ("1/100", "1/10", "1/3", "1/2", "3/4", "9/10")


@dataclass(frozen=True)
class Orthogonal(Dense):
    """A network to whose rows orthogonal noise is appended: a further column a row."""

    scale: Fraction = Fraction(0)

    @cached_property
    def matrix(self) -> list[list[Fraction]]:
        """A with one more column a token, all 0 but for its own row."""
        clean = super().matrix
        rows = range(len(clean))
        return [[*clean[j], *(self.scale * (j == k) for k in rows)] for j in rows]

    def noise(self, row: int) -> Fraction:
        """Return the squared norm of the noise in a row of C."""
        return sum((x * x for x in self.output[row][self.d :]), Fraction(0))

    def seen(self, row: int) -> Values:
        """Return what the planted row, row 0, and another row say."""
        itself = {s.x_j: self.powers[row][row], s.f_j: self.weights[row][row]}
        others = sum(self.powers[row]) - self.powers[row][row]
        return self._weights() | itself | {s.x_rest: others, s.crowd: others}

    def _weights(self) -> Values:
        planted, other = self.weights[0], self.weights[1]
        rows = range(len(planted))
        point: dict[Any, int | Fraction] = {
            **self.construction,
            s.nu: self.scale**2,
            s.Z_star_nu: sum(self.powers[0]),
            s.Z_o_nu: sum(self.powers[1]),
            s.f_nu: planted[0],
            s.f_o_nu: other[1],
            s.u_nu: sum(planted[k] for k in rows if self.group(k) == 1),
            s.G_nu: sum(planted[k] for k in rows if self.group(k) == 0),
            s.w_nu: sum(other[k] for k in rows if self.group(k) == 1),
            s.u_o_nu: sum(other[k] for k in rows if self.group(k) == 0),
            s.NORM_STAR: self.noise(0),
            s.NORM_O: self.noise(1),
        }
        for letters, row in ((s.CLEAN_STAR, 0), (s.CLEAN_O, 1), (s.CLEAN_S, self.d - 2)):
            if row < len(planted):
                columns = (0, 1 + self.group(row), 1 + self.group(row + 1), self.d - 1)
                entries = (self.output[row][x] for x in columns)
                point |= dict(zip(letters, entries, strict=True))
        return {symbol: Fraction(value) for symbol, value in point.items()}


def _orthogonal(names: set[Any]) -> Iterator[Values]:
    shares = [x for x in (s.epsilon, s.epsilon_1) if x in names]
    chosen = [dict(zip(shares, x, strict=True)) for x in product(_FEW, repeat=len(shares))]
    for size, entries, degree, scale in product(_SIZES, ENTRIES, (1, 2, 5), _SCALES):
        model = _with_noise(size, entries, degree, scale)
        rows = (0, 1) if s.x_rest in names else (0,)
        for row, letters in product(rows, chosen):
            yield model.seen(row) | {x: Fraction(value) for x, value in letters.items()}


@cache
def _with_noise(size: tuple[int, int], entries: Any, degree: int, scale: str) -> Orthogonal:
    a, b, c = map(Fraction, entries)
    return Orthogonal(*size, a, b, c, degree, Fraction(scale))


@dataclass(frozen=True)
class Noisy:
    """A small network with any noise: the attention of its noisy scores, or any other one."""

    clean: Dense
    seed: int

    @cached_property
    def noise(self) -> list[list[Fraction]]:
        """E: multiples of a sixteenth, larger with every other seed."""
        draw, most = random.Random(self.seed), 1 + 3 * (self.seed % 2)
        rows, columns = len(self.clean.matrix), self.clean.d
        return [
            [Fraction(draw.randint(-most, most), 16) for _ in range(columns)] for _ in range(rows)
        ]

    @cached_property
    def weights(self) -> list[list[Fraction]]:
        """The attention of the noisy scores for every third seed, else rows drawn at random."""
        pairs = zip(self.clean.matrix, self.noise, strict=True)
        noisy = [[x + y for x, y in zip(*pair, strict=True)] for pair in pairs]
        draw = random.Random(-self.seed)
        powers = [[_dot(x, y) ** (2 * self.clean.degree) for y in noisy] for x in noisy]
        if self.seed % 3:
            powers = [[Fraction(draw.randint(0, 9) ** 2 + 1) for _ in noisy] for _ in noisy]
            powers[0][0] *= 1000 ** (self.seed % 2)
        return [[x / sum(row) for x in row] for row in powers]

    @cached_property
    def kept(self) -> list[list[Fraction]]:
        """The rows w_j, what a row of C keeps of the noise."""
        columns = list(zip(*self.noise, strict=True))
        return [[_dot(row, column) for column in columns] for row in self.weights]

    @cached_property
    def values(self) -> list[tuple[Fraction, ...]]:
        """The pre-activations of all rows, for every sign vector."""
        columns = list(zip(*self.clean.matrix, strict=True))
        clean = [[_dot(row, column) for column in columns] for row in self.weights]
        pairs = zip(clean, self.kept, strict=True)
        rows = [[x + y for x, y in zip(*pair, strict=True)] for pair in pairs]
        signs = product((1, -1), repeat=self.clean.d)
        return [tuple(_dot(row, each) for row in rows) for each in signs]

    def at(self, theta: Fraction) -> Iterator[Values]:
        """Yield what is seen of each row at a threshold."""
        clean, own = self.clean, self.kept[0]
        squares = [_dot(row, row) for row in self.kept]
        down = own[0] + own[1] + own[-1]
        share = Fraction(1, len(self.values))
        point: Values = {x: clean.values[x] for x in (s.a, s.b, s.c, s.t, s.N, s.n, s.d)}
        point |= {s.theta: theta, s.f_own: self.weights[0][0], s.omega_squared: max(squares)}
        point |= {s.f_top: max(row[0] for row in self.weights), s.omega_down: max(-down, 0 * down)}
        point |= dict(zip((s.w_1, s.w_g, s.w_d), (own[0], own[1], own[-1]), strict=True))
        point[s.p_noisy] = share * sum(max(each) > theta for each in self.values)
        for j, row in enumerate(self.weights):
            chance = share * sum(each[j] > theta for each in self.values)
            yield point | {s.f_row: row[0], s.w_squares: squares[j], s.p_row: chance}


def _dot(one: Any, other: Any) -> Fraction:
    return sum((x * y for x, y in zip(one, other, strict=True)), Fraction(0))


def _any(names: set[Any]) -> Iterator[Values]:
    widths = LETTERS[s.m] if s.m in names else ("1",)
    for model in noisy_models():
        clean, top = model.clean, max(row[0] for row in model.weights)
        heights = [clean.c + (clean.a + clean.b) * Fraction(x, 5) for x in range(6)]
        heights += [clean.b + clean.c + clean.a * top + Fraction(x, 10) for x in (1, 2, 4, 7)]
        for theta, width in product(heights, widths):
            rows = list(model.at(theta)) if names & s.OF_A_ROW else [next(model.at(theta))]
            yield from (each | {s.m: Fraction(width)} for each in rows)


@cache
def noisy_models() -> list[Noisy]:
    """Return the small networks with any noise, each once."""
    chosen = product(((4, 1), (4, 2), (5, 2)), ENTRIES[1:3])
    clean = [network(Dense, size, entries, 1) for size, entries in chosen]
    return [Noisy(model, seed) for model, seed in product(clean, range(1, 7))]


ORTHOGONAL = Step(
    "dense network", (Observed(_orthogonal, "the dense network with orthogonal noise"),)
)
ANY_NOISE = Step("every sign", (Observed(_any, "the dense network with noise, every sign vector"),))
