"""Chapter 14: at which degrees no threshold tells data sets with k planted rows apart."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_shift import (
    PAIR,
    REACH,
    ROWS,
    SHIFT,
    STEP,
    h1,
    u0,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.several_pairs import GAPS, GAPS_COUNTED
from polyattn.symbolic import several as s
from polyattn.symbolic.model import m, u_o, w_o
from polyattn.symbolic.pair import on

_LABEL = "lem:k-rows-shift"
_COUNT = sp.ceiling(REACH)
_p0, _p1 = on(s.p_several, 0), on(s.p_several, 1)


def sums(chain: Derivation) -> Derivation:
    """Note that the planted rows divide by something positive."""
    for i in (0, 1):
        chain.have(on(s.P_two > 0, i), by=rules.ordered(on(s.P_two > 0, i)))
        chain.have(on(s.Z_k, i) > 0, "no power is negative")
    return chain


def shifted(given: Any) -> Derivation:
    """Say of every kind of row how far data set 1 is ahead at most."""
    rows = sums(Derivation(given=(*given, *rules.GROUPS)))
    pairs = [(on(x, 0), on(x, 1)) for x in ROWS]
    for (low, high), name in zip(pairs, ("planted row", "its group", "other rows"), strict=True):
        rows.have(high <= low + SHIFT, by=f"{_LABEL}#{name}", keep=(low, high, h1))
    return rows


def climbing(given: Any) -> Derivation:
    """Say of every kind of row how far one more plus sign takes it on data set 0."""
    climbs = sums(Derivation(given=(*given, *rules.GROUPS)))
    for relation in conjuncts(stated(f"{_LABEL}#climbs").conclusion):
        climbs.have(relation, by=f"{_LABEL}#climbs")
    return climbs


def best_signs(chain: Derivation) -> Derivation:
    """Note that a row is worth most where its own group is plus."""
    chain.have(w_o >= u_o, "a row has more weight in its own group")
    for i in (0, 1):
        order = stated("thm:k-rows-closed-form#planted groups", partial(on, dataset=i))
        chain.have(on(s.alpha_k, i) >= on(s.v_k, i), by=order)
    return chain


def _one(given: Any) -> Derivation:
    """Bound how often one neuron tells the data sets apart."""
    one = best_signs(sums(Derivation(_p1 - _p0, given=given)))
    one.have(u0 > 0, by=f"{_LABEL}#weights").have(STEP > 0, keep=(u0,))
    one.have(h1 >= 0, by=stated("thm:k-rows-closed-form#features", lambda x: on(x, 1)))
    one.have(SHIFT >= 0, keep=(h1,))
    one.at_most(
        sp.ceiling(SHIFT / STEP) * rules.GROUPS_ATOM,
        by=rules.group_crossings(shifted(given), climbing(given)),
    )
    one.have(SHIFT / STEP <= REACH, by=f"{_LABEL}#ratio")
    more = rules.grows(sp.ceiling, SHIFT / STEP, REACH)
    return one.at_most(_COUNT * rules.GROUPS_ATOM, by=(*_atom(), more), keep=(h1, u0))


def _atom() -> tuple[Any, ...]:
    return (
        rules.grows(sp.floor, sp.S.Zero, s.N_u / 2),
        rules.half(s.N_u),
        rules.binomial_positive(s.N_u, sp.floor(s.N_u / 2)),
    )


def _necessary(part: Statement) -> Derivation:
    """Add up m neurons; where data set 1 fires less often, the gap is negative."""
    given, bound = part.hypotheses, part.conclusion.rhs
    more, less = (
        Derivation(rules.GAP_SEVERAL, given=(*given, x)) for x in (_p1 >= _p0, _p1 <= _p0)
    )
    for chain in (more, less):
        for relation in conjuncts(rules.group_chances().conclusion):
            chain.have(relation, by=rules.group_chances())
        chain.equal((1 - _p0) ** m - (1 - _p1) ** m, "m independent neurons")
    more.at_most(m * (_p1 - _p0), by=rules.several(_p0, _p1))
    more.at_most(bound, by=_one(given))
    less.at_most(0, by=rules.powers_in_order(1 - _p0, 1 - _p1, m))
    nothing = sums(Derivation(given=given)).have(rules.GROUPS_ATOM > 0, by=_atom())
    nothing.have(REACH >= 0).have(_COUNT >= 0, by=rules.grows(sp.ceiling, sp.S.Zero, REACH))
    less.at_most(bound, by=nothing)
    gap = Derivation(given=given)
    gap.cases(rules.GAP_SEVERAL <= bound, (_p1 >= _p0, more), (_p1 <= _p0, less))
    most = rules.group_supremum_at_most(gap)
    return Derivation(s.S_several, given=given).at_most(bound, by=most)


necessary = Claim(
    "thm:k-rows-detection",
    "theorem",
    "k planted rows: detection needs a degree",
    14,
    statements={
        "necessary": Statement(
            s.S_several <= m * _COUNT * rules.GROUPS_ATOM, where="m is a whole number"
        ),
    },
    setting=(*PAIR, m >= 1),
    proofs={"necessary": _necessary},
    witnesses=(GAPS, GAPS_COUNTED),
)


def _area(part: Statement) -> Derivation:
    """Shift the largest of m neurons no further than each."""
    most = best_signs(sums(Derivation(s.area_several, given=part.hypotheses)))
    most.have(h1 >= 0, by=stated("thm:k-rows-closed-form#features", lambda x: on(x, 1)))
    most.have(SHIFT >= 0, keep=(h1,))
    return most.at_most(SHIFT, by=rules.group_layer_cake(shifted(part.hypotheses)))


tolerance = Claim(
    "thm:k-rows-tolerance",
    "theorem",
    "k planted rows: attention weight buys tolerance",
    14,
    statements={"area": Statement(s.area_several <= SHIFT)},
    setting=(*PAIR, m >= 1),
    proofs={"area": _area},
    witnesses=(GAPS, GAPS_COUNTED),
)

CLAIMS = (standard(necessary), standard(tolerance))
