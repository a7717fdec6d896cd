"""Figures of chapter 14: what k planted rows save, alone, together, and as a club."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, beside, headline, new_axes, styled
from polyattn.kernels import Polynomial
from polyattn.several import SeveralRowsData

__all__ = ["club", "half_degrees"]


@styled
def half_degrees(
    data0: SeveralRowsData, data1: SeveralRowsData, counts: Sequence[int], width: int
) -> Illustration:
    r"""Draw the degree of half weight, and that of half of the best gap, over k.

    Parameters
    ----------
    data0, data1 : SeveralRowsData
        The two data sets; their own number of rows and arrangement play no part.
    counts : sequence of int
        The numbers :math:`k` of planted rows, rising from 1. In one group those count that fit.
    width : int
        The number of neurons :math:`m`.

    Returns
    -------
    Illustration
        Left: where :math:`h_k=\frac12` in different groups and in one, with
        :math:`\beta_{lone}`, :math:`\beta_{club}` and :math:`\beta_1-\log k/\log(p/r)`. Right:
        where the best gap is one half.

    References
    ----------
    Book labels ``cor:k-rows-routes`` and ``thm:k-rows-one-group``.

    Examples
    --------
    >>> pair = [SeveralRowsData(42, 4, rows=1, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> half_degrees(*pair, (1, 2, 4), 5).alt[:34]
    'The degree at which k planted rows'
    """
    from math import log

    from polyattn.degrees import (
        club_degree,
        half_gap_degree,
        lone_degree,
        several_planted_degree,
    )

    few = [k for k in counts if k <= data1.copies]
    apart = [_with(data1, k, False) for k in counts]
    together = [_with(data1, k, True) for k in few]
    weights = [several_planted_degree(x) for x in apart]
    shared = [several_planted_degree(x) for x in together]
    slope = 1 / log(float(data1.p / data1.r))
    gaps, shared_gaps = (
        [half_gap_degree(_with(data0, x.rows, x.one_group), x, width) for x in placed]
        for placed in (apart, together)
    )
    figure, axes = new_axes(2)
    left, right = axes
    left.plot(counts, [weights[0] - slope * log(k) for k in counts], **LINES["bound"])
    left.plot(counts, [lone_degree(x) for x in apart], **LINES["concentration"])
    left.plot(counts[1:], [club_degree(x) for x in apart[1:]], **LINES["grouping"])
    for axis, curves in ((left, (weights, shared)), (right, (gaps, shared_gaps))):
        axis.plot(counts, curves[0], **LINES["d1"])
        axis.plot(few, curves[1], **LINES["d0"])
        ticks = [10**i for i in range(len(str(counts[-1])))]
        axis.set(xscale="log", xlabel="planted rows k", ylim=(0, max(curves[0]) + 0.8))
        axis.set_xticks(ticks, [str(x) for x in ticks])
        late = 2 * len(counts) // 3
        _name(axis, "k groups", (counts[late], curves[0][late]), "d1", (6, 4), "left")
        _name(axis, "one group", (few[-1], curves[1][-1]), "d0", (-8, -14), "right")
    left.set_ylabel("degree β")
    _name(left, "alone", (counts[-1], lone_degree(apart[-1])), "concentration", (-2, 5), "right")
    _name(left, "club", (counts[1], club_degree(apart[1])), "grouping", (6, 0), "left")
    _name(left, "grey: β₁ − log k / log(p/r)", (counts[0], 0.15), "bound", (0, 0), "left")
    left.set_title("half of the weight", fontweight="normal")
    right.set_title(f"half of the gap, {width} neurons", fontweight="normal")
    headline(figure, "More planted rows need a lower degree")
    pairs = [zip(*x, strict=True) for x in ((counts, weights, gaps), (few, shared, shared_gaps))]
    said = ["; ".join(f"k = {k}: {x:.2f}, {y:.2f}" for k, x, y in pair) for pair in pairs]
    return Illustration(
        figure,
        "The degree at which k planted rows get half of the attention of one of them, and the one "
        f"at which {width} neurons reach half of the best gap, over k. In k groups, {said[0]}. "
        f"In one group, {said[1]}. In k groups the first curve follows the degree at which a row "
        "is enough by itself, and for large k the one of the club.",
    )


@styled
def club(data: SeveralRowsData, degrees: tuple[float, float]) -> Illustration:
    r"""Draw what a planted row gives to all planted rows, and to itself, over the degree.

    Parameters
    ----------
    data : SeveralRowsData
        The data with the larger feature, and its planted rows in different groups.
    degrees : tuple of two floats
        The range of the degree.

    Returns
    -------
    Illustration
        :math:`h_k` and :math:`P/Z_k`; the club is what lies between the two.

    References
    ----------
    Book label ``thm:k-rows-closed-form``.

    Examples
    --------
    >>> data = SeveralRowsData(42, 5, rows=5, a="0.9", b="0.6", c="0.4")
    >>> club(data, (1, 12)).alt[:29]
    'The weight that one of 5 plan'
    """
    import numpy as np

    from polyattn.several import several_row_classes

    grid = np.linspace(*degrees, 121)
    rows = [several_row_classes(data, Polynomial(f"{x:.8g}")) for x in grid]
    together = np.array([x.planted_weight for x in rows])
    itself = np.array([x.self_weight for x in rows])
    figure, axis = new_axes()
    axis.fill_between(grid, itself, together, color=COLOURS["grouping"], alpha=0.16, linewidth=0)
    axis.plot(grid, together, clip_on=False, **LINES["d1"])
    axis.plot(grid, itself, clip_on=False, **LINES["concentration"])
    widest = int(np.argmax(together - itself))
    axis.set(xlim=degrees, ylim=(0, 1.1), yticks=(0, 0.5, 1), xlabel="degree β")
    axis.set_ylabel("weight of a planted row")
    _name(axis, "on all planted rows", (grid[widest], 1.04), "d1", (0, 0), "left")
    middle = (grid[widest], (together[widest] + itself[widest]) / 2)
    _name(axis, "the club", middle, "grouping", (0, 0), "left")
    last = (grid[-1], itself[-1])
    _name(axis, "on itself", last, "concentration", (-8, -22), "right")
    axis.set_title(f"First the club, then itself: k = {data.rows}")
    places = [int(i) for i in np.linspace(0, len(grid) - 1, 7)]
    said = "; ".join(f"{grid[i]:.3g}: {together[i]:.2f}, {itself[i]:.2f}" for i in places)
    alt = (
        f"The weight that one of {data.rows} planted rows in as many groups gives to all of them, "
        f"and to itself, over the degree. By degree, {said}. They lie furthest apart at degree "
        f"{grid[widest]:.2f}."
    )
    return Illustration(figure, alt)


def _with(data: SeveralRowsData, rows: int, one_group: bool) -> SeveralRowsData:
    """Return the data with another number and arrangement of planted rows."""
    parts = {"a": data.a, "b": data.b, "c": data.c}
    return SeveralRowsData(data.d, data.copies, rows=rows, one_group=one_group, **parts)


def _name(
    axis: Any, name: str, place: tuple[float, float], colour: str, shift: tuple[int, int], side: str
) -> None:
    beside(axis, name, place, shift, colour, ha=side, fontweight="bold", fontsize=10)
