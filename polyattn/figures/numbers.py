"""Numbers that are to be compared, as a table: in the page, in JupyterLab and on paper."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any

__all__ = ["NumberTable", "table"]

_FLOATS = (Fraction(1, 10**300), 10**300)  # what a float holds with all its digits


@dataclass(frozen=True)
class NumberTable:
    """A table that shows itself; made by :func:`table`.

    Parameters
    ----------
    heads : tuple of str
        What stands above the columns; formulas between dollar signs.
    rows : tuple of tuple of str
        The cells, as they are shown.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        lines = [self.heads, *self.rows]
        widths = [max(len(line[k]) for line in lines) for k in range(len(self.heads))]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
            for line in lines
        )

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col">{_cell(head)}</th>' for head in self.heads)
        rows = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in self.rows)
        head = f"<thead><tr>{heads}</tr></thead>"
        return f'<table class="numbers">{head}<tbody>{rows}</tbody></table>'

    def _repr_latex_(self) -> str:
        heads = tuple(map(_stacked, self.heads))
        rows = (tuple(map(_on_paper, row)) for row in self.rows)
        lines = [" & ".join(line) + r" \\" for line in (heads, *rows)]
        columns = "r" * len(self.heads)
        body = "\n".join([lines[0], r"\hline", *lines[1:]])
        return rf"\begin{{tabular}}{{{columns}}}" + f"\n{body}\n" + r"\end{tabular}"


def table(columns: Mapping[str, Iterable[Any]], digits: int = 4) -> NumberTable:
    r"""Return a table of numbers.

    Parameters
    ----------
    columns : mapping of str to iterable
        What stands above each column (formulas between dollar signs), and its cells: numbers, or
        words.
    digits : int, default 4
        How many digits of a float are shown.

    Returns
    -------
    NumberTable
        The table; the last line of a cell shows it.

    Raises
    ------
    ValueError
        If the columns differ in length.

    Examples
    --------
    >>> table({"degree": [2, 8], "weight": [0.25, 1 / 3]})
    degree  weight
         2    0.25
         8  0.3333
    """
    cells = {head: [_shown(value, digits) for value in values] for head, values in columns.items()}
    lengths = {head: len(column) for head, column in cells.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"table: the columns have {lengths} cells; give each as many")
    return NumberTable(tuple(cells), tuple(zip(*cells.values(), strict=True)))


def _shown(value: Any, digits: int) -> str:
    """Return a cell as text: floats to a few digits, powers of ten as formulas."""
    if isinstance(value, str):
        return value
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if isinstance(value, bool) or kind == "b":  # NumPy's too
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{int(value):,}"
    text = f"{_as_float(value):.{digits}g}"
    if "e" not in text:
        return text
    number, exponent = text.split("e")
    return rf"${number}\cdot10^{{{int(exponent)}}}$"


def _as_float(value: Any) -> float | Decimal:
    """Return a number as a float, or as a decimal where a fraction is out of a float's range."""
    if not isinstance(value, Fraction) or _FLOATS[0] < abs(value) < _FLOATS[1] or not value:
        return float(value)
    return Decimal(value.numerator) / Decimal(value.denominator)


def _on_paper(text: str) -> str:
    """Escape the words of a cell for TeX; what stands between dollar signs is TeX already."""
    pieces = text.split("$")
    pieces[::2] = [re.sub(r"[#%&_^]", r"\\\g<0>{}", piece) for piece in pieces[::2]]
    return "$".join(pieces)


def _stacked(head: str) -> str:
    """Set a head of several parts, as "best gap, n = 100", one above the other."""
    first, *rest = _on_paper(head).split(", ")
    if not rest or "$" in first:  # the comma may be one of the formula's
        return _on_paper(head)
    return rf"\shortstack[r]{{{first},\\{', '.join(rest)}}}"


def _cells(row: tuple[str, ...]) -> Iterator[str]:
    yield f'<th scope="row">{_cell(row[0])}</th>'
    for cell in row[1:]:
        yield f"<td>{_cell(cell)}</td>"


def _cell(text: str) -> str:
    """Escape a cell, and set what stands between dollar signs as formulas."""
    pieces = re.split(r"\$([^$]*)\$", text)
    return "".join(
        rf"\({html.escape(piece, quote=False)}\)" if k % 2 else html.escape(piece)
        for k, piece in enumerate(pieces)
    )
