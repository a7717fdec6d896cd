"""Chapter 10: at which degree the best threshold finds a spike."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification import EQUAL, sign_tails
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Cited, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.vector_law import separability
from polyattn.ledger.witnesses.vectors import best_gap, vector
from polyattn.symbolic.chances import LARGEST_ATOM, M, S_m, x_0, x_1
from polyattn.symbolic.model import N, beta, m
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.phases import kappa
from polyattn.symbolic.vectors import (
    S_rest,
    X_plain,
    X_spike,
    entries,
    log_rho,
    rho,
    root_n,
    w,
    x_rho,
)

_RATIOS = [Fraction(x) for x in ("11/10", "3/2", "3")]
_ONE = Fraction(1)
_OTHERS = sp.Eq(N, entries - 1)
_BOUND = m * sp.ceiling(entries * w - 1) * LARGEST_ATOM / 2
_ROOT = sp.Eq(entries, M**2 + 1)
_GAP = 1 - (1 - (1 - sp.exp(-(x_1**2) / 2)) / 2) ** m - m * sp.exp(-(x_0**2) / 2)


def _compared(names: set[Any]) -> Iterator[Values]:
    """Yield an equal background with and without a spike: all signs, and the best threshold."""
    for n, ratio, degree in product((2, 3, 5, 6), _RATIOS, (1, 2, 4)):
        plain = vector((_ONE,) * n, degree)
        spiked = vector((ratio, *[_ONE] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: ratio, beta: Fraction(degree), N: Fraction(n - 1)}
        base |= {w: spiked.weights[0]}
        if names & {X_plain, X_spike}:
            for one, other in zip(plain.sign_vectors(), spiked.sign_vectors(), strict=True):
                seen = {s_1: Fraction(one[0][0]), S_rest: Fraction(sum(one[0][1:]))}
                yield base | seen | {X_plain: one[1], X_spike: other[1]}
        elif x_0 in names:
            root = {2: 1, 5: 2}.get(n, 0)
            for y, z, sign in (
                product(("-12", "1/2", "12"), ("-12", "1/2", "12"), (1, -1)) if root else ()
            ):
                heights = {x_0: Fraction(y), x_1: Fraction(z), M: Fraction(sign * root)}
                yield base | heights | {m: _ONE, S_m: best_gap(plain, spiked, 1)}
        else:
            for width in (1, 2, 5) if S_m in names else (1,):
                gap = best_gap(plain, spiked, width)
                yield base | {m: Fraction(width), S_m: gap}


def _searched(names: set[Any]) -> Iterator[Values]:
    """Yield the best threshold under the exact law, for up to ten thousand other entries."""
    for root, degree, width in product((3, 10, 100), (1, 4, 7), (1, 5)):
        n = root**2 + 1
        ratio = Fraction(2)
        base = {entries: Fraction(n), N: Fraction(n - 1), rho: ratio, beta: Fraction(degree)}
        base |= {w: ratio**degree / (ratio**degree + n - 1), m: Fraction(width)}
        base |= {S_m: separability(n, ratio, Fraction(degree), width)}
        for y, z in ((1, 1), (2, 1), (5, 3), (-12, 12)) if x_0 in names else ((1, 1),):
            yield base | {x_0: Fraction(y), x_1: Fraction(z), M: Fraction(root)}


_COUNT = r"""Where $X_1>\tau\ge X_0$, the spike has a plus sign, because with a minus sign the difference
$(w-\frac1n)(s_1-\frac{S'}{n-1})$ is at most 0; and $X_0$ lies in a half-open interval of length $2(w-\frac1n)$. With a plus
sign $X_0=\frac1n(1+S')$ lies on a lattice of spacing $\frac2n$, so at most $\lceil nw-1\rceil$ values of $S'$ are left, and each
has at most the probability of the largest atom of a fair binomial variable of $n-1$ trials. The sign is plus with
probability $\frac12$. So $p_1-p_0\le\frac12\lceil nw-1\rceil$ times the atom, for every $\tau$, and `lem:union-neurons`
multiplies by $m$."""
_POWER = r"""$\lceil nw-1\rceil<nw\le\rho^\beta$, and `lem:binomial-mode` bounds the atom by $\sqrt{2/(\pi(n-1))}$."""
_FIRE = r"""Take $\tau=x_0/\sqrt n$. Without a spike a neuron fires where $\sum y_i>x_0\sqrt n$, which by Hoeffding's
inequality has probability at most $e^{-x_0^2/2}$, and one of $m$ with at most $m$ times that. With the spike, if its sign is
plus and $S'\ge-x_1\sqrt{n-1}$, which has probability at least $\frac12(1-e^{-x_1^2/2})$, then
$X_1\ge w-(1-w)x_1/\sqrt{n-1}>\tau$. The $m$ neurons are independent."""
_LIMIT = r"""Let $\beta=\kappa\log n$, so $\rho^\beta=n^{\kappa\log\rho}$, with $m$ fixed. If $\kappa\log\rho<\frac12$, the
bound of 'power' tends to 0. If $\kappa\log\rho>\frac12$, then $w\sqrt{n-1}\to\infty$, so 'gap' holds with every $x_0,x_1$ from
some $n$ on: $\liminf S_m\ge1-2^{-m}$. And $w=1/(1+(n-1)n^{-\kappa\log\rho})$ tends to 0 or to 1 as $\kappa\log\rho$ is below 1
or above."""

half_degree = Claim(
    "thm:half-degree",
    "theorem",
    "Detection at half the degree",
    10,
    setting=(entries >= 2, rho > 1),
    uses=("lem:union-neurons", "lem:binomial-mode"),
    statements={
        "difference": Statement(
            sp.Eq(X_spike - X_plain, (w - 1 / entries) * (s_1 - S_rest / (entries - 1))),
        ),
        "shift": Statement(
            X_spike - X_plain <= 2 * (w - 1 / entries),
            (w >= 1 / entries, S_rest >= 1 - entries),
        ),
        "necessary": Statement(S_m <= _BOUND, (beta > 0, EQUAL, _OTHERS), "N = n - 1"),
        "power": Statement(
            S_m < m * x_rho * sp.sqrt(2 / (sp.pi * N)) / 2, (beta > 0, EQUAL, _OTHERS), "N = n - 1"
        ),
        "sufficient": Statement(S_m >= _GAP, (EQUAL, _ROOT, x_0 > 0, x_1 > 0, w * M >= x_0 + x_1)),
        "exponent": Statement(
            sp.Equivalent(kappa * log_rho < sp.Rational(1, 2), kappa < 1 / (2 * log_rho))
        ),
        "twice": Statement(sp.Equivalent(kappa * log_rho > 1, kappa > 1 / log_rho)),
    },
    steps=(
        Step("subtract", (Algebra(),), ("difference", "shift")),
        Step(
            "count",
            (
                Algebra((w >= 1 / entries, entries * w <= x_rho)),
                Applies("lem:binomial-mode"),
                Written(_COUNT),
            ),
            ("necessary", "power"),
        ),
        Step("bound the atom", (Written(_POWER),), ("power",)),
        Step(
            "a threshold between",
            (
                Algebra((M > 0, w - (1 - w) * x_1 / M > x_0 / root_n), (root_n > M,)),
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    sign_tails,
                ),
                Written(_FIRE),
            ),
            ("sufficient",),
        ),
        Step("limits", (Algebra(), Written(_LIMIT)), ("exponent", "twice")),
    ),
    witnesses=(
        Step(
            "explicit vectors",
            (Observed(_compared, "two vectors, all signs, exactly"),),
            ("difference", "shift", "necessary", "power", "sufficient"),
        ),
        Step(
            "exact law",
            (Observed(_searched, "the best threshold of the package's law", "sampled"),),
            ("necessary", "power", "sufficient"),
        ),
        *seen_by(Sampled(), of=("exponent", "twice")),
    ),
)

# Neither Hoeffding's inequality nor the union bound nor, for few entries, the largest atom is tight.
CLAIMS = (standard(half_degree, ("power", "sufficient")),)
