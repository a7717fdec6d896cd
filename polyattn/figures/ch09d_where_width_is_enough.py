"""The figure of chapter 9d: the best gap of few and of many neurons, by one number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from polyattn.data import SelfAttentionData
from polyattn.figures.ch09a_detection import THICK, best_gap
from polyattn.figures.ch09c_width_against_degree import half_degree
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled

__all__ = ["best_gap", "counts_ahead", "degree_of_level", "gap_by_level", "half_degree"]


def degree_of_level(
    data0: SelfAttentionData, data1: SelfAttentionData, level: float, power: int
) -> float:
    r"""Return the degree at which :math:`\Lambda` has a value, before J is rounded up.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    level : float
        The value of :math:`(1+\frac{a_1}{2b})\frac1t(\frac{p_1}r)^\beta\sqrt{\log m/(d-3)}`.
    power : int
        The width :math:`m`, as a power of ten.

    Returns
    -------
    float
        The degree.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 50, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> round(degree_of_level(*pair, 1.0, 3), 2)
    2.54
    """
    root = math.sqrt(power * math.log(10) / (data1.d - 3))
    ratio = level / root / (1 + float(data1.a / (2 * data1.b)))
    return math.log(ratio * data1.copies) / math.log(data1.p / data1.r)


def counts_ahead(
    data0: SelfAttentionData, data1: SelfAttentionData, degree: float
) -> tuple[int, int]:
    r"""Return J and G: at most so many counts tell, and so many the planted row alone gains.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    degree : float
        The degree.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> counts_ahead(*pair, 2)
    (25, 10)
    """
    ratio = float(data1.p / data1.r) ** degree / data1.copies
    least = float((data1.a - data0.a) / (2 * data1.b))
    return math.ceil((1 + float(data1.a / (2 * data1.b))) * ratio), math.ceil(least * ratio)


@styled
def gap_by_level(
    data0: SelfAttentionData,
    data1: SelfAttentionData,
    levels: Sequence[float],
    powers: Sequence[int],
) -> Illustration:
    r"""Draw the best gap over :math:`\Lambda=J\sqrt{\log m/(d-3)}`, for several widths.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    levels : sequence of float
        Values of :math:`\Lambda` before J is rounded up.
    powers : sequence of int
        The widths, as powers of ten.

    Returns
    -------
    Illustration
        A line for each width; dashed, for the last one, the bounds from above of
        ``thm:root-log-width`` and, where 64 log m is d - 3 at most, ``thm:bounded-level``, the
        smaller of them, and the one from below of ``thm:width-detects``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 50, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> gap_by_level(*pair, (0.3, 3.0), (1, 3)).alt[:18]
    'The best gap over '
    """
    figure, axis = new_axes(1)
    found, degrees = [], []
    for power in powers:
        degrees = [degree_of_level(data0, data1, level, power) for level in levels]
        found.append([best_gap(data0, data1, degree, 10**power).value for degree in degrees])
        axis.plot(levels, found[-1], **{**THICK, "alpha": 0.35 + 0.65 / len(found)})
    root = math.sqrt(powers[-1] * math.log(10) / (data1.d - 3))
    low, high = zip(*(_bounds(*counts_ahead(data0, data1, x), root) for x in degrees), strict=True)
    for words, bound, place, shift in (("at most", high, 0, 10), ("at least", low, -1, -16)):
        axis.plot(levels, bound, **{**LINES["bound"], "linestyle": "--"})
        side = "left" if place == 0 else "right"
        where, offset = (levels[place], bound[place]), (0, shift)
        axis.annotate(
            words, where, offset, textcoords="offset points", ha=side, color=COLOURS["bound"]
        )
    axis.set(xlabel="Λ, before J is rounded up", ylabel="best gap Sₘ", xscale="log", ylim=(0, 1.05))
    headline(figure, "One number decides, for a thousand neurons and for very many")
    middle = len(levels) // 2
    there = ", ".join(f"{gaps[middle]:.2f}" for gaps in found)
    alt = (
        f"The best gap over the level Lambda, for n = {data1.n:,} tokens and widths of 10 to the "
        f"powers {', '.join(map(str, powers))}: at Lambda = {levels[middle]:g} it is {there}; the "
        f"bounds there are {low[middle]:.2f} and {high[middle]:.2f}, and at {levels[-1]:g} the "
        f"lower one is {low[-1]:.3f}."
    )
    return Illustration(figure, alt)


def _bounds(most: int, least: int, root: float) -> tuple[float, float]:
    """Return the bounds on the gap of very many neurons, by J, G and the root."""
    level, gain = most * root, (least - 1) * root
    below = max(0.0, 1 - (8 * gain + 1) * math.exp(-gain))
    bounded = 1 - math.exp(-8 * level) if 64 * root**2 <= 1 else 1.0  # where it is proved
    return below, min(2 * math.sqrt(2) * level, bounded)
