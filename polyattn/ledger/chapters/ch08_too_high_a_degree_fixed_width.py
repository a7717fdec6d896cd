"""Chapter 8: what a fixed number of neurons still sees once every row has grouped."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.chances import A, B
from polyattn.symbolic.model import G_star, N, Q, R, Z_o, a, b, beta, c, d, f_star, m, t, theta, w_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, p_theta, s_1, s_g, y_g
from polyattn.symbolic.pair import on

_HALF, _ONE = sp.Rational(1, 2), sp.S.One
_MISSED = 2 ** (-N)  # the probability that no other group has a plus sign
_COUNTS = (K <= N,)
_UNDER = (K >= 0, K >= 1, K <= N, sp.Eq(y_g, 1))

# Every other row fires with a plus sign at the bias, or even with a minus sign.
_OTHERS = theta < c + b - (a + 2 * b) * (1 - w_o)
_EVEN_MINUS = theta < -c + b - (a + 2 * b) * (1 - w_o)
_WITH = a * f_star + b * (2 * G_star - 1) - c > theta
_WITHOUT = a * f_star - b * (2 * G_star - 1) - c <= theta


def _between(least: sp.Expr, most: sp.Expr) -> sp.Basic:
    return sp.And(p_theta >= least, p_theta <= most)


_BOTH = {s_1: 1, s_g: 1}
_MIXED = {s_1: 1, s_g: -1}
_FIRST, _LAST = on(p_theta, 0), on(p_theta, 1)
_GAP = on(s.P_active, 1) - on(s.P_active, 0)
_THREE_EIGHTHS = sp.Rational(3, 8)

_COUNT_HALF = r"""With a plus sign at the bias, four of the eight triples, every neuron with $K\ge1$ fires, and for
$(+,+,+)$ every neuron: $p\ge\frac12-\frac38\cdot2^{-N}$, as $\Pr[K=0]=2^{-N}$. By
`lem:l1-conservation` the entries of a row besides the bias add up to $b+a$ times its weight on the planted row, which is at
most $b+af^*$: with a minus sign at the bias no neuron exceeds $b+af^*-c\le\theta$."""
_COUNT_FIVE = r"""With a plus sign at the bias, four of the eight triples, every neuron with $K\ge1$ fires, and for
$(+,+,+)$ and $(+,+,-)$ every neuron. For the three
other triples none does: by `lem:redundancy` the rows of the planted group do not exceed the others there, or
$X\le b-c$. So $p$ is at most $\frac58$, and it lacks at most $\frac38\cdot2^{-N}$."""
_COUNT_SIX = r"""As before, with $(+,-,\cdot)$ like $(+,+,\cdot)$: the four triples with $s_1=+1$ always fire, the two
with $s_1=-1$, $s_d=+1$ wherever $K\ge1$, and the last two never."""
_COUNT_ALL = r"""Whatever the triple is, a neuron with $K\ge1$ fires; for $(+,+,+)$ and $(+,+,-)$ every neuron does.
$K=0$ has probability $2^{-N}$ and is independent of the triple: $1-p\le\frac68\cdot2^{-N}$."""
_POWERS = r"""$\Pr[F_1>0]-\Pr[F_0>0]=(1-p_0)^m-(1-p_1)^m$. The slope of $(1-p)^m$ lies between $-m$ and 0, so that
errors of at most $\frac38\cdot2^{-N}$ in $p_0$ and in $p_1$ change it by at most $\frac38m\,2^{-N}$."""
_INDUCTION = r"""Write $x=1-p_0$ and $y=1-p_1$, so that $0\le y<x\le\frac12$, $A=x^m$ and $B=y^m$. As $m\ge1$,
$B/A=(y/x)^m\le y/x$, which is the premise $Bx\le Ay$ of the step."""
_LIMITS = r"""Let $d=n^\delta$, $t=n^{1-\delta}$, $\beta=\kappa\log n$ with $\kappa>\kappa_{group}$, and $n\to\infty$. By
`thm:phases` $w_o\to1$, so that $G^*\ge w_o$ tends to 1 too, and $2^{-N}\to0$. Beyond $\kappa_*(a)$ also $f^*\to1$: the
conditions become $\theta<b+c$, $a-b-c\le\theta<a+b-c$ and so on, and hold from some $n$ on if the limits hold strictly.
Before it $f^*\to0$, and the conditions of one half become $b-c<\theta<b+c$."""

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1/2", "1/2"), ("3", "1", "2"))
_EDGES = (
    ("0", "1", "1/10"),
    ("1/2", "1", "1/10"),
    ("9/10", "1", "1/10"),
    ("3", "1", "1/10"),
    ("1/2", "1", "-1/10"),
)
_CHANCES = {
    _FIRST: ("91/200", "1/2", "19/20"),
    _LAST: ("51/100", "1", "109/100", "3"),
    m: ("91/100", "1", "2"),
}

_PARTS = {
    "every neuron": Statement(p_theta >= 1 - 3 * _MISSED / 4, (_EVEN_MINUS,)),
    "one half": Statement(
        _between(_HALF - _THREE_EIGHTHS * _MISSED, _HALF),
        (_OTHERS, theta >= b - c + a * f_star),
    ),
    "five eighths": Statement(
        _between(sp.Rational(5, 8) - _THREE_EIGHTHS * _MISSED, sp.Rational(5, 8)),
        (_OTHERS, _WITH, _WITHOUT, theta >= b - c + a * (1 - w_o)),
    ),
    "three quarters": Statement(
        _between(sp.Rational(3, 4) - _MISSED / 4, sp.Rational(3, 4)),
        (_OTHERS, theta >= b - c, theta < a * f_star - b - c),
    ),
}

rows = Claim(
    "lem:grouped-rows",
    "lemma",
    "What grouped rows are worth",
    8,
    statements={
        "others": Statement(V_o >= b - (a + 2 * b) * (1 - w_o), (K >= 1, sp.Eq(y_g, 1))),
        "others, at most": Statement(V_o <= b + a * (1 - w_o), _COUNTS),
        "plus plus": Statement(
            s.at_signs(V_star, _BOTH) >= a * f_star + b * (2 * G_star - 1), (K >= 0,)
        ),
        "plus minus": Statement(s.at_signs(V_star, _MIXED) >= a * f_star - b, (K >= 0,)),
        "plus minus, at most": Statement(
            s.at_signs(V_star, _MIXED) <= a * f_star - b * (2 * G_star - 1), (K <= N,)
        ),
        "minus": Statement(
            sp.And(*(s.at_signs(V, {s_1: -1}) <= b for V in (V_star, V_s, V_o))), _COUNTS
        ),
        "any row": Statement(sp.And(f_star >= Q / Z_o, Q / Z_o >= R / Z_o)),
    },
    setting=(a >= 0, b > 0, beta > 0, t >= 1, d >= 4),
    steps=(Step("clear denominators", (Algebra(),)),),
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1, 3)), Sampled()),
)


def _applied(*parts: str) -> tuple[Applies, ...]:
    return tuple(Applies(f"lem:grouped-rows#{part}", _UNDER) for part in parts)


fixed_width = Claim(
    "thm:fixed-width",
    "theorem",
    "What a fixed width keeps",
    8,
    statements=_PARTS,
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4),
    uses=("lem:grouped-rows", "lem:l1-conservation", "lem:redundancy", "thm:phases"),
    steps=(
        Step(
            "every triple fires",
            (*_applied("others", "plus plus"), Algebra(G_star >= w_o), Written(_COUNT_ALL)),
            ("every neuron",),
        ),
        Step(
            "plus at the bias fires",
            (*_applied("others", "any row"), Written(_COUNT_HALF)),
            ("one half",),
        ),
        Step(
            "and (+, +, -)",
            (
                *_applied("others", "plus plus", "plus minus, at most", "others, at most", "minus"),
                Written(_COUNT_FIVE),
            ),
            ("five eighths",),
        ),
        Step(
            "and (+, -, -)",
            (*_applied("others", "plus plus", "plus minus", "minus"), Written(_COUNT_SIX)),
            ("three quarters",),
        ),
        Step("limits", (Written(_LIMITS),)),
    ),
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 2)), (*_ENTRIES, *_EDGES), (3, 9)),
        Walk(Counted, ((4, 1), (8, 2)), _ENTRIES[2:], (8,)),
    ),
)

more_neurons = Claim(
    "lem:more-neurons",
    "lemma",
    "More neurons make it worse",
    8,
    statements={
        "worse": Statement(
            (1 - _FIRST) ** (m + 1) - (1 - _LAST) ** (m + 1) < (1 - _FIRST) ** m - (1 - _LAST) ** m,
            (_FIRST >= _HALF, _LAST > _FIRST, _LAST <= 1, m >= 1),
        ),
        "gap": Statement(
            sp.Eq(_GAP, _HALF**m - _THREE_EIGHTHS**m),
            (sp.Eq(_FIRST, _HALF), sp.Eq(_LAST, sp.Rational(5, 8))),
        ),
    },
    steps=(
        Step("m neurons", (Written(_POWERS),), ("gap",)),
        Step(
            "one neuron more",
            (
                Algebra(
                    A * (1 - _FIRST) - B * (1 - _LAST) < A - B,
                    (A > 0, B >= 0, B * (1 - _FIRST) <= A * (1 - _LAST)),
                ),
                Written(_INDUCTION),
            ),
            ("worse",),
        ),
    ),
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), _EDGES, (3, 9)), of=("gap",)),
        *seen_by(Sampled(300, _CHANCES), of=("worse",)),
    ),
)

# At K = 0, where two bounds are attained, a factor of K does not matter.
_AT_ZERO = tuple(
    f"{part}: 2 (no. 1 in {rows.statements[part].conclusion}) moved by 10 %"
    for part in ("plus plus", "plus minus")
)

CLAIMS = (standard(rows, _AT_ZERO), standard(fixed_width), standard(more_neurons))
