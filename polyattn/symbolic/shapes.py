"""What a product is made of, as it is printed: a top, a bottom, a number before it."""

from __future__ import annotations

from typing import Any

import sympy as sp


def fraction(product: Any) -> tuple[Any, Any]:
    """Return top and bottom; what is under a root goes under one, e^(-x) stays on top."""
    top: list[Any] = []
    bottom: list[Any] = []
    roots = [sp.S.One, sp.S.One]
    for factor in sp.Mul.make_args(product):
        power = factor.exp if factor.is_Pow else sp.S.One
        below = factor.is_Pow and power.could_extract_minus_sign()
        if abs(power) == sp.Rational(1, 2):
            inner, under = sp.fraction(factor.base)
            roots[below] *= inner
            roots[not below] *= under
        else:
            (bottom if below else top).append(1 / factor if below else factor)
    if roots[0] != 1 and roots[1] != 1:
        top.append(sp.Pow(roots[0] / roots[1], sp.Rational(1, 2), evaluate=False))
    elif roots != [1, 1]:
        (top if roots[1] == 1 else bottom).append(sp.sqrt(roots[0] * roots[1], evaluate=False))
    return sp.Mul(*top, evaluate=False), sp.Mul(*bottom, evaluate=False)


def common(term: Any) -> tuple[Any, Any]:
    """Draw the number out of a sum that has it in each term: (2, a + b) for 2a + 2b."""
    numbers = {abs(x.as_coeff_Mul(rational=True)[0]) for x in sp.Add.make_args(term)}
    if not term.is_Add or len(numbers) > 1:
        return sp.S.One, term
    (number,) = numbers
    return number, sp.Add(*(x / number for x in term.args))


def is_turned(factor: Any) -> bool:
    """Whether a sum is a number less letters, such as 3 - d in the place of -(d - 3)."""
    if not factor.is_Add or factor.as_coeff_Add()[0] <= 1:
        return False
    return all(x.could_extract_minus_sign() for x in factor.as_coeff_Add()[1].as_ordered_terms())


def is_monomial(product: Any) -> bool:
    """Whether it is a product of powers of letters."""
    return all(x.as_base_exp()[0].is_Symbol for x in sp.Mul.make_args(product))


def is_sum_only(expr: Any) -> bool:
    """Whether the only minus sign would have to be drawn out of a sum."""
    return bool(expr.as_coeff_Mul()[0] > 0)
