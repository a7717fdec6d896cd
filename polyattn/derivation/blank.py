"""Letters without a meaning, each for one letter of the book, and no other letter's equal."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp


class Letter(sp.Dummy):  # type: ignore[misc]
    """A letter that differs from every other one, whatever its name, and prints as its name."""

    def _sympystr(self, printer: Any) -> str:
        return str(self.name)


_MEANT: dict[Any, Any] = {}


@cache
def blank(letter: Any) -> Any:
    """Return the letter of the same name of which nothing is known; one object a letter.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> blank(x), blank(x) == blank(x), blank(x) == sp.Symbol("x")
    (x, True, False)
    """
    found = Letter(letter.name)
    _MEANT[found] = letter
    return found


def meant(relation: Any) -> Any:
    """Return a relation with the letters that blank ones stand for."""
    return relation.xreplace({x: _MEANT[x] for x in relation.free_symbols & _MEANT.keys()})


@cache
def coordinate(variable: Any) -> Any:
    """Return a letter for what a variable exceeds its bound by; the book's have no sign."""
    return Letter(f"x_{variable}", nonnegative=True)
