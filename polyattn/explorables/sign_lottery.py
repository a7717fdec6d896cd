"""The sign lottery: the exact law of the maximal pre-activation on both data sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["SignLottery"]


class SignLottery(Explorable):
    r"""The law of :math:`X=\max_j\langle C_j,y\rangle/\sqrt{\log n}` for random signs y.

    Above, the probability of each value for one neuron (``thm:exact-law``); beneath, the
    probability :math:`1-(1-p)^m` that the largest of m neurons exceeds the threshold.

    Examples
    --------
    >>> SignLottery(width=64).state()["width"]
    '64'
    """

    key = "sign-lottery"
    question = "How likely do random signs lift a row above the threshold?"
    alt = (
        "Two histograms, one up and one down, of the largest pre-activation of one neuron with "
        "random signs, on the two data sets. At a high degree they are a few spikes of one "
        "eighth, at low degrees narrow hills around plus and minus c. Beneath, two falling step "
        "curves: the probability that the largest of m neurons exceeds the threshold, on each "
        "data set. A vertical line is the threshold; the gap is between the curves on it."
    )
    outputs: ClassVar = {
        "P0": "P₀: D₀ activates",
        "P1": "P₁: D₁ activates",
        "gap": "gap P₁ − P₀",
        "neuron-0": "one neuron on D₀",
        "neuron-1": "one neuron on D₁",
        "planted-weight": "planted weight f* of D₁",
        "own-group-weight": "other rows: own group",
    }
    presets: ClassVar = {
        "Low degree: narrow hills": {"degree": 1, "d": 202, "theta": 0.42},
        "Medium": {},
        "High degree: a few spikes": {"degree": 30, "theta": 1.2},
        "One neuron": {"width": 1},
    }

    theta = Real(1, -1, 2, "threshold θ", step=0.005, least=-100, most=100)
    degree = Real(4, 0.1, 30, "degree β", step=0.05, least=0.001, most=1e5)
    width = Whole(8, 1, 10**6, "neurons m", log=True, most=10**12)
    d = Whole(34, 4, 10**4, "features d", log=True, most=10**5)
    t = Whole(4, 1, 10**9, "copies t", log=True, most=10**12)
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, more=True, most=100)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, more=True, least=0, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)

    def still(self) -> Illustration:
        """Draw the probability to exceed each threshold, on both data sets."""
        import numpy as np

        from polyattn.data import SelfAttentionData
        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled
        from polyattn.kernels import Polynomial
        from polyattn.law import MaximalPreactivation

        x = self.exact()
        top, bottom = float(x["a1"] + x["b"] + x["c"]), float(x["b"] + x["c"])
        grid = np.linspace(-1.08 * bottom, 1.05 * top, 320)
        laws = [
            MaximalPreactivation(
                SelfAttentionData(x["d"], x["t"], a=x[a], b=x["b"], c=x["c"]),
                Polynomial(x["degree"]),
                x["width"],
            )
            for a in ("a0", "a1")
        ]

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            for law, name in zip(laws, ("d0", "d1"), strict=True):
                axis.step(grid, law.sf(grid), where="post", **LINES[name])
            axis.axvline(float(x["theta"]), color=COLOURS["ink"], lw=1)
            P0, P1 = (float(law.sf(x["theta"])) for law in laws)
            axis.text(top, 0.07, "D₀", ha="right", color=COLOURS["d0"])
            axis.text(top, 0.9, "D₁", ha="right", color=COLOURS["d1"])
            axis.set(xlim=(grid[0], grid[-1]), ylim=(0, 1.02), xlabel="threshold θ")
            axis.set(ylabel="probability to activate")
            axis.set_title(
                f"At θ = {float(x['theta']):g} and degree {float(x['degree']):g} the largest of "
                f"{x['width']}\nexceeds θ with probability {P1:.3f} on D₁ and {P0:.3f} on D₀"
            )
            return Illustration(figure, self.alt)

        return draw()
