"""All degrees that have a name, at sizes of one's own: the page *Thresholds at a glance*."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from math import isfinite

from polyattn.data import SelfAttentionData, require_pair
from polyattn.degrees.entries import REASONS, ROUNDING, Entry, Setting, side
from polyattn.degrees.named_degrees import DEGREES
from polyattn.degrees.named_scales import SCALES
from polyattn.exact import ExactNumber, exact_number, whole_number

__all__ = ["Threshold", "ThresholdTable", "table"]


@dataclass(frozen=True)
class Threshold:
    """One row of the table: a degree of a polynomial, or a scale of a softmax, with a name.

    Attributes
    ----------
    name : str
        What the book calls it.
    label : str
        The label of its statement in the book.
    meaning : str
        What happens there, with the probability that is promised.
    exact : bool
        Whether it happens just there; False where a theorem promises it from there on, or up to
        there, and the truth may begin earlier or end later.
    value : float or None
        The degree or the scale, positive; None where there is none.
    limit : float or None
        What the limit for long sequences says at these sizes; None where the book gives none.
    chance : float or None
        The probability that is promised; None where none is.
    reason : str or None
        Why there is no value, in words.
    """

    name: str
    label: str
    meaning: str
    exact: bool
    value: float | None
    limit: float | None
    chance: float | None
    reason: str | None

    def written(self, none: str = "–") -> str:
        """Write the value with two decimals, that of a bound to its own side.

        Parameters
        ----------
        none : str, default "–"
            What stands where there is none.

        Returns
        -------
        str
            Below a million with two decimals, else with three digits.

        Examples
        --------
        >>> both = [SelfAttentionData(402, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
        >>> found = table(*both, "0.5", width=30).degrees["spread"]
        >>> round(found.value, 4), found.meaning[:10], found.written()
        (2.8777, 'up to here', '2.87')
        """
        if self.value is None:
            return none
        return _rounded(self.value, side(self.meaning, self.exact))


@dataclass(frozen=True, repr=False)
class ThresholdTable:
    r"""The thresholds of two data sets. It prints as a table, and shows as one in a notebook.

    Iterating gives its rows, the degrees first.

    Attributes
    ----------
    degrees : dict
        The degrees :math:`\beta` of a polynomial, by name.
    scales : dict
        The scales :math:`\alpha` of a softmax, by name.
    """

    degrees: dict[str, Threshold]
    scales: dict[str, Threshold]

    def __iter__(self) -> Iterator[Threshold]:
        yield from (*self.degrees.values(), *self.scales.values())

    def __len__(self) -> int:
        return len(self.degrees) + len(self.scales)

    def __repr__(self) -> str:
        lines = []
        for head, rows in self._sections():
            lines.append(f"{head:<27}{'value':>12}{'in the limit':>14}  {'':<7}statement")
            for row in rows.values():
                numbers = f"{row.written():>12}{_limit(row):>14}"
                lines.append(f"{row.name:<27}{numbers}  {_kind(row):<7}{row.label}: {_words(row)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = []
        for head, rows in self._sections():
            heads = (head, "value", "in the limit", "", "what happens there", "statement")
            parts.append("<table><thead><tr>")
            parts += [f'<th scope="col">{cell}</th>' for cell in heads]
            parts.append("</tr></thead><tbody>")
            for row in rows.values():
                numbers = (row.written(), _limit(row), _kind(row))
                cells = (*numbers, _words(row), row.label)
                parts.append(f'<tr><th scope="row">{html.escape(row.name)}</th>')
                parts += [f"<td>{html.escape(cell)}</td>" for cell in cells]
                parts.append("</tr>")
            parts.append("</tbody></table>")
        return "".join(parts)

    def _sections(self) -> tuple[tuple[str, dict[str, Threshold]], ...]:
        return ("degree of a polynomial", self.degrees), ("scale of a softmax", self.scales)


def table(
    data0: SelfAttentionData, data1: SelfAttentionData, theta: ExactNumber, width: int = 1
) -> ThresholdTable:
    r"""Return every degree of the book that has a name, for two data sets of one's own.

    They stand roughly in the order in which a growing degree meets them; the scales of a softmax
    follow. Where there is none, the value is None and the reason is given in words.

    Parameters
    ----------
    data0, data1 : SelfAttentionData
        The two constructions: equal but for :math:`a_0<a_1`.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.

    Returns
    -------
    ThresholdTable
        The rows; exact values are rounded once, bounds to their own side.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, ``width < 1``, or a degree is beyond
        every float (entries such as 1e200).

    References
    ----------
    Each row names its own book label, such as ``thm:silence``.

    Examples
    --------
    >>> both = [SelfAttentionData(10002, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    >>> found = table(*both, "0.5", width=30)
    >>> round(found.degrees["planted"].value, 2), round(found.scales["planted"].value, 2)
    (5.46, 0.85)
    >>> found = table(*both, "1.3", width=30)
    >>> found.degrees["break"].value is None
    True
    >>> found.degrees["break"].reason
    'θ is not below b + c, which grouped rows never exceed'
    """
    call = "table"
    require_pair(call, data0, data1)
    height = exact_number(theta, "theta", call)
    setting = Setting(
        data0, data1, height, whole_number(width, "width", call, 1, "use width >= 1 neurons")
    )
    sections = (DEGREES, SCALES)
    try:
        return ThresholdTable(*({e.name: _row(e, setting) for e in rows} for rows in sections))
    except ArithmeticError as error:
        raise ValueError(
            f"{call}: a number is beyond every float ({error}); use a, b, c and theta between "
            "1e-9 and 1e9"
        ) from error


def _row(entry: Entry, setting: Setting) -> Threshold:
    """Compute one row."""
    found = entry.value(setting)
    words = (entry.name, entry.label)
    if isinstance(found, str):
        return Threshold(*words, entry.meaning, entry.exact, None, None, None, REASONS[found])
    limit = entry.limit(setting) if entry.limit else None
    if limit is not None and not isfinite(limit):
        limit = None
    if entry.chance is None:
        return Threshold(*words, entry.meaning, entry.exact, found, limit, None, None)
    chance = entry.chance(setting)
    meaning = f"{entry.meaning}, {_promised(entry.promise, *chance)}"
    return Threshold(*words, meaning, entry.exact, found, limit, chance[0], None)


def _promised(words: str, value: float, complement: float) -> str:
    """Write a probability to its own side; one close to 1 by what it lacks."""
    own, other = ("up", "down") if words.endswith("most") else ("down", "up")
    if value > 0.999:
        return f"{words} 1 - {_digits(complement, 2, other)}"
    return f"{words} {_digits(value, 2, own)}"


def _digits(value: float, number: int, to: str) -> str:
    """Write so many digits, rounded to a side."""
    return f"{Context(prec=number, rounding=ROUNDING[to]).plus(Decimal(value)):.{number}g}"


def _rounded(value: float, to: str) -> str:
    """Write a degree, rounded to a side."""
    if value >= 1e6:
        return f"{float(_digits(value, 3, to)):.3g}"
    return f"{Decimal(value).quantize(Decimal('0.01'), ROUNDING[to]):,}"


def _limit(row: Threshold) -> str:
    return "" if row.limit is None else _rounded(row.limit, "nearest")


def _kind(row: Threshold) -> str:
    return "exact" if row.exact else "bound"


def _words(row: Threshold) -> str:
    return row.meaning if row.reason is None else f"{row.meaning} ({row.reason})"
