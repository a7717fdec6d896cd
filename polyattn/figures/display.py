"""A matplotlib figure as the book shows it: one picture for light pages, dark pages and print."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import math
import re
from dataclasses import dataclass
from typing import Any

from polyattn.figures.compact import compact
from polyattn.figures.style import COLOURS, RC, power_of_ten

__all__ = ["Illustration"]

_RAISED, _LOWERED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵐᵉ", "ₘ"
_PLAIN = str.maketrans(_RAISED + _LOWERED, "−0123456789mem")


@dataclass(frozen=True)
class Illustration:
    """A figure with its alternative text.

    A notebook shows it as inline SVG whose colours are CSS variables, so that it follows the
    page from light to dark and its text is in the page's own face; print gets a PDF.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    alt : str
        What it shows, in words, with the numbers that matter.

    Raises
    ------
    ValueError
        If `alt` is empty.

    Examples
    --------
    >>> from polyattn.figures.style import new_axes
    >>> Illustration(new_axes()[0], "An empty pair of axes.").svg()[:34]
    '<svg class="illustration" role="im'
    """

    figure: Any
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(
                "Illustration: alt must say what the figure shows, got an empty text; "
                "write a sentence for a reader who cannot see it"
            )
        for axes in self.figure.axes:
            _write_powers(axes.xaxis)
            _write_powers(axes.yaxis)

    def svg(self) -> str:
        """Return the figure as one ``<svg>`` element, with text as text and themed colours."""
        salt = hashlib.sha256(self.alt.encode()).hexdigest()[:8]
        source = self._save("svg", salt, metadata={"Date": None, "Creator": None}).decode()
        body = source[source.index("<svg") :]
        body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
        size = re.search(r'viewBox="([^"]+)"', body)
        assert size is not None  # matplotlib always writes it
        body = body[body.index(">") + 1 :]
        body = compact(_own_ids(_enlarged(_themed(body)), salt))
        return (
            f'<svg class="illustration" role="img" aria-label="{html.escape(self.alt)}" '
            f'viewBox="{size[1]}" xmlns="http://www.w3.org/2000/svg" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink">{body}'
        )

    def _save(self, kind: str, salt: str, **options: Any) -> bytes:
        import matplotlib as mpl
        from matplotlib.text import Text

        texts = self.figure.findobj(Text)
        formulas = [text.get_parse_math() for text in texts]
        buffer = io.BytesIO()
        try:
            for text, formula in zip(texts, formulas, strict=True):
                # A page cannot enlarge the letters of a formula: `_enlarged` sets them instead.
                text.set_parse_math(formula and kind != "svg")
            with mpl.rc_context({**RC, "svg.hashsalt": salt}):
                self.figure.savefig(buffer, format=kind, transparent=True, **options)
        finally:
            for text, formula in zip(texts, formulas, strict=True):
                text.set_parse_math(formula)
        return buffer.getvalue()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        pdf = self._save("pdf", "print", metadata={"CreationDate": None})
        return {
            "text/plain": self.alt,
            "text/html": f"<figure>{self.svg()}</figure>",
            "application/pdf": base64.b64encode(pdf).decode(),
        }


def _themed(svg: str) -> str:
    """Replace each named colour by a CSS variable that falls back to the light page's colour."""
    for name, colour in COLOURS.items():
        svg = re.sub(colour, f"var(--pa-{name}, {colour})", svg, flags=re.IGNORECASE)
    # The face of the page, at the size that the figure was laid out for.
    return svg.replace("'DejaVu Sans'", "var(--pa-face, 'DejaVu Sans')")


def _write_powers(axis: Any) -> None:
    """Let a logarithmic axis write powers of ten as text: a formula's digits are not enlarged."""
    from matplotlib.ticker import LogFormatterSciNotation

    if isinstance(axis.get_major_formatter(), LogFormatterSciNotation):
        axis.set_major_formatter(lambda x, _: _as_power(x))


def _as_power(x: float) -> str:
    exponent = round(math.log10(x)) if x > 0 else 0
    if not exponent or not math.isclose(x, 10.0**exponent):
        return f"{x:g}"
    return power_of_ten(exponent)


def _enlarged(svg: str) -> str:
    """Set raised and lowered letters as spans of 0.86 of the size: a face has them much smaller.

    ``κ$_{pq}$`` lowers a word, ``$lo$`` slants it; in print both are formulas.
    """
    done = re.sub(r"(?<=>)[^<>]+(?=</text>)", _with_spans, svg)
    if rest := re.search(r"(?<=>)[^<>]*\$[^<>]*(?=</)", done):
        raise ValueError(
            f"Illustration: the page cannot set the formula in {rest[0]!r}; "
            "write a lowered word as $_{word}$, a slanted one as $word$, other signs as Unicode"
        )
    return done


def _with_spans(words: re.Match[str]) -> str:
    slanted = re.sub(r"\$(\w+)\$", r'<tspan style="font-style: italic">\1</tspan>', words[0])
    lowered = rf"\$_\{{\w+\}}\$|[{_LOWERED}]+"
    text, *runs = re.split(rf"([{_RAISED}]+|{lowered})", slanted)
    for letters, rest in zip(runs[::2], runs[1::2], strict=True):
        shift = -0.38 if letters[0] in _RAISED else 0.25
        plain = letters.strip("$_{}").translate(_PLAIN)
        text += f'<tspan dy="{shift}em" style="font-size: 86%">{plain}</tspan>'
        if rest:
            text += f'<tspan dy="{-0.86 * shift:.4g}em">{rest}</tspan>'  # back to the line
    return text


def _own_ids(svg: str, salt: str) -> str:
    """Make the ids unique to this figure: several stand on one page."""
    names = set(re.findall(r'\bid="([^"]+)"', svg))

    def own(found: re.Match[str]) -> str:
        return f"{found[1]}{salt}-{found[2]}" if found[2] in names else found[0]

    return re.sub(r'(\bid="|href="#|url\(#)([^")]+)(?=["\)])', own, svg)
