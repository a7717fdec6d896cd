r"""Rules that count the K at which something happens.

A value that climbs by a step with every further plus sign crosses a level once, and lies in an
interval for no more K than the interval has steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import EVERY, is_random
from polyattn.symbolic.chances import FIRST_K, Count, Pr, Tail, crossings
from polyattn.symbolic.model import N, theta
from polyattn.symbolic.neuron import (
    K,
    V_o,
    V_o_up,
    V_s,
    V_s_up,
    V_star,
    V_star_up,
    X,
    X_up,
    s_1,
    s_d,
    s_g,
)
from polyattn.symbolic.pair import on

Premise = Fact | Derivation
Triple = tuple[int, ...]
# The event that tells the data sets apart at a threshold, with the same signs for both.
TOLD_APART = sp.And(on(X, 1) > theta, on(X, 0) <= theta)
_ABOVE = ((X, X_up), (V_star, V_star_up), (V_s, V_s_up), (V_o, V_o_up))
_NEXT = dict(_ABOVE) | {on(x, i): on(up, i) for x, up in _ABOVE for i in (0, 1)}


def signs_are(triple: Triple) -> tuple[Any, ...]:
    """Return the relations that fix the three signs."""
    return tuple(sp.Eq(x, value) for x, value in zip((s_1, s_g, s_d), triple, strict=True))


def _premise(one: Premise, inside: tuple[Any, ...], call: str) -> Fact:
    """Return a premise as a fact whose hypotheses, besides those named, speak of no sign."""
    fact = one if isinstance(one, Fact) else one.fact()
    rest = tuple(h for h in fact.hypotheses if h not in inside)
    if spoken := [h for h in rest if is_random(h)]:
        raise DerivationError(f"{call}: {spoken[0]} speaks of the signs; it holds not for all")
    return replace(fact, hypotheses=rest)


def _plain(term: Any, call: str) -> None:
    if is_random(term):
        raise DerivationError(f"{call}: {term} speaks of the signs; it must be a number")


def _step(climbs: Premise, call: str) -> tuple[Fact, Any, Any]:
    """Read off ``Y^+ >= Y + h`` what Y and h are."""
    fact = _premise(climbs, (*EVERY, K <= N - 1), call)
    relation = fact.conclusion
    known = isinstance(relation, sp.Ge)
    value = next((x for x, up in _NEXT.items() if known and relation.lhs == up), None)
    if value is None:
        raise DerivationError(f"{call}: {relation} must read X^+ >= X + a step")
    step = relation.rhs - value
    _plain(step, call)
    return fact, value, step


def counted_crossings() -> Fact:
    r"""Say what the letter is: at how many K the data sets are told apart, for the best triple."""
    return Fact(sp.Eq(crossings, Count(TOLD_APART)), name="what is counted")


def rungs(event: Any, climbs: Premise, within: Derivation) -> Fact:
    r"""Bound a count by the steps in an interval: :math:`\#\le\lceil(v-u)/h\rceil`.

    Given the triple, X climbs by h or more with every K. If A puts it into :math:`(u,v]`, then
    for the least and the largest such K the values lie less than :math:`v-u` apart, so
    :math:`(\#-1)\,h<v-u`.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    climbs : Fact or Derivation
        ``X_up >= X + h``, for K up to N - 1, with h a number.
    within : Derivation
        Assumes A, what holds for every sign vector, and what names no sign; its conclusion is
        ``And(X > u, X <= v)``, with u and v numbers.

    Returns
    -------
    Fact
        ``Count(A) <= ceiling((v - u)/h)``, for h > 0 and u <= v.

    Raises
    ------
    DerivationError
        If the premises are about something else.
    """
    climb, value, step = _step(climbs, "rungs")
    inside = _premise(within, (*EVERY, *conjuncts(event)), "rungs")
    ends = {x.func: x for x in conjuncts(inside.conclusion)}
    if {*ends} != {sp.Gt, sp.Le} or any(x.lhs != value for x in ends.values()):
        raise DerivationError(f"rungs: {inside.conclusion} must put {value} above u, at most at v")
    low, high = ends[sp.Gt].rhs, ends[sp.Le].rhs
    for end in (low, high):
        _plain(end, "rungs")
    needed = (*climb.hypotheses, *inside.hypotheses, step > 0, low <= high)
    most = Count(event) <= sp.ceiling((high - low) / step)
    return _from("steps in an interval", most, needed, climb, inside)


def _from(name: str, conclusion: Any, needed: tuple[Any, ...], *premises: Fact) -> Fact:
    uses = frozenset().union(*(x.uses for x in premises))
    inner = tuple(y for x in premises for y in x.inner)
    return Fact(conclusion, tuple(dict.fromkeys(needed)), name, uses, inner)


def atoms(event: Any, most: Premise) -> Fact:
    r"""Bound a chance by a count: :math:`\Pr[A]\le\#_A\,B` where no K is likelier than B.

    Given the triple, K is independent of it and takes each value with probability
    :math:`\binom NK2^{-N}`; A happens at no more than :math:`\#_A` of them.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    most : Fact or Derivation
        ``binomial(N, K)/2**N <= B`` for every K, with B a number.
    """
    fact = _premise(most, EVERY, "atoms")
    relation = fact.conclusion
    if not isinstance(relation, sp.Le) or relation.lhs != sp.binomial(N, K) / 2**N:
        raise DerivationError(f"atoms: {relation} must read binomial(N, K)/2**N <= B")
    _plain(relation.rhs, "atoms")
    needed = (*fact.hypotheses, N >= 1)
    return _from("count the atoms", Pr(event) <= Count(event) * relation.rhs, needed, fact)


def difference(one: Any, other: Any) -> Fact:
    r"""Return :math:`\Pr[A]-\Pr[B]\le\Pr[A\text{ and not }B]`: the same signs for both."""
    return Fact(Pr(one) - Pr(other) <= Pr(sp.And(one, sp.Not(other))), name="the same signs")


def first_counts(dataset: int) -> Fact:
    r"""Say where they lie: the least K with :math:`X>\theta` is in 0 to N, else N + 1."""
    counts = [on(x, dataset) for x in FIRST_K.values()]
    return Fact(sp.And(*(y for x in counts for y in (x >= 0, x <= N + 1))), name="least counts")


def below_first(climbs: Premise, dataset: int, triple: Triple) -> Fact:
    r"""Bound X below the least count: :math:`X\le\theta-h(k_s-1-K)` for :math:`K\le k_s-1`.

    At :math:`k_s-1` the neuron does not fire; from K to there X climbs :math:`k_s-1-K` times.

    Parameters
    ----------
    climbs : Fact or Derivation
        ``X_up >= X + h`` on this data set, for K up to N - 1, with h a number.
    dataset : {0, 1}
        Which data set.
    triple : tuple of int
        The three signs.
    """
    climb, value, step = _step(climbs, "below_first")
    if value != on(X, dataset):
        raise DerivationError(f"below_first: {value} is not X on data set {dataset}")
    least = on(FIRST_K[triple], dataset)
    needed = (*climb.hypotheses, *signs_are(triple), K >= 0, K <= least - 1)
    return _from("below the least count", value <= theta - step * (least - 1 - K), needed, climb)


def tails_from(event: Any, starts: Mapping[Triple, tuple[Any, Derivation]]) -> Fact:
    r"""Average over the triples: :math:`\Pr[A]\le\frac18\sum_s\Pr[K\ge l_s]`.

    Parameters
    ----------
    event : sympy.Boolean
        A.
    starts : mapping of tuple to (sympy.Expr, Derivation)
        For each of the eight triples :math:`l_s`, a number, and a proof that assumes A, the
        triple, what holds for every sign vector, and what names no sign; its conclusion is
        ``K >= l_s``.

    Raises
    ------
    DerivationError
        If a triple is missing, or a proof concludes or assumes something else.
    """
    if starts.keys() != FIRST_K.keys():
        raise DerivationError("tails_from: each of the eight triples needs its start")
    found = list(_starts(event, starts))
    total = sum(Tail(N, starts[x][0]) for x in FIRST_K) / 8
    needed = tuple(h for x in found for h in x.hypotheses)
    return _from("average over the triples", Pr(event) <= total, needed, *found)


def _starts(event: Any, starts: Mapping[Triple, tuple[Any, Derivation]]) -> Iterator[Fact]:
    for triple, (start, proof) in starts.items():
        _plain(start, "tails_from")
        inside = (*EVERY, *signs_are(triple), *conjuncts(event))
        fact = _premise(proof, inside, "tails_from")
        if fact.conclusion != (K >= start):
            raise DerivationError(f"tails_from: {fact.conclusion} is not {K >= start}")
        yield fact
