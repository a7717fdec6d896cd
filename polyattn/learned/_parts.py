"""What the planted row gains between the two data sets: all that a neuron can make use of."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from polyattn._arb import ball
from polyattn.data import SelfAttentionData, require_pair
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Kernel, Polynomial
from polyattn.rows import row_weights

__all__ = ["Gain", "asked_margin", "cube_margin", "gain", "margin_at_most", "output_noise"]


class Gain(NamedTuple):
    r"""The difference of the two planted rows, as balls or as Fractions.

    It is :math:`(\ell;\ bNe;\ -be,\dots,-be;\ 0)`: the feature, the planted group, each other
    group, the bias.
    """

    feature: Any  # l = a_1 f_1^* - a_0 f_0^*
    group: Any  # b e, with e = u_0^* - u_1^*


def gain(
    data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel, *, exact: bool = False
) -> Gain:
    r"""Return :math:`\ell` and :math:`be` as sums of positive terms, so that no digit cancels.

    With :math:`\eta=1-P_0/P_1`: :math:`f_1^*-f_0^*=f_1^*\eta(1-f_0^*)` and
    :math:`u_0^*-u_1^*=u_0^*f_1^*\eta`.
    """
    low, high = (row_weights(data, kernel, exact=exact) for data in (data0, data1))
    number: Any = Fraction if exact else ball
    rise = high.planted * _outweighed(data0, data1, kernel, exact)
    feature = number(data1.a - data0.a) * high.planted
    feature += number(data0.a) * low.planted_complement * rise
    return Gain(feature, number(data0.b) * low.planted_cross * rise)


def cube_margin(data: SelfAttentionData, parts: Gain) -> Any:
    r"""Return :math:`M_\infty=\ell+2bNe`."""
    return parts.feature + 2 * (data.d - 3) * parts.group


def margin_at_most(
    data0: SelfAttentionData, data1: SelfAttentionData, first: Kernel, last: Kernel | None
) -> Any:
    r"""Return what :math:`M_\infty` does not exceed between two degrees, or beyond one, as a ball.

    In :math:`M_\infty=f_1^*[(a_1-a_0)+\eta(a_0(1-f_0^*)+2bNu_0^*)]` the weight :math:`f_1^*` and
    :math:`\eta` grow with the degree, to 1 at most, while :math:`1-f_0^*` and :math:`u_0^*`
    fall. From a degree to itself it is :math:`M_\infty`.
    """
    low = row_weights(data0, first)
    spread = ball(data0.a) * low.planted_complement
    spread += ball(2 * data0.b * (data0.d - 3)) * low.planted_cross
    least = ball(data1.a - data0.a)
    if last is None:
        return least + spread
    rise = _outweighed(data0, data1, last, exact=False)
    return row_weights(data1, last).planted * (least + rise * spread)


def output_noise(call: str, noise: ExactNumber) -> Fraction:
    r"""Return the deviation :math:`\nu_{out}>0` of noise at the output, exactly and checked."""
    deviation = exact_number(noise, "noise", call)
    if deviation <= 0:
        raise ValueError(
            f"{call}: noise must be positive, got {noise}; it is the standard deviation nu_out at "
            "the output, and without it one neuron separates at every degree"
        )
    return deviation


def asked_margin(
    call: str, data0: object, data1: object, noise: ExactNumber, error: ExactNumber
) -> Callable[[], Any]:
    r"""Check the arguments; return what encloses :math:`2\nu_{out}z_\delta`."""
    require_pair(call, data0, data1)  # type: ignore[arg-type]
    deviation, most = output_noise(call, noise), exact_number(error, "error", call)
    if not 0 < most < Fraction(1, 2):
        raise ValueError(
            f"{call}: error must lie strictly between 0 and 1/2, got {error}; a network that "
            "tosses a coin has 1/2 already"
        )

    def asked() -> Any:
        return ball(2 * deviation) * ball(Fraction(2)).sqrt() * ball(2 * most).erfcinv()

    return asked


def _outweighed(
    data0: SelfAttentionData, data1: SelfAttentionData, kernel: Kernel, exact: bool
) -> Any:
    r"""Return :math:`\eta=1-P_0/P_1`."""
    if exact and isinstance(kernel, Polynomial):  # of whole degree, as row_weights has checked
        return 1 - (data0.p / data1.p) ** kernel.degree.numerator
    return -kernel.log_ratio(data0.p, data1.p, data0.n).expm1()
