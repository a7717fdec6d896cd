"""Where a line of TeX can be broken: at the outer signs, and not between tied brackets."""

from __future__ import annotations

import re

LONG = 28
"""What is wider than this, in letters, is not tied together by its brackets."""
BROAD = 24
"""What is wider does not fit on a phone in one piece."""

_SILENT = re.compile(
    r"\\(?:left|right|[dt]?frac|binom|sqrt|[bB]ig+[lr]?|displaystyle|allowbreak|relax|text|mathrm)"
    r"(?![a-zA-Z])|\\[,;! ]"
)
_SPACED = re.compile(r"\\(?:le|ge|ne|cdot)(?![a-zA-Z])|[-+=<>]")
_WORD = re.compile(r"\\(max|min|log|lim|Pr)(?![a-zA-Z])")
_SIGN = re.compile(r"\\[a-zA-Z]+|\\.")
_BRACKET = re.compile(r"\\left\(|\\right\)")
_TALL = (r"\frac", r"\tfrac", r"\sqrt", r"\binom", r"\bigg")


def width(tex: str) -> int:
    r"""Return about how many letters wide a formula is.

    Examples
    --------
    >>> width(r"\Pr\Big[X_{0} > \theta\Big]")
    9
    """
    for kind, stands_for in ((_SILENT, ""), (_SPACED, "xx"), (_WORD, r"\1"), (_SIGN, "x")):
        tex = kind.sub(stands_for, tex)
    return len(re.sub(r"[{}_^\s]", "", tex))


def breakable(tex: str) -> str:
    r"""Return TeX in which long brackets are of a fixed size: a line can be broken within them.

    Those within a fraction, a root or an exponent stay, for there no line breaks anyway.

    Examples
    --------
    >>> print(breakable(r"\left(1 + P + Q + R + S + T + U + V + W + X + Y + Z\right)^{m}"))
    \big(1 + P + Q + R + S + T + U + V + W + X + Y + Z\big)^{m}
    >>> print(breakable(r"\left(1 - p\right)^{m}"))
    \left(1 - p\right)^{m}
    """
    opened: list[re.Match[str]] = []
    for found in _BRACKET.finditer(tex):
        if found[0] == r"\left(":
            opened.append(found)
            continue
        start, end = opened.pop(), found
        inside = tex[start.end() : end.start()]
        before = tex[: start.start()]
        if before.count("{") == before.count("}") and not opened and width(inside) > LONG:
            size = r"\bigg" if any(x in inside for x in _TALL) else r"\big"
            whole = f"{size}({breakable(inside)}{size})"
            return before + whole + breakable(tex[end.end() :])
    return tex
