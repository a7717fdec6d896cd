"""Chapter 2: the scores of the self-attention data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.chain import Derivation
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.witnesses import Dense, Observed, Values, Walk
from polyattn.symbolic import a, b, both, c, n, n_both, n_same, p, q, r, same, score, t


def _value(part: Statement) -> Derivation:
    """Add up the three kinds of columns."""
    value = Derivation(score, given=part.hypotheses)
    value.equal(a**2 * both + b**2 * same + c**2, "the first column, the middle ones, the last")
    return value.equal(part.conclusion.rhs, "which of the columns count")


def _order(part: Statement) -> Derivation:
    """Compare term by term."""
    order = Derivation(given=part.hypotheses).have(p >= q, "$a^2$ is not negative")
    return order.have(q > r, "$b^2$ is positive").have(r > 0, "$c^2$ is positive")


def _counts(part: Statement) -> Derivation:
    """Count pairs group by group."""
    counts = Derivation(given=part.hypotheses)
    counts.have(sp.Eq(n_both, 1), "the planted row meets itself once")
    counts.have(sp.Eq(n_same, n * t), "each of the n rows has t rows in its group, itself included")
    counts.have(sp.Eq(n_same - n_both, n * t - 1), "one of them is taken")
    return counts.have(sp.Eq(n**2 - n_same, n * (n - t)), "all others lie across groups")


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

_MARKS = (
    "score is (A A^T)_jk / log n; both = 1 if j = k = j^*, else 0; same = 1 if j and k are in one "
    "group, else 0"
)
row_classes = Claim(
    "lem:row-classes",
    "lemma",
    "Three scores",
    2,
    statements={
        "planted row": Statement(sp.Eq(score, p), (sp.Eq(both, 1), sp.Eq(same, 1)), _MARKS),
        "one group": Statement(sp.Eq(score, q), (sp.Eq(both, 0), sp.Eq(same, 1)), _MARKS),
        "two groups": Statement(sp.Eq(score, r), (sp.Eq(both, 0), sp.Eq(same, 0)), _MARKS),
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
    proofs={
        "planted row": _value,
        "one group": _value,
        "two groups": _value,
        "order": _order,
        "counts": _counts,
    },
    witnesses=(
        Step("every entry", (Walk(Dense, _SIZES, _ENTRIES, (1,)),)),
        Step("the package's matrix", (Observed(_matrix_pairs, "A A^T from polyattn.data"),)),
    ),
)

CLAIMS = (standard(row_classes),)
