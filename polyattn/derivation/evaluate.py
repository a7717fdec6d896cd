"""The value of an expression at a point: in exact rationals, or in intervals (Arb)."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.derivation import applied
from polyattn.derivation.applied import interval, working_precision
from polyattn.symbolic import DEFINITIONS, POWERS, N
from polyattn.symbolic.broken_line import Psi
from polyattn.symbolic.chances import Count, Largest, Phi, Pr
from polyattn.symbolic.drowned import Ahead
from polyattn.symbolic.heads import KeySum
from polyattn.symbolic.neuron import SIGNS, K, s_1, s_d, s_g, y_g
from polyattn.symbolic.pair import CHANCES
from polyattn.symbolic.several import SEVERAL_SIGNS
from polyattn.symbolic.table import letters
from polyattn.symbolic.vectors import BACKGROUNDS

__all__ = ["TABLE", "Point", "evaluate", "holds", "interval", "undefined", "working_precision"]

# What a letter is computed from; the chance that a neuron fires from its signs.
_TABLE = DEFINITIONS | POWERS
TABLE = _TABLE | CHANCES | BACKGROUNDS


class Point(dict[Any, Any]):
    """Values of letters. A letter without one is computed from its definition, once.

    A dense network can hand in :math:`f^*` itself, and everything else follows from the closed
    form.

    Parameters
    ----------
    values : mapping of sympy.Symbol to Fraction
        The values known.
    exact : bool, default True
        Whether to compute in rationals; otherwise in intervals.
    chances : bool, default False
        Whether the chance that a neuron fires is computed from its signs; else it must be known.
    most_signs : int, default 8
        For how many signs at the other groups a chance is computed; the sum over K takes long.
    """

    def __init__(
        self,
        values: Mapping[Any, Any],
        *,
        exact: bool = True,
        chances: bool = False,
        most_signs: int = 8,
    ) -> None:
        self._table = TABLE if chances else _TABLE
        super().__init__(values if exact else {k: interval(v) for k, v in values.items()})
        self.exact = exact
        self.most_signs = most_signs

    def __missing__(self, symbol: Any) -> Any:
        self[symbol] = evaluate(self._table[symbol], self)
        return self[symbol]


def evaluate(expression: Any, point: Point) -> Any:
    r"""Return the value of `expression`, without floats.

    Parameters
    ----------
    expression : sympy.Expr
        Sums, products, powers, logarithms, exponentials, Max and Min.
    point : Point
        The values of its letters, or of those that define them.

    Returns
    -------
    int, Fraction or flint.arb
        The value; an interval holds the true value. The logarithm of 0 is minus infinity.

    Raises
    ------
    TypeError
        If the expression has no exact value of that kind, such as a logarithm in rationals.
    KeyError
        If a symbol has neither a value nor a definition.

    Examples
    --------
    >>> from polyattn.symbolic import N, w_o, Q, R, t
    >>> evaluate(w_o, Point({Q: Fraction(2), R: Fraction(1), t: Fraction(3), N: Fraction(2)}))
    Fraction(1, 2)
    """
    return _compiled(expression)(point)


@functools.cache
def _compiled(expression: Any) -> Callable[[Point], Any]:
    """Turn an expression into nested functions, once: SymPy's trees are slow to walk."""
    if expression.is_Symbol or isinstance(expression, KeySum | Ahead):  # a point's own
        return operator.itemgetter(expression)
    if expression.is_Integer:
        whole = int(expression)
        return lambda point: whole
    if expression.is_Rational:
        exact = Fraction(int(expression.p), int(expression.q))
        return lambda point: exact if point.exact else applied.flint_rational(exact)
    if isinstance(expression, Pr | Count):
        return _chance(expression.args[0], counted=isinstance(expression, Count))
    parts = [_compiled(argument) for argument in expression.args]
    if expression.is_Add:
        return applied.fold(operator.add, parts)
    if expression.is_Mul:
        return applied.fold(operator.mul, parts)
    if expression.is_Pow:
        base, exponent = parts
        return lambda point: applied.power(base(point), exponent(point))
    if isinstance(expression, sp.Max):
        return applied.fold(applied.larger, parts)
    if isinstance(expression, sp.Min):
        return applied.fold(lambda x, y: -applied.larger(-x, -y), parts)
    if expression.func in (sp.log, sp.exp):
        return applied.transcendental(expression.func.__name__, parts[0])
    if isinstance(expression, Phi):
        return applied.normal(parts[0])
    if expression is sp.pi:
        return applied.transcendental("pi", lambda point: 0)
    if expression.func in applied.COUNTING:
        return applied.counted(applied.COUNTING[expression.func], parts)
    if isinstance(expression, Largest):
        return applied.largest(parts[0], Point)
    if isinstance(expression, Psi):
        return applied.broken_line(parts)
    raise TypeError(f"evaluate: no rule for {expression.func.__name__} in {expression}; add one")


