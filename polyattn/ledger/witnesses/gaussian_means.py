"""Means of scores under Gaussian noise, and what follows: the values of the letters.

Rows are read off as for one score, and layers drawn with noise and signs of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.gaussian import DRAWS, FALSE_ALARM, TRIALS, chance
from polyattn.ledger.witnesses.gaussian_rows import (
    Noisy,
    at_spread,
    ball,
    exact_rows,
    root,
    rows_in_floats,
)
from polyattn.ledger.witnesses.observed import Observed


@cache
def _counted(trial: int, width: int) -> tuple[Any, ...]:
    """Draw noise and signs; count where an event or a mean fails, and where the layer is active."""
    import numpy as np

    (d, t), entries, degree, sigma, epsilon, rooms = TRIALS[trial]
    a, b, c = (float(Fraction(x)) for x in entries)
    scale, n, draw = float(Fraction(sigma)), (d - 2) * t, np.random.default_rng(100 + trial)
    x = np.sqrt(2 * np.log(4 * n**2 / float(Fraction(epsilon))))
    clean = np.hstack([np.zeros((n, 1)), b * np.tile(np.eye(d - 2), (t, 1)), np.full((n, 1), c)])
    clean[0, 0] = a
    own = np.tile(np.eye(d - 2), (t, 1))
    far = 1 - own @ own.T
    mates = 1 - far - np.eye(n)
    length = np.sqrt(a * a + b * b + c * c) + scale * np.sqrt(2 * d) + scale * x
    off = scale * x * (np.sqrt(a * a + b * b + c * c) + length)
    low = b * b + c * c - scale * x * (np.sqrt(a * a + b * b + c * c) + length / np.sqrt(t - 1))
    lower = c * c - scale * x * (
        np.sqrt(c * c + (a * a + b * b) / (d - 3)) + length / np.sqrt(t * (d - 3))
    )
    right, missed = clean @ clean.T + d * scale**2 * np.eye(n), 0
    active = np.zeros(len(rooms), int)
    for _ in range(DRAWS):
        noise = scale * draw.standard_normal((n, d))
        scores = (clean + noise) @ (clean + noise).T
        means = [(scores * which).sum(axis=1) / which.sum(axis=1) for which in (mates, far)]
        good = (means[0] >= low).all() and (means[1] >= lower).all()
        missed += not (good and (abs(scores - right) <= off).all())
        f = abs(scores) ** degree
        f /= f.sum(axis=1, keepdims=True)
        signs = 2 * draw.integers(0, 2, (d, width)) - 1
        top = (f @ (clean + noise) @ signs).max()
        active += top > b + c + np.array([float(Fraction(room)) for room in rooms])
    return chance(missed), *map(chance, map(int, active))


def _drawn(names: set[Any]) -> Iterator[Values]:
    """Count over noise and signs."""
    for trial, width in product(range(len(TRIALS)), (1, 4)):
        size, entries, degree, sigma, epsilon, rooms = TRIALS[trial]
        a, b, c = map(Fraction, entries)
        layer = Noisy(size, (a, b, c), degree, Fraction(sigma), None, None)
        missed, *shares = _counted(trial, width)
        point = layer.letters() | {s.epsilon: Fraction(epsilon), s.m: Fraction(width)}
        odds = 4 * ball(point[s.n] ** 2) / ball(Fraction(epsilon))
        point |= {s.x_sigma: (2 * odds.log()).sqrt(), s.p_means: missed}
        for each in _at_spreads(point):
            for room, share in zip(rooms, shares, strict=True):
                yield each | {s.theta: b + c + Fraction(room), s.P_sigma: share}


def _with_means(rows: Callable[[set[Any]], Iterator[Values]]) -> Callable[[Any], Iterator[Values]]:
    """Keep the rows that have mates, and let their means be off as well."""

    def points(names: set[Any]) -> Iterator[Values]:
        for point in rows(names):
            if s.i_mates in point:
                yield from _means_off(point)

    return points


def _at_spreads(point: Values) -> Iterator[Values]:
    for each in at_spread(point):
        yield from _means_off(each)


def _means_off(point: Values) -> Iterator[Values]:
    """Let means be lower by what is allowed, by twice that, and by too little."""
    from flint import arb

    a, b, c = (point[x] for x in (s.a, s.b, s.c))
    size, t, others = root(a * a + b * b + c * c), point[s.t], point[s.d] - 3
    sigma, x = ball(point[s.sigma]), ball(point[s.x_sigma])
    length = size + sigma * root(2 * point[s.d]) + sigma * x
    mates = sigma * x * (size + length / root(t - 1))
    far = sigma * x * (root(c * c + (a * a + b * b) / others) + length / root(t * others))
    for factor in (arb("1.0001"), arb(2), arb("0.3")):
        yield point | {s.zeta_m: factor * mates, s.zeta_o: factor * far}


def _rows(parts: tuple[str, ...]) -> tuple[Step, ...]:
    exactly, floats = _with_means(exact_rows), _with_means(rows_in_floats)
    noisy = "rows of layers with Gaussian noise, in floats"
    return (
        Step("dense network", (Observed(exactly, "the dense network with noise, exactly"),), parts),
        Step("drawn rows", (Observed(floats, noisy, "sampled"),), parts),
    )


_TOLD = f"{DRAWS} drawn layers each, at a false-alarm rate of {FALSE_ALARM:g}"
_LAYERS = Observed(_drawn, _TOLD, "sampled")
MEANS = (*_rows(("mates", "others")), Step("drawn layers", (_LAYERS,), ("chance",)))
SHARPER = (*_rows(("crowd", "weights", "row")), Step("drawn layers", (_LAYERS,), ("silent",)))
