"""What no threshold can tell with several planted rows in different groups."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, ceiling, round_once, sign
from polyattn._arguments import require
from polyattn.bounds._parts import largest_atom, neurons
from polyattn.data import require_pair
from polyattn.kernels import Kernel
from polyattn.several.data import SeveralRowsData

__all__ = ["several_counting_steps", "several_detection_at_most"]


def several_counting_steps(data0: SeveralRowsData, data1: SeveralRowsData, kernel: Kernel) -> int:
    r"""Return how many values of :math:`K_u` can tell the two data sets apart, at most.

    .. math::

        J_k=\Big\lceil\Big(1+\frac{a_1}{2b}\Big)D_k\Big\rceil,\qquad
        D_k=\frac1t\Big[\Big(\frac{p_1}r\Big)^\beta+(k-1)\Big(\frac{p_1'}r\Big)^\beta\Big]

    :math:`K_u` counts the plus signs among the :math:`N_u=d-2-k` groups without a planted row.

    Parameters
    ----------
    data0, data1 : SeveralRowsData
        The two constructions, with the planted rows in different groups: equal but for
        :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel; for softmax the powers are those of the two weights.

    Returns
    -------
    int
        :math:`J_k`, or the :math:`N_u+1` values that there are if they are fewer.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or the rows are in one group.

    References
    ----------
    Book label ``lem:k-rows-shift``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> size = {"d": 1002, "copies": 1000, "rows": 10, "b": "0.6", "c": "0.4"}
    >>> pair = [SeveralRowsData(a=a, **size) for a in ("0.1", "0.9")]
    >>> [several_counting_steps(*pair, Polynomial(degree)) for degree in (3, 4, 5)]
    [5, 30, 199]
    """
    call = "several_counting_steps"
    require_pair(call, data0, data1, SeveralRowsData)
    require(call, kernel, Kernel, "kernel")
    if data1.one_group:
        raise ValueError(
            f"{call}: the planted rows must be in different groups, got one_group=True; in one "
            "group use counting_steps, with copies / rows in the place of copies"
        )
    most = data1.d - 1 - data1.rows
    factor = (1 + data1.a / (2 * data1.b)) / data1.copies

    def log_steps() -> Any:
        alone, shared = (kernel.log_ratio(x, data1.r, data1.n) for x in (data1.p, data1.p_mutual))
        fewer = (data1.rows - 1) * (shared - alone).exp()
        return alone + (1 + fewer).log() + ball(factor).log()

    if sign(lambda: log_steps() - ball(Fraction(most)).log()) in (0, 1):
        return most
    return ceiling(lambda: log_steps().exp())


def several_detection_at_most(
    data0: SeveralRowsData, data1: SeveralRowsData, kernel: Kernel, width: int = 1
) -> float:
    r"""Return an upper bound on the separability, for all thresholds at once.

    .. math:: S_{m,k}\le m\,J_k\binom{N_u}{\lfloor N_u/2\rfloor}2^{-N_u}

    with :math:`J_k` and :math:`N_u=d-2-k` from `several_counting_steps`.

    Parameters
    ----------
    data0, data1 : SeveralRowsData
        The two constructions, with the planted rows in different groups: equal but for
        :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        The kernel.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    float
        The bound, rounded up; at most 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or the rows are in one group.

    References
    ----------
    Book label ``thm:k-rows-detection``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> size = {"d": 1002, "copies": 1000, "rows": 10, "b": "0.6", "c": "0.4"}
    >>> pair = [SeveralRowsData(a=a, **size) for a in ("0.1", "0.9")]
    >>> round(several_detection_at_most(*pair, Polynomial(2)), 3)
    0.025
    """
    steps = several_counting_steps(data0, data1, kernel)
    count = neurons("several_detection_at_most", width)
    trials = data1.d - 2 - data1.rows

    def bound() -> list[Any]:
        return [count * steps * largest_atom(trials)]

    return min(1.0, round_once(bound, "up")[0])
