"""Chapter 10: a vector with a spike that has the weights of one without."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification_background import (
    BACKGROUND_RANGES,
    chances_of,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vectors import levels, vector
from polyattn.symbolic.model import beta, m, tau
from polyattn.symbolic.softmax import s_j, s_k, x_j, x_k
from polyattn.symbolic.vectors import Lambda, P_quiet, P_spike, entries, p_quiet, rho, x_rho


def _witnesses(names: set[Any]) -> Iterator[Values]:
    """Yield the two proportional vectors, at every size, and the law of each."""
    settings = product((2, 3, 6), ("3/2", "2"), ("1/2", "1", "2"), ("1", "3/2", "3"), (1, 2, 5))
    for n, *texts, degree in settings:
        ratio, low, spread = map(Fraction, texts)
        top = low * spread
        plain = vector((ratio * low, *[low] * (n - 1)), degree)
        spiked = vector((ratio * top, *[top] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: ratio, Lambda: spread, beta: Fraction(degree)}
        base |= {s_k: low, s_j: top}
        for level in levels(plain, spiked, most=5) if p_quiet in names else ():
            yield base | chances_of((plain, spiked), level) | {tau: level, m: Fraction(3)}
        if p_quiet not in names:
            yield base


_PROPORTIONAL = r"""$v_0=(\rho\,lo,lo,\dots,lo)$ has its entries in $[lo,L]$, so it is a vector without a spike;
$v_1=(\rho L,L,\dots,L)$ has a spike. They are proportional, so by `lem:homogeneity` their weights are the same, and with
them every probability, for every threshold and width."""

impossible = Claim(
    "thm:impossible",
    "theorem",
    "A spike within the background's own range cannot be told",
    10,
    setting=(s_k > 0, rho > 1),
    uses=("lem:homogeneity",),
    statements={
        "no spike": Statement(
            sp.And(rho * s_k >= s_k, rho * s_k <= s_j),
            (sp.Eq(s_j, Lambda * s_k), rho <= Lambda),
            "s_k = lo and s_j = L",
        ),
        "same weights": Statement(
            sp.Eq(
                x_rho * x_k / (x_rho * x_k + (entries - 1) * x_k),
                x_rho * x_j / (x_rho * x_j + (entries - 1) * x_j),
            ),
            (s_j > 0,),
            "s_k = lo and s_j = L",
        ),
        "no gap": Statement(
            sp.Eq(P_spike, P_quiet), where="for the vectors v_0 and v_1, any threshold, any width"
        ),
    },
    steps=(
        Step("the factor cancels", (Algebra(),), ("no spike", "same weights")),
        Step("the same network", (Written(_PROPORTIONAL),), ("no gap",)),
    ),
    witnesses=(
        Step("explicit vectors", (Observed(_witnesses, "two proportional vectors, all signs"),)),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("no spike", "same weights")),
    ),
)

CLAIMS = (standard(impossible),)
