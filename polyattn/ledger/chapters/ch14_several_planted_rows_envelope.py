"""Chapter 14: the most that a neuron can see of k planted rows in k groups."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch14_several_planted_rows_groups import DRAWN, GROUPS
from polyattn.ledger.chapters.ch14_several_planted_rows_law import WEIGHTS
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.several import SIGNS_IN_GROUPS
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, a, b, beta, c, d, u_o, w_o
from polyattn.symbolic.neuron import s_1, s_d

TOP = a * s.h_k + b + c - b * s.u_k * (d - 2 - s.S_k)
# No sign exceeds 1, nor a number of plus signs all of them.
_MOST = (s.K_p <= k, s.K_u <= s.N_u, s.y_p <= 1, s.y_u <= 1)
_ADD_UP = "thm:k-rows-closed-form#weights"


def _planted_row(given: tuple[Any, ...]) -> Derivation:
    """Give the planted row its best own sign, and count what the minus signs cost."""
    row = Derivation(c * s_d + s.V_star_k, given=given)
    for relation in conjuncts(stated("thm:k-rows-closed-form#planted groups").conclusion):
        row.have(relation, by="thm:k-rows-closed-form#planted groups")
    row.have(s.h_k >= 0, by="thm:k-rows-closed-form#features")
    row.have(b * (s.alpha_k - s.v_k) * (1 - s.y_p) >= 0, keep=WEIGHTS)
    row.equal(c * s_d + s.planted_value(s.y_p), "what it stands for")
    plus = c + s.planted_value(s.y_p).xreplace({s_1: sp.S.One})
    row.at_most(plus, "two plus signs are best", keep=WEIGHTS)
    signs = s.alpha_k + s.v_k * (s.S_p - 1) + s.u_k * s.S_u
    row.at_most(c + a * s.h_k + b * signs, "its own sign is plus at best", keep=WEIGHTS)
    costs = s.v_k * (k - s.S_p) + s.u_k * (s.N_u - s.S_u)
    row.equal(c + a * s.h_k + b * (1 - costs), "its weights add up to 1", by=_ADD_UP)
    return row.at_most(TOP, "no group has less than $u$", keep=WEIGHTS)


def _other_row(value: Any, own: Any, feature: Any, given: tuple[Any, ...]) -> Derivation:
    """Do the same for a row that is not planted, which has less of the feature."""
    row = Derivation(c * s_d + value, given=given)
    for name in ("features", "other rows"):
        for relation in conjuncts(stated(f"thm:k-rows-closed-form#{name}").conclusion):
            row.have(relation, by=f"thm:k-rows-closed-form#{name}")
    row.have(feature >= 0).have(s.h_k >= feature, keep=WEIGHTS)
    row.have(b * (w_o - u_o) * (1 - own) >= 0, keep=WEIGHTS)
    row.equal(c * s_d + s.other_value(feature, own), "what it stands for")
    plus = c + s.other_value(feature, own).xreplace({s_1: sp.S.One})
    row.at_most(plus, "two plus signs are best", keep=WEIGHTS)
    signs = w_o + u_o * (s.S_k - 1)
    row.at_most(c + a * feature + b * signs, "its own sign is plus at best", keep=WEIGHTS)
    row.equal(c + a * feature + b * (1 - u_o * (N + 1 - s.S_k)), "its weights add up to 1")
    row.at_most(c + a * s.h_k + b * (1 - u_o * (N + 1 - s.S_k)), keep=WEIGHTS)
    return row.at_most(TOP, "no group has less than $u$", keep=WEIGHTS)


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
    kept = (s.V_star_k, s.V_s_k, s.V_o_k, *WEIGHTS)
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
    witnesses=(SIGNS_IN_GROUPS, *seen_by(DRAWN)),
)

CLAIMS = (standard(envelope),)
