"""The degree that noise at the output asks for, whatever the network."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import Any, TypeAlias

from polyattn._arb import sign
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber
from polyattn.kernels import Polynomial
from polyattn.learned._parts import asked_margin, margin_at_most

__all__ = ["learned_degree"]

Pair: TypeAlias = tuple[SelfAttentionData, SelfAttentionData]

_LEAST = Fraction(5e-324)  # no float is smaller
# In a piece so narrow the margin crosses once. Half an ulp of a float is 2**-53: a degree
# known to 2**-105 of itself can be rounded.
_NARROW, _TIGHT = Fraction(1, 2**40), Fraction(1, 2**105)
_MOST_DOUBLINGS, _MOST_STEPS = 1020, 4_000


def learned_degree(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    noise: ExactNumber,
    error: ExactNumber = "0.05",
) -> float:
    r"""Return the least degree at which some network has both errors at most :math:`\delta`.

    .. math:: M_\infty(\beta)\ge2\,\nu_{out}\,z_\delta,\qquad\Phi(z_\delta)=1-\delta

    The errors are :math:`P_0` and :math:`1-P_1` of a network of any width, with neurons in the
    cube and Gaussian noise at its output. As :math:`M_\infty` is not monotone, a higher degree can
    be too high.

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
        The degree, rounded once; 0 where every degree from there on up to some other is enough,
        infinite where none is.

    Raises
    ------
    ArithmeticError
        If what is asked for is the largest margin of all, to four digits or more.
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
    >>> [round(learned_degree(*pair, noise), 2) for noise in ("0.01", "0.05", "0.1", "0.2")]
    [1.42, 2.23, 2.64, 3.21]
    >>> learned_degree(*pair, "0.4")
    inf
    """
    call = "learned_degree"
    asked = asked_margin(call, data0, data1, noise, error)
    pair = data0, data1
    if not _lacks(pair, _LEAST, _LEAST, asked):
        return 0.0
    # What has not been searched yet; the leftmost piece is the last of the list.
    pieces = [(_LEAST, _far_enough(call, pair, asked))]
    for _ in range(_MOST_STEPS):
        if not pieces:
            return inf
        low, high = pieces.pop()
        if _lacks(pair, low, high, asked):
            continue
        if high - low > _NARROW * high:
            middle = (low + high) / 2
            pieces += [(middle, high), (low, middle)]
        elif not _lacks(pair, high, high, asked):
            return _crossing(pair, low, high, asked)
    raise ArithmeticError(
        f"{call}: noise {noise} and error {error} ask for just about the largest margin that any "
        "degree has; change one of them by a thousandth"
    )


def _lacks(pair: Pair, low: Fraction, high: Fraction | None, asked: Callable[[], Any]) -> bool:
    """Return whether no degree from one to another, or beyond one, has the margin asked for."""
    last = None if high is None else Polynomial(high)
    return sign(lambda: margin_at_most(*pair, Polynomial(low), last) - asked()) == -1


def _crossing(pair: Pair, low: Fraction, high: Fraction, asked: Callable[[], Any]) -> float:
    """Return the degree between two at which the margin becomes what is asked for."""
    while high - low > _TIGHT * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _lacks(pair, middle, middle, asked) else (low, middle)
    return float(high)


def _far_enough(call: str, pair: Pair, asked: Callable[[], Any]) -> Fraction:
    """Return a degree that is enough, or beyond which none is."""
    for doublings in range(_MOST_DOUBLINGS):
        degree = Fraction(2**doublings)
        if not _lacks(pair, degree, degree, asked) or _lacks(pair, degree, None, asked):
            return degree
    raise OverflowError(
        f"{call}: the degree is beyond every float, as two scores are all but equal; use entries "
        "that set them further apart, or less noise"
    )
