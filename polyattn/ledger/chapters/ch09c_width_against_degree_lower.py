"""Chapter 9c: what the planted row alone gains, at the threshold that it just misses."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import (
    ENTRIES,
    RATIO,
    TWO_DATA_SETS,
    f0,
    f1,
    u0,
    u1,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import Pr, S_m, Tail, k
from polyattn.symbolic.model import N, b, c, m, theta
from polyattn.symbolic.neuron import K, V_o, V_s, V_star, X, p_theta
from polyattn.symbolic.pair import a0, a1, on

GAIN = (a1 - a0) / (2 * b) * RATIO
COUNTS = sp.ceiling(GAIN)
_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
MISSED = a0 * f0 + b + c - 2 * b * u0 * (N - k)
_PLACE, _AT = (k >= 0, k <= N), sp.Eq(theta, MISSED)
_RARE, _OFTEN = Tail(N, k + 1), Tail(N, k + 1 - COUNTS) / 8


def a_plus_more(given: tuple[Any, ...]) -> Derivation:
    """No row of data set 0 beats the planted row, and that one needs a plus sign more."""
    fires = Derivation(given=(*given, *rules.EVERY, on(X, 0) > theta)).have(u0 > 0)
    beaten = stated("lem:envelope#bound", lambda x: on(x, 0))
    fires.have(a0 * f0 + b + c - 2 * b * u0 * (N - K) > theta, by=beaten, keep=(f0, u0))
    fires.have(2 * b * u0 * (K - k) > 0, keep=(f0, u0)).have(k < K, keep=(u0,))
    fires.have(K >= k + 1, by=rules.next_whole(k, K))
    return Derivation(given=fires.given).have(K >= k + 1, by=fires)


def _rare(part: Statement) -> Derivation:
    """Neurons of data set 0 need a plus sign more."""
    given = part.hypotheses
    rare = Derivation(_p0, given=given).equal(Pr(on(X, 0) > theta), by=rules.one_neuron(0))
    rare.at_most(Pr(K >= k + 1), by=rules.monotone(on(X, 0) > theta, a_plus_more(given)))
    return rare.equal(_RARE, by=rules.binomial(k + 1))


def ahead(given: tuple[Any, ...]) -> Derivation:
    """With three plus signs the planted row of data set 1 is above it for so many counts."""
    fires = Derivation(on(X, 1), given=(*given, *rules.EVERY, *rules.PLUS, K >= k + 1 - COUNTS))
    fires.have(u1 > 0).have(u0 >= u1).have(f1 >= f0)
    fires.have(sp.Eq(f1, u1 * RATIO), "both over $Z_1$")
    fires.have(COUNTS < GAIN + 1, by=rules.rounded_up(GAIN))
    fires.have(N - K < N - k + GAIN)
    fires.have(2 * b * u1 * (N - K) < 2 * b * u1 * (N - k) + (a1 - a0) * f1)
    one_row = Derivation(on(X, 1), given=rules.PLUS)
    one_row.at_least(c + on(V_star, 1), "the planted row is one of the rows", keep=_ROWS)
    fires.at_least(c + on(V_star, 1), by=one_row)
    fires.equal(a1 * f1 + b + c - 2 * b * u1 * (N - K), "its weights add up to 1")
    return fires.more_than(theta)


def _often(part: Statement) -> Derivation:
    """One triple in eight is ahead."""
    given, enough = part.hypotheses, K >= k + 1 - COUNTS
    often = Derivation(_p1, given=given).equal(Pr(on(X, 1) > theta), by=rules.one_neuron(1))
    often.at_least(Pr(enough) / 8, by=rules.one_triple(ahead(given), enough))
    return often.equal(_OFTEN, by=rules.binomial(k + 1 - COUNTS))


def _every_width(part: Statement) -> Derivation:
    """Take that threshold."""
    gap = Derivation(rules.GAP, given=(*part.hypotheses, _AT))
    for i, chance in enumerate((_p0, _p1)):
        gap.have(sp.And(chance >= 0, chance <= 1), by=rules.one_neuron(i))
    gap.have(_p0 <= _RARE, by="lem:planted-gain#rare").have(
        _p1 >= _OFTEN, by="lem:planted-gain#often"
    )
    gap.equal((1 - _p0) ** m - (1 - _p1) ** m)
    gap.at_least((1 - _RARE) ** m - (1 - _p1) ** m, by=rules.powers_in_order(1 - _RARE, 1 - _p0, m))
    more = rules.powers_in_order(1 - _p1, 1 - _OFTEN, m)
    gap.at_least((1 - _RARE) ** m - (1 - _OFTEN) ** m, by=more)
    best = Derivation(S_m, given=part.hypotheses)
    return best.at_least(part.conclusion.rhs, by=rules.supremum_at_least(gap, MISSED))


_ROWS = tuple(on(row, 1) for row in (V_star, V_s, V_o))
_LETTERS = {k: ("0", "1", "2", "4"), m: ("1", "2", "9")}

planted_gain = Claim(
    "lem:planted-gain",
    "lemma",
    "What the planted row alone gains",
    9,
    setting=(*TWO_DATA_SETS, *_PLACE),
    statements={
        "rare": Statement(_p0 <= _RARE, (_AT,)),
        "often": Statement(_p1 >= _OFTEN, (_AT,)),
        "every width": Statement(S_m >= (1 - _RARE) ** m - (1 - _OFTEN) ** m, (m >= 1,)),
    },
    proofs={"rare": _rare, "often": _often, "every width": _every_width},
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1, 3), (MISSED,), _LETTERS),
            Walk(Counted, ((4, 2), (7, 3)), ENTRIES, (1, 4), (MISSED,), _LETTERS),
            of=("rare", "often"),
        ),
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), ENTRIES, (1, 3), letters=_LETTERS),
            Walk(Counted, ((4, 2), (7, 3)), ENTRIES, (1, 4), letters=_LETTERS),
            of=("every width",),
        ),
    ),
)

CLAIMS = (standard(planted_gain),)
