"""Chapter 9: what becomes of the separability when the binomial noise is replaced by a normal one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u1
from polyattn.ledger.chapters.ch09b_tolerance_and_width_gap import FITS, SETTING
from polyattn.ledger.chapters.ch09b_tolerance_and_width_supremum import normally
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.witnesses import Counted, Observed, Values, Walk
from polyattn.symbolic import G_star, N, a0, a1, b, beta, c, d, m, on, t, w_o
from polyattn.symbolic.chances import LARGEST_ATOM, S_m, S_normal

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData
    from polyattn.kernels import Polynomial

_SEED = 20231020
_COUNT = 40
_SIZES = (303, 1002, 3003)
_COPIES = (1, 3, 100, 10**6)
_FEATURES = (("0", "3/10"), ("1/20", "3/10"), ("0", "9/10"), ("1/2", "9/10"), ("1", "6/5"))
_OTHERS = ("1/10", "3/10", "3/5", "1")
# Networks where normal noise is far off: much weight, a feature of many times b, a small bias.
_BEYOND = (
    ((3003, 10**6), ("1", "2"), "1/10", "1/10", "3.3364"),
    ((303, 1), ("1/2", "9/10"), "3/5", "1/10", "1.0431"),
    ((10003, 1), ("0", "2"), "1/10", "1", "1.6261"),
    ((3003, 3), ("0", "3"), "1", "1/4", "1.651"),
    ((303, 100), ("0", "9/10"), "3/5", "1/100", "4/5"),
)
# Networks at the ends of what obs:profile assumes: a1 = 3 b, b = 4 c, f1 near 1/50, small sizes.
_ENDS = (
    ((6, 1926), ("0", "1/100"), "1", "1/4", "0.000001"),
    ((10, 2482), ("0", "3/100"), "1", "1/4", "0.000001"),
    ((20, 100), ("0", "1"), "1", "1/4", "0.3"),
    ((100, 2), ("0", "3"), "1", "1/2", "0.242"),
    ((996, 2), ("0", "3"), "1", "1/4", "0.59451"),
    ((1002, 3), ("0", "3"), "1", "1/2", "0.6131"),
    ((2010, 3), ("0", "2.62225"), "1", "20.6013", "70.2712"),
    ((3743, 2), ("0", "3"), "1", "0.251", "0.37615"),
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
    for size, features, own, bias, fixed in _BEYOND + _ENDS:
        low, high = (SelfAttentionData(*size, a=a, b=own, c=bias) for a in features)
        yield low, high, Polynomial(fixed)


@cache
def _compared() -> list[Values]:
    """Set the exact law beside the profile at seeded networks near the degree of detection."""
    from polyattn.bounds.profile import profile
    from polyattn.law import MaximalPreactivation, separability
    from polyattn.rows import row_classes

    found: list[Values] = []
    for low, high, kernel in _networks():
        laws = [MaximalPreactivation(data, kernel) for data in (low, high)]
        found.append(
            {
                N: Fraction(high.d - 3),
                d: Fraction(high.d),
                t: Fraction(high.copies),
                m: Fraction(1),
                beta: kernel.degree,
                a0: low.a,
                a1: high.a,
                b: high.b,
                c: high.c,
                f1: Fraction(row_classes(high, kernel).planted_weight),
                S_m: Fraction(separability(*laws).value),
                S_normal: Fraction(profile(low, high, kernel)),
            }
        )
    return found


_EXACT = Observed(
    lambda names: _compared(),
    f"{_COUNT} seeded networks of up to 3,000,000,000 tokens, {len(_ENDS)} at the ends of what is "
    f"assumed and {len(_BEYOND)} beyond",
    "sampled",
)


def _by_counting(names: set[Any]) -> Iterator[Values]:
    """Exact rationals, and the normal law of the standard library."""
    walk = Walk(Counted, ((28, 20), (60, 30)), _ENTRIES, (1, 2), letters={m: ("1",)})
    for point in walk.points({S_m, m}):
        value = {letter: float(number) for letter, number in point.items()}
        noise = value[b] * value[u1] * value[N] ** 0.5
        lifts = [
            [
                max(0, value[b] * (s_g * value[G] - value[w_o]) + s_1 * value[a] * value[f]) / noise
                for s_1, s_g in product((1, -1), repeat=2)
            ]
            for a, f, G in ((a0, f0, on(G_star, 0)), (a1, f1, on(G_star, 1)))
        ]
        middle, reach = max(map(max, lifts)) / 2, max(map(max, lifts)) / 2 + 6
        best = max(
            sum(_NORMAL.cdf(x - h) - _NORMAL.cdf(x - g) for h, g in zip(*lifts, strict=True)) / 8
            for x in (middle + reach * k / 300 for k in range(-300, 301))
        )
        yield point | {S_normal: Fraction(best)}


_ENTRIES = (("1/10", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "3/5", "2/5"))
_NORMAL = NormalDist()
_RATE = c**2 * N / (8 * b**2)
_PROVED = (
    (4 + (a0 + a1) / (b * t)) / sp.sqrt(2 * sp.pi * N)
    + 2 / sp.sqrt(2 * sp.pi * sp.E) * f1 / (1 - f1)
    + sp.exp(-_RATE) / 4
    + 2 / sp.Integer(2) ** N
)
profile_error = Claim(
    "thm:profile",
    "theorem",
    "What normal noise costs",
    9,
    setting=SETTING,
    statements={
        "one neuron": Statement(
            sp.And(S_m - S_normal <= _PROVED, S_normal - S_m <= _PROVED),
            (FITS, sp.Eq(m, 1)),
        )
    },
    proofs={"one neuron": normally},
    witnesses=(
        Step("against the exact law", (_EXACT,)),
        Step("by counting", (Observed(_by_counting, "networks by counting, in exact rationals"),)),
    ),
)

_ERROR = LARGEST_ATOM / 2 + f1 / 10

normal_noise = Claim(
    "obs:profile",
    "observation",
    "Normal noise says nearly the same",
    9,
    statements={
        "one neuron": Statement(
            sp.And(S_m - S_normal <= _ERROR, S_normal - S_m <= _ERROR),
            (f1 <= sp.Rational(1, 50), a1 <= 3 * b, b <= 4 * c, sp.Eq(m, 1)),
        )
    },
    witnesses=(Step("against the exact law", (_EXACT,)),),
)

CLAIMS = (standard(profile_error), standard(normal_noise))
