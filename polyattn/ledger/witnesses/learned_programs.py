"""Learned neurons on dense networks in NumPy: real degrees, any weights, linear programs.

The best margin is the largest of one linear program for each row of data set 1. What is computed in
floats is known as an interval.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import erfc, sqrt
from typing import Any, NamedTuple

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.symbolic.chances import area, g_gamma, gamma

# Groups, copies; a_0, a_1, b, c; the degree. Here the margin is nearly as large as can be, and
# only one of the two crowds matters; then layers that are drawn.
_SHARP = (
    (40, 1, ("0", "4", "1/10", "1", "1")),
    (2, 70, ("0", "3", "1/10", "1/1000", "1/2")),
)
_DRAWS = 12
_NEURONS = 6
# What a linear program, and what some roundings, may have done to a number.
_SOLVED, _ROUNDED = 1e-7, 1e-12


class _Layer(NamedTuple):
    """Two data sets: their letters, the distinct rows of C of each, and the margin."""

    letters: Values
    rows: tuple[Any, Any]
    margin: float


@cache
def _layer(seed: int) -> _Layer:
    import numpy as np

    groups, copies, (low, high, b, c, degree) = _chosen(seed)
    letters = {s.a0: low, s.a1: high, s.b: b, s.c: c, s.beta: degree}
    letters |= {s.t: copies, s.N: groups - 1, s.d: groups + 2, s.n: groups * copies}
    rows = []
    for a in (low, high):
        tokens = np.zeros((groups * copies, groups + 2))
        tokens[:, 1:-1], tokens[:, -1] = float(b) * np.tile(np.eye(groups), (copies, 1)), float(c)
        tokens[0, 0] = float(a)
        weights = (tokens @ tokens.T) ** float(degree)
        output = weights / weights.sum(axis=1, keepdims=True) @ tokens
        rows.append(output[: groups + 1] if copies > 1 else output)
    values = {x: Fraction(value) for x, value in letters.items()}
    return _Layer(values, (rows[0], rows[1]), _best(rows[0], rows[1]))


def _chosen(seed: int) -> tuple[int, int, list[Fraction]]:
    """Return the size, the entries and the degree."""
    import numpy as np

    if seed < len(_SHARP):
        groups, copies, sharp = _SHARP[seed]
        return groups, copies, [*map(Fraction, sharp)]
    draw = np.random.default_rng(seed)
    low, more, b, c = (Fraction(int(x), 8) for x in draw.integers(1, 13, 4))
    low = Fraction(0) if seed % 4 == 0 else low
    numbers = [low, low + more, b, c, Fraction(int(draw.integers(2, 50)), 8)]
    return int(draw.integers(2, 6)), int(draw.integers(1, 5)), numbers


def _best(zero: Any, one: Any) -> float:
    """Return the largest margin: for each row of data set 1, against all rows of data set 0."""
    import numpy as np
    from scipy.optimize import linprog

    d = zero.shape[1]
    found = []
    for row in one:
        against = np.hstack([zero - row, np.ones((len(zero), 1))])
        goal = np.append(np.zeros(d), -1.0)
        bounds = [(-1, 1)] * d + [(None, None)]
        found.append(-linprog(goal, against, np.zeros(len(zero)), bounds=bounds).fun)
    return float(max(found))


def _neurons(seed: int) -> list[Any]:
    """Return weights: the best, others with the same signs, and any."""
    import numpy as np

    draw, d = np.random.default_rng(-seed % 1000 + 1), _layer(seed).rows[0].shape[1]
    best = -np.ones(d)
    best[:2], best[-1] = 1, draw.uniform(-1, 1)
    some = [best, *(best * draw.uniform(0, 1, d) for _ in range(3))]
    return [*some, *(draw.choice((-1.0, 1.0), d) for _ in range(2)), *draw.uniform(-1, 1, (4, d))]


def _ball(value: Any, error: float = _ROUNDED) -> Any:
    from flint import arb

    return arb(float(value), error)


def _named(weights: Any, layer: _Layer) -> Values:
    """Return the letters of a neuron."""
    others = weights[2:-1]
    named = (weights[0], weights[1], max(others), sum(others), weights[-1])
    seen = {s.on(s.X_y, i): _ball(max(rows @ weights)) for i, rows in enumerate(layer.rows)}
    return dict(zip(s.WEIGHTS, map(_ball, named), strict=True)) | seen


def _points(names: set[Any]) -> Iterator[Values]:
    if names & {area, g_gamma}:
        yield from _gaps()
        return
    scales = (0.2, 2.0) if s.nu_out in names else (1.0,)
    shares = (-1.0, 0.5, 0.999, 1.05) if s.z_delta in names else (1.0,)
    for seed, scale, share in product(range(_DRAWS), scales, shares):
        layer = _layer(seed)
        known = layer.letters | {s.margin: _ball(layer.margin, _SOLVED), s.nu_out: _ball(scale)}
        known |= _error(layer, share, scale)
        alone = not names & {*s.WEIGHTS, s.theta, *s.P_out}
        for place, weights in enumerate(_neurons(seed)[: 1 if alone else _NEURONS]):
            low = max(layer.rows[0] @ weights)
            for part in (0.0, 0.5, 0.9) if s.theta in names else (0.5,):
                theta = low + part * layer.margin
                chances = _chances(layer, _neurons(seed)[: place + 1], theta, scale)
                yield known | _named(weights, layer) | {s.theta: _ball(theta)} | chances


def _error(layer: _Layer, share: float, scale: float) -> Values:
    """Return an allowed error as a quantile, and the weight that it needs at least."""
    high, b, others = (float(layer.letters[x]) for x in (s.a1, s.b, s.N))
    part, most = share * layer.margin, high + 2 * b * others / (others + 1)
    return {s.z_delta: _ball(part / (2 * scale)), s.epsilon: _ball(part / most)}


def _gaps() -> Iterator[Values]:
    """Yield the area between the laws of random signs, and an interval with its least gap."""
    import numpy as np

    for seed, width in product(range(len(_SHARP), _DRAWS), (1, 4, 300)):
        layer = _layer(seed)
        signs = np.array(list(product((-1.0, 1.0), repeat=layer.rows[0].shape[1])))
        low, high = (np.sort((signs @ rows.T).max(axis=1)) for rows in layer.rows)
        levels = np.unique(np.concatenate([low, high]))
        silent = [np.searchsorted(x, levels, "right") / len(x) for x in (low, high)]
        gaps = (silent[0] ** width - silent[1] ** width)[:-1]
        lengths = np.diff(levels)
        known = layer.letters | {s.margin: _ball(layer.margin, _SOLVED), s.m: Fraction(width)}
        known[area] = _ball((gaps.clip(0) * lengths).sum(), _SOLVED)
        first = int(np.argmax(gaps))
        for last in range(first, min(first + 5, len(gaps))):
            least, length = gaps[first : last + 1].min(), lengths[first : last + 1].sum()
            yield known | {g_gamma: _ball(least), gamma: _ball(length)}


def _chances(layer: _Layer, neurons: list[Any], theta: float, scale: float) -> Values:
    """Return the chances of a network that draws some of the neurons: half of the time only one."""
    found = {}
    for letter, rows in zip(s.P_out, layer.rows, strict=True):
        seen = [max(rows @ weights) for weights in neurons]
        chance = sum(erfc((theta - x) / scale / sqrt(2)) for x in (max(seen), seen[-1])) / 4
        found[letter] = _ball(chance)
    return found


PROGRAMS = Step(
    "linear programs",
    (Observed(_points, "dense networks in floats, by linear programs", "sampled"),),
)
