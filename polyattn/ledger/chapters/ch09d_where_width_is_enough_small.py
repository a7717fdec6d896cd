"""Chapter 9d: the constant of the root of log m, where the level is small."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import Fact
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree import TAILS, between_tails
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm, share
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL
from polyattn.ledger.chapters.ch09d_where_width_is_enough_bounded import some_counts
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import at_sizes
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk
from polyattn.symbolic.chances import S_m, eta
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on

_J, _LOG = sp.ceiling(REACH), sp.log(m)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_SLOPE = 2 * sp.sqrt(2) * LEVEL
_MOST = _SLOPE / (1 - _SLOPE) * m / (m - 1) * sp.exp(1 / (2 * _LOG) - 1)
_u, _y = sp.symbols("u y", real=True, cls=sp.Dummy)
# Two chances, the slope, and the logarithm of the width.
_p, _q, _s, _l = sp.symbols("p q s l", real=True, cls=sp.Dummy)


@once
def _tangent() -> Derivation:
    """Neuron by neuron: a power of a smaller number is above the tangent."""
    goal = _u**m - (_u - _y) ** m <= m * _y * _u ** (m - 1)
    known = (_u <= 1, _y >= 0, _y <= _u)
    one, following = goal.xreplace({m: sp.S.One}), goal.xreplace({m: m + 1})
    base = Derivation(given=known).have(one, "one neuron")
    step = Derivation(given=(*known, goal, m >= 1))
    before, less = _u ** (m - 1), (_u - _y) ** m
    step.have(before >= 0, by=rules.power_between(_u, m - 1))
    step.have(sp.Eq(_u**m, before * _u), by=rules.next_power(_u, m - 1))
    step.have((_u - _y) * less >= (_u - _y) * (_u**m - m * _y * before))
    step.have(m * _y**2 * before >= 0)
    powers = (rules.next_power(_u, m), rules.next_power(_u - _y, m))
    step.have(following, by=powers)
    last = Derivation(given=step.given).have(following, by=step)
    found = rules.induction(goal, base, last)
    return Derivation(given=(*known, m >= 1)).have(goal, by=found)


def below_the_tangent(least: Any, gain: Any) -> Fact:
    """Return that u^m - (u - y)^m is at most m y u^(m - 1), for y from 0 to u and u up to 1."""
    return rules.instance(_tangent(), {_u: least, _y: gain})


_NEAR = _q + 1 / (2 * _l * m)
_CHANCES = (m >= 2, _l > 0, _s >= 0, _s < 1, _p >= 0, _p <= _q, _q <= 1, _q - _p <= _s * _NEAR)


def _outweighed() -> Derivation:
    """Bound a number times the exponential of its negative, in logarithms."""
    far, rest = (m - 1) * (1 - _s) * _NEAR, sp.exp(-(m - 1) * _p)
    low = Derivation(given=_CHANCES).have(_NEAR > 0).have(far > 0)
    tangent = (rules.above_hyperbola(1 / far), rules.log_of_product(far, 1 / far))
    low.have(sp.log(far) <= far - 1, by=tangent)
    low.have(_p >= (1 - _s) * _NEAR - 1 / (2 * _l * m))
    low.have((m - 1) * _p >= far - (m - 1) / (2 * _l * m))
    low.have((m - 1) / (2 * _l * m) <= 1 / (2 * _l))
    logarithms = rules.log_of_product(far, rest)
    low.have(sp.log(far * rest) <= 1 / (2 * _l) - 1, by=logarithms).have(far * rest > 0)
    goal = far * rest <= sp.exp(1 / (2 * _l) - 1)
    return low.have(goal, by=rules.ranks(sp.exp, sp.log(far * rest), 1 / (2 * _l) - 1))


@once
def _two_chances() -> Derivation:
    """Bound the tangent: the exponential of the smaller chance outweighs the larger one."""
    power, rest, most = (1 - _p) ** (m - 1), sp.exp(-(m - 1) * _p), sp.exp(1 / (2 * _l) - 1)
    gap = Derivation((1 - _p) ** m - (1 - _q) ** m, given=_CHANCES).have(_NEAR > 0)
    gap.at_most(m * (_q - _p) * power, by=below_the_tangent(1 - _p, _q - _p))
    below = (rules.below_exp(-_p), rules.powers_in_order(1 - _p, sp.exp(-_p), m - 1))
    gap.have(power <= rest, by=below).have(rest >= 0)
    gap.at_most(m * (_q - _p) * rest)
    gap.at_most(m * _s * _NEAR * rest)
    gap.have((m - 1) * (1 - _s) * _NEAR * rest <= most, by=_outweighed())
    gap.have(_s * m / ((m - 1) * (1 - _s)) >= 0)
    return gap.at_most(_s / (1 - _s) * m / (m - 1) * most)


def _finite(part: Statement) -> Derivation:
    """Put the shifted tails into it, at every threshold."""
    given = part.hypotheses
    gap = Derivation(rules.GAP, given=given).have(_J >= 1, by=some_counts(given))
    gap.have(_LOG >= sp.Rational(1, 2), by=logarithm(given)).have(ROOT > 0).have(LEVEL > 0)
    between_tails(gap, given)
    roots = Derivation(given=(N >= 1, m >= 2, _LOG >= sp.Rational(1, 2), TAILS >= 0, _J >= 1))
    roots.have(sp.Eq(2 * _LOG * _J * share(TAILS), _SLOPE * ((2 * _LOG - 1) * TAILS + 1 / m)))
    gap.have(TAILS - _p0 <= _SLOPE * (TAILS + 1 / (2 * _LOG * m)), by=roots)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    gap.at_most((1 - _p0) ** m - (1 - TAILS) ** m, by=rules.powers_in_order(1 - TAILS, 1 - _p1, m))
    put = {_p: _p0, _q: TAILS, _s: _SLOPE, _l: _LOG}
    gap.at_most(_MOST, by=rules.instance(_two_chances(), put))
    return Derivation(S_m, given=given).at_most(_MOST, by=rules.supremum_at_most(gap))


_LETTERS = {m: ("2", "9", "1000")}
_DENSE = Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1,), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (2,), letters=_LETTERS)

small_level = Claim(
    "thm:small-level",
    "theorem",
    "The constant, where the level is small",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={"gap": Statement(S_m <= _MOST, (_SLOPE < 1,))},
    proofs={"gap": _finite},
    witnesses=(*at_sizes("gap", letter=eta, values=(1.0,)),),
)

CLAIMS = (standard(small_level),)
