"""Two routes to the weight of several planted rows: each by itself, or all of them as a club."""

from __future__ import annotations

from fractions import Fraction

from polyattn._arb import ball, finite_once
from polyattn._arguments import require
from polyattn.degrees._roots import too_large
from polyattn.exact import ExactNumber, exact_number
from polyattn.several.data import SeveralRowsData

__all__ = ["club_degree", "lone_degree"]


def lone_degree(
    data: SeveralRowsData, weight: ExactNumber = "0.5", factor: ExactNumber = 1
) -> float:
    r"""Return the degree at which a planted row outweighs its crowd by itself.

    .. math::

        \beta_{lone}(\lambda)=\max\Big\{\frac{\log\lambda(t-1)h}{\log(p/q)},
        \frac{\log\lambda Mh}{\log(p/r)}\Big\},\qquad h=\frac w{1-w},\ M=n-t-k+1

    At :math:`\lambda=2` the weight :math:`h^*` is at least :math:`w` from there on.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, with :math:`a>0` and the planted rows in different groups.
    weight : number, default "0.5"
        The weight :math:`w`, between 0 and 1, both excluded.
    factor : number, default 1
        The factor :math:`\lambda>0`.

    Returns
    -------
    float
        The degree, rounded once; 0 where neither logarithm is positive.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not SeveralRowsData or a number none.
    ValueError
        If a number is out of range, :math:`a=0`, or the rows are in one group.

    References
    ----------
    Book label ``cor:k-rows-routes``.

    Examples
    --------
    >>> size = {"d": 102, "copies": 10, "a": "0.9", "b": "0.6", "c": "0.4"}
    >>> round(lone_degree(SeveralRowsData(rows=10, **size)), 2)
    3.25
    """
    call = "lone_degree"
    odds = _odds(call, data, weight, factor)
    if data.a == 0:
        raise ValueError(
            f"{call}: a must be positive, got 0: a planted row ties with its group; use a > 0"
        )
    return _largest(call, data, odds, data.p)


def club_degree(
    data: SeveralRowsData, weight: ExactNumber = "0.5", factor: ExactNumber = 1
) -> float:
    r"""Return the degree at which the other planted rows outweigh a planted row's crowd.

    .. math::

        \beta_{club}(\lambda)=\max\Big\{\frac{\log\lambda\frac{(t-1)h}{k-1}}{\log(p'/q)},
        \frac{\log\lambda\frac{Mh}{k-1}}{\log(p'/r)}\Big\},
        \qquad h=\frac w{1-w},\ M=n-t-k+1

    At :math:`\lambda=2` the weight :math:`h^*` is at least :math:`w` from there on.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, with :math:`a>b` and at least two planted rows, in different groups.
    weight : number, default "0.5"
        The weight :math:`w`, between 0 and 1, both excluded.
    factor : number, default 1
        The factor :math:`\lambda>0`.

    Returns
    -------
    float
        The degree, rounded once; 0 where neither logarithm is positive.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not SeveralRowsData or a number none.
    ValueError
        If a number is out of range, :math:`a\le b`, the rows are in one group, or there is one.

    References
    ----------
    Book label ``cor:k-rows-routes``.

    Examples
    --------
    >>> size = {"d": 102, "copies": 10, "a": "0.9", "b": "0.6", "c": "0.4"}
    >>> round(club_degree(SeveralRowsData(rows=10, **size)), 2)
    2.6
    """
    call = "club_degree"
    odds = _odds(call, data, weight, factor)
    if data.rows == 1 or data.a <= data.b:
        raise ValueError(
            f"{call}: a club needs rows >= 2 and a > b, got rows = {data.rows}, a = {data.a} and "
            f"b = {data.b}; use lone_degree"
        )
    return _largest(call, data, odds / (data.rows - 1), data.p_mutual)


def _odds(call: str, data: SeveralRowsData, weight: ExactNumber, factor: ExactNumber) -> Fraction:
    require(call, data, SeveralRowsData)
    if data.one_group:
        raise ValueError(
            f"{call}: the planted rows must be in different groups, got one_group=True; use "
            "several_planted_degree"
        )
    share, times = (
        exact_number(value, name, call) for value, name in ((weight, "weight"), (factor, "factor"))
    )
    if not 0 < share < 1:
        raise ValueError(f"{call}: weight must lie strictly between 0 and 1, got {weight}")
    if times <= 0:
        raise ValueError(f"{call}: factor must be positive, got {factor}; use factor > 0")
    return times * share / (1 - share)


def _largest(call: str, data: SeveralRowsData, odds: Fraction, score: Fraction) -> float:
    """Return the largest of 0 and the two quotients."""
    t, rest = data.copies, data.n - data.copies - data.rows + 1
    pairs = [(odds * (t - 1), score / data.q), (odds * rest, score / data.r)]

    def quotient(ratio: Fraction, base: Fraction) -> float:
        return finite_once(lambda: ball(ratio).log() / ball(base).log(), too_large(call, "degree"))

    return max((quotient(*pair) for pair in pairs if pair[0] > 1), default=0.0)
