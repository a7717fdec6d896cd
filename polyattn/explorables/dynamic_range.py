"""Dynamic range: when a spike stands out from its background."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["DynamicRange"]


class DynamicRange(Explorable):
    r"""A spike :math:`\rho L` against a background in :math:`[L/\Lambda, L]`, in the worst case.

    The hardest vector of :math:`\mathcal D_1` has all its background at :math:`L`, the hardest
    of :math:`\mathcal D_0` a single entry there. From
    :math:`\beta=\log\big((n-1)\frac{1+\tau}{1-\tau}\big)/\log\rho` on the spike alone decides
    (``thm:exact-half``), from the same with :math:`\Lambda` on so does the background entry
    (``thm:too-high``); between lies the window of ``thm:uniform-window``, with false alarms of
    at most 0.01. For :math:`\rho\le\Lambda` nothing separates (``thm:impossible``).

    Examples
    --------
    >>> DynamicRange(n=10**12).state()["n"]
    '1000000000000'
    """

    key = "dynamic-range"
    question = "When does a spike stand out from its background?"
    alt = (
        "On one side two vectors as bars: the hardest background without a spike, one entry "
        "above the rest, and the hardest with a spike. On the other side the weight of the "
        "largest entry of each against the degree, two S-shaped curves. Both cross the level "
        "(1 + tau)/2, the spike first; the shaded window between the crossings is where a "
        "degree can separate. When the background varies as much as the spike stands out, the "
        "curves meet and the window is gone."
    )
    outputs: ClassVar = {
        "planted-weight": "spike's weight, at least",
        "background-weight": "a background entry's, at most",
        "gap": "gap, at least",
        "lower-bound": "P₁ is at least",
        "upper-bound": "P₀ is at most",
        "lower-degree": "the spike decides from",
        "upper-degree": "background quiet until",
        "break-degree": "background decides from",
    }
    presets: ClassVar = {
        "A window": {},
        "Equal background": {"spread": 1},
        "Narrow": {"ratio": 1.8, "spread": 1.5, "n": 10**9, "degree": 38.6},
        "Impossible": {"ratio": 1.4, "spread": 1.5},
    }

    degree = Real(10, 0.1, 20, "degree β", step=0.05, least=0.001, most=1e5)
    ratio = Real(3, 1.01, 20, "spike ratio ρ", log=True, least=1.0001, most=1e6)
    spread = Real(1.5, 1, 20, "background range Λ", log=True, most=1e6)
    n = Whole(10**4, 2, 10**12, "entries n", log=True, most=10**15)
    theta = Real(0.5, 0.01, 0.99, "threshold τ", step=0.01, least=0.0001, most=0.9999)
    width = Whole(10, 1, 10**6, "neurons m", log=True, more=True, most=10**12)

    def still(self) -> Illustration:
        """Draw the weights of the two largest entries against the degree, and the window."""
        import numpy as np

        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled

        ratio, spread, tau = float(self.ratio), float(self.spread), float(self.theta)
        n = int(self.n)
        odds = np.log((n - 1) * (1 + tau) / (1 - tau))
        starts = [odds / np.log(value) if value > 1 else np.inf for value in (ratio, spread)]
        end = max(2.0, 1.25 * min(max(starts), 3 * starts[0]), float(self.degree))
        grid = np.linspace(0, end, 241)

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            for value, name, words in ((ratio, "d1", "D₁: ρ"), (spread, "d0", "D₀: Λ")):
                axis.plot(grid, 1 / (1 + (n - 1) * value**-grid), **LINES[name])
                # named to the right of the curve, at the height of 0.3
                place = np.log((n - 1) * 0.3 / 0.7) / np.log(value) if value > 1 else end
                beside = {"ha": "right", "y": 0.08} if place > 0.88 * end else {"y": 0.28}
                axis.text(min(place + 0.02 * end, end), s=words, color=COLOURS[name], **beside)
            axis.axhline((1 + tau) / 2, **LINES["bound"])
            if ratio > spread:
                axis.axvspan(starts[0], min(starts[1], end), color=COLOURS["faint"], lw=0)
                title = f"A spike of {ratio:g} outweighs all before a range of {spread:g} does"
            else:
                title = f"A spike of {ratio:g} cannot stand out from a range of {spread:g}"
            axis.set(xlim=(0, end), ylim=(0, 1.02), xlabel="degree β")
            axis.set(ylabel="weight of the largest entry")
            axis.set_title(title)
            return Illustration(figure, self.alt)

        return draw()
