"""Equals for equals: where a letter is given by an equation, its value stands everywhere."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.blank import meant
from polyattn.derivation.fact import speaks_of
from polyattn.derivation.terms import OVER_ALL, RUNNING
from polyattn.symbolic.model import beta
from polyattn.symbolic.pair import LOGARITHMS
from polyattn.symbolic.table import DEFINITIONS, POWERS

_DEFINED = DEFINITIONS | POWERS
_TRANSCENDENT = {
    x for x, y in DEFINITIONS.items() if not y.has(sp.Max) and not y.is_rational_function()
}


def with_equals(relations: list[Any]) -> list[Any]:
    """Put equals for equals, in exponents and probabilities too, where a plain letter is given."""
    written = [_written_out(x) for x in relations]
    for place, equation in enumerate(relations[:-1]):
        if isinstance(equation, sp.Eq) and _names(*equation.args):
            # It stays itself: the letter may be in what another letter stands for.
            written = [x if y == place else _put(equation, x) for y, x in enumerate(written)]
    # The root of a square is what is squared, where that is known not to be negative.
    known = {x.lhs for x in written[:-1] if isinstance(x, sp.Gt | sp.Ge) and x.rhs == 0}
    return [x.xreplace({sp.Abs(y): y for y in known if y.is_Symbol}) for x in written]


def _written_out(relation: Any) -> Any:
    """Replace letters that stand for more than a fraction; name the logarithms of scores."""
    table = {x: DEFINITIONS[x] for x in relation.free_symbols & _TRANSCENDENT}
    if beta not in relation.free_symbols:  # else the power rule wants them
        table |= LOGARITHMS
    return relation.xreplace(table)


def _put(equation: Any, relation: Any) -> Any:
    """Put the right side for the left; not where the letters run through all of their values."""
    value = {equation.lhs: equation.rhs}
    spoken = speaks_of(meant(equation))
    if not (spoken & RUNNING or relation.has(sp.Limit)):
        return relation.xreplace(value)
    whole = {x: sp.Dummy(real=True) for x in relation.atoms(*OVER_ALL)}
    return relation.xreplace(whole).xreplace(value).xreplace({y: x for x, y in whole.items()})


def _names(left: Any, right: Any) -> bool:
    """Whether an equation says what a letter without a definition is."""
    return left.is_Symbol and left not in _DEFINED and left not in right.free_symbols
