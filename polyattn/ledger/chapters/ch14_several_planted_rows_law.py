"""Chapter 14: what a neuron sees of k planted rows in k groups."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import DRAWN, GROUPS, powers
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.sampled import Sampled
from polyattn.ledger.witnesses.several import FULL, SIGNS_IN_GROUPS
from polyattn.symbolic import several as s
from polyattn.symbolic.model import b, beta, c, u_o, w_o
from polyattn.symbolic.neuron import s_1, s_d

_ORDER, _BEST = "thm:k-rows-closed-form#planted groups", "no sign is better than the best"
_OWN = s.y_j
WEIGHTS = (s.h_k, s.h_s, s.h_o, s.alpha_k, s.v_k, s.u_k, w_o, u_o)


def _planted(own: Any) -> Any:
    """Return a planted row times the signs, where its own group has the sign `own`."""
    feature, mine, planted, other, bias = s.K_STAR
    groups = mine * own + planted * (s.S_p - own) + other * s.S_u
    return feature * s_1 + groups + bias * s_d


def _plain(row: Any, own: Any) -> Any:
    """Return another row times the signs."""
    feature, mine, other, bias = row
    return feature * s_1 + mine * own + other * (s.S_k - own) + bias * s_d


# What a row weighs in its own group, and in another one of the same kind.
_TWO = {
    "planted": (s.alpha_k, s.v_k),
    "group": (w_o, u_o),
    "others": (w_o, u_o),
}


def _of_row(kind: str, value: Any, best: Any) -> Proof:
    """Take the row from the closed form."""

    def proof(part: Statement) -> Derivation:
        row = Derivation(part.conclusion.lhs, given=part.hypotheses)
        row.equal(c * s_d + value(_OWN), by=f"thm:k-rows-closed-form#{kind}")
        more, less = _TWO[kind]
        gains = b * (more - less) * (best - _OWN)
        if kind == "planted":
            row.have(more >= less, by=_ORDER)
        else:
            row.have(more >= less, "a row has more weight in its own group")
        row.have(gains >= 0, keep=(more, less))
        row.at_most(c * s_d + value(best), _BEST, keep=WEIGHTS)
        return row.equal(part.conclusion.rhs)

    return proof


def _largest(part: Statement) -> Derivation:
    """Compare the three kinds of rows."""
    return Derivation(s.X_k, given=part.hypotheses).equal(part.conclusion.rhs, "the largest")


_VALUES = {
    "planted": (_planted(_OWN), s.planted_value, s.V_star_k, s.y_p),
    "group": (_plain(s.K_S, _OWN), lambda own: s.other_value(s.h_s, own), s.V_s_k, s.y_p),
    "others": (_plain(s.K_O, _OWN), lambda own: s.other_value(s.h_o, own), s.V_o_k, s.y_u),
}

_CLIMBS = sp.And(
    *(
        up >= value + 2 * b * s.u_k
        for value, up in (
            (s.V_star_k, s.V_star_k_up),
            (s.V_s_k, s.V_s_k_up),
            (s.V_o_k, s.V_o_k_up),
        )
    )
)


def _climb(part: Statement) -> Derivation:
    """Compare what one group more adds to a row with what it adds to the planted one."""
    order = powers(part.hypotheses)
    order.have(u_o >= s.u_k).have(w_o >= u_o)
    order.have((w_o - u_o) * (1 - s.y_u) >= 0, keep=WEIGHTS)
    climbs = Derivation(given=part.hypotheses)
    for relation in part.conclusion.args:
        climbs.have(relation, "one more plus sign", by=order)
    return climbs


_OF_C = tuple(f"row of C, {name}" for name in _VALUES)

_SIGNED = Sampled(
    ranges={
        **DRAWN.ranges,
        **dict.fromkeys((s.y_j, s.y_p, s.y_u), ("-1", "1")),
        **dict.fromkeys((s.K_p, s.K_u), ("0", "1", "2")),
    }
)

law = Claim(
    "thm:k-rows-law",
    "theorem",
    "What a neuron sees of k planted rows",
    14,
    statements={
        **{
            f"row of C, {name}": Statement(
                row <= c * s_d + value,
                (_OWN <= best,),
                "y_j is the sign of the row's own group, at most the best of its kind",
            )
            for name, (row, _, value, best) in _VALUES.items()
        },
        "rows": Statement(
            sp.Eq(s.X_k, c * s_d + sp.Max(s.V_star_k, s.V_s_k, s.V_o_k, evaluate=False))
        ),
        "climbs": Statement(
            _CLIMBS,
            (s.y_u <= 1,),
            "one more of the groups without a planted row has a plus sign",
        ),
    },
    setting=(b >= 0, beta > 0, *GROUPS),
    proofs={
        **{
            f"row of C, {name}": _of_row(name, put, best)
            for name, (_, put, _, best) in _VALUES.items()
        },
        "rows": _largest,
        "climbs": _climb,
    },
    witnesses=(
        replace(SIGNS_IN_GROUPS, of=(*_OF_C, "climbs")),
        replace(FULL, of=("rows",)),
        *seen_by(_SIGNED, of=_OF_C),
    ),
)

CLAIMS = (standard(law),)
