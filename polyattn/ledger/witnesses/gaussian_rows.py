"""Rows of layers with Gaussian noise, read off noisy matrices.

One reader is plain Python, in exact rationals and roots of them; the other is NumPy.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.witnesses.dense import Dense, Values

_SIZES = ((4, 1), (4, 2), (5, 2))
_ENTRIES = (("1/2", "1", "1"), ("0", "1/2", "2"), ("2", "1/3", "3/2"))
_SIGMAS = ("1/400", "1/40", "1/4", "1")


@dataclass(frozen=True)
class Noisy:
    """A layer with noise; the planted row is row 0."""

    sizes: tuple[int, int]
    entries: tuple[Fraction, Fraction, Fraction]
    degree: int
    sigma: Fraction
    clean: Any
    noise: Any
    subtracted: bool = False

    @property
    def less(self) -> Fraction:
        """The power of the noise, where it is subtracted from self-scores; else 0."""
        return self.sizes[0] * self.sigma**2 * self.subtracted

    def letters(self) -> Values:
        """Return what all rows share."""
        (d, t), (a, b, c) = self.sizes, self.entries
        known: Any = {s.d: d, s.N: d - 3, s.t: t, s.n: (d - 2) * t, s.a: a, s.b: b, s.c: c}
        known |= {s.beta: self.degree, s.sigma: self.sigma, s.nu: d * self.sigma**2}
        return {x: Fraction(value) for x, value in known.items()}

    def right(self, row: int) -> Fraction:
        """Return the power of the self-score that a row would have under orthogonal noise."""
        (d, _), (a, b, c) = self.sizes, self.entries
        own = b * b + c * c + d * self.sigma**2 - self.less
        return Fraction(own + a * a * (row == 0)) ** self.degree


def _read(layer: Noisy, row: int) -> Values:
    """Read the letters of a row off its matrix, and of the other whose score is farthest off."""
    clean, noise = layer.clean, layer.noise
    noisy = [[x + e for x, e in zip(*pair, strict=True)] for pair in zip(clean, noise, strict=True)]
    scores = [_dot(noisy[row], x) for x in noisy]
    far = [k != row and abs(scores[k] - _dot(clean[row], x)) for k, x in enumerate(clean)]
    other = max(range(len(clean)), key=far.__getitem__)
    used = [x - layer.less if k == row else x for k, x in enumerate(scores)]
    powers = [x**layer.degree for x in used]
    total = sum(powers)
    f = [x / total for x in powers]
    kept = [_dot(f, column) for column in zip(*noise, strict=True)]
    rest = [_dot(f[:row] + f[row + 1 :], x[:row] + x[row + 1 :]) for x in zip(*noise, strict=True)]
    rest_squared, along = _dot(rest, rest), _dot(rest, noisy[row]) ** 2 / scores[row]
    itself = powers[row]
    others = [x for k, x in enumerate(powers) if k != row]
    squares = sum(x * x for x in others)
    return _classes(layer, row) | {
        s.x_other: max(others),
        s.f_other: max(others) / total,
        s.i_jj: _dot(clean[row], noise[row]),
        s.i_jk: _dot(noisy[row], noise[other]),
        s.i_kj: _dot(clean[other], noise[row]),
        s.e_squared: _dot(noise[row], noise[row]),
        s.clean_jj: _dot(clean[row], clean[row]),
        s.clean_jk: _dot(clean[row], clean[other]),
        s.s_jj: scores[row],
        s.s_jk: scores[other],
        s.e_three: noise[row][0] + noise[row][1] + noise[row][-1],
        s.w_norm: root(_dot(kept, kept)),
        s.w_across: root(rest_squared - along),
        s.w_along: root(along),
        s.f_self: f[row],
        s.f_off: root(squares / total**2),
        s.squares_off: squares,
        s.x_in: layer.right(row),
        s.x_in_up: itself,
        s.x_out_up: sum(others),
    }


def _classes(layer: Noisy, row: int) -> Values:
    """Read what the means over mates, if there are any, and over other groups are made of."""
    clean, noise = layer.clean, layer.noise
    token = [x + e for x, e in zip(clean[row], noise[row], strict=True)]
    group = [k % (layer.sizes[0] - 2) == row % (layer.sizes[0] - 2) for k in range(len(clean))]
    mates = [k for k, same in enumerate(group) if same and k != row]
    far = [k for k, same in enumerate(group) if not same]
    found: Values = {}
    for members, names in ((mates, (s.i_mates, s.k_mates)), (far, (s.i_far, s.k_far))):
        for name, rows, other in zip(names, (clean, noise), (noise[row], token), strict=True):
            if members:
                found[name] = sum(_dot(rows[k], other) for k in members) / len(members)
    return found


def _dot(x: Any, y: Any) -> Any:
    return sum((u * v for u, v in zip(x, y, strict=True)), Fraction(0))


@cache
def rational_layers() -> tuple[Noisy, ...]:
    """Return small layers with noise whose entries are rational."""
    made = []
    for size, entries, degree, sigma in product(_SIZES, _ENTRIES, (1, 3), map(Fraction, _SIGMAS)):
        a, b, c = map(Fraction, entries)
        clean = Dense(*size, a, b, c, degree).matrix
        draw = random.Random(str((size, entries, degree, sigma)))
        noise = [
            [sigma * Fraction(round(64 * draw.gauss(0, 1)), 64) for _ in token] for token in clean
        ]
        made.append(Noisy(size, (a, b, c), degree, sigma, clean, noise))
    return tuple(made)


def exact_rows(names: set[Any], subtracted: bool = False) -> Iterator[Values]:
    """Read rows off small layers, exactly."""
    for whole, allowed in product(rational_layers(), ("1/5", "1", "3")):
        layer = replace(whole, subtracted=subtracted)
        rows = range(len(layer.clean))
        for row in (0, 1, rows[-1]):
            point = layer.letters() | {s.x_sigma: Fraction(allowed)} | _read(layer, row)
            yield from at_spread(point)


def rows_in_floats(names: set[Any], subtracted: bool = False) -> Iterator[Values]:
    """Read rows off matrices with Gaussian noise, in NumPy."""
    import numpy as np

    for seed in range(40):
        draw = np.random.default_rng(seed)
        d, t, degree = (
            int(x) for x in (draw.integers(4, 12), draw.integers(1, 4), draw.integers(1, 9))
        )
        a, b, c = (Fraction(int(x), 4) for x in draw.integers(1, 9, 3))
        sigma, x = (
            Fraction(int(draw.integers(1, 30)), 2000),
            Fraction(int(draw.choice([1, 4, 8])), 2),
        )
        groups, n = d - 2, (d - 2) * t
        clean = np.zeros((n, d))
        clean[0, 0], clean[:, -1] = a, c
        clean[np.arange(n), 1 + np.arange(n) % groups] = b
        noise = float(sigma) * draw.standard_normal((n, d))
        noisy = clean + noise
        scores = noisy @ noisy.T
        powers = (scores - subtracted * d * float(sigma) ** 2 * np.eye(n)) ** degree
        f = powers / powers.sum(axis=1, keepdims=True)
        kept, own = f @ noise, np.diag(f)
        layer = Noisy((d, t), (a, b, c), degree, sigma, None, None, subtracted)
        for row in (0, 1):
            k = int(np.delete(abs(scores - clean @ clean.T)[row], row).argmax())
            k += k >= row
            rest = kept[row] - f[row, row] * noise[row]
            along = rest @ noisy[row] / np.sqrt(scores[row, row])
            off = np.delete(powers[row], row)
            numbers = {
                s.i_jj: clean[row] @ noise[row],
                s.i_jk: noisy[row] @ noise[k],
                s.i_kj: clean[k] @ noise[row],
                s.e_squared: noise[row] @ noise[row],
                s.clean_jj: clean[row] @ clean[row],
                s.clean_jk: clean[row] @ clean[k],
                s.s_jj: scores[row, row],
                s.s_jk: scores[row, k],
                s.e_three: noise[row, [0, 1, -1]].sum(),
                s.w_norm: np.linalg.norm(kept[row]),
                s.w_across: np.sqrt(max(0.0, rest @ rest - along**2)),
                s.w_along: abs(along),
                s.f_self: own[row],
                s.f_off: np.sqrt((np.delete(f[row], row) ** 2).sum()),
                s.squares_off: (off**2).sum(),
                s.x_other: off.max(),
                s.f_other: np.delete(f[row], row).max(),
                s.x_in_up: powers[row, row],
                s.x_out_up: off.sum(),
            }
            same = np.arange(n) % groups == row % groups
            for members, first, second in (
                (same & (np.arange(n) != row), s.i_mates, s.k_mates),
                (~same, s.i_far, s.k_far),
            ):
                if members.any():
                    numbers[first] = clean[members].mean(axis=0) @ noise[row]
                    numbers[second] = noise[members].mean(axis=0) @ noisy[row]
            read = {letter: near(value) for letter, value in numbers.items()}
            point = layer.letters() | {s.x_sigma: x, s.x_in: layer.right(row)}
            yield from at_spread(point | read)


def at_spread(point: Values) -> Iterator[Values]:
    """Let the scores be off by what is allowed, by twice that, and by too little."""
    from flint import arb

    p = point[s.a] ** 2 + point[s.b] ** 2 + point[s.c] ** 2
    sigma, x = point[s.sigma], ball(point[s.x_sigma])
    spread = 2 * root(p) + ball(sigma) * root(2 * point[s.d]) + ball(sigma) * x
    for factor in (arb("1.0001"), arb(2), arb("0.3")):
        off = ball(sigma) * x * spread * factor
        r = ball(point[s.c] ** 2)
        more: Values = {s.zeta: off}
        if off < r:
            more[s.H_zeta] = (r / (r - off)) ** int(point[s.beta])
        yield point | more


def root(square: Any) -> Any:
    """Return the root of a rational number, as a ball."""
    from flint import arb, fmpq

    whole = Fraction(square)
    return arb(fmpq(whole.numerator, whole.denominator)).sqrt()


def ball(value: Any) -> Any:
    """Return a rational number as a ball, and a ball as it is."""
    from flint import arb, fmpq

    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return arb(value)


def near(value: Any, error: float = 1e-12) -> Any:
    """Return a float with what some roundings may have done to it, as a ball."""
    from flint import arb

    return arb(float(value), error * max(1.0, abs(float(value))))
