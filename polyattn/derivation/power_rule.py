r"""Powers and logarithms of scores as letters: P for :math:`p^\beta`, and what that assumes."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.maxima import NotReducibleError
from polyattn.symbolic.cures import M_nu, mu_nu
from polyattn.symbolic.model import P, Q, R, beta, p, q, r
from polyattn.symbolic.noise import P_nu, Q_nu, nu
from polyattn.symbolic.pair import LOGARITHMS, P0, P1, on
from polyattn.symbolic.several import P_two, p_two
from polyattn.symbolic.softmax import g, lam, s_j, s_k, x_j, x_k
from polyattn.symbolic.vectors import Lambda, rho, x_range, x_rho

# What a power of a ratio is; p and P with an index count too.
_BASES = {p: P, q: Q, r: R, on(p, 0): P0, on(p, 1): P1, s_j: x_j, s_k: x_k, lam: g}
_BASES |= {p + nu: P_nu, q + nu: Q_nu, mu_nu: M_nu, p_two: P_two}
_BASES |= {on(p_two, i): on(P_two, i) for i in (0, 1)}
_BASES |= {rho: x_rho, Lambda: x_range, sp.S.One: sp.S.One}


def named_logs(relation: Any) -> Any:
    """Write ``log(p/r)`` as a sum of letters, where the degree does not enter."""
    if beta in relation.free_symbols:
        return relation
    return relation.xreplace(LOGARITHMS)


def named_powers(relation: Any) -> tuple[Any, list[tuple[str, Any]]]:
    """Write ``(p/r)**beta`` as ``P/R``; also that p and r must be positive."""
    powers: dict[Any, Any] = {}
    sides: list[tuple[str, Any]] = []
    for power in relation.atoms(sp.Pow):
        top, bottom = sp.fraction(power.base)
        if power.exp == beta and {top, bottom} <= {*_BASES, sp.S.One}:
            powers[power] = _BASES.get(top, top) / _BASES.get(bottom, bottom)
            sides += [("base positive", x > 0) for x in (top, bottom) if x != 1]
    return relation.xreplace(powers) if powers else relation, sides


def power_rule(relation: Any) -> tuple[Any, list[tuple[str, Any]]]:
    """Rewrite ``beta >= log(L)/log(x/y)`` as ``X >= L*Y``; also what that takes for granted."""
    if not relation.has(sp.log):
        return relation, []
    if relation.rhs == beta:
        relation = relation.reversed
    amount, ratio = sp.Wild("L"), sp.Wild("ratio")
    match = relation.rhs.match(sp.log(amount) / sp.log(ratio))
    if relation.lhs != beta or not match or match[amount].has(sp.log):
        raise NotReducibleError(f"no rule for the logarithm in {relation}")
    top, bottom = sp.fraction(match[ratio])
    if top not in _BASES or bottom not in _BASES:
        raise NotReducibleError(f"{match[ratio]} is no ratio of two of {list(_BASES)}")
    sides = [
        ("logarithm defined", match[amount] >= 0),
        ("score positive", bottom > 0),
        ("log of the ratio positive", top > bottom),
    ]
    return relation.func(_BASES[top], match[amount] * _BASES[bottom]), sides
