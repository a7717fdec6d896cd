"""Chapter 9d: the gap at any width is of the order of what the planted row gains."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, REACH, TWO_DATA_SETS
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL
from polyattn.ledger.chapters.ch09c_width_against_degree_lower import COUNTS, GAIN, MISSED
from polyattn.ledger.chapters.ch09d_where_width_is_enough_atoms import SHARE_OF_TAIL, SLOPE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.chapters.ch09d_where_width_is_enough_every import EVERY, WITHIN, every_size
from polyattn.ledger.chapters.ch09d_where_width_is_enough_falling import several
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_less import less_to_the_m
from polyattn.ledger.chapters.ch09d_where_width_is_enough_limits import SHARE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_lost import LOSS, LOST
from polyattn.ledger.chapters.ch09d_where_width_is_enough_reach import BOUND, FEW, bounded
from polyattn.ledger.chapters.ch09d_where_width_is_enough_witnesses import at_sizes
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import S_m, Tail, eta, k
from polyattn.symbolic.model import N, m, theta
from polyattn.symbolic.neuron import p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.softmax import lam

_LOG, _ATOM, _LEAST = sp.log(m), sp.binomial(N, k) / 2**N, 1 / (13 * m)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_PLACE = (k >= 0, k <= N, Tail(N, k) >= _LEAST, Tail(N, k + 1) <= _LEAST)
MANY_MORE = COUNTS >= 16 * LOST
GOAL, ORDER = (S_m >= lam / (x + lam) / 32 for x in (10, 11))
_STEPS = (lam >= 0, lam <= COUNTS * ROOT)
_EACH = lam / (295 + 28 * lam)  # what is enough for each neuron, times their number
_u, _y, _g, _s, _r = sp.symbols("u y g s r", real=True, cls=sp.Dummy)


@once
def _in_numbers() -> Derivation:
    """Say of many neurons what one gains: y for each of them, of which as good as all are left."""
    known = (_g >= 16, _r > 0, _s > 0, sp.Eq(2 * _s**2, _r**2))
    bound = Derivation(given=known).have(100 * _s >= 70 * _r, "squares")
    return bound


def _begun(given: tuple[Any, ...]) -> Derivation:
    """Begin with what is positive, and how many counts there are."""
    chain = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    chain.have(ROOT > 0).have(SLOPE > 0).have(LOSS > 0)
    chain.have(LOST > 0, by=rules.rounded_up(LOSS))
    return chain.have(LOST >= 1, by=rules.next_whole(sp.S.Zero, LOST)).have(COUNTS >= 16)


def _near(given: tuple[Any, ...]) -> Derivation:
    """Where all that is gained is above the middle, each atom gained is as large as one lost."""
    gain, known = eta / m, (*given, eta > 0, 208 * eta <= COUNTS * SHARE_OF_TAIL)
    gap = Derivation(rules.GAP, given=(*known, sp.Eq(theta, MISSED)))
    gap.have(sp.And(SLOPE > 0, ROOT > 0, COUNTS >= 16), by=_begun(given))
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(_p0 <= Tail(N, k + 1), by="lem:planted-gain#rare")
    surplus = stated("lem:little-lost#surplus")
    gap.have(surplus.conclusion, by=surplus)
    added = Tail(N, k + 1 - COUNTS) - Tail(N, k + 1) >= COUNTS * _ATOM
    gap.have(added, by=rules.instance(several(), {j: COUNTS}))
    gap.have(_ATOM >= SHARE_OF_TAIL * Tail(N, k), by="lem:atom-share")
    gap.have(SHARE_OF_TAIL > 0).have(_ATOM >= SHARE_OF_TAIL * _LEAST).have(_ATOM > 0)
    gap.have(LOST * _ATOM <= COUNTS * _ATOM / 16)
    gap.have(_p1 - _p0 >= COUNTS * _ATOM / 16)
    gap.have(COUNTS * _ATOM >= COUNTS * (SHARE_OF_TAIL * _LEAST))
    gap.have(_p1 >= _p0 + gain).have(gain > 0).have(13 * m * _p0 <= 1)
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    less = rules.powers_in_order(1 - _p1, 1 - _p0 - gain, m)
    gap.at_least((1 - _p0) ** m - (1 - _p0 - gain) ** m, by=less)
    many = less_to_the_m(1 - _p0, gain)
    gap.have((1 - _p0 - gain) ** m * (1 + eta) <= (1 - _p0) ** m, by=many)
    gap.have((1 - _p0) ** m >= sp.Rational(12, 13), by=rules.union(_p0))
    gap.at_least(eta / (1 + eta) * (1 - _p0) ** m)
    gap.at_least(sp.Rational(12, 13) * eta / (1 + eta))
    best = Derivation(S_m, given=known).have(sp.And(ROOT > 0, COUNTS >= 16), by=_begun(given))
    return best.at_least(gap.conclusion.rhs, by=rules.supremum_at_least(gap, MISSED))


@once
def _enough() -> Derivation:
    """Compare in numbers: G counts, and the two roots."""
    known = (_g >= 16, _s > 0, _r > 0, sp.Eq(2 * _s**2, _r**2), lam > 0, lam <= _g * _r)
    least = Derivation(given=known).have(142 * _s >= 100 * _r, "squares")
    least.have(100 * lam <= 142 * _g * _s)
    share = _g * (_s / (1 + _s))
    least.have(share >= 208 * _g * _s / (208 + 13 * _g * _s))
    least.have(_EACH <= _g * _s / (208 + 13 * _g * _s))
    return least.have(208 * _EACH <= share)


def _by_each(given: tuple[Any, ...]) -> Derivation:
    """Put in what is enough for each neuron."""
    put = {_g: COUNTS, _s: SLOPE, _r: ROOT}
    none = Derivation(given=(*given, lam <= 0))
    none.have(S_m >= 0, by=rules.supremum_not_negative(S_m)).have(GOAL)
    some = _begun((*given, lam > 0)).have(_EACH > 0)
    some.have(208 * _EACH <= COUNTS * SHARE_OF_TAIL, by=rules.instance(_enough(), put))
    least = S_m >= sp.Rational(12, 13) * _EACH / (1 + _EACH)
    some.have(least, by=rules.instance(_near(given), {eta: _EACH})).have(GOAL)
    return Derivation(given=given).cases(GOAL, (lam <= 0, none), (lam > 0, some))


def _far(given: tuple[Any, ...]) -> Derivation:
    """Where it reaches beyond the middle, half of all neurons with three plus signs are ahead."""
    far, middle = Derivation(given=given), N - sp.floor(N / 2)
    far.have(sp.And(ROOT > 0, COUNTS >= 16), by=_begun(given))
    far.have(k + 1 - COUNTS <= middle, by=rules.half(N))
    far.have(Tail(N, middle) >= sp.Rational(1, 2), by=half_of_all(given))
    far.have(
        Tail(N, k + 1 - COUNTS) >= Tail(N, middle), by=rules.tail_falls(k + 1 - COUNTS, middle)
    )
    often = m * Tail(N, k + 1 - COUNTS) / 8
    far.have(often >= sp.Rational(1, 8)).have(sp.exp(often) >= 1 + often, by=rules.below_exp(often))
    far.have(sp.exp(-often) <= sp.Rational(8, 9)).have(m * Tail(N, k + 1) <= sp.Rational(1, 13))
    far.have(
        S_m >= 1 - sp.Rational(1, 13) - sp.Rational(8, 9), by="thm:width-against-degree#at least"
    )
    return far.have(GOAL)


def _finite(part: Statement) -> Derivation:
    """Take the last k whose tail is 1/(13m) at least."""
    given = part.hypotheses
    inside, near = (*given, *_PLACE), 2 * (k + 1 - COUNTS) >= N
    either = Derivation(given=inside)
    cases = (near, _by_each((*inside, near))), (sp.Not(near), _far((*inside, sp.Not(near))))
    either.cases(GOAL, *cases)
    found = rules.last_above(_LEAST, either)
    return Derivation(given=given).have(GOAL, "at the last such place", by=found)


@once
def _by_reach() -> Derivation:
    """Compare two numbers of counts, each rounded up: one is a share of the other."""
    known = (_s > 0, _s <= 1, _r > 0, _g >= 16, _g < _s * _y + 1, _g >= _s * _y, _u < _y + 1)
    counts = Derivation(given=known).have(_s * _y > 15).have(_y > 15)
    counts.have(15 * _u <= 16 * _y).have(15 * _s * _u <= 16 * _g)
    return counts.have(15 * (_s * (_u * _r)) <= 16 * (_g * _r))


def _order(part: Statement) -> Derivation:
    """Count the gain by J, which is rounded up too."""
    reach, less = sp.ceiling(REACH), 15 * lam / 16
    order = _begun(part.hypotheses).have(REACH > 0).have(sp.Eq(GAIN, SHARE * REACH))
    order.have(sp.And(SHARE > 0, SHARE <= 1))
    for rounded in (GAIN, REACH):
        order.have(sp.ceiling(rounded) >= rounded, by=rules.rounded_up(rounded))
        order.have(sp.ceiling(rounded) < rounded + 1, by=rules.rounded_up(rounded))
    order.have(COUNTS < SHARE * REACH + 1).have(COUNTS >= SHARE * REACH).have(reach > 0)
    more = rules.instance(_by_reach(), {_g: COUNTS, _u: reach, _y: REACH, _s: SHARE, _r: ROOT})
    order.have(15 * (SHARE * LEVEL) <= 16 * (COUNTS * ROOT), by=more)
    order.have(less <= COUNTS * ROOT)
    finite = stated("thm:order-of-width#finite", {lam: less})
    order.have(S_m >= less / (10 + less) / 32, by=finite)
    return order.have(part.conclusion)


_ENOUGH = (m >= 2, MANY_MORE)
_SMALL = {lam: ("0", "1/10000", "1/200", "1/10")}
_WIDTHS = {m: ("2", "9", "1000"), lam: ("1/10", "1", "4")}

order_of_width = Claim(
    "thm:order-of-width",
    "theorem",
    "The order of the gap",
    9,
    setting=TWO_DATA_SETS,
    statements={
        "finite": Statement(GOAL, (*_ENOUGH, *_STEPS)),
        "order": Statement(ORDER, (*_ENOUGH, lam >= 0, lam <= SHARE * LEVEL)),
        "bounded": Statement(REACH <= BOUND, (FEW,)),
        "every size": Statement(EVERY, WITHIN),
    },
    proofs={"finite": _finite, "order": _order, "bounded": bounded, "every size": every_size},
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (3, 9), letters=_WIDTHS),
            Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (3, 9), letters=_WIDTHS),
            of=("finite", "order"),
        ),
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1, 3)),
            Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (1, 3, 8)),
            of=("bounded",),
        ),
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1, 3, 9), letters={**_WIDTHS, **_SMALL}),
            Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (1, 4, 9), letters={**_WIDTHS, **_SMALL}),
            of=("every size",),
        ),
        *at_sizes("finite", "order")[:1],  # too few coins can be counted for so many counts
    ),
)

CLAIMS = (standard(order_of_width),)
