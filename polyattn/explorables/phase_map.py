"""Phase map: which degrees and thresholds tell the two data sets apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["PhaseMap"]


class PhaseMap(Explorable):
    r"""The gap :math:`\Pr[F(\mathcal D_1)>0]-\Pr[F(\mathcal D_0)>0]` over degree and threshold.

    It is exact at every point (``thm:exact-law``). The two curves are the typical maxima
    :math:`c+a_if_i^*+bG_i^*` of ``thm:finite-bounds``: below its curve a data set activates,
    above it it stays silent. Beneath, the gap at the chosen threshold for two widths.

    Examples
    --------
    >>> PhaseMap(theta="0.1").state()["theta"]
    '0.1'
    """

    key = "phase-map"
    question = "Which degrees and thresholds tell the two data sets apart?"
    alt = (
        "A map of the gap between the probabilities that the layer activates on the two data "
        "sets, over the degree and the threshold. It is bright between two curves that rise "
        "with the degree: above the level at which the first data set still activates, and below "
        "the level that the second one reaches. Vertical lines mark the degrees from which some "
        "threshold works, the other rows give half of their attention to their own group, and "
        "the planted one keeps half of its own. Beneath, the gap at one threshold against the "
        "degree, for two widths: a window, at whose upper end a wider layer fails."
    )
    outputs: ClassVar = {
        "P0": "P₀: D₀ activates",
        "P1": "P₁: D₁ activates",
        "gap": "gap P₁ − P₀",
        "planted-weight": "planted weight f* of D₁",
        "detection-degree": "some θ works from degree (detection)",
        "grouping-degree": "others give own group ½ at (grouping)",
        "planted-degree": "f* is ½ at degree",
        "break-degree": "D₀ passes θ from degree (break)",
        "n": "tokens n = (d − 2) t",
    }
    presets: ClassVar = {
        "A window": {},
        "No window": {
            "t": 10**6, "a0": 0.05, "a1": 0.8, "b": 0.9, "c": 0.1, "theta": 0.2, "degree": 1.7,
        },
        "A window that closes by D₀": {
            "t": 1, "a0": 0.6, "a1": 1.2, "theta": 0.5, "degree": 4.5,
        },
        "10¹² tokens": {
            "d": 1002, "t": 10**9, "a0": 0.05, "a1": 0.3, "width": 256,
            "degree": 20, "theta": "0.99999997245", "zoom": 7,
        },
    }  # fmt: skip

    degree = Real(5.5, 0.1, 10, "degree β", step=0.05, least=0.001, most=1e5)
    theta = Real(0.5, 0, 2, "threshold θ", step=0.01, least=-100, most=100)
    width = Whole(30, 1, 10**6, "neurons m", log=True, most=10**12)
    d = Whole(10002, 4, 10**5, "features d", log=True, most=10**6)
    t = Whole(10, 1, 10**9, "copies t", log=True, most=10**12)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, more=True, most=100)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, more=True, least=0, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)
    zoom = Whole(0, 0, 9, "zoom into θ, powers of ten", more=True)

    def still(self) -> Illustration:
        """Draw the map at the present setting, in cells, with the two curves."""
        import numpy as np

        from polyattn.data import SelfAttentionData
        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled
        from polyattn.kernels import Polynomial
        from polyattn.law import MaximalPreactivation
        from polyattn.rows import row_classes

        x = self.exact()
        parts = {"b": x["b"], "c": x["c"]}
        data = [SelfAttentionData(x["d"], x["t"], a=x[a], **parts) for a in ("a0", "a1")]
        end = max(10.0, 1.5 * float(x["degree"]))
        bottom, top, level, unit = 0.0, 1.05 * float(x["a1"] + x["b"] + x["c"]), 0.0, 1.0
        if x["zoom"]:  # as on the page: around the nearer one of c and b + c
            level = float(min((x["c"], x["b"] + x["c"]), key=lambda at: abs(x["theta"] - at)))
            bottom, top, unit = -1.0, 1.0, 10.0 ** -x["zoom"]
        degrees, heights = np.linspace(end / 100, end, 67), np.linspace(bottom, top, 61)
        thresholds = level + unit * heights
        chance = [
            np.array([MaximalPreactivation(one, Polynomial(degree), x["width"]).sf(thresholds)
                      for degree in degrees]).T
            for one in data
        ]  # fmt: skip
        gap = chance[1] - chance[0]

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            axis.contourf(
                degrees, heights, np.clip(gap, 0, 1), [0.1, 0.3, 0.5, 0.7, 0.9, 1.001],
                colors=[COLOURS["d1"]], alpha=0.3,
            )  # fmt: skip
            for one, name in zip(data, ("d0", "d1"), strict=True):
                rows = [row_classes(one, Polynomial(degree)) for degree in degrees]
                typical = [float(one.c) + row.planted.feature + row.planted.own for row in rows]
                axis.plot(degrees, (np.array(typical) - level) / unit, **LINES[name])
            name = f"(θ − {level:g}) / {unit:g}" if x["zoom"] else "threshold θ"
            axis.set(xlim=(0, end), ylim=(bottom, top), xlabel="degree β", ylabel=name)
            axis.set_title("The layer tells D₁ from D₀ between the two curves")
            return Illustration(figure, self.alt)

        return draw()
