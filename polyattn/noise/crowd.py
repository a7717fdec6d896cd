"""The crowd score: what a row's self-score has to exceed, and where only the planted one does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyattn._arb import ball, finite_once, sign
from polyattn._arguments import require
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Polynomial

__all__ = ["crowd_score", "in_noise_window", "noise_power"]


def noise_power(call: str, noise: ExactNumber) -> Fraction:
    r"""Return the power :math:`\nu\ge0` of noise, exactly and checked.

    Parameters
    ----------
    call : str
        The call to name in an error.
    noise : number
        :math:`\nu`.

    Returns
    -------
    Fraction
        The power.

    Raises
    ------
    TypeError
        If it is not a number.
    ValueError
        If it is negative or not finite.

    Examples
    --------
    >>> noise_power("demo", "0.255")
    Fraction(51, 200)
    """
    power = exact_number(noise, "noise", call)
    if power < 0:
        raise ValueError(
            f"{call}: noise must not be negative, got {noise}; it is the power nu >= 0, "
            "d sigma^2 for entries of standard deviation sigma"
        )
    return power


def crowd_score(data: SelfAttentionData, degree: ExactNumber) -> float:
    r"""Return the crowd score :math:`g(\beta)`, against which every row's self-score stands.

    .. math:: g(\beta)=\big((t-1)q^\beta+t(d-3)r^\beta\big)^{1/\beta},\qquad
        f_{jj}=\frac1{1+(g(\beta)/s_{jj})^\beta}

    Parameters
    ----------
    data : SelfAttentionData
        The clean construction; its feature plays no part.
    degree : number
        The degree :math:`\beta>0`, in the range of float64.

    Returns
    -------
    float
        The score in units of :math:`\log n`, rounded once. It does not increase in the degree.

    Raises
    ------
    OverflowError
        If the score is beyond every float: many rows at a small degree, or huge entries.
    TypeError
        If `data` is not self-attention data or `degree` not a number.
    ValueError
        If the degree is not positive.

    References
    ----------
    Book label ``lem:crowd-score``.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.9", b="0.6", c="0.4")
    >>> [round(crowd_score(data, degree), 3) for degree in (4, 6, 8)]
    [1.069, 0.761, 0.685]
    """
    require("crowd_score", data, SelfAttentionData)
    kernel = Polynomial(degree)
    return finite_once(
        lambda: _crowd(data, kernel, data.r) ** (1 / ball(kernel.degree)) * ball(data.r),
        f"crowd_score: the crowd score at degree {degree} is beyond every float, above "
        "1.797e308; use a larger degree, or smaller b and c",
    )


def in_noise_window(data: SelfAttentionData, degree: ExactNumber, noise: ExactNumber) -> bool:
    r"""Return whether the planted row outweighs its crowd while no other row does.

    .. math:: q+\nu<g(\beta)<p+\nu\quad\Longleftrightarrow\quad Q_\nu<W<P_\nu

    Parameters
    ----------
    data : SelfAttentionData
        The construction with the larger feature, :math:`\mathcal D_1`.
    degree : number
        The degree :math:`\beta>0`.
    noise : number
        The power :math:`\nu\ge0` of orthogonal noise, in units of :math:`\log n`.

    Returns
    -------
    bool
        Decided exactly, and strictly: at an end of the window it is False. Of a degree that is
        not whole, what 4,096 bits do not tell from an end counts as one.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the degree is not positive or `noise` is negative.

    References
    ----------
    Book label ``cor:noise-window``.

    Examples
    --------
    >>> data = SelfAttentionData(102, 10, a="0.9", b="0.6", c="0.4")
    >>> [in_noise_window(data, degree, "0.255") for degree in (3, 4, 6)]
    [False, True, False]
    """
    call = "in_noise_window"
    require(call, data, SelfAttentionData)
    kernel, power = Polynomial(degree), noise_power(call, noise)
    others_spread = sign(lambda: _crowd(data, kernel, data.q + power) - 1) == 1
    return others_spread and sign(lambda: 1 - _crowd(data, kernel, data.p + power)) == 1


def _crowd(data: SelfAttentionData, kernel: Polynomial, score: Fraction) -> Any:
    """Return the weight of the crowd over that of a score, as a ball."""
    mate, far = (kernel.log_ratio(x, score, data.n).exp() for x in (data.q, data.r))
    return (data.copies - 1) * mate + data.copies * (data.d - 3) * far
