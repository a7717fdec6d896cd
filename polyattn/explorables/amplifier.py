"""Amplifier: what a power does to a ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["Amplifier"]


class Amplifier(Explorable):
    r"""One token scores :math:`\rho` times as high as each of the :math:`n-1` others.

    Its weight is :math:`\rho^\beta/(\rho^\beta+n-1)`; softmax, with its scores multiplied by a
    scale :math:`\alpha`, makes it :math:`e^{\alpha\rho}/(e^{\alpha\rho}+(n-1)e^\alpha)`.

    Examples
    --------
    >>> Amplifier(degree=2.5).state()["degree"]
    '2.5'
    """

    key = "amplifier"
    question = "What does a power do to a ratio?"
    alt = (
        "Two columns, one for polynomial attention of the chosen degree and one for softmax, show "
        "how all attention is shared out: at the bottom the weight of the one high score, above "
        "it a slice for every other token. Beside them the weight of the high score against the "
        "degree: an S-shaped curve from one n-th at degree zero up to one, which passes one half "
        "at the degree log(n - 1) / log of the ratio."
    )
    outputs: ClassVar = {
        "planted-weight": "weight of the high score",
        "softmax-weight": "its weight under softmax",
        "half-degree": "degree at which it has half",
    }
    presets: ClassVar = {
        "Twice as high, ten tokens": {"ratio": 2, "n": 10, "degree": 3},
        "Ten per cent higher": {"ratio": 1.1, "n": 10, "degree": 20},
        "A million tokens": {"ratio": 2, "n": 10**6, "degree": 10},
    }

    degree = Real(3, 0.1, 20, "degree β", step=0.05, least=0.001, most=1e6)
    ratio = Real(2, 1.01, 10, "ratio of scores ρ", log=True, least=1.0001, most=1e6)
    n = Whole(10, 2, 10**12, "tokens n", log=True, most=10**15)
    scale = Real(1, 0.1, 10, "scale of the scores, for softmax α", log=True, least=0.001, most=1000)

    def still(self) -> Illustration:
        """Draw the weight of the high score against the degree, with softmax's beside it."""
        import numpy as np

        from polyattn.figures.display import Illustration
        from polyattn.figures.style import COLOURS, LINES, new_axes, styled

        ratio, n, degree = float(self.ratio), int(self.n), float(self.degree)
        half = np.log(n - 1) / np.log(ratio)
        grid = np.linspace(0, max(8.0, 1.5 * half, degree), 201)

        def weight(log: Any) -> Any:
            return 1 / (1 + (n - 1) * np.exp(-log))

        @styled
        def draw() -> Illustration:
            figure, axis = new_axes()
            axis.plot(grid, weight(grid * np.log(ratio)), **LINES["d1"])
            axis.plot(degree, weight(degree * np.log(ratio)), "o", color=COLOURS["d1"])
            softmax = weight(self.scale * (ratio - 1))
            axis.axhline(softmax, **LINES["bound"])
            axis.text(grid[-1], softmax + 0.03, "softmax", ha="right", color=COLOURS["bound"])
            axis.axvline(half, **LINES["concentration"])
            axis.text(half, 1.04, "half", ha="center", color=COLOURS["concentration"])
            axis.set(xlim=(0, grid[-1]), ylim=(0, 1.1), xlabel="degree β")
            axis.set(ylabel="weight of the high score")
            share = float(weight(degree * np.log(ratio)))
            axis.set_title(
                f"Degree {degree:g} makes {ratio:g} times the score {_power(ratio, degree)} times\n"
                f"the weight: {share:.2f} of all attention among {n} tokens"
            )
            return Illustration(figure, self.alt)

        return draw()


def _power(base: float, exponent: float) -> str:
    """Write a power in six digits, one beyond every float too."""
    from math import floor, log10

    digits = exponent * log10(base)
    if digits < 300:
        return f"{base**exponent:g}"
    return f"{10 ** (digits - floor(digits)):g}e+{floor(digits)}"
