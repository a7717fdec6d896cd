"""Neurons along the difference of the two planted rows, on dense networks in exact rationals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.sides import indexed, network

_SIZES = ((4, 1), (4, 2), (5, 2))
_ENTRIES = (("0", "1/2", "3/5", "2/5"), ("1/2", "2", "3/5", "2/5"), ("0", "5", "1/10", "1"))
_DEGREES = (1, 3)
# Multiples of the difference, and what is added to the weight at a group that is not planted.
_SCALES = tuple(map(Fraction, ("0", "1", "5/2", "-1")))
_STEPS = tuple(map(Fraction, ("0", "1/10")))


def _points(_: set[Any]) -> Iterator[Values]:
    for (*pair, b, c), size, degree in product(_ENTRIES, _SIZES, _DEGREES):
        zero, one = (network(Dense, size, (a, b, c), degree) for a in pair)
        known = indexed(zero.values, one.values)
        gains = [y - x for x, y in zip(zero.output[0], one.output[0], strict=True)]
        for scale, step, bias in product(_SCALES, _STEPS, (0, 1)):
            y = [scale * gain for gain in gains]
            y[2], y[-1] = y[2] + step, Fraction(bias)
            others = y[2:-1]
            named = (y[0], y[1], max(others), sum(others), y[-1])
            levels = {
                s.on(s.X_y, i): max(
                    sum(u * v for u, v in zip(row, y, strict=True)) for row in model.output
                )
                for i, model in enumerate((zero, one))
            }
            yield known | dict(zip(s.WEIGHTS, named, strict=True)) | levels


ALONG_THE_DIFFERENCE = Step(
    "along the difference",
    (Observed(_points, "the dense network, multiples of what the planted row gains, exactly"),),
)
