"""When several planted rows together get all weight, and until when they do not."""

from __future__ import annotations

from fractions import Fraction

from polyattn._arb import Direction
from polyattn._arguments import require
from polyattn.bounds._parts import largest_quotient, share
from polyattn.exact import ExactNumber
from polyattn.several.data import SeveralRowsData

__all__ = ["several_concentrated_from", "several_not_concentrated_until"]


def several_concentrated_from(data: SeveralRowsData, loss: ExactNumber) -> float:
    r"""Return a degree from which on the planted rows together get at least :math:`1-\varepsilon`.

    The smaller of :math:`\beta_{lone}(2)` and, for :math:`a>b`, :math:`\beta_{club}(2)`, see
    `polyattn.degrees.lone_degree`; in one group the degree of `concentrated_from` for
    :math:`\frac tk` copies.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, with :math:`a>0`.
    loss : number
        The loss :math:`\varepsilon`, strictly between 0 and 1.

    Returns
    -------
    float
        The degree, rounded up; 0 where every degree does.

    Raises
    ------
    TypeError
        If `data` is not SeveralRowsData or `loss` not a number.
    ValueError
        If `loss` is out of range, or :math:`a=0`.

    References
    ----------
    Book labels ``cor:k-rows-routes`` and ``thm:k-rows-one-group``.

    Examples
    --------
    >>> data = SeveralRowsData(102, 10, rows=10, a="0.9", b="0.6", c="0.4")
    >>> round(several_concentrated_from(data, "0.5"), 2)
    2.99
    """
    odds = _odds("several_concentrated_from", data, loss)
    if data.one_group:
        return _largest(data, 2 * odds / data.rows, data.p, "up")
    routes = [_largest(data, 2 * odds, data.p, "up")]
    if _has_club(data):
        routes.append(_largest(data, 2 * odds / (data.rows - 1), data.p_mutual, "up"))
    return min(routes)


def several_not_concentrated_until(data: SeveralRowsData, loss: ExactNumber) -> float:
    r"""Return a degree up to which the planted rows together get at most :math:`1-\varepsilon`.

    The larger of two: the smaller of :math:`\beta_{lone}(\frac12)` and
    :math:`\beta_{club}(\frac12)`, for :math:`a>b`; and, at any feature,

    .. math::

        \max\Big\{\frac{\log\frac{(t-1)h}k}{\log(p/q)},\frac{\log\frac{Mh}k}{\log(p/r)}\Big\},
        \qquad h=\frac{1-\varepsilon}\varepsilon,\ M=n-t-k+1.

    In one group the degree of `not_concentrated_until` for :math:`\frac tk` copies.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, with :math:`a>0`.
    loss : number
        The loss :math:`\varepsilon`, strictly between 0 and 1.

    Returns
    -------
    float
        The degree, rounded down; 0 where nothing is claimed.

    Raises
    ------
    TypeError
        If `data` is not SeveralRowsData or `loss` not a number.
    ValueError
        If `loss` is out of range, or :math:`a=0`.

    References
    ----------
    Book labels ``cor:k-rows-routes`` and ``thm:k-rows-one-group``.

    Examples
    --------
    >>> data = SeveralRowsData(102, 10, rows=10, a="0.9", b="0.6", c="0.4")
    >>> round(several_not_concentrated_until(data, "0.5"), 2)
    2.22
    """
    odds = _odds("several_not_concentrated_until", data, loss)
    shared = _largest(data, odds / data.rows, data.p, "down")
    if data.one_group or not _has_club(data):
        return shared
    lone = _largest(data, odds / 2, data.p, "down")
    return max(shared, min(lone, _largest(data, odds / 2 / (data.rows - 1), data.p_mutual, "down")))


def _odds(call: str, data: SeveralRowsData, loss: ExactNumber) -> Fraction:
    require(call, data, SeveralRowsData)
    if data.a == 0:
        raise ValueError(
            f"{call}: a must be positive, got 0: without a feature the planted rows tie with their "
            "group; use a > 0"
        )
    return 1 / share(call, loss, "loss") - 1


def _has_club(data: SeveralRowsData) -> bool:
    return data.rows > 1 and data.a > data.b


def _largest(
    data: SeveralRowsData, factor: Fraction, score: Fraction, direction: Direction
) -> float:
    """Return the largest of 0 and the two quotients, for the rows that are not planted."""
    planted_mates = data.rows - 1 if data.one_group else 0
    mates = data.copies - 1 - planted_mates
    far = data.n - data.rows - mates
    return largest_quotient(
        [(factor * mates, score / data.q), (factor * far, score / data.r)], direction
    )
