"""Chapter 9: what attention weight and width buy."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.ledger.chapters.ch09a_detection_lemmas import (
    LOST,
    SHIFT,
    TWO_DATA_SETS,
    f0,
    f1,
    u0,
    u1,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import LARGEST_ATOM, Pr, S_m, area, g_gamma, gamma
from polyattn.symbolic.model import N, b, beta, c, d, m, t, theta
from polyattn.symbolic.neuron import K, P_active, S, V_o, V_s, V_star, X, p_theta
from polyattn.symbolic.pair import a0, a1, on

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5"))
_DENSE = Walk(Dense, ((4, 1), (4, 2)), _ENTRIES, (1, 4))
_COUNTED = Walk(Counted, ((4, 2), (7, 3)), _ENTRIES, (3,))


def _area(part: Statement) -> Derivation:
    """Shift the largest of m neurons no further than each: there is no factor m."""
    shifted = Derivation(given=(*part.hypotheses, *rules.EVERY))
    shifted.have(on(X, 1) <= on(X, 0) + SHIFT, by="lem:shift#all")
    most = Derivation(area, given=part.hypotheses)
    most.have(f1 > 0).have(u0 > u1)
    most.have(SHIFT >= 0, keep=(f1, u0, u1))
    most.at_most(SHIFT, by=rules.layer_cake(shifted))
    return most.less_than((a1 + 2 * b * LOST) * f1, by=stated("lem:shift#size", {K: 0}))


def _on_an_interval(part: Statement) -> Derivation:
    """Take an interval for part of the area."""
    part_of_it = Derivation(g_gamma * gamma, given=part.hypotheses)
    part_of_it.at_most(area, by=rules.part_of_area())
    return part_of_it.less_than((a1 + 2 * b * LOST) * f1, by="thm:tolerance#area")


tolerance = Claim(
    "thm:tolerance",
    "theorem",
    "Attention weight buys tolerance",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "area": Statement(area < (a1 + 2 * b * LOST) * f1),
        "interval": Statement(g_gamma * gamma < (a1 + 2 * b * LOST) * f1),
    },
    proofs={"area": _area, "interval": _on_an_interval},
    witnesses=seen_by(_DENSE, _COUNTED),
)


def _unreached(part: Statement) -> Derivation:
    """Take a threshold that the envelope does not reach."""
    silent = Derivation(on(P_active, 0), given=part.hypotheses)
    return silent.equal(0, by=stated("thm:silence#none", lambda x: on(x, 0)))


_ROWS = tuple(on(row, 1) for row in (V_star, V_s, V_o))


def _all_plus(part: Statement) -> Derivation:
    """Wait for a neuron whose signs are all plus."""
    one_row = Derivation(on(X, 1), given=rules.PLUS)
    one_row.at_least(c + on(V_star, 1), "the planted row is one of the rows", keep=_ROWS)
    fires = Derivation(on(X, 1), given=(*part.hypotheses, *rules.EVERY, *rules.PLUS, K >= N))
    fires.at_least(c + on(V_star, 1), by=one_row)
    fires.have(S >= N, "all are plus")
    fires.at_least(b + c + a1 * f1, "its weights add up to 1").more_than(theta)
    none = Derivation(N - K, given=(*rules.EVERY, K < 1))
    none.at_least(N, by=rules.next_whole(K, sp.S.One))
    plus = Derivation(Pr(K >= N), given=part.hypotheses)
    plus.equal(Pr(N - K >= N), by=rules.mirrored(K >= N))
    plus.at_least(Pr(K < 1), by=rules.monotone(K < 1, none))
    plus.equal(2 ** (-N), by=rules.spelled_out(K < 1))
    one = Derivation(on(p_theta, 1), given=part.hypotheses)
    one.equal(Pr(on(X, 1) > theta), by=rules.one_neuron(1))
    one.at_least(Pr(K >= N) / 8, by=rules.one_triple(fires, K >= N))
    one.at_least(2 ** (-N) / 8, by=plus)
    one.equal(2 ** (-d), by=[rules.next_power(sp.Integer(2), N + i) for i in range(3)])
    active = Derivation(on(P_active, 1), given=part.hypotheses)
    active.equal(1 - (1 - on(p_theta, 1)) ** m, "m independent neurons")
    known = (rules.one_neuron(1), one, rules.more_likely(on(p_theta, 1), 2 ** (-d)))
    return active.at_least(1 - (1 - 2 ** (-d)) ** m, by=known)


def _room(part: Statement) -> Derivation:
    """More weight on a larger feature."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "more weight, larger feature")


width = Claim(
    "thm:width",
    "theorem",
    "Width can replace degree, at a price",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "silent": Statement(sp.Eq(on(P_active, 0), 0), (theta >= b + c + a0 * f0,)),
        "active": Statement(
            on(P_active, 1) >= 1 - (1 - 1 / sp.Integer(2) ** d) ** m, (theta < b + c + a1 * f1,)
        ),
        "room": Statement(a0 * f0 < a1 * f1),
    },
    proofs={"silent": _unreached, "active": _all_plus, "room": _room},
    witnesses=seen_by(_DENSE, _COUNTED),
)

_ONE = {m: ("1",)}
_FLOOR = LARGEST_ATOM / 8
_ATTAINED = {d: 5, t: 3, a0: "1/2", a1: "3/5", b: "3/5", c: "2/5", beta: 1, m: 1}

lattice_floor = Claim(
    "obs:lattice-floor",
    "observation",
    "As little as an atom",
    9,
    statements={
        "attained": Statement(
            sp.Eq(S_m, _FLOOR), tuple(sp.Eq(x, sp.Rational(v)) for x, v in _ATTAINED.items())
        ),
    },
    witnesses=seen_by(
        Walk(Dense, ((5, 3),), (("1/2", "3/5", "2/5"), ("3/5", "3/5", "2/5")), (1,), letters=_ONE),
    ),
)

CLAIMS = (standard(tolerance), standard(width), standard(lattice_floor))
