"""Chapter 7: which row concentrates on what, at which multiple of log n."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, FarOut, Sampled, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import G_star, N, P, Q, R, a, b, beta, c, d, f_star, t, w_o
from polyattn.symbolic.phases import delta, kappa, kappa_group, kappa_pq, kappa_pr, kappa_star

BEFORE = sp.Min(kappa_pr, kappa_group, evaluate=False)


_GRID = {
    a: ("0", "1/2", "2"),
    b: ("3/5", "2"),
    c: ("1/5", "1"),
    delta: tuple(f"{k}/12" for k in range(1, 12)),
}


def _logarithms(part: Statement) -> Derivation:
    """Multiply by two positive logarithms, whose sum is the third."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "two positive logarithms")


mediant = Claim(
    "lem:mediant",
    "lemma",
    "The planted row meets the other groups in between",
    7,
    setting=(b > 0, c > 0),
    statements={
        "weighted mean": Statement(
            sp.Eq(
                1 / (s.log_pq + s.log_qr),
                (s.log_pq * s.k_pq + s.log_qr * s.k_group) / (s.log_pq + s.log_qr),
            ),
            (a > 0,),
        ),
        "direct": Statement(
            sp.And(kappa_pq < kappa_pr, kappa_pr < kappa_group), (kappa_pq < kappa_group,)
        ),
        "detour": Statement(
            sp.And(kappa_group < kappa_pr, kappa_pr < kappa_pq), (kappa_group < kappa_pq,)
        ),
        "all equal": Statement(
            sp.And(sp.Eq(kappa_pq, kappa_pr), sp.Eq(kappa_pr, kappa_group)),
            (sp.Eq(kappa_pq, kappa_group),),
        ),
    },
    proofs=dict.fromkeys(("weighted mean", "direct", "detour", "all equal"), _logarithms),
    witnesses=(
        *seen_by(Sampled(), of=("weighted mean", "direct", "detour")),
        Step(
            "decimals",
            (Computed("sampled", decimals(_GRID)),),
            ("weighted mean", "direct", "detour"),
        ),
    ),
)

_MATES, _OTHERS, _GROUPS = (t - 1) * Q / P, t * N * R / P, N * R / Q


def _tends(chain: Derivation, weight: Any, to: int, error: Any, why: str) -> Derivation:
    """Squeeze a weight between 0 or 1 and a sum of powers of n with negative exponents."""
    chain.have(sp.Eq(Lim(error), 0), "negative exponents", by=rules.vanishes(error))
    chain.have(weight <= to + error, why)
    chain.have(weight >= to - error, why)
    return chain.have(sp.Eq(Lim(weight), to), by=rules.squeezed(weight, to, error))


def _locked(part: Statement) -> Derivation:
    """Let both crowds vanish."""
    proof = Derivation(given=part.hypotheses)
    return _tends(proof, f_star, 1, _MATES + _OTHERS, "what the two crowds take")


def _not_locked(part: Statement) -> Derivation:
    """Let one crowd outgrow the planted row; mates are there from some size on."""
    many = kappa < kappa_pr
    others = Derivation(given=(*part.hypotheses, many))
    _tends(others, f_star, 0, 1 / _OTHERS, "the other groups alone")
    later = (*part.hypotheses, kappa >= kappa_pr)
    late = Derivation(given=(*later, 1 / t < 1)).have(t > 1)
    _tends(late, f_star, 0, 1 / _MATES, "the mates alone")
    mates = Derivation(given=later)
    mates.have(kappa < kappa_pq, "one of the two is later").have(kappa > 0)
    mates.have(delta < 1, "there are mates")
    mates.have(sp.Eq(Lim(1 / t), 0), by=rules.vanishes(1 / t))
    mates.have(part.conclusion, by=rules.eventually(1 / t < 1, late))
    proof = Derivation(given=part.hypotheses)
    return proof.cases(part.conclusion, (many, others), (kappa >= kappa_pr, mates))


def _grouped(part: Statement) -> Derivation:
    """Compare the other groups with the planted row, or with its mates and itself."""
    branches = []
    for degree, crowd in ((kappa_pr, _OTHERS), (kappa_group, _GROUPS)):
        proof = Derivation(given=(*part.hypotheses, kappa > degree))
        branches.append((kappa > degree, _tends(proof, G_star, 1, crowd, "what the others take")))
    return Derivation(given=part.hypotheses).cases(part.conclusion, *branches)


def _not_grouped(part: Statement) -> Derivation:
    """Let the other groups outgrow the planted row and its mates."""
    proof = Derivation(given=part.hypotheses)
    return _tends(proof, G_star, 0, 1 / _OTHERS + 1 / _GROUPS, "the other groups alone")


def _others_grouped(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    return _tends(Derivation(given=part.hypotheses), w_o, 1, _GROUPS, "what the others take")


def _others_spread(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    return _tends(Derivation(given=part.hypotheses), w_o, 0, 1 / _GROUPS, "the others alone")


def _always(part: Statement) -> Derivation:
    """Clear denominators."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "clear denominators")


SCALED = (delta > 0, delta <= 1)
_LIMITS = {
    "locked": Statement(sp.Eq(Lim(f_star), 1), (a > 0, *SCALED, kappa > kappa_star)),
    "not locked": Statement(sp.Eq(Lim(f_star), 0), (a > 0, *SCALED, kappa < kappa_star)),
    "grouped": Statement(sp.Eq(Lim(G_star), 1), (beta > 0, *SCALED, kappa > BEFORE)),
    "not grouped": Statement(sp.Eq(Lim(G_star), 0), (*SCALED, kappa < BEFORE)),
    "others grouped": Statement(sp.Eq(Lim(w_o), 1), (*SCALED, kappa > kappa_group)),
    "others spread": Statement(sp.Eq(Lim(w_o), 0), (*SCALED, kappa < kappa_group)),
}

_ENTRIES = (
    *(("1/5", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("2", "6/5", "1")),
    *(("0", "3/5", "2/5"), ("1", "0", "1")),
)

phases = Claim(
    "thm:phases",
    "theorem",
    "Phases",
    7,
    setting=(b > 0, c > 0, t >= 1, d >= 4),
    statements={
        **_LIMITS,
        "never earlier": Statement(G_star - f_star < w_o),
        "no feature": Statement(f_star < 1 / t, (P <= Q,)),
    },
    proofs={
        "locked": _locked,
        "not locked": _not_locked,
        "grouped": _grouped,
        "not grouped": _not_grouped,
        "others grouped": _others_grouped,
        "others spread": _others_spread,
        "never earlier": _always,
        "no feature": _always,
    },
    witnesses=(
        *seen_by(Sampled(), of=("never earlier",)),
        *seen_by(Walk(Dense), of=("never earlier", "no feature")),
        *seen_by(FarOut(_ENTRIES), of=tuple(_LIMITS)),
    ),
)

CLAIMS = (standard(mediant), standard(phases))
