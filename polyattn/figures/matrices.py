"""A matrix as squares whose shade is the entry."""

from __future__ import annotations

from typing import Any

__all__ = ["draw_squares"]

_CORNERS = (-0.46, -0.46), (0.46, -0.46), (0.46, 0.46), (-0.46, 0.46), (-0.46, -0.46)


def draw_squares(axis: Any, shades: Any, colour: str) -> None:
    """Draw a matrix, the first row on top; the cells of one shade are one path.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Where; its limits and ticks are set.
    shades : ndarray of shape (rows, columns)
        The opacity of each cell, from 0 to 1; cells of 0 are left out.
    colour : str
        The colour of all cells.

    Examples
    --------
    >>> import numpy as np
    >>> from polyattn.figures.style import new_axes
    >>> axis = new_axes()[1]
    >>> draw_squares(axis, np.eye(3), "black")
    >>> len(axis.patches)
    1
    """
    import numpy as np
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    corners, rounded = np.array(_CORNERS), np.round(shades, 12)
    for shade in np.unique(rounded[rounded > 0]):
        cells = [
            Path(corners + cell, closed=True) for cell in np.argwhere(rounded == shade)[:, ::-1]
        ]
        path = Path.make_compound_path(*cells)
        axis.add_patch(PathPatch(path, lw=0, facecolor=colour, alpha=float(shade)))
    rows, columns = rounded.shape
    axis.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal")
    axis.set(xticks=[], yticks=[])
