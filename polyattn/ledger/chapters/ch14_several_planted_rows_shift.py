"""Chapter 14: how far two data sets with k planted rows in k groups lie apart."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import GROUPS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.sampled import Sampled
from polyattn.ledger.witnesses.several_pairs import SAME_SIGNS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, P, R, b, beta, t, u_o, w_o
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.pair import D_k, a0, a1, on

PAIR = (a0 >= 0, a1 > a0, b > 0, beta > 0, *GROUPS)
(h0, h1), (u0, u1), (v0, v1), (_al0, _al1) = (
    tuple(on(x, i) for i in (0, 1)) for x in (s.h_k, s.u_k, s.v_k, s.alpha_k)
)
SHIFT = (a1 + 2 * b) * h1
STEP = 2 * b * u0
REACH = (1 + a1 / (2 * b)) * D_k
ROWS = (s.V_star_k, s.V_s_k, s.V_o_k)
UPS = (s.V_star_k_up, s.V_s_k_up, s.V_o_k_up)
_P1, _T1, _Z1 = on(P, 1), on(s.P_two, 1), on(s.Z_k, 1)
_OPAQUE = (h0, h1, u0, u1, v0, v1, _al0, _al1, s.h_s, s.h_o, w_o, u_o)
_LEFT = (s.S_p - s.y_p >= 1 - k, s.S_p - s.y_p <= k - 1)


def both_powers(given: Any, start: Any = None) -> Derivation:
    """Begin with what the powers of both data sets say beside Q and R."""
    chain = Derivation(start, given=given)
    orders = [on(x, i) for x in (s.P_two > 0, s.P_two >= R, P >= s.P_two) for i in (0, 1)]
    for order in (*orders, _T1 >= on(s.P_two, 0)):
        chain.have(order, by=rules.ordered(order))
    return chain


def _weights(part: Statement) -> Derivation:
    """Clear denominators, and compare power by power."""
    order = both_powers(part.hypotheses)
    for relation in sp.And.make_args(part.conclusion):
        order.have(relation, "clear denominators")
    return order


def _planted(part: Statement) -> Derivation:
    """Bound what the signs of tokens add by how much weight moves."""
    row = both_powers(part.hypotheses)
    row.have(h1 >= h0).have(h0 >= 0).have(_Z1 > 0)
    own, beside, far = s.y_p + 1, s.S_p - s.y_p + k - 1, s.S_u + s.N_u
    gains = _P1 / _Z1 * own + _T1 / _Z1 * beside
    row.have(_al1 <= _P1 / _Z1 + _al0, "the mates lose").have(v1 <= _T1 / _Z1 + v0).have(u1 <= u0)
    kept = (*_OPAQUE, _Z1)
    row.have((_al0 + _P1 / _Z1 - _al1) * own >= 0, keep=kept)
    row.have((v0 + _T1 / _Z1 - v1) * beside >= 0, keep=kept)
    row.have((u0 - u1) * far >= 0, keep=kept)
    short = _P1 * (1 - s.y_p) + _T1 * (k - 1 - s.S_p + s.y_p)
    row.have(_P1 * (1 - s.y_p) >= 0).have(_T1 * (k - 1 - s.S_p + s.y_p) >= 0)
    row.have(short / _Z1 >= 0, "no sign exceeds 1", keep=(_Z1,))
    row.have(sp.Eq(2 * h1 - gains, short / _Z1))
    row.have(gains <= 2 * h1, keep=kept)
    for i, (al, v, u) in enumerate(((_al0, v0, u0), (_al1, v1, u1))):
        groups = al * s.y_p + v * (s.S_p - s.y_p) + u * s.S_u
        row.have(sp.Eq(groups + 1, al * own + v * beside + u * far), f"on data set {i}")
    moved = _groups(1) - _groups(0)
    row.have(moved <= gains, keep=kept)
    row.have(moved <= 2 * h1, keep=kept)
    row.have(b * moved <= 2 * b * h1, keep=kept)
    row.have(s_1 * (a1 * h1 - a0 * h0) <= a1 * h1, keep=kept)
    total = Derivation(on(s.V_star_k, 1) - on(s.V_star_k, 0), given=part.hypotheses)
    total.equal(s_1 * (a1 * h1 - a0 * h0) + b * moved, "feature and groups")
    total.at_most(a1 * h1 + 2 * b * h1, by=row, keep=kept)
    return total.equal(part.conclusion.rhs)


def _groups(i: int) -> Any:
    al, v, u = ((_al0, v0, u0), (_al1, v1, u1))[i]
    return al * s.y_p + v * (s.S_p - s.y_p) + u * s.S_u


def _other(feature: Any) -> Proof:
    """Any other row gains by the feature alone."""

    def proof(part: Statement) -> Derivation:
        order = both_powers(part.hypotheses)
        order.have(h1 >= feature).have(feature >= 0)
        row = Derivation(part.conclusion.lhs, given=part.hypotheses)
        row.equal(s_1 * (a1 - a0) * feature, "the same weights on both")
        row.at_most((a1 - a0) * feature, "a sign is at most 1", by=order, keep=_OPAQUE)
        return row.at_most(part.conclusion.rhs, by=order, keep=_OPAQUE)

    return proof


def _climbs(part: Statement) -> Derivation:
    """Compare what one group more adds to a row with what it adds to the planted one."""
    order = both_powers(part.hypotheses)
    order.have(u_o >= u0).have(w_o >= u_o).have((w_o - u_o) * (1 - s.y_u) >= 0, keep=_OPAQUE)
    climbs = Derivation(given=part.hypotheses)
    for value, up in zip(ROWS, UPS, strict=True):
        climbs.have(on(up, 0) >= on(value, 0) + STEP, "one more plus sign", by=order)
    return climbs


def _ratio(part: Statement) -> Derivation:
    """Compare both with the sum of the row on data set 0."""
    ratio = both_powers(part.hypotheses)
    ratio.have(h1 * t * R <= (_P1 + (k - 1) * _T1) * u0, "$Z_0\\le Z_1$")
    ratio.have(u0 > 0)
    return ratio.have(part.conclusion, "divide by $2bu_0$", keep=(h1, u0))


_SIGNS = {s.K_p: ("0", "1", "2"), s.K_u: ("0", "1", "2"), s.y_p: ("-1", "1"), s.y_u: ("-1", "1")}
_SIZES = {k: ("1", "2", "3"), N: ("1", "2", "3", "10"), t: ("1", "2", "10", "1000")}
_STATED = ("weights", "planted row", "its group", "other rows")
shift = Claim(
    "lem:k-rows-shift",
    "lemma",
    "How far two data sets with k planted rows lie apart",
    14,
    statements={
        "weights": Statement(sp.And(h1 >= h0, u1 <= u0, u0 > 0)),
        "planted row": Statement(
            on(s.V_star_k, 1) - on(s.V_star_k, 0) <= SHIFT,
            (s.K_u >= 0, s.y_p >= -1, s.y_p <= 1, *_LEFT),
        ),
        "its group": Statement(on(s.V_s_k, 1) - on(s.V_s_k, 0) <= SHIFT),
        "other rows": Statement(on(s.V_o_k, 1) - on(s.V_o_k, 0) <= SHIFT),
        "climbs": Statement(
            sp.And(
                *(on(up, 0) >= on(value, 0) + STEP for value, up in zip(ROWS, UPS, strict=True))
            ),
            (s.y_u <= 1,),
        ),
        "ratio": Statement(SHIFT / STEP <= REACH),
    },
    setting=PAIR,
    proofs={
        "weights": _weights,
        "planted row": _planted,
        "its group": _other(s.h_s),
        "other rows": _other(s.h_o),
        "climbs": _climbs,
        "ratio": _ratio,
    },
    witnesses=(
        SAME_SIGNS,
        *seen_by(Sampled(ranges=_SIGNS | _SIZES), of=(*_STATED, "ratio")),
    ),
)

CLAIMS = (standard(shift),)
