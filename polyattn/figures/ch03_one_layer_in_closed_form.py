"""Figures of chapter 3: how a degree makes a row peaky, and which neurons of the network fire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, LINES, headline, new_axes, styled

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["neurons", "peaky_rows"]

_WIDEST = 42  # columns: beyond it the bars of one row cannot be told apart


@styled
def peaky_rows(data: SelfAttentionData, degrees: Sequence[float]) -> Illustration:
    r"""Draw the planted row and an other-group row of :math:`C` at several degrees, as bars.

    Parameters
    ----------
    data : SelfAttentionData
        The data set; at most 42 columns.
    degrees : sequence of float
        The degrees, a column of the figure each.

    Returns
    -------
    Illustration
        One bar an entry, in units of :math:`\sqrt{\log n}`, with the :math:`\ell_1` and
        :math:`\ell_2` norms of each row.

    Raises
    ------
    ValueError
        If there are more columns than a picture can show.

    Examples
    --------
    >>> data = SelfAttentionData(12, 4, a="0.9", b="0.6", c="0.4")
    >>> peaky_rows(data, [1, 6]).alt[:46]
    'Entries of two rows of C as bars, at degrees 1'
    """
    from polyattn.kernels import Polynomial
    from polyattn.rows import row_classes

    if data.d > _WIDEST:
        raise ValueError(
            f"peaky_rows: d must be at most {_WIDEST} to be drawn bar by bar, got {data.d}; "
            "use a smaller d"
        )
    figure, axes = new_axes(len(degrees), 2, height=4.4, sharex=True, sharey=True, squeeze=False)
    told = []
    for column, degree in enumerate(degrees):
        rows = row_classes(data, Polynomial(degree))
        for axis, row, place in zip(
            axes[:, column], (rows.planted, rows.others), (0, 1), strict=True
        ):
            # An other-group row has its own group elsewhere; where makes no difference.
            entries = [row.feature, *[row.other] * (data.d - 2), row.bias]
            entries[1 + place * (data.d // 3)] = row.own
            _bars(axis, entries)
            l1, l2 = sum(entries), sum(x * x for x in entries) ** 0.5
            norms = f"ℓ₁ = {l1:.2f}   ℓ₂ = {l2:.2f}"
            axis.text(0.5, 0.97, norms, transform=axis.transAxes, ha="center", va="top")
            told.append(f"{norms} at degree {degree:g}")
        axes[0, column].set_title(f"degree {degree:g}", fontweight="normal")
    headline(figure, "A degree gathers each row on a few entries")
    axes[0, 0].set(ylabel="planted row", ylim=(0, 1.25 * float(max(data.a, data.b, data.c))))
    axes[1, 0].set_ylabel("other-group row")
    axes[0, 0].set_yticks((0, 0.5, 1))
    for axis in axes[1]:
        axis.set_xticks([0, (data.d - 1) / 2, data.d - 1], ["feature", "groups", "bias"])
    alt = (
        f"Entries of two rows of C as bars, at degrees {', '.join(f'{x:g}' for x in degrees)}. "
        "With the degree the own group's bar grows and all other groups' bars shrink; in the "
        "planted row the feature's bar grows too. Norms of the planted row: "
        f"{'; '.join(told[::2])}. Of the other-group row: {'; '.join(told[1::2])}."
    )
    return Illustration(figure, alt)


def _bars(axis: Any, entries: Sequence[float]) -> None:
    last = len(entries) - 1
    colours = [COLOURS["d1"], *[COLOURS["grouping"]] * (last - 1), COLOURS["bound"]]
    axis.bar(range(last + 1), entries, color=colours, width=0.8)


@styled
def neurons(runs: Mapping[float, tuple[ArrayLike, ArrayLike]], theta: float | str) -> Illustration:
    r"""Draw the largest pre-activation of every neuron on two data sets, at several degrees.

    Parameters
    ----------
    runs : mapping of float to two array_like of shape (n, width)
        For each degree the pre-activations on :math:`\mathcal D_0` and on :math:`\mathcal D_1`,
        in units of :math:`\sqrt{\log n}`.
    theta : float or str
        The threshold :math:`\theta` in the same unit.

    Returns
    -------
    Illustration
        One panel a degree, a marker a neuron; a neuron above the line fires.

    Examples
    --------
    >>> neurons({2: ([[0.1, 0.2]], [[0.1, 0.9]])}, 0.5).alt[-35:]
    'degree 2, 0 fire on D₀ and 1 on D₁.'
    """
    import numpy as np

    level = float(theta)
    figure, axes = new_axes(len(runs), sharey=True, squeeze=False)
    told = []
    for axis, (degree, pair) in zip(axes[0], runs.items(), strict=True):
        fired = []
        for name, inner in zip(("d0", "d1"), pair, strict=True):
            largest = np.asarray(inner).max(axis=0)
            fired.append(int((largest > level).sum()))
            _markers(axis, name, largest)
        axis.axhline(level, **LINES["bound"])
        axis.set_title(f"Degree {degree:g}: {_verdict(*fired)}")
        axis.set_xlabel("neuron i")
        told.append(f"degree {degree:g}, {fired[0]} fire on D₀ and {fired[1]} on D₁")
    first = axes[0, 0]
    first.set_ylabel("largest pre-activation, X")
    low, high = first.get_ylim()
    first.set_ylim(low, high + 0.25 * (high - low))  # no neuron under the two names
    first.text(0.04, 0.97, "● on D₁", color=COLOURS["d1"], transform=first.transAxes, va="top")
    first.text(0.04, 0.89, "○ on D₀", color=COLOURS["d0"], transform=first.transAxes, va="top")
    first.text(1, level, f"threshold θ = {level:g}", color=COLOURS["bound"], va="bottom")
    alt = (
        f"The largest pre-activation of each of {largest.size} neurons against the threshold "
        f"{level:g}, which a neuron must exceed to fire. At {'; at '.join(told)}."
    )
    return Illustration(figure, alt)


def _markers(axis: Any, name: str, values: Any) -> None:
    places, colour = range(1, values.size + 1), COLOURS[name]
    if name == "d1":
        axis.scatter(places, values, s=12, color=colour)
    else:  # a ring around it, so that two markers in one place are both seen
        axis.scatter(places, values, s=26, facecolor="none", edgecolor=colour, linewidth=0.8)


def _verdict(fired0: int, fired1: int) -> str:
    if fired0 and fired1:
        return "both activate"
    if fired0 or fired1:
        return f"{'D₁' if fired1 else 'D₀'} alone activates"
    return "neither activates"
