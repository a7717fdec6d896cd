"""Two data sets: what one large feature changes in the scores, their powers and the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Choice, Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["DataSets"]


class DataSets(Explorable):
    r"""The matrices :math:`AA^\top`, :math:`u` and :math:`f` of both data sets, cell by cell.

    :math:`u_{jk}=(AA^\top)_{jk}^\beta` (shown over its largest entry), and :math:`f` is
    :math:`u` with its rows divided by their sums.

    Examples
    --------
    >>> DataSets(stage="scores").state()["stage"]
    'scores'
    """

    key = "data-sets"
    question = "What does one large feature change?"
    alt = (
        "Two square matrices, for the first and the second data set, darker where the entry is "
        "larger. Diagonals that repeat once a copy are the pairs of one group; everything else "
        "is a pale ground. The two matrices differ in the first row, the planted one, which is "
        "framed: with a growing degree its attention gathers at its left end, in the second "
        "data set at a lower degree."
    )
    outputs: ClassVar = {
        "planted-weight": "planted weight f* of D₁",
        "planted-weight-0": "planted weight f* of D₀",
        "own-group-weight": "other rows: own group",
        "p1": "score p of D₁",
        "p0": "score p of D₀",
        "q": "score q, inside a group",
        "r": "score r, across groups",
        "n": "tokens n = (d − 2) t",
    }
    presets: ClassVar = {
        "Degree 1": {"degree": 1},
        "Degree 8": {"degree": 8},
        "Groups of one": {"t": 1, "d": 12},
        "a₀ = 0: never": {"a0": 0, "degree": 20},
    }

    stage = Choice({"weights": "weights f", "powers": "powers u", "scores": "scores A Aᵀ"}, "show")
    degree = Real(3, 0.1, 20, "degree β", step=0.05, least=0.001, most=1e5)
    d = Whole(8, 4, 12, "features d")
    t = Whole(3, 1, 4, "copies t")
    a0 = Real(0.1, 0, 2, "planted feature of D₀, a₀", step=0.01, most=100)
    a1 = Real(0.9, 0.01, 2, "planted feature of D₁, a₁", step=0.01, least=0, most=100)
    b = Real(0.6, 0.05, 2, "group feature b", step=0.01, more=True, least=0.001, most=100)
    c = Real(0.4, 0.05, 2, "bias c", step=0.01, more=True, least=0.001, most=100)

    def still(self) -> Illustration:
        """Draw the attention weights of both data sets at the present degree."""
        from polyattn.attention import attention_weights
        from polyattn.data import SelfAttentionData
        from polyattn.figures.display import Illustration
        from polyattn.figures.matrices import draw_squares
        from polyattn.figures.style import COLOURS, new_axes, styled
        from polyattn.kernels import Polynomial

        x = self.exact()
        parts = {"b": x["b"], "c": x["c"]}

        @styled
        def draw() -> Illustration:
            figure, axes = new_axes(2, sharey=True)
            for axis, name, a, colour in zip(
                axes, ("D₀", "D₁"), ("a0", "a1"), (COLOURS["d0"], COLOURS["d1"]), strict=True
            ):
                rows = SelfAttentionData(x["d"], x["t"], a=x[a], **parts).matrix()
                f = attention_weights(rows, rows, Polynomial(x["degree"]))
                draw_squares(axis, f**0.5, colour)
                axis.set_xlabel("row k")
                axis.set_title(f"{name}: the planted row\nkeeps {f[0, 0]:.2f} for itself")
            axes[0].set_ylabel("row j")
            return Illustration(figure, self.alt)

        return draw()
