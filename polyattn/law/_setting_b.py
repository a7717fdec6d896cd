r"""The vectors to classify, seen by one neuron: one sign, one listed count and one free count.

:math:`X\sum w=w_\text{spike}s+w_L(2K_L-h)+w_{lo}(2K_{lo}-l)`. The smaller of the two counts
is listed among the patterns, the larger one is the free count. A vector without a spike lends
one entry of its background as the single sign, so that both data sets have the same free count.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from polyattn.data import VectorData
from polyattn.law._branches import Branches, RowForm, by_score, coin_chances

__all__ = ["vector_branches"]


@lru_cache(maxsize=16)
def vector_branches(data: VectorData) -> Branches:
    """Return the branches of a vector, with or without a spike."""
    single, listed, free = _groups(data)
    scores = tuple(sorted({single, listed[0], free[0]}))
    (score, count), (free_score, trials) = listed, free
    start = tuple(
        by_score(scores, (single, sign), (score, 2 * plus - count), (free_score, -trials))
        for sign in (-1, 1)
        for plus in range(count + 1)
    )
    share = by_score(scores, (single, 1), (score, count), (free_score, trials))
    row = RowForm(share, by_score(scores, (free_score, 2)), start, 0, trials)
    return Branches(scores, data.n, trials, coin_chances(count, 1), (row,))


def _groups(data: VectorData) -> tuple[Fraction, tuple[Fraction, int], tuple[Fraction, int]]:
    """Return the score of the single sign, and score and count of the listed and free entries."""
    low = Fraction(1)
    top = data.spread if data.high else low
    counts = {low: data.n - data.high - (data.ratio is not None)}
    counts[top] = counts.get(top, 0) + data.high
    if data.ratio is None:
        single = low if counts[low] else top
        counts[single] -= 1
    else:
        single = data.ratio * top
    free = max(counts, key=lambda score: counts[score])
    listed = top if free == low else low
    return single, (listed, counts[listed] if listed != free else 0), (free, counts[free])
