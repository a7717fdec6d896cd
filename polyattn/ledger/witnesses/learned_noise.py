"""A neuron that looks at the feature alone, on layers with noise: the values of its letters.

In exact rationals on the small networks of :mod:`~polyattn.ledger.witnesses.noisy`, and in NumPy
with Gaussian noise and any attention. They share no code.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import erf, log, sqrt
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.noisy import Noisy, noisy_models
from polyattn.ledger.witnesses.observed import Observed, near

_DRAWS = 40
_SHARES = ("-1/2", "0", "1/2", "1", "3/2")


def _exactly(names: set[Any]) -> Iterator[Values]:
    for model in noisy_models():
        point = _seen(model)
        low, high = (point[x] for x in (s.X_E, s.a))
        levels = [low + Fraction(x) * (high + point[s.e_top] - low) for x in _SHARES]
        for theta in levels if s.theta in names else [low]:
            yield point | {s.theta: theta}


def _seen(model: Noisy) -> Values:
    """Return what the neuron sees of a small network."""
    clean = model.clean
    entries = [x[0] + e[0] for x, e in zip(clean.matrix, model.noise, strict=True)]
    rows = [sum(f * x for f, x in zip(row, entries, strict=True)) for row in model.weights]
    kept = {s.w_1: model.kept[0][0], s.f_own: model.weights[0][0], s.X_E: max(rows)}
    most = {s.e_top: max(abs(e[0]) for e in model.noise), s.f_top: max(x[0] for x in model.weights)}
    return {x: clean.values[x] for x in (s.a, s.b, s.c, s.t, s.N)} | kept | most


def _drawn(names: set[Any]) -> Iterator[Values]:
    import numpy as np

    for seed in range(_DRAWS):
        draw = np.random.default_rng(seed)
        count = int(draw.integers(2, 40)) if seed % 10 else 1
        scale = draw.choice((0.05, 0.5, 2.0))
        a, share = float(draw.integers(1, 9)) / 4, draw.choice((0.05, 0.5, 1.0))
        f = draw.dirichlet(np.full(count, share), count)
        f[0] = 0.1 * f[0] + 0.9 * np.eye(count)[0] if seed % 2 else f[0]
        noise = scale * draw.standard_normal(count)
        if seed % 3 == 0:  # all of it in one direction
            noise = np.full(count, noise[0])
        seen = f @ noise + a * f[:, 0]
        numbers = {s.X_E: seen.max(), s.f_own: f[0, 0], s.f_top: f[:, 0].max(), s.w_1: f[0] @ noise}
        numbers[s.e_top] = abs(noise).max()
        point: Values = {x: near(value) for x, value in numbers.items()}
        point |= {s.a: Fraction(a), s.n: Fraction(count)}
        for room in (-1.0, -0.1, 0.0, 0.1, 1.0):
            theta = seen.max() + room * numbers[s.e_top]
            yield from _rare(count, point | {s.theta: near(theta)}, names)


def _rare(count: int, point: Values, names: set[Any]) -> Iterator[Values]:
    """Add the chance that one of the entries is large, at an allowed one."""
    for share in (1e-6, 0.01, 0.3, 1.0) if s.p_e in names else (0.5,):
        level = sqrt(max(0.0, 2 * log(count / share)))
        chance = 1 - erf(level / sqrt(2)) ** count
        yield point | {s.epsilon: Fraction(share), s.x_e: near(level), s.p_e: near(chance)}


EVERY_ROW = Step("dense network", (Observed(_exactly, "the dense network with noise, exactly"),))
GAUSSIAN = Step(
    "drawn layers", (Observed(_drawn, "layers with Gaussian noise, in floats", "sampled"),)
)
