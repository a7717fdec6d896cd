"""The three row classes of the self-attention data in closed form: any n, no matrix."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Literal, NamedTuple, TypeVar, overload

from polyattn._arb import ball, round_once
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.kernels import Kernel, Polynomial

__all__ = ["RowClasses", "RowEntries", "row_classes"]

Number = TypeVar("Number", float, Fraction)


@dataclass(frozen=True)
class RowEntries(Generic[Number]):
    r"""The entries of one row of :math:`C=fA`, divided by :math:`\sqrt{\log n}`.

    Attributes
    ----------
    feature : float or Fraction
        The first entry, where the planted row carries :math:`a`.
    own : float or Fraction
        The entry of the row's own group.
    other : float or Fraction
        The entry of each other group; there are :math:`d-3` of them.
    bias : float or Fraction
        The last entry, :math:`c` in every row.
    """

    feature: Number
    own: Number
    other: Number
    bias: Number


@dataclass(frozen=True)
class RowClasses(Generic[Number]):
    r"""Every row of :math:`C=fA`, as the three kinds of row that there are.

    Attributes
    ----------
    planted : RowEntries
        The planted row :math:`j^*`, once.
    group : RowEntries or None
        The other rows of its group, :math:`t-1` times; None where ``copies == 1``.
    others : RowEntries
        The rows of the other groups, :math:`(d-3)t` times.
    planted_weight, planted_weight_complement : float or Fraction
        :math:`f^*=f_{j^*j^*}`, what the planted row gives to itself, and :math:`1-f^*`.
    planted_group_weight : float or Fraction
        :math:`G^*`, what the planted row gives to its own group, itself included.
    planted_cross_weight : float or Fraction
        :math:`u^*`, what the planted row gives to each other group.
    own_group_weight, own_group_weight_complement : float or Fraction
        :math:`w_o`, what every other row gives to its own group, and :math:`1-w_o`.
    others_cross_weight : float or Fraction
        :math:`u_o`, what every other row gives to each other group.
    """

    planted: RowEntries[Number]
    group: RowEntries[Number] | None
    others: RowEntries[Number]
    planted_weight: Number
    planted_weight_complement: Number
    planted_group_weight: Number
    planted_cross_weight: Number
    own_group_weight: Number
    own_group_weight_complement: Number
    others_cross_weight: Number


class RowWeights(NamedTuple):
    r"""The attention weights of the row classes, as Arb balls or as Fractions.

    With :math:`Z_*=P+(t-1)Q+t(d-3)R` and :math:`Z_o=tQ+t(d-3)R`, in this order:
    :math:`f^*=P/Z_*`, :math:`1-f^*`, :math:`G^*=(P+(t-1)Q)/Z_*`, :math:`u^*=tR/Z_*`,
    :math:`w_o=tQ/Z_o`, :math:`1-w_o`, :math:`u_o=tR/Z_o`.
    """

    planted: Any
    planted_complement: Any
    planted_group: Any
    planted_cross: Any
    own_group: Any
    own_group_complement: Any
    others_cross: Any


def row_weights(data: SelfAttentionData, kernel: Kernel, *, exact: bool = False) -> RowWeights:
    r"""Return the weights that the rows give, for callers that go on computing with them.

    Parameters
    ----------
    data : SelfAttentionData
        The construction.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    exact : bool, default False
        Return Fractions instead of balls; needs a whole degree.

    Returns
    -------
    RowWeights
        Arb balls at the current ``flint.ctx.prec``, or Fractions.

    Raises
    ------
    ValueError
        If `exact` is asked for and the degree is not whole, or the kernel is softmax.

    References
    ----------
    Book label ``thm:closed-form``.

    Examples
    --------
    >>> data = SelfAttentionData(5, a=1, b=1, c=1)
    >>> row_weights(data, Polynomial(2), exact=True).planted
    Fraction(9, 11)
    """
    ratio = weight_ratio("row_classes", kernel, data.n, exact)
    t, others = data.copies, data.d - 3
    # Q/P, R/P and R/Q: only sums of positive numbers follow, so no digit cancels.
    group, cross, far = ratio(data.q, data.p), ratio(data.r, data.p), ratio(data.r, data.q)
    planted_sum = 1 + (t - 1) * group + t * others * cross
    own_sum = 1 + others * far
    return RowWeights(
        planted=1 / planted_sum,
        planted_complement=((t - 1) * group + t * others * cross) / planted_sum,
        planted_group=(1 + (t - 1) * group) / planted_sum,
        planted_cross=t * cross / planted_sum,
        own_group=1 / own_sum,
        own_group_complement=others * far / own_sum,
        others_cross=far / own_sum,
    )


@overload
def row_classes(
    data: SelfAttentionData, kernel: Kernel, exact: Literal[False] = False
) -> RowClasses[float]: ...
@overload
def row_classes(
    data: SelfAttentionData, kernel: Kernel, exact: Literal[True]
) -> RowClasses[Fraction]: ...
def row_classes(data: SelfAttentionData, kernel: Kernel, exact: bool = False) -> RowClasses[Any]:
    r"""Return the rows of :math:`C=fA` and their attention weights in closed form.

    With :math:`P,Q,R` the weights of the scores :math:`p,q,r`,
    :math:`Z_*=P+(t-1)Q+t(d-3)R` and :math:`Z_o=tQ+t(d-3)R`, the rows divided by
    :math:`\sqrt{\log n}` are (feature, own group, each other group, bias):

    .. math::

        \text{planted: } \Big(a\tfrac{P}{Z_*},\ b\tfrac{P+(t-1)Q}{Z_*},\ b\tfrac{tR}{Z_*},\ c\Big),
        \quad
        \text{its group: } \Big(a\tfrac{Q}{Z_o},\ b\tfrac{tQ}{Z_o},\ b\tfrac{tR}{Z_o},\ c\Big),
        \quad
        \text{others: } \Big(a\tfrac{R}{Z_o},\ b\tfrac{tQ}{Z_o},\ b\tfrac{tR}{Z_o},\ c\Big).

    Parameters
    ----------
    data : SelfAttentionData
        The construction, of any size.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    exact : bool, default False
        Return Fractions; needs a polynomial kernel of whole degree.

    Returns
    -------
    RowClasses
        Floats, each computed in interval arithmetic and rounded once, complements too
        (``planted_weight_complement`` is not ``1 - planted_weight``); a number below the
        subnormal range is 0. Fractions where `exact` is asked for.

    Raises
    ------
    TypeError
        If `data` is not a SelfAttentionData or `kernel` not a kernel.
    ValueError
        If `exact` is asked for and the degree is not whole, or the kernel is softmax.

    References
    ----------
    Book label ``thm:closed-form``.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> rows = row_classes(data, Polynomial(20))
    >>> rows.planted_weight
    2.4351728452620405e-08
    >>> row_classes(SelfAttentionData(5, a=1, b=1, c=1), Polynomial(2), exact=True).planted.other
    Fraction(1, 11)
    """
    require("row_classes", data, SelfAttentionData)
    require("row_classes", kernel, Kernel, "kernel")
    if exact:
        weights = row_weights(data, kernel, exact=True)
        return _classes(data, weights, _entries(data, weights, data.a, data.b), data.c)

    def balls() -> tuple[Any, ...]:
        weights = row_weights(data, kernel)
        return (*weights, *_entries(data, weights, ball(data.a), ball(data.b)))

    numbers = round_once(balls)
    size = len(RowWeights._fields)
    return _classes(data, RowWeights(*numbers[:size]), numbers[size:], float(data.c))


def _entries(data: SelfAttentionData, weights: RowWeights, a: Any, b: Any) -> tuple[Any, ...]:
    planted = a * weights.planted, b * weights.planted_group, b * weights.planted_cross
    features = a * weights.own_group / data.copies, a * weights.others_cross / data.copies
    return (*planted, *features, b * weights.own_group, b * weights.others_cross)


def _classes(
    data: SelfAttentionData, weights: RowWeights, entries: tuple[Any, ...], bias: Any
) -> RowClasses[Any]:
    feature, own, other, group_feature, others_feature, others_own, others_other = entries
    alone = data.copies == 1
    return RowClasses(
        RowEntries(feature, own, other, bias),
        None if alone else RowEntries(group_feature, others_own, others_other, bias),
        RowEntries(others_feature, others_own, others_other, bias),
        *weights,
    )


def weight_ratio(call: str, kernel: Kernel, n: int, exact: bool) -> Any:
    """Return the function of two scores that gives the ratio of their weights, or raise."""
    if not exact:
        return lambda score, reference: kernel.log_ratio(score, reference, n).exp()
    if not isinstance(kernel, Polynomial) or kernel.degree.denominator != 1:
        raise ValueError(
            f"{call}: exact=True needs a polynomial kernel of whole degree, got {kernel!r}; "
            "leave exact out: the floats are rounded once"
        )
    degree = kernel.degree.numerator
    return lambda score, reference: (score / reference) ** degree
