"""One attempt: a statement as polynomial obligations, each by a certificate or by z3.

What is found for an obligation is kept: another line that comes down to it does not ask again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation import atoms, points, smt
from polyattn.derivation.certificates import Certificate, certify
from polyattn.derivation.equals import with_equals
from polyattn.derivation.facts import FACTS
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.reduction import NotReducibleError, obligations
from polyattn.derivation.statement import Statement
from polyattn.symbolic.model import N

POWER_RULE = "lem:power-rule"
_ENGINE_FACTS = frozenset(fact for _, fact in FACTS)


@dataclass(frozen=True)
class Evidence:
    """How a line is known (``given``, ``symbolic``, ``smt``), why, and what that rests on."""

    kind: str
    text: str
    uses: frozenset[str] = frozenset()
    certificates: tuple[Certificate, ...] = ()


@cache
def certified(statement: Statement) -> Evidence | str:
    """Return the certificates of all obligations of a statement, or why there are none."""
    why = ""
    for todo in _reductions(statement):
        found = todo if isinstance(todo, str) else _certified(todo)
        if isinstance(found, Evidence):
            return found
        why = why or found
    return why


def _certified(todo: list[Obligation]) -> Evidence | str:
    found = []
    for obligation in sorted(todo, key=lambda one: not one.defines):
        certificate = _certify(obligation)
        if certificate is None:
            return f"no certificate for {obligation}" if obligation.defines else ""
        found.append(certificate)
    words = _summary([one.text for one in found])
    return Evidence("symbolic", words, _rests_on(todo), tuple(found))


_certify = cache(certify)


def by_solver(statement: Statement, limit: int) -> Evidence | None:
    """Return that z3 shows what has no certificate, each obligation in so many seconds; or None."""
    for todo in _reductions(statement):
        if not isinstance(todo, str) and all(
            _certify(one) is not None or _solved(one, limit) == "unsat" for one in todo
        ):
            return Evidence("smt", "z3 finds no counterexample", _rests_on(todo))
    return None


def _solved(obligation: Obligation, limit: int) -> str:
    """Ask z3 once; what it showed stays shown, whatever the limit."""
    known, asked = _VERDICTS.get(obligation, ("unknown", 0))
    if known == "unknown" and asked < limit:
        verdict = "sat" if points.sampled_counterexample(obligation) else ""
        _VERDICTS[obligation] = verdict or smt.solve(obligation, limit).verdict, limit
    return _VERDICTS[obligation][0]


_VERDICTS: dict[Obligation, tuple[str, int]] = {}


@cache
def _reductions(statement: Statement) -> tuple[list[Obligation] | str, ...]:
    """Return the obligations; with logarithms as letters too, where else a hypothesis is lost.

    A hypothesis for which there is no rule is left out.
    """
    relations = tuple(with_equals([*statement.hypotheses, statement.conclusion]))
    todo, lost = _reduced(relations, logarithms=False)
    if not lost and not isinstance(todo, str):
        return (todo,)
    other, _ = _reduced(relations, logarithms=True)
    return (other,) if isinstance(todo, str) else (todo, other)


def _reduced(
    relations: tuple[Any, ...], *, logarithms: bool
) -> tuple[list[Obligation] | str, bool]:
    """Return the obligations, and whether a hypothesis about logarithms was left out."""
    pairs = [atoms.opaque(x, logarithms=logarithms) for x in relations]
    terms = {letter: term for _, found in pairs for letter, term in found.items()}
    *assumed, goal = (x for x, _ in pairs)
    usable = tuple(x for x in assumed if _reducible(x))
    known = tuple(x for x in atoms.known(terms) if _reducible(x))
    extra = (*known, *_squares(terms, usable, logarithms))
    lost = any(x.has(sp.log) for x in assumed if x not in usable)
    try:
        return obligations(Statement(goal, (*usable, *extra))), lost
    except NotReducibleError as error:
        return str(error), lost


def _squares(
    terms: dict[Any, Any], hypotheses: tuple[Any, ...], logarithms: bool
) -> tuple[Any, ...]:
    """Return that a root's square is what stands below it, where that is not negative."""
    found = []
    for x, term in terms.items():
        if term.is_Pow and term.exp == sp.Rational(1, 2):
            base, named = atoms.opaque(term.base, logarithms=logarithms)
            inside = Statement(base >= 0, (*hypotheses, *atoms.known(named)))
            if isinstance(certified(inside), Evidence):
                found += [sp.Eq(x**2, base), *atoms.known(named)]
    return tuple(found)


@cache
def _reducible(relation: Any) -> bool:
    try:
        obligations(Statement(N >= 0, (relation,)))
    except NotReducibleError:
        return False
    return True


def _summary(texts: list[str]) -> str:
    if not texts:
        return "the same on both sides"
    return texts[0] if len(texts) == 1 else f"{len(texts)} obligations; {texts[-1]}"


def _rests_on(todo: list[Obligation]) -> frozenset[str]:
    """Return the power rule where its facts, or a bound on the degree, came in."""
    used = any(o.defines or _ENGINE_FACTS & set(o.hypotheses) for o in todo)
    return frozenset({POWER_RULE}) if used else frozenset()
