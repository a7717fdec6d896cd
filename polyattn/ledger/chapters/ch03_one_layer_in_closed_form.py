"""Chapter 3: one layer in closed form."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.chain import Derivation, Proof
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.symbolic import (
    G_star,
    N,
    Q,
    R,
    Z_o,
    Z_star,
    a,
    b,
    beta,
    c,
    d,
    f_star,
    t,
    u_o,
    u_star,
    w_o,
)

_WITNESSES = seen_by(Walk(Dense), Sampled())


_ORDER = {
    "sums": Statement(Z_star >= Z_o),
    "other groups": Statement(u_star <= u_o),
    "own group": Statement(G_star >= w_o),
    "planted": Statement(f_star >= Q / Z_o),
    "same group": Statement(Q / Z_o > R / Z_o),
    "own before other": Statement(w_o > u_o),
    "other rows": Statement(N * u_o < 1),
    "planted row": Statement(u_star < 1 / (N + 1)),
}


def _compare(part: Statement) -> Derivation:
    """Clear denominators, and factor the difference."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "clear denominators, factor")


order_facts = Claim(
    "lem:order-facts",
    "lemma",
    "Which weight is larger",
    3,
    statements=_ORDER,
    setting=(b > 0, beta > 0, t >= 1, d >= 4),
    proofs=dict.fromkeys(_ORDER, _compare),
    witnesses=_WITNESSES,
)


def _equal(letters: tuple[object, ...], row: s.Row) -> sp.Basic:
    return sp.And(*(sp.Eq(x, y) for x, y in zip(letters, row, strict=True)))


def _rows(part: Statement) -> Derivation:
    """Add up weight times entry over the classes of rows, column by column."""
    rows = Derivation(given=part.hypotheses)
    for entry in part.conclusion.args:
        rows.have(entry, "weight times entry, over the classes of rows")
    return rows


def _shares(part: Statement) -> Derivation:
    """Add the numerators."""
    shares = Derivation(part.conclusion.lhs, given=part.hypotheses)
    return shares.equal(part.conclusion.rhs, "the numerators add up to the sum of the row")


closed_form = Claim(
    "thm:closed-form",
    "theorem",
    "The three rows of C",
    3,
    statements={
        "planted": Statement(_equal(s.C_star, s.ROWS["planted"])),
        "group": Statement(_equal(s.C_s, s.ROWS["group"])),
        "others": Statement(_equal(s.C_o, s.ROWS["others"])),
        "planted weights": Statement(sp.Eq(G_star + N * u_star, 1)),
        "other weights": Statement(sp.Eq(w_o + N * u_o, 1)),
    },
    setting=(c > 0,),
    uses=("lem:row-classes",),
    proofs={
        "planted": _rows,
        "group": _rows,
        "others": _rows,
        "planted weights": _shares,
        "other weights": _shares,
    },
    witnesses=_WITNESSES,
)


def _norm(kind: str, row: tuple[Any, ...], weights: str) -> Proof:
    """Add up a row: its entries at the groups share b."""
    entries = s.ROWS[kind]

    def proof(part: Statement) -> Derivation:
        norm = Derivation(part.conclusion.lhs, given=part.hypotheses)
        norm.equal(row[0] + row[1] + N * row[2] + row[3], "no entry is negative")
        total = entries.feature + entries.own + N * entries.other + entries.bias
        norm.equal(total, by=f"thm:closed-form#{kind}")
        return norm.equal(part.conclusion.rhs, by=f"thm:closed-form#{weights}")

    return proof


l1_conservation = Claim(
    "lem:l1-conservation",
    "lemma",
    "A degree does not make rows larger",
    3,
    statements={
        "planted": Statement(sp.Eq(s.norm_star, b + c + a * f_star)),
        "group": Statement(sp.Eq(s.norm_s, b + c + a * Q / Z_o)),
        "others": Statement(sp.Eq(s.norm_o, b + c + a * R / Z_o)),
    },
    setting=(c > 0,),
    proofs={
        "planted": _norm("planted", s.C_star, "planted weights"),
        "group": _norm("group", s.C_s, "other weights"),
        "others": _norm("others", s.C_o, "other weights"),
    },
    witnesses=_WITNESSES,
)

CLAIMS = (standard(order_facts), standard(closed_form), standard(l1_conservation))
