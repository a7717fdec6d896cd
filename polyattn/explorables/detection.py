"""Detection: how much less degree it takes to detect than to concentrate."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["Detection"]


class Detection(Explorable):
    r"""The separability :math:`S_m=\sup_\theta(P_1-P_0)` beside the planted weight :math:`f_1^*`.

    The dashed bounds are the smaller of those of ``thm:detection-necessary`` and
    ``thm:root-log-width``, and that of ``thm:detection-sufficient``; beneath, the length of the
    interval of thresholds that keep half of the gap (``thm:tolerance``: at most
    :math:`2(a_1+2b)f_1^*/S_m`).

    Examples
    --------
    >>> Detection(a0=0).state()["a0"]
    '0'
    """

    key = "detection"
    question = "Must the planted row concentrate before it can be detected?"
    alt = (
        "Two curves against the degree. The separability, the best gap over all thresholds, "
        "rises from nearly nothing to nearly one at the detection degree, well before the "
        "planted weight, which passes one half at the higher degree of concentration. Dashed "
        "curves bound the separability. Beneath, on a logarithmic scale, the length of the "
        "interval of thresholds that keep half of the gap: it follows the planted weight."
    )
    outputs: ClassVar = {
        "separability": "separability Sₘ",
        "planted-weight": "planted weight f* of D₁",
        "tolerance": "length of thresholds with ½ Sₘ",
        "lower-bound": "Sₘ is at least",
        "upper-bound": "Sₘ is at most",
        "detection-degree": "detection degree",
        "planted-degree": "f* is ½ at degree",
        "threshold": "best threshold θ",
        "n": "tokens n = (d − 2) t",
    }
    presets: ClassVar = {
        "A million tokens": {},
        "10¹² tokens": {"t": 10**9, "a0": 0.05, "a1": 0.3, "width": 256, "degree": 20},
        "Groups of one: half the degree": {"t": 1, "degree": 2},
        "One neuron": {"width": 1},
    }

    degree = Real(6, 0.1, 12, "degree β", step=0.05, least=0.001, most=1e5)
    width = Whole(64, 1, 10**6, "neurons m", log=True, most=10**9)
    d = Whole(1002, 4, 1002, "features d", log=True, most=10**4)
    t = Whole(1000, 1, 10**9, "copies t", log=True, most=10**12)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, least=0, most=100)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, more=True, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)

    def still(self) -> Illustration:
        """Draw the separability and the planted weight against the degree."""
        import numpy as np

        from polyattn.data import SelfAttentionData
        from polyattn.degrees import detection_degree, planted_degree
        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled
        from polyattn.kernels import Polynomial
        from polyattn.law import MaximalPreactivation, separability
        from polyattn.rows import row_classes

        x = self.exact()
        data = [SelfAttentionData(x["d"], x["t"], a=x[a], b=x["b"], c=x["c"]) for a in ("a0", "a1")]
        detected = detection_degree(data[1])
        try:
            half = planted_degree(data[1])
        except (
            OverflowError,
            ValueError,
        ):  # no degree gives the planted row half, or each one does
            half = 2 * detected
        end = max(2.0, 1.5 * half, 1.6 * detected, float(x["degree"]))
        degrees = np.linspace(end / 30, end, 30)
        # Powers that differ by a factor of e^200 decide as at every degree beyond.
        settled = 200 / max(np.log(float(one.p / one.r)) for one in data)

        @cache
        def gap(degree: float) -> float:
            if x["a0"] >= x["a1"]:  # the exact search is long where there is nothing to find
                return float("nan")
            laws = (MaximalPreactivation(one, Polynomial(degree), x["width"]) for one in data)
            return separability(*laws).value

        gaps, found = [gap(min(degree, settled)) for degree in degrees], gap(min(half, settled))
        planted = [row_classes(data[1], Polynomial(degree)).planted_weight for degree in degrees]

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            axis.plot(degrees, gaps, color=COLOURS["detection"], lw=2.8)
            axis.plot(degrees, planted, **LINES["concentration"])
            axis.axvline(detected, **LINES["detection"])
            axis.axvline(half, color=COLOURS["concentration"], lw=1, ls="--")
            for place, words, kind in (
                (detected, "detection", "detection"),
                (half, "f* = ½", "concentration"),
            ):
                axis.text(place, 1.04, words, ha="center", color=COLOURS[kind])
            axis.text(0.97 * detected, 0.8, "gap Sₘ", ha="right", color=COLOURS["detection"])
            axis.text(1.04 * half, 0.45, "planted weight f*", color=COLOURS["concentration"])
            axis.set(
                xlim=(0, end), ylim=(0, 1.1), xlabel="degree β", ylabel="gap Sₘ, and weight f*"
            )
            if np.isnan(found):
                axis.set_title(
                    "Nothing to detect: the planted feature\nof D₁ is not the larger one"
                )
            else:
                axis.set_title(
                    f"Where the planted row keeps half, at degree {half:.1f},\n"
                    f"a threshold exists with a gap of {found:.3f}"
                )
            return Illustration(figure, self.alt)

        return draw()
