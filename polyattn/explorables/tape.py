r"""Expressions of `polyattn.symbolic` as a tape: a list of small steps that a page's script runs.

A content policy forbids a page to run text as code, so a derivation does not travel as JavaScript
but as JSON: one node a sum, product, power or letter, each after those that it needs, what is
shared once. ``js/tape.js`` runs it in doubles with an exponent of their own, so that
:math:`p^{1000}` is a number like any other.

Letters are written out by their definitions. The chances of one neuron, of a layer, and the best
gap are no formulas: their nodes say which, and the page's exact law computes them.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.symbolic.chances import Above, Largest, M, Pr, S_m, Tail, k, x_0, x_1
from polyattn.symbolic.neuron import K, P_active, S, X, p_theta, y_g
from polyattn.symbolic.pair import CHANCES, OBSERVED

__all__ = ["LETTERS", "Tape", "UnvaluedError", "plain"]

LETTERS = {
    s.beta: "degree",
    s.theta: "theta",
    s.epsilon: "epsilon",
    s.tau: "tau",
    s.m: "width",
    s.t: "t",
    s.a: "a",
    s.a1: "a1",
    s.a0: "a0",
    s.b: "b",
    s.c: "c",
    x_0: "x0",
    x_1: "x1",
    K: "plus",
}
"""The letters that have a slider, and its name; N is that of d."""

_D = sp.Symbol("d as it stands", real=True)
# Letters without a slider, by those that have one; a neuron's best sign is -1 where K is 0.
MEANINGS = {s.N: _D - 3, M: sp.sqrt(s.N), y_g: sp.Min(1, 2 * K - 1, evaluate=False)}
_BOTH = ("", 0, 1)


def _on(letter: Any, dataset: Any) -> Any:
    return letter if dataset == "" else s.on(letter, dataset)


# What the exact law gives: the node, and the letters that it depends on.
_DATA = ("degree", "d", "t", "b", "c")
_FEATURE = {"": "a", 0: "a0", 1: "a1"}
_LAW: dict[Any, tuple[tuple[Any, ...], tuple[str, ...]]] = {
    S_m: (("gap",), (*_DATA, "a0", "a1", "width")),
}
_SILENT: dict[Any, tuple[Any, ...]] = {}
for _i in _BOTH:
    _known = (*_DATA, "theta", _FEATURE[_i])
    _LAW[_on(p_theta, _i)] = ("fires", _FEATURE[_i]), _known
    _LAW[_on(P_active, _i)] = ("active", _FEATURE[_i]), (*_known, "width")
    _SILENT[_on(P_active, _i)] = ("silent", _FEATURE[_i])
_NEURONS = {_on(X, i) > s.theta: _on(p_theta, i) for i in _BOTH}


class UnvaluedError(TypeError):
    """An expression that no script can give a number."""


def plain(expression: Any) -> Any:
    """Write probabilities by the letters of the exact law, or as binomial tails.

    Parameters
    ----------
    expression : sympy.Expr
        A line of a derivation.

    Returns
    -------
    sympy.Expr
        Without events.

    Raises
    ------
    UnvaluedError
        If an event is neither that a neuron fires nor one about the sum of the signs.

    Examples
    --------
    >>> plain(Pr(X > s.theta) + Pr(S >= 2))
    p_theta + Tail(N, N/2 + 1)
    """
    return expression.xreplace({event: _chance(event.args[0]) for event in expression.atoms(Pr)})


def _chance(event: Any) -> Any:
    event = event.reversed if isinstance(event, sp.Lt) and event.rhs.has(X) else event
    for known, letter in _NEURONS.items():
        if event in (known, known.reversed):
            return letter
    if not event.is_Relational or event.lhs != S or event.rhs.has(K):
        raise UnvaluedError(f"a probability without a formula: {event}")
    tail = {sp.Gt: Above, sp.Ge: Tail, sp.Lt: Above, sp.Le: Tail}[event.func]
    height = event.rhs if event.func in (sp.Gt, sp.Ge) else -event.rhs  # the signs are fair
    return tail(s.N, (s.N + height) / 2)


class Tape:
    """Nodes in the order in which they are run.

    Parameters
    ----------
    fixed : mapping of sympy.Symbol to sympy.Expr, optional
        Letters with a value, such as a sign.

    Attributes
    ----------
    nodes : list of list
        What each does, and on which it does it.
    sliders : set of str
        The sliders that it needs.

    Examples
    --------
    >>> tape = Tape()
    >>> tape.add(2 * s.t**2)
    3
    >>> tape.nodes
    [['number', '2', '1'], ['letter', 't'], ['^', 1, 0], ['*', 0, 2]]
    """

    def __init__(self, fixed: dict[Any, Any] | None = None) -> None:
        self.nodes: list[list[Any]] = []
        self.sliders: set[str] = set()
        self._meanings = s.DEFINITIONS | s.POWERS | MEANINGS | (fixed or {})
        self._known: dict[Any, int] = {}
        self._inner: set[int] = set()  # what changes as k runs through a maximum

    def add(self, expression: Any) -> int:
        """Add an expression and return the place of its node."""
        if expression not in self._known:
            self._known[expression] = self._add(expression)
        return self._known[expression]

    def lack(self, chance: Any) -> int:
        """Add what a chance lacks to 1, with its own digits where they can be had."""
        if chance in _SILENT:
            self.sliders |= {*_LAW[chance][1]}
            return self._node(*_SILENT[chance])
        return self.add(1 - chance)

    def _node(self, kind: str, *arguments: Any) -> int:
        node = [kind, *arguments]
        if node in self.nodes:
            return self.nodes.index(node)
        self.nodes.append(node)
        place = len(self.nodes) - 1
        children = [x for x in arguments if isinstance(x, int)]
        if kind == "k" or (kind != "largest" and self._inner & {*children}):
            self._inner.add(place)
        return place

    def _add(self, expression: Any) -> int:
        if expression.is_Rational:
            return self._node("number", str(expression.p), str(expression.q))
        if expression.is_Symbol:
            return self._letter(expression)
        if isinstance(expression, Pr):
            return self.add(plain(expression))
        if isinstance(expression, Largest):
            return self._largest(expression)
        if expression.is_Add:
            return self._sum(expression)
        if expression is sp.pi:
            return self._node("pi")
        kind = _KINDS.get(expression.func)
        if kind is None:
            raise UnvaluedError(f"no rule for {expression.func.__name__} in {expression}")
        return self._node(kind, *(self.add(x) for x in expression.args))

    def _letter(self, letter: Any) -> int:
        if letter in _LAW:
            node, sliders = _LAW[letter]
            self.sliders |= {*sliders}
            return self._node(*node)
        name = "d" if letter is _D else LETTERS.get(letter)
        if letter in self._meanings:
            return self.add(self._meanings[letter])
        if letter == k:
            return self._node("k")
        if name is None or letter in OBSERVED or letter in CHANCES:
            raise UnvaluedError(f"the letter {letter} has no slider and no formula")
        self.sliders.add(name)
        return self._node("letter", name)

    def _sum(self, expression: Any) -> int:
        """Add a sum; in 1 - (1 - x)^m the powers give what they lack to 1, or x would be lost."""
        number, terms = expression.as_coeff_add()
        powers = [term.as_coeff_Mul() for term in terms]
        powers = [(x, power) for x, power in powers if power.is_Pow and _near_one(power)]
        if not powers or number + sum(x for x, _ in powers) != 0:
            return self._node("+", *(self.add(x) for x in expression.args))
        rest = [self.add(x) for x in terms if x.as_coeff_Mul() not in powers]
        lost = [
            self._node("*", self.add(-x), self._node("lack", self.add(1 - y.base), self.add(y.exp)))
            for x, y in powers
        ]
        return self._node("+", *lost, *rest)

    def _largest(self, expression: Any) -> int:
        body = self.add(expression.args[0])
        needed, todo = set(), [body]
        while todo:
            place = todo.pop()
            if place in self._inner and place not in needed:
                needed.add(place)
                todo += [x for x in self.nodes[place][1:] if isinstance(x, int)]
        return self._node("largest", body, self.add(s.N), sorted(needed))


def _near_one(power: Any) -> bool:
    """Whether it is (1 - x)^m: a sum with a number, to a power that is no number."""
    base = power.base
    return not power.exp.is_number and (base.is_Add or base.is_Rational)


_KINDS: dict[Any, str] = {
    sp.Mul: "*",
    sp.Pow: "^",
    sp.Max: "max",
    sp.Min: "min",
    sp.log: "log",
    sp.exp: "exp",
    sp.floor: "floor",
    sp.ceiling: "ceiling",
    sp.binomial: "binomial",
    Tail: "tail",
    Above: "above",
}
