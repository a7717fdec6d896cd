"""Chapter 13: noise is a planted feature in every row."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Sampled, seen_by
from polyattn.ledger.witnesses.noisy import ORTHOGONAL
from polyattn.symbolic import noise as s
from polyattn.symbolic.model import N, Q, R, Row, beta, c, d, t
from polyattn.symbolic.softmax import f_j, x_j, x_rest

WITNESSES = (ORTHOGONAL, *seen_by(Sampled()))
_MATES, _FAR = (t - 1) * Q, t * N * R
_LARGER = sp.Max(_MATES, _FAR, evaluate=False)


def _share(part: Statement) -> Derivation:
    """Divide the sum of the row by the weight of the row itself."""
    share = Derivation(part.conclusion.lhs, given=part.hypotheses)
    for weight in part.conclusion.free_symbols & {s.P_nu, s.Q_nu}:
        share.have(weight > 0, by=rules.ordered(weight > 0))
    return share.equal(part.conclusion.rhs, "divide by the row's own weight")


def _between(part: Statement) -> Derivation:
    """Compare a sum of two terms with the larger one."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "a sum of two terms")


crowd = Claim(
    "lem:crowd-score",
    "lemma",
    "One crowd for every row",
    13,
    statements={
        "any row": Statement(sp.Eq(f_j, 1 / (1 + x_rest / x_j)), (x_j > 0,)),
        "planted": Statement(sp.Eq(s.f_nu, 1 / (1 + s.crowd / s.P_nu)), (s.nu >= 0,)),
        "others": Statement(sp.Eq(s.f_o_nu, 1 / (1 + s.crowd / s.Q_nu)), (s.nu >= 0,)),
        "at least": Statement(s.crowd >= _LARGER),
        "at most": Statement(s.crowd <= 2 * _LARGER),
    },
    setting=(c > 0, t >= 1, d >= 4),
    proofs={
        **dict.fromkeys(("any row", "planted", "others"), _share),
        **dict.fromkeys(("at least", "at most"), _between),
    },
    witnesses=WITNESSES,
)


def _entries(letters: tuple[Any, ...], row: Row) -> sp.Basic:
    return sp.And(*(sp.Eq(x, y) for x, y in zip(letters, row, strict=True)))


def _rows(part: Statement) -> Derivation:
    """Add up weight times entry over the classes of rows, column by column."""
    rows = Derivation(given=part.hypotheses)
    rows.have(s.Q_nu > 0, by=rules.ordered(s.Q_nu > 0))
    rows.have(s.P_nu > 0, by=rules.ordered(s.P_nu > 0))
    for entry in sp.And.make_args(part.conclusion):
        rows.have(entry, "weight times entry, over the classes of rows")
    return rows


def _order(part: Statement) -> Derivation:
    """Compare the self-scores, clear denominators, and factor the difference."""
    order = Derivation(given=part.hypotheses)
    order.have(s.Q_nu >= Q, by=rules.ordered(s.Q_nu >= Q))
    order.have(s.P_nu >= s.Q_nu, by=rules.ordered(s.P_nu >= s.Q_nu))
    for relation in sp.And.make_args(part.conclusion):
        order.have(relation, "clear denominators, factor")
    return order


def _norm(norm: Any, itself: Any, total: Any) -> Statement:
    squares = itself**2 + (t - 1) * Q**2 + t * N * R**2
    return Statement(sp.Eq(norm, s.nu * squares / total**2))


orthogonal = Claim(
    "thm:orthogonal-noise",
    "theorem",
    "Noise is a planted feature in every row",
    13,
    statements={
        "planted": Statement(_entries(s.CLEAN_STAR, s.NOISY_ROWS["planted"])),
        "group": Statement(_entries(s.CLEAN_S, s.NOISY_ROWS["group"])),
        "others": Statement(_entries(s.CLEAN_O, s.NOISY_ROWS["others"])),
        "planted noise": _norm(s.NORM_STAR, s.P_nu, s.Z_star_nu),
        "noise": _norm(s.NORM_O, s.Q_nu, s.Z_o_nu),
        "weights": Statement(
            sp.And(sp.Eq(s.G_nu + N * s.u_nu, 1), sp.Eq(s.w_nu + N * s.u_o_nu, 1))
        ),
        "sums": Statement(s.Z_star_nu >= s.Z_o_nu, (beta > 0,)),
        "self-weights": Statement(
            sp.And(s.f_nu >= s.f_o_nu, s.f_o_nu >= Q / s.Z_o_nu), (beta > 0,)
        ),
        "group weights": Statement(
            sp.And(s.G_nu >= s.w_nu, s.w_nu >= s.u_o_nu, s.u_o_nu >= s.u_nu), (beta > 0,)
        ),
        "other groups": Statement(sp.And(N * s.u_o_nu <= 1, s.u_nu <= 1 / (N + 1)), (beta > 0,)),
    },
    setting=(c > 0, t >= 1, d >= 4, s.nu >= 0),
    proofs={
        **dict.fromkeys(("planted", "group", "others", "planted noise", "noise"), _rows),
        "weights": _rows,
        **dict.fromkeys(("sums", "self-weights", "group weights", "other groups"), _order),
    },
    witnesses=WITNESSES,
)

CLAIMS = (standard(crowd), standard(orthogonal))
