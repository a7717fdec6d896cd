"""Chapter 9: the lemmas behind detection."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb, pi
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Cited, Computed, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Observed, Sampled, Values, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.chances import LARGEST_ATOM, A_less, B, crossings, k
from polyattn.symbolic.model import N, P, R, b, beta, c, d, f_star, m, p, r, t, u_star
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, p_theta
from polyattn.symbolic.pair import a0, a1, on

f0, f1, u0, u1 = on(f_star, 0), on(f_star, 1), on(u_star, 0), on(u_star, 1)
SHIFT = a1 * f1 + 2 * b * N * (u0 - u1)
LOST = N / (N + 1)
TWO_DATA_SETS = (a0 >= 0, a1 > a0, b > 0, c > 0, beta > 0, t >= 1, d >= 4)
RATIO = (on(p, 1) / r) ** beta / t
REACH = (1 + a1 / (2 * b)) * RATIO
ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("6/5", "3/5", "2/5"))
DENSE = Walk(Dense, ((4, 1), (4, 2), (5, 2)), ENTRIES, (1, 3))
COUNTED = Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (2,))
_ROWS = ("planted row", "its group", "other rows")

shift = Claim(
    "lem:shift",
    "lemma",
    "How far the data sets lie apart",
    9,
    setting=(*TWO_DATA_SETS, K >= 0),
    uses=("lem:order-facts",),
    statements={
        "given away": Statement(u0 - u1 < u0 * f1),
        "planted row": Statement(on(V_star, 1) - on(V_star, 0) <= SHIFT),
        "its group": Statement(on(V_s, 1) - on(V_s, 0) < SHIFT),
        "other rows": Statement(on(V_o, 1) - on(V_o, 0) < SHIFT),
        "all": Statement(on(X, 1) <= on(X, 0) + SHIFT),
        "size": Statement((a1 + 2 * b * LOST) * f1 > SHIFT),
    },
    steps=(
        Step("what is given away", (Algebra(),), ("given away",)),
        Step("row by row", (Algebra(),), _ROWS),
        Step(
            "the maximum",
            (
                Written(
                    r"Each pre-activation of data set 1 exceeds that of data set 0 by at most "
                    r"$\Delta$, so their maxima do, and with $cs_d$ added $X_1$ and $X_0$."
                ),
            ),
            ("all",),
        ),
        Step(
            "little can be given away",
            (
                Applies("lem:order-facts#planted row"),
                Algebra(under=(u0 - u1 < u0 * f1, u0 < 1 / (N + 1), f1 > 0), opaque=(u0, u1, f1)),
            ),
            ("size",),
        ),
    ),
    witnesses=(*seen_by(DENSE), *seen_by(Sampled(), of=("given away", *_ROWS, "size"))),
)

_COUNT = r"""Fix the triple. Where $X_1>\theta\ge X_0$, `lem:shift` puts $X_0$ into
$(\theta-\Delta,\theta]$. By `lem:monotone-signs` consecutive values of $K$ move $X_0$ by at least
$2bu_0^*$. So if $k$ values of $K$ land in that half-open interval of length $\Delta$, they are
consecutive and $(k-1)\,2bu_0^*<\Delta$; hence $k\le\lceil\Delta/(2bu_0^*)\rceil$."""

# f_1 / u_0 and N (u_0 - u_1) / u_0, without fractions.
_TWO_RATIOS = (
    u1 < u0,
    u0 > 0,
    f1 * t * R < on(P, 1) * u0,
    (u0 - u1) * (N + 1) * t * R < (on(P, 1) - on(P, 0)) * u0,
)

counting = Claim(
    "lem:counting",
    "lemma",
    "At how many counts they differ",
    9,
    setting=TWO_DATA_SETS,
    uses=("lem:shift", "lem:monotone-signs"),
    statements={
        "count": Statement(crossings <= sp.ceiling(SHIFT / (2 * b * u0))),
        "sharp": Statement(
            SHIFT / (2 * b * u0)
            < (LOST * (1 - on(P, 0) / on(P, 1)) + a1 / (2 * b)) * on(P, 1) / (R * t)
        ),
        "plain": Statement(SHIFT / (2 * b * u0) < REACH),
    },
    steps=(
        Step(
            "an interval of counts",
            (
                Applies("lem:shift#all", (K >= 0,)),
                Algebra(u0 > 0),
                Written(_COUNT),
            ),
            ("count",),
        ),
        Step("two ratios", (Algebra(_TWO_RATIOS),), ("sharp", "plain")),
        Step(
            "add them",
            (Algebra(under=_TWO_RATIOS, opaque=(f1, u0, u1)),),
            ("sharp", "plain"),
        ),
    ),
    witnesses=(
        *seen_by(DENSE, COUNTED, of=("count",)),
        *seen_by(Sampled(), of=("sharp", "plain")),
    ),
)

_low, _high = on(p_theta, 0), on(p_theta, 1)
_INDUCTION = (A_less >= 0, A_less <= 1, B >= 0, (1 - _low) * A_less >= B)
_ASSUMED = (1 - _low) * A_less - B <= m * (_high - _low) * A_less
_PROBABILITIES = ("0", "1/1000", "1/10", "1/3", "1/2", "9/10", "99/100")
_VALUES = {_low: _PROBABILITIES, _high: (*_PROBABILITIES, "3"), m: ("1", "2", "5", "11")}

union_neurons = Claim(
    "lem:union-neurons",
    "lemma",
    "What more neurons add",
    9,
    setting=(_low >= 0, _low <= _high, _high <= 1, m >= 1),
    statements={
        "refined": Statement(
            (1 - _low) ** m - (1 - _high) ** m <= m * (_high - _low) * (1 - _low) ** (m - 1)
        ),
        "plain": Statement((1 - _low) ** m - (1 - _high) ** m <= m * (_high - _low)),
    },
    steps=(
        Step(
            "one neuron more",
            (
                Algebra(
                    (1 - _low) ** 2 * A_less - (1 - _high) * B
                    <= (m + 1) * (_high - _low) * (1 - _low) * A_less,
                    (*_INDUCTION, _ASSUMED),
                ),
            ),
            ("refined",),
        ),
        Step(
            "induction",
            (
                Written(
                    r"For $m=1$ both sides are $p_1-p_0$. With $A=(1-p_0)^{m-1}$, $B=(1-p_1)^m$, "
                    r"so that $0\le B\le(1-p_0)A$, the inequality for $m$ reads $(1-p_0)A-B\le "
                    r"m(p_1-p_0)A$, and the step turns it into the one for $m+1$."
                ),
            ),
            ("refined",),
        ),
        Step(
            "drop a factor of at most 1",
            (Algebra((1 - _low) * A_less - B <= m * (_high - _low), (*_INDUCTION, _ASSUMED)),),
            ("plain",),
        ),
    ),
    witnesses=seen_by(Walk(Dense, ((4, 2), (5, 1)), ENTRIES[:2], (2,)), Sampled(ranges=_VALUES)),
)


def _atoms(names: set[Any]) -> Iterator[Values]:
    """Every K at small N; the mode at large N."""
    for count in range(1, 13):
        for plus in range(count + 1):
            yield {N: Fraction(count), K: Fraction(plus)}
    for count in (99, 100, 999, 1000):
        yield {N: Fraction(count), K: Fraction(count // 2)}


# Every K at the smaller ones; in the middle, and about it.
_SIZES = [2**k + odd for k in range(1, 41, 3) for odd in (0, 1)]
_COUNTS = {N: tuple(map(str, _SIZES)), K: ("0", "1", "2", *(str(x // 2) for x in _SIZES))}


def _wallis() -> str:
    """Compare c_k * c_k * k with 1/pi at k = 10, 100, 1000."""
    for half in (10, 100, 1000):
        value = (comb(2 * half, half) / 4**half) ** 2 * half
        confirm(abs(value * pi - 1) < 1 / (3 * half), f"k = {half}: {value * pi}")
    return "c_k^2 k is within 1/(3k) of 1/pi, relatively, at k = 10, 100, 1000"


_MODE = r"""$\binom N{K+1}/\binom NK=\frac{N-K}{K+1}$ is at least 1 exactly while
$K\le\frac{N-1}2$: the atoms rise up to $K=\lfloor N/2\rfloor$ and fall after $\lceil N/2\rceil$,
where they are the same."""
_LIMIT = r"""Let $c_k=\binom{2k}k4^{-k}$. As $c_{k+1}/c_k=\frac{2k+1}{2k+2}$, $c_k^2k$ increases,
and by Wallis' product it tends to $1/\pi$; hence $c_k<1/\sqrt{\pi k}$. For $N=2k$ the largest atom
is $c_k<\sqrt{2/(\pi N)}$; for $N=2k-1$ it is $c_k$ as well, and
$1/\sqrt{\pi k}=\sqrt{2/(\pi(N+1))}$."""

binomial_mode = Claim(
    "lem:binomial-mode",
    "lemma",
    "The largest atom of a fair binomial variable",
    9,
    statements={
        "mode": Statement(sp.binomial(N, K) / 2**N <= LARGEST_ATOM),
        "size": Statement(sp.sqrt(2 / (sp.pi * N)) > LARGEST_ATOM),
    },
    steps=(
        Step(
            "ratios",
            (
                Algebra(sp.Equivalent((N - K) / (K + 1) >= 1, K <= (N - 1) / 2), (K >= 0,)),
                Written(_MODE),
            ),
            ("mode",),
        ),
        Step(
            "an increasing sequence and its limit",
            (
                Algebra(
                    sp.Eq(
                        ((2 * k + 1) / (2 * k + 2)) ** 2 * (k + 1) / k,
                        1 + 1 / (4 * k * (k + 1)),
                    )
                ),
                Written(_LIMIT),
                Cited(
                    r"Wallis' product gives $\lim c_k^2k=1/\pi$",
                    "J. Wallis, Arithmetica Infinitorum (1656)",
                    _wallis,
                ),
            ),
            ("size",),
        ),
    ),
    witnesses=(
        Step(
            "exact coefficients",
            (Observed(_atoms, "binomial coefficients, exactly, N up to 1000"),),
        ),
        Step("log gamma", (Computed("sampled", decimals(_COUNTS)),)),
    ),
)

# Only the planted row comes near the bound.
_LOOSE = tuple(
    f"{part}: 2 (no. 1 in -{row}_0 + {row}_1 < 2*N*b*(u^*_0 - u^*_1) + a_1*f^*_1) moved by 10 %"
    for part, row in (("its group", "V_s"), ("other rows", "V_o"))
)
# An atom beside the middle is no larger than the one in the middle.
_MIDDLE = f"size: 1/2 (no. 3 in {binomial_mode.statements['size'].conclusion}) moved by 10 %"
CLAIMS = (
    standard(shift, _LOOSE),
    standard(counting),
    standard(union_neurons),
    standard(binomial_mode, (_MIDDLE,)),
)
