"""Figures of chapter 6: the exact law with a sample beside it, at a large n, and below bounds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, new_axes, power_of_ten, styled
from polyattn.kernels import Polynomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["law_and_sample", "window"]

_SETS = (("d0", "D₀"), ("d1", "D₁"))
_MARKS = 14  # thresholds at which the sample is drawn
_MINUS = str.maketrans("-", "−")


@styled
def law_and_sample(
    data: Sequence[SelfAttentionData],
    degree: str,
    samples: Sequence[NDArray[np.float64]],
    band: float,
    thetas: tuple[float, float] = (-0.6, 1.8),
) -> Illustration:
    r"""Draw :math:`\Pr[X>\theta]` over the threshold, and how many neurons of a sample exceed it.

    Parameters
    ----------
    data : sequence of two SelfAttentionData
        The two data sets.
    degree : str
        The degree, taken exactly.
    samples : sequence of two arrays of float
        Values of X, one a neuron, for each data set.
    band : float
        Half the height of the error bars.
    thetas : tuple of two floats, default (-0.6, 1.8)
        The range of the threshold.

    Returns
    -------
    Illustration
        Curves for the law, markers with error bars for the sample.

    References
    ----------
    Book label ``thm:exact-law``.

    Examples
    --------
    >>> import numpy as np
    >>> pair = [SelfAttentionData(12, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> law_and_sample(pair, "3", [np.zeros(2)] * 2, 0.5).alt[:36]
    'Probability that one neuron exceeds '
    """
    import numpy as np

    from polyattn.law import MaximalPreactivation

    grid = np.linspace(*thetas, 601)
    figure, axis = new_axes()
    for eighth in range(1, 8):
        axis.axhline(eighth / 8, color=COLOURS["faint"], linewidth=0.8, zorder=0)
    told = []
    for k, ((name, label), sample) in enumerate(zip(_SETS, samples, strict=True)):
        law = MaximalPreactivation(data[k], Polynomial(degree))
        axis.plot(grid, law.sf(grid), **LINES[name])
        # The two samples are marked at alternating thresholds, so that their bars stay apart.
        marks = np.linspace(*thetas, 2 * _MARKS + 3)[1 + k : -1 : 2]
        found = [float(np.mean(sample > theta)) for theta in marks]
        axis.errorbar(
            marks, found, band, fmt="o", markersize=5, capsize=2, linewidth=1,
            color=COLOURS[name], markerfacecolor="none" if k == 0 else COLOURS[name],
        )  # fmt: skip
        heights = ", ".join(f"{law.sf(x):.3f} at {x}" for x in ("-0.5", "0.2", "0.8", "1.6"))
        told.append(f"on {label} it is {heights}")
    for (name, label), place in zip(_SETS, ((0.36, 0.41), (1.24, 0.2)), strict=True):
        axis.text(*place, label, color=COLOURS[name], fontweight="bold", ha="center")
    axis.set(xlim=thetas, ylim=(0, 1.02), yticks=(0, 0.25, 0.5, 0.75, 1))
    axis.set(xlabel="threshold θ", ylabel="probability that X > θ")
    axis.set_title("The law moves in eighths, and the network follows it")
    alt = (
        f"Probability that one neuron exceeds the threshold, at degree {degree}, for "
        f"n = {data[0].n:,}: {'; '.join(told)}. Markers show the shares among {len(samples[0]):,} "
        f"simulated neurons, with error bars of {band:.3f}; they lie on the curves."
    )
    return Illustration(figure, alt)


@styled
def window(
    data: Sequence[SelfAttentionData],
    theta: str,
    width: int,
    degrees: tuple[float, float] = (8, 19),
) -> Illustration:
    r"""Draw the probability to activate over the degree, plainly and as a power of ten.

    Parameters
    ----------
    data : sequence of two SelfAttentionData
        The two data sets.
    theta : str
        The threshold, in units of :math:`\sqrt{\log n}`.
    width : int
        The number m of neurons.
    degrees : tuple of two floats, default (8, 19)
        The range of the degree.

    Returns
    -------
    Illustration
        The probability above, its exponent beneath.

    References
    ----------
    Book label ``thm:exact-law``.

    Examples
    --------
    >>> pair = [SelfAttentionData(12, 2, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> window(pair, "0.85", 30, (1, 2)).alt[:38]
    'Probability that the network activates'
    """
    import numpy as np

    from polyattn.law import MaximalPreactivation

    def power(source: SelfAttentionData, x: float) -> float:
        law = MaximalPreactivation(source, Polynomial(f"{x:.8g}"), width)
        return float(law.logsf(theta)) / math.log(10)

    halves = [_reaches_half(partial(power, x), *degrees) for x in data]
    # A jump is upright where it lies between two neighbouring points.
    grid = np.sort([*np.linspace(*degrees, 181), *(x + e for x in halves for e in (-1e-3, 1e-3))])
    figure, axes = new_axes(1, 2, height=4.6, sharex=True)
    told = []
    for k, (name, label) in enumerate(_SETS):
        powers = [power(data[k], x) for x in grid]
        chance = [10**x for x in powers]
        axes[0].plot(grid, chance, clip_on=False, **LINES[name])
        axes[1].plot(grid, powers, clip_on=False, **LINES[name])
        for axis, curve, at in ((axes[0], chance, 0.5), (axes[1], powers, powers[0] / 2)):
            place = next((i for i, x in enumerate(curve) if x > at), len(grid) - 1)
            beside(axis, label, (grid[place], at), (8, 0), name, va="center", fontweight="bold")
        told.append(
            f"on {label} it is 10 to the {powers[0]:,.0f} at degree {degrees[0]:g}, passes one "
            f"half near degree {halves[k]:.2f} and is {chance[-1]:.6g} at degree {degrees[1]:g}"
        )
    axes[0].set(xlim=degrees, ylim=(0, 1), yticks=(0, 0.5, 1), ylabel="Pr[F > 0]")
    axes[1].yaxis.set_major_locator(_four_ticks())
    axes[1].yaxis.set_major_formatter(lambda x, _: f"{x:,.0f}".translate(_MINUS))
    axes[1].set(ylabel="its power of ten", xlabel="degree β")
    axes[0].set_title(
        f"At n = {_short(data[0].n)}, degrees {halves[1]:.1f} to {halves[0]:.1f} separate"
    )
    alt = (
        f"Probability that the network activates at threshold {theta} with {width} neurons and "
        f"n = {data[0].n:,} tokens, over the degree: {'; '.join(told)}. Beneath, the same as a "
        "power of ten."
    )
    return Illustration(figure, alt)


def _reaches_half(power: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising power of ten passes one half, or the end that is nearest to it."""
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if 10 ** power(middle) > 0.5 else (middle, high)
    return high


def _four_ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4, integer=True)


def _short(n: int) -> str:
    """Return n as a power of ten where it is one, else with its digits grouped."""
    exponent = len(str(n)) - 1
    if n != 10**exponent:
        return f"{n:,}"
    return power_of_ten(exponent)