@functools.cache
def _is_random(symbol: Any) -> bool:
    """Whether a letter depends on a neuron's signs."""
    return bool(letters(symbol) & {K, *BACKGROUNDS, *SIGNS})


def _chance(event: Any, *, counted: bool) -> Callable[[Point], Any]:
    """Sum over the three signs and K, which is binomial; or count K for the best three signs."""
    of_three = not counted and not letters(event) & {K, y_g, *BACKGROUNDS}
    beyond = bool(letters(event) & SEVERAL_SIGNS)

    def chance(point: Point) -> Any:
        count = 0 if of_three else applied.whole_or_between(point[N])
        if beyond or not isinstance(count, int) or not 0 <= count <= point.most_signs:
            return interval(0) / 0  # not evaluated
        fixed = {x: value for x, value in point.items() if not _is_random(x)}
        ways, most = 0, 0
        for triple in itertools.product((1, -1), repeat=3):
            happened = 0
            for plus in range(count + 1):
                signs = {K: plus, **dict(zip((s_1, s_g, s_d), triple, strict=True))}
                signs[y_g] = 1 if plus else -1
                truth = holds(event, Point(fixed | signs, exact=point.exact, chances=True))
                if truth is None:
                    return interval(0) / 0
                ways += math.comb(count, plus) * truth
                happened += truth
            most = max(most, happened)
        share = Fraction(most) if counted else Fraction(ways, 8 * 2**count)
        return share if point.exact else interval(share)

    return chance


def holds(relation: Any, point: Point) -> bool | None:
    """Return whether a relation is true at a point; None where intervals cannot tell.

    An equation of intervals counts as true where they overlap: at 128 bits, agreement to some
    35 digits.

    Parameters
    ----------
    relation : sympy.Boolean
        A relation, or And, Or, Not, Equivalent of relations.
    point : Point
        The values of its letters.

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


def undefined(relation: Any, point: Point) -> bool:
    """Return whether a relation makes no sense at a point: a division by zero, log of -1."""
    if not relation.is_Relational:
        return any(undefined(argument, point) for argument in relation.args)
    try:
        values = [interval(evaluate(side, point)) for side in relation.args]
    except ZeroDivisionError:
        return True
    return any(value.is_nan() for value in values)


def _compare(relation: Any, point: Point) -> bool | None:
    try:
        left, right = (evaluate(side, point) for side in relation.args)
    except ZeroDivisionError:
        return None
    test = _OPERATOR[relation.func]
    if point.exact:
        return bool(test(left, right))
    left, right = interval(left), interval(right)
    if left.is_nan() or right.is_nan():
        return None
    if relation.func not in _NEGATION:
        return bool(left.overlaps(right)) is isinstance(relation, sp.Eq)
    if test(left, right):  # Arb says yes only where it is certain
        return True
    return False if _OPERATOR[_NEGATION[relation.func]](left, right) else None
