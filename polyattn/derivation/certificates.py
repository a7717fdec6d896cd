"""Proofs that a reader can check: identities, nonnegative coefficients, linear certificates.

All three end in exact polynomial arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from polyattn.derivation.chart import Chart, charts, gap
from polyattn.derivation.linear import combine
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.polynomials import cleared, sign_of


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
    with Q = R + x_Q, P = R + x_P + x_Q: all 5 coefficients are nonnegative
    """
    goal = obligation.conclusion
    if isinstance(goal, sp.Eq):
        return _identity(goal)
    if goal == sp.false:
        return None
    expression, strict = gap(goal)
    # Most conclusions need only the hypotheses about their own letters.
    own = tuple(h for h in obligation.hypotheses if h.free_symbols <= goal.free_symbols)
    for hypotheses in dict.fromkeys((own, obligation.hypotheses)):
        for chart in charts(hypotheses):
            found = _certify_on(chart, expression, strict)
            if found is not None:
                return Certificate(f"{chart}: {found}")
    return None


def _identity(goal: Any) -> Certificate | None:
    top, _ = sp.fraction(sp.cancel(sp.together(goal.lhs - goal.rhs)))
    return Certificate("identity: both sides expand alike") if sp.expand(top) == 0 else None


def _certify_on(chart: Chart, expression: Any, strict: bool) -> str | None:
    fraction = cleared(chart, expression)
    if fraction is None:
        return None
    top = fraction[0]
    if top != 0:
        known = sign_of(top, chart)
        if known and known[0] > 0 and (known[1] or not strict):
            return _by_sign(1, len(top.terms()), 1)
    # What is shared with the denominator goes first, then what has a sign of its own.
    fraction = cleared(chart, sp.cancel(chart.apply(expression)))
    if fraction is None:
        return None
    top = fraction[0]
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
    found = combine(chart, target, strict)
    return found if found or target == top else combine(chart, top, strict)


def _by_sign(sign: int, count: int, factors: int) -> str | None:
    if sign < 0:
        return None
    if factors <= 1:
        few = count <= 1
        return "no coefficient is negative" if few else f"all {count} coefficients are nonnegative"
    return f"{factors} factors of known sign, {count} coefficients in all"
