"""Up to which degree no threshold tells: the counting bound, read as a degree."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from polyattn._arb import ball, round_once
from polyattn.bounds._parts import neurons
from polyattn.bounds.broken_line import profile_at_most
from polyattn.data import SelfAttentionData, require_pair

__all__ = ["blind_until"]


def blind_until(data0: SelfAttentionData, data1: SelfAttentionData, width: int = 1) -> float:
    r"""Return a degree up to which every threshold has a gap of one half at most.

    .. math::

        \beta=\frac{\log\big(Jt/(1+\frac{a_1}{2b})\big)}{\log(p_1/r)}

    with the greatest number :math:`J` of steps for which the refined bound of
    `detection_at_most` is at most one half.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`; :math:`d<2^{52}`.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The degree, rounded down; 0 where nothing is claimed.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or ``width < 1``.

    References
    ----------
    Book label ``thm:profile-inequality``.

    Examples
    --------
    >>> pair = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    >>> round(blind_until(*pair, 30), 2)
    17.04
    """
    call = "blind_until"
    require_pair(call, data0, data1)
    most = _most_steps(data1.d - 3, neurons(call, width))
    room = most * data1.copies / (1 + data1.a / (2 * data1.b))
    if room <= 1:
        return 0.0
    ratio = data1.p / data1.r
    return round_once(lambda: [ball(Fraction(room)).log() / ball(ratio).log()], "down")[0]


def _most_steps(trials: int, width: int) -> int:
    """Return the greatest number of steps whose bound is at most one half; 0 where none is."""
    low, high = 0, trials + 1  # all steps together leave a gap of 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _is_blind(trials, middle, width) else (low, middle)
    return low


def _is_blind(trials: int, steps: int, width: int) -> bool:
    # One neuron on at most three groups ties with one half: floats rounded up would miss it.
    if trials <= 2 and 2 * width * steps * comb(trials, trials // 2) <= 2**trials:
        return True
    return profile_at_most(trials, steps, width) <= 0.5
