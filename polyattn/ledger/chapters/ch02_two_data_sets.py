"""Chapter 2: the scores of the self-attention data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Statement, Written, standard
from polyattn.ledger.witnesses import Dense, Observed, Values, Walk
from polyattn.symbolic import a, b, both, c, n, n_both, n_same, p, q, r, same, score, t

_PROOF = r"""In units of $\sqrt{\log n}$, row $j$ of $A$ is $a\,[j=j^*]\,e_1 + b\,e_{1+g(j)} + c\,e_d$,
where $g(j)\in\{1,\dots,d-2\}$ is its group. The vectors $e_1, e_{1+g}, e_d$ are orthonormal, so
$$(AA^\top)_{jk}/\log n = a^2\,[j=j^*][k=j^*] + b^2\,[g(j)=g(k)] + c^2,$$
which is the statement."""
_COUNTS = r"""Exactly one pair $(j,k)$ has both rows equal to $j^*$. Each of the $n$ rows has $t$ rows in its
group, itself included, so $n\,t$ of the $n^2$ pairs lie in one group, all but one with the score $q$. The other
$n^2-n\,t=n(n-t)$ pairs lie across groups."""


def _matrix_pairs(names: set[Any]) -> Iterator[Values]:
    """Every pair of rows of the package's own matrix, the planted row elsewhere than first."""
    from polyattn.data import SelfAttentionData

    for d, t_, planted in product((4, 5, 7), (1, 2, 3), (0, 1)):
        data = SelfAttentionData(d, t_, a="1/2", b="0.6", c="0.4")
        matrix = data.matrix(planted, exact=True)
        scores = matrix @ matrix.T
        groups = [j % (d - 2) for j in range(data.n)]
        base = {s.a: data.a, s.b: data.b, s.c: data.c, s.t: Fraction(t_), s.n: Fraction(data.n)}
        same_group = sum(groups.count(group) for group in groups)
        base |= {s.n_both: Fraction(1), s.n_same: Fraction(same_group)}
        for j, k in product(range(data.n), repeat=2):
            both_planted = Fraction(j == k == planted)
            in_group = Fraction(groups[j] == groups[k])
            yield base | {s.both: both_planted, s.same: in_group, s.score: scores[j, k]}


_SIZES = tuple(product(range(4, 8), range(1, 5)))
_ENTRIES = (("3", "1", "2"), ("0", "3/5", "2/5"))

row_classes = Claim(
    "lem:row-classes",
    "lemma",
    "Three scores",
    2,
    statements={
        "scores": Statement(
            sp.Eq(score, c**2 + b**2 * same + a**2 * both),
            where="score is (A A^T)_jk / log n; both = 1 if j = k = j^*, else 0; same = 1 if j and "
            "k are in one group, else 0. So the three values are p, q and r.",
        ),
        "order": Statement(sp.And(p >= q, q > r, r > 0), (b > 0, c > 0)),
        "counts": Statement(
            sp.And(
                sp.Eq(n_both, 1),
                sp.Eq(n_same - n_both, n * t - 1),
                sp.Eq(n**2 - n_same, n * (n - t)),
            ),
            where="n_both and n_same are the numbers of pairs (j, k) with both = 1 and with same = "
            "1. So the score is p once, q for n t - 1 pairs, r for n (n - t)",
        ),
    },
    steps=(
        Step("the rows of A in an orthonormal basis", (Written(_PROOF),), ("scores",)),
        Step("squares are not negative", (Algebra(),), ("order",)),
        Step("count the pairs", (Written(_COUNTS),), ("counts",)),
    ),
    witnesses=(
        Step("every entry", (Walk(Dense, _SIZES, _ENTRIES, (1,)),)),
        Step("the package's matrix", (Observed(_matrix_pairs, "A A^T from polyattn.data"),)),
    ),
)

CLAIMS = (standard(row_classes),)
