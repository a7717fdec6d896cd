"""Chapter 9d: the chances on a step of data set 0, if that has no feature: all four patterns."""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import ENTRIES, RATIO, f1, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import one_row
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N, P, Q, b, beta, c, p, q, r, t, theta, u_o, w_o
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, p_theta, s_d
from polyattn.symbolic.pair import a0, a1, on

_STEP, UP = 2 * b * u_o, a1 / (2 * b) * RATIO
SLOWER = (N - k) / t * (on(p, 1) ** beta - q**beta) / (q**beta + N * r**beta)
MORE, LESS = (sp.ceiling(SLOWER + sign * UP) for sign in (1, -1))
ON_A_STEP = b + c - _STEP * (N - k)
_AGAINST = k + c * N / b
_FIRES, _STAYS = on(X, 0) > theta, on(X, 1) > theta
_ROWS = tuple(on(row, 0) for row in (V_star, V_s, V_o))
RARE = (Tail(N, k + 1) + Tail(N, k + 2)) / 4 + Tail(N, _AGAINST) / 2
OFTEN = (Tail(N, k + 1 - MORE) + Tail(N, k + 1 - LESS)) / 8 + Tail(N, k + 2) / 4


def _fires(given: tuple[Any, ...], triple: tuple[int, ...], start: Any) -> Derivation:
    """Without a feature all rows of data set 0 are below one staircase."""
    own, bias = triple[1:]
    known = (*given, *rules.EVERY, *rules.signs_are(triple), _FIRES)
    top = b + c * bias - _STEP * (N - K + (1 - own) // 2)
    row = Derivation(given=known).have(u_o > 0).have(w_o >= u_o)
    row.have(sp.Eq(on(p, 0), q))
    row.have(sp.Eq(on(P, 0), Q), by=rules.alike(lambda x: x**beta, on(p, 0), q))
    for one in (V_star, V_s, V_o):
        row.have(c * s_d + on(one, 0) <= top, "row by row")
    row.have(on(X, 0) <= top, "so is the largest", keep=(*_ROWS, u_o))
    row.have(
        _STEP * (N - K + (1 - own) // 2) < _STEP * (N - k) + (bias - 1) * c, keep=(on(X, 0), u_o)
    )
    if bias < 0:
        row.have(u_o * N <= 1).have(b * u_o * (K - k) >= c, keep=(u_o,))
        row.have(c * (u_o * N) <= c, keep=(u_o,))
        row.have(b * u_o * (K - start) >= 0, keep=(u_o,)).have(K >= start, keep=(u_o,))
    else:
        row.have(k < K - (1 - own) // 2, keep=(u_o,))
        row.have(K >= start, by=rules.next_whole(k, K - (1 - own) // 2))
    return Derivation(given=known).have(K >= start, by=row)


def _rare(part: Statement) -> Derivation:
    """Average over the triples."""
    given = part.hypotheses
    starts = {}
    for triple in product((1, -1), repeat=3):
        start = _AGAINST if triple[2] < 0 else k + 1 if triple[1] > 0 else k + 2
        starts[triple] = (start, _fires(given, triple, start))
    rare = Derivation(on(p_theta, 0), given=given)
    return rare.at_most(RARE, by=(rules.one_neuron(0), rules.tails_from(_FIRES, starts)))


def _planted(given: tuple[Any, ...], first: int) -> Derivation:
    """With a plus sign on its group the planted row of data set 1 is ahead by so many counts."""
    counts = MORE if first > 0 else LESS
    known = (*given, *rules.EVERY, *rules.signs_are((first, 1, 1)), K >= k + 1 - counts)
    ahead = SLOWER + first * UP
    fires = Derivation(given=known).have(u1 > 0).have(u_o > 0)
    fires.have(counts < ahead + 1, by=rules.rounded_up(ahead)).have(N - K < N - k + ahead)
    fires.have(sp.Eq(f1, u1 * RATIO), "both over $Z_1$")
    fires.have(sp.Eq(u_o * (N - k), u1 * (N - k + SLOWER)), "$Z_1=Z_o+P_1-Q$")
    fires.have(2 * b * u1 * (N - K) < 2 * b * u1 * (N - k + ahead))
    fires.have(2 * b * u1 * (N - K) < _STEP * (N - k) + first * a1 * f1)
    fires.have(
        sp.Eq(on(V_star, 1), first * a1 * f1 + b - 2 * b * u1 * (N - K)), "its weights add up to 1"
    )
    fires.have(on(X, 1) >= c * s_d + on(V_star, 1), by=one_row(V_star))
    fires.have(_STAYS, keep=(on(X, 1), on(V_star, 1), f1, u1, u_o))
    return Derivation(given=known).have(_STAYS, by=fires)


def _other(given: tuple[Any, ...], first: int) -> Derivation:
    """With a minus sign there a row of another group is on the next step."""
    signs = rules.signs_are((first, -1, 1))
    known = (*given, *rules.EVERY, *signs, K >= k + 2, rules.BEST)
    fires = Derivation(given=known).have(u_o > 0)
    fires.have(
        sp.Eq(on(V_o, 1), first * a1 * u_o / t + b - _STEP * (N - K + 1)), "its weights add up to 1"
    )
    fires.have(on(X, 1) >= c * s_d + on(V_o, 1), by=one_row(V_o))
    fires.have(a1 * u_o / t < _STEP).have(_STEP * (K - k - 2) >= 0)
    fires.have(_STAYS, keep=(on(X, 1), on(V_o, 1), u_o))
    return Derivation(given=known).have(_STAYS, by=fires)


def _often(part: Statement) -> Derivation:
    """Four of the triples are enough."""
    given = part.hypotheses
    starts: dict[tuple[int, ...], tuple[Any, Derivation]]
    starts = {(first, -1, 1): (k + 2, _other(given, first)) for first in (1, -1)}
    starts[1, 1, 1] = k + 1 - MORE, _planted(given, 1)
    starts[-1, 1, 1] = k + 1 - LESS, _planted(given, -1)
    often = Derivation(on(p_theta, 1), given=given)
    return often.at_least(OFTEN, by=(rules.one_neuron(1), rules.from_some_triples(_STAYS, starts)))


_FEATURES = (*ENTRIES, *((x, "1/2", "1/20") for x in ("0", "3/4")))
_LETTERS = {k: ("0", "1", "2", "3", "5")}

four_patterns = Claim(
    "lem:four-patterns",
    "lemma",
    "Four patterns share a tail",
    9,
    setting=(
        sp.Eq(a0, 0),
        a1 > 0,
        b > 0,
        c > 0,
        beta > 0,
        t >= 1,
        k >= 0,
        sp.Eq(theta, ON_A_STEP),
    ),
    statements={
        "rare": Statement(on(p_theta, 0) <= RARE),
        "often": Statement(on(p_theta, 1) >= OFTEN, (a1 < 2 * b * t,)),
    },
    proofs={"rare": _rare, "often": _often},
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 2)), _FEATURES, (1, 3), (ON_A_STEP,), _LETTERS),
        Walk(Counted, ((4, 2), (8, 3)), _FEATURES, (1, 4), (ON_A_STEP,), _LETTERS),
    ),
)

CLAIMS = (standard(four_patterns),)
