"""A relation that holds in each of some cases, of which one is always there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, conjuncts
from polyattn.derivation.ground import Ground
from polyattn.derivation.line import refuse_unchecked
from polyattn.symbolic.growth import Limit

if TYPE_CHECKING:
    from polyattn.derivation.chain import Derivation


def in_all_cases(
    ground: Ground, goal: Any, branches: tuple[tuple[Any, Derivation], ...]
) -> Evidence:
    """Show that one of the cases is always there, and the goal in each."""
    refuse_unchecked(inner for _, inner in branches)
    cases = [case for case, _ in branches]
    if any(x.atoms(Limit) for x in (goal, *cases)) or any(x.of_limits for _, x in branches):
        for part in conjuncts(goal):
            _shared_by_subsequences(part)
    for case in cases:
        ground.take(case)
    *others, last = cases
    if sp.Or(*cases) not in (*ground.given, *ground.noted):
        ground.check(last, (), tuple(map(sp.Not, others)))
    for case, inner in branches:
        ground.check(goal, (inner.fact(),), (case,))
    return Evidence("symbolic", f"{len(branches)} cases, of which one is always there")


def _shared_by_subsequences(goal: Any) -> None:
    """Refuse cases of what changes, but for a limit, which finitely many subsequences share."""
    limit = isinstance(goal, sp.Eq | sp.Ge) and isinstance(goal.lhs, Limit)
    if not (limit and goal.lhs.way.holds(goal.rhs) and not goal.rhs.has(Limit)):
        raise DerivationError(f"cases: {goal} must be a limit, Eq(Lim(x), y) with y fixed")
