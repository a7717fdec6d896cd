"""Chapter 8: two data sets, two levels, one threshold, at any size."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import ACTIVE, LEVEL
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Sampled, Walk, seen_by
from polyattn.symbolic import N, a, a0, a1, b, beta, c, d, f_star, m, n, on, p, q, r, t, theta

_LEVELS = [on(LEVEL, i) for i in (0, 1)]
_ACTIVE = [on(s.P_active, i) for i in (0, 1)]
_GAP = _ACTIVE[1] - _ACTIVE[0]


def _noise(level: Any) -> Any:
    return m * sp.exp(-N * (theta - level) ** 2 / (2 * b**2))


_ORDER = _LEVELS[0] < _LEVELS[1]

_TELL = r"""By `thm:finite-bounds` $\mathcal D_0$ activates with probability less than $m\,e^{-N(\theta-\ell_0)^2/2b^2}$ and
$\mathcal D_1$ with probability at least $1-(15/16)^m$. Subtract."""
_SILENT = r"""`thm:finite-bounds` for either data set; the bound for $\mathcal D_0$ is the smaller one, as
$\theta-\ell_0>\theta-\ell_1>0$."""
_LOUD = r"""`thm:finite-bounds` for either data set, as $\theta<\ell_0<\ell_1$."""
_BIAS = r"""At $\theta=b+c$ the level exceeds $\theta$ exactly where $a_iP_i>b(n-t)R$. Multiply and take logarithms."""

_LAWS = Walk(
    Law,
    ((103, 1),),
    (("1/10", "3/5", "2/5"), ("9/10", "3/5", "2/5")),
    (2, 6),
    ("1/50", "1/2", "9/10"),
)
_DENSE = Walk(
    Dense,
    ((4, 1), (5, 2)),
    (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5")),
    (1, 3),
)
_FINITE = ("tells", "both silent", "both active")

between_levels = Claim(
    "cor:between-levels",
    "corollary",
    "Between the levels",
    8,
    statements={
        "tells": Statement(
            _GAP > ACTIVE - _noise(_LEVELS[0]),
            (a1 > a0, theta > _LEVELS[0], theta < _LEVELS[1]),
            where=PROBABILITY,
        ),
        "both silent": Statement(
            sp.And(_ACTIVE[0] < _noise(_LEVELS[1]), _ACTIVE[1] < _noise(_LEVELS[1])),
            (a1 > a0, theta > _LEVELS[1]),
            where=PROBABILITY,
        ),
        "both active": Statement(
            sp.And(_ACTIVE[0] >= ACTIVE, _ACTIVE[1] >= ACTIVE),
            (a1 > a0, theta < _LEVELS[0]),
            where=PROBABILITY,
        ),
        "no upper limit": Statement(
            sp.Eq(_ACTIVE[0], 0),
            (theta >= a0 + b + c,),
            where=PROBABILITY,
        ),
    },
    setting=(a0 >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4),
    uses=("thm:finite-bounds", "thm:silence"),
    steps=(
        Step(
            "above one level, below the other",
            (
                Applies("thm:finite-bounds#silent", dataset=0),
                Applies("thm:finite-bounds#active", dataset=1),
                Written(_TELL),
            ),
            ("tells",),
        ),
        Step(
            "above both levels",
            (
                Algebra(_ORDER),
                Applies("thm:finite-bounds#silent", dataset=1),
                Applies("thm:finite-bounds#silent", (_ORDER,), dataset=0),
                Written(_SILENT),
            ),
            ("both silent",),
        ),
        Step(
            "below both levels",
            (
                Algebra(_ORDER),
                Applies("thm:finite-bounds#active", dataset=0),
                Applies("thm:finite-bounds#active", (_ORDER,), dataset=1),
                Written(_LOUD),
            ),
            ("both active",),
        ),
        Step(
            "out of reach",
            (
                Algebra(theta >= b + c + a0 * on(f_star, 0)),
                Applies("thm:silence#none", (theta >= b + c + a0 * on(f_star, 0),), dataset=0),
                Written(r"`thm:silence`: no sign vector exceeds $b+c+a_0f_0^*\le\theta$."),
            ),
            ("no upper limit",),
        ),
    ),
    witnesses=(
        *seen_by(_DENSE),
        *seen_by(_LAWS, of=("tells", "both silent")),
    ),
)

at_group_level = Claim(
    "lem:at-the-group-level",
    "lemma",
    "The threshold b + c",
    8,
    statements={
        "crossing": Statement(
            sp.Equivalent(LEVEL > b + c, beta > sp.log(b * (n - t) / a) / sp.log(p / r)),
            (a > 0,),
        ),
    },
    setting=(b > 0, c > 0, t >= 1, d >= 4),
    steps=(Step("clear denominators, take logarithms", (Algebra(), Written(_BIAS))),),
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), degrees=(1, 2)), Sampled()),
)

_NARROW = r"""Let $\kappa_{det}(a_1)<\kappa_{group}<\kappa_{pr}(a_1)$ and $c<\theta<b+c$. Both levels increase continuously with
the degree, and from below $\theta$ at $\kappa<\kappa_{group}$ to above it at $\kappa>\kappa_{group}$ by `thm:window`: so
there are degrees $\beta_n$ with $\ell_0+\ell_1=2\theta$, and $\beta_n/\log n\to\kappa_{group}$. There
$\theta-\ell_0=\frac12(\ell_1-\ell_0)\ge\frac12(a_1-a_0)f_1^*$ by 'apart'. As $\kappa_{group}\log(p_1/q)=1-\delta-s$ with
$s>0$, and $(q/r)^{\beta_n}=n^{\delta+o(1)}$, the sum $Z_{*,1}$ is $n^{1-\delta+o(1)}Q$ and $f_1^*=n^{-s+o(1)}$. So
$N(\theta-\ell_0)^2=n^{\delta-2s+o(1)}$, and by 'exponent' $\delta>2s$. 'tells' of `cor:between-levels` then gives a gap that
tends to 1 for $m\to\infty$ with $\log m=n^{o(1)}$."""
_SPARE = 1 - s.delta - s.kappa_group * sp.log(on(p, 1) / q)

narrow_range = Claim(
    "cor:narrow-range",
    "corollary",
    "While the groups form",
    8,
    statements={
        "apart": Statement(
            _LEVELS[1] - _LEVELS[0] > (a1 - a0) * on(f_star, 1), (beta > 0, t >= 1, d >= 4)
        ),
        "exponent": Statement(sp.Equivalent(2 * _SPARE < s.delta, s.kappa_det < s.kappa_group)),
    },
    setting=(a0 >= 0, a1 > a0, b > 0, c > 0),
    uses=("cor:between-levels", "thm:window"),
    steps=(
        Step("subtract", (Algebra(),)),
        Step("degrees at which the levels enclose the threshold", (Written(_NARROW),)),
    ),
    witnesses=(
        *seen_by(_DENSE, of=("apart",)),
        *seen_by(Sampled()),
    ),
)

# The constants of the first are those of `thm:finite-bounds`, where they are tested; what lies
# apart is much more than the bound.
CLAIMS = (
    standard(between_levels, _FINITE),
    standard(at_group_level),
    standard(narrow_range, ("apart",)),
)
