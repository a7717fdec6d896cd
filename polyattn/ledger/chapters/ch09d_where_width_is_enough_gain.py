"""Chapter 9d: what many neurons make of one count that is gained in the tail."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import Aim
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09d_where_width_is_enough_atoms import SHARE_OF_TAIL, SLOPE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_less import less_to_the_m
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, k
from polyattn.symbolic.model import N, c, m, u_o
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_LOG, _ATOM = sp.log(m), sp.binomial(N, N - j) / 2**N
# With more than N - j plus signs a neuron in 2m fires at most, and with so many or more it does not.
RARE = (2 * m * Tail(N, N - j) >= 1, 2 * m * Tail(N, N - j + 1) <= 1)
# What is left of an atom: nothing is lost from its eighth, or half of it.
SHARES = sp.Rational(1, 8), sp.Rational(1, 16)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
GOAL = S_m >= ROOT / (100 * (1 + ROOT))
_GAIN = SHARE_OF_TAIL / (32 * m)


def _many_gain(share: Any) -> Derivation:
    """Many neurons have half of what one neuron gains, so many times."""
    few, more = rules.there(j, share)
    gap = Derivation(
        rules.GAP, given=(m >= 2, N >= 1, _LOG / N >= 0, j >= 0, j <= N, *RARE, few, more)
    )
    gap.have(_LOG >= sp.Rational(1, 2), by=logarithm(gap.given)).have(SLOPE > 0)
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(_ATOM >= SHARE_OF_TAIL * Tail(N, N - j), by=stated("lem:atom-share#share", {k: N - j}))
    mirrored = rules.mirrored_choice(N, j)
    gap.have(mirrored.conclusion, by=mirrored)
    gap.have(SHARE_OF_TAIL > 0)
    gap.have(share * _ATOM >= _GAIN)
    gap.have(_p1 >= _p0 + _GAIN)
    gap.have(2 * m * _p0 <= 1)
    gap.have(_GAIN > 0)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    less = rules.powers_in_order(1 - _p1, 1 - _p0 - _GAIN, m)
    gap.at_least((1 - _p0) ** m - (1 - _p0 - _GAIN) ** m, by=less)
    many = less_to_the_m(1 - _p0, _GAIN)
    gap.have(many.conclusion, by=many)
    gap.have((1 - _p0) ** m >= sp.Rational(1, 2), by=rules.union(_p0))
    part = m * _GAIN / (1 + m * _GAIN)
    gap.have(part > 0)
    gap.at_least(part * (1 - _p0) ** m)
    gap.at_least(part / 2)
    return gap.at_least(GOAL.rhs)


_THEN = {share: once(partial(_many_gain, share)) for share in SHARES}


def far_out(share: Any) -> Aim:
    """Aim at j minus signs, with what is left of an atom there."""
    return Aim(j, _THEN[share](), rare=True)


def rooted(given: tuple[Any, ...]) -> Derivation:
    """Begin a chain with the root of the logarithm, which is real, and a weight, which is not 0."""
    chain = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    return chain.have(_LOG / N >= 0).have(c > 0).have(u_o > 0)
