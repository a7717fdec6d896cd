"""Figure of chapter 16: reading the top key off the output of a trained head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, new_axes, styled

__all__ = ["readings"]

_LINES = {
    ("a word", "read"): ("read, a word", "d1", "o", "-"),
    ("a word", "top weight"): ("weight of a word", "bound", None, ":"),
    ("a sink", "read"): ("read, a sink", "d0", "s", "-"),
}
"""What is drawn of a record: its name in the figure, its colour, marker and dash."""
_PLACES = (0.43, 0.62), (0.45, 0.19), (0.5, 0.055)
"""Where the names stand in the first panel, as fractions of it."""


@styled
def readings(records: Mapping[str, Mapping[str, Any]]) -> Illustration:
    """Draw how often the output of a head tells its top key, by the SNR of the row.

    Parameters
    ----------
    records : mapping
        The title of each panel, and the entry ``reading`` of a record.

    Returns
    -------
    Illustration
        A panel a model; the vertical line is the SNR 1.

    Examples
    --------
    >>> from polyattn.heads import stored_heads
    >>> readings({"encoder": stored_heads().record["reading"]}).alt[:27]
    'Share of rows whose top key'
    """
    figure, axes = new_axes(len(records), height=3.4, sharey=True, squeeze=False)
    told = []
    for axis, (title, record) in zip(axes[0], records.items(), strict=True):
        edges = record["SNR from"]
        for (kind, what), (text, colour, marker, dash) in _LINES.items():
            values = [float("nan") if x is None else x for x in record[kind][what]]
            style = {"color": COLOURS[colour], "marker": marker, "linestyle": dash}
            axis.plot(range(len(edges)), values, label=text, markersize=4, **style)
            said = ", ".join(f"{x:.2f}" for x in values)
            told.append(f"{title}, {text}: {said}")
        axis.axvline(edges.index(1) - 0.5, color=COLOURS["ink"], linewidth=0.8)
        ends = [f"{x:g}" for x in edges[1:]]
        axis.set_xticks(range(len(edges)), [*ends, "∞"], fontsize=9)
        axis.set(xlabel="SNR of the row, up to", title=title, ylim=(0, 1.04))
    axes[0][0].set_ylabel("share of rows, or mean weight")
    for (text, colour, *_), place in zip(_LINES.values(), _PLACES, strict=True):
        axes[0][0].text(*place, text, color=COLOURS[colour], transform=axes[0][0].transAxes)
    bins = ", ".join(f"{x:g}" for x in edges)
    return Illustration(
        figure,
        "Share of rows whose top key is the one whose value is nearest in direction to the output "
        f"of the head, in bins of the SNR from {bins} on. {'; '.join(told)}.",
    )
