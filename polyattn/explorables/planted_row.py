"""The planted row: when it keeps its attention for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["PlantedRow"]


class PlantedRow(Explorable):
    r"""Where the attention of the planted row goes as the degree :math:`\beta` grows.

    The planted weight :math:`f^*` with its bounds from ``thm:concentration``,

    .. math:: \frac1{1+2M}\le f^*\le\frac1{1+M},\qquad
              M=\max\{(t-1)(q/p)^\beta,\ (n-t)(r/p)^\beta\},

    what the row gives to the rest of its group and to all others, and the share
    :math:`w_o` that every other row gives to its own group.

    Examples
    --------
    >>> PlantedRow(t=1).state()["t"]
    '1'
    """

    key = "planted-row"
    question = "When does the planted row keep its attention for itself?"
    alt = (
        "The attention of the planted row against the degree, shared out between itself, the "
        "rest of its group and all other groups. Its own share rises in an S-shaped curve from "
        "nearly nothing to one, inside a narrow band of two dashed bounds. A dotted curve is the "
        "share that every other row gives to its own group. Vertical lines mark the degrees from "
        "which some threshold tells the data sets apart, at which the other rows give half to "
        "their own group, and at which the planted row keeps one half."
    )
    outputs: ClassVar = {
        "planted-weight": "planted weight f*",
        "lower-bound": "f* is at least",
        "upper-bound": "f* is at most",
        "own-group-weight": "others: on own group",
        "planted-degree": "f* is ½ at degree",
        "grouping-degree": "others group at degree",
        "detection-degree": "some θ works from",
        "n": "tokens n = (d − 2) t",
    }
    presets: ClassVar = {
        "A million tokens": {},
        "Groups of one": {"t": 1, "d": 10**6, "degree": 5},
        "10¹² tokens, a = 0.3": {"d": 1002, "t": 10**9, "a": 0.3, "degree": 100},
        "a = 0: never": {"a": 0, "t": 10},
    }

    degree = Real(6, 0.1, 20, "degree β", step=0.05, least=0.001, most=1e6)
    d = Whole(1002, 4, 10**6, "features d", log=True, most=10**9)
    t = Whole(1000, 1, 10**9, "copies t", log=True, most=10**12)
    a = Real(0.9, 0, 2, "planted feature a", step=0.01, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)

    def still(self) -> Illustration:
        """Draw the planted weight, its bounds and the other rows' share against the degree."""
        import numpy as np

        from polyattn.data import SelfAttentionData
        from polyattn.degrees import grouping_degree, planted_degree
        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled
        from polyattn.kernels import Polynomial
        from polyattn.rows import row_classes

        x = self.exact()
        data = SelfAttentionData(x["d"], x["t"], a=x["a"], b=x["b"], c=x["c"])
        grouped = grouping_degree(data) if data.d > 4 else 0.0
        try:
            half, start = planted_degree(data), f"half from degree {planted_degree(data):.1f} on"
        except (OverflowError, ValueError):  # its mates score as high, or it has half throughout
            half, start = 0.0, "the same share as its mates" if data.copies > 1 else "half or more"
        end = max(12.0, 1.3 * half, 1.3 * grouped, float(x["degree"]))
        degrees = np.linspace(end / 72, end, 72)
        rows = [row_classes(data, Polynomial(degree)) for degree in degrees]
        p, q, r = (float(score) for score in (data.p, data.q, data.r))
        crowd = np.maximum((data.copies - 1) * (q / p) ** degrees, 0)
        crowd = np.maximum(crowd, (data.n - data.copies) * (r / p) ** degrees)

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            axis.fill_between(
                degrees, 1 / (1 + 2 * crowd), 1 / (1 + crowd), color=COLOURS["faint"], lw=0
            )
            axis.plot(degrees, [row.planted_weight for row in rows], **LINES["d1"])
            axis.plot(degrees, [row.own_group_weight for row in rows], **LINES["grouping"])
            first = grouped < half  # names stand on the outer sides of the two curves
            outside = {True: {"ha": "right", "y": 0.6}, False: {"ha": "left", "y": 0.3}}
            for degree, words, kind, left in (
                (half, "planted row:\nitself", "d1", not first),
                (grouped, "other rows:\nown group", "grouping", first and grouped > 0.2 * end),
            ):
                at = (0.96 if left else 1.05) * degree
                axis.text(at, s=words, color=COLOURS[kind], **outside[left])
            axis.set(xlim=(0, end), ylim=(0, 1.02), xlabel="degree β")
            axis.set(ylabel="share of a row's attention")
            axis.set_title(f"Of {data.n:,} tokens\nthe planted row keeps {start}")
            return Illustration(figure, self.alt)

        return draw()
