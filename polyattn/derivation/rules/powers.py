r"""Rules for powers with a real exponent, and for the letters that stand for them.

For :math:`x>0` a power is :math:`x^e=e^{e\log x}`; :math:`0^e=0` for :math:`e>0`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.table import POWERS


def power(base: Any, exponent: Any) -> Fact:
    r"""Return :math:`x^e=e^{e\log x}` for :math:`x>0`: what a power is."""
    meaning = sp.exp(exponent * sp.log(base), evaluate=False)
    return Fact(sp.Eq(base**exponent, meaning, evaluate=False), (base > 0,), "what a power is")


def power_of_product(x: Any, y: Any, exponent: Any) -> Fact:
    r"""Return :math:`(xy)^e=x^ey^e` for positive x and y: the exponents :math:`e\log` add up."""
    conclusion = sp.Eq((x * y) ** exponent, x**exponent * y**exponent, evaluate=False)
    return Fact(conclusion, (x > 0, y > 0), "power of a product")


def quotient(letter: Any, other: Any) -> Fact:
    r"""Return :math:`e^u=e^v\,e^{u-v}` for two letters that stand for exponentials.

    Raises
    ------
    DerivationError
        If one stands for something else.
    """
    kinds = [_taken_apart(x, sp.Eq(letter, other, evaluate=False)) for x in (letter, other)]
    if any(kind is not sp.exp for kind, _ in kinds):
        raise DerivationError(f"quotient: {letter} and {other} must stand for exponentials")
    (_, above), (_, below) = kinds
    return Fact(sp.Eq(letter, other * sp.exp(above - below)), (), "exponents subtract")


def ordered(relation: Any) -> Fact:
    r"""Compare two letters by what they are powers, exponentials or logarithms of.

    All three increase strictly: :math:`x>y\ge0` and :math:`e>0` give :math:`x^e>y^e`, by
    `lem:power-rule` for :math:`y>0` and since :math:`0^e=0`; :math:`u>v` gives :math:`e^u>e^v`;
    :math:`x>y>0` gives :math:`\log x>\log y`; and :math:`\ge` likewise, for powers from
    :math:`e\ge0` on. The number 1 is :math:`1^e` or :math:`e^0`, the number 0 is :math:`\log1`;
    a power of a positive number and an exponential are positive.

    Parameters
    ----------
    relation : sympy.Gt or sympy.Ge
        Between a letter of :data:`~polyattn.symbolic.table.POWERS` and another, 0 or 1.

    Returns
    -------
    Fact
        The relation, under what it needs of the bases, the exponent or the arguments.

    Raises
    ------
    DerivationError
        If the two are not of one kind, such as powers with different exponents.
    """
    if not isinstance(relation, sp.Gt | sp.Ge):
        raise DerivationError(f"ordered: {relation} must read x > y or x >= y")
    kind, above = _taken_apart(relation.lhs, relation)
    needed = _needed(relation, kind, above)
    return Fact(relation, tuple(x for x in needed if x != sp.true), "increasing")


def _taken_apart(letter: Any, relation: Any) -> tuple[Any, Any]:
    """Return what a letter is, an exponent or a function, and what it is that of."""
    meaning = POWERS.get(letter, letter)
    if meaning.is_Pow:
        return meaning.exp, meaning.base
    if isinstance(meaning, sp.exp | sp.log):
        return meaning.func, meaning.args[0]
    raise DerivationError(f"ordered: {letter} in {relation} is no power, exponential or logarithm")


def _needed(relation: Any, kind: Any, above: Any) -> list[Any]:
    """Return what a relation needs, by what its left side is."""
    right, same = relation.rhs, relation.func
    if right == 0 and kind is not sp.log:
        return [] if kind is sp.exp else [same(above, 0)]
    neutral = {sp.exp: (1, 0), sp.log: (0, 1)}.get(kind, (1, 1))
    if right == neutral[0]:
        below = sp.Integer(neutral[1])
    else:
        other, below = _taken_apart(right, relation)
        if other != kind:
            raise DerivationError(f"ordered: the sides of {relation} are not of one kind")
    order = same(above, below)
    if kind is sp.exp:
        return [order]
    return [order, below > 0] if kind is sp.log else [order, below >= 0, same(kind, 0)]
