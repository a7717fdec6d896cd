"""Chapter 3: one layer in closed form."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Statement, standard
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
_WEIGHTS_DEFINED = (c > 0, t >= 1, d >= 4)

order_facts = Claim(
    "lem:order-facts",
    "lemma",
    "Which weight is larger",
    3,
    statements={
        "normalisers": Statement(Z_star >= Z_o),
        "other groups": Statement(u_star <= u_o),
        "own group": Statement(G_star >= w_o),
        "planted": Statement(f_star >= Q / Z_o),
        "same group": Statement(Q / Z_o > R / Z_o),
        "own before other": Statement(w_o > u_o),
        "other rows": Statement(N * u_o < 1),
        "planted row": Statement(u_star < 1 / (N + 1)),
    },
    setting=(b > 0, beta > 0, t >= 1, d >= 4),
    steps=(Step("clear denominators, factor", (Algebra(),)),),
    witnesses=_WITNESSES,
)


def _equal(letters: tuple[object, ...], row: s.Row) -> sp.Basic:
    return sp.And(*(sp.Eq(x, y) for x, y in zip(letters, row, strict=True)))


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
    setting=_WEIGHTS_DEFINED,
    uses=("lem:row-classes",),
    steps=(Step("sum weight times entry over the classes of rows", (Algebra(),)),),
    witnesses=_WITNESSES,
)

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
    setting=_WEIGHTS_DEFINED,
    uses=("thm:closed-form",),
    steps=(Step("the entries are nonnegative, and their sum telescopes", (Algebra(),)),),
    witnesses=_WITNESSES,
)

CLAIMS = (standard(order_facts), standard(closed_form), standard(l1_conservation))
