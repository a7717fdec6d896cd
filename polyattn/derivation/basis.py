"""The basis of a linear programme over the rationals, and how one variable takes another's place.

Of the basis matrix's inverse only what is not plain is kept: the rows of the unknowns, over the
constraints that are tight. Where few of many constraints are, it stays small and sparse.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[int, Any]


@dataclass(frozen=True)
class Line:
    r"""A basic variable as an equation: it plus multiples of those outside the basis is constant.

    Parameters
    ----------
    name : int
        The basic variable.
    inverse : dict
        The multiples of the constraints :math:`Ay+s=b` that add up to the equation.
    entries : dict
        The equation's coefficients, by variable outside the basis.
    """

    name: int
    inverse: Row
    entries: Row


class Basis:
    r"""Which variables of :math:`Ay+s=b` are basic, at first the slacks :math:`s`.

    The unknowns :math:`y` go by the numbers from 0, and then the slacks, one a constraint. All
    that are not basic are zero.

    Parameters
    ----------
    unknowns : int
        How many there are.
    rows : sequence of mapping
        The rows of :math:`A`: the coefficients that are not zero, by unknown.
    right : sequence of fmpq or int
        :math:`b`.
    equal : collection of int
        The constraints that hold with equality.

    Attributes
    ----------
    values : dict
        The values of the basic variables.
    fixed : set of int
        The slacks of equations: they are zero, and never come back into the basis.

    Notes
    -----
    The revised simplex method (G. B. Dantzig, Linear Programming and Extensions, 1963, chapter 9)
    on the rows and columns where the basis differs from the slacks.

    Examples
    --------
    >>> from flint import fmpq
    >>> basis = Basis(2, [{0: fmpq(2), 1: fmpq(1)}], [fmpq(6)], equal=())
    >>> line = basis.line(2)
    >>> line.entries
    {0: 2, 1: 1}
    >>> basis.exchange(line, 0, basis.column(0))
    >>> basis.values
    {0: 3}
    >>> basis.line(0).entries
    {1: 1/2, 2: 1/2}
    """

    def __init__(
        self,
        unknowns: int,
        rows: Sequence[Mapping[int, Any]],
        right: Sequence[Any],
        equal: Collection[int],
    ) -> None:
        self.unknowns = unknowns
        self.values: Row = {unknowns + i: x for i, x in enumerate(right)}
        self.fixed = {unknowns + i for i in equal}
        self._rows = rows
        self._columns: list[Row] = [{} for _ in range(unknowns)]
        for i, row in enumerate(rows):
            for j, x in row.items():
                self._columns[j][i] = x
        self._inverse: dict[int, Row] = {}

    def reduced(self, cost: Row) -> Row:
        """Return the costs of the variables outside the basis, once the basic ones are put in."""
        prices: Row = {}
        for j, row in self._inverse.items():
            add_multiple(prices, cost.get(j, 0), row)
        found = {j: x for j, x in cost.items() if j not in self._inverse}
        add_multiple(found, -1, self._entries(prices))
        return found

    def length(self, name: int) -> int:
        """Return of how many constraints the equation of a basic variable is made, at most."""
        if name < self.unknowns:
            return len(self._inverse[name])
        row = self._rows[name - self.unknowns]
        return 1 + sum(len(self._inverse[j]) for j in row if j in self._inverse)

    def line(self, name: int) -> Line:
        """Return the equation of a basic variable."""
        if name < self.unknowns:
            inverse = self._inverse[name]
        else:
            i = name - self.unknowns
            inverse = {i: 1}
            for j, x in self._rows[i].items():
                if j in self._inverse:
                    add_multiple(inverse, -x, self._inverse[j])
        return Line(name, inverse, self._entries(inverse))

    def _entries(self, multiples: Row) -> Row:
        """Add up multiples of the constraints, over the variables outside the basis."""
        found: Row = {}
        for i, factor in multiples.items():
            for j, x in self._rows[i].items():
                if j not in self._inverse:
                    found[j] = found.get(j, 0) + factor * x
            slack = self.unknowns + i
            if slack not in self.values and slack not in self.fixed:
                found[slack] = factor
        return {j: x for j, x in found.items() if x}

    def column(self, entering: int) -> Row:
        """Return by how much each basic variable falls as one outside the basis grows by one."""
        if entering < self.unknowns:
            column = self._columns[entering]
        else:
            column = {entering - self.unknowns: 1}
        found: Row = {}
        add_multiple(found, 1, self._loose(column))
        for j, row in self._inverse.items():
            fall = sum(x * row[i] for i, x in column.items() if i in row)
            if fall:
                found[j] = fall
                add_multiple(found, -fall, self._loose(self._columns[j]))
        return found

    def _loose(self, column: Row) -> Row:
        """Return the part of a column that stands in constraints with a basic slack."""
        named = {self.unknowns + i: x for i, x in column.items()}
        return {slack: x for slack, x in named.items() if slack in self.values}

    def exchange(self, leaving: Line, entering: int, column: Row) -> None:
        """Let a variable with that column into the basis, for the one of a line."""
        at = leaving.entries[entering]
        height = self.values[leaving.name] / at
        for j, fall in column.items():
            self.values[j] -= height * fall
        del self.values[leaving.name]
        self.values[entering] = height
        self._inverse.pop(leaving.name, None)
        pivot = {i: x / at for i, x in leaving.inverse.items()}
        for j, row in self._inverse.items():
            add_multiple(row, -column.get(j, 0), pivot)
        if entering < self.unknowns:
            self._inverse[entering] = pivot


def add_multiple(row: Row, factor: Any, other: Row) -> None:
    """Add a multiple of another row, in place, and keep no zeros."""
    if not factor:
        return
    for j, x in other.items():
        new = row.get(j, 0) + factor * x
        if new:
            row[j] = new
        else:
            row.pop(j, None)
