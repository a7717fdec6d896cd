"""Chapter 10: one spike above an equal background; when it decides, when it is detected."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import comb, exp
from typing import Any

import sympy as sp

from polyattn.chances import LARGEST_ATOM, M, S_m, x_0, x_1
from polyattn.data import VectorData
from polyattn.ledger import Claim, Step
from polyattn.proofs.engine import (
    Algebra,
    Applies,
    Cited,
    Observed,
    Sampled,
    Statement,
    Written,
    standard,
)
from polyattn.proofs.engine.dense import Values
from polyattn.proofs.engine.vector_law import chance, separability
from polyattn.proofs.engine.vectors import best_gap, levels, vector
from polyattn.symbolic import (
    N,
    P_active,
    S_rest,
    X_plain,
    X_spike,
    Y,
    beta,
    entries,
    epsilon,
    kappa,
    log_rho,
    m,
    on,
    p_theta,
    rho,
    s_1,
    tau,
    w,
    x_rho,
)

RANGES = {entries: ("2", "3", "10", "1000", "1000000")}
EQUAL = sp.Eq(w, x_rho / (x_rho + entries - 1))
_ODDS = (1 - epsilon) / epsilon
_RATIOS = [Fraction(x) for x in ("11/10", "3/2", "3")]
_ONE = Fraction(1)


def _weights(names: set[Any]) -> Iterator[Values]:
    """Yield the spike's weight in explicit vectors with an equal background."""
    shares = [Fraction(x) for x in ("1/100", "1/3", "1/2", "9/10")]
    for n, ratio, degree in product((2, 3, 8, 40), _RATIOS, (1, 2, 5)):
        weight = vector((ratio, *[_ONE] * (n - 1)), degree).weights[0]
        near = [weight + x for x in (Fraction(1, 10**6), -Fraction(1, 10**6))]
        for share in (*shares, *near, *(1 - x for x in near)):
            yield {
                entries: Fraction(n),
                rho: ratio,
                beta: Fraction(degree),
                epsilon: share,
                w: weight,
            }


spike_weight = Claim(
    "thm:spike-weight",
    "theorem",
    "How much weight the spike has",
    10,
    setting=(entries >= 2, rho > 1, epsilon > 0, epsilon < 1),
    statements={
        "heavy": Statement(
            sp.Equivalent(w >= 1 - epsilon, beta >= sp.log((entries - 1) * _ODDS) / sp.log(rho)),
            (EQUAL,),
        ),
        "light": Statement(
            sp.Equivalent(w <= epsilon, beta <= sp.log((entries - 1) / _ODDS) / sp.log(rho)),
            (EQUAL,),
        ),
    },
    steps=(Step("solve for the power", (Algebra(),)),),
    witnesses=(
        Step("explicit vectors", (Observed(_weights, "a vector with a spike"),)),
        Step("intervals", (Sampled(ranges=RANGES),)),
    ),
)

_BACKGROUNDS = [
    tuple(map(Fraction, text.split()))
    for text in ("1", "1/2", "1 1", "1 2/3", "1/2 1/4", "1 1 1 1", "1 1 1/2 1/3", "1/2 1/2 1/2")
]


def _halves(names: set[Any]) -> Iterator[Values]:
    """Yield every sign vector, for a spike over several backgrounds and a vector of equal scores."""
    for rest, ratio, degree in product(_BACKGROUNDS, _RATIOS, (1, 3)):
        spiked = vector((ratio, *rest), degree)
        plain = vector((_ONE,) * (len(rest) + 1), degree)
        base = {w: spiked.weights[0], entries: Fraction(len(rest) + 1)}
        for level in levels(spiked, most=8):
            if Y in names:
                others = {x - base[w] for signs, x in spiked.sign_vectors() if signs[0] > 0}
                yield from (base | {tau: level, Y: other} for other in sorted(others))
            for width in (1, 3) if Y not in names else ():
                chances = {on(p_theta, 0): plain.exceeds(level)}
                chances |= {on(p_theta, 1): spiked.exceeds(level)}
                yield base | chances | {tau: level, m: Fraction(width)}


