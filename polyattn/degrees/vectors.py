"""The degrees at which a spike among scores has a weight, or is detected."""

from __future__ import annotations

from fractions import Fraction

from polyattn._arb import ball, finite_once
from polyattn._arguments import require
from polyattn.data import VectorData
from polyattn.degrees._roots import power_sum_degree, too_large
from polyattn.exact import ExactNumber, exact_number

__all__ = ["spike_degree", "spike_detection_degree"]


def spike_degree(data: VectorData, weight: ExactNumber = "0.5") -> float:
    r"""Return the degree at which the largest entry has the attention weight `weight`.

    .. math:: \frac1w=1+\sum_{j\ne1}\Big(\frac{v_j}{v_1}\Big)^\beta,
        \qquad\beta=\frac{\log\big((n-1)\frac w{1-w}\big)}{\log\rho}
        \text{ over an equal background}

    The largest entry is the spike, or, in a vector without one, the single entry at the top of
    the background (``high=1``). At :math:`w=\frac{1+\tau}2` a neuron with the threshold
    :math:`\tau` starts to fire for exactly half of all signs.

    Parameters
    ----------
    data : VectorData
        A vector of any length with one largest entry.
    weight : number, default "0.5"
        The weight :math:`w` between :math:`\frac1n` and 1, both excluded.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not vector data or `weight` not a number.
    ValueError
        If no single entry is the largest, or no degree gives that weight.

    References
    ----------
    Book labels ``thm:spike-weight``, ``thm:exact-half``, ``thm:uniform-window`` and
    ``thm:too-high``.

    Examples
    --------
    >>> round(spike_degree(VectorData(10**6, "3")), 2)
    12.58
    >>> round(spike_degree(VectorData(10**6, high=1, spread="1.5"), "0.75"), 2)
    36.78
    """
    call = "spike_degree"
    require(call, data, VectorData)
    share = exact_number(weight, "weight", call)
    (top, alone), *rest = data.levels
    if alone != 1:
        raise ValueError(
            f"{call}: one entry must be the largest, got {alone} of them; "
            "give a ratio, or high=1 and a spread above 1"
        )
    if not Fraction(1, data.n) < share < 1:
        raise ValueError(
            f"{call}: no degree gives the weight {weight}; the weight of the largest entry runs "
            f"from 1/{data.n} to 1, use a weight strictly between"
        )
    return power_sum_degree(
        call, [(Fraction(count), value / top) for value, count in rest], 1 / share - 1
    )


def spike_detection_degree(data: VectorData) -> float:
    r"""Return :math:`\beta_{det}=\frac{\log n}{2\log\rho}`, about where a spike is detected.

    Over an equal background no threshold tells the two data sets apart below it when :math:`n` is
    large, and one does above it.

    Parameters
    ----------
    data : VectorData
        The vector with the spike.

    Returns
    -------
    float
        The degree, rounded once.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If `data` is not vector data.
    ValueError
        If it has no spike, or its background is not equal.

    References
    ----------
    Book label ``thm:half-degree``.

    Examples
    --------
    >>> round(spike_detection_degree(VectorData(10**6, "3")), 2)
    6.29
    """
    call = "spike_detection_degree"
    require(call, data, VectorData)
    ratio = data.ratio
    if ratio is None or (data.high not in (0, data.n - 1) and data.spread != 1):
        raise ValueError(
            f"{call}: a spike over an equal background is needed, got {data!r}; "
            "use VectorData(n, ratio)"
        )
    return finite_once(
        lambda: ball(Fraction(data.n)).log() / (2 * ball(ratio).log()), too_large(call, "degree")
    )
