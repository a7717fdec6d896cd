"""The degrees at which a weight or a level is reached, for a construction of any size."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NoReturn

from polyattn._arb import ball, finite_once
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.degrees._roots import power_sum_degree, too_large
from polyattn.exact import ExactNumber, exact_number, whole_number

__all__ = [
    "break_degree",
    "detection_degree",
    "grouping_degree",
    "level_degree",
    "level_root",
    "lowest_level",
    "planted_degree",
]


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
    share = exact_number(weight, "weight", call)
    most = Fraction(1) if data.a else Fraction(1, data.copies)
    if not Fraction(1, data.n) < share < most:
        _refuse_weight(call, weight, "the planted weight", f"1/{data.n}", most)
    terms = [(Fraction(data.n - data.copies), data.r / data.p)]
    rest = 1 / share - 1
    if data.a == 0:
        rest -= data.copies - 1  # the group ties with the planted row
    elif data.copies > 1:
        terms.append((Fraction(data.copies - 1), data.q / data.p))
    return power_sum_degree(call, terms, rest)


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
        _refuse_weight(call, weight, "the own-group weight", f"1/{data.d - 2}", Fraction(1))
    return power_sum_degree(call, [(Fraction(data.d - 3), data.r / data.q)], 1 / share - 1)


def detection_degree(data: SelfAttentionData, width: int = 1) -> float:
    r"""Return :math:`\log(t\sqrt d)/\log(p/r)`, about where telling starts; at a width, earlier.

    .. math:: \beta_{det}(m)=\frac{\log\big(t\sqrt{d/\log m}\big)}{\log(p/r)}\qquad(m\ge3)

    With :math:`a=a_1`: far enough below it no threshold tells :math:`\mathcal D_1` from any
    :math:`\mathcal D_0` when :math:`d` is large and :math:`\log m` small beside it. That some
    threshold does a constant above it is proved for a fixed width only. For one or two neurons
    there is no logarithm to divide by.

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
    Book labels ``cor:detection-threshold`` and ``cor:critical-degree-at-width``.

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


def _refuse_weight(call: str, weight: object, what: str, least: str, most: Fraction) -> NoReturn:
    raise ValueError(
        f"{call}: no degree gives the weight {weight}; "
        f"{what} runs from {least} to {most}, use a weight strictly between"
    )


def _refuse_threshold(
    call: str, theta: object, what: str, least: Fraction, most: Fraction
) -> NoReturn:
    raise ValueError(
        f"{call}: no degree takes {what} to theta = {theta}; they run from {float(least):.6g} "
        f"to {float(most):.6g}, use a theta strictly between"
    )
