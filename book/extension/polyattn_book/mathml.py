"""Formulas as MathML alone: for what is folded, an eighth of the bytes of KaTeX's own markup."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes

from polyattn_book.katex import mathml

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|.", re.DOTALL)
_OPEN = {"(", "[", "{", r"\{", r"\left", r"\begin", r"\lfloor", r"\lceil", r"\langle"}
_CLOSE = {")", "]", "}", r"\}", r"\right", r"\end", r"\rfloor", r"\rceil", r"\rangle"}
_JOINTS = {"+", "-", "=", "<", ">", r"\le", r"\ge", r"\ne", r"\to", r"\iff", r"\wedge", r"\vee"}
_BARE = re.compile(r"<semantics>(.*?)<annotation.*?</semantics>", re.DOTALL)


def light(tex: str, tail: str = "", node: nodes.Node | None = None) -> str:
    """Return a formula in a line, which a browser sets and breaks between the terms of a sum.

    Parameters
    ----------
    tex : str
        TeX without delimiters.
    tail : str, optional
        The punctuation behind it.
    node : docutils.nodes.Node, optional
        Where a warning says that it stands.
    """
    large = r"\displaystyle " if tex.startswith(r"\displaystyle") else ""
    first, *others = (mathml(large + term, node) for term in terms(tex))
    told = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    whole = re.sub("<annotation.*</annotation>", lambda _: told, first, flags=re.DOTALL)
    bare = (_BARE.sub(r"\1", other) for other in others)
    mark = f'<span class="tail">{tail}</span>' if tail else ""
    return f'<span class="katex light">{"<wbr>".join([whole, *bare])}{mark}</span>'


def terms(tex: str) -> list[str]:
    r"""Part a formula before the signs that stand in no bracket.

    Examples
    --------
    >>> terms(r"\left(a + b\right) x + \frac{1 - y}{2} \ge - z")
    ['\\left(a + b\\right) x ', '{}+ \\frac{1 - y}{2} ', '{}\\ge - z']
    """
    found, depth, last = [""], 0, ""
    for token in _TOKEN.findall(tex):
        depth += (token in _OPEN) - (token in _CLOSE)
        if depth == 0 and token in _JOINTS and last and last not in _JOINTS:
            found.append("{}")  # so that the sign stands between, and is none of its own
        found[-1] += token
        last = last if token.isspace() else token
    return found
