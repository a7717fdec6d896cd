"""Does a line follow? Certificates first, then a real instance against it, then z3.

What is found for a line is kept: another chain that needs the same line does not ask again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation import atoms, instances, smt
from polyattn.derivation.attempts import attempts
from polyattn.derivation.blank import blank
from polyattn.derivation.decide import Evidence, by_solver, certified
from polyattn.derivation.fact import DerivationError, conjuncts
from polyattn.derivation.granted import as_it_stands
from polyattn.derivation.reduction import NotReducibleError, without_max
from polyattn.derivation.statement import Statement
from polyattn.derivation.terms import strange

# Seconds for z3; a changed statement, which is likely false, gets less.
_PATIENCE: ContextVar[int] = ContextVar("patience", default=smt.LIMIT_SECONDS)


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Limit what z3 may take for a line."""
    token = _PATIENCE.set(seconds)
    try:
        yield
    finally:
        _PATIENCE.reset(token)


def prove(
    hypotheses: Iterable[Any], goal: Any, lemmas: Iterable[Any] = (), keep: tuple[Any, ...] = ()
) -> Evidence:
    """Show that a relation follows.

    Parameters
    ----------
    hypotheses : iterable of sympy.Boolean
        What is assumed.
    goal : sympy.Boolean
        A relation, an ``And`` of several, or an ``Equivalent``.
    lemmas : iterable of sympy.Boolean
        What this line rests on in particular: tried first, and with letters left as they are.
    keep : tuple of sympy.Symbol, optional
        Letters to leave as unknowns; all that is known of them is in hypotheses and lemmas.

    Returns
    -------
    Evidence
        How it is known.

    Raises
    ------
    DerivationError
        If it is refuted at a point, or neither shown nor refuted; the message says which.
    """
    known = tuple(dict.fromkeys(x for h in hypotheses for x in conjuncts(h)))
    lemmas = tuple(dict.fromkeys(x for h in lemmas for x in conjuncts(h)))
    for relation in (goal, *known, *lemmas):
        if why := strange(relation):
            raise DerivationError(f"{relation} has {why}; no line speaks of that")
    special = _detached(known, lemmas)
    if isinstance(goal, sp.And):
        return _joined([prove(known, part, special, keep) for part in goal.args])
    if goal == sp.true or as_it_stands(goal, (*known, *special)):
        return Evidence("given", "as it stands")
    special = tuple(x for x in special if not isinstance(x, _CONDITIONAL))
    single = _single(known, goal, special, keep)
    if single is not None:
        return single
    found = _settled(known, goal, special, tuple(keep), _PATIENCE.get())
    if isinstance(found, str):
        raise DerivationError(found)
    return found


_CONDITIONAL = (sp.Implies, sp.Equivalent)


def _detached(known: tuple[Any, ...], lemmas: tuple[Any, ...]) -> tuple[Any, ...]:
    """Add what a lemma says under a premise that stands among what is known."""
    found = dict.fromkeys(lemmas)
    for lemma in lemmas:
        if not isinstance(lemma, _CONDITIONAL):
            continue
        ways = [lemma.args, lemma.args[::-1]] if isinstance(lemma, sp.Equivalent) else [lemma.args]
        for premise, consequence in ways:
            if all(as_it_stands(x, (*known, *found)) for x in conjuncts(premise)):
                found |= dict.fromkeys(conjuncts(consequence))
    return tuple(found)


def _single(
    known: tuple[Any, ...], goal: Any, special: tuple[Any, ...], keep: tuple[Any, ...]
) -> Evidence | None:
    """Take a maximum apart: below a bound each member is, above one of them is enough."""
    blanks = {x: blank(x) for x in keep}  # a maximum that is kept stays whole
    inner, terms = atoms.opaque(goal.xreplace(blanks))
    try:
        spread = without_max(inner).xreplace(terms | {y: x for x, y in blanks.items()})
    except NotReducibleError:
        return None
    if spread == sp.true:  # a maximum is at least each of its members
        return Evidence("given", "as it stands")
    if isinstance(spread, sp.And):
        return _joined([prove(known, part, special, keep) for part in spread.args])
    if isinstance(spread, sp.Or):
        if any(as_it_stands(part, (*known, *special)) for part in spread.args):
            return Evidence("given", "as it stands")
        for part in sorted(spread.args, key=sp.count_ops):
            for statement in attempts(known, part, special, keep):
                found = certified(statement)
                if isinstance(found, Evidence):
                    return found
    return None


def _joined(found: list[Evidence]) -> Evidence:
    kinds = {one.kind for one in found}
    kind = next(k for k in ("smt", "symbolic", "given") if k in kinds)
    texts = dict.fromkeys(one.text for one in found)
    shown = tuple(dict.fromkeys(x for one in found for x in one.certificates))
    return Evidence(kind, "; ".join(texts), frozenset().union(*(one.uses for one in found)), shown)


@cache
def _settled(
    known: tuple[Any, ...], goal: Any, lemmas: tuple[Any, ...], keep: tuple[Any, ...], limit: int
) -> Evidence | str:
    """Return how the goal is known, or why it is not."""
    tries = list(attempts(known, goal, lemmas, keep))
    line = (goal, lemmas, keep)
    if limit < smt.LIMIT_SECONDS:
        return _in_short(line, tries, known, limit)
    reasons: list[str] = []
    for place, statement in enumerate(tries):
        found = certified(statement)
        if isinstance(found, Evidence):
            _WORKED[line] = place, False
            return found
        if found:
            reasons.append(found)
    refuted = instances.against((*known, *lemmas), goal)
    if refuted:
        return f"{goal} fails at {refuted}"
    for place, statement in enumerate(tries):
        solved = by_solver(statement, limit)
        if solved is not None:
            _WORKED[line] = place, True
            return solved
    why = f" ({reasons[-1]})" if reasons else ""
    return f"{goal}: neither a proof nor a point against it was found{why}"


# For each line that was proved, which attempt did it, and whether it took z3.
_WORKED: dict[tuple[Any, ...], tuple[int, bool]] = {}


def _in_short(
    line: tuple[Any, ...], tries: list[Statement], known: tuple[Any, ...], limit: int
) -> Evidence | str:
    """Do the same for a line of a changed statement: what worked before, or a point against it."""
    goal, lemmas, _ = line
    place, took_solver = _WORKED.get(line, (len(tries) - 1, False))
    if line not in _WORKED and (refuted := instances.against((*known, *lemmas), goal)):
        return f"{goal} fails at {refuted}"
    for statement in [tries[place]] if line in _WORKED else tries:
        found = certified(statement)
        if isinstance(found, Evidence):
            return found
        solved = by_solver(statement, limit) if took_solver else None
        if solved is not None:
            return solved
    return f"{goal}: no proof was found"
