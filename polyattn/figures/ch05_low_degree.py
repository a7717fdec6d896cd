"""Figures of chapter 5: what is proved about low degrees against what is true."""

from __future__ import annotations

import math
from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, new_axes, power_of_ten, styled

__all__ = ["planted_weight_bounds", "silence_bounds"]

_STEPS = 20  # points a degree
_FLOOR = -60  # the lowest power of ten drawn


@styled
def planted_weight_bounds(
    data: SelfAttentionData, degrees: tuple[float, float] = (0.5, 6.5)
) -> Illustration:
    r"""Draw the planted weight between its two bounds, over the degree.

    With :math:`M` the larger of the two crowds, :math:`(t-1)(q/p)^\beta` and
    :math:`(n-t)(r/p)^\beta`, it is :math:`\frac1{1+2M}\le f^*\le\frac1{1+M}`.

    Parameters
    ----------
    data : SelfAttentionData
        The data set, with :math:`a>0`.
    degrees : tuple of two floats, default (0.5, 6.5)
        The range of the degree.

    Returns
    -------
    Illustration
        On a logarithmic scale, with the slack shaded.

    References
    ----------
    Book label ``thm:concentration``.

    Examples
    --------
    >>> data = SelfAttentionData(42, 5, a="0.9", b="0.6", c="0.4")
    >>> planted_weight_bounds(data, (1, 2)).alt[:34]
    'Planted weight over the degree fro'
    """
    from polyattn.kernels import Polynomial
    from polyattn.rows import row_classes

    grid = _grid(degrees)
    truth = [row_classes(data, Polynomial(f"{x:.6g}")).planted_weight for x in grid]
    crowd = [max(_crowds(data, x)) for x in grid]
    lower, upper = ([1 / (1 + k * size) for size in crowd] for k in (2, 1))
    figure, axis = new_axes()
    axis.fill_between(grid, lower, upper, color=COLOURS["bound"], alpha=0.16, linewidth=0)
    for bound in (lower, upper):
        axis.plot(grid, bound, **LINES["bound"])
    axis.plot(grid, truth, **LINES["d1"])
    axis.set(xlim=degrees, yscale="log", ylim=(min(lower) * 0.8, 1.3))
    axis.set(xlabel="degree β", ylabel="planted weight f* (log scale)")
    axis.set_title("The larger crowd alone fixes the weight to a factor of 2")
    for words, bound, k, place, side in (
        ("at most 1 / (1 + larger crowd)", upper, len(grid) * 11 // 20, (-20, 0), "right"),
        ("at least 1 / (1 + twice that)", lower, len(grid) * 2 // 5, (10, -10), "left"),
    ):
        beside(axis, words, (grid[k], bound[k]), place, "bound", ha=side, fontsize=10)
    beside(axis, "f*", (grid[-1], truth[-1]), (-4, -16), "d1", ha="right", fontweight="bold")
    middle = len(grid) // 2
    alt = (
        f"Planted weight over the degree from {degrees[0]:g} to {degrees[1]:g}, on a logarithmic "
        f"scale, for n = {data.n:,}. It climbs from {truth[0]:.2g} to {truth[-1]:.4g} and stays "
        f"between two bounds at most a factor of 2 apart; at degree {grid[middle]:.3g} they are "
        f"{lower[middle]:.3g} and {upper[middle]:.3g}, and the weight is {truth[middle]:.3g}."
    )
    return Illustration(figure, alt)


@styled
def silence_bounds(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    theta: str,
    width: int,
    degrees: tuple[float, float] = (1, 6),
) -> Illustration:
    r"""Draw the probability to activate and two bounds, over the degree, in powers of ten.

    The plain bound is :math:`m\,e^{-(d-3)(\theta-c)^2/8b^2}`, up to the degree at which its
    hypothesis ends on :math:`\mathcal D_1`. The finer one keeps the true level and the true noise.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    theta : str
        The threshold :math:`\theta>c`, in units of :math:`\sqrt{\log n}`.
    width : int
        The number :math:`m` of neurons.
    degrees : tuple of two floats, default (1, 6)
        The range of the degree.

    Returns
    -------
    Illustration
        Exact probabilities and bounds; what lies below 1e-60 is cut off.

    References
    ----------
    Book label ``thm:silence``.

    Examples
    --------
    >>> pair = [SelfAttentionData(42, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> silence_bounds(*pair, "0.85", 30, (1, 2)).alt[:38]
    'Probability that the network activates'
    """
    from polyattn.bounds import silent_until
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    grid = _grid(degrees)
    figure, axis = new_axes()
    told = []
    for name, label, data in (("d0", "D₀", data0), ("d1", "D₁", data1)):
        kernels = [Polynomial(f"{x:.6g}") for x in grid]
        truth = [float(MaximalPreactivation(data, k, width).logsf(theta)) for k in kernels]
        finer = [_finer(data, k, theta, width) for k in kernels]
        truth, finer = ([x / math.log(10) for x in curve] for curve in (truth, finer))
        axis.fill_between(grid, truth, finer, color=COLOURS["bound"], alpha=0.16, linewidth=0)
        axis.plot(grid, finer, **LINES["bound"])
        if name == "d0":
            k = len(grid) * 3 // 5
            beside(
                axis, "finer bounds", (grid[k], finer[k]), (-4, 7), "bound", ha="right", fontsize=10
            )
        axis.plot(grid, truth, **LINES[name])
        k = next((i for i, value in enumerate(truth) if value > _FLOOR / 2), len(grid) - 1)
        beside(axis, label, (grid[k], truth[k]), (8, -4), name, fontweight="bold")
        told.append(
            f"on {label} it is 10 to the {truth[0]:.0f} at degree {grid[0]:g} and passes "
            f"10 to the {_FLOOR // 2} at degree {grid[k]:.2g}"
        )
    end, plain = min(silent_until(data1, theta), degrees[1]), _plain(data1, theta, width)
    axis.plot([degrees[0], end], [plain, plain], color=COLOURS["bound"], linewidth=2.6)
    beside(
        axis, f"proved for both: {_power(plain)}", (degrees[0], plain), (6, 5), "bound", fontsize=10
    )
    axis.set(xlim=degrees, ylim=(_FLOOR, 1), yticks=range(_FLOOR, 1, 20), xlabel="degree β")
    axis.set_yticklabels([_power(k) if k else "1" for k in range(_FLOOR, 1, 20)])
    axis.set_ylabel("Pr[F > 0] (log scale)")
    axis.set_title(f"Up to degree {end:.2f} both are proved silent, at θ = {theta}")
    alt = (
        f"Probability that the network activates at threshold {theta} with {width} neurons, over "
        f"the degree, on a logarithmic scale: {'; '.join(told)}. The plain bound, "
        f"{10**plain:.0e}, holds for both data sets up to degree {end:.2f}; the finer bound "
        "follows each curve from above."
    )
    return Illustration(figure, alt)


def _grid(degrees: tuple[float, float]) -> list[float]:
    low, high = degrees
    steps = round(_STEPS * (high - low))
    return [low + (high - low) * k / steps for k in range(steps + 1)]


def _crowds(data: SelfAttentionData, degree: float) -> tuple[float, float]:
    near, far = float(data.q / data.p), float(data.r / data.p)
    return (data.copies - 1) * near**degree, (data.n - data.copies) * far**degree


def _finer(data: SelfAttentionData, kernel: Any, theta: str, width: int) -> float:
    """Return the log of the bound, 0 (a probability of 1) where it says nothing."""
    from polyattn.bounds import activation_at_most

    try:
        return activation_at_most(data, kernel, theta, width, log=True)
    except ValueError:  # the threshold is not above the level
        return 0.0


def _power(exponent: float) -> str:
    """Return ten to `exponent` as text: a digit, where it is not 1, and a raised whole power."""
    whole = math.floor(exponent)
    digit = round(10 ** (exponent - whole))
    digit, whole = (1, whole + 1) if digit == 10 else (digit, whole)
    power = power_of_ten(whole)
    return f"{digit} · {power}" if digit != 1 else power


def _plain(data: SelfAttentionData, theta: str, width: int) -> float:
    """Return the power of ten of the bound on silence."""
    height = (float(theta) - float(data.c)) / float(data.b)
    return (math.log(width) - (data.d - 3) * height**2 / 8) / math.log(10)
