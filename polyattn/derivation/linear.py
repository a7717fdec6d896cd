"""Linear certificates: nonnegative multiples of the hypotheses that add up to the conclusion.

A linear programme looks for the multipliers, in exact rationals; what it finds is accepted only if
the expansion agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import add, sub
from typing import Any

import sympy as sp

from polyattn.derivation.chart import Chart, gap
from polyattn.derivation.polynomials import cleared, nonnegative, positive, sign_of
from polyattn.derivation.ring import Monomial, Polynomial, one
from polyattn.derivation.simplex import minimise

_LARGEST_TO_FACTOR = 60  # terms
_LARGEST_PROGRAMME = 4000  # unknowns; a larger one is left to z3


@dataclass(frozen=True)
class Combination:
    """A polynomial as multiples of what is not negative, and a rest that is plainly not negative.

    Parameters
    ----------
    text : str
        The certificate in a sentence.
    target : Polynomial
        What is written so.
    parts : tuple of (Polynomial, Polynomial)
        The multipliers, and what the hypotheses say is not negative.
    rest : Polynomial
        What is left.
    """

    text: str
    target: Polynomial
    parts: tuple[tuple[Polynomial, Polynomial], ...]
    rest: Polynomial


def combine(chart: Chart, target: Polynomial, strict: bool) -> Combination | None:
    """Find nonnegative multipliers of the leftover hypotheses that make the rest nonnegative.

    Parameters
    ----------
    chart : Chart
        The coordinates, and the hypotheses that did not fit into them.
    target : Polynomial
        What is to be shown nonnegative. Where it is not a combination of the hypotheses itself, it
        is tried again times a denominator of theirs, which is positive.
    strict : bool
        Whether it is to be shown positive.

    Returns
    -------
    Combination or None
        The certificate, once exact expansion has confirmed it.
    """
    known, denominators = [], [one(target.gens)]
    for hypothesis in chart.leftover:
        for expression, is_strict in _gaps(hypothesis):
            found = cleared(chart, expression)
            if found is not None:
                known.append((_without_known_factors(found[0], chart), is_strict))
                denominators += [x for x, _ in found[1]]
    if not known:
        return None
    gens = {*target.gens}.union(*(x.gens for x, _ in known), *(x.gens for x in denominators))
    letters = tuple(sorted(gens, key=str))
    premises = [(x.among(letters), is_strict) for x, is_strict in known]
    for factor in _each_once(x.among(letters) for x in denominators):
        goal = target.among(letters) * factor
        products = _products(premises, goal, chart)
        multipliers = _programme(goal, products, chart, strict)
        if multipliers is not None:
            combination = _verified(goal, products, multipliers, chart, strict)
            if combination is not None:
                return combination
    return None


def _each_once(several: Iterable[Polynomial]) -> list[Polynomial]:
    found: list[Polynomial] = []
    for poly in several:
        if poly not in found:
            found.append(poly)
    return found


def _gaps(hypothesis: Any) -> list[tuple[Any, bool]]:
    """Return what a hypothesis says is nonnegative (or positive): an equation, both ways."""
    if isinstance(hypothesis, sp.Eq):
        difference = hypothesis.lhs - hypothesis.rhs
        return [(difference, False), (-difference, False)]
    return [gap(hypothesis)] if isinstance(hypothesis, sp.Ge | sp.Gt | sp.Le | sp.Lt) else []


def _without_known_factors(poly: Polynomial, chart: Chart) -> Polynomial:
    """Drop the factors of a premise that are positive anyway."""
    if poly.is_zero or len(poly.terms()) > _LARGEST_TO_FACTOR:
        return poly
    number, factors = poly.factors()
    rest = one(poly.gens) * (1 if number > 0 else -1)
    for factor, power in factors:
        known = sign_of(factor, chart)
        rest *= known[0] ** power if known and known[1] else factor**power
    return rest


@dataclass(frozen=True)
class _Product:
    """A premise times a monomial, and whether that is never zero."""

    premise: Polynomial
    shift: Monomial
    never_zero: bool
    index: int

    def terms(self) -> Iterator[tuple[Monomial, Any]]:
        for monomial, value in self.premise.terms():
            yield tuple(map(add, monomial, self.shift)), value


def _products(
    premises: list[tuple[Polynomial, bool]], goal: Polynomial, chart: Chart
) -> list[_Product]:
    """Each premise times each monomial that lands it among the goal's monomials."""
    found = []
    for index, (premise, strict) in enumerate(premises):
        shifts = {
            tuple(map(sub, have, want)) for have in goal.monoms() for want in premise.monoms()
        }
        for shift in sorted(s for s in shifts if min(s, default=0) >= 0):
            if nonnegative(shift, goal.gens, chart):
                never_zero = strict and positive(shift, goal.gens, chart)
                found.append(_Product(premise, shift, never_zero, index))
    return found


def _programme(
    goal: Polynomial, products: list[_Product], chart: Chart, strict: bool
) -> list[Any] | None:
    """Solve the linear programme for the multipliers: goal minus products has no minus sign."""
    if not 0 < len(products) <= _LARGEST_PROGRAMME:
        return None
    wanted = dict(goal.terms())
    rows: dict[Monomial, dict[int, Any]] = {monomial: {} for monomial in wanted}
    for place, product in enumerate(products):
        for monomial, value in product.terms():
            rows.setdefault(monomial, {})[place] = value
    free = {m for m in rows if not nonnegative(m, goal.gens, chart)}
    for monomial, value in wanted.items():
        signs = {x > 0 for x in rows[monomial].values()}
        if (value < 0 or monomial in free) and (value > 0) not in signs:
            return None  # no product makes up for this term
    order = sorted(rows)
    # Sparse multipliers read best; where the goal is strict, reward what is never zero.
    return minimise(
        [-1 if strict and x.never_zero else 1 for x in products],
        [rows[m] for m in order],
        [wanted.get(m, 0) for m in order],
        equal=[i for i, m in enumerate(order) if m in free],
    )


def _verified(
    goal: Polynomial,
    products: list[_Product],
    multipliers: list[Any],
    chart: Chart,
    strict: bool,
) -> Combination | None:
    """Expand exactly: goal minus the combination must have nonnegative coefficients."""
    if any(value < 0 for value in multipliers):
        return None
    taken = [(x, value) for x, value in zip(products, multipliers, strict=True) if value != 0]
    parts = tuple((goal.term(x.shift, value), x.premise) for x, value in taken)
    rest = goal
    for multiplier, premise in parts:
        rest -= multiplier * premise
    above_zero = any(x.never_zero for x, _ in taken)
    for monomial, value in rest.terms():
        if value < 0 or not nonnegative(monomial, goal.gens, chart):
            return None
        above_zero |= positive(monomial, goal.gens, chart)
    if strict and not above_zero:
        return None
    text = (
        f"{len(parts)} nonnegative multiples of {len({x.index for x, _ in taken})} of the "
        f"hypotheses, plus {len(rest.terms())} terms with nonnegative coefficients"
    )
    return Combination(text, goal, parts, rest)
