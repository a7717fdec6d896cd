"""Chapter 9d: what many neurons make of one count that is gained in the tail."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import LEVEL
from polyattn.ledger.chapters.ch09d_where_width_is_enough_atoms import SHARE_OF_TAIL, SLOPE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_below import PLACED, one_more, rare
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.symbolic.chances import S_m, Tail, k
from polyattn.symbolic.model import N, c, m, theta, u_o
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_LOG, _ATOM = sp.log(m), sp.binomial(N, k) / 2**N
# The tail after k is that of one neuron in 2m at most, and the one from k on is not.
RARE = (2 * m * Tail(N, k) >= 1, 2 * m * Tail(N, k + 1) <= 1)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
GOAL = S_m >= ROOT / (50 * (1 + ROOT))
_GAIN = SHARE_OF_TAIL / (16 * m)
_u, _y = sp.symbols("u y", real=True, cls=sp.Dummy)


@once
def _many() -> Derivation:
    """Neuron by neuron: a little less to the m is less by as many times as much."""
    goal = (_u - _y) ** m * (1 + m * _y) <= _u**m
    known = (_u <= 1, _y >= 0, _y <= _u)
    one, following = goal.xreplace({m: sp.S.One}), goal.xreplace({m: m + 1})
    base = Derivation(one.lhs, given=known).at_most(one.rhs, "one neuron")
    step = Derivation(following.lhs, given=(*known, goal, m >= 1))
    less = (_u - _y) ** m
    step.have(less >= 0, by=rules.power_between(_u - _y, m))
    step.have((_u - _y) * (1 + m * _y + _y) <= _u * (1 + m * _y))
    step.equal(less * ((_u - _y) * (1 + m * _y + _y)), by=rules.next_power(_u - _y, m))
    step.at_most(less * (_u * (1 + m * _y)))
    step.at_most(_u * _u**m)
    step.at_most(following.rhs, by=rules.next_power(_u, m))
    found = rules.induction(goal, base, step)
    return Derivation(given=(*known, m >= 1)).have(goal, by=found)


@once
def many_neurons() -> Derivation:
    """At such a place many neurons have half of what one neuron gains, so many times."""
    known = (*TWO_DATA_SETS, *PLACED, m >= 2, *RARE)
    gap = Derivation(rules.GAP, given=(*known, sp.Eq(theta, LEVEL)))
    gap.have(_LOG >= sp.Rational(1, 2), by=logarithm(known)).have(SLOPE > 0)
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(rare().conclusion, by=rare()).have(one_more().conclusion, by=one_more())
    gap.have(_ATOM >= SHARE_OF_TAIL * Tail(N, k), by="lem:atom-share")
    gap.have(SHARE_OF_TAIL > 0)
    gap.have(_ATOM / 8 >= _GAIN)
    gap.have(_p1 >= _p0 + _GAIN)
    gap.have(2 * m * _p0 <= 1)
    gap.have(_GAIN > 0)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    less = rules.powers_in_order(1 - _p1, 1 - _p0 - _GAIN, m)
    gap.at_least((1 - _p0) ** m - (1 - _p0 - _GAIN) ** m, by=less)
    many = rules.instance(_many(), {_u: 1 - _p0, _y: _GAIN})
    gap.have(many.conclusion, by=many)
    gap.have((1 - _p0) ** m >= sp.Rational(1, 2), by=rules.union(_p0))
    share = m * _GAIN / (1 + m * _GAIN)
    gap.have(share > 0)
    gap.at_least(share * (1 - _p0) ** m)
    gap.at_least(share / 2)
    gap.at_least(GOAL.rhs)
    best = Derivation(S_m, given=known).have(_LOG >= sp.Rational(1, 2), by=logarithm(known))
    best.have(_LOG / N >= 0)
    return best.at_least(GOAL.rhs, by=rules.supremum_at_least(gap, LEVEL))


def rooted(given: tuple[Any, ...]) -> Derivation:
    """Begin a chain with the root of the logarithm, which is real, and a weight, which is not 0."""
    chain = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    return chain.have(_LOG / N >= 0).have(c > 0).have(u_o > 0)
