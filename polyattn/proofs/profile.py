"""Chapter 9: what becomes of the separability when the binomial noise is replaced by a normal one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.chances import LARGEST_ATOM, S_m, S_normal
from polyattn.ledger import Claim, Step
from polyattn.proofs.detection_lemmas import f1
from polyattn.proofs.engine import Observed, Statement, standard
from polyattn.proofs.engine.dense import Values
from polyattn.symbolic import N, a1, b

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData
    from polyattn.kernels import Polynomial

_SEED = 20231020
_COUNT = 60
_SIZES = (303, 1002, 3003)
_COPIES = (1, 3, 100, 10**6)
_FEATURES = (("0", "3/10"), ("1/20", "3/10"), ("0", "9/10"), ("1/2", "9/10"), ("1", "6/5"))
_OTHERS = ("1/10", "3/10", "3/5", "1")
# Two networks where normal noise is far off: much weight; a feature of many times b.
_BEYOND = (
    ((303, 1), ("1/2", "9/10"), "3/5", "1/10", "1.0431"),
    ((10003, 1), ("0", "2"), "1/10", "1", "1.6261"),
)


def _networks() -> Iterator[tuple[SelfAttentionData, SelfAttentionData, Polynomial]]:
    from polyattn.data import SelfAttentionData
    from polyattn.degrees import detection_degree
    from polyattn.kernels import Polynomial

    draw = random.Random(_SEED)
    for _ in range(_COUNT):
        size, features = (draw.choice(_SIZES), draw.choice(_COPIES)), draw.choice(_FEATURES)
        own, bias = draw.choice(_OTHERS), draw.choice(_OTHERS)
        low, high = (SelfAttentionData(*size, a=a, b=own, c=bias) for a in features)
        degree = max(detection_degree(high) * draw.uniform(0.5, 1.5), 0.1)
        yield low, high, Polynomial(f"{degree:.6g}")
    for size, features, own, bias, fixed in _BEYOND:
        low, high = (SelfAttentionData(*size, a=a, b=own, c=bias) for a in features)
        yield low, high, Polynomial(fixed)


@cache
def _compared() -> list[Values]:
    """Set the exact law beside the profile at seeded networks near the degree of detection."""
    from polyattn.detection import profile
    from polyattn.law import MaximalPreactivation, separability
    from polyattn.rows import row_classes

    found: list[Values] = []
    for low, high, kernel in _networks():
        laws = [MaximalPreactivation(data, kernel) for data in (low, high)]
        found.append(
            {
                N: Fraction(high.d - 3),
                a1: high.a,
                b: high.b,
                f1: Fraction(row_classes(high, kernel).planted_weight),
                S_m: Fraction(separability(*laws).value),
                S_normal: Fraction(profile(low, high, kernel)),
            }
        )
    return found


def _points(names: set[Any]) -> Iterator[Values]:
    yield from _compared()


_ERROR = 3 * LARGEST_ATOM / 8

normal_noise = Claim(
    "obs:profile",
    "observation",
    "Normal noise says nearly the same",
    9,
    statements={
        "one neuron": Statement(
            sp.And(S_m - S_normal <= _ERROR, S_normal - S_m <= _ERROR),
            (f1 <= sp.Rational(1, 50), a1 <= 3 * b),
            where="m = 1",
        )
    },
    witnesses=(
        Step(
            "against the exact law",
            (
                Observed(
                    _points, f"{_COUNT} seeded networks of up to 3,000,000,000 tokens", "sampled"
                ),
            ),
        ),
    ),
)

# None of the three constants is sharp.
CLAIMS = (standard(normal_noise, ("one neuron",)),)
