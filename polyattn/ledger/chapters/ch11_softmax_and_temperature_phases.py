"""Chapter 11: when softmax locks, groups and detects; linear attention."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS
from polyattn.ledger.chapters.ch09a_detection_threshold import ABOVE, appears, fades
from polyattn.ledger.chapters.ch11_softmax_and_temperature_phases_witness import far_out
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.engine.softmax import under_softmax
from polyattn.ledger.witnesses import Counted, Dense, FarOut, Sampled, Walk, seen_by
from polyattn.symbolic.chances import S_m, S_soft
from polyattn.symbolic.limits import Lim, LimInf
from polyattn.symbolic.model import N, P, R, a, b, beta, c, d, f_star, m, n, p, r, t
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.phases import delta
from polyattn.symbolic.softmax import P1_soft, P_soft, Q_soft, R_soft, alpha, f_soft_star, w_soft_o

ALPHA_PR = 1 / (a**2 + b**2)
ALPHA_PQ = (1 - delta) / a**2
ALPHA_GROUP = delta / b**2
ALPHA_DET = (1 - delta / 2) / (a1**2 + b**2)

_LOCK_ROOM = sp.Max(1 - delta - alpha * a**2, 1 - alpha * (a**2 + b**2), evaluate=False)
_LOCK_AT = sp.Max(ALPHA_PR, ALPHA_PQ, evaluate=False)

_SCALED = (delta <= 1, t >= 1, d >= 4)


def _solved(part: Statement) -> Derivation:
    """Solve the exponent for the scale."""
    exponent, scale = part.conclusion.args
    return Derivation(exponent, given=part.hypotheses).iff(scale, "solve for the scale")


def _compared(part: Statement) -> Derivation:
    """Compare the scales."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "clear denominators")


def _tends(part: Statement, weight: Any, to: int, error: Any) -> Derivation:
    """Squeeze a weight by a power of n whose exponent is negative."""
    near = Derivation(given=part.hypotheses)
    near.have(n > 1, "d - 2 = N + 1 is at least 2")
    near.have(sp.log(n) > 0, by=rules.grows(sp.log, sp.S.One, n, strict=True))
    near.have(R_soft > 0, by=rules.ordered(R_soft > 0))
    near.have(Q_soft >= R_soft, by=rules.ordered(Q_soft >= R_soft))
    near.have(P_soft >= Q_soft, by=rules.ordered(P_soft >= Q_soft))
    near.have(sp.Eq(Lim(error), 0), "its exponents are negative", by=rules.vanishes(error))
    return near.have(sp.Eq(Lim(weight), to), by=rules.squeezed(weight, to, error))


def _locks(part: Statement) -> Derivation:
    """Compare the planted row with its mates and with the others."""
    rest = t * Q_soft / P_soft + t * N * R_soft / P_soft
    return _tends(part, f_soft_star, 1, rest)


def _spreads(part: Statement) -> Derivation:
    """Let one of the two crowds alone take all."""
    cases = []
    for scale, rest in ((ALPHA_PR, t * N * R_soft / P_soft), (ALPHA_PQ, t * Q_soft / P_soft)):
        case = alpha < scale
        given = [h for h in part.hypotheses if not h.has(sp.Max)]
        cases.append(
            (case, _tends(replace(part, hypotheses=(*given, case)), f_soft_star, 0, 1 / rest))
        )
    return Derivation(given=part.hypotheses).cases(part.conclusion, *cases)


def _groups(part: Statement) -> Derivation:
    """Compare the own group with the others."""
    return _tends(part, w_soft_o, 1, N * R_soft / Q_soft)


def _does_not_group(part: Statement) -> Derivation:
    """Compare the own group with the others."""
    return _tends(part, w_soft_o, 0, Q_soft / (N * R_soft))


def _ordered(part: Statement) -> Derivation:
    """Note that the powers are positive, and that n is more than 1."""
    order = Derivation(given=part.hypotheses).have(n > 1, "d - 2 = N + 1 is at least 2")
    order.have(sp.log(n) > 0, by=rules.grows(sp.log, sp.S.One, n, strict=True))
    for power in (P1_soft, R_soft):
        order.have(power > 0, by=rules.ordered(power > 0))
    return order


def _not_detected(part: Statement) -> Derivation:
    """Count, as for a polynomial."""
    given = (*part.hypotheses, n > 1, P1_soft > 0, R_soft > 0)
    necessary = under_softmax("thm:detection-necessary#explicit")
    gone = fades(replace(part, hypotheses=given), S_soft, P1_soft / (R_soft * t), necessary)
    return Derivation(given=part.hypotheses).have(part.conclusion, by=(_ordered(part), gone))


def _detected(part: Statement) -> Derivation:
    """Put the threshold where the sufficient condition does."""
    ratio, above = P1_soft / (R_soft * t), partial(under_softmax, ABOVE)
    return appears(_ordered(part), part.conclusion, ratio, Lim, above)


