"""What a relation may be made of: real numbers, and no letter that runs within another's chance."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits

from polyattn.derivation.sense import conditions
from polyattn.symbolic.broken_line import Highest, y
from polyattn.symbolic.chances import Count, Largest, Pr, k
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.heads import OF_A_KEY, KeySum
from polyattn.symbolic.neuron import SIGNS, K
from polyattn.symbolic.several import SEVERAL_SIGNS
from polyattn.symbolic.sketches import Mean, T_g, T_h
from polyattn.symbolic.vectors import Y, Y_top

_SIGNS = frozenset({*SIGNS, K, Y, Y_top, *SEVERAL_SIGNS})
_RUN = {
    Pr: _SIGNS,
    Count: _SIGNS,
    Mean: frozenset({T_g, T_h}),
    Largest: frozenset({k}),
    Highest: frozenset({y}),
    KeySum: frozenset(OF_A_KEY),
}
# What is taken over all values of some letters.
OVER_ALL = (*_RUN, sp.Limit)
# The letters over which chances, means, sums and largest values are taken.
RUNNING = frozenset().union(*_RUN.values())
_NO_NUMBER = (sp.oo, -sp.oo, sp.zoo, sp.nan, sp.I, sp.Float)
# These bind letters, and no line knows of it.
_BINDERS = (ExprWithLimits, sp.Derivative, sp.Subs, sp.Lambda)


@cache
def running(term: Any) -> frozenset[Any]:
    """Return the letters that run within a term, through all of their values.

    Examples
    --------
    >>> from polyattn.symbolic import N
    >>> sorted(running(Largest(k * N) + N), key=str), sorted(running(N + k), key=str)
    ([k], [])
    """
    found = {x for head, names in _RUN.items() if term.has(head) for x in names}
    return frozenset(found.union(*(x.args[1].free_symbols for x in term.atoms(sp.Limit))))


def outside(term: Any) -> Any:
    """Return a term with a letter for each part in which letters run: what is left is free.

    A number might take free letters with it: (Pr - 1) S.
    """
    return term.xreplace({x: sp.Dummy() for x in term.atoms(*OVER_ALL)})


# What SymPy may know of a letter: a sign would be a hypothesis that nobody sees.
_UNSIGNED = [
    sp.Symbol("x", **known).assumptions0 for known in ({}, {"real": True}, {"integer": True})
]


def is_any_number(letter: Any) -> bool:
    """Return whether a letter is any real number, and no other letter depends on it."""
    return isinstance(letter, sp.Dummy) and letter.assumptions0 in _UNSIGNED[:2]


@cache
def strange(term: Any) -> str:
    """Return why a term or a relation is none about real numbers; empty where it is one.

    Examples
    --------
    >>> strange(sp.exp(-sp.oo, evaluate=False))
    'an infinite, complex, rounded or undefined number'
    """
    if term.xreplace(dict.fromkeys(term.atoms(sp.Limit), sp.S.One)).has(*_NO_NUMBER):
        return "an infinite, complex, rounded or undefined number"
    if term.has(*_BINDERS):
        return "a letter that is bound out of sight"
    if any(x.args[0].has(*OVER_ALL, Limit) for x in term.atoms(*_RUN)):
        return "a chance, a mean, a sum or a largest value within another"
    if any(c.free_symbols & running(x) for x in term.atoms(*_RUN) for c in conditions(x.args[0])):
        return "a term that makes no sense for some of what runs in it"
    if any(x.assumptions0 not in _UNSIGNED for x in term.free_symbols):
        return "a letter whose sign SymPy takes for known, where it could be a hypothesis"
    return ""
