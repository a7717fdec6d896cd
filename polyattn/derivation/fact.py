"""What a line of a derivation may rest on: a conclusion, and what must be shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from polyattn.derivation.ranges import within
from polyattn.derivation.reach import (
    FIRST,
    OF_A_NETWORK,
    OF_ONE_DATA_SET,
    OF_ONE_NOISE,
    OF_SEVERAL,
    reach,
    speaks_of,
)
from polyattn.derivation.sense import conditions
from polyattn.derivation.statement import Statement
from polyattn.derivation.terms import running, strange
from polyattn.symbolic.chances import Count, Largest, Pr, k
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.model import N
from polyattn.symbolic.pair import CHANCES, OBSERVED, on
from polyattn.symbolic.several import SEVERAL_SIGNS
from polyattn.symbolic.table import DEFINITIONS, POWERS
from polyattn.symbolic.vectors import Y, Y_top

__all__ = [
    "DerivationError",
    "Fact",
    "being_proved",
    "conjuncts",
    "given",
    "instance",
    "lost_sense",
    "proving",
    "reach",
    "shelve",
    "speaks_of",
    "stated",
]


@dataclass(frozen=True)
class Fact:
    """Under these hypotheses, this holds: a statement of the book, or what a rule computed.

    Parameters
    ----------
    conclusion : sympy.Boolean
        What a line may use.
    hypotheses : tuple of sympy.Boolean
        What the line must show first.
    name : str
        The label of the statement with its part, or the name of the rule.
    uses : frozenset of str
        The labels of the statements that it rests on.
    inner : tuple
        The derivations that it was made from, for a reader and for the count of lines.
    made : bool
        Whether a rule made it, or the kernel; a line rests on no other.
    taken : frozenset of sympy.Boolean
        What was taken for granted, besides that the terms of the fact make sense.
    """

    conclusion: Any
    hypotheses: tuple[Any, ...] = ()
    name: str = ""
    uses: frozenset[str] = frozenset()
    inner: tuple[Any, ...] = ()
    made: bool = field(default=False, compare=False, repr=False)
    taken: frozenset[Any] = field(default=frozenset(), repr=False)


class DerivationError(ValueError):
    """A line that does not follow, a rule that does not apply, or a chain of mixed directions."""


# Where statements are found by their label; the ledger, which lies above, enters itself.
_SHELVES: list[Callable[[str, str], Statement]] = []


def shelve(find: Callable[[str, str], Statement]) -> None:
    """Enter a place where statements are found by label and part."""
    _SHELVES.append(find)


# The statement whose proof is being written, and which parts of it stand before that one.
_PROVING: ContextVar[tuple[str, frozenset[str]]] = ContextVar("proving", default=("", frozenset()))


@contextmanager
def proving(label: str, before: Iterable[str]) -> Iterator[None]:
    """Let a proof rest on the parts of its own claim that stand before it, and on no others."""
    token = _PROVING.set((label, frozenset(before)))
    try:
        yield
    finally:
        _PROVING.reset(token)


def being_proved() -> tuple[str, frozenset[str]]:
    """Return the label of the claim whose proof is being written, and what that may rest on."""
    return _PROVING.get()


def stated(reference: str, put: Callable[[Any], Any] | dict[Any, Any] | None = None) -> Fact:
    """Instantiate a statement of the book.

    Parameters
    ----------
    reference : str
        ``"label#part"``; the part may be left out where there is one alone.
    put : mapping or callable, optional
        What its letters become: a substitution, or a function such as ``lambda x: on(x, 1)``.

    Returns
    -------
    Fact
        Its hypotheses and its conclusion, after the substitution.

    Raises
    ------
    DerivationError
        If no such statement is known, or it is what is being proved; or a replaced letter has a
        meaning, is a sign or a whole number and what replaces it is not, stands where it cannot be
        seen, within a probability or in a number of the whole network, or changes in a limit.
    """
    label, _, part = reference.partition("#")
    if not _SHELVES:
        raise DerivationError(
            f"stated: no statements are known; import polyattn.ledger for {label}"
        )
    own, before = being_proved()
    if label == own and part not in before:
        raise DerivationError(f"stated: {reference} does not stand before what is being proved")
    statement = _SHELVES[-1](label, part)
    found = Fact(statement.conclusion, statement.hypotheses, reference, frozenset({label}))
    return replace(instance(found, put), made=True)


def instance(fact: Fact, put: Callable[[Any], Any] | dict[Any, Any] | None) -> Fact:
    """Return what a fact says where its letters are other terms; the errors are those of `stated`.

    What is proved in letters holds for all of their values.
    """
    relations = (*fact.hypotheses, fact.conclusion)
    if isinstance(put, dict):
        _keep_limits(relations, put)
    moved = _moved(relations, put)
    seen = set().union(*(x.free_symbols for x in relations))
    seen = seen.union(*map(reach, seen))
    values = [put[x] for x in put if x in seen] if isinstance(put, dict) else []
    lost = lost_sense(values, moved)
    return replace(fact, hypotheses=(*moved[:-1], *lost), conclusion=moved[-1])


def lost_sense(values: Iterable[Any], kept: Iterable[Any]) -> tuple[Any, ...]:
    """Return what makes the values numbers and is out of sight by now: a root that was squared."""
    needed = set().union(*(conditions(sp.sympify(x)) for x in values))
    lost = sorted(needed.difference(*map(conditions, kept)), key=str)
    return tuple(sp.Gt(x.lhs**2, 0) if isinstance(x, sp.Ne) else x for x in lost)


def _moved(relations: tuple[Any, ...], put: Any) -> list[Any]:
    """Instantiate relations, all alike."""
    if put is None:
        return list(relations)
    if not isinstance(put, dict):
        found = [put(x) for x in relations]
        if found != list(relations):
            _of_one_data_set(relations)
        if found not in ([on(x, dataset) for x in relations] for dataset in (0, 1)):
            raise DerivationError(f"stated: put={put} must be on(x, 0) or on(x, 1), or a mapping")
        return found
    values = {x: sp.sympify(value) for x, value in put.items()}
    return [_put(relation, values) for relation in relations]


def _of_one_data_set(relations: tuple[Any, ...]) -> None:
    """Refuse to say of either data set what has no index: it would be one number for both."""
    seen: set[Any] = set().union(*(x.free_symbols for x in relations))
    seen = seen.union(*map(reach, seen)) & OF_ONE_DATA_SET
    if seen:
        raise DerivationError(f"stated: {min(seen, key=str)} has no index; it is of one data set")


def _keep_limits(relations: tuple[Any, ...], put: dict[Any, Any]) -> None:
    """Refuse to replace what changes in a limit, or to let change what is fixed."""
    ways = {limit.way for relation in relations for limit in relation.atoms(Limit)}
    for x, value in put.items():
        if value != x and any(x in way.rates for way in ways):
            raise DerivationError(f"stated: put={put} changes {x}, by which a limit grows")
        if any(not (way.holds(x) and way.holds(sp.sympify(value))) for way in ways):
            raise DerivationError(f"stated: put={put} changes what a limit holds fixed, or grows")


def _put(relation: Any, put: dict[Any, Any]) -> Any:
    if why := next(filter(None, map(strange, put.values())), ""):
        raise DerivationError(f"stated: put={put} has {why}")
    if outer := [x for x, value in put.items() if not within(x, value)]:
        raise DerivationError(
            f"stated: {outer[0]} is a sign or a whole number; put={put} is neither"
        )
    meaning = DEFINITIONS | POWERS | CHANCES
    while stale := {x for x in relation.free_symbols if x not in put and reach(x) & put.keys()}:
        relation = relation.xreplace({x: meaning[x] for x in stale})
    _refuse(relation, put)
    return relation.xreplace(put)


def _refuse(relation: Any, put: dict[Any, Any]) -> None:
    """Refuse a letter with a meaning, and one on which something depends unseen."""
    spoken = set().union(*(value.free_symbols for value in put.values()))
    spoken = spoken.union(*map(reach, spoken))
    if fixed := put.keys() & {*DEFINITIONS, *POWERS, *CHANCES, *OBSERVED}:
        raise DerivationError(f"stated: {min(fixed, key=str)} has a meaning; put={put} changes it")
    seen = relation.free_symbols.union(*map(reach, relation.free_symbols))
    network = OF_A_NETWORK | ({k} if seen & OF_SEVERAL else set())
    noise: set[Any] = set().union(*(OF_ONE_NOISE[x] for x in seen & OF_ONE_NOISE.keys()))
    if (seen & {*OBSERVED, Y, Y_top} and put.keys() & network) or put.keys() & noise:
        raise DerivationError(f"stated: {relation} speaks of a network; put={put} changes it")
    swapped = put.keys() & {*FIRST, *FIRST.values()}
    if relation.has(Pr) and any(put.get(x) != y for x, y in FIRST.items() if swapped):
        raise DerivationError(f"stated: put={put} takes what other entries add for other than that")
    fresh = {x for x in {*put} | spoken if not swapped or x not in (Y, Y_top)}
    hidden = {N} | ({k} if seen & SEVERAL_SIGNS else set())
    if running(relation) & fresh or (relation.has(Pr, Count, Largest) and hidden & put.keys()):
        raise DerivationError(f"stated: put={put} reaches into a chance or the like of {relation}")


def given(fact: Fact, *more: Any) -> Fact:
    """Return a fact under further hypotheses."""
    return replace(fact, hypotheses=tuple(dict.fromkeys((*fact.hypotheses, *more))))


def conjuncts(relation: Any) -> tuple[Any, ...]:
    """Return the members of a conjunction, or the relation alone."""
    # Not And.make_args, a set, whose order is another in every process.
    return relation.args if isinstance(relation, sp.And) else (relation,)
