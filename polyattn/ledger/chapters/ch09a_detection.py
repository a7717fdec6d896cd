"""Chapter 9: at which degrees no threshold tells the data sets apart."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import (
    ENTRIES,
    REACH,
    SHIFT,
    TWO_DATA_SETS,
    f1,
    u0,
    u1,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import FIRST_K, LARGEST_ATOM, Count, Largest, Pr, S_m, Tail, k
from polyattn.symbolic.model import N, b, m, theta
from polyattn.symbolic.neuron import K, X, p_theta
from polyattn.symbolic.pair import on

_COUNT = sp.ceiling(REACH)
_GAINED = Tail(N, k - _COUNT) - Tail(N, k)
_POWERED = _GAINED * (1 - Tail(N, k) / 8) ** (m - 1)
_EXPONENTIAL = _GAINED * sp.exp(-(m - 1) * Tail(N, k) / 8)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_WEIGHTS = (f1, u0, u1)
_HALF = sp.floor(N / 2)
_ATOM = (
    rules.grows(sp.floor, sp.S.Zero, N / 2),
    rules.half(N),
    rules.binomial_positive(N, _HALF),
)


def _gap(given: tuple[Any, ...], case: Any) -> Derivation:
    """Begin with the gap; both chances lie between 0 and 1."""
    gap = Derivation(rules.GAP, given=(*given, case))
    for i in (0, 1):
        chance = on(p_theta, i)
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    return gap


def _at_every_threshold(part: Statement, more: Derivation, nothing: Any) -> Derivation:
    """Nothing depends on the threshold; where data set 1 fires less often, the gap is negative."""
    given, bound = part.hypotheses, part.conclusion.rhs
    less = _gap(given, _p1 <= _p0)
    less.at_most(0, "it fires less often", by=rules.powers_in_order(1 - _p0, 1 - _p1, m))
    less.at_most(bound, by=nothing)
    gap = Derivation(given=given)
    gap.cases(rules.GAP <= bound, (_p1 >= _p0, more), (_p1 <= _p0, less))
    return Derivation(S_m, given=given).at_most(bound, by=rules.supremum_at_most(gap))


def _told_apart(given: tuple[Any, ...]) -> Derivation:
    """Bound how often one neuron tells the data sets apart."""
    one = Derivation(_p1 - _p0, given=given)
    fires = [on(X, i) > theta for i in (0, 1)]
    one.equal(Pr(fires[1]) - Pr(fires[0]), by=(rules.one_neuron(0), rules.one_neuron(1)))
    told, steps = rules.TOLD_APART, SHIFT / (2 * b * u0)
    one.at_most(Pr(told), "the same signs for both", by=rules.difference(fires[1], fires[0]))
    one.at_most(Count(told) * LARGEST_ATOM, by=rules.atoms(told, stated("lem:binomial-mode#mode")))
    one.have(LARGEST_ATOM > 0, by=_ATOM)
    one.have(steps <= REACH, by="lem:counting#plain")
    counted = (rules.counted_crossings(), stated("lem:counting#count"))
    up = rules.grows(sp.ceiling, steps, REACH)
    one.have(Count(told) <= _COUNT, by=(*counted, up), keep=_WEIGHTS)
    return one.at_most(_COUNT * LARGEST_ATOM, keep=_WEIGHTS)


def _exact(part: Statement) -> Derivation:
    """Add up m neurons."""
    more = _gap(part.hypotheses, _p1 >= _p0)
    more.equal((1 - _p0) ** m - (1 - _p1) ** m)
    more.at_most(m * (_p1 - _p0), by="lem:union-neurons#plain")
    more.at_most(m * _COUNT * LARGEST_ATOM, by=_told_apart(part.hypotheses))
    nothing = Derivation(given=part.hypotheses).have(LARGEST_ATOM > 0, by=_ATOM)
    nothing.have(_COUNT >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH))
    return _at_every_threshold(part, more, nothing)


def _explicit(part: Statement) -> Derivation:
    """Bound the largest atom."""
    most = Derivation(S_m, given=part.hypotheses)
    most.at_most(m * _COUNT * LARGEST_ATOM, by="thm:detection-necessary#exact")
    most.have(REACH > 0).have(_COUNT > 0, by=rules.rounded_up(REACH))
    return most.less_than(m * _COUNT * sp.sqrt(2 / (sp.pi * N)), by="lem:binomial-mode#size")


_TRIPLES = {triple: on(first, 0) for triple, first in FIRST_K.items()}


def _from_there_on(given: tuple[Any, ...], triple: Any) -> tuple[Any, Derivation]:
    """On data set 1 no neuron fires at J counts below the first of data set 0."""
    first, climb = _TRIPLES[triple], 2 * b * u0
    fires = (*given, *rules.EVERY, *rules.signs_are(triple), on(X, 1) > theta)
    above = Derivation(given=(*fires, K >= first))
    above.have(_COUNT >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH))
    above.have(K >= first - _COUNT)
    below = Derivation(given=(*fires, K < first))
    below.have(K + 1 <= first, by=rules.next_whole(K, first))
    climbs = stated("lem:monotone-signs#all", lambda x: on(x, 0))
    under = on(X, 0) <= theta - climb * (first - 1 - K)
    below.have(under, by=rules.below_first(climbs, 0, triple))
    below.have(on(X, 1) <= on(X, 0) + SHIFT, by="lem:shift#all").have(u0 > 0)
    pair = (on(X, 0), on(X, 1), *_WEIGHTS)
    below.have(climb * (first - 1 - K) < SHIFT, keep=pair)
    below.have(first - 1 - K < SHIFT / climb, "divide", keep=_WEIGHTS)
    short = Derivation(SHIFT / climb, given=given).less_than(REACH, by="lem:counting#plain")
    short.at_most(_COUNT, by=rules.rounded_up(REACH))
    below.have(first - 1 - K < _COUNT, by=short, keep=_WEIGHTS)
    below.have(K >= first - _COUNT, by=rules.next_whole(first - 1 - K, _COUNT))
    either = Derivation(given=fires)
    return first - _COUNT, either.cases(
        K >= first - _COUNT, (K >= first, above), (K < first, below)
    )


def averages(given: tuple[Any, ...]) -> Derivation:
    """Average both chances over the triples of signs."""
    law, fires = stated("thm:exact-law#one neuron", lambda x: on(x, 0)), on(X, 1) > theta
    starts = {triple: _from_there_on(given, triple) for triple in _TRIPLES}
    both = Derivation(given=given)
    both.have(sp.Eq(_p0, sum(Tail(N, first) for first in _TRIPLES.values()) / 8), by=law)
    tails = sum(Tail(N, starts[triple][0]) for triple in FIRST_K) / 8
    return both.have(_p1 <= tails, by=(rules.one_neuron(1), rules.tails_from(fires, starts)))


def _eighth(given: tuple[Any, ...], first: Any) -> Derivation:
    """Compare what one triple gains with the maximum."""
    gained, tail = _GAINED.xreplace({k: first}), Tail(N, first)
    law = stated("thm:exact-law#one neuron", lambda x: on(x, 0))
    chance = Derivation(given=given).have(_p0 >= tail / 8, "one of eight", by=law)
    more = Derivation(gained * (1 - _p0) ** (m - 1), given=given)
    more.have(_p0 <= 1, by=rules.one_neuron(0)).have(_p0 >= tail / 8, by=chance)
    more.have(_COUNT >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH))
    fewer = rules.tail_falls(first - _COUNT, first)
    power = rules.powers_in_order(1 - _p0, 1 - tail / 8, m - 1)
    more.at_most(gained * (1 - tail / 8) ** (m - 1), by=(fewer, power))
    one = (rules.first_counts(0), rules.largest(_POWERED, first))
    return more.at_most(Largest(_POWERED), by=one)


def _nothing_gained(given: tuple[Any, ...]) -> Derivation:
    """Show that the maximum is not negative."""
    least, tail = _GAINED.xreplace({k: sp.S.Zero}), Tail(N, 0)
    nothing = Derivation(given=given).have(
        _COUNT >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH)
    )
    nothing.have(least >= 0, by=rules.tail_falls(-_COUNT, sp.S.Zero))
    nothing.have((1 - tail / 8) ** (m - 1) >= 0, by=rules.power_between(1 - tail / 8, m - 1))
    nothing.have(least * (1 - tail / 8) ** (m - 1) >= 0)
    return nothing.have(Largest(_POWERED) >= 0, by=rules.largest(_POWERED, sp.S.Zero))


def _many(part: Statement) -> Derivation:
    """Each triple gains at most an eighth of the maximum."""
    given, silent, top = part.hypotheses, (1 - _p0) ** (m - 1), Largest(_POWERED)
    eight = sum(_GAINED.xreplace({k: first}) for first in _TRIPLES.values()) / 8
    apart = Derivation(given=given).have(_p1 - _p0 <= eight, by=averages(given))
    more = _gap(given, _p1 >= _p0)
    more.equal((1 - _p0) ** m - (1 - _p1) ** m)
    more.at_most(m * (_p1 - _p0) * silent, by="lem:union-neurons#refined")
    more.have(silent >= 0, by=rules.power_between(1 - _p0, m - 1))
    more.at_most(m * eight * silent, by=apart)
    mean = Derivation(eight * silent, given=given)
    mean.at_most(top, "an eighth each", by=[_eighth(given, x) for x in _TRIPLES.values()])
    more.at_most(m * top, by=mean)
    return _at_every_threshold(part, more, _nothing_gained(given))


def _many_exponential(part: Statement) -> Derivation:
    """Bound each power by an exponential."""
    tail = Tail(N, k)
    inside = Derivation(_POWERED, given=(*part.hypotheses, k >= 0, k <= N + 1))
    inside.have(_COUNT >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH))
    inside.have(_GAINED >= 0, by=rules.tail_falls(k - _COUNT, k))
    power = (
        rules.below_exp(-tail / 8),
        rules.powers_in_order(1 - tail / 8, sp.exp(-tail / 8), m - 1),
    )
    inside.at_most(_EXPONENTIAL, "$1-x\\le e^{-x}$", by=power)
    most = Derivation(S_m, given=part.hypotheses)
    most.at_most(m * Largest(_POWERED), by="thm:detection-necessary#many neurons")
    return most.at_most(m * Largest(_EXPONENTIAL), by=rules.largest_in_order(inside))


detection_necessary = Claim(
    "thm:detection-necessary",
    "theorem",
    "Detection needs a degree",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "exact": Statement(S_m <= m * _COUNT * LARGEST_ATOM, where="m is a whole number"),
        "explicit": Statement(S_m < m * _COUNT * sp.sqrt(2 / (sp.pi * N))),
        "many neurons": Statement(S_m <= m * Largest(_POWERED)),
        "many neurons, exponential": Statement(S_m <= m * Largest(_EXPONENTIAL)),
    },
    proofs={
        "exact": _exact,
        "explicit": _explicit,
        "many neurons": _many,
        "many neurons, exponential": _many_exponential,
    },
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (4, 2), (5, 2)), ENTRIES, (1, 3))),
        *seen_by(Walk(Counted, ((4, 2), (12, 3)), ENTRIES, (1, 4))),
    ),
    also_in=(11,),
)

CLAIMS = (standard(detection_necessary),)
