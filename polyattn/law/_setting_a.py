r"""The self-attention data, seen by one neuron: eight sign triples, a count and three row classes.

With :math:`N=d-3`, the signs :math:`s_1` of the feature, :math:`s_g` of the planted group and
:math:`s_d` of the bias, and :math:`S=2K-N` the sum of the other groups' signs, the
pre-activations of the rows, times the sums of their weights, are (P, Q, R the weights of the
scores p, q, r)

* planted: :math:`P(as_1+bs_g)+Q(t-1)bs_g+R\,tbS`,
* same group: :math:`Q(as_1+tbs_g)+R\,tbS` (where :math:`t\ge2`),
* other group: :math:`Q\,tby_g+R(as_1+tb(s_g+S-y_g))`, with the sign :math:`y_g` of its own
  group: the best such row has :math:`y_g=+1` as soon as there is one, that is for
  :math:`K\ge1`,

each plus :math:`cs_d` times the sum of the weights.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np

from polyattn.data import SelfAttentionData
from polyattn.law._branches import Branches, RowForm, by_score
from polyattn.law.scaled import scaled

__all__ = ["self_attention_branches"]


@lru_cache(maxsize=16)
def self_attention_branches(data: SelfAttentionData) -> Branches:
    """Return the branches of the self-attention data."""
    scores = tuple(sorted({data.p, data.q, data.r}))
    N = data.d - 3
    rows = [_planted(data, scores, N), _others(data, scores, N, 1), _others(data, scores, N, -1)]
    if data.copies >= 2:
        rows.append(_same_group(data, scores, N))
    return Branches(scores, data.n, N, scaled(np.full(8, 1 / 8)), tuple(rows))


def _triples() -> list[tuple[int, int, int]]:
    return [(s1, sg, sd) for s1, sg, sd in product((-1, 1), repeat=3)]


def _planted(data: SelfAttentionData, scores: tuple[Fraction, ...], N: int) -> RowForm:
    a, b, c, t = data.a, data.b, data.c, data.copies
    p, q, r = data.p, data.q, data.r
    start = tuple(
        by_score(
            scores,
            (p, a * s1 + b * sg + c * sd),
            (q, (t - 1) * (b * sg + c * sd)),
            (r, t * N * (c * sd - b)),
        )
        for s1, sg, sd in _triples()
    )
    share = by_score(scores, (p, 1), (q, t - 1), (r, t * N))
    return RowForm(share, by_score(scores, (r, 2 * t * b)), start, 0, N)


def _same_group(data: SelfAttentionData, scores: tuple[Fraction, ...], N: int) -> RowForm:
    a, b, c, t, q, r = data.a, data.b, data.c, data.copies, data.q, data.r
    start = tuple(
        by_score(scores, (q, a * s1 + t * (b * sg + c * sd)), (r, t * N * (c * sd - b)))
        for s1, sg, sd in _triples()
    )
    share = by_score(scores, (q, t), (r, t * N))
    return RowForm(share, by_score(scores, (r, 2 * t * b)), start, 0, N)


def _others(data: SelfAttentionData, scores: tuple[Fraction, ...], N: int, own: int) -> RowForm:
    """Return the best row of the other groups, whose own sign is plus (K >= 1) or minus (K = 0)."""
    a, b, c, t, q, r = data.a, data.b, data.c, data.copies, data.q, data.r
    start = tuple(
        by_score(
            scores,
            (q, t * (b * own + c * sd)),
            (r, a * s1 + t * (b * (sg - N - own) + N * c * sd)),
        )
        for s1, sg, sd in _triples()
    )
    share = by_score(scores, (q, t), (r, t * N))
    if own < 0:
        return RowForm(share, by_score(scores), start, 0, 0)
    return RowForm(share, by_score(scores, (r, 2 * t * b)), start, 1, N)
