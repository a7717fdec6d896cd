"""Chapter 9d: how fast the tails of fair coins can grow, and what m neurons make of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm, share
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import tail
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, eta, k, x_0, x_1
from polyattn.symbolic.model import N, m
from polyattn.symbolic.softmax import lam

_LOG = sp.log(m)
_DELTA = 2 * sp.sqrt(2 * _LOG / N)
_SLOWLY = (1 - _DELTA) ** j * (Tail(N, k - j) + 1 / m) <= Tail(N, k) + 1 / m


def _one_count(given: tuple[Any, ...], place: Any) -> Derivation:
    """One atom is a small share of the tail that it begins, and of 1/m."""
    tail = Tail(N, place - 1)
    one = Derivation(given=given).have(_LOG >= sp.Rational(1, 2), by=logarithm(given))
    root = sp.sqrt(2 / (N * _LOG))
    one.have(sp.Eq(root * (2 * _LOG), _DELTA)).have(root > 0)
    one.have(root * ((2 * _LOG - 1) * tail + 1 / m) <= root * (2 * _LOG) * (tail + 1 / m))
    atom = stated("lem:level-one#several atoms", {k: place, j: sp.S.One})
    one.have(tail - Tail(N, place) <= share(tail), by=atom)
    short = Derivation(given=given)
    return short.have((1 - _DELTA) * (tail + 1 / m) <= Tail(N, place) + 1 / m, by=one)


def _slowly(part: Statement) -> Derivation:
    """Count by count."""
    known = (N >= 1, m >= 2, _DELTA <= 1)
    one = _SLOWLY.xreplace({j: sp.S.One})
    base = Derivation(one.lhs, given=known).at_most(one.rhs, by=_one_count(known, k))
    following = _SLOWLY.xreplace({j: j + 1})
    step = Derivation(following.lhs, given=(*known, _SLOWLY, j >= 1))
    step.have(_DELTA >= 0)
    power = (1 - _DELTA) ** j
    step.have(power >= 0, by=rules.power_between(1 - _DELTA, j))
    before = Tail(N, k - j - 1) + 1 / m
    step.equal(power * ((1 - _DELTA) * before), by=rules.next_power(1 - _DELTA, j))
    step.at_most(power * (Tail(N, k - j) + 1 / m), by=_one_count((*known, j >= 1), k - j))
    step.at_most(following.rhs)
    found = rules.induction(_SLOWLY, base, step, j)
    slow = Derivation(given=part.hypotheses)
    slow.have(_LOG >= sp.Rational(1, 2), by=logarithm(part.hypotheses))
    slow.have(_DELTA <= 1, by=rules.grows(sp.sqrt, 2 * _LOG / N, sp.Rational(1, 4)))
    return slow.have(part.conclusion, by=found)


_BY_COUNTS = (1 - x_0) ** j * Tail(N, k - j) <= Tail(N, k)


def _one_quotient(given: tuple[Any, ...], place: Any) -> Derivation:
    """Compare an atom with the next one, which is part of the next tail."""
    goal = (1 - x_0) * Tail(N, place - 1) <= Tail(N, place)
    inside = Derivation(given=(*given, place >= 1, place <= N))
    inside.have(
        sp.Eq(Tail(N, place - 1) - Tail(N, place), _atom(place - 1)), by=rules.one_atom(place - 1)
    )
    inside.have(Tail(N, place) >= _atom(place), by=rules.one_atom(place))
    rises = rules.next_binomial(N, place - 1)
    inside.have(sp.Eq(_atom(place), (N - place + 1) / place * _atom(place - 1)), by=rises)
    inside.have(_atom(place - 1) >= 0, by=rules.binomial_positive(N, place - 1))
    inside.have((N - place + 1) * _atom(place - 1) <= place * Tail(N, place))
    inside.have((N - place + 1) * Tail(N, place - 1) <= (N + 1) * Tail(N, place))
    inside.have((1 - x_0) * (N + 1) <= N - place + 1)
    inside.have((1 - x_0) * (N + 1) * Tail(N, place - 1) <= (N + 1) * Tail(N, place)).have(goal)
    before = Derivation(given=(*given, place < 1)).have(
        place <= 0, by=rules.next_whole(place, sp.S.One)
    )
    before.have(sp.Eq(Tail(N, place), 1), by=rules.whole_tail(place)).have(goal)
    after = Derivation(given=(*given, place > N)).have(
        place >= N + 1, by=rules.next_whole(N, place)
    )
    after.have(x_0 >= 1).have(goal)
    late = Derivation(given=(*given, place >= 1))
    late.cases(goal, (place <= N, inside), (place > N, after))
    one = Derivation(given=given).cases(goal, (place < 1, before), (place >= 1, late))
    return one


def _atom(least: Any) -> Any:
    return sp.binomial(N, least) / 2**N


def _by_counts(part: Statement) -> Derivation:
    """Go from count to count."""
    known = (N >= 1, k <= x_0 * (N + 1), x_0 >= 0, x_0 <= 1)
    one = _BY_COUNTS.xreplace({j: sp.S.One})
    base = Derivation(one.lhs, given=known).at_most(one.rhs, by=_one_quotient(known, k))
    following, power = _BY_COUNTS.xreplace({j: j + 1}), (1 - x_0) ** j
    step = Derivation(following.lhs, given=(*known, _BY_COUNTS, j >= 1))
    step.have(power >= 0, by=rules.power_between(1 - x_0, j))
    step.have(k - j <= x_0 * (N + 1))
    before = Tail(N, k - j - 1)
    step.equal(power * ((1 - x_0) * before), by=rules.next_power(1 - x_0, j))
    nearer = (*known[:1], k - j <= x_0 * (N + 1), x_0 >= 0, x_0 <= 1)
    step.at_most(power * Tail(N, k - j), by=_one_quotient(nearer, k - j))
    step.at_most(following.rhs)
    found = rules.induction(_BY_COUNTS, base, step, j)
    return Derivation(given=part.hypotheses).have(part.conclusion, by=found)


def _two_chances(part: Statement) -> Derivation:
    """First by the union bound, then powers are convex."""
    given, near = part.hypotheses, lam * x_1
    gap = Derivation(given=given).have(sp.And(near >= 0, near <= x_1))
    close = (1 - x_0) ** m - (1 - near) ** m <= m * eta
    more = Derivation(given=(*given, near <= x_0))
    more.have(near >= 0).have(m * eta >= 0)
    more.have(close, by=rules.powers_in_order(1 - x_0, 1 - near, m))
    less = Derivation(given=(*given, near >= x_0)).have(near <= x_1).have(near - x_0 <= eta)
    less.have(m * (near - x_0) <= m * eta).have(close, by=rules.several(x_0, near))
    gap.cases(close, (near <= x_0, more), (near >= x_0, less))
    mean = rules.power_of_mean(1 - x_1, sp.S.One, lam, m)
    gap.have((1 - near) ** m <= lam * (1 - x_1) ** m + 1 - lam, "powers are convex", by=mean)
    gap.have(sp.And((1 - x_1) ** m >= 0, (1 - x_1) ** m <= 1), by=rules.power_between(1 - x_1, m))
    gap.have((1 - lam) * (1 - x_1) ** m >= 0)
    return gap.have(part.conclusion)


def _coins(names: set[Any]) -> Iterator[Values]:
    """Every k at few coins, and far above the middle of many."""
    shares = [Fraction(x) for x in ("1/5", "2/3", "1")] if x_0 in names else [Fraction(0)]
    for count, width, steps, part in product((6, 9, 17), (2, 3, 8), (1, 2, 5), shares):
        for place in range(-1, count + 4):
            yield {N: count, m: width, k: place, j: steps, x_0: part}


_MANY: dict[Any, tuple[str, ...]] = {
    N: ("1000", "1000000"),
    k: tuple(str(n // 2 + i * isqrt(n) // 2) for n in (10**3, 10**6) for i in (-4, 0, 3, 10, 30)),
    j: ("1", "30", "2000"),
}
_OTHERS: dict[str, dict[Any, tuple[str, ...]]] = {
    "steps": {m: ("2", "1000", str(10**40))},
    "counts": {x_0: ("1/2", "3/5", "9/10")},
}


def _tails(more: dict[Any, tuple[str, ...]]) -> tuple[Computed, ...]:
    return (Computed("sampled", decimals({**_MANY, **more}, {"Tail": tail}, 1e-9)),)


def _chances(names: set[Any]) -> Iterator[Values]:
    """Shares of a chance, and how far they are missed."""
    parts = [Fraction(x) for x in ("0", "1/1000", "1/10", "1/2", "9/10", "1")]
    for width, low, high, part in product((1, 2, 10, 1000), parts, parts, parts):
        for missed in (Fraction(0), Fraction(1, 10**5), Fraction(1, 40)):
            yield {m: width, x_0: low, x_1: high, lam: part, eta: missed}


_GRID = {
    m: ("1", "3", "70", "100000"),
    x_0: ("0", "1/100000", "1/80", "2/5", "4/5"),
    x_1: ("1/90000", "1/60", "9/20", "1"),
    lam: ("1/50", "1/3", "19/20"),
    eta: ("0", "1/100000", "1/30", "2"),
}

slow_tails = Claim(
    "lem:slow-tails",
    "lemma",
    "How slowly a tail falls",
    9,
    setting=(N >= 1,),
    statements={
        "steps": Statement(_SLOWLY, (m >= 2, j >= 1, 8 * _LOG <= N)),
        "counts": Statement(_BY_COUNTS, (j >= 1, x_0 >= 0, x_0 <= 1, k <= x_0 * (N + 1))),
    },
    proofs={"steps": _slowly, "counts": _by_counts},
    witnesses=(
        Step("coins", (Observed(_coins, "every k at up to 17 coins"),)),
        *(Step(f"many coins, {part}", _tails(more), (part,)) for part, more in _OTHERS.items()),
    ),
)

most_of_both = Claim(
    "lem:most-of-both",
    "lemma",
    "A fixed share of the chance",
    9,
    setting=(m >= 1, lam >= 0, lam <= 1, eta >= 0, x_0 >= 0, x_0 <= 1, x_1 >= 0, x_1 <= 1),
    statements={
        "gap": Statement(
            (1 - x_0) ** m - (1 - x_1) ** m <= 1 - lam + m * eta, (lam * x_1 <= x_0 + eta,)
        )
    },
    proofs={"gap": _two_chances},
    witnesses=(
        Step("chances", (Observed(_chances, "two chances and up to 1,000 neurons"),)),
        Step("decimals", (Computed("sampled", decimals(_GRID)),)),
    ),
)

CLAIMS = (standard(slow_tails), standard(most_of_both))
