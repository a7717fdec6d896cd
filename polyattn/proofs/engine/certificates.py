"""Proofs that a reader can check: identities, nonnegative coefficients, linear certificates.

All three end in exact polynomial arithmetic. The linear programme that looks for multipliers runs
in floats; what it finds is rounded to rationals and accepted only if the expansion agrees exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.proofs.engine.chart import Chart, charts, gap
from polyattn.proofs.engine.obligation import Obligation

_LARGEST_PROGRAMME = 4000  # unknowns; a larger one is left to z3


@dataclass(frozen=True)
class Certificate:
    """Why an obligation holds, in a sentence."""

    text: str


def certify(obligation: Obligation) -> Certificate | None:
    r"""Prove an obligation by polynomial arithmetic alone, or return None.

    Parameters
    ----------
    obligation : Obligation
        Rational hypotheses and conclusion.

    Returns
    -------
    Certificate or None
        None says nothing about whether the obligation is true.

    Examples
    --------
    >>> from polyattn.symbolic import P, Q, R
    >>> print(certify(Obligation((R > 0, Q > R, P >= Q), P**2 + Q * R >= 2 * R**2)).text)
    with Q = R + x_Q, P = R + x_P + x_Q: all 7 coefficients are nonnegative
    """
    goal = obligation.conclusion
    if isinstance(goal, sp.Eq):
        return _identity(goal)
    if goal == sp.false:
        return None
    expression, strict = gap(goal)
    for chart in charts(obligation.hypotheses):
        found = _certify_on(chart, expression, strict)
        if found is not None:
            return Certificate(f"{chart}: {found}")
    return None


def _identity(goal: Any) -> Certificate | None:
    top, _ = sp.fraction(sp.cancel(sp.together(goal.lhs - goal.rhs)))
    return Certificate("identity: both sides expand alike") if sp.expand(top) == 0 else None


def _certify_on(chart: Chart, expression: Any, strict: bool) -> str | None:
    top = cleared(chart, expression)
    if top is None:
        return None
    if top != 0:
        known = sign_of(top, chart)
        if known and known[0] > 0 and (known[1] or not strict):
            return _by_sign(1, len(top.terms()), 1)
    # What is shared with the denominator goes first, then what has a sign of its own.
    top = cleared(chart, sp.cancel(chart.apply(expression)))
    if top is None:
        return None
    open_factors, sign = [], 1
    if top == 0:
        return None if strict else "both sides are equal"
    constant, factors = top.factor_list()
    sign *= 1 if constant > 0 else -1
    count = 0
    for factor, power in factors:
        known = sign_of(factor, chart)
        if known is None and power % 2 == 0 and not strict:
            continue
        if known is None or (strict and not known[1]):
            open_factors.append(factor**power)
        else:
            sign *= known[0] ** power
            count += len(factor.terms())
    if not open_factors:
        return _by_sign(sign, count, len(factors))
    target = sp.prod(open_factors, start=sp.Poly(sign, *top.gens))
    return _linear(chart, target, strict)


def _by_sign(sign: int, count: int, factors: int) -> str | None:
    if sign < 0:
        return None
    if factors <= 1:
        return f"all {max(count, 1)} coefficients are nonnegative"
    return f"{factors} factors of known sign, {count} coefficients in all"


def sign_of(poly: Any, chart: Chart) -> tuple[int, bool] | None:
    """Return (sign, never zero) of a polynomial whose coefficients all have one sign."""
    signs = {1 if x > 0 else -1 for x in poly.coeffs()}
    if len(signs) != 1 or not all(_nonnegative(m, poly.gens, chart) for m in poly.monoms()):
        return None
    return signs.pop(), any(_positive(m, poly.gens, chart) for m in poly.monoms())


def _positive(monomial: tuple[int, ...], gens: tuple[Any, ...], chart: Chart) -> bool:
    """Whether a monomial is positive: only variables that are."""
    return all(e == 0 or s in chart.positive for s, e in zip(gens, monomial, strict=True))


def cleared(chart: Chart, expression: Any) -> Any | None:
    """Return the numerator in the chart as a polynomial, its denominator made positive, or None."""
    top, bottom = map(chart.apply, sp.fraction(sp.together(expression)))
    if not (top.is_polynomial() and bottom.is_polynomial()):  # the chart itself is rational
        top, bottom = sp.fraction(sp.together(top / bottom))
    gens = sorted(top.free_symbols | bottom.free_symbols | chart.nonnegative, key=str)
    gens = gens or [sp.Dummy()]
    sign = 1
    for factor in sp.Mul.make_args(bottom):
        base, power = factor.as_base_exp()
        known = sign_of(sp.Poly(base, *gens), chart)
        if known is None or not known[1]:
            return None
        sign *= known[0] ** int(power)
    return sp.Poly(top, *gens) * sign


def _linear(chart: Chart, target: Any, strict: bool) -> str | None:
    """Find nonnegative multipliers of the leftover hypotheses that make the rest nonnegative."""
    known = []
    for hypothesis in chart.leftover:
        if isinstance(hypothesis, sp.Ne) or hypothesis == sp.false:
            continue
        expression, is_strict = gap(hypothesis)
        top = cleared(chart, expression)
        if top is not None:
            known.append((top, is_strict))
    if not known:
        return None
    gens = sorted(set(target.gens).union(*(e.gens for e, _ in known)), key=str)
    goal = sp.Poly(target, *gens)
    premises = [(sp.Poly(e, *gens), s) for e, s in known]
    products = _products(premises, goal, chart)
    multipliers = _programme(goal, products, chart, strict)
    if multipliers is None:
        return None
    return _verified(goal, products, multipliers, chart, strict)


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
                never_zero = strict and _positive(shift, goal.gens, chart)
                found.append((premise * monomial, never_zero, index))
    return found


def _programme(goal: Any, products: list[Any], chart: Chart, strict: bool) -> list[Any] | None:
    """Solve the linear programme in floats; return the multipliers as rationals."""
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    if not 0 < len(products) <= _LARGEST_PROGRAMME:
        return None
    rows = sorted(set(goal.monoms()).union(*(x.monoms() for x, _, _ in products)))
    place = {monomial: i for i, monomial in enumerate(rows)}
    matrix = lil_matrix((len(rows), len(products)))
    for column, (product, _, _) in enumerate(products):
        for monomial, value in product.terms():
            matrix[place[monomial], column] = float(value)
    target = [float(goal.coeff_monomial(m)) for m in rows]
    free = [i for i, m in enumerate(rows) if not _nonnegative(m, goal.gens, chart)]
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


def _nonnegative(monomial: tuple[int, ...], gens: tuple[Any, ...], chart: Chart) -> bool:
    return all(e % 2 == 0 or s in chart.nonnegative for s, e in zip(gens, monomial, strict=True))


def _verified(
    goal: Any, products: list[Any], multipliers: list[Any], chart: Chart, strict: bool
) -> str | None:
    """Expand exactly: goal minus the combination must have nonnegative coefficients."""
    rest, positive, used = goal, False, set()
    for (product, never_zero, index), value in zip(products, multipliers, strict=True):
        if value != 0:
            rest -= product * value
            positive |= never_zero
            used.add(index)
    for monomial, value in rest.terms():
        if value < 0 or (value > 0 and not _nonnegative(monomial, goal.gens, chart)):
            return None
        positive |= bool(value > 0) and _positive(monomial, goal.gens, chart)
    if strict and not positive:
        return None
    terms = sum(1 for value in multipliers if value != 0)
    left = len([x for _, x in rest.terms() if x != 0])
    return (
        f"{terms} nonnegative multiples of {len(used)} of the hypotheses, plus {left} terms with "
        "nonnegative coefficients"
    )
