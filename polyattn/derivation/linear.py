"""Linear certificates: nonnegative multiples of the hypotheses that add up to the conclusion.

The linear programme that looks for the multipliers runs in floats; what it finds is rounded to
rationals and accepted only if the expansion agrees exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.derivation.chart import Chart, gap
from polyattn.derivation.polynomials import cleared, nonnegative, positive, sign_of

_LARGEST_TO_FACTOR = 60  # terms
_LARGEST_PROGRAMME = 4000  # unknowns; a larger one is left to z3


def combine(chart: Chart, target: Any, strict: bool) -> str | None:
    """Find nonnegative multipliers of the leftover hypotheses that make the rest nonnegative.

    Parameters
    ----------
    chart : Chart
        The coordinates, and the hypotheses that did not fit into them.
    target : sympy.Poly
        What is to be shown nonnegative. Where it is not a combination of the hypotheses itself, it
        is tried again times a denominator of theirs, which is positive.
    strict : bool
        Whether it is to be shown positive.

    Returns
    -------
    str or None
        The certificate in a sentence, once exact expansion has confirmed it.
    """
    known, denominators = [], []
    for hypothesis in chart.leftover:
        for expression, is_strict in _gaps(hypothesis):
            found = cleared(chart, expression)
            if found is not None:
                known.append((_without_known_factors(found[0], chart), is_strict))
                denominators += found[1]
    if not known:
        return None
    for factor in [sp.Poly(1, *target.gens), *dict.fromkeys(denominators)]:
        gens = sorted({*target.gens, *factor.gens}.union(*(e.gens for e, _ in known)), key=str)
        goal = sp.Poly(target.as_expr() * factor.as_expr(), *gens)
        premises = [(sp.Poly(e, *gens), s) for e, s in known]
        products = _products(premises, goal, chart)
        multipliers = _programme(goal, products, chart, strict)
        if multipliers is not None:
            text = _verified(goal, products, multipliers, chart, strict)
            if text is not None:
                return text
    return None


def _gaps(hypothesis: Any) -> list[tuple[Any, bool]]:
    """Return what a hypothesis says is nonnegative (or positive): an equation, both ways."""
    if isinstance(hypothesis, sp.Eq):
        difference = hypothesis.lhs - hypothesis.rhs
        return [(difference, False), (-difference, False)]
    return [gap(hypothesis)] if isinstance(hypothesis, sp.Ge | sp.Gt | sp.Le | sp.Lt) else []


def _without_known_factors(poly: Any, chart: Chart) -> Any:
    """Drop the factors of a premise that are positive anyway."""
    if poly.is_zero or len(poly.terms()) > _LARGEST_TO_FACTOR:
        return poly
    constant, factors = poly.factor_list()
    rest = sp.Poly(1 if constant > 0 else -1, *poly.gens)
    for factor, power in factors:
        known = sign_of(factor, chart)
        rest *= known[0] ** power if known and known[1] else factor**power
    return rest


def _products(premises: list[Any], goal: Any, chart: Chart) -> list[tuple[Any, bool, int]]:
    """Each premise times each monomial that lands it among the goal's monomials."""
    found = []
    for index, (premise, strict) in enumerate(premises):
        shifts = {
            tuple(x - y for x, y in zip(have, want, strict=True))
            for have in goal.monoms()
            for want in premise.monoms()
        }
        for shift in sorted(s for s in shifts if min(s, default=0) >= 0):
            usable = all(
                e % 2 == 0 or s in chart.nonnegative for s, e in zip(goal.gens, shift, strict=True)
            )
            if usable:
                monomial = sp.Poly({shift: 1}, *goal.gens)
                never_zero = strict and positive(shift, goal.gens, chart)
                found.append((premise * monomial, never_zero, index))
    return found


def _programme(goal: Any, products: list[Any], chart: Chart, strict: bool) -> list[Any] | None:
    """Solve the linear programme in floats; return the multipliers as rationals."""
    try:
        from scipy.optimize import linprog
        from scipy.sparse import lil_matrix
    except ImportError:  # in a browser without a network: z3 is asked instead
        return None
    if not 0 < len(products) <= _LARGEST_PROGRAMME:
        return None
    rows = sorted(set(goal.monoms()).union(*(x.monoms() for x, _, _ in products)))
    place = {monomial: i for i, monomial in enumerate(rows)}
    matrix = lil_matrix((len(rows), len(products)))
    for column, (product, _, _) in enumerate(products):
        for monomial, value in product.terms():
            matrix[place[monomial], column] = float(value)
    target = [float(goal.coeff_monomial(m)) for m in rows]
    free = [i for i, m in enumerate(rows) if not nonnegative(m, goal.gens, chart)]
    bound = [i for i in range(len(rows)) if i not in set(free)]
    # Sparse multipliers read best; where the goal is strict, reward what is never zero.
    cost = [1.0 - (2.0 if strict and never_zero else 0.0) for _, never_zero, _ in products]
    matrix = matrix.tocsr()
    for objective in (cost, [1.0] * len(products)):
        answer = linprog(
            objective,
            A_ub=matrix[bound],
            b_ub=[target[i] for i in bound],
            A_eq=matrix[free] if free else None,
            b_eq=[target[i] for i in free] if free else None,
            bounds=(0, None),
            method="highs-ds",
        )
        if answer.status == 0:
            return [_rational(value) for value in answer.x]
    return None


def _rational(value: float) -> Any:
    return sp.Rational(Fraction(value).limit_denominator(5040)) if value > 1e-9 else sp.S.Zero


def _verified(
    goal: Any, products: list[Any], multipliers: list[Any], chart: Chart, strict: bool
) -> str | None:
    """Expand exactly: goal minus the combination must have nonnegative coefficients."""
    rest, above_zero, used = goal, False, set()
    for (product, never_zero, index), value in zip(products, multipliers, strict=True):
        if value != 0:
            rest -= product * value
            above_zero |= never_zero
            used.add(index)
    for monomial, value in rest.terms():
        if value < 0 or (value > 0 and not nonnegative(monomial, goal.gens, chart)):
            return None
        above_zero |= bool(value > 0) and positive(monomial, goal.gens, chart)
    if strict and not above_zero:
        return None
    terms = sum(1 for value in multipliers if value != 0)
    left = len([x for _, x in rest.terms() if x != 0])
    return (
        f"{terms} nonnegative multiples of {len(used)} of the hypotheses, plus {left} terms with "
        "nonnegative coefficients"
    )
