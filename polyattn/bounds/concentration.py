"""When attention concentrates: the four parts of the concentration theorem, as degrees."""

from __future__ import annotations

from fractions import Fraction

from polyattn._arb import Direction
from polyattn._arguments import require
from polyattn.bounds._parts import largest_quotient, share
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber

__all__ = ["concentrated_from", "grouped_from", "not_concentrated_until", "spread_until"]


def concentrated_from(data: SelfAttentionData, loss: ExactNumber) -> float:
    r"""Return a degree from which on the planted weight is at least :math:`1-\varepsilon`.

    .. math::

        \beta\ge\max\Big\{
        \frac{\log\big(2(t-1)\frac{1-\varepsilon}\varepsilon\big)}{\log(p/q)},
        \frac{\log\big(2(n-t)\frac{1-\varepsilon}\varepsilon\big)}{\log(p/r)}\Big\}
        \ \Rightarrow\ f^*\ge1-\varepsilon

    Parameters
    ----------
    data : SelfAttentionData
        The construction, with :math:`a>0`.
    loss : number
        The loss :math:`\varepsilon`, strictly between 0 and 1.

    Returns
    -------
    float
        The degree, rounded up; 0 where every degree does. Where :math:`t=1` the first term is
        left out.

    Raises
    ------
    TypeError
        If `data` is not self-attention data or `loss` not a number.
    ValueError
        If `loss` is out of range, or :math:`a=0`, where the weight need not come near 1.

    References
    ----------
    Book label ``thm:concentration``, part 1.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> round(concentrated_from(data, "0.5"), 2)
    134.16
    """
    call = "concentrated_from"
    odds = _odds(call, data, loss, "loss")
    return _largest(data, 2 * odds, "up", call)


def not_concentrated_until(data: SelfAttentionData, loss: ExactNumber) -> float:
    r"""Return a degree up to which the planted weight is at most :math:`1-\varepsilon`.

    .. math::

        \beta\le\max\Big\{
        \frac{\log\big((t-1)\frac{1-\varepsilon}\varepsilon\big)}{\log(p/q)},
        \frac{\log\big((n-t)\frac{1-\varepsilon}\varepsilon\big)}{\log(p/r)}\Big\}
        \ \Rightarrow\ f^*\le1-\varepsilon

    Parameters
    ----------
    data : SelfAttentionData
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
        If `data` is not self-attention data or `loss` not a number.
    ValueError
        If `loss` is out of range, or :math:`a=0`.

    References
    ----------
    Book label ``thm:concentration``, part 2.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> round(concentrated_from(data, "0.5") - not_concentrated_until(data, "0.5"), 2)
    4.34
    """
    call = "not_concentrated_until"
    odds = _odds(call, data, loss, "loss")
    return _largest(data, odds, "down", call)


def spread_until(data: SelfAttentionData, weight: ExactNumber) -> float:
    r"""Return a degree up to which the planted weight is at most :math:`\varepsilon`.

    .. math::

        \beta\le\max\Big\{
        \frac{\log\big((t-1)\frac\varepsilon{1-\varepsilon}\big)}{\log(p/q)},
        \frac{\log\big((n-t)\frac\varepsilon{1-\varepsilon}\big)}{\log(p/r)}\Big\}
        \ \Rightarrow\ f^*\le\varepsilon

    Parameters
    ----------
    data : SelfAttentionData
        The construction, with :math:`a>0`.
    weight : number
        The weight :math:`\varepsilon`, strictly between 0 and 1.

    Returns
    -------
    float
        The degree, rounded down; 0 where nothing is claimed.

    Raises
    ------
    TypeError
        If `data` is not self-attention data or `weight` not a number.
    ValueError
        If `weight` is out of range, or :math:`a=0`.

    References
    ----------
    Book label ``thm:concentration``, part 3.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> spread_until(data, "0.5") == not_concentrated_until(data, "0.5")
    True
    """
    call = "spread_until"
    odds = _odds(call, data, weight, "weight")
    return _largest(data, 1 / odds, "down", call)


def grouped_from(data: SelfAttentionData, loss: ExactNumber) -> float:
    r"""Return the degree from which on the own-group weight is at least :math:`1-\varepsilon`.

    .. math::

        w_o\ge1-\varepsilon\iff
        \beta\ge\frac{\log\big((d-3)\frac{1-\varepsilon}\varepsilon\big)}{\log(q/r)}

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
    loss : number
        The loss :math:`\varepsilon`, strictly between 0 and 1.

    Returns
    -------
    float
        The degree, rounded up; 0 where every degree does.

    Raises
    ------
    TypeError
        If `data` is not self-attention data or `loss` not a number.
    ValueError
        If `loss` is out of range.

    References
    ----------
    Book label ``thm:concentration``, part 4.

    Examples
    --------
    >>> grouped_from(SelfAttentionData(7, a=1, b=1, c=1), "0.5") >= 2
    True
    """
    odds = _odds("grouped_from", data, loss, "loss")
    return largest_quotient([((data.d - 3) * odds, data.q / data.r)], "up")


def _odds(call: str, data: SelfAttentionData, part: ExactNumber, name: str) -> Fraction:
    """Return (1 - e) / e."""
    require(call, data, SelfAttentionData)
    return 1 / share(call, part, name) - 1


def _largest(data: SelfAttentionData, factor: Fraction, direction: Direction, call: str) -> float:
    """Return the largest of 0 and the two quotients of the theorem."""
    if data.a == 0:
        raise ValueError(
            f"{call}: a must be positive, got 0: without a feature the planted row ties with its "
            "group; use a > 0"
        )
    pairs = [
        (factor * (data.copies - 1), data.p / data.q),
        (factor * (data.n - data.copies), data.p / data.r),
    ]
    return largest_quotient(pairs, direction)
