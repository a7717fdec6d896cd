r"""The letters of a certificate as a reader meets them.

A certificate speaks of coordinates, such as :math:`Q-R`, and of letters for what algebra does not
look into, such as a probability. Coordinates are called x, y, z; what is short is written where it
stands, and what is long has a name, which is explained once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation.atoms import term_of
from polyattn.symbolic.printing import tex

if TYPE_CHECKING:
    from polyattn.derivation.certificates import Certificate

# So many terms of a polynomial are written out, and so many signs of what a letter stands for.
TERMS = 8
_SHORT = 40


def _names() -> Iterator[str]:
    yield from "xyz"
    yield from (f"x_{k}" for k in count(4))


class Letters:
    """How the letters of one certificate are written.

    Parameters
    ----------
    certificate : Certificate
        One with a chart.
    """

    def __init__(self, certificate: Certificate) -> None:
        self._moved = certificate.chart.substitution  # type: ignore[union-attr]
        self._long: dict[Any, str] = {}
        self._used: set[Any] = set()
        sides = (side for pair in self._moved.items() for side in pair)
        present = set().union(*(side.free_symbols for side in sides))
        new = sorted((x for x in present if x.name.startswith("x_") and x.is_nonnegative), key=str)
        inside = (term_of(x).free_symbols for x in present if term_of(x) is not None)
        names = [x.name for x in present.union(*inside) - {*new}]
        taken = {*names, *(word for name in names for word in re.findall("[a-z]+", name))}
        free = (name for name in _names() if name not in taken)
        self._shown: dict[Any, Any] = {x: sp.Symbol(next(free)) for x in new}

    def _written(self, expression: Any) -> Any:
        """Put what is shown in the place of each letter."""
        for x in sorted(expression.free_symbols - self._shown.keys(), key=str):
            term = term_of(x)
            if term is not None:
                text = tex(self._written(term))
                if len(text) > _SHORT:
                    self._shown[x] = sp.Symbol(f"A_{len(self._long) + 1}")
                    self._long[self._shown[x]] = text
                else:
                    self._shown[x] = sp.Symbol(rf"\relax {text}")
        shown = expression.xreplace(self._shown)
        self._used |= shown.free_symbols
        return shown

    def tex(self, expression: Any) -> str:
        """Return an expression in TeX."""
        return tex(self._written(expression)).replace(r"\relax ", "")

    def moved(self) -> list[tuple[str, str]]:
        """Return what each letter is in the coordinates."""
        return [(self.tex(x), self.tex(y)) for x, y in self._moved.items() if x != y]

    def polynomial(self, expression: Any) -> str:
        """Write a polynomial, or its first terms and how many there are."""
        terms = sorted(sp.Add.make_args(expression), key=str)
        if len(terms) <= TERMS:
            return self.tex(expression)
        first = self.tex(sp.Add(*terms[:TERMS]))
        return rf"{first} + \dots\ \text{{({len(terms)} terms)}}"

    def times(self, factor: Any, bracket: Any) -> str:
        """Write a multiple of what is not negative."""
        before = "" if factor == 1 else self.tex(factor) + r"\,"
        return f"{before}[{self.polynomial(bracket)}]"

    def abbreviated(self) -> list[tuple[str, str]]:
        """Return the names that were given, and what each stands for."""
        return [(tex(x), text) for x, text in self._long.items() if x in self._used]
