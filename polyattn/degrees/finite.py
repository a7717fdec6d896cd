"""The degrees at which a weight is reached, for a construction of any size."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, finite_once
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.degrees._roots import power_sum_degree, too_large
from polyattn.degrees._self_weight import refuse_weight, self_weight_degree
from polyattn.exact import ExactNumber, exact_number, whole_number

__all__ = ["detection_degree", "grouping_degree", "planted_degree"]


def planted_degree(data: SelfAttentionData, weight: ExactNumber = "0.5") -> float:
    r"""Return the degree at which the planted weight :math:`f^*` equals `weight`.

    It solves :math:`\frac1{f^*}=1+(t-1)(q/p)^\beta+(n-t)(r/p)^\beta`. The planted weight rises
    from :math:`\frac1n` at degree 0 to 1, or only to :math:`\frac1t` where :math:`a=0`.

    Parameters
    ----------
    data : SelfAttentionData
        The construction, of any size.
    weight : number, default "0.5"
        Between :math:`\frac1n` and 1, both excluded.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or `weight` not a number.
    ValueError
        If no degree gives that weight.

    References
    ----------
    Book label ``thm:concentration``.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> round(planted_degree(data), 2)
    129.82
    """
    call = "planted_degree"
    require(call, data, SelfAttentionData)
    return self_weight_degree(call, data, data.p, weight, "the planted weight")


def grouping_degree(data: SelfAttentionData, weight: ExactNumber = "0.5") -> float:
    r"""Return the degree at which the own-group weight :math:`w_o` equals `weight`.

    .. math:: \beta=\frac{\log\big((d-3)\frac{w}{1-w}\big)}{\log(q/r)}

    Parameters
    ----------
    data : SelfAttentionData
        The construction, of any size.
    weight : number, default "0.5"
        The weight :math:`w` between :math:`\frac1{d-2}` and 1, both excluded.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data or `weight` not a number.
    ValueError
        If no degree gives that weight.

    References
    ----------
    Book label ``thm:concentration``.

    Examples
    --------
    >>> grouping_degree(SelfAttentionData(7, a=1, b=1, c=1))
    2.0
    """
    call = "grouping_degree"
    require(call, data, SelfAttentionData)
    share = exact_number(weight, "weight", call)
    if not Fraction(1, data.d - 2) < share < 1:
        refuse_weight(call, weight, "the own-group weight", f"1/{data.d - 2}", Fraction(1))
    return power_sum_degree(call, [(Fraction(data.d - 3), data.r / data.q)], 1 / share - 1)


def detection_degree(data: SelfAttentionData, width: int = 1) -> float:
    r"""Return :math:`\log(t\sqrt d)/\log(p/r)`, about where telling starts; at a width, earlier.

    .. math:: \beta_{det}(m)=\frac{\log\big(t\sqrt{d/\log m}\big)}{\log(p/r)}\qquad(m\ge3)

    With :math:`a=a_1`: far enough below it no threshold tells :math:`\mathcal D_1` from any
    :math:`\mathcal D_0` when :math:`d` is large and :math:`\log m` small beside it; far enough
    above it one does so nearly always when :math:`m` is large. For one or two neurons there is no
    logarithm to divide by.

    Parameters
    ----------
    data : SelfAttentionData
        The construction with the larger feature, :math:`\mathcal D_1`.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The degree, rounded once; negative where :math:`\log m>t^2d`.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not self-attention data, or `width` no whole number.
    ValueError
        If ``width < 1``.

    References
    ----------
    Book labels ``cor:detection-threshold``, ``cor:critical-degree-at-width`` and
    ``cor:above-critical-degree``.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> round(detection_degree(data), 2), round(detection_degree(data, width=10**6), 2)
    (18.07, 17.09)
    """
    call = "detection_degree"
    require(call, data, SelfAttentionData)
    count = whole_number(width, "width", call, 1, "use width >= 1 neurons")
    spread = Fraction(data.copies**2 * data.d)  # (t sqrt(d))^2

    def degree() -> Any:
        log_spread = ball(spread).log()
        if count > 2:
            log_spread -= ball(Fraction(count)).log().log()
        return log_spread / (2 * ball(data.p / data.r).log())

    return finite_once(degree, too_large(call, "degree"))
