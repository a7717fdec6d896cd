"""Chapter 8: the bounds at a fixed width hold from some size on, and go to their limits."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import G_star, N, P, Q, R, a, b, c, f_star, t, theta, w_o
from polyattn.symbolic.neuron import p_theta

MISSED = 2 ** (-N)  # the probability that no other group has a plus sign


def _weights(part: Statement, locked: bool | None) -> Derivation:
    """Take each weight to its limit."""
    group, mates, rest = N * R / Q, t * Q / P, t * Q / P + t * N * R / P
    weights = Derivation(given=part.hypotheses)
    weights.have(sp.Eq(Lim(group), 0), "every row groups", by=rules.vanishes(group))
    weights.have(sp.Eq(Lim(w_o), 1), by=rules.squeezed(w_o, 1, group))
    weights.have(sp.Eq(Lim(G_star), 1), by=rules.squeezed(G_star, 1, group))
    if locked:
        weights.have(sp.Eq(Lim(rest), 0), "it locks", by=rules.vanishes(rest))
        weights.have(sp.Eq(Lim(f_star), 1), by=rules.squeezed(f_star, 1, rest))
    elif locked is False:
        weights.have(sp.Eq(Lim(1 / mates), 0), "it is grouped", by=rules.vanishes(1 / mates))
        weights.have(sp.Eq(Lim(f_star), 0), by=rules.squeezed(f_star, 0, 1 / mates))
    return weights


def _rare(part: Statement) -> Derivation:
    """Forget that no other group may have a plus sign."""
    rate = N * sp.log(2)
    rare = Derivation(given=part.hypotheses)
    rare.have(sp.Eq(Lim(1 / rate), 0), by=rules.vanishes(1 / rate))
    rare.have(sp.Eq(Lim(sp.exp(-rate)), 0), by=rules.exponential(rate))
    rare.have(sp.Eq(MISSED, sp.exp(-rate)), by=rules.power(sp.Integer(2), -N))
    return rare.have(sp.Eq(Lim(MISSED), 0), by=rules.squeezed(MISSED, 0, sp.exp(-rate)))


def _limit(name: str, *conditions: Any, locked: bool | None = True) -> Proof:
    """Prove that a part holds from some size on, with conditions in u, v, w for f*, G*, w_o."""

    def proof(part: Statement) -> Derivation:
        goal, weights = part.conclusion, _weights(part, locked)
        limits = {
            u: (f_star, sp.Integer(bool(locked))),
            v: (G_star, sp.S.One),
            w: (w_o, sp.S.One),
        }
        now, then = ({x: pair[i] for x, pair in limits.items()} for i in (0, 1))
        far = Derivation(given=(*part.hypotheses, *(x.xreplace(now) for x in conditions)))
        bounds = (f"thm:fixed-width#{name}", rules.one_neuron())
        far.have(p_theta >= goal.rhs - MISSED, by=bounds)
        far.have(p_theta <= goal.rhs + MISSED, by=bounds)
        far.have(goal, by=(_rare(part), rules.squeezed(p_theta, goal.rhs, MISSED)))
        for condition in conditions:
            used = {x: pair for x, pair in limits.items() if x in condition.free_symbols}
            relation = condition.xreplace(now)
            known = (
                weights,
                rules.continuous(condition.lhs, used),
                rules.eventually(relation, far, condition.lhs.xreplace(then)),
            )
            later = Derivation(given=[h for h in far.given if h != relation])
            far = later.have(goal, "from some size on", by=known)
        return far

    return proof


u, v, w = sp.symbols("u v w", real=True, cls=sp.Dummy)
_FAR = (a + 2 * b) * (1 - w) < b + c - theta
LIMITS = {
    "every neuron, in the limit": _limit(
        "every neuron", (a + 2 * b) * (1 - w) < b - c - theta, locked=None
    ),
    "one half, in the limit": _limit("one half", _FAR, a * u < theta - b + c),
    "one half, not locked": _limit("one half", _FAR, a * u < theta - b + c, locked=False),
    "five eighths, in the limit": _limit(
        "five eighths",
        _FAR,
        a * u + b * (2 * v - 1) > theta + c,
        a * u - b * (2 * v - 1) < theta + c,
        a * (1 - w) < theta - b + c,
    ),
    "three quarters, in the limit": _limit("three quarters", _FAR, a * u > theta + b + c),
}
