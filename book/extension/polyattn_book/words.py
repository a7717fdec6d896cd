"""A page's words without its formulas' LaTeX: for search, link previews and pictures."""

from __future__ import annotations

import re
import unicodedata

from docutils import nodes

_SIGNS = {
    "le": "≤", "ge": "≥", "lt": "<", "gt": ">", "ne": "≠", "to": "→", "infty": "∞", "cdot": "·",
    "times": "×", "pm": "±", "approx": "≈", "in": "∈", "sqrt": "√", "log": "log ", "exp": "exp ",
    "max": "max ", "min": "min ", "dots": "…", "ldots": "…", "varepsilon": "ε", "lambda": "λ",
}  # fmt: skip
_LOW, _HIGH = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LAYOUT = re.compile(r"\\(mathcal|mathrm|mathbb|text|left|right|bigl?|bigr)(?![a-zA-Z])|\\[,;:! ]")


def _sign(match: re.Match[str]) -> str:
    name = match[1]
    if name in _SIGNS:
        return _SIGNS[name]
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {name.upper()}")
    except KeyError:
        return match[0]


def spoken(formula: str) -> str:
    """Return a formula in plain characters; what has no plain form keeps its backslash."""
    text = _LAYOUT.sub("", formula)
    text = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", text)
    text = re.sub(r"\\[dt]?frac(\d)(\d)", r"\1/\2", text)
    text = re.sub(r"\\([A-Za-z]+)", _sign, text)
    text = re.sub(r"_\{?(\d+)\}?", lambda found: found[1].translate(_LOW), text)
    text = re.sub(r"\^\{?(\d+)\}?", lambda found: found[1].translate(_HIGH), text)
    return re.sub(r"\s+", " ", text.replace("{", "").replace("}", "")).strip()


def plain(node: nodes.Node) -> str:
    """Return the words of a node, its formulas in plain characters."""
    if isinstance(node, nodes.math):
        return spoken(node.astext()) + str(node.get("tail", ""))  # the punctuation after it
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(plain(child) for child in node.children)


def opening(document: nodes.document, *, longest: int = 200) -> str:
    """Return a page's question and as many of the sentences after it as fit.

    A sentence with a formula that plain characters cannot write ends it.
    """
    taken = ""
    for paragraph in document.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, nodes.section):
            continue
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(plain(paragraph).split())):
            longer = f"{taken} {sentence}".strip()
            if "\\" in sentence or len(longer) > longest or sentence[-1:] not in ".?!":
                return taken
            taken = longer
    return taken
