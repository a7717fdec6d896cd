"""Chapter 11: when softmax locks, groups and detects; linear attention."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.evaluate import Point, evaluate, holds
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import REACH, TWO_DATA_SETS
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Computed, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.model import N, P, R, a, b, beta, c, d, f_star, m, n, t
from polyattn.symbolic.pair import a1
from polyattn.symbolic.phases import delta
from polyattn.symbolic.softmax import alpha

ALPHA_PR = 1 / (a**2 + b**2)
ALPHA_PQ = (1 - delta) / a**2
ALPHA_GROUP = delta / b**2
ALPHA_DET = (1 - delta / 2) / (a1**2 + b**2)

_LOCK_ROOM = sp.Max(1 - delta - alpha * a**2, 1 - alpha * (a**2 + b**2), evaluate=False)
_LOCK_AT = sp.Max(ALPHA_PR, ALPHA_PQ, evaluate=False)

_WEIGHT = r"""With $t=n^{1-\delta}$ the two sums in the formula for $1/f^*$ are
$(t-1)\,n^{-\alpha a^2}\le n^{1-\delta-\alpha a^2}$ and $(n-t)\,n^{-\alpha(a^2+b^2)}\le n^{1-\alpha(a^2+b^2)}$, so $1/f^*-1$ is at
most twice $n$ to the larger of the two exponents: it tends to 0 where both are negative. Where one is positive, its sum is at
least $\frac12n$ to that exponent from some $n$ on ($t-1\ge\frac12t$ and $n-t\ge\frac12n$ there), so $1/f^*\to\infty$."""
_GROUP = r"""$1/w_o-1=(d-3)\,n^{-\alpha b^2}$, which is $n^{\delta-\alpha b^2}$ up to the factor $1-3/d\to1$."""
_DETECT = r"""`thm:detection-necessary` and `thm:detection-sufficient` use of the kernel only that $0<R<Q\le P_0<P_1$, so they
hold with $P_1/R=n^{\alpha(a_1^2+b^2)}$ (`thm:softmax-dictionary`). The first bounds $S_m$ by a constant times $m$ times
$d^{-1/2}+n^{\alpha(a_1^2+b^2)}/(t\sqrt d)$, the second needs $n^{\alpha(a_1^2+b^2)}$ to exceed a constant times $t\sqrt d$; and
$t\sqrt d=n^{1-\delta/2}$."""


_LENGTH = 2000  # n is 10 to this power, so that every exponent of 1/50 or more decides


def _far_out(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compare the threshold with the weight itself at n = 10^2000, away from the threshold."""
    seen = 0
    grid = product(("1/4", "1/2", "9/10"), ("1/2", "1"), ("1/3", "1"), map(str, range(1, 41)))
    for share, feature, group, step in grid:
        values = map(Fraction, (share, feature, group, f"{step}/10"))
        point = Point(dict(zip((delta, a, b, alpha), values, strict=True)))
        for name in parts:
            room, bound = _sides(claim, name)
            if abs(evaluate(room.lhs, point)) < Fraction(1, 50):
                continue
            seen += 1
            if (_lost(name, point) < 0.5) is not holds(bound, point):
                return False, f"{name}: the weight says otherwise at {dict(point)}"
    return seen > 0, f"{seen} settings at n = 10^{_LENGTH}: the weight is where the threshold says"


def _sides(claim: Claim, name: str) -> tuple[Any, Any]:
    left, right = claim.part(name).conclusion.args
    return (left, right) if left.rhs == 0 else (right, left)


def _lost(name: str, point: Point) -> Any:
    """Return 1 - f* or 1 - w_o under softmax, with d = n^delta."""
    from mpmath import mp, mpf

    with mp.workdps(30):
        share, feature, group, scale = (
            mpf(point[x].numerator) / point[x].denominator for x in (delta, a, b, alpha)
        )
        size = mpf(10) ** _LENGTH
        wide = size**share
        mates, others = size ** (-scale * feature**2), size ** (-scale * group**2)
        if name == "group":
            odds = (wide - 3) * others
        else:
            odds = (size / wide - 1) * mates + (size - size / wide) * mates * others
        return odds / (1 + odds)


