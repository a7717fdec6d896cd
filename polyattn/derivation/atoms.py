r"""Terms that algebra does not look into: exponentials, roots, probabilities, symbolic powers.

Each becomes a letter of its own, the same wherever the same term stands, together with the little
that algebra may know of it: :math:`e^u>0`, :math:`0\le\Pr\le1`, :math:`(\sqrt u)^2=u`,
:math:`x\le\lceil x\rceil<x+1`. What is proved for the letter holds for the term.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from polyattn.symbolic.chances import Above, Count, Phi, Pr, Tail
from polyattn.symbolic.model import beta
from polyattn.symbolic.table import unfold

_HALF = sp.Rational(1, 2)
_TERMS: dict[Any, Any] = {}


@cache
def letter(term: Any) -> Any:
    """Return the letter that stands for a term; one object a term."""
    made = sp.Dummy(str(term), real=True)
    _TERMS[made] = term
    return made


def term_of(symbol: Any) -> Any:
    """Return the term for which a letter stands, or None where it is a letter of the book."""
    return _TERMS.get(symbol)


def opaque(expression: Any, *, logarithms: bool = False) -> tuple[Any, dict[Any, Any]]:
    r"""Replace every term that is not rational by its letter.

    Parameters
    ----------
    expression : sympy.Expr or sympy.Boolean
        What a line says.
    logarithms : bool, default False
        Whether logarithms are replaced as well; those of `lem:power-rule` are better left.

    Returns
    -------
    sympy.Expr or sympy.Boolean, dict
        The expression in letters, and the term of each letter.

    Examples
    --------
    >>> from polyattn.symbolic import m, theta
    >>> list(opaque(m * sp.exp(theta) + 1)[1].values())
    [exp(theta)]
    """
    inner, terms = _opaque(expression, logarithms)
    return inner, dict(terms)


@cache
def _opaque(expression: Any, logarithms: bool) -> tuple[Any, dict[Any, Any]]:
    terms: dict[Any, Any] = {}
    return _replaced(expression, terms, logarithms), terms


def known(terms: dict[Any, Any]) -> list[Any]:
    """Return what algebra may assume about the letters of these terms."""
    return [relation for x, term in terms.items() for relation in _known(x, term)]


@cache
def canonical(expression: Any) -> Any:
    """Write an expression without defined letters, as one fraction: equal terms look alike."""
    plain = unfold(expression) if expression.free_symbols else expression
    inner, terms = opaque(plain, logarithms=True)
    if inner.has(sp.Max, sp.Min):
        return plain
    return sp.cancel(sp.together(inner)).xreplace(terms)


def _replaced(node: Any, terms: dict[Any, Any], logarithms: bool) -> Any:
    if node is sp.pi:
        return _named(node, terms)
    if node.is_Atom:
        return node
    if node.is_Pow and not node.exp.is_Integer:
        return node if _of_scores(node) else _power(node.base, node.exp, terms)
    if isinstance(node, sp.exp):
        return _power(sp.E, node.args[0], terms)
    if isinstance(node, sp.log):
        return _named(sp.log(canonical(node.args[0])), terms) if logarithms else node
    if isinstance(node, sp.Max | sp.Min):
        arguments = [_replaced(x, terms, logarithms) for x in node.args]
        return node.func(*arguments, evaluate=False)
    if isinstance(node, Pr | Count):
        return _named(node.func(_ordered(node.args[0])), terms)
    if isinstance(node, sp.Function):
        return _named(node.func(*map(canonical, node.args)), terms)
    return node.func(*(_replaced(x, terms, logarithms) for x in node.args))


def _named(term: Any, terms: dict[Any, Any]) -> Any:
    if term.is_Number or term.is_Symbol:
        return term
    terms[letter(term)] = term
    return letter(term)


def _power(base: Any, exponent: Any, terms: dict[Any, Any]) -> Any:
    """Name a power; one with a minus sign is the inverse of the one without."""
    above = canonical(exponent)
    if above.could_extract_minus_sign():
        return 1 / _power(base, -above, terms)
    if base.is_Rational and base.p == 1 and base.q > 1:
        return 1 / _power(sp.Integer(base.q), above, terms)
    whole = sp.exp(above) if base is sp.E else sp.Pow(canonical(base), above)
    if whole.is_Mul or whole.is_Add or (whole.is_Pow and whole.exp.is_Integer):
        return _replaced(whole, terms, False)  # SymPy took something out of it
    return _named(whole, terms)


def _of_scores(power: Any) -> bool:
    """Whether a power is one of a ratio of scores, which the reduction names P/R and so on."""
    return bool(power.exp == beta)


def _ordered(event: Any) -> Any:
    """Write ``x < y`` as ``y > x``, inside And and Or too."""
    if isinstance(event, sp.Lt | sp.Le):
        return event.reversed
    if isinstance(event, sp.And | sp.Or | sp.Not):
        return event.func(*map(_ordered, event.args))
    return event


def _known(x: Any, term: Any) -> list[Any]:
    if isinstance(term, sp.exp):
        return [x > 0]
    if isinstance(term, sp.log) and term.args[0].is_Number:
        return [x > 0] if term.args[0] > 1 else [x < 0]
    if term is sp.pi:
        return [x > 3, x < sp.Rational(22, 7)]
    if term.is_Pow and term.base.is_positive:
        return [x > 0]
    if term.is_Pow and term.exp == _HALF:
        return [x >= 0]
    if isinstance(term, sp.ceiling):
        return [x >= term.args[0], x < term.args[0] + 1]
    if isinstance(term, sp.floor):
        return [x <= term.args[0], x > term.args[0] - 1]
    if isinstance(term, Count):
        return [x >= 0]
    if isinstance(term, Pr | Tail | Above | Phi):
        return [x >= 0, x <= 1]
    return []
