"""Your head: how near a power comes to the softmax of a trained attention head."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Choice, Real, Whole

if TYPE_CHECKING:
    from polyattn.figures.display import Illustration

__all__ = ["YourHead"]


@cache
def _stored() -> dict[str, Any]:
    """Return the rows of scores that travel with the figure; `make heads` writes them."""
    text = Path(__file__).with_name("stored_heads.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


class YourHead(Explorable):
    r"""One row of a trained head under softmax and under a power, as degree and offset move.

    With scores :math:`s_j`, :math:`x_j=s_j-\max s` and softmax weights :math:`f`,

    .. math:: \mathrm{TV} \le \mathbb E_f\Bigl[\min\Bigl(1,\frac{x^2}{2(\beta+x)}\Bigr)\Bigr]

    for the weights :math:`(1+x/\beta)_+^\beta`. Those of :math:`(c^2+s)_+^\beta` are near the
    softmax of the scale :math:`\beta/(c^2+\max s)` in the same way, and what that scale changes is
    added to the bound. On the page a reader puts a file of scores in the place of the stored heads.

    Examples
    --------
    >>> YourHead(form="shifted", degree=32).state()["degree"]
    '32'
    """

    key = "your-head"
    question = "How near does a power come to the softmax of a trained head?"
    alt = (
        "On one side the weights of the largest keys of one row, two bars for each: under softmax "
        "and under the power, with all other keys together in the last. On the other the total "
        "variation between the two against the degree, under a dashed bound: with a suitable "
        "offset it falls to zero as the degree grows, with a fixed one it has a lowest point and "
        "rises again."
    )
    outputs: ClassVar = {
        "weight": "top weight",
        "softmax-weight": "top weight, softmax",
        "snr": "top over norm of rest",
        "softmax-snr": "the same, softmax",
        "keys": "effective keys",
        "softmax-keys": "effective keys, softmax",
        "verdict": "the row is",
        "softmax-verdict": "under softmax",
        "variation": "total variation",
        "bound": "it is at most",
        "scale": "acts as softmax of scale",
        "near-degree": "β with TV 0.05",
        "half-scale": "scale of half weight",
    }
    presets: ClassVar = {
        "Degree 2": {"degree": 2, "offset": 2},
        "Degree 128": {"degree": 128, "offset": 128},
        "No offset": {"degree": 8, "offset": 0},
        "A locked row": {"head": "2.9", "row": 14, "form": "shifted"},
        "A crowd": {"head": "1.1", "row": 4, "form": "shifted"},
    }

    degree = Real(16, 0.5, 256, "degree β", log=True, least=0.01, most=1e6)
    offset = Real(16, 0, 64, "offset c²", step=0.1, most=1e6)
    row = Whole(2, 1, 16, "row (a query)", most=65536)
    form = Choice({"offset": "(c² + s)^β", "shifted": "(1 + (s − max s)/β)^β"}, "weights")
    head = Choice(
        {
            "6.8": "layer 6, head 8",
            "2.9": "layer 2, head 9",
            "5.9": "layer 5, head 9",
            "4.2": "layer 4, head 2",
            "1.1": "layer 1, head 1",
        },
        "stored head",
    )

    @traitlets.default("table")  # type: ignore[untyped-decorator]
    def _describe(self) -> dict[str, Any]:
        table: dict[str, Any] = super()._describe()
        return table | {"stored": _stored()}

    def still(self) -> Illustration:
        """Draw the weights of the largest keys, and the total variation against the degree."""
        from polyattn.explorables.your_head_still import drawn

        stored = _stored()
        place = min(int(self.row), len(stored["rows"])) - 1
        scores = [score * stored["unit"] for score in stored["heads"][self.head][place]]
        tokens = [token.replace("##", "…") for token in stored["tokens"].split(" ")]
        degree, offset = float(self.degree), float(self.offset)
        return drawn(scores, tokens, degree, None if self.form == "shifted" else offset, self.alt)
