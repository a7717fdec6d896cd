"""Chapter 15: noise of its own in every row."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u1
from polyattn.ledger.chapters.ch15_a_learned_neuron import FEATURE, ROWS, row_gains
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.learned_rows import EXACT_ROWS, FLOAT_ROWS
from polyattn.symbolic import learned as y
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.model import G_star, N, Q, Z_o, b, c, epsilon, m, n, t, theta, u_o, w_o
from polyattn.symbolic.pair import a0, a1, on

_LOW = tuple(on(x, 0) for x in (y.Vy_star, y.Vy_s, y.Vy_o))
_HIGH = tuple(on(x, 1) for x in (y.Vy_star, y.Vy_s, y.Vy_o))
_FEW = (a1 - a0) / t
_AHEAD = (a1 + 2 * b) * f1
_LEVEL = sp.sqrt(2 * sp.log(n / epsilon))


def _others(given: tuple[Any, ...]) -> Derivation:
    """Move by the feature alone, of which each of t rows has a share."""
    moved = Derivation(given=given)
    for value, share in list(ROWS.items())[1:]:
        row = Derivation(on(value, 1) - on(value, 0), given=given)
        row.have(sp.And(share > 0, share <= 1 / t))
        row.equal(y.y_1 * (a1 - a0) * share, "the same weights on both")
        row.at_most((a1 - a0) * share)
        row.at_most(_FEW)
        moved.have(on(value, 1) <= on(value, 0) + _FEW, by=row, keep=(on(value, 0), on(value, 1)))
    return moved


def _any_network(part: Statement) -> Derivation:
    """Move no row by more than the margin."""
    given = (*part.hypotheses, *rules.EACH)
    moved = Derivation(given=given)
    for value, row in row_gains(given, ROWS, (y.y_1, y.y_own, y.y_sum)).items():
        row.equal(y.margin, by="thm:learned-margin#margin")
        low, high = on(value, 0), on(value, 1)
        moved.have(high <= low + y.margin, by=row, keep=(low, high))
    positive = Derivation(given=part.hypotheses)
    positive.have(y.margin > 0, by="cor:what-learning-buys#positive")
    positive.have(n >= 2, "at least two groups")
    gap = Derivation(rules.ROWS_GAP, given=part.hypotheses)
    return gap.at_most(y.margin * rules.DENSITY, by=(positive, rules.rows_moved(moved)))


def _planted(part: Statement) -> Derivation:
    """Compare the planted row with its mates, any other with itself."""
    given = (*part.hypotheses, *rules.EACH)
    g1 = on(G_star, 1)
    share = Derivation(given=part.hypotheses)
    share.have(sp.And(f1 > 0, u_o > u1, a0 * Q / Z_o >= 0))
    share.have(a1 * f1 >= a0 * Q / Z_o, "the planted row gives itself more")
    share.have(sp.Eq(g1 - w_o, N * (u_o - u1)), "weights add up to 1")
    share.have(N * (u_o - u1) <= f1, "the mates lose nothing else")
    ahead = Derivation(_HIGH[0] - _LOW[1], given=given).have(share.conclusion, by=share)
    lead = (a1 * f1 - a0 * Q / Z_o) * y.y_1 + b * (u_o - u1) * (N * y.y_own - y.y_sum)
    ahead.equal(lead, "entry by entry")
    kept = (f1, u1, u_o, Z_o)
    ahead.at_most(a1 * f1 - a0 * Q / Z_o + 2 * b * N * (u_o - u1), "no weight is larger", keep=kept)
    ahead.at_most(_AHEAD, keep=kept)
    first = Derivation(given=given)
    first.have(_HIGH[0] <= _LOW[1] + _AHEAD, by=ahead, keep=(_HIGH[0], _LOW[1]))
    rule = rules.planted_among_mates(first, _others(given))
    gap = Derivation(rules.ROWS_GAP, given=part.hypotheses)
    gap.have(sp.And(_AHEAD >= 0, _FEW >= 0))
    return gap.at_most(part.conclusion.rhs, by=rule)


def _silent(part: Statement) -> Derivation:
    """Add up n tails."""
    most = Derivation(given=part.hypotheses)
    for value in _LOW:
        most.have(c * y.y_d + value <= a0 * f0)
    known = Derivation(given=part.hypotheses)
    known.have(n / epsilon >= 1)
    known.have(sp.log(n / epsilon) >= 0, by=rules.grows(sp.log, sp.S.One, n / epsilon))
    known.have(_LEVEL >= 0)
    room = (theta - a0 * f0) / y.nu_out
    silent = Derivation(y.p_rows[0], given=part.hypotheses)
    silent.at_most(n * Phi(-room), by=rules.rows_silent(most))
    silent.equal(n * Phi(-_LEVEL), by=rules.alike(Phi, -room, -_LEVEL))
    silent.at_most(n * sp.exp(-(_LEVEL**2) / 2) / 2, by=(known, rules.normal_tail(_LEVEL)))
    return silent.equal(epsilon / 2)


def _active(part: Statement) -> Derivation:
    """Leave it to the planted row."""
    alone = Derivation(given=part.hypotheses)
    place = (c * y.y_d + _HIGH[0] - theta) / y.nu_out
    alone.have(place >= y.z_delta)
    alone.have(Phi(y.z_delta) <= Phi(place), by=rules.normal_in_order(y.z_delta, place))
    active = Derivation(1 - y.p_rows[1], given=part.hypotheses)
    active.at_most(1 - Phi(place), by=rules.row_alone())
    return active.at_most(1 - Phi(y.z_delta), by=alone)


_ALONE = (*y.FEATURE_ALONE, sp.Eq(theta, a0 * f0 + y.nu_out * _LEVEL))
_ROOM = sp.Max(0, sp.sqrt(2 * sp.log(t)) - _AHEAD / y.nu_out, evaluate=False)

row_noise = Claim(
    "thm:row-noise",
    "theorem",
    "Noise of its own in every row",
    15,
    setting=(*TWO_DATA_SETS, y.nu_out > 0),
    statements={
        "any network": Statement(
            rules.ROWS_GAP <= y.margin * rules.DENSITY,
            (m >= 1,),
            where="m neurons with any weights in the cube; each row and neuron has its own noise",
        ),
        "planted": Statement(
            rules.ROWS_GAP <= m * sp.exp(-(_ROOM**2) / 2) + _FEW * rules.DENSITY, (m >= 1, t >= 2)
        ),
        "silent": Statement(y.p_rows[0] <= epsilon / 2, (*_ALONE, epsilon > 0, epsilon <= 1)),
        "active": Statement(
            1 - y.p_rows[1] <= 1 - Phi(y.z_delta),
            (*_ALONE, FEATURE >= y.nu_out * (_LEVEL + y.z_delta)),
        ),
    },
    proofs={
        "any network": _any_network,
        "planted": _planted,
        "silent": _silent,
        "active": _active,
    },
    witnesses=(EXACT_ROWS, FLOAT_ROWS),
)

CLAIMS = (standard(row_noise),)
