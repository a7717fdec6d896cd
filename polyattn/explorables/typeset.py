r"""The TeX of `polyattn.symbolic.printing` as a tree, which a script sets without a library.

A page's script builds MathML from the tree: every browser sets it, in a notebook and without a
network as well. A still figure writes the same tree in one line of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["in_one_line", "tree"]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[^\s]")
_SPACES = {r"\,", r"\ ", r"\;", r"\!", r"\quad", r"\allowbreak", r"\displaystyle"}
_SPACES |= {r"\textstyle", r"\relax"}
_SIZES = {r"\left", r"\right", r"\middle"}
_SIZES |= {rf"\{big}{side}" for big in ("big", "Big", "bigg", "Bigg") for side in ("", *"lrm")}
_TWO = {r"\frac": "frac", r"\tfrac": "frac", r"\binom": "binom"}
_MARKS = {r"\hat": "̂", r"\bar": "̄", r"\tilde": "̃"}
_WORDS = {r"\text", r"\mathrm", r"\operatorname", r"\mathbb"}
_OPENING, _CLOSING = set("([{⌈⌊"), set(")]}⌉⌋")
_NAMES = {r"\log", r"\exp", r"\max", r"\min", r"\lim", r"\liminf", r"\Pr"}
_SIGNS = {
    **{
        r"\le": "≤",
        r"\ge": "≥",
        r"\ne": "≠",
        r"\cdot": "·",
        r"\iff": "⇔",
        r"\to": "→",
        r"\dots": "…",
    },
    **{r"\lceil": "⌈", r"\rceil": "⌉", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\|": "‖"},
    **{r"\{": "{", r"\}": "}", r"\#": "#", r"\infty": "∞", r"\langle": "⟨", r"\rangle": "⟩"},
    **{"-": "−", "*": "∗", "'": "′", r"\Longrightarrow": "⟹", r"\in": "∈", r"\sum": "∑"},
    **{r"\top": "⊤", r"\circ": "∘", r"\parallel": "∥", r"\perp": "⊥"},
    **{r"\uparrow": "↑", r"\downarrow": "↓"},
}
_GREEK = {
    **{r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\varepsilon": "ε"},
    **{r"\theta": "θ", r"\kappa": "κ", r"\lambda": "λ", r"\Lambda": "Λ", r"\rho": "ρ"},
    **{r"\tau": "τ", r"\eta": "η", r"\omega": "ω", r"\pi": "π", r"\ell": "ℓ", r"\chi": "χ"},
    **{r"\zeta": "ζ", r"\mu": "μ", r"\nu": "ν", r"\Psi": "Ψ", r"\Phi": "Φ", r"\Sigma": "Σ"},
    **{r"\sigma": "σ", r"\varrho": "ϱ"},
}


def tree(formula: str) -> list[Any]:
    r"""Return a formula as nested lists.

    Parameters
    ----------
    formula : str
        TeX as :func:`polyattn.symbolic.printing.tex` prints it.

    Returns
    -------
    list
        ``["row", ...]`` of ``["i", letter]``, ``["n", number]``, ``["o", sign]``, ``["words",
        text]``, ``["frac", top, bottom]``, ``["binom", top, bottom]``, ``["sqrt", inside]`` and
        ``["at", base, below, above]``, where an empty row stands for nothing.

    Raises
    ------
    ValueError
        If a command is not known.

    Examples
    --------
    >>> tree(r"\sqrt{d_i}")
    ['row', ['sqrt', ['row', ['at', ['i', 'd'], ['row', ['i', 'i']], ['row']]]]]
    """
    tokens = _TOKEN.findall(formula)
    found = _row(tokens)
    if tokens:
        raise ValueError(f"tree: {formula!r} closes a brace that is not open")
    return found


def _row(tokens: list[str]) -> list[Any]:
    """Read up to a closing brace or the end."""
    out: list[Any] = ["row"]
    while tokens and tokens[0] != "}":
        token = tokens.pop(0)
        if token in "^_":
            base = out.pop() if len(out) > 1 else ["row"]
            out.append(_attached(base, token, tokens))
        elif token not in _SPACES and token not in _SIZES:
            out.append(_atom(token, tokens))
    return _grouped(out[1:])


def _grouped(parts: list[list[Any]]) -> list[Any]:
    """Make what stands in brackets a row of its own, as high as its brackets are to be."""
    open_rows: list[list[Any]] = [["row"]]
    for part in parts:
        sign = part[1] if part[0] == "at" else part
        if sign[0] == "o" and sign[1] in _OPENING:
            open_rows.append(["row", part])
        elif sign[0] == "o" and sign[1] in _CLOSING and len(open_rows) > 1:
            group = [*open_rows.pop(), sign]
            open_rows[-1].append(["at", group, *part[2:]] if part[0] == "at" else group)
        else:
            open_rows[-1].append(part)
    while len(open_rows) > 1:
        open_rows[-2] += open_rows.pop()[1:]
    return open_rows[0]


def _attached(base: list[Any], token: str, tokens: list[str]) -> list[Any]:
    """Put what follows above or below `base`, which may have one of the two already."""
    at = list(base) if base[0] == "at" else ["at", base, ["row"], ["row"]]
    at[2 if token == "_" else 3] = _argument(tokens)
    return at


def _argument(tokens: list[str]) -> list[Any]:
    token = tokens.pop(0)
    if token.isdigit() and len(token) > 1:  # of several digits TeX takes the first
        tokens.insert(0, token[1:])
        token = token[0]
    if token != "{":
        return ["row", _atom(token, tokens)]
    inside = _row(tokens)
    tokens.pop(0)
    return inside


def _atom(token: str, tokens: list[str]) -> list[Any]:
    if token == "{":
        tokens.insert(0, token)
        return _argument(tokens)
    if token in _TWO:
        return [_TWO[token], _argument(tokens), _argument(tokens)]
    if token == r"\sqrt":
        return ["sqrt", _argument(tokens)]
    if token in _MARKS:
        return ["i", in_one_line(_argument(tokens)) + _MARKS[token]]
    if token in _WORDS:
        return ["words", "".join(x[1] for x in _argument(tokens)[1:])]
    if token in _NAMES:
        return ["words", token[1:]]
    if token in _GREEK or token.isalpha():
        return ["i", _GREEK.get(token, token)]
    if token[0].isdigit():
        return ["n", token]
    if token[0] == "\\" and token not in _SIGNS:
        raise ValueError(f"tree: the command {token} is not known; add it")
    return ["o", _SIGNS.get(token, token)]


_SPACED = {"log", "max", "min", "lim", "liminf"}
_RAISED = str.maketrans("0123456789−+∗′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺*′")
_LOWERED = str.maketrans("0123456789m", "₀₁₂₃₄₅₆₇₈₉ₘ")


def in_one_line(part: list[Any]) -> str:
    r"""Write a formula in a line of text.

    Examples
    --------
    >>> print(in_one_line(tree(r"1 + \frac{(t - 1) Q}{P}")))
    1 + (t − 1)Q/P
    """
    kind, *inside = part
    if kind == "row":
        return _spaced("".join(_in_a_row(inside)))
    if kind == "frac":
        return "/".join(_bracketed(x) for x in inside)
    if kind == "binom":
        return f"C({', '.join(map(in_one_line, inside))})"
    if kind == "sqrt":
        return f"√{_as_one(inside[0])}"
    if kind == "at":
        return _levels(*map(in_one_line, inside))
    return f" {inside[0]} " if inside[0] in _SPACED else str(inside[0])


def _in_a_row(parts: list[Any]) -> Iterator[str]:
    """Write parts one by one; a quotient that a factor follows, in brackets."""
    for part, follows in zip(parts, [*parts[1:], ["o"]], strict=False):
        text = in_one_line(part)
        yield f"({text})" if part[0] == "frac" and follows[0] != "o" else text


def _as_one(part: list[Any]) -> str:
    """Write what stands below a root: in brackets where it is not one thing."""
    text = _bracketed(part)
    return text if len(part) == 2 or text == f"({in_one_line(part)})" else f"({text})"


def _levels(base: str, below: str, above: str) -> str:
    below = below.replace(", ", ",")
    lower, upper = below.translate(_LOWERED), above.translate(_RAISED)
    if below and not (lower != below and len(below) == 1):
        lower = f"_({below})" if " " in below else f"_{below}"
    if above and not (upper != above and len(above) <= 2):
        upper = f"^{above}" if len(above) == 1 else f"^({above})"
    return base + lower + upper


def _bracketed(part: list[Any]) -> str:
    """Write what stands on one side of a stroke, in brackets where it is a sum or a quotient."""
    text = in_one_line(part)
    simple = len(part) == 2 and part[1][0] != "frac"
    return text if simple or not re.search(r"[+−/ ]", _outer(text)) else f"({text})"


def _outer(text: str) -> str:
    """Return text without what stands in brackets."""
    while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
        text = shorter
    return text


def _spaced(text: str) -> str:
    text = re.sub(r"(?<=[\w)⌉⌋*⁰-⁹₀-₉ₘ′}\]]) ?([+−<>=≤≥⇔⟹]) ?", r" \1 ", text)
    return re.sub(r"(?<!_\w),(?=\S)", ", ", re.sub(" +", " ", text)).strip()
