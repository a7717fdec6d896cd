"""Chapter 9d: the gap over the root of log m, observed where the level is small."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Statement
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.model import N, b, beta, c, d, m, q, r, t
from polyattn.symbolic.pair import a0, a1

_MANY = 3 * 10**6
# N, t, about (p_1/r)^beta/t, a_0, a_1 (b is 1), c, and about log m.
_INSIDE = (
    *((_MANY, 30, 30, "0", "5/6", "4", x) for x in (11, 39)),
    *((_MANY, 1000, 39, "0", "1", "1", x) for x in (11, 39)),
    (_MANY, 30, 21, "0", "5/6", "4", 11),
    (10 * _MANY, 30, 30, "0", "5/6", "4", 11),
)
_BEYOND = (
    (_MANY // 10, 30, 30, "0", "5/6", "4", 39),  # fewer groups
    (_MANY, 30, 30, "0", "1/2", "4", 11),  # a heavier group
    (_MANY, 30, 30, "4/5", "5/6", "4", 11),  # another feature
    (_MANY, 30, 30, "0", "4", "4", 11),  # a larger feature
    (_MANY, 30, 300, "0", "5/6", "4", 39),  # more counts
    (_MANY, 10**5, 0.3, "0", "1", "1", 11),  # fewer counts
    (_MANY, 30, 30, "0", "5/6", "4", 1),  # few neurons
    (_MANY, 30, 30, "0", "5/6", "4", 400),  # very many neurons
)


@cache
def _compared() -> tuple[Values, ...]:
    """Compute the gap from the exact law."""
    from polyattn.data import SelfAttentionData
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation, separability

    found = []
    for groups, copies, ratio, *features, bias, logarithm in _INSIDE + _BEYOND:
        data = [SelfAttentionData(groups + 3, copies, a=x, b=1, c=bias) for x in features]
        growth = math.log(float(data[1].p / data[1].r))
        degree = Fraction(round(100 * math.log(ratio * copies) / growth), 100)
        width = int(math.exp(logarithm))
        laws = (MaximalPreactivation(x, Polynomial(degree), width) for x in data)
        gap = Fraction(separability(*laws).value)
        sizes = {N: groups, d: groups + 3, t: copies, m: width, beta: degree, S_m: gap}
        entries = {a0: Fraction(features[0]), a1: Fraction(features[1]), b: 1, c: Fraction(bias)}
        found.append({**sizes, **entries})
    return tuple(found)


def _cases(names: set[Any]) -> Iterator[Values]:
    yield from _compared()


_TAILS = RATIO * ROOT
_TRUE = sp.sqrt(2) / (2 * sp.E) * _TAILS

exact_constant = Claim(
    "obs:exact-constant",
    "observation",
    "The gap where the level is small",
    9,
    statements={
        "quotient": Statement(
            sp.And(S_m - _TRUE <= _TAILS / 25, _TRUE - S_m <= _TAILS / 25),
            (
                *(sp.Eq(a0, 0), a1 <= b, N >= _MANY, 10 * (q / r) ** beta <= RATIO * t),
                *(RATIO >= 20, RATIO <= 40, sp.log(m) >= 10, sp.log(m) <= 40),
            ),
        )
    },
    witnesses=(
        Step(
            "exact law", (Observed(_cases, f"{len(_INSIDE)} cases and others beyond", "sampled"),)
        ),
    ),
)

CLAIMS = (standard(exact_constant),)
