"""Chapter 14: k planted rows of one group are one planted row among t/k."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import seen_by
from polyattn.ledger.witnesses.sampled import Sampled
from polyattn.ledger.witnesses.several import IN_ONE_GROUP
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import Q, R, Row, a, b, beta, c, d, epsilon, t, u_o, w_o
from polyattn.symbolic.phases import DEGREE_LOCKED, DEGREE_NOT_LOCKED, DEGREE_SPREAD

WITNESSES = (
    IN_ONE_GROUP,
    *seen_by(Sampled(ranges={t: ("2", "3", "10", "1000"), k: ("1", "2", "3/2", "3", "10")})),
)
_SAME = {
    "planted": (s.ONE_STAR, Row(a * s.f_per, b * s.G_per, b * s.u_per, c)),
    "group": (s.ONE_S, Row(a * Q / s.Z_per, b * w_o, b * u_o, c)),
    "weights": ((s.h_one, s.G_one, s.u_one), (s.f_per, s.G_per, s.u_per)),
    "others": (s.ONE_O, Row(a * R / s.Z_per, b * w_o, b * u_o, c)),
}
_HALF = (a > 0, d >= 4, epsilon > 0, epsilon < 1)
_LATER, _LOW, _SPREAD = map(s.per_row, (DEGREE_LOCKED, DEGREE_NOT_LOCKED, DEGREE_SPREAD))


def _equal(letters: tuple[Any, ...], row: tuple[Any, ...]) -> sp.Basic:
    return sp.And(*(sp.Eq(x, y) for x, y in zip(letters, row, strict=True)))


def _rows(part: Statement) -> Derivation:
    """Add up weight times entry over the classes of rows, column by column."""
    rows = Derivation(given=part.hypotheses)
    for entry in part.conclusion.args:
        rows.have(entry, "divide top and bottom by k")
    return rows


def _as_one(name: str) -> Proof:
    """Take the bound of one planted row, with t/k in the place of t."""

    def proof(part: Statement) -> Derivation:
        weight = Derivation(s.h_one, given=part.hypotheses)
        weight.equal(s.f_per, "divide top and bottom by k")
        bound = stated(f"thm:concentration#{name}", {t: t / k})
        go = weight.at_least if part.conclusion.func is sp.Ge else weight.at_most
        return go(part.conclusion.rhs, by=bound)

    return proof


one_group = Claim(
    "thm:k-rows-one-group",
    "theorem",
    "k rows of one group are one row among n/k",
    14,
    statements={
        **{name: Statement(_equal(*pair)) for name, pair in _SAME.items()},
        "locked": Statement(s.h_one >= 1 - epsilon, (*_HALF, beta >= _LATER)),
        "not locked": Statement(s.h_one <= 1 - epsilon, (*_HALF, beta <= _LOW)),
        "spread": Statement(s.h_one <= epsilon, (*_HALF, beta <= _SPREAD)),
    },
    setting=(c > 0, k >= 1, t >= k),
    proofs={
        **dict.fromkeys(_SAME, _rows),
        **{name: _as_one(name) for name in ("locked", "not locked", "spread")},
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(one_group),)
