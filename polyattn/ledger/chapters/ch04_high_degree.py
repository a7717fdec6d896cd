"""Chapter 4: high degree, the planted row locks."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.closed_law import LawPoints
from polyattn.ledger.engine.enumeration import Enumerated, Observed
from polyattn.ledger.engine.evidence import Algebra, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.engine.sampling import Sampled
from polyattn.symbolic.model import (
    N,
    a,
    b,
    beta,
    c,
    d,
    epsilon,
    f_star,
    m,
    p,
    q,
    t,
    theta,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import K, P_active, S, V_star, X, s_1, s_g
from polyattn.symbolic.phases import DEGREE_GROUPED, DEGREE_LOCKED, DEGREE_NOT_LOCKED, DEGREE_SPREAD

WITNESSES = (Step("dense network", (Enumerated(),)), Step("intervals", (Sampled(),)))

_DIFFERENCE = r"""Write $\ell_1=\log(p/q)$, $\ell_2=\log(p/r)$, so $0<\ell_1<\ell_2$, and $A_1, A_2$ for the
logarithms of $(t-1)(1-\varepsilon)/\varepsilon$ and $(n-t)(1-\varepsilon)/\varepsilon$. The sufficient degree is
$\max_i (A_i+\log2)/\ell_i$ and the necessary one $\max_i A_i/\ell_i$. Each term of the first exceeds the same term
of the second by $\log2/\ell_i\le\log2/\ell_1$, so the maxima differ by no more. (With $t=1$ the first term is $-\infty$ in
both.)"""

concentration = Claim(
    "thm:concentration",
    "theorem",
    "When attention concentrates",
    4,
    statements={
        "locked": Statement(f_star >= 1 - epsilon, (a > 0, beta >= DEGREE_LOCKED)),
        "not locked": Statement(f_star <= 1 - epsilon, (a > 0, beta <= DEGREE_NOT_LOCKED)),
        "spread": Statement(f_star <= epsilon, (a > 0, beta <= DEGREE_SPREAD)),
        "grouped": Statement(sp.Equivalent(w_o >= 1 - epsilon, beta >= DEGREE_GROUPED), (b > 0,)),
        "tight": Statement(
            DEGREE_LOCKED <= DEGREE_NOT_LOCKED + sp.log(2) / sp.log(p / q), (a > 0,)
        ),
    },
    setting=(c > 0, t >= 1, d >= 4, epsilon > 0, epsilon < 1),
    uses=("lem:power-rule",),
    steps=(
        Step("high enough a degree locks", (Algebra(),), ("locked",)),
        Step("below it, no lock", (Algebra(),), ("not locked",)),
        Step("low enough a degree spreads", (Algebra(),), ("spread",)),
        Step("other rows group, exactly", (Algebra(),), ("grouped",)),
        Step("compare the two degrees", (Written(_DIFFERENCE),), ("tight",)),
    ),
    witnesses=WITNESSES,
    also_in=(5,),
)

_TOP = a * f_star + b + c - b * u_star * (N - S)

envelope = Claim(
    "lem:envelope",
    "lemma",
    "No row beats the planted row on (+, +, +)",
    4,
    statements={
        "bound": Statement(X <= _TOP, (K >= 0, K <= N), where="every sign pattern, every row"),
        "attained": Statement(sp.Eq(c + s.at_signs(V_star, {s_1: 1, s_g: 1}), _TOP)),
    },
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1),
    uses=("thm:closed-form", "lem:order-facts"),
    steps=(
        Step("every sign pattern, every row", (Algebra(),), ("bound",)),
        Step("on (+, +, +) the planted row is the bound", (Algebra(),), ("attained",)),
    ),
    witnesses=WITNESSES,
    also_in=(6,),
)

_LAWS = Step(
    "closed form and binomial tails",
    (
        Observed(
            LawPoints(
                sizes=((4, 1), (12, 1), (60, 3), (1002, 10**6)),
                entries=(("1/2", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("3", "1", "2")),
                degrees=(1, 3, 12, 40),
                fractions=("-1/5", "1/5", "1/2", "9/10", "99/100"),
            ),
            "the closed form with binomial tails, in intervals",
            "certified",
        ),
    ),
)

_EIGHTH = r"""The three signs are independent of the others, so $(+,+,+)$ has probability $\tfrac18$, and on it a
neuron fires whatever the other signs are: $p\ge\tfrac18$. The $m$ sign vectors are independent and $F>0$ as soon as one of
them fires, so $\Pr[F>0]=1-(1-p)^m\ge1-(7/8)^m$."""

separation_high = Claim(
    "thm:separation-high",
    "theorem",
    "High degree: the network activates",
    4,
    statements={
        "activates": Statement(
            P_active >= 1 - sp.Rational(7, 8) ** m,
            (1 - f_star < (a + b + c - theta) / (a + 2 * b),),
            where="Pr over m independent uniform sign vectors; m is a whole number, at least 1",
        )
    },
    setting=(a >= 0, b > 0, t >= 1),
    uses=("thm:closed-form",),
    steps=(
        Step(
            "on (+, +, +) the planted row exceeds theta, for every K",
            (
                Algebra(
                    conclude=(c + s.at_signs(V_star, {s_1: 1, s_g: 1}) > theta,),
                    under=(K >= 0, K <= N),
                ),
            ),
        ),
        Step("one sign pattern in eight", (Written(_EIGHTH),)),
    ),
    witnesses=(Step("dense network", (Enumerated(),)), _LAWS),
    source="abstract",
)

# Equality is attained in "tight" (wherever the first term is the larger one), but intervals
# cannot show an equality.
CLAIMS = (
    standard(concentration, loose=("tight: conclusion made strict",)),
    standard(envelope),
    standard(separation_high),
)
