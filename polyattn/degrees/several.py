"""The degree at which several planted rows together are given a weight."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NoReturn

from polyattn._arb import ball, finite_once
from polyattn._arguments import require
from polyattn.degrees._crossing import Sums, crossing, last_crossing
from polyattn.degrees._roots import power_sum_degree, too_large
from polyattn.exact import ExactNumber, exact_number
from polyattn.several.data import SeveralRowsData

__all__ = ["several_planted_degree"]


def several_planted_degree(data: SeveralRowsData, weight: ExactNumber = "0.5") -> float:
    r"""Return the degree from which on the planted rows together get `weight` of each other.

    It solves, in different groups,

    .. math:: \frac1{h^*}=1+\frac{(t-1)q^\beta+(t(d-3)-k+1)r^\beta}{p^\beta+(k-1)p'^\beta},

    and in one group :math:`\frac1{h^*}=1+(\frac tk-1)(q/p)^\beta+\frac{n-t}k(r/p)^\beta`. The
    weight :math:`h^*` rises from :math:`\frac kn` at degree 0; only for :math:`0<a<b` and several
    groups it may fall in between, and then the last degree that gives `weight` is meant.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, of any size.
    weight : number, default "0.5"
        Between :math:`\frac kn` and 1, both excluded; for :math:`a=0` below what the tie with the
        group leaves, :math:`\frac1t`, or :math:`\frac kt` in one group.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not SeveralRowsData or `weight` not a number.
    ValueError
        If no degree gives that weight.

    References
    ----------
    Book labels ``thm:k-rows-one-group`` and ``thm:k-rows-closed-form``.

    Examples
    --------
    >>> size = {"d": 102, "copies": 10, "a": "0.9", "b": "0.6", "c": "0.4"}
    >>> [round(several_planted_degree(SeveralRowsData(rows=k, **size)), 2) for k in (1, 2, 5, 10)]
    [3.46, 3.28, 2.93, 2.58]
    """
    call = "several_planted_degree"
    require(call, data, SeveralRowsData)
    share = exact_number(weight, "weight", call)
    if not 0 < share < 1:
        _refuse(call, data, weight)
    if data.one_group:
        return _in_one_group(call, data, share, weight)
    if data.a == 0:
        return _without_feature(call, data, share, weight)
    t, k, n = data.copies, data.rows, data.n
    odds = share / (1 - share)
    planted = [(Fraction(1), data.p), (Fraction(k - 1), data.p_mutual)]
    against = [(odds * (t - 1), data.q), (odds * (n - t - k + 1), data.r)]
    sums = Sums(*([term for term in terms if term[0]] for terms in (planted, against)))
    rising = data.a >= data.b or t == 1 or k == 1
    if not sums.y or (rising and share * n <= k):
        _refuse(call, data, weight)
    missing = False

    def root() -> Any:
        nonlocal missing
        found = crossing(sums) if rising else last_crossing(sums)
        missing = found is None
        return ball(Fraction(1)) if missing else found

    degree = finite_once(root, too_large(call, "degree"))
    if missing:
        _refuse(call, data, weight)
    return degree


def _in_one_group(call: str, data: SeveralRowsData, share: Fraction, weight: ExactNumber) -> float:
    """Return the degree for one planted row among t / k copies."""
    copies = Fraction(data.copies, data.rows)
    most = 1 if data.a else 1 / copies
    if not Fraction(data.rows, data.n) < share < most:
        _refuse(call, data, weight)
    terms = [(copies * (data.d - 3), data.r / data.p)]
    rest = 1 / share - 1
    if data.a == 0:
        rest -= copies - 1  # the group ties with the planted rows
    elif copies > 1:
        terms.append((copies - 1, data.q / data.p))
    return power_sum_degree(call, terms, rest)


def _without_feature(
    call: str, data: SeveralRowsData, share: Fraction, weight: ExactNumber
) -> float:
    """Return the degree for a = 0: h* = (Q + (k - 1) R) / (t Q + t (d - 3) R), solved for R / Q."""
    t, k = data.copies, data.rows
    if not Fraction(k, data.n) < share < Fraction(1, t):
        _refuse(call, data, weight)
    terms = [(share * t * (data.d - 3) - (k - 1), data.r / data.q)]
    return power_sum_degree(call, terms, 1 - share * t)


def _refuse(call: str, data: SeveralRowsData, weight: ExactNumber) -> NoReturn:
    least = Fraction(data.rows, data.n)
    most = Fraction(1)
    if data.a == 0:
        most = Fraction(data.rows if data.one_group else 1, data.copies)
    raise ValueError(
        f"{call}: no degree gives the weight {weight}; the weight of the planted rows runs from "
        f"{least} to {most}, use a weight strictly between"
    )
