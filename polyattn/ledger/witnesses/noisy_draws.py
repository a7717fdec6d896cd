"""Layers with Gaussian noise and any attention, in NumPy: as the values of a statement's letters.

Chances are shares of all sign vectors; what is computed in floats is known as an interval.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.observed import Observed, near

_DRAWS = 24


def _draws(names: set[Any]) -> Iterator[Values]:
    widths = (1, 3, 20) if s.m in names else (1,)
    for seed in range(_DRAWS):
        for point in _layer(seed, every=bool(names & s.OF_A_ROW)):
            yield from (point | {s.m: Fraction(width)} for width in widths)


def _layer(seed: int, *, every: bool) -> Iterator[Values]:
    """Draw a layer of 8 tokens with 6 features, and look at some thresholds."""
    import numpy as np

    draw = np.random.default_rng(seed)
    a, b, c = (float(x) / 4 for x in draw.integers(1, 8, 3))
    clean = np.zeros((8, 6))
    clean[0, 0], clean[:, 5] = a, c
    clean[:, 1:5] = b * np.tile(np.eye(4), (2, 1))
    f = draw.dirichlet(np.full(8, draw.choice((0.1, 1.0))), 8)
    f[0] = 0.05 * f[0] if seed % 2 else f[0]
    f[0, 0] += 1 - f[0].sum()
    kept = f @ (draw.choice((0.02, 0.2, 0.8)) * draw.standard_normal((8, 6)))
    signs = 2 * ((np.arange(64)[:, None] >> np.arange(6)) & 1) - 1
    seen = signs @ (f @ clean + kept).T
    squares, down = (kept**2).sum(axis=1), kept[0, [0, 1, 5]]
    point: Values = {x: Fraction(y) for x, y in ((s.a, a), (s.b, b), (s.c, c), (s.t, 2))}
    point |= {s.N: Fraction(3), s.d: Fraction(6), s.n: Fraction(8)}
    numbers = {
        s.f_own: f[0, 0],
        s.f_top: f[:, 0].max(),
        s.omega_squared: squares.max(),
        s.omega_down: max(0.0, -down.sum()),
        **dict(zip((s.w_1, s.w_g, s.w_d), down, strict=True)),
    }
    point |= {x: near(value) for x, value in numbers.items()}
    for room in (-1.0, -0.4, 0.0, 0.2, 0.6, 1.5):
        level = float(b + c + a * f[:, 0].max() + room)
        at = point | {s.theta: Fraction(level), s.p_noisy: _share(seen.max(axis=1) > level)}
        for j in range(8) if every else (0,):
            row = {s.f_row: near(f[j, 0]), s.w_squares: near(squares[j])}
            yield at | row | {s.p_row: _share(seen[:, j] > level)}


def _subtracted(names: set[Any]) -> Iterator[Values]:
    """Layers with orthogonal noise of which the power is taken from every self-score."""
    import numpy as np

    for seed in range(_DRAWS):
        draw = np.random.default_rng(seed)
        (a, b, c), groups, t = draw.integers(1, 8, 3) / 4, *draw.integers(2, 4, 2)
        a, degree = a * (seed % 3 > 0), float(draw.choice((0.5, 1.0, 3.0, 8.0)))
        scale, n = float(draw.choice((0.1, 0.5, 2.0))), groups * t
        clean = np.hstack(
            [np.zeros((n, 1)), b * np.tile(np.eye(groups), (t, 1)), np.full((n, 1), c)]
        )
        clean[0, 0] = a
        noisy = np.hstack([clean, scale * np.eye(n)])
        f = (noisy @ noisy.T - scale**2 * np.eye(n)) ** degree
        f /= f.sum(axis=1, keepdims=True)
        columns = noisy.shape[1]
        signs = 2 * ((np.arange(2**columns)[:, None] >> np.arange(columns)) & 1) - 1
        best = (signs @ (f @ noisy).T).max(axis=1)
        point: Values = {x: Fraction(float(y)) for x, y in ((s.a, a), (s.b, b), (s.c, c))}
        point |= {s.t: Fraction(int(t)), s.N: Fraction(int(groups) - 1), s.beta: Fraction(degree)}
        point |= {s.d: Fraction(int(groups) + 2), s.n: Fraction(int(n)), s.nu: near(scale**2)}
        point |= {s.f_star: near(f[0, 0]), s.f_own: near(f[0, 0]), s.f_top: near(f[:, 0].max())}
        point |= {s.omega_squared: near(scale**2 * (f**2).sum(axis=1).max()), s.omega_down: 0}
        point |= dict.fromkeys((s.w_1, s.w_g, s.w_d), 0)
        for room, width in product((-1.0, -0.4, 0.2, 0.6, 1.5, 3.0), (1, 3, 20)):
            level = float(b + c + a * f[0, 0] + room)
            seen = {s.theta: Fraction(level), s.p_noisy: _share(best > level)}
            yield point | seen | {s.m: Fraction(width)}


def _share(events: Any) -> Fraction:
    return Fraction(int(events.sum()), len(events))


DRAWN = Step(
    "drawn layers", (Observed(_draws, "layers with Gaussian noise, in floats", "sampled"),)
)
CURED_DRAWN = Step(
    "drawn layers",
    (Observed(_subtracted, "layers without the power of their noise, in floats", "sampled"),),
)
