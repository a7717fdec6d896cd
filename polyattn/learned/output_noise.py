"""A network whose output is read with noise: the best gap that any has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from polyattn._arb import ball, round_once
from polyattn._arguments import require
from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber
from polyattn.kernels import Kernel
from polyattn.learned._parts import cube_margin, gain, output_noise

__all__ = ["BestGap", "best_gap"]


@dataclass(frozen=True)
class BestGap:
    """The best gap under noise at the output.

    Attributes
    ----------
    value : float
        The largest :math:`P_1-P_0` of any network and threshold.
    complement : float
        ``1 - value``, to full relative precision; twice the smallest error that a network can
        have on both data sets.
    """

    value: float
    complement: float


def best_gap(
    data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel, noise: ExactNumber
) -> BestGap:
    r"""Return the best gap of any network whose output is read with Gaussian noise.

    .. math:: P_1-P_0\le2\,\Phi\Big(\frac{M_\infty}{2\nu_{out}}\Big)-1

    The network sees :math:`\max_iX(y_i)+\nu_{out}g` with :math:`g` standard normal. Its neurons,
    learned or random and of any number, have entries between -1 and 1. One neuron, `best_neuron`,
    attains the bound with the threshold in the middle of its two levels.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    noise : number
        The standard deviation :math:`\nu_{out}>0`, in units of :math:`\sqrt{\log n}`.

    Returns
    -------
    BestGap
        The value and its complement, each rounded once.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, or `noise` is not positive.

    References
    ----------
    Book label ``thm:output-noise``.

    Examples
    --------
    >>> from polyattn.kernels import Polynomial
    >>> pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> [round(best_gap(*pair, Polynomial(degree), "0.1").value, 3) for degree in (1, 2, 3, 5)]
    [0.05, 0.409, 0.992, 1.0]
    """
    require_pair("best_gap", data0, data1)
    require("best_gap", kernel, Kernel, "kernel")
    deviation = output_noise("best_gap", noise)

    def balls() -> list[Any]:
        half = cube_margin(data0, gain(data0, data1, kernel)) / ball(2 * deviation)
        return [(half / _root_2()).erf(), (half / _root_2()).erfc()]

    return BestGap(*round_once(balls))


def _root_2() -> Any:
    from flint import arb

    return arb(2).sqrt()
