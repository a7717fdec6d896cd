"""Chapter 9: at which degrees no threshold tells the data sets apart."""

from __future__ import annotations

import sympy as sp

from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, REACH, TWO_DATA_SETS
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Statement, Written, standard
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic import N, m
from polyattn.symbolic.chances import LARGEST_ATOM, Largest, S_m, Tail, k

_DENSE = Walk(Dense, ((4, 1), (4, 2), (5, 2)), ENTRIES, (1, 3))
_COUNTED = Walk(Counted, ((4, 2), (12, 3)), ENTRIES, (1, 4))
_COUNT = sp.ceiling(REACH)
_GAINED = Tail(N, k - _COUNT) - Tail(N, k)

_NECESSARY = r"""By `lem:union-neurons` $\Pr[F_1>0]-\Pr[F_0>0]\le m(p_1-p_0)$ where $p_1\ge p_0$; elsewhere
the left side is at most 0. With the same signs for both data sets, $p_1-p_0\le\Pr[X_1>\theta\ge X_0]$.
Given the triple, that event allows at most $J$ values of $K$ (`lem:counting`), each with probability at
most that of the largest atom. Nothing here depends on $\theta$."""
_REFINED = r"""Given the triple $s$, let $k_s$ be the least $K$ with $X_0>\theta$. As both $X_0$ and $X_1$
increase in $K$, $X_1>\theta\ge X_0$ only for values in $[k_s-J,k_s)$, so
$p_1-p_0\le\frac18\sum_s[T(k_s-J)-T(k_s)]$. By `lem:union-neurons` the gap is at most $m(p_1-p_0)(1-p_0)^{m-1}$, and
$p_0\ge\frac18T(k_s)$ for each $s$. So each of the eight terms is at most $\frac18$ of the maximum. Where $p_1<p_0$ the
gap is negative, and the maximum, with $k=0$, is at least 0."""

detection_necessary = Claim(
    "thm:detection-necessary",
    "theorem",
    "Detection needs a degree",
    9,
    setting=TWO_DATA_SETS,
    uses=("lem:counting", "lem:union-neurons", "lem:binomial-mode", "thm:exact-law"),
    statements={
        "exact": Statement(S_m <= m * _COUNT * LARGEST_ATOM),
        "explicit": Statement(S_m < m * _COUNT * sp.sqrt(2 / (sp.pi * N))),
        "many neurons": Statement(S_m <= m * Largest(_GAINED * (1 - Tail(N, k) / 8) ** (m - 1))),
        "many neurons, exponential": Statement(
            S_m <= m * Largest(_GAINED * sp.exp(-(m - 1) * Tail(N, k) / 8))
        ),
    },
    steps=(
        Step("count", (Applies("lem:counting"), Written(_NECESSARY)), ("exact",)),
        Step(
            "largest atom",
            (Written(r"`lem:binomial-mode` bounds the largest atom by $\sqrt{2/(\pi N)}$."),),
            ("explicit",),
        ),
        Step("neurons that fire anyway", (Written(_REFINED),), ("many neurons",)),
        Step(
            "exponential",
            (Written(r"$1-x\le e^{-x}$, to the power $m-1$."),),
            ("many neurons, exponential",),
        ),
    ),
    witnesses=seen_by(_DENSE, _COUNTED),
    also_in=(11,),
)

# No bound on a gap is tight here: the number of neurons, J and the largest atom are all upper bounds.
CLAIMS = (standard(detection_necessary, tuple(detection_necessary.statements)),)
