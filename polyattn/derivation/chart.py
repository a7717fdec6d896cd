"""Coordinates in which the simple hypotheses say that every variable is nonnegative.

``R > 0, Q > R, P >= Q`` becomes ``Q = R + x_Q, P = R + x_Q + x_P`` with ``R, x_Q > 0`` and
``x_P >= 0``; ``0 < epsilon < 1`` becomes ``epsilon = 1/(1 + x_epsilon)``. In these coordinates a
polynomial with nonnegative coefficients is nonnegative, and anyone can see that it is. The chart
is computed from the hypotheses, so a mutated hypothesis changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from polyattn.derivation.blank import coordinate


@dataclass(frozen=True)
class Bound:
    """A hypothesis solved for one of its variables: ``variable >= value``, or ``<=``."""

    source: Any
    variable: Any
    value: Any
    lower: bool
    strict: bool


@dataclass(frozen=True)
class Chart:
    """The substitution, the nonnegative and the positive variables, and what did not fit."""

    substitution: dict[Any, Any]
    nonnegative: frozenset[Any]
    positive: frozenset[Any]
    leftover: tuple[Any, ...]

    def __str__(self) -> str:
        moved = ", ".join(f"{k} = {v}" for k, v in self.substitution.items() if k != v)
        return f"with {moved}" if moved else "as it stands"

    def apply(self, expression: Any) -> Any:
        """Write an expression in the coordinates of the chart."""
        return expression.xreplace(self.substitution)


def gap(relation: Any) -> tuple[Any, bool]:
    """Return (expression, strict) with the relation saying ``expression >= 0`` (``> 0``)."""
    strict = isinstance(relation, sp.Gt | sp.Lt)
    if isinstance(relation, sp.Ge | sp.Gt):
        return relation.lhs - relation.rhs, strict
    if isinstance(relation, sp.Le | sp.Lt):
        return relation.rhs - relation.lhs, strict
    raise TypeError(f"gap: an inequality is needed, got {relation}")


def charts(hypotheses: tuple[Any, ...]) -> Iterator[Chart]:
    """Yield charts to try: first with each variable tied to as many others as can be.

    Bounds that are no polynomials come last: they make long charts.
    """
    seen = set()
    for polynomial, sign in ((True, -1), (True, 1), (False, -1)):
        chart = _chart(hypotheses, polynomial, sign)
        key = (frozenset(chart.substitution.items()), chart.leftover)
        if key not in seen:
            seen.add(key)
            yield chart


@cache
def _bounds(relation: Any) -> tuple[Bound, ...]:
    """Solve a relation for each variable that is linear in it."""
    if not isinstance(relation, sp.Ge | sp.Gt | sp.Le | sp.Lt):
        return ()
    found = []
    expression, strict = gap(relation)
    for variable in sorted(expression.free_symbols, key=str):
        slope = sp.diff(expression, variable)
        if slope.is_Number and slope != 0:
            value = variable - expression / slope
            value = sp.expand(value) if value.is_polynomial() else sp.cancel(value)
            found.append(Bound(relation, variable, value, bool(slope > 0), strict))
    return tuple(found)


@lru_cache(1024)  # many conclusions share hypotheses
def _chart(hypotheses: tuple[Any, ...], polynomial: bool, sign: int) -> Chart:
    found = [bound for h in hypotheses for bound in _bounds(h)]
    bounds = [bound for bound in found if not polynomial or bound.value.is_polynomial()]
    chosen = _choose(bounds, sign)
    used = {bound.source for bound in chosen.values()}
    substitution: dict[Any, Any] = {}
    positive, nonnegative = set(), set()
    for variable in _in_order(chosen):
        bound = chosen[variable]
        base = bound.value.xreplace(substitution)
        new = variable if bound.lower and base == 0 else coordinate(variable)
        top = _constant_top(bound, bounds)
        if top is not None:  # lower < variable <= top: 1/(1 + new) runs from 1 down to 0
            new = coordinate(variable)
            used.add(top.source)
            substitution[variable] = base + (top.value - base) / (1 + new)
            strict = top.strict
        else:
            substitution[variable] = base + new if bound.lower else base - new
            strict = bound.strict
        nonnegative.add(new)
        if strict:
            positive.add(new)
    leftover = tuple(h.xreplace(substitution) for h in hypotheses if h not in used)
    useful = tuple(h for h in leftover if h != sp.true and not _clear(h, nonnegative))
    return Chart(substitution, frozenset(nonnegative), frozenset(positive), useful)


def _choose(bounds: list[Bound], sign: int) -> dict[Any, Bound]:
    """Pick one bound a variable, without cycles: lower ones first, then upper ones."""
    chosen: dict[Any, Bound] = {}
    bounded = {bound.variable for bound in bounds if bound.lower}

    def rank(bound: Bound) -> tuple[bool, bool, int, bool]:
        # a lower bound by a letter that itself has none comes last among the lower ones
        loose = bound.lower and not bound.value.free_symbols <= bounded
        return not bound.lower, loose, sign * len(bound.value.free_symbols), not bound.strict

    for bound in sorted(bounds, key=rank):
        taken = any(other.source == bound.source for other in chosen.values())
        if bound.variable in chosen or taken:
            continue
        if not _reaches(bound.value.free_symbols, bound.variable, chosen):
            chosen[bound.variable] = bound
    return chosen


def _reaches(symbols: set[Any], target: Any, chosen: dict[Any, Bound]) -> bool:
    return any(
        s == target or (s in chosen and _reaches(chosen[s].value.free_symbols, target, chosen))
        for s in symbols
    )


def _in_order(chosen: dict[Any, Bound]) -> list[Any]:
    done: list[Any] = []

    def visit(variable: Any) -> None:
        for other in sorted(chosen[variable].value.free_symbols & chosen.keys(), key=str):
            visit(other)
        if variable not in done:
            done.append(variable)

    for variable in chosen:
        visit(variable)
    return done


def _constant_top(bound: Bound, bounds: list[Bound]) -> Bound | None:
    """Return an upper bound by a number, where the lower bound is a strict number too."""
    if not (bound.lower and bound.strict and bound.value.is_Number):
        return None
    tops = (x for x in bounds if x.variable == bound.variable and not x.lower)
    return next((x for x in tops if x.value.is_Number and x.value > bound.value), None)


def _clear(relation: Any, nonnegative: set[Any]) -> bool:
    """Whether a leftover is seen to hold at a glance, and so says nothing new."""
    if not isinstance(relation, sp.Ge | sp.Le):
        return False
    expression = sp.expand(gap(relation)[0])
    if not (expression.is_polynomial() and expression.free_symbols <= nonnegative):
        return False
    return all(x >= 0 for x in sp.Poly(expression, *(nonnegative or {sp.Dummy()})).coeffs())
