"""Chapter 9: the sharp threshold of detection, and what it means for a fixed degree."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, REACH, TWO_DATA_SETS
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Statement, Written, standard
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.chances import M, S_m, eta, x_0
from polyattn.symbolic.model import N, b, m, p, r, t
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.phases import delta, kappa, kappa_det, kappa_pr

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5"))
_LETTERS = {m: ("1", "7"), M: ("1", "2", "5"), eta: ("1/100", "1", "50"), x_0: ("1/10", "6")}
_DENSE = Walk(Dense, ((4, 1), (4, 2)), _ENTRIES, (1, 6), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 1), (7, 2), (28, 3)), _ENTRIES, (1, 6), letters=_LETTERS)
_WITNESSES = seen_by(_DENSE, _COUNTED)
_ROOT = sp.Eq(N, M**2)
_FLOOR = 4 * b * x_0 / (a1 - a0)

_BELOW = r"""$J<1+(1+\frac{a_1}{2b})\frac1t(p_1/r)^\beta\le1+(1+\frac{a_1}{2b})\eta\sqrt N$, and
`thm:detection-necessary` bounds $S_m$ by $mJ\sqrt{2/(\pi N)}$."""
_ABOVE = r"""These are the conditions of `lem:detection-condition` with both heights equal to $x_0$, so
`thm:detection-sufficient` applies."""
_LIMITS = r"""Let $d=n^\delta$, $t=n^{1-\delta}(1+o(1))$, $\beta=\kappa\log n$, with $m$ fixed. Then
$\frac{(p_1/r)^\beta}{t\sqrt N}=n^{e+o(1)}$ with $e=\kappa\log(p_1/r)-(1-\delta)-\frac\delta2$, and $e<0$, $e>0$ as
$\kappa<\kappa_{det}$, $\kappa>\kappa_{det}$. In the first case 'below' holds with some $\eta=n^{e+o(1)}\to0$, and
$N\to\infty$: $S_m\to0$. In the second, for every $x_0$, the conditions of 'above' hold from some $n$ on, here and at
every higher degree; so $\liminf S_m\ge1-(1-\frac18(1-e^{-x_0^2/2}))^m-me^{-x_0^2/2}$, and $x_0\to\infty$ gives
$1-(7/8)^m$."""

detection_threshold = Claim(
    "cor:detection-threshold",
    "corollary",
    "The threshold of detection",
    9,
    setting=(*TWO_DATA_SETS, m >= 1, M > 0),
    uses=("thm:detection-necessary", "thm:detection-sufficient", "lem:detection-condition"),
    statements={
        "below": Statement(
            S_m < m * sp.sqrt(2 / sp.pi) * (1 / M + eta * (1 + a1 / (2 * b))),
            (_ROOT, RATIO <= eta * M),
        ),
        "above": Statement(
            S_m >= 1 - (1 - (1 - sp.exp(-(x_0**2) / 2)) / 8) ** m - m * sp.exp(-(x_0**2) / 2),
            (_ROOT, x_0 > 0, RATIO >= _FLOOR * M, M >= _FLOOR),
        ),
        "exponent": Statement(
            sp.Equivalent(kappa * sp.log(on(p, 1) / r) > (1 - delta) + delta / 2, kappa > kappa_det)
        ),
        "before any lock": Statement(kappa_det < on(kappa_pr, 1), (delta > 0,)),
    },
    steps=(
        Step(
            "few counts",
            (
                Applies("thm:detection-necessary#explicit"),
                Algebra((1 + REACH) / M <= 1 / M + eta * (1 + a1 / (2 * b))),
                Written(_BELOW),
            ),
            ("below",),
        ),
        Step(
            "equal heights",
            (
                Algebra(sp.And(x_0 > 0, RATIO >= 4 * M * b * x_0 / (a1 - a0), M >= _FLOOR)),
                Written(_ABOVE),
            ),
            ("above",),
        ),
        Step("multiply by the logarithm", (Algebra(),), ("exponent", "before any lock")),
        Step("limits", (Written(_LIMITS),), ("exponent",)),
    ),
    witnesses=(
        *(replace(step, of=("below", "above")) for step in _WITNESSES),
        *seen_by(Sampled(), of=("exponent", "before any lock")),
    ),
    also_in=(11,),
)

_FIXED = r"""For $t\ge1$ the count $J$ of `thm:detection-necessary` is at most what it is for $t=1$. For fixed
$\beta,a_1,b,c$ the right side is $O(m/\sqrt d)$, whatever $t$ and $\theta$ are: a degree that tells the data sets apart
must grow with $n$ as soon as $d$ does."""

no_fixed_degree = Claim(
    "cor:no-fixed-degree",
    "corollary",
    "No fixed degree detects",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    uses=("thm:detection-necessary",),
    statements={
        "any number of copies": Statement(
            S_m < m * sp.ceiling(REACH * t) * sp.sqrt(2 / (sp.pi * N))
        )
    },
    steps=(
        Step(
            "one copy is the worst case",
            (
                Applies("thm:detection-necessary#explicit"),
                Algebra(REACH <= REACH * t),
                Written(_FIXED),
            ),
        ),
    ),
    witnesses=_WITNESSES,
)

# Any coefficient of delta above 0 gives as much.
_HALF = f"before any lock: -1/2 (no. 2 in {kappa_det < on(kappa_pr, 1)}) moved by 10 %"
CLAIMS = (
    standard(detection_threshold, ("below", "above", _HALF)),
    standard(no_fixed_degree, ("any number of copies",)),
)
