"""One visual language: the colours, lines and type of every static figure."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

__all__ = [
    "COLOURS",
    "DARK",
    "LINES",
    "PAPER",
    "beside",
    "headline",
    "new_axes",
    "power_of_ten",
    "styled",
]

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_P = ParamSpec("_P")
_T = TypeVar("_T")

COLOURS = {
    "d0": "#0072B2",
    "d1": "#B84C00",
    "detection": "#007A5A",
    "concentration": "#9C3D78",
    "grouping": "#6B5B00",
    "bound": "#5B6470",
    "ink": "#1d232b",
    "page": "#ffffff",
    "faint": "#dde1e6",
    "link": "#0b5cad",
}
"""Colours on a white page, by what they stand for."""

DARK = {
    "d0": "#56B4E9",
    "d1": "#FF9A52",
    "detection": "#3DD6A3",
    "concentration": "#E29AC4",
    "grouping": "#E6C84B",
    "bound": "#A9B3C1",
    "ink": "#e6e9ee",
    "page": "#14181e",
    "faint": "#333a44",
    "link": "#7ab8f5",
}
"""The same on a dark page, each with contrast enough there to serve for text."""

PAPER = {"link": "#174A72", "ground": "#F4F5F7"}
"""What print alone has: links that are dark beside black words, and the ground of code."""

LINES: dict[str, dict[str, Any]] = {
    "d0": {"color": COLOURS["d0"], "linestyle": "-", "linewidth": 1.4},
    "d1": {"color": COLOURS["d1"], "linestyle": "-", "linewidth": 2.8},
    "detection": {"color": COLOURS["detection"], "linestyle": "-.", "linewidth": 1.6},
    "concentration": {"color": COLOURS["concentration"], "linestyle": "--", "linewidth": 1.6},
    "grouping": {"color": COLOURS["grouping"], "linestyle": ":", "linewidth": 2.0},
    "bound": {"color": COLOURS["bound"], "linestyle": "--", "linewidth": 1.4},
}
"""Keyword arguments for ``Axes.plot``: colour is never the only channel, a dash says it again."""

RC: Any = {  # matplotlib types its settings by name, one by one
    "font.family": ["DejaVu Sans"],
    "font.size": 11.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLOURS["ink"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.titlecolor": COLOURS["ink"],
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "axes.unicode_minus": True,
    "axes.labelpad": 7,  # a phone sets the words larger: they need room beside numbers
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.wspace": 0.07,
}


def new_axes(
    columns: int = 1, rows: int = 1, *, height: float = 3.6, **options: Any
) -> tuple[Any, Any]:
    """Return a new matplotlib figure of the book's size, with its axes; draw under `styled`.

    Parameters
    ----------
    columns, rows : int, default 1
        The grid of axes.
    height : float, default 3.6
        The height in inches; the width is 6.4.
    **options
        Passed on to ``Figure.subplots``, such as ``sharey=True``.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Free of pyplot's global state, so that nothing is kept alive or shown twice.
    axes : Axes or array of Axes
        As ``Figure.subplots`` returns them.

    Examples
    --------
    >>> figure, axes = new_axes()
    >>> figure.get_size_inches().tolist()
    [6.4, 3.6]
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, height))
    return figure, figure.subplots(rows, columns, **options)


def headline(figure: Any, text: str) -> None:
    """Write the title of a figure of several panels, in the style of a title of one.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    text : str
        What it shows, in one line.

    Examples
    --------
    >>> figure, _ = new_axes(2)
    >>> headline(figure, "Left before, right after")
    >>> figure.get_suptitle()
    'Left before, right after'
    """
    figure.suptitle(text, x=0.01, ha="left", fontsize=11.5, fontweight="bold")


def beside(
    axis: Any, text: str, point: Any, shift: tuple[float, float], colour: str, **options: Any
) -> None:
    """Write words beside a point of a figure.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        The panel.
    text : str
        The words.
    point : tuple of two floats
        The point, in the numbers of the axes.
    shift : tuple of two floats
        How far right of the point and above it, in points.
    colour : str
        A name in `COLOURS`.
    **options
        Passed on to ``Axes.annotate``, such as ``ha="right"``.

    Examples
    --------
    >>> _, axis = new_axes()
    >>> beside(axis, "half", (0.5, 0.5), (4, 0), "d1")
    >>> axis.texts[0].get_text()
    'half'
    """
    axis.annotate(text, point, shift, textcoords="offset points", color=COLOURS[colour], **options)


def power_of_ten(exponent: int) -> str:
    """Return ten to a whole number, as a figure writes it.

    Parameters
    ----------
    exponent : int
        The power.

    Returns
    -------
    str
        With raised digits.

    Examples
    --------
    >>> power_of_ten(-12)
    '10⁻¹²'
    """
    return "10" + str(exponent).translate(_RAISED)


def styled(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Run a function under the book's matplotlib settings; the session's own stay as they are.

    Parameters
    ----------
    function : callable
        Draws a figure; matplotlib reads its settings as each piece is drawn.

    Returns
    -------
    callable
        The same, under the settings.

    Examples
    --------
    >>> styled(lambda: new_axes()[0])().get_layout_engine() is not None
    True
    """

    @wraps(function)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        import matplotlib as mpl

        with mpl.rc_context(RC):
            return function(*args, **kwargs)

    return run