_PAIR = (a0 >= 0, a1 > a0, b > 0, c > 0, alpha > 0, delta > 0, m >= 1, *_SCALED)
_OUT = FarOut(
    (("9/10", "3/5", "2/5"), ("1/2", "6/5", "2/5")),
    ("1/4", "4/5"),
    extra={
        alpha: tuple(
            scale * sp.Rational(x, 20)
            for scale in (ALPHA_PR, ALPHA_PQ, ALPHA_GROUP)
            for x in (19, 21)
        )
    },
)

_LIMITS = ("locks", "does not lock", "groups", "does not group")
_ALGEBRA = ("lock", "group", "before any lock", "between")

softmax_phases = Claim(
    "thm:softmax-phases",
    "theorem",
    "When softmax locks, groups and detects",
    11,
    statements={
        "lock": Statement(sp.Equivalent(_LOCK_ROOM < 0, alpha > _LOCK_AT), (a > 0,)),
        "locks": Statement(
            sp.Eq(Lim(f_soft_star), 1), (a > 0, delta > 0, *_SCALED, alpha > _LOCK_AT)
        ),
        "does not lock": Statement(
            sp.Eq(Lim(f_soft_star), 0), (a > 0, delta > 0, alpha > 0, *_SCALED, alpha < _LOCK_AT)
        ),
        "group": Statement(sp.Equivalent(delta - alpha * b**2 < 0, alpha > ALPHA_GROUP), (b > 0,)),
        "groups": Statement(
            sp.Eq(Lim(w_soft_o), 1), (b > 0, delta > 0, *_SCALED, alpha > ALPHA_GROUP)
        ),
        "does not group": Statement(
            sp.Eq(Lim(w_soft_o), 0), (b > 0, alpha > 0, *_SCALED, alpha < ALPHA_GROUP)
        ),
        "no detection": Statement(sp.Eq(Lim(S_soft), 0), (*_PAIR, alpha < ALPHA_DET)),
        "detection": Statement(
            LimInf(S_soft) >= 1 - sp.Rational(7, 8) ** m, (*_PAIR, alpha > ALPHA_DET)
        ),
        "before any lock": Statement(ALPHA_DET < ALPHA_PR.xreplace({a: a1}), (b > 0, delta > 0)),
        "between": Statement((ALPHA_PQ - ALPHA_PR) * (ALPHA_PR - ALPHA_GROUP) >= 0, (a > 0, b > 0)),
    },
    proofs={
        "lock": _solved,
        "locks": _locks,
        "does not lock": _spreads,
        "group": _solved,
        "groups": _groups,
        "does not group": _does_not_group,
        "no detection": _not_detected,
        "detection": _detected,
        "before any lock": _compared,
        "between": _compared,
    },
    witnesses=(
        *seen_by(Sampled(), of=_ALGEBRA),
        Step("far out", (Computed("sampled", far_out),), ("lock", "group")),
        *seen_by(_OUT, of=_LIMITS),
    ),
)

_ENTRIES = (("1/10", "1/2", "1"), ("1/2", "1/2", "1"), ("3", "1/2", "1"))


def _mean(part: Statement) -> Derivation:
    """Compare with the mean of n powers, of which P is the largest and R the least."""
    weight = Derivation(given=part.hypotheses)
    weight.have(f_star >= 1 / n, "P is the largest of n powers")
    weight.have(f_star <= P / (n * R), "R is the least of n powers")
    weight.have(sp.Eq(P, p), "degree 1", by=rules.stands_for(P))
    weight.have(sp.Eq(R, r), "degree 1", by=rules.stands_for(R))
    return weight.have(f_star <= p / (n * r), "insert them")


def _blind(part: Statement) -> Derivation:
    """Use that degree 1 is a fixed degree."""
    blind = Derivation(given=part.hypotheses)
    return blind.have(part.conclusion, by="cor:no-fixed-degree#any number of copies")


linear_attention = Claim(
    "thm:linear-attention",
    "theorem",
    "Linear attention is blind where groups are many",
    11,
    statements={
        "weight": Statement(
            sp.And(f_star >= 1 / n, f_star <= p / (n * r)), (c > 0, t >= 1, d >= 4)
        ),
        "separability": Statement(
            S_m < m * sp.ceiling((1 + a1 / (2 * b)) * on(p, 1) / r) * sp.sqrt(2 / (sp.pi * N)),
            (*(h for h in TWO_DATA_SETS if h != (beta > 0)), m >= 1),
        ),
    },
    setting=(sp.Eq(beta, 1),),
    proofs={"weight": _mean, "separability": _blind},
    witnesses=(
        *seen_by(Walk(Dense), Sampled(), of=("weight",)),
        Step(
            "dense network, all thresholds",
            (Walk(Dense, ((4, 1), (4, 2), (5, 2)), _ENTRIES, (1,)),),
            ("separability",),
        ),
        *seen_by(Walk(Counted, ((4, 2), (12, 3)), _ENTRIES, (1,)), of=("separability",)),
    ),
)

CLAIMS = (standard(softmax_phases), standard(linear_attention))
