"""Figures of chapter 2: the token matrix, its scores, and the weights that a degree makes."""

from __future__ import annotations

from typing import Any

from polyattn.data import SelfAttentionData
from polyattn.figures.display import Illustration
from polyattn.figures.matrices import draw_squares
from polyattn.figures.style import COLOURS, new_axes, styled

__all__ = ["scores", "token_matrices", "weights"]

_LARGEST = 120  # rows: beyond it a cell of the picture is smaller than a dot


@styled
def token_matrices(data0: SelfAttentionData, data1: SelfAttentionData) -> Illustration:
    r"""Draw the matrix :math:`A` of two data sets side by side, larger entries darker.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two data sets; at most 120 rows each.

    Returns
    -------
    Illustration
        One panel a data set, rows downwards, in units of :math:`\sqrt{\log n}`.

    Raises
    ------
    ValueError
        If there are more rows than a picture can show.

    Examples
    --------
    >>> parts = {"b": "0.6", "c": "0.4"}
    >>> small = [SelfAttentionData(6, 2, a=a, **parts) for a in ("0.1", "0.9")]
    >>> token_matrices(*small).alt[:26]
    'Two matrices of 8 rows and'
    """
    figure, axes = new_axes(2, sharey=True)
    top = max(float(x) for data in (data0, data1) for x in (data.a, data.b, data.c))
    sets = ("d0", "D₀", data0), ("d1", "D₁", data1)
    for axis, (colour, name, data) in zip(axes, sets, strict=True):
        _refuse_if_large("token_matrices", data)
        entries = data.matrix(exact=True).astype(float)
        _grid(axis, entries, top, colour)
        axis.set_title(f"{name}: a = {float(data.a):g}")
        axis.set_xlabel(f"{data.d} columns")
        axis.text(-1.0, 0, "planted row", va="center", ha="right")
    axes[0].set_ylabel(f"{data0.n} rows (tokens)")
    alt = (
        f"Two matrices of {data0.n} rows and {data0.d} columns. Each row has one entry b in the "
        "column of its group, so the middle columns show stacked diagonals, and the entry c in "
        f"the last column. The two differ in one entry, at the top left: {float(data0.a):g} in "
        f"the first data set, {float(data1.a):g} in the second."
    )
    return Illustration(figure, alt)


@styled
def scores(data: SelfAttentionData) -> Illustration:
    r"""Draw :math:`AA^\top/\log n`: three values, :math:`p`, :math:`q` and :math:`r`.

    Parameters
    ----------
    data : SelfAttentionData
        The data set; at most 120 rows.

    Returns
    -------
    Illustration
        The matrix of scores, with its three values named.

    Raises
    ------
    ValueError
        If there are more rows than a picture can show.

    Examples
    --------
    >>> scores(SelfAttentionData(6, 2, a="0.9", b="0.6", c="0.4")).alt[:21]
    'A matrix of scores, 8'
    """
    _refuse_if_large("scores", data)
    figure, axis = new_axes()
    entries = data.matrix(exact=True)
    _grid(axis, (entries @ entries.T).astype(float), float(data.p))
    p, q, r = (f"{float(x):.2f}" for x in (data.p, data.q, data.r))
    last = data.n - 1
    around = "angle,angleA=180,angleB=90,rad=0"  # above the matrix, then down
    for text, place, target, way in (
        (f"p = {p}\nthe planted row with itself", 1.05, (0, 0), around),
        (f"q = {q}\ntwo rows of one group", 0.66, (last, last % (data.d - 2)), "arc3"),
        (f"r = {r}\nrows of different groups", 0.33, (last, last - data.n // 3 + 1), "arc3"),
    ):
        axis.annotate(
            text,
            target,
            (1.12, place),
            textcoords="axes fraction",
            va="center",
            arrowprops={
                "arrowstyle": "-",
                "color": COLOURS["bound"],
                "linewidth": 1,
                "connectionstyle": way,
            },
        )
    axis.set_xlabel("row k")
    axis.set_ylabel("row j")
    alt = (
        f"A matrix of scores, {data.n} by {data.n}. The diagonal blocks repeat every "
        f"{data.d - 2} rows and hold q = {q}, all other entries are r = {r}, and the single "
        f"entry p = {p} stands in the top left corner."
    )
    return Illustration(figure, alt)


@styled
def weights(data: SelfAttentionData, degree: float) -> Illustration:
    r"""Draw the attention weights :math:`f` of a data set at one degree.

    Parameters
    ----------
    data : SelfAttentionData
        The data set; at most 120 rows.
    degree : float
        The degree :math:`\beta > 0`.

    Returns
    -------
    Illustration
        The matrix of weights (rows sum to 1), white for 0.

    Raises
    ------
    ValueError
        If there are more rows than a picture can show, or the degree is not positive.

    Examples
    --------
    >>> weights(SelfAttentionData(6, 2, a="0.9", b="0.6", c="0.4"), 4).alt[:28]
    'A matrix of attention weight'
    """
    from polyattn.attention import attention_weights
    from polyattn.kernels import Polynomial

    _refuse_if_large("weights", data)
    entries = data.matrix()
    f = attention_weights(entries, entries, Polynomial(degree))
    figure, axis = new_axes()
    _grid(axis, f, 1.0)
    own, planted = f[1, 1 :: data.d - 2].sum(), f[0, 0]
    axis.set_title(f"Degree {float(degree):g}: the planted row keeps {planted:.2f} for itself")
    axis.set_xlabel("row k")
    axis.set_ylabel("row j")
    axis.text(1.06, 0.62, f"planted weight\n{planted:.3f}", transform=axis.transAxes)
    axis.text(1.06, 0.3, f"any other row, for\nits own group: {own:.3f}", transform=axis.transAxes)
    alt = (
        f"A matrix of attention weights, {data.n} by {data.n}, at degree {float(degree):g}. The "
        f"planted row gives {planted:.3f} of its weight to itself; every other row gives "
        f"{own:.3f} of its weight to its own group."
    )
    return Illustration(figure, alt)


def _grid(axis: Any, entries: Any, top: float, colour: str = "d1") -> None:
    """Draw a matrix as squares, from the page's colour (0) to that of its data set (`top`)."""
    import numpy as np

    shades = np.where(entries, 0.12 + 0.88 * np.minimum(1.0, entries / top), 0)
    draw_squares(axis, shades, COLOURS[colour])


def _refuse_if_large(call: str, data: SelfAttentionData) -> None:
    if data.n > _LARGEST:
        raise ValueError(
            f"{call}: n must be at most {_LARGEST} to be drawn entry by entry, got {data.n}; "
            "use fewer copies or a smaller d"
        )
