"""Chapter 14: what a neuron sees of k planted rows in k groups, and the most that it can see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import DRAWN, GROUPS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.several import FULL, SIGNS_IN_GROUPS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, a, b, beta, c, d, u_o, w_o
from polyattn.symbolic.neuron import s_1, s_d

WITNESSES = (SIGNS_IN_GROUPS, *seen_by(DRAWN))
TOP = a * s.h_k + b + c - b * s.u_k * (d - 2 - s.S_k)
# No sign exceeds 1, nor a number of plus signs all of them.
_MOST = (s.K_p <= k, s.K_u <= s.N_u, s.y_p <= 1, s.y_u <= 1)
ALL_WEIGHTS = "thm:k-rows-closed-form#weights"
_ORDER, _BEST = "thm:k-rows-closed-form#planted groups", "no sign is better than the best"
_OWN = s.y_j
_WEIGHTS = (s.h_k, s.h_s, s.h_o, s.alpha_k, s.v_k, s.u_k, w_o, u_o)


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
        row.at_most(c * s_d + value(best), _BEST, keep=_WEIGHTS)
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

_OF_C = tuple(f"row of C, {name}" for name in _VALUES)

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
    },
    setting=(b >= 0, beta > 0, *GROUPS),
    proofs={
        **{
            f"row of C, {name}": _of_row(name, put, best)
            for name, (_, put, _, best) in _VALUES.items()
        },
        "rows": _largest,
    },
    witnesses=(replace(SIGNS_IN_GROUPS, of=_OF_C), replace(FULL, of=("rows",))),
)


def _planted_row(given: tuple[Any, ...]) -> Derivation:
    """Give the planted row its best own sign, and count what the minus signs cost."""
    row = Derivation(c * s_d + s.V_star_k, given=given)
    for relation in conjuncts(stated("thm:k-rows-closed-form#planted groups").conclusion):
        row.have(relation, by="thm:k-rows-closed-form#planted groups")
    row.have(s.h_k >= 0, by="thm:k-rows-closed-form#features")
    row.have(b * (s.alpha_k - s.v_k) * (1 - s.y_p) >= 0, keep=_WEIGHTS)
    row.equal(c * s_d + s.planted_value(s.y_p), "what it stands for")
    plus = c + s.planted_value(s.y_p).xreplace({s_1: sp.S.One})
    row.at_most(plus, "two plus signs are best", keep=_WEIGHTS)
    signs = s.alpha_k + s.v_k * (s.S_p - 1) + s.u_k * s.S_u
    row.at_most(c + a * s.h_k + b * signs, "its own sign is plus at best", keep=_WEIGHTS)
    costs = s.v_k * (k - s.S_p) + s.u_k * (s.N_u - s.S_u)
    row.equal(c + a * s.h_k + b * (1 - costs), "its weights add up to 1", by=ALL_WEIGHTS)
    return row.at_most(TOP, "no group has less than $u$", keep=_WEIGHTS)


def _other_row(value: Any, own: Any, feature: Any, given: tuple[Any, ...]) -> Derivation:
    """Do the same for a row that is not planted, which has less of the feature."""
    row = Derivation(c * s_d + value, given=given)
    for name in ("features", "other rows"):
        for relation in conjuncts(stated(f"thm:k-rows-closed-form#{name}").conclusion):
            row.have(relation, by=f"thm:k-rows-closed-form#{name}")
    row.have(feature >= 0).have(s.h_k >= feature, keep=_WEIGHTS)
    row.have(b * (w_o - u_o) * (1 - own) >= 0, keep=_WEIGHTS)
    row.equal(c * s_d + s.other_value(feature, own), "what it stands for")
    plus = c + s.other_value(feature, own).xreplace({s_1: sp.S.One})
    row.at_most(plus, "two plus signs are best", keep=_WEIGHTS)
    signs = w_o + u_o * (s.S_k - 1)
    row.at_most(c + a * feature + b * signs, "its own sign is plus at best", keep=_WEIGHTS)
    row.equal(c + a * feature + b * (1 - u_o * (N + 1 - s.S_k)), "its weights add up to 1")
    row.at_most(c + a * s.h_k + b * (1 - u_o * (N + 1 - s.S_k)), keep=_WEIGHTS)
    return row.at_most(TOP, "no group has less than $u$", keep=_WEIGHTS)


def _bound(part: Statement) -> Derivation:
    """Bound each kind of row, and take the largest."""
    given, bound = part.hypotheses, Derivation(given=part.hypotheses)
    rows = (
        _planted_row(given),
        _other_row(s.V_s_k, s.y_p, s.h_s, given),
        _other_row(s.V_o_k, s.y_u, s.h_o, given),
    )
    for row in rows:
        bound.have(row.conclusion, by=row)
    kept = (s.V_star_k, s.V_s_k, s.V_o_k, *_WEIGHTS)
    return bound.have(part.conclusion, "so is the largest", keep=kept)


def _attained(part: Statement) -> Derivation:
    """Add up the weights of the planted row."""
    top = Derivation(part.conclusion.lhs, given=part.hypotheses)
    return top.equal(part.conclusion.rhs, "its weights add up to 1")


envelope = Claim(
    "lem:k-rows-envelope",
    "lemma",
    "The most that k planted rows can reach",
    14,
    statements={
        "bound": Statement(s.X_k <= TOP, _MOST, where="every sign vector, every row"),
        "attained": Statement(
            sp.Eq(c * s_d + s.V_star_k, TOP),
            (sp.Eq(s_1, 1), sp.Eq(s_d, 1), sp.Eq(s.y_p, 1), sp.Eq(s.K_p, k)),
        ),
    },
    setting=(a >= 0, b >= 0, beta > 0, *GROUPS),
    proofs={"bound": _bound, "attained": _attained},
    witnesses=WITNESSES,
)

CLAIMS = (standard(law), standard(envelope))
