"""Chapter 9d: an atom far out by the tail that it begins, with the right constant."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import tail
from polyattn.ledger.chapters.ch09d_where_width_is_enough_coins import half_of_all
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Values
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import K
from polyattn.symbolic.softmax import lam

_FAR, _LEFT, _MIDDLE = 2 * k - N, N - k + 1, N - sp.floor(N / 2)


def _atom(place: Any) -> Any:
    return sp.binomial(N, place) / 2**N


def _share(part: Statement) -> Derivation:
    """Go down from all heads: what the two sides differ by is twice a sum of tails."""
    term = (2 * K - N) * Tail(N, K) - K * _atom(K)
    goal = term.xreplace({K: K + 1}) >= term
    rises = Derivation(given=(N >= 1, K >= 0, K + 1 <= N))
    rises.have(sp.Eq(Tail(N, K) - Tail(N, K + 1), _atom(K)), by=rules.one_atom(K))
    following = rules.next_binomial(N, K)
    rises.have(sp.Eq(_atom(K + 1), (N - K) / (K + 1) * _atom(K)), by=following)
    rises.have(sp.Eq((K + 1) * _atom(K + 1), (N - K) * (Tail(N, K) - Tail(N, K + 1))))
    rises.have(Tail(N, K + 1) > 0, by=rules.some_tail(K + 1)).have(goal)
    found = rules.peak(term, N, Derivation(given=rises.given).have(goal, by=rises))
    every = Derivation(given=(N >= 1, K >= 0, K <= N)).have(found.conclusion, by=found)
    share = Derivation(given=part.hypotheses)
    share.have(sp.Eq(Tail(N, N + 1), 0), by=rules.no_tail(N + 1))
    share.have(sp.Eq(Tail(N, N) - Tail(N, N + 1), _atom(N)), by=rules.one_atom(N))
    put = rules.instance(every, {K: k})
    share.have(put.conclusion, by=put)
    return share.have(part.conclusion)


_a, _b, _v, _n, _y, _z = sp.symbols("a b v n y z", real=True, cls=sp.Dummy)
_SLOWER = (lam + 2) * N / (4 * lam * _y**2)


@once
def _one_step() -> Derivation:
    """Divide by how far it is, at both places."""
    known = (N >= 1, lam > 0, _v >= lam, _y > 0, _n >= _y)
    more = (_v + 2) / 2 * (_b - _a) <= _b + (_v + 2) ** 2 * N / (8 * _n**2)
    step = Derivation(given=(*known, more)).have((_v + 2) * lam <= (lam + 2) * _v)
    step.have(_n**2 >= _y**2).have(N / _n**2 <= N / _y**2)
    step.have(_v * _b - (_v + 2) * _a <= (_v + 2) ** 2 * (N / _n**2) / 4)
    step.have(_v * _b - (_v + 2) * _a <= (_v + 2) ** 2 * (N / _y**2) / 4)
    step.have((_v + 2) / lam * N * ((lam + 2) * _v - (_v + 2) * lam) >= 0)
    step.have(_v * _b - (_v + 2) * _a <= (_v + 2) * _v * _SLOWER)
    step.have(_b / (_v + 2) - _a / _v <= _SLOWER)
    return step.have((_z + 1) * _SLOWER - _b / (_v + 2) >= _z * _SLOWER - _a / _v)


def _rising() -> tuple[Any, Derivation]:
    """By the level-1 inequality the logarithm, over how far it is, grows so slowly."""
    place, slower = _MIDDLE + K, _SLOWER.xreplace({_y: _LEFT})
    far, left = 2 * place - N + lam, N - place
    here, after = Tail(N, place), Tail(N, place + 1)
    term = K * slower + sp.log(here) / far
    rises = Derivation(given=(N >= 1, lam > 0, k <= N, K >= 0, K + 1 <= k - _MIDDLE))
    rises.have(_MIDDLE >= N / 2, by=rules.half(N)).have(far >= lam).have(left >= _LEFT)
    for one in (place, place + 1):
        rises.have(Tail(N, one) > 0, by=rules.some_tail(one))
    rises.have(1 / after > 0).have(after / here > 0)
    rises.have(sp.Eq(here - after, _atom(place)), by=rules.one_atom(place))
    following = rules.next_binomial(N, place)
    rises.have(sp.Eq(_atom(place + 1), left / (place + 1) * _atom(place)), by=following)
    rises.have(sp.Eq((place + 1) * _atom(place + 1), left * (here - after)))
    slope = (far + 2) / (2 * left)
    least = slope * (place + 1) * _atom(place + 1)
    most = after * (sp.log(1 / after) + slope**2 * N / 2)
    rises.have(least <= most, by=rules.level_one(place + 1, slope))
    rises.have(sp.Eq(least, (far + 2) / 2 * (here - after)))
    rises.have(sp.Eq(sp.log(1 / after), -sp.log(after)), by=rules.log_of_product(after, 1 / after))
    tangent = (rules.above_hyperbola(after / here), rules.log_of_product(after / here, here))
    rises.have(sp.log(here) - sp.log(after) <= here / after - 1, by=tangent)
    rises.have(after * (sp.log(here) - sp.log(after)) <= here - after)
    raised = sp.log(here) - sp.log(after) <= (-sp.log(after) + slope**2 * N / 2) * 2 / (far + 2)
    rises.have((far + 2) / 2 * after * (sp.log(here) - sp.log(after)) <= most)
    rises.have(raised)
    put = {_a: -sp.log(here), _b: -sp.log(after), _v: far, _n: left, _y: _LEFT, _z: K}
    step = rules.instance(_one_step(), put)
    rises.have(step.conclusion, by=step)
    goal = term.xreplace({K: K + 1}) >= term
    return term, Derivation(given=rises.given).have(goal, by=rises.have(goal))


@once
def _from_the_middle() -> Derivation:
    """Go up from the middle."""
    term, rises = _rising()
    found = rules.peak(term, k - _MIDDLE, rises)
    given = (N >= 1, lam > 0, k <= N, 2 * k >= N, K >= 0, K <= k - _MIDDLE)
    every = Derivation(given=given)
    every.have(sp.And(_MIDDLE >= N / 2, _MIDDLE <= (N + 1) / 2), by=rules.half(N))
    every.have(k >= _MIDDLE, by=rules.next_whole(_MIDDLE - 1, k))
    for place in (_MIDDLE + K, k):
        every.have(2 * place - N + lam > 0).have(Tail(N, place) > 0, by=rules.some_tail(place))
    return every.have(found.conclusion, by=found)


def _not_so_small(part: Statement) -> Derivation:
    """In the middle the tail is half of all or more."""
    given, slower = part.hypotheses, _SLOWER.xreplace({_y: _LEFT})
    start, end = 2 * _MIDDLE - N + lam, _FAR + lam
    small = Derivation(given=given)
    small.have(sp.And(_MIDDLE >= N / 2, _MIDDLE <= (N + 1) / 2), by=rules.half(N))
    small.have(k >= _MIDDLE, by=rules.next_whole(_MIDDLE - 1, k))
    for place in (_MIDDLE, k):
        small.have(Tail(N, place) > 0, by=rules.some_tail(place))
    found = rules.instance(_from_the_middle(), {K: sp.S.Zero})
    small.have(found.conclusion, by=found)
    half = sp.Rational(1, 2)
    small.have(Tail(N, _MIDDLE) >= half, by=half_of_all(given))
    small.have(
        sp.log(Tail(N, _MIDDLE)) >= -sp.log(2), by=rules.grows(sp.log, half, Tail(N, _MIDDLE))
    )
    small.have(sp.log(2) >= 0, by=rules.above_hyperbola(sp.Integer(2)))
    small.have(start >= lam).have(sp.log(2) / start <= sp.log(2) / lam)
    small.have(sp.log(Tail(N, _MIDDLE)) / start >= -sp.log(2) / lam)
    small.have(slower > 0).have((k - _MIDDLE) * slower <= _FAR / 2 * slower)
    small.have(sp.log(Tail(N, k)) / end >= -sp.log(2) / lam - _FAR / 2 * slower)
    small.have(1 / Tail(N, k) > 0)
    small.have(
        sp.log(1 / Tail(N, k)) <= end * (sp.log(2) / lam + _FAR / 2 * slower),
        by=rules.log_of_product(Tail(N, k), 1 / Tail(N, k)),
    )
    return small.have(part.conclusion)


def _coins(names: set[Any]) -> Iterator[Values]:
    """Every k at few coins."""
    shifts = [Fraction(x) for x in ("1/2", "2", "9")] if lam in names else [Fraction(1)]
    for count, shift in product((1, 2, 3, 9, 20), shifts):
        for place in range(count + 1):
            yield {N: count, k: place, lam: shift}


_MANY = {
    N: ("1000", "1000000"),
    k: tuple(str(n // 2 + i * isqrt(n) // 2) for n in (10**3, 10**6) for i in (1, 3, 5, 10, 30)),
}
_SHIFTS = {**_MANY, lam: ("3", "32", "1000")}


def _computed(letters: Any) -> tuple[Computed, ...]:
    return (Computed("sampled", decimals(letters, {"Tail": tail}, 1e-9)),)


sharp_share = Claim(
    "lem:sharp-share",
    "lemma",
    "An atom by its tail, with the right constant",
    9,
    setting=(N >= 1, k <= N),
    statements={
        "share": Statement((2 * k - N) * Tail(N, k) <= k * _atom(k), (k >= 0,)),
        "tail": Statement(
            sp.log(1 / Tail(N, k))
            <= (_FAR + lam) * (sp.log(2) / lam + (lam + 2) * N * _FAR / (8 * lam * _LEFT**2)),
            (2 * k >= N, lam > 0),
        ),
    },
    proofs={"share": _share, "tail": _not_so_small},
    witnesses=(
        Step("coins", (Observed(_coins, "every k at up to 20 coins"),)),
        Step("many coins, share", _computed(_MANY), ("share",)),
        Step("many coins, tail", _computed(_SHIFTS), ("tail",)),
    ),
)

CLAIMS = (standard(sharp_share),)
