"""Chapter 13b: self-scores left out, and self-scores without the power of the noise."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch13b_cures_for_noise import WITNESSES
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.noisy_cures import CURED
from polyattn.ledger.witnesses.noisy_draws import CURED_DRAWN
from polyattn.symbolic import any_noise as y
from polyattn.symbolic import cures as z
from polyattn.symbolic import noise as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import (
    ROWS,
    N,
    P,
    Q,
    R,
    Row,
    Z_o,
    Z_star,
    a,
    b,
    beta,
    c,
    d,
    epsilon,
    f_star,
    m,
    n,
    p,
    q,
    t,
    theta,
)
from polyattn.symbolic.pair import a0, a1, on


def _entries(letters: tuple[Any, ...], row: Row) -> sp.Basic:
    return sp.And(*(sp.Eq(x, y) for x, y in zip(letters, row, strict=True)))


def _rows(part: Statement) -> Derivation:
    """Add up weight times entry over the classes of rows, column by column."""
    rows = Derivation(given=part.hypotheses)
    for entry in sp.And.make_args(part.conclusion):
        rows.have(entry, "weight times entry, over the classes of rows")
    return rows


def _bound(part: Statement) -> Derivation:
    """Clear denominators."""
    bound = Derivation(given=part.hypotheses)
    for relation in sp.And.make_args(part.conclusion):
        bound.have(relation, "clear denominators")
    return bound


_OWN, _OTHER = b * (t - 1) * Q / s.crowd, b * t * R / s.crowd
_SQUARES = (t - 1) * Q**2 + t * N * R**2

no_diagonal = Claim(
    "thm:no-diagonal",
    "theorem",
    "Without the diagonal the planted row is gone",
    13,
    statements={
        "planted": Statement(_entries(z.OFF_STAR, Row(sp.S.Zero, _OWN, _OTHER, c))),
        "group": Statement(_entries(z.OFF_S, Row(a * Q / s.crowd, _OWN, _OTHER, c)), (t > 1,)),
        "others": Statement(_entries(z.OFF_O, Row(a * R / s.crowd, _OWN, _OTHER, c))),
        "noise": Statement(sp.Eq(z.NORM_OFF, s.nu * _SQUARES / s.crowd**2)),
        "feature of mates": Statement(z.OFF_S[0] <= a / (t - 1), (t > 1, a >= 0)),
        "feature of others": Statement(z.OFF_O[0] <= a / (t * N), (a >= 0,)),
        **{
            f"difference in {row}": Statement(
                on(entries[0], 1) - on(entries[0], 0) <= (a1 - a0) / (t - 1), (t > 1, a1 >= a0)
            )
            for row, entries in (("mates", z.OFF_S), ("others", z.OFF_O))
        },
        "noise at most": Statement(z.NORM_OFF <= s.nu / (t - 1), (t > 1,)),
    },
    setting=(c > 0, t >= 1, d >= 4, s.nu >= 0),
    proofs={
        **dict.fromkeys(("planted", "group", "others", "noise"), _rows),
        **dict.fromkeys(("feature of mates", "feature of others", "noise at most"), _bound),
        **dict.fromkeys(("difference in mates", "difference in others"), _bound),
    },
    witnesses=WITNESSES,
)

_LOUD, _SOFT = (k - 1) * P, (t - k) * Q + t * N * R


def _seen(part: Statement) -> Derivation:
    """Clear the sum of the row."""
    weight, odds = part.conclusion.args
    seen = Derivation(weight, given=part.hypotheses)
    seen.have(P > 0, "since $c>0$")
    return seen.iff(odds, "multiply by the sum of the row")


planted_mates = Claim(
    "cor:planted-mates",
    "corollary",
    "Planted mates find each other",
    13,
    statements={
        "row": Statement(
            _entries(
                z.OFF_K,
                Row(
                    a * _LOUD / z.Z_off_k,
                    b * (_LOUD + (t - k) * Q) / z.Z_off_k,
                    b * t * R / z.Z_off_k,
                    c,
                ),
            )
        ),
        "half": Statement(
            sp.Equivalent(z.h_off_k >= 1 - epsilon, _LOUD >= (1 - epsilon) / epsilon * _SOFT),
            (epsilon > 0,),
        ),
        "noise": Statement(z.NORM_OFF_K <= s.nu / (k - 1), (beta > 0, s.nu >= 0)),
    },
    setting=(c > 0, t >= k, k > 1, d >= 4),
    proofs={"row": _rows, "half": _seen, "noise": _bound},
    witnesses=WITNESSES,
)

_ROOM = theta - b - c - a * f_star
_SIXTEENTH = sp.Rational(1, 16)


def _silent(part: Statement) -> Derivation:
    """Put the weight and the noise of the planted row into the theorem on any noise."""
    noise, limit = (-(_ROOM**2) / (2 * x) for x in (z.NORM_SUB_STAR, s.nu * f_star))
    silent = Derivation(y.P_noisy, given=part.hypotheses)
    silent.have(P > 0, "since $c>0$")
    silent.have(f_star > 0, "a positive weight")
    silent.have(z.NORM_SUB_STAR > 0, "there is noise")
    silent.have(y.omega_squared > 0, "the same", keep=(z.NORM_SUB_STAR,))
    silent.have(z.NORM_SUB_STAR <= s.nu * f_star, by="thm:subtract#most")
    silent.have(noise <= limit, "more noise, larger bound", keep=(z.NORM_SUB_STAR, f_star))
    silent.at_most(m * n * sp.exp(noise), by="thm:any-noise#silence")
    return silent.at_most(m * n * sp.exp(limit), by=rules.grows(sp.exp, noise, limit))


def _found(part: Statement) -> Derivation:
    """Put the clean weight into the theorem on any noise."""
    found = Derivation(y.P_noisy, given=part.hypotheses)
    return found.at_least(1 - (1 - _SIXTEENTH) ** m, by="thm:any-noise#activation")


def _averaged(part: Statement) -> Derivation:
    """Count the planted row as one of its group."""
    same = (*map(rules.stands_for, (P, Q)), rules.alike(lambda x: x**beta, p, q))
    group = Derivation(given=part.hypotheses)
    group.have(sp.Eq(P, Q), "no feature", by=same)
    return group.have(part.conclusion, "one of $t$ equal weights")


def _norm(norm: Any, itself: Any, total: Any) -> Statement:
    return Statement(sp.Eq(norm, s.nu * (itself**2 + _SQUARES) / total**2))


subtract = Claim(
    "thm:subtract",
    "theorem",
    "Subtracting the power of the noise",
    13,
    statements={
        "planted": Statement(_entries(z.SUB_STAR, ROWS["planted"])),
        "group": Statement(_entries(z.SUB_S, ROWS["group"]), (t > 1,)),
        "others": Statement(_entries(z.SUB_O, ROWS["others"])),
        "planted noise": _norm(z.NORM_SUB_STAR, P, Z_star),
        "noise": _norm(z.NORM_SUB_O, Q, Z_o),
        "most": Statement(z.NORM_SUB_STAR <= s.nu * f_star, (beta > 0,)),
        "less": Statement(z.NORM_SUB_O <= z.NORM_SUB_STAR, (beta > 0,)),
        "averaged": Statement(f_star <= 1 / t, (sp.Eq(a, 0),)),
    },
    setting=(c > 0, t >= 1, d >= 4, s.nu >= 0),
    proofs={
        **dict.fromkeys(("planted", "group", "others", "planted noise", "noise"), _rows),
        **dict.fromkeys(("most", "less"), _bound),
        "averaged": _averaged,
    },
    witnesses=WITNESSES,
)

separates = Claim(
    "cor:subtracted",
    "corollary",
    "No upper end",
    13,
    statements={
        "silent": Statement(
            y.P_noisy <= m * n * sp.exp(-(_ROOM**2) / (2 * s.nu * f_star)),
            (
                sp.Eq(y.f_top, f_star),
                sp.Eq(y.omega_squared, z.NORM_SUB_STAR),
                theta > a * f_star + b + c,
                a >= 0,
                b >= 0,
                beta > 0,
                s.nu > 0,
                m >= 1,
            ),
            where="Pr over m independent uniform sign vectors; m is a whole number",
        ),
        "found": Statement(
            y.P_noisy >= 1 - (1 - _SIXTEENTH) ** m,
            (
                sp.Eq(y.f_own, f_star),
                sp.Eq(y.omega_down, 0),
                sp.Eq(y.w_1 + y.w_g + y.w_d, 0),
                1 - f_star < (a + b + c - theta) / (a + 2 * b),
                a >= 0,
                b > 0,
                m >= 1,
            ),
            where="Pr over m independent uniform sign vectors; m is a whole number",
        ),
    },
    setting=(c > 0, t >= 1, d >= 4),
    proofs={"silent": _silent, "found": _found},
    witnesses=(CURED, CURED_DRAWN),
)

CLAIMS = (standard(no_diagonal), standard(planted_mates), standard(subtract), standard(separates))
