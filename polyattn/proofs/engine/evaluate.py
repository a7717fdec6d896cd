"""The value of an expression at a point: in exact rationals, or in intervals (Arb)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.symbolic import DEFINITIONS, POWERS

_TABLE = DEFINITIONS | POWERS


def interval(value: Fraction | int) -> Any:
    """Return a rational number as an Arb ball at the current precision."""
    from flint import arb, fmpq

    exact = Fraction(value)
    return arb(fmpq(exact.numerator, exact.denominator))


class Point(dict[Any, Any]):
    """Values of letters. A letter without one is computed from its definition, once.

    Parameters
    ----------
    values : mapping of sympy.Symbol to Fraction
        The values known.
    number : callable, default Fraction
        What turns a rational number into the kind in use: Fraction, or :func:`interval`.
    """

    def __init__(
        self, values: Mapping[Any, Fraction], number: Callable[[Fraction], Any] = Fraction
    ) -> None:
        super().__init__({symbol: number(value) for symbol, value in values.items()})
        self.number = number

    def __missing__(self, symbol: Any) -> Any:
        self[symbol] = evaluate(_TABLE[symbol], self)
        return self[symbol]


def evaluate(expression: Any, point: Point) -> Any:
    r"""Return the value of `expression`, without floats.

    A symbol that `point` lacks is looked up in :data:`polyattn.symbolic.DEFINITIONS`, so a dense
    network can hand in :math:`f^*` itself and everything else follows from the closed form.

    Parameters
    ----------
    expression : sympy.Expr
        Sums, products, powers, logarithms, exponentials, Max and Min.
    point : Point
        The values of its symbols.

    Returns
    -------
    Fraction or flint.arb
        The value; an interval holds the true value.

    Raises
    ------
    TypeError
        If the expression has no exact value of that kind, such as a logarithm in rationals.
    KeyError
        If a symbol has neither a value nor a definition.

    Examples
    --------
    >>> from polyattn.symbolic import N, w_o, Q, R, t
    >>> evaluate(w_o, Point({Q: 2, R: 1, t: 3, N: 2}))
    Fraction(1, 2)
    """
    if expression.is_Symbol:
        return point[expression]
    if expression.is_Rational:
        return point.number(Fraction(int(expression.p), int(expression.q)))
    values = [evaluate(argument, point) for argument in expression.args]
    if expression.is_Add:
        return sum(values[1:], values[0])
    if expression.is_Mul:
        return math.prod(values[1:], start=values[0])
    if expression.is_Pow:
        exponent = expression.args[1]
        return _power(values[0], int(exponent) if exponent.is_Integer else values[1])
    if isinstance(expression, sp.Max | sp.Min):
        return _extreme(values, isinstance(expression, sp.Max))
    if expression.func in (sp.log, sp.exp) and not isinstance(values[0], Fraction):
        return getattr(values[0], expression.func.__name__)()
    raise TypeError(f"evaluate: no exact value for {expression}; use intervals, or add its case")


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(exponent, Fraction):
        if exponent.denominator != 1:
            raise TypeError(f"evaluate: {base} ** {exponent} is irrational; use intervals")
        exponent = int(exponent)
    return base**exponent


def _extreme(values: list[Any], largest: bool) -> Any:
    if isinstance(values[0], Fraction):
        return max(values) if largest else min(values)
    best = values[0]
    for value in values[1:]:
        best = best.max(value) if largest else best.min(value)
    return best


def holds(relation: Any, point: Point) -> bool | None:
    """Return whether a relation is true at a point; None where intervals cannot tell.

    An equation of intervals counts as true where they overlap: at 128 bits, agreement to some
    35 digits.

    Parameters
    ----------
    relation : sympy.Boolean
        A relation, or And, Or, Not, Equivalent of relations.
    point : Point
        The values of its symbols.

    Returns
    -------
    bool or None
        None also where a value is undefined, such as a division by zero.
    """
    if relation in (sp.true, sp.false):
        return bool(relation)
    if relation.is_Relational:
        return _compare(relation, point)
    truths = [holds(argument, point) for argument in relation.args]
    if isinstance(relation, sp.Equivalent):
        return None if None in truths else len(set(truths)) == 1
    if isinstance(relation, sp.Not):
        return None if truths[0] is None else not truths[0]
    decisive = isinstance(relation, sp.Or)  # one true decides Or, one false decides And
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


_OPERATOR = {
    sp.Ge: operator.ge,
    sp.Gt: operator.gt,
    sp.Le: operator.le,
    sp.Lt: operator.lt,
    sp.Eq: operator.eq,
    sp.Ne: operator.ne,
}
_NEGATION = {sp.Ge: sp.Lt, sp.Gt: sp.Le, sp.Le: sp.Gt, sp.Lt: sp.Ge}


def _compare(relation: Any, point: Point) -> bool | None:
    try:
        left, right = (evaluate(side, point) for side in relation.args)
    except ZeroDivisionError:
        return None
    test = _OPERATOR[relation.func]
    if isinstance(left, Fraction):
        return bool(test(left, right))
    if not (left.is_finite() and right.is_finite()):
        return None
    if relation.func not in _NEGATION:
        return bool(left.overlaps(right)) is isinstance(relation, sp.Eq)
    if test(left, right):  # Arb says yes only where it is certain
        return True
    return False if _OPERATOR[_NEGATION[relation.func]](left, right) else None
