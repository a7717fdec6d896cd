"""Relations with a maximum or a minimum, written as several without."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from polyattn.symbolic.table import DEFINITIONS, unfold


class NotReducibleError(ValueError):
    """The statement is not one that the rules turn into polynomials."""


def without_max(relation: Any) -> Any:
    """Write ``Max(x, y) + z <= w`` as And, ``>=`` as Or (Min the other way round).

    Raises
    ------
    NotReducibleError
        If there is no rule for where the maximum stands.
    """
    if not relation.is_Relational:
        return relation
    whole = relation
    while hidden := {x: DEFINITIONS[x] for x in whole.free_symbols if has_maximum(x)}:
        whole = whole.xreplace(hidden)
    extremes = whole.atoms(sp.Max, sp.Min)
    if not extremes:
        return relation
    splits = [_split(whole, atom) for atom in sorted(extremes, key=sp.default_sort_key)]
    # First what gives several conclusions, then what gives a choice.
    every, cases = max(splits, key=lambda split: split[0])
    return (sp.And if every else sp.Or)(*cases)


def _split(relation: Any, atom: Any) -> tuple[bool, list[Any]]:
    """Return whether all of some relations are meant, or one; and them."""
    stand_in = sp.Dummy()
    gap = (relation.lhs - relation.rhs).xreplace({atom: stand_in})
    slope = sp.diff(gap, stand_in)
    if not slope.is_Number or slope == 0 or isinstance(relation, sp.Eq | sp.Ne):
        raise NotReducibleError(f"no rule for the maximum in {relation}")
    below = isinstance(relation, sp.Le | sp.Lt)  # gap <= 0
    sides = [[side.xreplace({atom: x}) for side in relation.args] for x in atom.args]
    every = below is (bool(slope > 0) is isinstance(atom, sp.Max))
    return every, [relation.func(*both) for both in sides]


@cache
def has_maximum(symbol: Any) -> bool:
    """Whether a letter has a maximum inside; the others stay, such as p/q or a row's value."""
    return symbol in DEFINITIONS and bool(unfold(symbol).has(sp.Max, sp.Min))
