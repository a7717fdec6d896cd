"""What the self-attention data sets have in common, with one planted row or with several."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from polyattn.exact import ExactNumber, exact_number, whole_number

__all__ = ["Construction", "exact_entries", "require_row"]


@dataclass(frozen=True, init=False)
class Construction:
    """The sizes, entries and scores of a self-attention data set, however many rows are planted."""

    d: int
    copies: int
    a: Fraction
    b: Fraction
    c: Fraction

    @property
    def n(self) -> int:
        """The number of rows, ``(d - 2) * copies``."""
        return (self.d - 2) * self.copies

    @property
    def p(self) -> Fraction:
        r"""The score of a planted row with itself, in units of :math:`\log n`."""
        return self.a**2 + self.q

    @property
    def q(self) -> Fraction:
        r"""The score of two rows of one group, not both planted, in units of :math:`\log n`."""
        return self.b**2 + self.r

    @property
    def r(self) -> Fraction:
        r"""The score of two rows of different groups, not both planted."""
        return self.c**2


def exact_entries(call: str, a: ExactNumber, b: ExactNumber, c: ExactNumber) -> dict[str, Fraction]:
    """Return the entries of the construction, exactly and checked.

    Parameters
    ----------
    call : str
        The call to name in an error.
    a, b, c : int, float, Fraction, Decimal or str
        The planted feature, the group feature and the bias.

    Returns
    -------
    dict
        Fractions under the keys ``"a"``, ``"b"`` and ``"c"``.

    Raises
    ------
    TypeError
        If an entry is not a number.
    ValueError
        If ``a < 0``, ``b <= 0`` or ``c <= 0``.

    Examples
    --------
    >>> exact_entries("demo", "0.5", 1, 1)["a"]
    Fraction(1, 2)
    """
    given = {"a": a, "b": b, "c": c}
    entries = {name: exact_number(value, name, call) for name, value in given.items()}
    if entries["a"] < 0:
        raise ValueError(f"{call}: a must not be negative, got {a}; use a >= 0")
    for name in "bc":
        if entries[name] <= 0:
            raise ValueError(f"{call}: {name} must be positive, got {given[name]}; use {name} > 0")
    return entries


def require_row(call: str, data: Construction, planted_row: int) -> int:
    """Return which row is planted, if there is such a row.

    Parameters
    ----------
    call : str
        The call to name in an error.
    data : Construction
        The data set.
    planted_row : int
        The row.

    Returns
    -------
    int
        As given.

    Raises
    ------
    TypeError
        If it is not whole.
    ValueError
        If it is out of range.

    Examples
    --------
    >>> from polyattn.data import SelfAttentionData
    >>> require_row("demo", SelfAttentionData(4, a=1, b=1, c=1), 1)
    1
    """
    row = whole_number(planted_row, "planted_row", call, 0, "rows count from 0")
    if row >= data.n:
        raise ValueError(
            f"{call}: planted_row must be below n = {data.n}, got {row}; rows count from 0"
        )
    return row
