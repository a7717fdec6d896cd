"""Networks each of whose rows has noise of its own: chances as products over all rows.

Once from the exact rows of small dense networks, in intervals; and once in NumPy, with random
weights and up to some hundred tokens. They share no code.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, partial
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.learned import Learned
from polyattn.ledger.witnesses.observed import Observed, near
from polyattn.ledger.witnesses.sides import network

_near = partial(near, off=1e-11)
_SIZES = ((4, 1), (4, 3), (5, 2))
_PAIRS = (("0", "1/2"), ("1/2", "2"))
_ERRORS = tuple(map(Fraction, ("1/100", "1/2", "1")))
_SHARES = tuple(map(Fraction, ("1/2", "99/100", "11/10")))


def _exactly(names: set[Any]) -> Iterator[Values]:
    from flint import arb

    for pair, scale in product(_learned(), map(Fraction, ("1/5", "2"))):
        known = pair.values | {s.nu_out: scale}
        if names & {*s.p_rows}:
            yield from _feature_alone(pair, known, scale)
            continue
        best = (1, 1, *[-1] * (pair.zero.d - 3), 0)
        other = (1, *[-1] * (pair.zero.d - 2), 1)
        for neurons in ([best], [best, other], [tuple(-x for x in best)]):
            low = max(_dot(row, best) for row in pair.zero.output)
            for theta in (low, low + pair.margin / 2, low + scale):
                point = known | {s.m: Fraction(len(neurons)), s.theta: theta}
                for letter, model in zip(s.P_rows, (pair.zero, pair.one), strict=True):
                    values = [_dot(row, each) for row in model.output for each in neurons]
                    point[letter] = 1 - _below(values, arb(_flint(theta)), scale)
                yield point


def _feature_alone(pair: Learned, known: Values, scale: Fraction) -> Iterator[Values]:
    """Look at the feature alone, at the threshold that an error asks for."""
    from flint import arb

    weights = {x: Fraction(int(x == s.y_1)) for x in s.WEIGHTS}
    low, high = ([row[0] for row in model.output] for model in (pair.zero, pair.one))
    for error, share in product(_ERRORS, _SHARES):
        level = (2 * arb(_flint(len(low) / error)).log()).sqrt()
        theta = arb(_flint(max(low))) + level * arb(_flint(scale))
        most = arb(_flint((high[0] - low[0]) / scale)) - level
        point = {s.epsilon: error, s.theta: theta, s.z_delta: most - arb(_flint(1 - share))}
        chances = (1 - _below(values, theta, scale) for values in (low, high))
        yield known | weights | point | dict(zip(s.p_rows, chances, strict=True))


@cache
def _learned() -> list[Learned]:
    chosen = product(_PAIRS, _SIZES, (1, 3))
    return [
        Learned(*(network(Dense, size, (a, "3/5", "2/5"), degree) for a in pair))
        for pair, size, degree in chosen
    ]


def _dot(row: Any, weights: Any) -> Fraction:
    return sum((x * y for x, y in zip(row, weights, strict=True)), Fraction(0))


def _below(values: Any, theta: Any, scale: Fraction) -> Any:
    """Return the chance that every noisy value stays below the threshold."""
    from flint import arb

    chance = arb(1)
    for value in values:
        place = (arb(_flint(value)) - theta) / arb(_flint(scale)) / arb(2).sqrt()
        chance *= place.erfc() / 2
    return chance


def _flint(value: Any) -> Any:
    from flint import fmpq

    value = Fraction(value)
    return fmpq(value.numerator, value.denominator)


def _in_floats(names: set[Any]) -> Iterator[Values]:
    import numpy as np

    for seed in range(24):
        draw = np.random.default_rng(seed)
        groups, copies = int(draw.integers(2, 6)), int(draw.choice((1, 2, 20, 100)))
        low, more, b, c, degree = (Fraction(int(x), 8) for x in draw.integers(1, 17, 5))
        numbers = {s.a0: low, s.a1: low + more, s.b: b, s.c: c, s.beta: degree}
        sizes = {s.t: copies, s.N: groups - 1, s.d: groups + 2, s.n: groups * copies}
        point: Values = {x: Fraction(y) for x, y in (numbers | sizes).items()}
        rows = [_rows(groups, copies, a, b, c, degree) for a in (low, low + more)]
        best = np.array([1.0, 1.0, *[-1.0] * (groups - 1), 0.0])
        margin = max(rows[1] @ best) - max(rows[0] @ best)
        point[s.margin] = _near(margin)
        for scale, width in product((0.05, 0.5, 3.0), (1, 5)):
            known = point | {s.nu_out: Fraction(scale), s.m: Fraction(width)}
            if names & {*s.p_rows}:
                yield from _one_column(rows, known, scale)
                continue
            weights = np.vstack([best, draw.uniform(-1, 1, (width - 1, groups + 2))])
            top = max(rows[0] @ best)
            for theta in (top, top + margin / 2, top + scale, top + 3 * scale):
                chances = (1 - _silent(each @ weights.T, theta, scale) for each in rows)
                yield known | dict(zip(s.P_rows, map(_near, chances), strict=True))


def _rows(groups: int, copies: int, *numbers: Fraction) -> Any:
    """Return the rows of C, from the whole matrix."""
    import numpy as np

    a, b, c, degree = map(float, numbers)
    tokens = np.zeros((groups * copies, groups + 2))
    tokens[:, 1:-1], tokens[:, -1] = b * np.tile(np.eye(groups), (copies, 1)), c
    tokens[0, 0] = a
    powers = (tokens @ tokens.T) ** degree
    return powers / powers.sum(axis=1, keepdims=True) @ tokens


def _one_column(rows: Any, known: Values, scale: float) -> Iterator[Values]:
    """Look at the feature alone, at the threshold that an error asks for."""
    import numpy as np

    low, high = (each[:, 0] for each in rows)
    weights = {x: Fraction(int(x == s.y_1)) for x in s.WEIGHTS}
    for error in (0.01, 0.3, 1.0):
        level = np.sqrt(2 * np.log(len(low) / error))
        theta = max(low) + scale * level
        quantile = (high[0] - low[0]) / scale - level - 1e-9
        chances = (1 - _silent(each, theta, scale) for each in (low, high))
        numbers = {s.theta: theta, s.z_delta: quantile, **dict(zip(s.p_rows, chances, strict=True))}
        yield (
            known
            | weights
            | {s.epsilon: Fraction(error)}
            | {x: _near(value) for x, value in numbers.items()}
        )


def _silent(values: Any, theta: float, scale: float) -> float:
    """Return the chance that every noisy value stays below the threshold."""
    from scipy.stats import norm

    return float(norm.cdf((theta - values) / scale).prod())


EXACT_ROWS = Step(
    "dense network", (Observed(_exactly, "the dense network, noise in every row, in intervals"),)
)
FLOAT_ROWS = Step(
    "drawn layers", (Observed(_in_floats, "dense layers with noise in every row", "sampled"),)
)
