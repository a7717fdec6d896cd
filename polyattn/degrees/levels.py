"""The degrees at which a row's level reaches a threshold, for a construction of any size."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.degrees._roots import power_sum_degree
from polyattn.exact import ExactNumber, exact_number

__all__ = ["break_degree", "level_degree", "level_root", "lowest_level"]


def break_degree(data: SelfAttentionData, theta: ExactNumber) -> float:
    r"""Return the degree at which every other row reaches the threshold: :math:`bw_o=\theta-c`.

    .. math::

        \beta_{break}=\frac{\log\big((d-3)\frac{\eta}{b-\eta}\big)}{\log(q/r)},
        \qquad\eta=\theta-c

    Parameters
    ----------
    data : SelfAttentionData
        Either construction: the feature plays no part.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`, between
        :math:`c+\frac b{d-2}` and :math:`b+c`, both excluded.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or `theta` not a number.
    ValueError
        If no degree takes the rows there.

    References
    ----------
    Book label ``lem:break-degree``.

    Examples
    --------
    >>> data = SelfAttentionData(d=10002, copies=10, a="0.1", b="0.6", c="0.4")
    >>> round(break_degree(data, "0.5"), 2)
    6.45
    """
    call = "break_degree"
    require(call, data, SelfAttentionData)
    height = exact_number(theta, "theta", call) - data.c
    lowest = data.b / (data.d - 2)
    if not lowest < height < data.b:
        _refuse_threshold(call, theta, "the other rows", data.c + lowest, data.c + data.b)
    return power_sum_degree(call, [(Fraction(data.d - 3), data.r / data.q)], data.b / height - 1)


def level_degree(data: SelfAttentionData, theta: ExactNumber) -> float:
    r"""Return the degree at which the level of the planted row reaches the threshold.

    The level is :math:`c+af^*+bG^*`: the pre-activation of the planted row where the signs of
    its feature, its group and the bias are plus and the other groups cancel. It rises from
    :math:`c+\frac an+\frac b{d-2}` at degree 0 to :math:`a+b+c` (:math:`b+c` where :math:`a=0`).

    Parameters
    ----------
    data : SelfAttentionData
        The construction, of any size.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`, within that range.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or `theta` not a number.
    ValueError
        If no degree takes the level there.

    References
    ----------
    Book label ``thm:finite-bounds``.

    Examples
    --------
    >>> data = SelfAttentionData(d=10002, copies=10, a="0.1", b="0.6", c="0.4")
    >>> level_degree(data, "0.5") < break_degree(data, "0.5")
    True
    """
    call = "level_degree"
    require(call, data, SelfAttentionData)
    height = exact_number(theta, "theta", call) - data.c
    if not lowest_level(data) < height < data.a + data.b:
        low, high = data.c + lowest_level(data), data.a + data.b + data.c
        _refuse_threshold(call, theta, "the planted row", low, high)
    return level_root(call, data, height)


def level_root(call: str, data: SelfAttentionData, height: Fraction) -> float:
    r"""Return the degree of `level_degree`, in the name of another call and unchecked.

    Parameters
    ----------
    call : str
        The call to name in an error.
    data : SelfAttentionData
        The construction.
    height : Fraction
        The level less :math:`c`, strictly between `lowest_level` and :math:`a+b`.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.

    Examples
    --------
    >>> level_root("demo", SelfAttentionData(7, a=1, b=1, c=1), Fraction(1))
    1.2618595071429148
    """
    # (a + b - h) P + (b - h) (t - 1) Q = h t (d - 3) R at the height h = theta - c
    t = data.copies
    far = height * t * (data.d - 3)
    gain, group = data.a + data.b - height, (data.b - height) * (t - 1)
    if group < 0:  # beyond b the group holds the row back, as the others do
        return power_sum_degree(call, [(far, data.r / data.p), (-group, data.q / data.p)], gain)
    terms = [(gain, data.p / data.r), (group, data.q / data.r)]
    return power_sum_degree(call, [term for term in terms if term[0]], far)


def lowest_level(data: SelfAttentionData) -> Fraction:
    r"""Return :math:`\frac an+\frac b{d-2}`, the level less :math:`c` in the limit of degree 0.

    Parameters
    ----------
    data : SelfAttentionData
        The construction.

    Returns
    -------
    Fraction
        The limit, which every degree exceeds.

    Examples
    --------
    >>> lowest_level(SelfAttentionData(4, a=1, b=1, c=1))
    Fraction(1, 1)
    """
    return data.a / data.n + data.b / (data.d - 2)


def _refuse_threshold(
    call: str, theta: object, what: str, least: Fraction, most: Fraction
) -> NoReturn:
    raise ValueError(
        f"{call}: no degree takes {what} to theta = {theta}; they run from {float(least):.6g} "
        f"to {float(most):.6g}, use a theta strictly between"
    )
