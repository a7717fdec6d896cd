"""Proofs that a reader can check: identities, nonnegative coefficients, linear certificates.

All three end in exact polynomial arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import mul
from typing import Any

import sympy as sp

from polyattn.derivation.chart import Chart, charts, gap
from polyattn.derivation.fractions import fraction
from polyattn.derivation.linear import Combination, combine
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.polynomials import cleared, reduced, sign_of
from polyattn.derivation.ring import Polynomial, one


@dataclass(frozen=True)
class Certificate:
    """Why an obligation holds, in a sentence; where it was compared, the difference and its chart.

    In the coordinates of the chart the numerator of the difference is what a reader can look at.
    The note says what a side condition is for.
    """

    text: str
    note: str = ""
    difference: Any = field(default=None, compare=False)
    chart: Chart | None = field(default=None, compare=False)
    combination: Combination | None = field(default=None, compare=False)

    def polynomial(self) -> Polynomial | None:
        """Return the numerator of the difference in the chart; None for an identity."""
        if self.chart is None:
            return None
        written = cleared(self.chart, self.difference)
        return None if written is None else reduced(self.chart, *written)


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
    >>> found = certify(Obligation((R > 0, Q > R, P >= Q), P**2 + Q * R >= 2 * R**2))
    >>> found.text.partition(": ")[2]
    'all 5 coefficients are nonnegative'
    """
    goal, note = obligation.conclusion, obligation.note if obligation.defines else ""
    if isinstance(goal, sp.Eq):
        return _identity(goal, note)
    if goal == sp.false:
        return None
    expression, strict = gap(goal)
    # Most conclusions need only the hypotheses about their own letters.
    own = tuple(h for h in obligation.hypotheses if h.free_symbols <= goal.free_symbols)
    for hypotheses in dict.fromkeys((own, obligation.hypotheses)):
        for chart in charts(hypotheses):
            found = _certify_on(chart, expression, strict)
            if found is not None:
                known = found if isinstance(found, Combination) else None
                said = known.text if known else found
                return Certificate(f"{chart}: {said}", note, expression, chart, known)
    return None


def _identity(goal: Any, note: str) -> Certificate | None:
    gens = tuple(sorted(goal.free_symbols, key=str))
    try:
        top, _ = fraction(goal.lhs - goal.rhs, gens)
    except ZeroDivisionError:
        return None
    return Certificate("identity: both sides expand alike", note) if top.is_zero else None


def _certify_on(chart: Chart, expression: Any, strict: bool) -> Combination | str | None:
    written = cleared(chart, expression)
    if written is None:
        return None
    top = reduced(chart, *written)
    if top.is_zero:
        return None if strict else "both sides are equal"
    known = sign_of(top, chart)
    if known and known[0] > 0 and (known[1] or not strict):
        return _by_sign(1, len(top.terms()), 1)
    # What has a sign of its own goes first.
    number, factors = top.factors()
    sign, count = 1 if number > 0 else -1, 0
    whole, left = one(top.gens) * sign, []
    for factor, power in factors:
        whole *= factor**power
        known = sign_of(factor, chart)
        if known is None and power % 2 == 0 and not strict:
            continue
        if known is None or (strict and not known[1]):
            left.append(factor**power)
        else:
            sign *= known[0] ** power
            count += len(factor.terms())
    if not left:
        return _by_sign(sign, count, len(factors))
    found = combine(chart, reduce(mul, left, one(top.gens) * sign), strict)
    return found if found or len(left) == len(factors) else combine(chart, whole, strict)


def _by_sign(sign: int, count: int, factors: int) -> str | None:
    if sign < 0:
        return None
    if factors <= 1:
        few = count <= 1
        return "no coefficient is negative" if few else f"all {count} coefficients are nonnegative"
    return f"{factors} factors of known sign, {count} coefficients in all"
