"""Width against degree: how much less degree a gap of one half needs with more neurons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["WidthAgainstDegree"]

_POWERS = (0.48, 0.7, 0.78, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 7.5, 9)  # 3, 5, 6, 10, ... neurons


class WidthAgainstDegree(Explorable):
    r"""The degree at which :math:`S_m=\frac12`, over the number :math:`m` of neurons.

    Dashed is the formula of ``cor:critical-degree-at-width``, beside it the detection degree,
    which knows no width, and the degree at which the planted row keeps half.

    Examples
    --------
    >>> WidthAgainstDegree(width=10**6).state()["width"]
    '1000000'
    """

    key = "width-against-degree"
    question = "What does a wider network save in degree?"
    alt = (
        "The degree over the number of neurons, on a logarithmic scale up to a thousand millions. "
        "A curve, the degree at which the best gap is one half, falls a little and ever more "
        "slowly. A dashed curve, the formula, falls beside it in the same way. Two horizontal "
        "lines are the detection degree, which knows no width, and above it the degree at which "
        "the planted row keeps half of its weight."
    )
    outputs: ClassVar = {
        "gap-degree": "Sₘ is ½ at degree",
        "width-degree": "formula for m neurons",
        "apart": "exact minus formula",
        "saved": "saved against m = 10",
        "growth": "J √(log m / (d − 3)) there",
        "detection-degree": "detection degree",
        "planted-degree": "f* is ½ at degree",
        "n": "tokens n = (d − 2) t",
    }
    presets: ClassVar = {
        "A million tokens": {},
        "10¹² tokens": {"t": 10**9, "a0": 0.05, "a1": 0.3, "width": 10**9},
        "Five neurons": {"width": 5},
        "More than 2ᵈ neurons": {"d": 24, "t": 10, "width": 10**9},
    }

    width = Whole(1000, 1, 10**9, "neurons m", log=True)
    d = Whole(1002, 4, 1002, "features d", log=True, most=10**4)
    t = Whole(1000, 1, 10**9, "copies t", log=True, most=10**12)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, least=0, most=100)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, more=True, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)

    def still(self) -> Illustration:
        """Draw the degree of a gap of one half, and the formula, over the width."""
        import numpy as np

        from polyattn.data import SelfAttentionData
        from polyattn.degrees import detection_degree, planted_degree
        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled
        from polyattn.kernels import Polynomial
        from polyattn.law import MaximalPreactivation, separability

        x = self.exact()
        data = [SelfAttentionData(x["d"], x["t"], a=x[a], b=x["b"], c=x["c"]) for a in ("a0", "a1")]
        plain = detection_degree(data[1])
        try:
            half = planted_degree(data[1])
        except (OverflowError, ValueError):  # no degree gives the planted row half, or each does
            half = np.inf
        end = max(0.5, 1.25 * plain, 1.3 * half if half <= 3 * plain else 0)
        # Powers that differ by a factor of e^200 decide as at every degree beyond.
        settled = 200 / max(np.log(float(one.p / one.r)) for one in data)

        def found(width: int) -> float:
            def gap(degree: float) -> float:
                kernel = Polynomial(min(degree, settled))
                laws = (MaximalPreactivation(one, kernel, width) for one in data)
                return separability(*laws).value

            return _half_degree(gap, end) if x["a0"] < x["a1"] else float("nan")

        widths = sorted({*(round(10**power) for power in _POWERS), x["width"]})
        halves = dict(zip(widths, map(found, widths), strict=True))
        places = np.log10(np.array(widths, dtype=float))
        formula = np.array([detection_degree(data[1], width) for width in widths])

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            axis.plot(places, list(halves.values()), color=COLOURS["detection"], lw=2.8)
            axis.plot(places, np.where(formula >= 0, formula, np.nan), **LINES["bound"])
            axis.axhline(plain, **LINES["detection"])
            for degree, words, kind in (
                (plain, "detection degree", "detection"),
                (half, "f* = ½", "concentration"),
            ):
                if degree <= end:
                    axis.text(9, degree + end / 60, words, ha="right", color=COLOURS[kind])
            if half <= end:
                axis.axhline(half, **LINES["concentration"])
            axis.axvline(np.log10(x["width"]), color=COLOURS["ink"], lw=1, ls=":")
            axis.set(xlim=(0, 9), ylim=(0, end), xlabel="neurons, log₁₀ m", ylabel="degree β")
            now = halves[x["width"]]
            said = f"is ½ at degree {now:.2f}" if np.isfinite(now) else "is ½ at no degree shown"
            axis.set_title(
                f"With {x['width']:,} neurons the best gap (thick)\n{said}; the formula (dashed) "
                f"says {detection_degree(data[1], x['width']):.2f}"
            )
            return Illustration(figure, self.alt)

        return draw()


def _half_degree(gap: Callable[[float], float], end: float) -> float:
    """Return where a gap passes one half, to a thousandth of `end`; NaN where it does not."""
    low, high = end / 1000, end
    if not gap(low) < 0.5 <= gap(high):
        return float("nan")
    while high - low > end / 1000:
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) < 0.5 else (low, middle)
    return high
