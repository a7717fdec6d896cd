"""Chapter 14: k planted rows in k different groups, in closed form."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.sampled import Sampled
from polyattn.ledger.witnesses.several import IN_GROUPS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, P, R, a, b, beta, c, t, u_o, w_o

GROUPS = (c > 0, k >= 1, k <= N + 1, t >= 1)
DRAWN = Sampled(
    ranges={t: ("1", "2", "10", "1000"), N: ("1", "2", "9", "100"), k: ("1", "3/2", "2", "3", "10")}
)
WITNESSES = (IN_GROUPS, *seen_by(DRAWN))
_ROWS = {
    "planted": (s.K_STAR, (a * s.h_k, b * s.alpha_k, b * s.v_k, b * s.u_k, c)),
    "group": (s.K_S, (a * s.h_s, b * w_o, b * u_o, c)),
    "others": (s.K_O, (a * s.h_o, b * w_o, b * u_o, c)),
}
_ORDER = {
    "planted groups": Statement(sp.And(s.alpha_k >= s.v_k, s.v_k >= s.u_k, s.u_k > 0)),
    "features": Statement(sp.And(s.h_k >= s.h_s, s.h_s >= s.h_o, s.h_k <= 1)),
    "other rows": Statement(sp.And(w_o >= u_o, u_o >= s.u_k)),
    "least": Statement(s.u_k <= 1 / (N + 1)),
}


def powers(given: Any) -> Derivation:
    """Begin with what the letter of two planted rows says beside P, Q and R."""
    chain = Derivation(given=given)
    for order in (s.P_two > 0, s.P_two >= R, P >= s.P_two):
        chain.have(order, by=rules.ordered(order))
    return chain


def _rows(part: Statement) -> Derivation:
    """Add up weight times entry over the classes of rows, column by column."""
    rows = Derivation(given=part.hypotheses)
    rows.have(s.P_two > 0, by=rules.ordered(s.P_two > 0))
    for entry in sp.And.make_args(part.conclusion):
        rows.have(entry, "weight times entry, over the classes of rows")
    return rows


def _order(part: Statement) -> Derivation:
    """Clear denominators, and factor the difference."""
    order = powers(part.hypotheses)
    for relation in sp.And.make_args(part.conclusion):
        order.have(relation, "clear denominators, factor")
    return order


closed_form = Claim(
    "thm:k-rows-closed-form",
    "theorem",
    "The rows of C with k planted rows",
    14,
    statements={
        **{
            name: Statement(sp.And(*(sp.Eq(x, y) for x, y in zip(*pair, strict=True))))
            for name, pair in _ROWS.items()
        },
        "weights": Statement(sp.Eq(s.alpha_k + (k - 1) * s.v_k + s.N_u * s.u_k, 1)),
        **{name: part.given([beta > 0]) for name, part in _ORDER.items()},
    },
    setting=GROUPS,
    proofs={
        **dict.fromkeys((*_ROWS, "weights"), _rows),
        **dict.fromkeys(_ORDER, _order),
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(closed_form),)
