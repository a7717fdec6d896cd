"""Rules for derivatives: by the degree, and of functions of one variable."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.terms import is_any_number
from polyattn.symbolic.model import P, Q, R
from polyattn.symbolic.phases import slope
from polyattn.symbolic.table import POWERS, unfold


def rate(letter: Any, weight: Any) -> Fact:
    r"""Return how fast a weight changes, by the chain rule: :math:`P'=P\log p`, likewise Q and R.

    Parameters
    ----------
    letter : sympy.Symbol
        What stands for the derivative of the weight by the degree.
    weight : sympy.Expr
        Rational in P, Q and R.

    Raises
    ------
    DerivationError
        If the letter stands for something else.
    """
    if POWERS.get(letter) != slope(weight):
        raise DerivationError(f"rate: {letter} is not the derivative of {weight} by the degree")
    plain = unfold(weight)
    scores = {x: POWERS[x].base for x in (P, Q, R)}
    total = sum(sp.diff(plain, x) * x * sp.log(score) for x, score in scores.items())
    return Fact(sp.Eq(letter, total), tuple(x > 0 for x in scores.values()), "chain rule")


def increasing(function: Any, variable: Any, proof: Derivation, low: Any, high: Any) -> Fact:
    r"""Return :math:`f(x)\le f(y)` for :math:`x\le y`, where :math:`f'\ge0` from x to y.

    The mean value theorem: :math:`f(y)-f(x)=f'(z)\,(y-x)` for some z between.

    Parameters
    ----------
    function : sympy.Expr
        f, made of sums, products, whole powers, exponentials and logarithms of the variable.
    variable : sympy.Dummy
        So that no letter depends on it unseen.
    proof : Derivation
        Assumes bounds on the variable, and what does not name it; shows that the derivative is not
        negative, and that what stands in a logarithm or below a line is positive.
    low, high : sympy.Expr
        x and y, which do not name the variable.

    Raises
    ------
    DerivationError
        If the proof assumes or shows something else, or f is made of other functions.
    """
    if not is_any_number(variable):
        raise DerivationError(f"increasing: {variable} must be a Dummy that is any number")
    bounds = [h for h in proof.given if variable in h.free_symbols]
    sides = sp.Eq | sp.Le | sp.Lt | sp.Ge | sp.Gt  # an interval: a point that is left out is none
    odd = [
        h
        for h in bounds
        if not isinstance(h, sides) or h.lhs != variable or variable in h.rhs.free_symbols
    ]
    if odd:
        raise DerivationError(f"increasing: {odd[0]} is no bound on {variable}")
    if any(variable in sp.sympify(end).free_symbols for end in (low, high)):
        raise DerivationError(f"increasing: {low} and {high} must not name {variable}")
    shown = conjuncts(proof.conclusion)
    for wanted in (sp.diff(function, variable) >= 0, *_domain(function, variable)):
        if wanted not in shown and wanted != sp.true:
            raise DerivationError(f"increasing: the proof must show {wanted}")
    ends = [h.xreplace({variable: sp.sympify(end)}) for h in bounds for end in (low, high)]
    rest = [h for h in proof.given if h not in bounds]
    needed = [sp.Le(low, high, evaluate=False), *ends, *rest]
    values = [function.xreplace({variable: sp.sympify(end)}) for end in (low, high)]
    kept = tuple(dict.fromkeys(x for x in needed if x != sp.true))
    return Fact(sp.Le(*values, evaluate=False), kept, "its slope", proof.uses, (proof,))


def _domain(term: Any, variable: Any) -> list[Any]:
    """Return what must be positive for a function to be smooth."""
    if variable not in term.free_symbols or term == variable:
        return []
    inner = [x for part in term.args for x in _domain(part, variable)]
    if isinstance(term, sp.log):
        return [term.args[0] > 0, *inner]
    if term.is_Pow and term.exp.is_Integer:
        return [term.base > 0, *inner] if term.exp < 0 else inner
    if term.is_Add or term.is_Mul or isinstance(term, sp.exp):
        return inner
    raise DerivationError(f"increasing: no rule for {term}")
