"""Figures of chapter 9c: the best gap against the width, and the degree that a width needs."""

from __future__ import annotations

from collections.abc import Sequence

from polyattn.data import SelfAttentionData
from polyattn.figures.ch09a_detection import THICK, best_gap
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled
from polyattn.kernels import Polynomial

__all__ = ["half_degree", "width_and_degree"]

_PRECISE = 1e-3  # of a degree


def half_degree(data0: SelfAttentionData, data1: SelfAttentionData, width: int) -> float:
    r"""Return the degree at which the best gap of m neurons passes one half.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    width : int
        The number of neurons :math:`m`.

    Returns
    -------
    float
        The degree, to 0.001, within 6 of the formula of ``cor:critical-degree-at-width``.

    Raises
    ------
    ValueError
        If the gap does not pass one half within 6 degrees of the formula.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> round(half_degree(*pair, 100), 1)
    1.8
    """
    from scipy.optimize import brentq

    from polyattn.degrees import detection_degree

    middle = detection_degree(data1, width)
    ends = max(middle - 6, 0.01), middle + 6
    found = brentq(lambda x: best_gap(data0, data1, x, width).value - 0.5, *ends, xtol=_PRECISE)
    return float(found)


@styled
def width_and_degree(
    data0: SelfAttentionData, data1: SelfAttentionData, degree: float, powers: Sequence[int]
) -> Illustration:
    r"""Draw the best gap over the width below its bounds, and the degree of a gap of one half.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets.
    degree : float
        The degree of the left panel.
    powers : sequence of int
        The widths, as powers of ten.

    Returns
    -------
    Illustration
        Left the gap with the bounds of ``thm:profile-inequality`` and, dotted, of
        ``thm:root-log-width``; right the degree where it is one half, and the formula of
        ``cor:critical-degree-at-width``, dashed.

    Raises
    ------
    ValueError
        If the two data sets differ in more than `a`, or ``a0 >= a1``.

    Examples
    --------
    >>> pair = [SelfAttentionData(402, 5, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> width_and_degree(*pair, 2, (1, 3)).alt[:29]
    'The best gap over the width, '
    """
    from polyattn.bounds import detection_at_most
    from polyattn.degrees import detection_degree

    widths = [10**power for power in powers]
    kernel = Polynomial(f"{degree:.8g}")
    gaps = [best_gap(data0, data1, degree, width).value for width in widths]
    root, profile = (
        [detection_at_most(data0, data1, kernel, width, refined=refined) for width in widths]
        for refined in (False, True)
    )
    halves = [half_degree(data0, data1, width) for width in widths]
    formula = [detection_degree(data1, width) for width in widths]

    figure, axes = new_axes(2)
    axes[0].plot(powers, root, **{**LINES["bound"], "linestyle": ":"})
    axes[0].plot(powers, profile, **{**LINES["bound"], "linestyle": "--"})
    axes[0].plot(powers, gaps, **THICK)
    axes[1].plot(powers, formula, **{**LINES["bound"], "linestyle": "--"})
    axes[1].plot(powers, halves, **THICK)
    for axis, words, line, colour in (
        (axes[0], "closed form", root, "bound"),
        (axes[0], "profile", profile, "bound"),
        (axes[0], "best gap", gaps, "detection"),
        (axes[1], "formula", formula, "bound"),
        (axes[1], "gap one half", halves, "detection"),
    ):
        place = powers[len(powers) // 2], line[len(powers) // 2]
        below = axis is axes[0]  # where the lines rise there is room below them
        axis.annotate(
            words,
            place,
            (6, -6 if below else 6),
            textcoords="offset points",
            va="top" if below else "bottom",
            color=COLOURS[colour],
        )
    axes[0].set(xlabel="neurons, log₁₀ m", ylabel="best gap Sₘ", yscale="log")
    axes[1].set(xlabel="neurons, log₁₀ m", ylabel="degree β")
    axes[0].set_title(f"at degree {degree:g}", fontweight="normal")
    axes[1].set_title("what a gap of one half needs", fontweight="normal")
    headline(figure, "Many more neurons, a little more gap: a degree is worth far more")
    apart = [x - y for x, y in zip(halves, formula, strict=True)]
    alt = (
        f"The best gap over the width, for n = {data1.n:,} tokens at degree {degree:g}: from "
        f"{gaps[0]:.3g} with 10 to the power of {powers[0]} neurons to {gaps[-1]:.3g} with 10 to "
        f"the power of {powers[-1]}, where the bounds are {profile[-1]:.3g} and {root[-1]:.3g}. "
        f"A gap of one half needs degree {halves[0]:.2f} at first and {halves[-1]:.2f} in the end; "
        f"the formula is off by {min(apart):.2f} to {max(apart):.2f}."
    )
    return Illustration(figure, alt)