def _law(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law for 40 and 1,000 entries; backgrounds with 7 entries at the top."""
    for n, ratio, high, degree in product((40, 1000), _RATIOS[1:], (0, 7), (3, 8, 20)):
        data = VectorData(n, ratio, high=high, spread=Fraction(3, 2))
        powers = [value**degree for value, count in data.levels for _ in range(count)]
        for level in (-Fraction(1, 2), Fraction(0), Fraction(1, 10), Fraction(3, 5)):
            yield {
                entries: Fraction(n),
                w: powers[0] / sum(powers),
                tau: level,
                m: Fraction(3),
                on(p_theta, 0): chance(VectorData(n), Fraction(degree), level),
                on(p_theta, 1): chance(data, Fraction(degree), level),
            }


def _tails() -> str:
    """Compare the bound with exact tails of up to 40 signs."""
    seen = 0
    for count in range(1, 41):
        for plus in range(count // 2, count):
            tail = Fraction(sum(comb(count, j) for j in range(plus + 1, count + 1)), 2**count)
            level = Fraction(2 * plus - count, count)
            if level >= 0:
                seen += 1
                assert tail <= exp(-count * level**2 / 2), f"n = {count}, tau = {level}"
    return f"{seen} exact tails of up to 40 signs"


_DECIDED = (tau >= 0, 2 * w - 1 > tau)
_HALF = r"""The other entries add $Y$ with $|Y|\le1-w$, as their weights sum to $1-w$. With a plus sign at the spike
$X=w+Y>\tau$, with a minus sign $X=-w+Y<0\le\tau$: the neuron fires exactly if the spike's sign is plus. None of the $m$
independent neurons does with probability $2^{-m}$."""
_UNION = r"""For an equal background $X=\frac1n\sum y_i$, and $\Pr[\sum y_i>\tau n]\le e^{-n\tau^2/2}$. Of $m$ neurons one
fires with at most $m$ times the probability."""

exact_half = Claim(
    "thm:exact-half",
    "theorem",
    "From some weight on a neuron fires for exactly half of all signs",
    10,
    statements={
        "signs": Statement(
            sp.And(w + Y > tau, -w + Y < 0),
            (*_DECIDED, Y >= w - 1, Y <= 1 - w),
            "Y is what the other entries add",
        ),
        "one neuron": Statement(sp.Eq(on(p_theta, 1), sp.Rational(1, 2)), _DECIDED),
        "width": Statement(sp.Eq(on(P_active, 1), 1 - 2 ** (-m)), _DECIDED),
        "false alarms": Statement(
            on(P_active, 0) <= m * sp.exp(-entries * tau**2 / 2),
            (tau >= 0,),
            "an equal background without a spike",
        ),
    },
    steps=(
        Step("the spike's sign decides", (Algebra(),), ("signs",)),
        Step("half of the signs", (Written(_HALF),), ("one neuron", "width")),
        Step(
            "a tail",
            (
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _tails,
                ),
                Written(_UNION),
            ),
            ("false alarms",),
        ),
    ),
    witnesses=(
        Step("explicit vectors", (Observed(_halves, "vectors, all signs, exactly"),)),
        Step(
            "exact law",
            (Observed(_law, "the package's law, in intervals", "sampled"),),
            ("one neuron", "width", "false alarms"),
        ),
        Step("intervals", (Sampled(),), ("signs",)),
    ),
)

_OTHERS = sp.Eq(N, entries - 1)
_BOUND = m * sp.ceiling(entries * w - 1) * LARGEST_ATOM / 2
_ROOT = sp.Eq(entries, M**2 + 1)
_GAP = 1 - (1 - (1 - sp.exp(-(x_1**2) / 2)) / 2) ** m - m * sp.exp(-(x_0**2) / 2)
_WHOLE = sp.Symbol("sqrt(n)", real=True)


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
                Algebra((M > 0, w - (1 - w) * x_1 / M > x_0 / _WHOLE), (_WHOLE > M,)),
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _tails,
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
        Step("intervals", (Sampled(),), ("exponent", "twice")),
    ),
)

# Hoeffding's inequality and the union bound are not tight; nor is the largest atom, for small n.
CLAIMS = (
    standard(spike_weight),
    standard(exact_half, ("false alarms",)),
    standard(half_degree, ("power", "sufficient")),
)