softmax_phases = Claim(
    "thm:softmax-phases",
    "theorem",
    "When softmax locks, groups and detects",
    11,
    statements={
        "lock": Statement(sp.Equivalent(_LOCK_ROOM < 0, alpha > _LOCK_AT), (a > 0,)),
        "group": Statement(sp.Equivalent(delta - alpha * b**2 < 0, alpha > ALPHA_GROUP), (b > 0,)),
        "detection": Statement(
            sp.Equivalent(1 - delta / 2 - alpha * (a1**2 + b**2) < 0, alpha > ALPHA_DET), (b > 0,)
        ),
        "before any lock": Statement(ALPHA_DET < ALPHA_PR.xreplace({a: a1}), (b > 0, delta > 0)),
        "between": Statement((ALPHA_PQ - ALPHA_PR) * (ALPHA_PR - ALPHA_GROUP) >= 0, (a > 0, b > 0)),
    },
    uses=("thm:softmax-dictionary", "thm:detection-necessary", "thm:detection-sufficient"),
    steps=(
        Step("solve the exponents", (Algebra(),)),
        Step("the planted weight", (Written(_WEIGHT),), ("lock",)),
        Step("the own group", (Written(_GROUP),), ("group",)),
        Step("count and fire", (Written(_DETECT),), ("detection",)),
    ),
    witnesses=(
        *seen_by(Sampled()),
        Step("far out", (Computed("sampled", _far_out),), ("lock", "group")),
    ),
)

_LEAST = r"""The planted row's own power $P$ is the largest of its $n$ powers, so $nP\ge Z_*$, and $R$ is the
least of them, so $nR\le Z_*$."""
_BLIND = r"""Degree 1 is a fixed degree: `cor:no-fixed-degree` holds with $\beta=1$."""
_ENTRIES = (("1/10", "1/2", "1"), ("1/2", "1/2", "1"), ("3", "1/2", "1"))

linear_attention = Claim(
    "thm:linear-attention",
    "theorem",
    "Linear attention is blind on long sequences",
    11,
    statements={
        "weight": Statement(
            sp.And(f_star >= 1 / n, f_star <= P / (n * R)),
            (c > 0, beta > 0, t >= 1, d >= 4),
            "P = p and R = r: degree 1",
        ),
        "separability": Statement(
            S_m < m * sp.ceiling(REACH * t) * sp.sqrt(2 / (sp.pi * N)), TWO_DATA_SETS, "degree 1"
        ),
    },
    uses=("cor:no-fixed-lock", "cor:no-fixed-degree"),
    steps=(
        Step("compare with the mean", (Algebra(), Written(_LEAST)), ("weight",)),
        Step(
            "a fixed degree", (Applies("cor:no-fixed-degree"), Written(_BLIND)), ("separability",)
        ),
    ),
    witnesses=(
        *seen_by(Walk(Dense), Sampled(), of=("weight",)),
        Step(
            "dense network, all thresholds",
            (Walk(Dense, ((4, 1), (4, 2), (5, 2)), _ENTRIES, (1,)),),
            ("separability",),
        ),
        *seen_by(Walk(Counted, ((4, 2), (12, 3)), _ENTRIES, (1,)), of=("separability",)),
    ),
)

# Any coefficient of delta above 0 gives as much.
_HALF = next(
    x.name for x in standard(softmax_phases).mutations if x.name.startswith("before any lock: -1/2")
)
_SIZES = tuple(
    x.name
    for x in standard(linear_attention).mutations
    if x.name.startswith(("weight: 1 (no. 1 in t", "weight: 4 (no. 1 in d"))
)
CLAIMS = (
    standard(softmax_phases, (_HALF,)),
    # The mean of n powers is compared with the largest: a little less than a whole token is no matter.
    standard(linear_attention, ("separability", *_SIZES)),
)
