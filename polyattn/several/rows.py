"""The rows of the data with several planted rows, in closed form: any n, no matrix."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, Literal, NamedTuple, TypeVar, overload

from polyattn._arb import ball, round_once
from polyattn._arguments import require
from polyattn.kernels import Kernel
from polyattn.rows import RowEntries, weight_ratio
from polyattn.several.data import SeveralRowsData

__all__ = ["SeveralRowClasses", "SeveralWeights", "several_row_classes", "several_weights"]

Number = TypeVar("Number", float, Fraction)


@dataclass(frozen=True)
class SeveralRowClasses(Generic[Number]):
    r"""Every row of :math:`C=fA`, as the three kinds of row that there are.

    Attributes
    ----------
    planted : RowEntries
        Each of the :math:`k` planted rows; `other` is its entry at each group without one.
    planted_mutual : float, Fraction or None
        The entry of a planted row at each other planted group; None where there is none.
    group : RowEntries or None
        The other rows of the planted groups; None where every row of these is planted.
    others : RowEntries or None
        The rows of the other groups; None where every group has a planted row.
    planted_weight, planted_weight_complement : float or Fraction
        :math:`h^*`, what a planted row gives to all planted rows together, and :math:`1-h^*`.
    self_weight : float or Fraction
        :math:`P/Z`, what a planted row gives to itself.
    planted_group_weight : float or Fraction
        :math:`\alpha`, what a planted row gives to its own group, itself included.
    planted_mutual_weight : float, Fraction or None
        :math:`v`, what a planted row gives to each other planted group; None where there is none.
    planted_cross_weight : float or Fraction
        :math:`u`, what a planted row gives to each group without a planted row.
    own_group_weight, others_cross_weight : float or Fraction
        :math:`w_o` and :math:`u_o`, what every other row gives to its own group and to each other
        group: no planted row changes them.
    """

    planted: RowEntries[Number]
    planted_mutual: Number | None
    group: RowEntries[Number] | None
    others: RowEntries[Number] | None
    planted_weight: Number
    planted_weight_complement: Number
    self_weight: Number
    planted_group_weight: Number
    planted_mutual_weight: Number | None
    planted_cross_weight: Number
    own_group_weight: Number
    others_cross_weight: Number


class SeveralWeights(NamedTuple):
    r"""The attention weights of the row classes, as Arb balls or as Fractions.

    :math:`h^*`, :math:`1-h^*`, :math:`P/Z`, :math:`\alpha`, :math:`v`, :math:`u`, :math:`w_o`,
    :math:`u_o`; what rows of planted groups, and of others, give to all planted rows.
    """

    planted: Any
    planted_complement: Any
    itself: Any
    group: Any
    mutual: Any  # to one more planted group, also where there is none
    cross: Any
    own_group: Any
    others_cross: Any
    group_planted: Any
    others_planted: Any


def several_weights(
    data: SeveralRowsData, kernel: Kernel, *, exact: bool = False
) -> SeveralWeights:
    r"""Return the weights that the rows give, for callers that go on computing with them.

    Parameters
    ----------
    data : SeveralRowsData
        The construction.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    exact : bool, default False
        Return Fractions instead of balls; needs a whole degree.

    Returns
    -------
    SeveralWeights
        Arb balls at the current ``flint.ctx.prec``, or Fractions.

    Raises
    ------
    ValueError
        If `exact` is asked for and the degree is not whole, or the kernel is softmax.

    References
    ----------
    Book labels ``thm:k-rows-one-group`` and ``thm:k-rows-closed-form``.

    Examples
    --------
    >>> from polyattn import Polynomial
    >>> data = SeveralRowsData(5, rows=2, a=1, b=1, c=1)
    >>> several_weights(data, Polynomial(1), exact=True).planted
    Fraction(5, 6)
    """
    ratio = weight_ratio("several_row_classes", kernel, data.n, exact)
    t, k, N = data.copies, data.rows, data.d - 3
    # P'/P, Q/P, R/P and R/Q: only sums of positive numbers follow, so no digit cancels.
    shared = ratio(data.p_mutual, data.p)
    near, far = ratio(data.q, data.p), ratio(data.r, data.p)
    apart = ratio(data.r, data.q)
    if data.one_group:
        planted, group = k + 0 * near, k + (t - k) * near
        rest, mutual = (t - k) * near + t * N * far, t * far
        mates = k, k * apart
    else:
        planted, group = 1 + (k - 1) * shared, 1 + (t - 1) * near
        rest, mutual = (t - 1) * near + (t * N - k + 1) * far, shared + (t - 1) * far
        mates = 1 + (k - 1) * apart, k * apart
    total, spread = planted + rest, 1 + N * apart
    return SeveralWeights(
        planted=planted / total,
        planted_complement=rest / total,
        itself=1 / total,
        group=group / total,
        mutual=mutual / total,
        cross=t * far / total,
        own_group=1 / spread,
        others_cross=apart / spread,
        group_planted=mates[0] / (t * spread),
        others_planted=mates[1] / (t * spread),
    )


@overload
def several_row_classes(
    data: SeveralRowsData, kernel: Kernel, exact: Literal[False] = False
) -> SeveralRowClasses[float]: ...
@overload
def several_row_classes(
    data: SeveralRowsData, kernel: Kernel, exact: Literal[True]
) -> SeveralRowClasses[Fraction]: ...
def several_row_classes(
    data: SeveralRowsData, kernel: Kernel, exact: bool = False
) -> SeveralRowClasses[Any]:
    r"""Return the rows of :math:`C=fA` with :math:`k` planted rows, in closed form.

    With :math:`P,P',Q,R` the weights of the scores :math:`p,p',q,r`, the rows divided by
    :math:`\sqrt{\log n}` are, in different groups with
    :math:`Z=P+(k-1)P'+(t-1)Q+(t(d-3)-k+1)R`, (feature, own group, each other planted group, each
    group without a planted row, bias)

    .. math::

        \Big(a\tfrac{P+(k-1)P'}Z,\ b\tfrac{P+(t-1)Q}Z,\ b\tfrac{P'+(t-1)R}Z,\ b\tfrac{tR}Z,\ c\Big)

    for a planted row, and in one group with :math:`Z=kP+(t-k)Q+t(d-3)R`

    .. math:: \Big(a\tfrac{kP}Z,\ b\tfrac{kP+(t-k)Q}Z,\ b\tfrac{tR}Z,\ c\Big).

    Every other row has :math:`bw_o` at its own group and :math:`bu_o` at each other, as with one
    planted row; its feature is :math:`a` times what it gives to the planted rows.

    Parameters
    ----------
    data : SeveralRowsData
        The construction, of any size.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    exact : bool, default False
        Return Fractions; needs a polynomial kernel of whole degree.

    Returns
    -------
    SeveralRowClasses
        Floats, each computed in interval arithmetic and rounded once, complements too. Fractions
        where `exact` is asked for.

    Raises
    ------
    TypeError
        If `data` is not a SeveralRowsData or `kernel` not a kernel.
    ValueError
        If `exact` is asked for and the degree is not whole, or the kernel is softmax.

    References
    ----------
    Book labels ``thm:k-rows-one-group`` and ``thm:k-rows-closed-form``.

    Examples
    --------
    >>> from polyattn import Polynomial
    >>> data = SeveralRowsData(102, 10, rows=10, a="0.9", b="0.6", c="0.4")
    >>> rows = several_row_classes(data, Polynomial(6))
    >>> round(rows.planted_weight, 3), round(rows.self_weight, 3)
    (0.985, 0.418)
    """
    call = "several_row_classes"
    require(call, data, SeveralRowsData)
    require(call, kernel, Kernel, "kernel")
    if exact:
        weights = several_weights(data, kernel, exact=True)
        return _classes(data, weights, _entries(weights, data.a, data.b), data.c)

    def balls() -> tuple[Any, ...]:
        weights = several_weights(data, kernel)
        return (*weights, *_entries(weights, ball(data.a), ball(data.b)))

    numbers = round_once(balls)
    size = len(SeveralWeights._fields)
    return _classes(data, SeveralWeights(*numbers[:size]), numbers[size:], float(data.c))


def _entries(weights: SeveralWeights, a: Any, b: Any) -> tuple[Any, ...]:
    features = a * weights.planted, a * weights.group_planted, a * weights.others_planted
    planted = b * weights.group, b * weights.mutual, b * weights.cross
    return (*features, *planted, b * weights.own_group, b * weights.others_cross)


def _classes(
    data: SeveralRowsData, weights: SeveralWeights, entries: tuple[Any, ...], bias: Any
) -> SeveralRowClasses[Any]:
    feature, group_feature, others_feature, group, mutual, cross, own, other = entries
    alone = data.planted_groups == 1
    no_mates = data.copies == (data.rows if data.one_group else 1)
    return SeveralRowClasses(
        RowEntries(feature, group, cross, bias),
        None if alone else mutual,
        None if no_mates else RowEntries(group_feature, own, other, bias),
        None if data.planted_groups == data.d - 2 else RowEntries(others_feature, own, other, bias),
        planted_weight=weights.planted,
        planted_weight_complement=weights.planted_complement,
        self_weight=weights.itself,
        planted_group_weight=weights.group,
        planted_mutual_weight=None if alone else weights.mutual,
        planted_cross_weight=weights.cross,
        own_group_weight=weights.own_group,
        others_cross_weight=weights.others_cross,
    )
