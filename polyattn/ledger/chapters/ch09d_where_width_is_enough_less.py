"""Chapter 9d: a chance that is a little less is less by as many times as much for many neurons."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.once import once
from polyattn.symbolic.model import m

_u, _y = sp.symbols("u y", real=True, cls=sp.Dummy)


@once
def _less() -> Derivation:
    """Neuron by neuron."""
    goal = (_u - _y) ** m * (1 + m * _y) <= _u**m
    known = (_u <= 1, _y >= 0, _y <= _u)
    one, following = goal.xreplace({m: sp.S.One}), goal.xreplace({m: m + 1})
    base = Derivation(one.lhs, given=known).at_most(one.rhs, "one neuron")
    step = Derivation(following.lhs, given=(*known, goal, m >= 1))
    less, more = (_u - _y) ** m, (_u - _y) * (1 + m * _y + _y)
    step.have(less >= 0, by=rules.power_between(_u - _y, m)).have(more <= _u * (1 + m * _y))
    step.equal(less * more, by=rules.next_power(_u - _y, m))
    step.at_most(less * (_u * (1 + m * _y)))
    step.at_most(_u * _u**m)
    step.at_most(following.rhs, by=rules.next_power(_u, m))
    found = rules.induction(goal, base, step)
    return Derivation(given=(*known, m >= 1)).have(goal, by=found)


def less_to_the_m(chance: Any, gain: Any) -> Fact:
    """Return that (u - y)^m (1 + m y) is at most u^m, for y from 0 to u and u up to 1."""
    return rules.instance(_less(), {_u: chance, _y: gain})
