"""Up to which degree every background without a spike is quiet."""

from __future__ import annotations

import math
from fractions import Fraction

from polyattn._arb import ball, round_once, sign
from polyattn._arguments import require
from polyattn.bounds._parts import neurons, share
from polyattn.data import VectorData
from polyattn.exact import ExactNumber

__all__ = ["quiet_until"]


def quiet_until(data: VectorData, tau: ExactNumber, chance: ExactNumber, width: int = 1) -> float:
    r"""Return the degree up to which no background activates with more than a given chance.

    .. math:: \frac{\log\big(n\tau^2/2\log\frac m\varepsilon\big)}{\log\Lambda}

    Parameters
    ----------
    data : VectorData
        Its length :math:`n` and range :math:`\Lambda` count; the bound is for every vector of that
        length and range without a spike.
    tau : number
        The threshold :math:`\tau`, strictly between 0 and 1.
    chance : number
        The probability :math:`\varepsilon` of a false alarm that is allowed, between 0 and 1.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The degree, rounded down; 0 where none is promised, infinite where every one is
        (:math:`\Lambda=1`).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `tau` or `chance` is not strictly between 0 and 1, or ``width < 1``.

    References
    ----------
    Book labels ``thm:kantorovich`` and ``thm:uniform-window``.

    Examples
    --------
    >>> round(quiet_until(VectorData(10**4, spread="1.5"), "0.5", "0.01"), 2)
    13.82
    """
    call = "quiet_until"
    require(call, data, VectorData)
    height, allowed = share(call, tau, "tau"), share(call, chance, "chance")
    alarms = Fraction(neurons(call, width)) / allowed
    room = data.n * height**2 / 2
    if sign(lambda: ball(room) - ball(alarms).log()) == -1:
        return 0.0
    if data.spread == 1:
        return math.inf
    spread = data.spread
    return round_once(
        lambda: [(ball(room) / ball(alarms).log()).log() / ball(spread).log()], "down"
    )[0]
