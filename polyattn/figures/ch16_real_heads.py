"""Figures of chapter 16: a trained encoder with powers in the place of its softmax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from polyattn.figures.display import Illustration
from polyattn.figures.matrices import draw_squares
from polyattn.figures.style import COLOURS, LINES, beside, new_axes, styled

__all__ = ["cosines", "distances", "ridge"]

_beside = partial(beside, va="center", fontsize=10)

RULES = {
    "1 + (s - max) / degree": ("(1 + (s − max)/β)ᵝ", "detection", "-"),
    "degree + s": ("(β + s)ᵝ", "d1", "-"),
    "s - min": ("(s − min)ᵝ", "grouping", (0, (1, 1.2))),
    "s": ("sᵝ", "d0", "-"),
}
"""What is raised to the degree: its name in the record, in the figure, its colour and dash."""
_LEVELS = {"cosine of uniform weights": "equal weights", "cosine of two texts": "another text"}
_SHADE = 0.55  # of a cosine of 1: the number in the cell stays readable


@styled
def cosines(record: Mapping[str, Any]) -> Illustration:
    """Draw how near a model stays to itself when a power takes the place of its softmax.

    Parameters
    ----------
    record : mapping
        As `polyattn.heads.stored_heads` returns it: the mean cosines by rule and degree.

    Returns
    -------
    Illustration
        One line a rule; dotted, what weights that are all equal and what another text would have.

    Examples
    --------
    >>> from polyattn.heads import stored_heads
    >>> cosines(stored_heads().record).alt[:26]
    'Mean cosine of the embeddi'
    """
    figure, axis = new_axes(height=3.9)
    degrees, told = record["degrees"], []
    for name, (text, colour, dash) in RULES.items():
        values = record["cosine"][name]
        axis.plot(degrees, values, color=COLOURS[colour], linestyle=dash, linewidth=1.8)
        told.append(f"{text}: " + ", ".join(f"{x:.2f}" for x in values))
    for name, text in _LEVELS.items():
        axis.axhline(record[name], color=COLOURS["bound"], linestyle=":", linewidth=1.2)
        _beside(axis, text, (degrees[0], record[name]), (2, 8), "bound")
        told.append(f"{text}: {record[name]:.2f}")
    beside = {
        "1 + (s - max) / degree": (0, (0, 24)),
        "degree + s": (2, (6, -13)),
        "s - min": (4, (4, 10)),
        "s": (3, (0, 9)),
    }
    for name, (place, offset) in beside.items():
        text, colour, _ = RULES[name]
        point = degrees[place], record["cosine"][name][place]
        _beside(axis, text, point, offset, colour)
    axis.set_xscale("log", base=2)
    axis.set_xticks(degrees, [str(x) for x in degrees])
    axis.set(ylim=(0, 1.06), xlabel="degree β", ylabel="cosine with the softmax's embedding")
    axis.set_title("A literal power fails, an offset repairs it")
    words = "; ".join(told)
    return Illustration(
        figure,
        "Mean cosine of the embedding with that of the softmax over the degree, which is "
        f"{', '.join(map(str, degrees))}. {words}.",
    )


@styled
def ridge(record: Mapping[str, Any]) -> Illustration:
    """Draw the cosine in the plane of degree and offset, a number in each cell.

    Parameters
    ----------
    record : mapping
        As `polyattn.heads.stored_heads` returns it.

    Returns
    -------
    Illustration
        A row for each offset, the largest on top; framed where the offset is the degree.

    Examples
    --------
    >>> from polyattn.heads import stored_heads
    >>> len(ridge(stored_heads().record).figure.axes[0].texts)
    49
    """
    import numpy as np
    from matplotlib.patches import Rectangle

    degrees, offsets = record["degrees"], record["offsets"]
    table = np.array(record["cosine of (offset + s)^degree, a row for each offset"])[::-1]
    figure, axis = new_axes(height=4.6)
    draw_squares(axis, _SHADE * table**2, COLOURS["d1"])
    for (row, column), value in np.ndenumerate(table):
        axis.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=9.5)
    for row, column in np.argwhere(np.equal.outer(offsets[::-1], degrees)):
        corner = column - 0.46, row - 0.46
        axis.add_patch(Rectangle(corner, 0.92, 0.92, fill=False, edgecolor=COLOURS["ink"], lw=1.2))
    axis.set_aspect("auto")
    axis.set_xticks(range(len(degrees)), [str(x) for x in degrees])
    axis.set_yticks(range(len(offsets)), [str(x) for x in offsets[::-1]])
    axis.tick_params(length=0)
    axis.spines[["left", "bottom"]].set_visible(False)
    axis.set(xlabel="degree β", ylabel="offset c²")
    axis.set_title("The model stays itself where the degree is the offset")
    best = [degrees[column] for column in table[::-1].argmax(axis=1)]
    pairs = ", ".join(f"{x}: {y}" for x, y in zip(offsets, best, strict=True))
    return Illustration(
        figure,
        "Mean cosine of the embedding under (offset + s)^degree with that of the softmax, for "
        f"offsets and degrees from {offsets[0]} to {offsets[-1]}. The best degree for each offset "
        f"is {pairs}; there the cosine runs from {table[-1].max():.2f} to {table[0].max():.4f}.",
    )


@styled
def distances(
    degrees: Sequence[float], truth: Sequence[float], bound: Sequence[float], first: Sequence[float]
) -> Illustration:
    r"""Draw the total variation of a typical row over the degree, with its bound.

    Parameters
    ----------
    degrees : sequence of float
        The degrees.
    truth, bound, first : sequence of float
        The medians over rows of the total variation, of the bound, and of the first-order term.

    Returns
    -------
    Illustration
        Both axes are logarithmic; the slack of the bound is shaded.

    References
    ----------
    Book labels ``cor:total-variation`` and ``obs:total-variation-first-order``.

    Examples
    --------
    >>> distances([2, 4], [0.4, 0.3], [0.5, 0.4], [0.6, 0.3]).alt[:24]
    'Median total variation o'
    """
    figure, axis = new_axes(height=3.7)
    axis.fill_between(degrees, truth, bound, color=COLOURS["bound"], alpha=0.15, linewidth=0)
    axis.plot(degrees, bound, **LINES["bound"])
    axis.plot(degrees, first, **LINES["detection"])
    axis.plot(degrees, truth, color=COLOURS["d1"], linewidth=2)
    middle = len(degrees) // 2
    _beside(axis, "bound", (degrees[middle], bound[middle]), (6, 8), "bound")
    _beside(axis, "total variation", (degrees[middle], truth[middle]), (-6, -9), "d1", ha="right")
    _beside(axis, "first order", (degrees[0], first[0]), (8, 3), "detection")
    axis.set_xscale("log", base=2)
    axis.set_yscale("log")
    axis.set_xticks(degrees, [str(x) for x in degrees])
    axis.set(xlabel="degree β", ylabel="total variation, median")
    axis.set_title("The distance from the softmax falls as 1/β")
    rows = zip(degrees, truth, bound, first, strict=True)
    told = "; ".join(f"at {x}: {y:.3f}, {z:.3f}, {w:.3f}" for x, y, z, w in rows)
    return Illustration(
        figure,
        "Median total variation over the rows of all heads, with the medians of its bound and of "
        f"its first-order term, over the degree {told}.",
    )
