"""The text of an SVG without what no screen shows: two thirds of what matplotlib writes."""

from __future__ import annotations

import re

__all__ = ["compact"]

_PLACE = re.compile(r'(?<= d=")[^"]+|(?<= [xy]=")[^"]+|(?<=rotate\()[^)]+|(?<=translate\()[^)]+')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_LETTER = re.compile(r" ?([A-Za-z]) ?")


def compact(svg: str) -> str:
    r"""Return an SVG with places to a hundredth of a point, and with the ids that it refers to.

    Parameters
    ----------
    svg : str
        The elements as matplotlib writes them: a unit is a point, a line break stands only
        between elements and in paths.

    Returns
    -------
    str
        The same picture, on one line.

    Examples
    --------
    >>> compact('<g id="a">\n <path id="b" d="M 0.123456 1 \nL 2 3.5"/>\n</g>')
    '<g><path d="M0.12 1L2 3.5"/></g>'
    """
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda found: found[0] if found[1] in used else "", svg)
    svg = re.sub(r">\s*\n\s*<", "><", svg)
    svg = _PLACE.sub(lambda found: _LONG.sub(_rounded, " ".join(found[0].split())), svg)
    svg = re.sub(r'(?<= d=")[^"]+', lambda found: _LETTER.sub(r"\1", found[0]), svg)
    return re.sub(r' transform="rotate\(-?0 [^"]*"', "", svg).strip()


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
