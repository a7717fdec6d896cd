"""Rules for increasing functions of one variable."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError, Fact

_STEPS = (sp.ceiling, sp.floor)
_DOMAIN = (sp.exp, sp.log, sp.sqrt, *_STEPS)


def grows(function: Any, low: Any, high: Any, *, strict: bool = False) -> Fact:
    r"""Return :math:`f(u)\le f(v)` for :math:`u\le v`, with f exp, log, sqrt, ceiling or floor.

    Parameters
    ----------
    function : {sympy.exp, sympy.log, sympy.sqrt, sympy.ceiling, sympy.floor}
        The first three increase strictly.
    low, high : sympy.Expr
        The arguments u and v.
    strict : bool, default False
        Whether ``<`` stands in both places.

    Raises
    ------
    DerivationError
        If it is another function, or one that is not strict where that is wanted.
    """
    if function not in _DOMAIN or (strict and function in _STEPS):
        raise DerivationError(f"grows: {function} is none of {[*map(str, _DOMAIN)]}, or not strict")
    sign = sp.Lt if strict else sp.Le
    needed = [sign(low, high, evaluate=False)]
    if function is sp.log:
        needed.append(low > 0)
    if function is sp.sqrt:
        needed.append(low >= 0)
    conclusion = sign(function(low), function(high), evaluate=False)
    return Fact(conclusion, tuple(needed), f"{function.__name__} increases")


def ranks(function: Any, low: Any, high: Any) -> Fact:
    r"""Return that :math:`f(u)\le f(v)` says the same as :math:`u\le v`, with f as in `grows`."""
    if function in _STEPS:
        raise DerivationError(f"ranks: {function} does not increase strictly")
    given = grows(function, low, high)
    order, *domain = given.hypotheses
    if function is sp.log:
        domain.append(high > 0)
    if function is sp.sqrt:
        domain.append(high >= 0)
    return Fact(sp.Equivalent(given.conclusion, order), tuple(domain), given.name)


def log_of_product(x: Any, y: Any) -> Fact:
    r"""Return :math:`\log(xy)=\log x+\log y` for positive x and y."""
    return Fact(sp.Eq(sp.log(x * y), sp.log(x) + sp.log(y)), (x > 0, y > 0), "log of a product")


def above_hyperbola(x: Any) -> Fact:
    r"""Return :math:`\log x\ge1-1/x` for :math:`x>0`: :math:`e^u\ge1+u` at :math:`u=-\log x`."""
    tangent = sp.Ge(sp.log(x), 1 - 1 / x, evaluate=False)  # of a number too
    return Fact(tangent, (x > 0,), "tangent of log")


def below_exp(x: Any) -> Fact:
    r"""Return :math:`1+x\le e^x`: the tangent at 0 of a convex function."""
    return Fact(1 + x <= sp.exp(x), name="tangent of exp")


def smaller_square(low: Any, high: Any) -> Fact:
    r"""Return :math:`x<y` from :math:`x^2<y^2` and :math:`y\ge0`."""
    return Fact(low < high, (low**2 < high**2, high >= 0), "squares")


def rounded_up(x: Any) -> Fact:
    r"""Return :math:`x\le\lceil x\rceil<x+1`."""
    whole = sp.ceiling(x)
    return Fact(sp.And(whole >= x, whole < x + 1), name="rounded up")
