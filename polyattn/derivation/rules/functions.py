"""Rules for increasing functions of one variable."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError, Fact

_DOMAIN: dict[Any, Any] = {sp.exp: None, sp.log: 0, sp.sqrt: 0}


def grows(function: Any, low: Any, high: Any, *, strict: bool = False) -> Fact:
    r"""Return :math:`f(u)\le f(v)` for :math:`u\le v`, with f one of exp, log and sqrt.

    Parameters
    ----------
    function : {sympy.exp, sympy.log, sympy.sqrt}
        All three increase strictly.
    low, high : sympy.Expr
        The arguments u and v.
    strict : bool, default False
        Whether ``<`` stands in both places.

    Raises
    ------
    DerivationError
        If it is another function.
    """
    if function not in _DOMAIN:
        raise DerivationError(f"grows: {function} is none of {[*map(str, _DOMAIN)]}")
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
    return Fact(sp.log(x) >= 1 - 1 / x, (x > 0,), "tangent of log")
