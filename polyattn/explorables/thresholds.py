"""Thresholds: every degree that has a name, at the reader's own sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from polyattn.degrees.entries import REASONS, Entry, side
from polyattn.degrees.named_degrees import DEGREES
from polyattn.degrees.named_scales import SCALES
from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["Thresholds"]

_COLOURS = {
    "silent": "promised",
    "blind": "detection",
    "detection": "detection",
    "detected": "detection",
    "window-lower": "d1",
    "level-lower": "d1",
    "window-upper": "d0",
    "level-upper": "d0",
    "planted-0": "d0",
    "break": "grouping",
    "grouping": "grouping",
}
_HEADS = ("name", "what happens there")


def _row(entry: Entry) -> dict[str, str]:
    return {
        "key": entry.key,
        "name": entry.name,
        "label": entry.label,
        "meaning": entry.meaning,
        "promise": entry.promise,
        "kind": "exact" if entry.exact else "bound",
        "side": side(entry.meaning, entry.exact),
        "colour": _COLOURS.get(entry.key, "concentration"),
    }


class Thresholds(Explorable):
    r"""The table of :func:`polyattn.degrees.table`, with its degrees on a logarithmic axis.

    Examples
    --------
    >>> Thresholds(a0=0).state()["a0"]
    '0'
    """

    key = "thresholds"
    question = "At which degree does what happen, at your own sizes?"
    alt = (
        "A row for every degree of the book that has a name, with a dot at its place on a "
        "logarithmic axis: filled where the degree is exact, open where a theorem bounds it; an "
        "upright stroke stands where the limit for long sequences puts it. The numbers stand in "
        "the table beneath."
    )
    outputs: ClassVar = {
        f"{entry.key}{part}": f"{entry.name}{words}"
        for entry in (*DEGREES, *SCALES)
        for part, words in (
            ("", ""),
            ("-limit", ", in the limit"),
            ("-chance", ", what is promised"),
            ("-why", ", why there is none"),
        )
    }
    extras: ClassVar = {
        "sections": [
            {
                "caption": "Degrees of a polynomial",
                "heads": [*_HEADS, "degree (in the limit)"],
                "rows": [_row(entry) for entry in DEGREES],
            },
            {
                "caption": "Scales of softmax",
                "heads": [*_HEADS, "scale (in the limit)"],
                "rows": [_row(entry) for entry in SCALES],
            },
        ],
        "reasons": REASONS | {"order": "a₁ must be larger than a₀"},
    }
    presets: ClassVar = {
        "A: ten tokens a group": {},
        "B: 10¹² tokens, a faint feature": {"d": 1002, "t": 10**9, "a0": 0.05, "a1": 0.3},
        "C: one token a group": {"d": 1002, "t": 1},
    }

    theta = Real(0.5, 0, 2, "threshold θ", step=0.01, least=-100, most=100)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, least=0, most=100)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, most=100)
    d = Whole(10002, 4, 10**5, "features d", log=True, most=10**6)
    t = Whole(10, 1, 10**9, "copies t", log=True, most=10**12)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)
    width = Whole(30, 1, 10**6, "neurons m", log=True, more=True, most=10**9)

    def still(self) -> Illustration:
        """Draw a dot for every degree, on a logarithmic axis."""
        from polyattn.data import SelfAttentionData
        from polyattn.degrees import Threshold, table
        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, headline, new_axes, styled

        x = self.exact()
        parts = {"b": x["b"], "c": x["c"]}
        rows: list[Threshold | None] = [None] * len(DEGREES)
        if x["a0"] < x["a1"]:
            zero, one = (SelfAttentionData(x["d"], x["t"], a=x[a], **parts) for a in ("a0", "a1"))
            rows = list(table(zero, one, x["theta"], x["width"]).degrees.values())

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes(height=5.2)
            for place, (entry, row) in enumerate(zip(DEGREES, rows, strict=True)):
                if row is None or row.value is None:
                    continue
                colour = COLOURS["bound" if (c := _row(entry)["colour"]) == "promised" else c]
                face = colour if row.exact else "none"
                axis.plot(row.value, place, "o", color=colour, markerfacecolor=face)
                if row.limit is not None:
                    axis.plot(row.limit, place, "|", color=COLOURS["ink"], markersize=9)
            axis.set_xscale("log")
            axis.xaxis.set_minor_formatter("")
            axis.set_yticks(range(len(DEGREES)), [entry.name for entry in DEGREES])
            legend = "● exact   ○ a bound   | in the limit"
            axis.set(ylim=(len(DEGREES) - 0.5, -0.5), xlabel=f"degree β, logarithmic\n{legend}")
            headline(figure, f"Degrees that have a name, at n = {(x['d'] - 2) * x['t']:,} tokens")
            return Illustration(figure, self.alt)

        return draw()
