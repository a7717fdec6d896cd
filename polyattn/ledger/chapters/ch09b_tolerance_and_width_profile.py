"""Chapter 9: what becomes of the separability when the binomial noise is replaced by a normal one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, pi
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Cited, Statement, Written, confirm, standard
from polyattn.ledger.witnesses import Counted, Observed, Values, Walk
from polyattn.symbolic import G_star, N, a0, a1, b, beta, c, d, m, on, t, u_o, w_o
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
_COMPARE = r"""Let $\sigma=bu_1^*\sqrt N$ and $x=(\theta-c-bw_o)/\sigma$, and given a triple let
$z=x+(1-s_d)c/\sigma$. By `lem:redundancy` $X_i>\theta$ is, unless $K=0$, the same as $V_*>\theta-cs_d$ or
$V_o>\theta-cs_d$ with $y_g=+1$. The first is $S/\sqrt N>\rho_i(z-h_i^*)$ with $\rho_i=u_1^*/u_i^*$ and
$h_i^*=(b s_gG_i^*+a_is_1f_i^*-bw_o)/\sigma$; the second $S/\sqrt N>\rho_o(z-e_i)$ with $\rho_o=u_1^*/u_o$ and
$\rho_oe_i=\frac1{\sqrt N}(s_g-1+\frac{a_is_1}{bt})$. So $\Pr[X_i>\theta]$ given the triple is, but for $2^{-N}$, the tail of
$S/\sqrt N$ beyond the smaller of the two numbers."""
_NORMALLY = r"""Replace the tail by that of the normal law: an error of $\frac1{\sqrt{2\pi N}}$. Replace
$\rho_i(z-h_i^*)$ by $z-h_i^*$: for $1-f_1^*\le\rho\le1$ and any $y$,
$|\Phi(\rho y)-\Phi(y)|\le\frac{1-\rho}\rho|\rho y|\varphi(\rho y)\le\frac{f_1^*}{1-f_1^*}\cdot\frac1{\sqrt{2\pi e}}$.
Replace $\rho_o(z-e_i)$ by $z$: the same, and $\frac{|\rho_oe_i|}{\sqrt{2\pi}}$, whose mean over the signs is at most
$(1+\frac{a_i}{bt})/\sqrt{2\pi N}$. As $\Phi$ of a minimum is the minimum, and minima differ by no more than their
arguments, $p_i(\theta)$ differs from the mean of $1-\Phi(z-h_i)$, $h_i=\max(0,h_i^*)$, by the sum of these at most. Add both
data sets."""
_BIAS = r"""Let $D(x)$ be the gap of the profile at $x$ and $\ell=c/\sigma$. What was compared is the supremum of
$D(x)+D(x+2\ell)$, the second term from $s_d=-1$. All $h_i$ are at most $\ell$, because $\sigma h_i\le(a_1+b)f_1^*\le c$. As
$0\le h_i\le\ell$, $|D(x)|\le\frac12\min(\Phi(x),1-\Phi(x-\ell))$. So for $x\ge-\ell/2$ the second term, and for $x\le-\ell/2$
the first, is at most $\frac12\Phi(-\ell/2)\le\frac14e^{-\ell^2/8}$, and $\ell>c\sqrt N/b$. Both suprema are at least 0, so they
differ by no more."""


def _normal_tails() -> str:
    """Compare fair binomial laws with the normal law, on both sides of every step."""
    for count in (1, 2, 3, 10, 99, 100, 1000):
        total = Fraction(0)
        for plus in range(count + 1):
            level = _NORMAL.cdf((2 * plus - count) / count**0.5)
            for value in (total, total := total + Fraction(comb(count, plus), 2**count)):
                confirm(
                    abs(value - level) < 1 / (2 * pi * count) ** 0.5, f"N = {count}, K = {plus}"
                )
    return "every step of seven laws, N from 1 to 1000"


profile_error = Claim(
    "thm:profile",
    "theorem",
    "What normal noise costs",
    9,
    setting=tuple(x for x in TWO_DATA_SETS if x != (c > 0)),  # (a1 + b) f1 <= c says so
    uses=("lem:redundancy", "thm:exact-law", "lem:order-facts"),
    statements={
        "one neuron": Statement(
            sp.And(S_m - S_normal <= _PROVED, S_normal - S_m <= _PROVED),
            ((a1 + b) * f1 <= c, sp.Eq(m, 1)),
        )
    },
    steps=(
        Step("in units of the noise", (Written(_COMPARE),)),
        Step(
            "nearly one noise",
            (Algebra((u1 >= (1 - f1) * u0, u1 <= u0, u1 >= (1 - f1) * u_o, u1 <= u_o)),),
        ),
        Step(
            "normal tails",
            (
                Written(_NORMALLY),
                Cited(
                    r"fair binomial tails are within $1/\sqrt{2\pi N}$ of normal ones",
                    "C. Hipp, L. Mattner, Theory Probab. Appl. 52 (2008), 516-523",
                    _normal_tails,
                ),
            ),
        ),
        Step(
            "the other sign of the bias",
            (
                Algebra(
                    (
                        b * (on(G_star, 1) - w_o) + a1 * f1 <= c,
                        b * (on(G_star, 0) - w_o) + a0 * f0 <= c,
                        u1 * (N + 1) < 1,
                    )
                ),
                Written(_BIAS),
            ),
        ),
    ),
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
