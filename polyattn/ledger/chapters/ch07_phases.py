"""Chapter 7: which row concentrates on what, at which multiple of log n."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Computed, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.model import G_star, N, P, Q, R, a, b, c, d, f_star, p, q, r, t, w_o
from polyattn.symbolic.phases import delta, kappa, kappa_group, kappa_pq, kappa_pr, kappa_star

_BEFORE = sp.Min(kappa_pr, kappa_group, evaluate=False)


_GRID = {
    a: ("0", "1/2", "2"),
    b: ("3/5", "2"),
    c: ("1/5", "1"),
    delta: tuple(f"{k}/12" for k in range(1, 12)),
}

mediant = Claim(
    "lem:mediant",
    "lemma",
    "One of three always lies between",
    7,
    setting=(b > 0, c > 0),
    statements={
        "weighted mean": Statement(
            sp.Eq(
                1 / (s.log_pq + s.log_qr),
                (s.log_pq * s.k_pq + s.log_qr * s.k_group) / (s.log_pq + s.log_qr),
            ),
            (a > 0,),
        ),
        "direct": Statement(
            sp.And(kappa_pq < kappa_pr, kappa_pr < kappa_group), (kappa_pq < kappa_group,)
        ),
        "detour": Statement(
            sp.And(kappa_group < kappa_pr, kappa_pr < kappa_pq), (kappa_group < kappa_pq,)
        ),
    },
    steps=(Step("two positive logarithms", (Algebra(),)),),
    witnesses=(*seen_by(Sampled()), Step("decimals", (Computed("sampled", decimals(_GRID)),))),
)

# Powers of n: the weight of the mates and of the other groups against the planted row's own, and
# of the other groups against the own group of any row.
_MATES = 1 - delta - kappa * sp.log(p / q)
_OTHERS = 1 - kappa * sp.log(p / r)
_GROUPS = delta - kappa * sp.log(q / r)
_CROWDS = ("locked", "not locked")

_EXACT = r"""With $d-2=n^\delta$, $t=n^{1-\delta}$ and $\beta=\kappa\log n$, a power $(q/p)^\beta$ is
$n^{-\kappa\log(p/q)}$, and so on. Where $t\ge2$, $t-1$ lies between $t/2$ and $t$; and $N=n^\delta-1$ between $n^\delta/2$
and $n^\delta$. So $(t-1)Q/P$, $tNR/P$ and $NR/Q$ are, up to a factor between 1/2 and 1, $n$ to the power
$1-\delta-\kappa\log(p/q)$, $1-\kappa\log(p/r)$ and $\delta-\kappa\log(q/r)$. (For $t=1$ the first is 0; then
$\delta=1$, and its power is negative.)"""
_PASS = r"""By the step before, $1/f^*-1$ lies between the larger one of $(t-1)Q/P$ and $tNR/P$ and twice
that. If both powers of $n$ tend to negative numbers, it tends to 0 and $f^*\to1$. If one of them tends to a positive number,
it tends to infinity and $f^*\to0$."""
_PASS_GROUP = r"""$1/G^*-1=tNR/(P+(t-1)Q)$ lies between half the smaller one of $tNR/P$ and $tNR/((t-1)Q)$ and
that smaller one. It tends to infinity if both powers of $n$ tend to positive numbers, and to 0 if one of them tends to a
negative one. (For $t=1$ the second is infinite; then $\delta=1$, $\kappa_{pr}\le\kappa_{group}$, and the first decides.)"""
_ROUTES = r"""By `lem:mediant`, $\kappa_{pq}<\kappa_{group}$ gives
$\kappa_*=\min(\kappa_{pr},\kappa_{group})=\kappa_{pr}<\kappa_{group}$: spread, then locked, while other rows are still
spread. And $\kappa_{group}<\kappa_{pq}$ gives $\min(\kappa_{pr},\kappa_{group})=\kappa_{group}<\kappa_*=\kappa_{pq}$:
all rows group together, and the planted row locks later."""
_PASS_OTHERS = r"""$1/w_o-1=NR/Q$ tends to 0 or to infinity as its power of $n$ tends to a negative or a positive
number."""


# Each weight, and the degree beyond which it tends to 1.
_PASSES = {f_star: kappa_star, G_star: _BEFORE, w_o: kappa_group}


def _limits(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Let SymPy take the limits on either side of each degree, on both routes and for t = 1."""
    n = sp.Dummy("n", positive=True)
    seen = 0
    for x, y, share in ((1, 1, sp.Rational(4, 5)), (1, 2, sp.Rational(1, 4)), (2, 1, sp.S.One)):
        logs = {sp.log(p / q): x, sp.log(q / r): y, sp.log(p / r): x + y, delta: share}
        sizes = {t: n ** (1 - share), N: n**share - 1}
        for weight, degree in _PASSES.items():
            for factor, expected in ((sp.Rational(4, 5), 0), (sp.Rational(6, 5), 1)):
                at = factor * degree.xreplace(logs)
                powers = {P: n ** (at * (x + y)), Q: n ** (at * y), R: sp.S.One}
                limit = sp.limit(s.unfold(weight).xreplace({**sizes, **powers}), n, sp.oo)
                if limit != expected:
                    return False, f"{weight} tends to {limit} at {at} for logs {x}, {y}, {share}"
                seen += 1
    return True, f"{seen} limits by SymPy, a fifth below and above each degree, on both routes"


