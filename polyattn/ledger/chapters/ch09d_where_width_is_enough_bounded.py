"""Chapter 9d: where J sqrt(log m / N) is bounded, the gap stays away from 1."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection import averages
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import at_sizes
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import FIRST_K, S_m, Tail, eta, k, x_0, x_1
from polyattn.symbolic.model import N, m
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.softmax import lam

_J, _LOG, _LEAST = sp.ceiling(REACH), sp.log(m), 1 / m**2
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_FIRST = [on(first, 0) for first in FIRST_K.values()]
_Q = sum(Tail(N, first - _J) for first in _FIRST) / 8
_DELTA = 4 * ROOT
_KEPT = (1 - _DELTA) ** _J


def some_counts(given: tuple[Any, ...]) -> Derivation:
    """Show that J is 1 at least."""
    some = Derivation(given=given).have(REACH > 0).have(_J > 0, by=rules.rounded_up(REACH))
    return Derivation(given=given).have(_J >= 1, by=(some, rules.next_whole(sp.S.Zero, _J)))


def _power(logarithm: Any) -> Any:
    """Return the share that J counts leave, by the logarithm of the width."""
    return (1 - 2 * sp.sqrt(2 * logarithm / N)) ** _J


def _kept(given: tuple[Any, ...]) -> Derivation:
    """Average over the eight triples what J counts leave of each tail."""
    kept = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    kept.have(_J >= 1, by=some_counts(given))
    kept.have(_DELTA <= 1, by=rules.grows(sp.sqrt, _LOG / N, sp.Rational(1, 16)))
    kept.have(sp.Eq(sp.log(m**2), 2 * _LOG), by=rules.log_of_product(m, m))
    alike = rules.alike(_power, sp.log(m**2), 2 * _LOG)
    kept.have(sp.Eq(_power(sp.log(m**2)), _KEPT), by=alike)
    for first in _FIRST:
        slow = stated("lem:slow-tails#steps", {m: m**2, k: first, j: _J})
        one = _KEPT * (Tail(N, first - _J) + _LEAST) <= Tail(N, first) + _LEAST
        kept.have(one, by=slow)
    kept.have(_KEPT * (_Q + _LEAST) <= _p0 + _LEAST, by=averages(given))
    return Derivation(given=given).have(_KEPT * (_Q + _LEAST) <= _p0 + _LEAST, by=kept)


def _finite(part: Statement) -> Derivation:
    """Bound the gap at every threshold by what is left of the chance."""
    given = part.hypotheses
    gap = Derivation(rules.GAP, given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    gap.have(_J >= 1, by=some_counts(given))
    gap.have(_DELTA <= 1, by=rules.grows(sp.sqrt, _LOG / N, sp.Rational(1, 16)))
    gap.have(sp.And(_KEPT >= 0, _KEPT <= 1), by=rules.power_between(1 - _DELTA, _J))
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(_p1 <= _Q, by=averages(given)).have(sp.And(_Q >= 0, _Q <= 1))
    gap.have(_KEPT * (_Q + _LEAST) <= _p0 + _LEAST, by=_kept(given))
    gap.have(_KEPT * _Q <= _p0 + _LEAST)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    gap.at_most((1 - _p0) ** m - (1 - _Q) ** m, by=rules.powers_in_order(1 - _Q, 1 - _p1, m))
    put = {lam: _KEPT, eta: _LEAST, x_0: _p0, x_1: _Q}
    gap.at_most(part.conclusion.rhs, by=stated("lem:most-of-both", put))
    most = Derivation(S_m, given=given)
    return most.at_most(part.conclusion.rhs, by=rules.supremum_at_most(gap))


_MANY_NEURONS = 1 - (1 - k / (N + 1)) ** _J + m * Tail(N, k - _J)


def _either(given: tuple[Any, ...], first: Any) -> Derivation:
    """Up to k plus signs a share is left of the tail, and beyond there is little."""
    share, rest = (1 - k / (N + 1)) ** _J, Tail(N, k - _J)
    goal = share * Tail(N, first - _J) <= Tail(N, first) + rest
    known = (*given, _J >= 1)
    near = Derivation(given=(*known, first <= k)).have(k / (N + 1) <= 1)
    slow = stated("lem:slow-tails#counts", {x_0: k / (N + 1), k: first, j: _J})
    near.have(slow.conclusion, by=slow).have(goal)
    far = Derivation(given=(*known, first > k)).have(k / (N + 1) <= 1)
    far.have(sp.And(share >= 0, share <= 1), by=rules.power_between(1 - k / (N + 1), _J))
    far.have(Tail(N, first - _J) <= rest, by=rules.tail_falls(k - _J, first - _J))
    far.have(goal)
    return Derivation(given=known).cases(goal, (first <= k, near), (first > k, far))


def _every_width(part: Statement) -> Derivation:
    """Average this over the eight triples."""
    given, share, rest = part.hypotheses, (1 - k / (N + 1)) ** _J, Tail(N, k - _J)
    gap = Derivation(rules.GAP, given=given).have(_J >= 1, by=some_counts(given))
    gap.have(k / (N + 1) <= 1)
    gap.have(sp.And(share >= 0, share <= 1), by=rules.power_between(1 - k / (N + 1), _J))
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(_p1 <= _Q, by=averages(given)).have(sp.And(_Q >= 0, _Q <= 1))
    each = [_either(given, first) for first in _FIRST]
    gap.have(share * _Q <= _p0 + rest, by=(averages(given), *each))
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    gap.at_most((1 - _p0) ** m - (1 - _Q) ** m, by=rules.powers_in_order(1 - _Q, 1 - _p1, m))
    put = {lam: share, eta: rest, x_0: _p0, x_1: _Q}
    gap.at_most(part.conclusion.rhs, by=stated("lem:most-of-both", put))
    most = Derivation(S_m, given=given)
    return most.at_most(part.conclusion.rhs, by=rules.supremum_at_most(gap))


def _exponential(part: Statement) -> Derivation:
    """Let the tangent of the logarithm bound the power."""
    given = part.hypotheses
    most = Derivation(S_m, given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    most.have(_J >= 1, by=some_counts(given))
    most.have(_DELTA <= sp.Rational(1, 2), by=rules.grows(sp.sqrt, _LOG / N, sp.Rational(1, 64)))
    most.have(_DELTA >= 0)
    most.have(sp.log(1 - _DELTA) >= 1 - 1 / (1 - _DELTA), by=rules.above_hyperbola(1 - _DELTA))
    most.have(sp.log(1 - _DELTA) >= -2 * _DELTA)
    most.have(_J * sp.log(1 - _DELTA) >= -8 * LEVEL)
    larger = rules.grows(sp.exp, -8 * LEVEL, _J * sp.log(1 - _DELTA))
    most.have(_KEPT >= sp.exp(-8 * LEVEL), by=(rules.power(1 - _DELTA, _J), larger))
    most.at_most(1 + 1 / m - _KEPT, by="thm:bounded-level#finite")
    return most.at_most(1 + 1 / m - sp.exp(-8 * LEVEL))


_LETTERS = {k: ("0", "1", "3"), m: ("2", "9")}
_DENSE = Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1,), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (2,), letters=_LETTERS)

bounded_level = Claim(
    "thm:bounded-level",
    "theorem",
    "Where width is not enough",
    9,
    setting=(*TWO_DATA_SETS, m >= 2),
    statements={
        "finite": Statement(S_m <= 1 + 1 / m - _KEPT, (16 * _LOG <= N,)),
        "every width": Statement(S_m <= _MANY_NEURONS, (k >= 0, k <= N)),
        "exponential": Statement(S_m <= 1 + 1 / m - sp.exp(-8 * LEVEL), (64 * _LOG <= N,)),
    },
    proofs={
        "finite": _finite,
        "every width": _every_width,
        "exponential": _exponential,
    },
    witnesses=(
        *at_sizes("finite", "exponential"),
        *seen_by(_DENSE, _COUNTED, of=("every width",)),
    ),
)

CLAIMS = (standard(bounded_level),)
