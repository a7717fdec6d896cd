"""Chapter 9d: the chances beside a step of data set 0, from the other sides: all four patterns."""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, RATIO, f1, u1
from polyattn.ledger.chapters.ch09d_where_width_is_enough_patterns import (
    LESS,
    MORE,
    ON_A_STEP,
    SLOWER,
    UP,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N, Q, Z_o, b, beta, c, t, theta, u_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, p_theta, s_d
from polyattn.symbolic.pair import a0, a1, on

_STEP = 2 * b * u_o
# How many counts the planted row of data set 1 is ahead: with the feature, and against it.
_AHEAD, _BEHIND = SLOWER + UP, SLOWER - UP
BEFORE_NEXT = ON_A_STEP + _STEP
_AGAINST = k - MORE + c * N / b
_ROWS = V_star, V_s, V_o
_FIRES, _RARE = on(X, 0) > theta, on(X, 1) > theta
LEAST = (Tail(N, k + 1) + Tail(N, k + 2)) / 4
_ALIKE = Tail(N, k + 1 - MORE) + Tail(N, k + 1 - j)
MOST = (_ALIKE + Tail(N, k + 1) + Tail(N, k + 2)) / 8 + Tail(N, _AGAINST) / 2


def _one_row(row: Any) -> Derivation:
    """Show that X of data set 0 is at least what one of its rows has."""
    return Derivation().have(on(X, 0) >= c * s_d + on(row, 0), "one of the rows")


def _early(given: tuple[Any, ...], triple: tuple[int, ...], start: Any) -> Derivation:
    """Show a row of another group of data set 0 above, once one of the groups has a plus sign."""
    known = (*given, *rules.EVERY, *rules.signs_are(triple), K >= start, rules.BEST)
    fires = Derivation(given=known).have(u_o > 0)
    value = b - _STEP * (N - K + (1 - triple[1]) // 2)
    fires.have(sp.Eq(on(V_o, 0), value), "its weights add up to 1")
    fires.have(on(X, 0) >= c * s_d + on(V_o, 0), by=_one_row(V_o))
    fires.have(_STEP * (K - start) >= 0)
    fires.have(_FIRES, keep=(on(X, 0), on(V_o, 0), u_o))
    return Derivation(given=known).have(_FIRES, by=fires)


def _least(part: Statement) -> Derivation:
    """Four of the triples are enough."""
    given = part.hypotheses
    starts: dict[tuple[int, ...], tuple[Any, Derivation]] = {}
    for first, own in product((1, -1), repeat=2):
        triple, start = (first, own, 1), k + 1 + (1 - own) // 2
        starts[triple] = start, _early(given, triple, start)
    least = Derivation(on(p_theta, 0), given=given)
    return least.at_least(LEAST, by=(rules.one_neuron(0), rules.from_some_triples(_FIRES, starts)))


_KEPT = (f1, u1, u_o)
_u, _v, _w, _y, _z = sp.symbols("u v w y z", real=True, cls=sp.Dummy)


@once
def _both() -> Derivation:
    """From what cannot be follows all."""
    never = Derivation(given=(_u > _v, _u <= _v)).have((_u - _v) * (_w - _y) >= 0)
    return never.have(_w >= _y, "both cannot be")


@once
def _fewer() -> Derivation:
    """Drop a part of what is ahead."""
    return Derivation(given=(_u >= _y + _v, _v >= _w)).have(_u >= _y + _w)


@once
def _settled() -> Derivation:
    """Put a row below the threshold: u is what others take, w what it has more, y the step."""
    known = (_v <= _w + b - _u, _u >= _y + _w - _z, theta >= b + c - _y, sp.Eq(_z, c - c * s_d))
    return Derivation(given=known).have(c * s_d + _v <= theta)


def _below(late: Derivation, row: Any, others: Any, more: Any, bias: int) -> None:
    """Say it of a row of data set 1."""
    put = {_v: on(row, 1), _u: others, _w: more, _y: _STEP * (N - k), _z: (1 - bias) * c}
    late.have(c * s_d + on(row, 1) <= theta, by=rules.instance(_settled(), put))


def _begun(known: tuple[Any, ...]) -> Derivation:
    """Say how the weights of both data sets lie to each other."""
    late = Derivation(given=known).have(u1 > 0).have(u_o > 0)
    late.have(sp.Eq(f1, u1 * RATIO), "both over $Z_1$")
    late.have(sp.Eq(u_o * (N - k), u1 * (N - k + SLOWER)), "$Z_1=Z_o+P_1-Q$")
    late.have(_AHEAD <= MORE, by=rules.rounded_up(_AHEAD))
    late.have(SLOWER >= 0).have(UP > 0).have(_AHEAD >= UP)
    return late.have(on(Q, 1) * a1 / on(Z_o, 1) <= _STEP * UP)


def _like(late: Derivation, first: int) -> None:
    """With a plus sign on its group no row is ahead by more."""
    counts, shift = (MORE, _AHEAD) if first > 0 else (j, _BEHIND)
    late.have(LESS >= _BEHIND, by=rules.rounded_up(_BEHIND))
    late.have(counts >= shift).have(N - K >= N - k + shift)
    late.have(2 * b * u1 * (N - K) >= 2 * b * u1 * (N - k + shift))
    late.have(2 * b * u1 * (N - K) >= _STEP * (N - k) + first * a1 * f1)
    value = first * a1 * f1 + b - 2 * b * u1 * (N - K)
    late.have(sp.Eq(on(V_star, 1), value), "its weights add up to 1")
    _below(late, V_star, 2 * b * u1 * (N - K), first * a1 * f1, 1)
    ahead = UP if first > 0 else 0
    if first > 0:
        less = {_u: N - K, _v: _AHEAD, _w: UP, _y: N - k}
        late.have(N - K >= N - k + UP, by=rules.instance(_fewer(), less))
    late.have(_STEP * (N - K) >= _STEP * (N - k) + _STEP * ahead)
    for row in (V_s, V_o):
        late.have(on(row, 1) <= _STEP * ahead + b - _STEP * (N - K))
        _below(late, row, _STEP * (N - K), _STEP * ahead, 1)


def _unlike(late: Derivation, first: int) -> None:
    """With a minus sign there a row of another group is the first, beyond the middle."""
    for row in (V_star, V_s, V_o):
        late.have(on(row, 1) <= b - _STEP * (N - k))
        late.have(c * s_d + on(row, 1) <= theta, keep=(on(row, 1), *_KEPT))


def _against(late: Derivation) -> None:
    """Against the bias each row must be so much larger."""
    far = c * N / b
    late.have(N - K >= N - k + _AHEAD - far)
    for weight, row in ((u1, V_star), (u_o, V_s), (u_o, V_o)):
        late.have(weight * N <= 1).have(2 * b * weight * far <= 2 * c)
        ahead, more = (_AHEAD, a1 * f1) if weight == u1 else (UP, _STEP * UP)
        less = {_u: N - K, _v: _AHEAD, _w: ahead, _y: N - k - far}
        late.have(N - K >= N - k + ahead - far, by=rules.instance(_fewer(), less))
        late.have(2 * b * weight * (N - K) >= 2 * b * weight * (N - k + ahead - far))
        late.have(on(row, 1) <= more + b - 2 * b * weight * (N - K))
        late.have(2 * b * weight * (N - K) >= _STEP * (N - k) + more - 2 * c)
        _below(late, row, 2 * b * weight * (N - K), more, -1)


def _late(given: tuple[Any, ...], triple: tuple[int, ...], start: Any) -> Derivation:
    """With fewer plus signs no row of data set 1 is above."""
    first, own, bias = triple
    known = (*given, *rules.EVERY, *rules.signs_are(triple), _RARE)
    late = _begun((*known, K < start))
    if bias > 0:
        late.have(K + 1 <= start, by=rules.next_whole(K, start))
    if bias < 0:
        _against(late)
    elif own > 0:
        _like(late, first)
    else:
        _unlike(late, first)
    late.have(on(X, 1) <= theta, "so is the largest", keep=tuple(on(x, 1) for x in _ROWS))
    never = rules.instance(_both(), {_u: on(X, 1), _v: theta, _w: K, _y: start})
    late.have(K >= start, by=never)
    there = Derivation(given=(*known, K >= start)).have(K >= start)
    both = (K < start, late), (K >= start, there)
    return Derivation(given=known).cases(K >= start, *both)


def _starts(given: tuple[Any, ...]) -> dict[tuple[int, ...], tuple[Any, Derivation]]:
    starts = {}
    for triple in product((1, -1), repeat=3):
        first, own, bias = triple
        start = k + 1 - (MORE if first > 0 else j) if own > 0 else k + 1 + (1 - first) // 2
        starts[triple] = _AGAINST if bias < 0 else start
    return {triple: (start, _late(given, triple, start)) for triple, start in starts.items()}


def _most(part: Statement) -> Derivation:
    """Average over the triples."""
    given = part.hypotheses
    most = Derivation(on(p_theta, 1), given=given)
    by = (rules.one_neuron(1), rules.tails_from(_RARE, _starts(given)))
    return most.at_most(MOST, by=by)


_FEATURES = (*ENTRIES, *((x, "1/2", "1/20") for x in ("0", "3/4")), ("0", "1/5", "2/5"))
_LETTERS = {k: ("0", "1", "2", "3", "5"), j: ("0", "1", "4")}
_THRESHOLDS = (ON_A_STEP, ON_A_STEP + _STEP / 3)

four_patterns_more = Claim(
    "lem:four-patterns-more",
    "lemma",
    "Four patterns from the other sides",
    9,
    setting=(sp.Eq(a0, 0), a1 > 0, b > 0, c > 0, beta > 0, t >= 1, k >= 0),
    statements={
        "least": Statement(on(p_theta, 0) >= LEAST, (theta < BEFORE_NEXT,)),
        "most": Statement(
            on(p_theta, 1) <= MOST,
            (theta >= ON_A_STEP, k <= N, 2 * k >= N, a1 <= b, j >= 0, j >= LESS),
        ),
    },
    proofs={"least": _least, "most": _most},
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 2)), _FEATURES, (1, 3), _THRESHOLDS, _LETTERS),
        Walk(Counted, ((4, 2), (8, 3)), _FEATURES, (1, 4), _THRESHOLDS, _LETTERS),
    ),
)

CLAIMS = (standard(four_patterns_more),)