_SCORES = tuple(product(("1/5", "9/10", "2"), ("3/5", "6/5"), ("2/5", "1")))
_SHARES = ("1/10", "3/10", "1/2", "4/5", "9/10")
_AWAY = (Fraction(1, 2), Fraction(9, 10), Fraction(11, 10), Fraction(3, 2))


def _far_out(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Evaluate the closed form at n = 10^1000, on either side of each of the three degrees."""
    from polyattn.derivation.evaluate import Point, evaluate, interval, working_precision

    seen = 0
    with working_precision():
        log_n = interval(10).log() * 1000
        for entries, share in product(_SCORES, _SHARES):
            known = dict(zip((a, b, c, delta), map(Fraction, (*entries, share)), strict=True))
            crowd = (log_n * interval(Fraction(share))).exp()
            sizes = {t: log_n.exp() / crowd, N: crowd - 1}
            for (weight, degree), factor in product(_PASSES.items(), _AWAY):
                at = evaluate(degree, Point(known, exact=False)) * interval(factor)
                point = Point({**known, s.beta: at * log_n, **sizes}, exact=False)
                found = evaluate(weight, point)
                expected = 1 if factor > 1 else 0
                if not abs(found - expected) < interval(Fraction(1, 10)):
                    return False, f"{weight} = {found} at {factor} times {degree}, {known}"
                seen += 1
    return True, f"{seen} weights at n = 10^1000 in interval arithmetic"


_LIMITS = (*_CROWDS, "spread", "not spread", "others grouped", "others spread")
_DECIDES = tuple(
    Algebra(
        sp.And(1 / f_star - 1 >= more, 1 / f_star - 1 <= 2 * more),
        (more >= less,),
    )
    for more, less in (((t - 1) * Q / P, t * N * R / P), (t * N * R / P, (t - 1) * Q / P))
)

phases = Claim(
    "thm:phases",
    "theorem",
    "Phases",
    7,
    setting=(b > 0, c > 0, t >= 1, d >= 4),
    uses=("lem:mediant",),
    statements={
        "locked": Statement(
            sp.Equivalent(sp.And(_MATES < 0, _OTHERS < 0), kappa > kappa_star), (a > 0,)
        ),
        "not locked": Statement(
            sp.Equivalent(sp.And(_MATES <= 0, _OTHERS <= 0), kappa >= kappa_star), (a > 0,)
        ),
        "spread": Statement(sp.Equivalent(sp.And(_OTHERS > 0, _GROUPS > 0), kappa < _BEFORE)),
        "not spread": Statement(
            sp.Equivalent(sp.And(_OTHERS >= 0, _GROUPS >= 0), kappa <= _BEFORE)
        ),
        "others grouped": Statement(sp.Equivalent(_GROUPS < 0, kappa > kappa_group)),
        "others spread": Statement(sp.Equivalent(_GROUPS > 0, kappa < kappa_group)),
        "never earlier": Statement(G_star - f_star < w_o),
        "no feature": Statement(f_star < 1 / t, (P <= Q,)),
    },
    steps=(
        Step("the larger crowd decides", _DECIDES, _CROWDS),
        Step("multiply by the logarithm", (Algebra(),), (*_CROWDS,)),
        Step("crowds as powers of n", (Written(_EXACT), Written(_PASS)), _CROWDS),
        Step("own group", (Algebra(),), ("spread", "not spread")),
        Step("powers of n, own group", (Written(_PASS_GROUP),), ("spread", "not spread")),
        Step("other rows", (Algebra(),), ("others grouped", "others spread")),
        Step(
            "powers of n, other rows",
            (Written(_PASS_OTHERS),),
            ("others grouped", "others spread"),
        ),
        Step("the same by SymPy", (Computed("symbolic", _limits),), _LIMITS),
        Step("the order of the degrees", (Written(_ROUTES),), (*_CROWDS, "spread", "not spread")),
        Step("one row against another", (Algebra(),), ("never earlier",)),
        Step("a row like its mates", (Algebra(),), ("no feature",)),
    ),
    witnesses=(
        *seen_by(Sampled(), of=(*_LIMITS, "never earlier")),
        *seen_by(Walk(Dense), of=("never earlier", "no feature")),
        Step("far out", (Computed("certified", _far_out),), _CROWDS),
    ),
)  # fmt: skip

# The odds at which a transition ends.
_ODDS = (1 - s.epsilon) / s.epsilon

cutoff = Claim(
    "thm:cutoff",
    "theorem",
    "Every transition is a cutoff",
    7,
    setting=(c > 0, t >= 1, N >= 1, s.epsilon > 0, s.epsilon < 1),
    uses=("lem:power-rule",),
    statements={
        "locks": Statement(
            s.f_up >= 1 - s.epsilon,
            (f_star >= s.epsilon, s.beta_up >= s.beta, s.growth_p >= _ODDS**2 * s.growth_q),
        ),
        "others group": Statement(
            s.w_up >= 1 - s.epsilon,
            (w_o >= s.epsilon, s.growth_q >= _ODDS**2 * s.growth_r),
        ),
        "others group, not faster": Statement(
            s.w_up <= 1 - s.epsilon,
            (w_o <= s.epsilon, s.growth_q <= _ODDS**2 * s.growth_r),
        ),
    },
    steps=(
        Step("every crowd shrinks by the square of the odds", (Algebra(),)),
        Step(
            "a power is a degree",
            (
                Written(
                    r"By `lem:power-rule`, $(p/q)^{\beta'-\beta}\ge h^2$ if and only if "
                    r"$\beta'-\beta\ge2\log h/\log(p/q)$, where $h=(1-\varepsilon)/\varepsilon$; "
                    r"likewise for $q/r$."
                ),
            ),
        ),
    ),
    witnesses=(
        Step("dense network at two degrees", (Walk(Dense, ((4, 1), (5, 3))),)),
        *seen_by(Sampled()),
    ),
)

# Moved on both sides at once, the ratio of the larger two logarithms cancels.
_RATIO = tuple(
    f"{name}: the argument of {sp.log(p / r)} in {phases.statements[name].conclusion} moved by 10 %"
    for name in _CROWDS
)
CLAIMS = (standard(mediant), standard(phases, _RATIO), standard(cutoff))
