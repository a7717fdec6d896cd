"""Chapter 9: how far two data sets lie apart, neuron by neuron."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.chances import Count, crossings
from polyattn.symbolic.model import N, P, Q, R, Z_o, b, beta, c, d, f_star, p, r, t, theta, u_star
from polyattn.symbolic.neuron import K, S, V_o, V_s, V_star, X, s_1, s_d, s_g
from polyattn.symbolic.pair import a0, a1, on

f0, f1, u0, u1 = on(f_star, 0), on(f_star, 1), on(u_star, 0), on(u_star, 1)
SHIFT = a1 * f1 + 2 * b * N * (u0 - u1)
LOST = N / (N + 1)
TWO_DATA_SETS = (a0 >= 0, a1 > a0, b > 0, c > 0, beta > 0, t >= 1, d >= 4)
RATIO = (on(p, 1) / r) ** beta / t
REACH = (1 + a1 / (2 * b)) * RATIO
ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("6/5", "3/5", "2/5"))
DENSE = Walk(Dense, ((4, 1), (4, 2), (5, 2)), ENTRIES, (1, 3))
COUNTED = Walk(Counted, ((4, 2), (8, 3)), ENTRIES, (2,))
_ROWS = {"planted row": V_star, "its group": V_s, "other rows": V_o}
_P0, _P1 = on(P, 0), on(P, 1)
_WEIGHTS = (f1, u0, u1)


def _given_away(part: Statement) -> Derivation:
    """Bring both to one denominator."""
    lost = Derivation(u0 - u1, given=part.hypotheses)
    lost.equal(u0 * f1 * (_P1 - _P0) / _P1, "one denominator")
    return lost.less_than(u0 * f1, "a factor below 1")


def _planted_row(part: Statement) -> Derivation:
    """Separate the feature from the rest."""
    row = Derivation(on(V_star, 1) - on(V_star, 0), given=part.hypotheses)
    row.have(f1 > f0).have(f0 > 0).have(u0 > u1)
    gains = s_1 * (a1 * f1 - a0 * f0) + b * (u0 - u1) * (N * s_g - S)
    row.equal(gains, "its weights add up to 1")
    return row.at_most(SHIFT, r"$s_gN-S\le2N$, and $f_1^*>f_0^*$", keep=(f0, *_WEIGHTS))


def _other_row(value: Any, weight: Any) -> Proof:
    """Any other row gains by the feature alone."""

    def proof(part: Statement) -> Derivation:
        row = Derivation(on(value, 1) - on(value, 0), given=part.hypotheses)
        row.have(u0 > u1).have(weight <= f1).have(weight > 0)
        row.equal(s_1 * (a1 - a0) * weight, "the same weights on both")
        row.at_most((a1 - a0) * weight, "a sign is at most 1")
        row.at_most((a1 - a0) * f1, "the planted row gives itself more", keep=_WEIGHTS)
        return row.less_than(SHIFT, keep=_WEIGHTS)

    return proof


def _all_rows(part: Statement) -> Derivation:
    """Bound the largest by what bounds each row."""
    rows = Derivation(given=part.hypotheses)
    for name, value in _ROWS.items():
        low, high = on(value, 0), on(value, 1)
        shifted = c * s_d + high <= c * s_d + low + SHIFT
        rows.have(shifted, name, by=f"lem:shift#{name}", keep=(low, high, *_WEIGHTS))
    every = [on(value, i) for value in _ROWS.values() for i in (0, 1)]
    return rows.have(part.conclusion, "so is the largest of them", keep=(*every, *_WEIGHTS))


def _size(part: Statement) -> Derivation:
    """Say how little can be given away."""
    most = Derivation(SHIFT, given=part.hypotheses)
    most.less_than(a1 * f1 + 2 * b * N * u0 * f1, by="lem:shift#given away")
    most.have(u0 < 1 / (N + 1), "each of $N+1$ groups has as much, and the planted row more")
    most.have(f1 > 0)
    return most.less_than((a1 + 2 * b * LOST) * f1, keep=_WEIGHTS)


shift = Claim(
    "lem:shift",
    "lemma",
    "How far the data sets lie apart",
    9,
    setting=(*TWO_DATA_SETS, K >= 0),
    statements={
        "given away": Statement(u0 - u1 < u0 * f1),
        "planted row": Statement(on(V_star, 1) - on(V_star, 0) <= SHIFT),
        "its group": Statement(on(V_s, 1) - on(V_s, 0) < SHIFT),
        "other rows": Statement(on(V_o, 1) - on(V_o, 0) < SHIFT),
        "all": Statement(on(X, 1) <= on(X, 0) + SHIFT),
        "size": Statement((a1 + 2 * b * LOST) * f1 > SHIFT),
    },
    proofs={
        "given away": _given_away,
        "planted row": _planted_row,
        "its group": _other_row(V_s, Q / Z_o),
        "other rows": _other_row(V_o, R / Z_o),
        "all": _all_rows,
        "size": _size,
    },
    witnesses=(*seen_by(DENSE), *seen_by(Sampled(), of=("given away", *_ROWS, "size"))),
)


def _count(part: Statement) -> Derivation:
    """Where they differ X_0 lies in an interval of length Delta, and it climbs a ladder."""
    told = conjuncts(rules.TOLD_APART)
    within = Derivation(given=(*part.hypotheses, *rules.EVERY, *told))
    interval = sp.And(on(X, 0) > theta - SHIFT, on(X, 0) <= theta)
    within.have(interval, by="lem:shift#all", keep=(on(X, 0), on(X, 1), *_WEIGHTS))
    climbs = stated("lem:monotone-signs#all", lambda x: on(x, 0))
    counted = Derivation(crossings, given=part.hypotheses)
    counted.equal(Count(rules.TOLD_APART), by=rules.counted_crossings())
    counted.have(u0 > 0)
    ladder = rules.rungs(rules.TOLD_APART, climbs, within)
    return counted.at_most(sp.ceiling(SHIFT / (2 * b * u0)), by=ladder)


def _sharp(part: Statement) -> Derivation:
    """Compare both terms with u_0."""
    ratio = Derivation(given=part.hypotheses)
    ratio.have(f1 * t * R < _P1 * u0, "$Z_0<Z_1$")
    ratio.have((u0 - u1) * (N + 1) * t * R < (_P1 - _P0) * u0, "$Z_1>(N+1)tR$")
    ratio.have(u0 > 0)
    return ratio.have(part.conclusion, "divide by $2bu_0^*$", keep=_WEIGHTS)


def _plain(part: Statement) -> Derivation:
    """Drop two factors below 1."""
    ratio = Derivation(SHIFT / (2 * b * u0), given=part.hypotheses)
    ratio.less_than(
        (LOST * (1 - _P0 / _P1) + a1 / (2 * b)) * _P1 / (R * t), by="lem:counting#sharp"
    )
    return ratio.less_than(REACH, "drop two factors below 1")


counting = Claim(
    "lem:counting",
    "lemma",
    "At how many counts they differ",
    9,
    setting=TWO_DATA_SETS,
    statements={
        "count": Statement(crossings <= sp.ceiling(SHIFT / (2 * b * u0))),
        "sharp": Statement(
            SHIFT / (2 * b * u0) < (LOST * (1 - _P0 / _P1) + a1 / (2 * b)) * _P1 / (R * t)
        ),
        "plain": Statement(SHIFT / (2 * b * u0) < REACH),
    },
    proofs={"count": _count, "sharp": _sharp, "plain": _plain},
    witnesses=(
        *seen_by(DENSE, COUNTED, of=("count",)),
        *seen_by(Sampled(), of=("sharp", "plain")),
    ),
)

CLAIMS = (standard(shift), standard(counting))
