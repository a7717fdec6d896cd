"""Figures of chapter 9: the room that a threshold has, and the best gap under normal noise."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from polyattn.data import SelfAttentionData
from polyattn.figures.ch09a_detection import THICK, best_gap, planted_weight
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled
from polyattn.kernels import Polynomial

__all__ = ["kept_gap", "profiles", "room_for_error"]

_SCAN = 2001  # thresholds at which the gap is looked at: a length is known to 1/2000 of its bound


def kept_gap(
    data0: SelfAttentionData, data1: SelfAttentionData, degree: float, width: int
) -> tuple[float, float]:
    r"""Return how many thresholds around the best one keep half of the gap, as a length.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    degree : float
        The degree.
    width : int
        The number of neurons :math:`m`.

    Returns
    -------
    length, bound : float
        The length of the interval, in units of :math:`\sqrt{\log n}`, to 1/1000 of the bound, and
        the bound of ``thm:tolerance`` on it.

    References
    ----------
    Book label ``thm:tolerance``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> length, bound = kept_gap(*pair, 4, 30)
    >>> 0.2 * bound < length < bound
    True
    """
    import numpy as np

    from polyattn.bounds import tolerance
    from polyattn.law import MaximalPreactivation, separability

    kernel = Polynomial(f"{degree:.8g}")
    laws = [MaximalPreactivation(data, kernel, width) for data in (data0, data1)]
    best = separability(*laws)
    bound = tolerance(data1, kernel, Fraction(best.value) / 2)
    span = Fraction(bound)
    thetas = [
        best.threshold + span * i / (_SCAN // 2) for i in range(-(_SCAN // 2), _SCAN // 2 + 1)
    ]
    low, high = (law.sf(thetas) for law in laws)
    lost = np.flatnonzero(high - low < best.value / 2)
    middle = _SCAN // 2
    first, last = lost[lost < middle].max(), lost[lost > middle].min()
    return float(span * int(last - first - 1) / middle), bound


@styled
def room_for_error(
    data0: SelfAttentionData, data1: SelfAttentionData, width: int, degrees: tuple[float, float]
) -> Illustration:
    r"""Draw the length of the interval of thresholds that keep half of the gap, over the degree.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons :math:`m`.
    degrees : tuple of two floats
        The range of the degree.

    Returns
    -------
    Illustration
        The length, its bound and the planted weight, on a logarithmic scale.

    Raises
    ------
    ValueError
        If the two data sets differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book label ``thm:tolerance``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> room_for_error(*pair, 30, (3, 6)).alt[:27]
    'How long an interval of thr'
    """
    import numpy as np

    grid = np.linspace(*degrees, 15)
    kept = np.array([kept_gap(data0, data1, x, width) for x in grid])
    weights = np.array([planted_weight(data1, x) for x in grid])
    figure, axis = new_axes()
    axis.plot(grid, kept[:, 1], **LINES["bound"])
    axis.plot(grid, kept[:, 0], **THICK)
    axis.plot(grid, weights, **LINES["concentration"])
    axis.set(xlim=degrees, yscale="log", xlabel="degree β")
    axis.set_ylabel("length, in units of √log n")
    low, high = len(grid) // 6, 2 * len(grid) // 3
    names = (
        ("bound", "bound", kept[:, 1], high, (0, -14), "left"),
        ("thresholds that keep half", "detection", kept[:, 0], high, (0, -16), "center"),
        ("planted weight f*", "concentration", weights, low, (6, -10), "left"),
    )
    for name, colour, curve, place, shift, side in names:
        beside(axis, name, (grid[place], curve[place]), shift, colour, ha=side, weight="bold")
    axis.set_title("The room for the threshold grows with the planted weight")
    ends = [f"{kept[i, 0]:.2g} at degree {grid[i]:g}, where f* = {weights[i]:.2g}" for i in (0, -1)]
    share = kept[:, 0] / kept[:, 1]
    alt = (
        f"How long an interval of thresholds keeps half of the best gap, with {width} neurons and "
        f"n = {data1.n:,} tokens: {ends[0]}, and {ends[1]}. It is {share.min():.2f} to "
        f"{share.max():.2f} of its bound, and follows the planted weight."
    )
    return Illustration(figure, alt)


@styled
def profiles(
    pairs: Sequence[tuple[SelfAttentionData, SelfAttentionData]], reach: float = 3
) -> Illustration:
    r"""Draw the separability of one neuron and its profile, for several sizes.

    Parameters
    ----------
    pairs : sequence of pairs of SelfAttentionData
        The two data sets, at each size.
    reach : float, default 3
        How many degrees to either side of the detection degree are drawn.

    Returns
    -------
    Illustration
        Markers for the exact separability, curves for the profile, one panel a size.

    Raises
    ------
    ValueError
        If the two data sets of a pair differ in more than `a`, or ``a0 >= a1``.

    References
    ----------
    Book label ``obs:profile``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> profiles([pair], 1).alt[:24]
    'The best gap of one neur'
    """
    import numpy as np

    from polyattn.bounds.profile import profile
    from polyattn.degrees import detection_degree

    figure, axes = new_axes(len(pairs), sharey=True, squeeze=False)
    told = []
    for axis, (data0, data1) in zip(axes[0], pairs, strict=True):
        start = detection_degree(data1)
        grid = np.linspace(max(start - reach, 0.1), start + reach, 21)
        kernels = [Polynomial(f"{x:.8g}") for x in grid]
        smooth = np.array([profile(data0, data1, kernel) for kernel in kernels])
        exact = np.array([best_gap(data0, data1, x, 1).value for x in grid])
        axis.plot(grid, smooth, **LINES["bound"])
        axis.plot(grid, exact, "o", color=COLOURS["detection"], markersize=4, clip_on=False)
        axis.set(xlim=(grid[0], grid[-1]), ylim=(0, None), xlabel="degree β")
        axis.set_title(f"d = {data1.d:,}, t = {data1.copies:,}", fontweight="normal")
        told.append(
            f"For d = {data1.d:,} and t = {data1.copies:,} the exact values rise from "
            f"{exact[0]:.4f} to {exact[-1]:.4f} and differ from the profile by at most "
            f"{abs(exact - smooth).max():.4f}."
        )
    axes[0, 0].set_ylabel("best gap of one neuron")
    headline(figure, "Normal noise (dashed) follows the exact law (dots)")
    alt = f"The best gap of one neuron over the degree. {' '.join(told)}"
    return Illustration(figure, alt)
