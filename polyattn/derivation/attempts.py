"""The ways to try a line: under few hypotheses or many, with weights as letters or written out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation.blank import blank
from polyattn.derivation.statement import Statement
from polyattn.symbolic.model import P, Q, R
from polyattn.symbolic.table import DEFINITIONS, POWERS, letters, unfold

_DEFINED = DEFINITIONS | POWERS


def attempts(
    known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...], keep: tuple[Any, ...]
) -> Iterator[Statement]:
    """Yield the goal under few hypotheses, then under more; in few letters, then in all."""
    for hypotheses, left in _choices(known, goal, lemmas, keep):
        yield _blank(Statement(goal, hypotheses), left)


def _choices(
    known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...], keep: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    everything = (*lemmas, *known)
    spoken = set().union(*(x.free_symbols for x in (goal, *everything)))
    kept = tuple(sorted({*filter(composite, spoken), *keep}, key=str))
    if lemmas or isinstance(goal, sp.Eq):
        yield lemmas, kept
    # With the weights as letters there is little to write out; then what is about the goal's own.
    yield (*lemmas, *_about(known, goal, lemmas)), kept
    own = plain_letters(goal)
    maxima = {x for x in spoken if _has_maximum(x)}
    usable = tuple(h for h in everything if not (h.free_symbols & maxima) - letters(goal))
    yield tuple(h for h in usable if plain_letters(h) <= own), keep
    yield everything, kept
    yield usable, keep


@cache
def plain_letters(relation: Any) -> frozenset[Any]:
    """Return the letters without a definition that a relation comes down to."""
    return frozenset(letters(relation, powers=True) - _DEFINED.keys())


def _about(known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what is known of the letters that the goal and the lemmas name."""
    spoken = goal.free_symbols.union(*(x.free_symbols for x in lemmas))
    return tuple(h for h in known if h.free_symbols <= spoken)


@cache
def _has_maximum(symbol: Any) -> bool:
    return symbol in DEFINITIONS and unfold(symbol).has(sp.Max)


@cache
def composite(symbol: Any) -> bool:
    """Whether a letter stands for more than a polynomial in plain letters."""
    if symbol not in DEFINITIONS:
        return False
    meaning = DEFINITIONS[symbol]
    return not meaning.is_polynomial() or bool(letters(meaning) & {P, Q, R}) or meaning.has(sp.Max)


def _blank(statement: Statement, keep: tuple[Any, ...]) -> Statement:
    """Give the kept letters no definition: a letter of the same name, another symbol."""
    blanks = {x: blank(x) for x in keep}
    relations = [x.xreplace(blanks) for x in (*statement.hypotheses, statement.conclusion)]
    return Statement(relations[-1], tuple(relations[:-1]))
