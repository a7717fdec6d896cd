"""Figure of chapter 16: the perplexity of a causal model with powers in place of its softmax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyattn.figures.ch16_real_heads import RULES
from polyattn.figures.display import Illustration
from polyattn.figures.style import COLOURS, new_axes, styled

__all__ = ["perplexities"]

_LEVELS = {
    "perplexity of the softmax": ("the softmax", -8),
    "perplexity of uniform weights": ("equal weights", 8),
}
_NAMES = {  # a point of the line by its number, and where the name stands from it
    "1 + (s - max) / degree": (0, (2, 13)),
    "degree + s": (2, (6, 10)),
    "s - min": (4, (6, -9)),
    "s": (5, (-30, -12)),
}


@styled
def perplexities(record: Mapping[str, Any]) -> Illustration:
    """Draw how well a causal model predicts when a power takes the place of its softmax.

    Parameters
    ----------
    record : mapping
        The attribute `causal` of what `polyattn.heads.stored_heads` returns.

    Returns
    -------
    Illustration
        One line a rule, on logarithmic axes; dotted, the softmax and weights that are all equal.

    Examples
    --------
    >>> from polyattn.heads import stored_heads
    >>> perplexities(stored_heads().causal).alt[:24]
    'Perplexity over the degr'
    """
    figure, axis = new_axes(height=3.9)
    degrees, told = record["degrees"], []

    def beside(text: str, point: Any, colour: str, offset: tuple[int, int]) -> None:
        where = {"xytext": offset, "textcoords": "offset points", "va": "center", "fontsize": 10}
        axis.annotate(text, point, color=colour, **where)

    for name, (text, colour, dash) in RULES.items():
        values = record["perplexity"][name]
        axis.plot(degrees, values, color=COLOURS[colour], linestyle=dash, linewidth=1.8)
        place, offset = _NAMES[name]
        beside(text, (degrees[place], values[place]), COLOURS[colour], offset)
        told.append(f"{text}: " + ", ".join(f"{x:.0f}" for x in values))
    for name, (text, below) in _LEVELS.items():
        axis.axhline(record[name], color=COLOURS["bound"], linestyle=":", linewidth=1.2)
        beside(text, (degrees[0], record[name]), COLOURS["bound"], (2, below))
        told.append(f"{text}: {record[name]:.0f}")
    axis.set_xscale("log", base=2)
    axis.set_yscale("log")
    axis.set_xticks(degrees, [str(x) for x in degrees])
    axis.set(xlabel="degree β", ylabel="perplexity")
    axis.set_ylim(bottom=0.6 * record["perplexity of the softmax"])
    axis.set_title("A causal model needs more degree, and the same offset")
    return Illustration(
        figure,
        f"Perplexity over the degree, which is {', '.join(map(str, degrees))}. {'; '.join(told)}.",
    )
