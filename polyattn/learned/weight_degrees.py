"""Degrees at which the planted weight is what noise at the output asks for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, nextafter
from typing import Any, Literal

from polyattn._arb import ball, round_once
from polyattn.data import SelfAttentionData
from polyattn.degrees import planted_degree
from polyattn.exact import ExactNumber
from polyattn.learned._parts import asked_margin

__all__ = ["necessary_degree", "sufficient_degree"]


def necessary_degree(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    noise: ExactNumber,
    error: ExactNumber = "0.05",
) -> float:
    r"""Return a degree below which no network has both errors at most :math:`\delta`.

    There :math:`f_1^*` reaches :math:`2\nu_{out}z_\delta\,/\,(a_1+\frac{2bN}{N+1})`.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    noise : number
        The standard deviation :math:`\nu_{out}>0`, in units of :math:`\sqrt{\log n}`.
    error : number, default "0.05"
        The error :math:`\delta`, strictly between 0 and one half.

    Returns
    -------
    float
        The degree, rounded down; 0 where nothing is claimed, infinite where no degree is enough.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or `noise` or `error` is out of range.

    References
    ----------
    Book label ``thm:output-noise``.

    Examples
    --------
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> round(necessary_degree(*pair, "0.1"), 2)
    2.54
    """
    asked = asked_margin("necessary_degree", data0, data1, noise, error)
    N = data1.d - 3
    most = data1.a + 2 * data1.b * Fraction(N, N + 1)
    return _weight_degree(data1, asked, most, "down")


def sufficient_degree(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    noise: ExactNumber,
    error: ExactNumber = "0.05",
) -> float:
    r"""Return a degree from which on one neuron has both errors at most :math:`\delta`.

    There :math:`f_1^*` reaches :math:`2\nu_{out}z_\delta\,/\,(a_1-a_0)`.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    noise : number
        The standard deviation :math:`\nu_{out}>0`, in units of :math:`\sqrt{\log n}`.
    error : number, default "0.05"
        The error :math:`\delta`, strictly between 0 and one half.

    Returns
    -------
    float
        The degree, rounded up; infinite where nothing is promised.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or `noise` or `error` is out of range.

    References
    ----------
    Book label ``thm:output-noise``.

    Examples
    --------
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> round(sufficient_degree(*pair, "0.1"), 2)
    3.25
    """
    asked = asked_margin("sufficient_degree", data0, data1, noise, error)
    return _weight_degree(data1, asked, data1.a - data0.a, "up")


def _weight_degree(
    data: SelfAttentionData,
    asked: Callable[[], Any],
    most: Fraction,
    direction: Literal["up", "down"],
) -> float:
    """Return the degree at which the planted weight is what is asked for over `most`."""
    (weight,) = round_once(lambda: [asked() / ball(most)], direction)
    if weight >= 1:
        return inf
    degree = planted_degree(data, weight) if weight * data.n > 1 else 0.0
    return nextafter(degree, inf if direction == "up" else 0.0)
