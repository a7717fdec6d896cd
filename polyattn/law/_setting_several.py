r"""The data with several planted rows, seen by one neuron: two signs, a listed and a free count.

With :math:`g` groups that have planted rows and :math:`N_u=d-2-g` that have none, let
:math:`S_p=2K_p-g` and :math:`S_u=2K_u-N_u` be the sums of their signs, :math:`s_1` and
:math:`s_d` the signs of the feature and the bias, and :math:`\hat y` the sign of a row's own
group. The pre-activation of a row, times the sum of its weights, is

.. math:: as_1F+cs_dT+b\big(\hat yO+S_pM+S_uU\big)

with one amount a score in each of F, T, O, M, U. The best row of a kind has :math:`\hat y=+1` as
soon as there is such a group. Of the two counts :math:`K_p` and :math:`K_u`, the one with fewer
coins is listed among the patterns.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from polyattn.law._branches import Branches, RowForm, Vector, by_score, coin_chances
from polyattn.several.data import SeveralRowsData

__all__ = ["several_branches"]


class _Kind(NamedTuple):
    """A kind of row: whether its group is a planted one, and the amounts F, T, O, M, U."""

    at_planted: bool
    feature: Vector
    share: Vector
    own: Vector
    planted: Vector
    other: Vector


class _Signs(NamedTuple):
    """The patterns (s_1, s_d, listed count), and which count is free."""

    patterns: list[tuple[int, int, int]]
    listed: int
    free: int
    planted_is_free: bool


@lru_cache(maxsize=16)
def several_branches(data: SeveralRowsData) -> Branches:
    """Return the branches of the data with several planted rows."""
    scores = tuple(sorted({data.p, data.p_mutual, data.q, data.r}))
    coins = data.planted_groups, data.d - 2 - data.planted_groups
    listed, free = sorted(coins)
    patterns = list(product((-1, 1), (-1, 1), range(listed + 1)))
    signs = _Signs(patterns, listed, free, coins[0] > coins[1])
    rows = [form for kind in _kinds(data, scores) for form in _forms(data, kind, signs)]
    return Branches(scores, data.n, free, coin_chances(listed, 2), tuple(rows))


def _kinds(data: SeveralRowsData, scores: tuple[Fraction, ...]) -> list[_Kind]:
    t, k, N = data.copies, data.rows, data.d - 3
    p, mutual, q, r = data.p, data.p_mutual, data.q, data.r

    def amounts(*terms: tuple[Fraction, int]) -> Vector:
        return by_score(scores, *terms)

    each = amounts((r, t))
    if data.one_group:
        feature, seen, mates = amounts((p, k)), amounts((q, k)), t - k
        share, own = amounts((p, k), (q, t - k), (r, t * N)), amounts((p, k), (q, t - k), (r, -t))
        planted = _Kind(True, feature, share, own, each, each)
    else:
        feature, seen, mates = amounts((p, 1), (mutual, k - 1)), amounts((q, 1), (r, k - 1)), t - 1
        share = amounts((p, 1), (mutual, k - 1), (q, t - 1), (r, t * N - k + 1))
        own = amounts((p, 1), (mutual, -1), (q, t - 1), (r, 1 - t))
        planted = _Kind(True, feature, share, own, amounts((mutual, 1), (r, t - 1)), each)
    share, own = amounts((q, t), (r, t * N)), amounts((q, t), (r, -t))
    kinds = [planted]
    if mates:
        kinds.append(_Kind(True, seen, share, own, each, each))
    if data.planted_groups < data.d - 2:
        kinds.append(_Kind(False, amounts((r, k)), share, own, each, each))
    return kinds


def _forms(data: SeveralRowsData, kind: _Kind, signs: _Signs) -> list[RowForm]:
    """Return the best row of a kind: one form, or two where the free count decides its sign."""
    if kind.at_planted == signs.planted_is_free:
        plus, minus = ([sign] * len(signs.patterns) for sign in (1, -1))
        return [
            _form(data, kind, signs, plus, (1, signs.free)),
            _form(data, kind, signs, minus, (0, 0)),
        ]
    own = [1 if count else -1 for _, _, count in signs.patterns]
    return [_form(data, kind, signs, own, (0, signs.free))]


def _form(
    data: SeveralRowsData, kind: _Kind, signs: _Signs, own: list[int], counts: tuple[int, int]
) -> RowForm:
    """Return a row whose own sign is given by pattern, for a range of the free count."""
    listed, free = kind.planted, kind.other
    if signs.planted_is_free:
        listed, free = free, listed
    heads = {
        (s1, sd, y): [
            data.a * s1 * F + data.c * sd * T + data.b * (y * O - signs.free * M)
            for F, T, O, M in zip(kind.feature, kind.share, kind.own, free, strict=True)
        ]
        for s1, sd, y in product((-1, 1), repeat=3)
    }
    shifts = [
        [data.b * (2 * count - signs.listed) * L for L in listed]
        for count in range(signs.listed + 1)
    ]
    start = tuple(
        tuple(x + y for x, y in zip(heads[s1, sd, sign], shifts[count], strict=True))
        for (s1, sd, count), sign in zip(signs.patterns, own, strict=True)
    )
    step = tuple(2 * data.b * amount for amount in free)
    return RowForm(kind.share, step, start, *counts)
