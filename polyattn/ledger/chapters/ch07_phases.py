"""Chapter 7: which row concentrates on what, at which multiple of log n."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, FarOut, Sampled, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import (
    G_star,
    N,
    P,
    Q,
    R,
    a,
    b,
    beta,
    c,
    d,
    epsilon,
    f_star,
    p,
    q,
    r,
    t,
    w_o,
)
from polyattn.symbolic.pair import L
from polyattn.symbolic.phases import (
    beta_up,
    delta,
    ell,
    growth_p,
    growth_q,
    growth_r,
    kappa,
    kappa_group,
    kappa_pq,
    kappa_pr,
    kappa_star,
)

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
    "One of three always lies between",
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

# The odds at which a transition ends.
_ODDS = (1 - epsilon) / epsilon
_MORE = beta_up - beta


_SCORES = {growth_p: p, growth_q: q, growth_r: r}


def _growth(high: Any, low: Any, part: Statement) -> Derivation:
    """Write a ratio of two powers as an exponential."""
    x, y = _SCORES[high], _SCORES[low]
    factors = (x / y > 0, y > 0)
    means = (rules.stands_for(high), rules.stands_for(low))
    growth = Derivation(high / low, given=part.hypotheses)
    growth.have(sp.And(*factors), "scores are positive")
    growth.equal(x**_MORE / y**_MORE, by=means)
    growth.equal((x / y) ** _MORE, by=rules.power_of_product(x / y, y, _MORE))
    return growth.equal(sp.exp(_MORE * sp.log(x / y)), by=rules.power(x / y, _MORE))


def _square(kind: str, ratio: Any) -> Any:
    """Return when a power of a ratio is at least, or at most, the square of the odds."""
    put = {beta: _MORE, ell: sp.log(ratio), L: 2 * sp.log(_ODDS)}
    return stated(f"lem:power-rule#{kind}", put)


def _passage(part: Statement) -> Derivation:
    """Turn degrees into a power by the power rule."""
    *_, (longer, width) = (h.args for h in part.hypotheses)
    signs = Derivation(given=part.hypotheses)
    signs.have(sp.log(p / q) > 0, "there is a feature")
    signs.have(sp.log(_ODDS) >= 0, "odds of 1 at least", by=rules.grows(sp.log, sp.S.One, _ODDS))
    later = Derivation(longer, given=part.hypotheses).at_least(width, "by hypothesis")
    later.at_least(0, by=signs)
    proof = Derivation(given=part.hypotheses)
    proof.have(beta_up >= beta, by=later)
    square = (signs, _square("at least", p / q))
    proof.have(sp.exp(_MORE * sp.log(p / q)) >= _ODDS**2, by=square)
    proof.have(growth_p / growth_q >= _ODDS**2, by=_growth(growth_p, growth_q, part))
    proof.have(growth_p >= _ODDS**2 * growth_q, "multiply")
    return proof.have(part.conclusion, by="thm:cutoff#locks")


def _passage_of_others(part: Statement) -> Derivation:
    """Solve both ends for the one ratio that decides."""
    proof = Derivation(given=part.hypotheses)
    proof.have(sp.log(q / r) > 0, "b > 0")
    proof.have(sp.Eq(growth_q / growth_r, _ODDS**2), "both ends")
    whole = sp.exp(_MORE * sp.log(q / r))
    proof.have(sp.Eq(whole, _ODDS**2), by=_growth(growth_q, growth_r, part))
    width = part.conclusion.rhs
    proof.have(_MORE >= width, by=_square("at least", q / r))
    proof.have(_MORE <= width, by=_square("at most", q / r))
    return proof.have(part.conclusion, "both ways")


_CUTOFFS = ("locks", "others group", "others group, not faster")

cutoff = Claim(
    "thm:cutoff",
    "theorem",
    "Every transition is a cutoff",
    7,
    setting=(c > 0, t >= 1, N >= 1, epsilon > 0, epsilon < 1),
    statements={
        "locks": Statement(
            s.f_up >= 1 - epsilon,
            (f_star >= epsilon, beta_up >= beta, growth_p >= _ODDS**2 * growth_q),
        ),
        "others group": Statement(
            s.w_up >= 1 - epsilon, (w_o >= epsilon, growth_q >= _ODDS**2 * growth_r)
        ),
        "others group, not faster": Statement(
            s.w_up <= 1 - epsilon, (w_o <= epsilon, growth_q <= _ODDS**2 * growth_r)
        ),
        "passage": Statement(
            s.f_up >= 1 - epsilon,
            (
                a > 0,
                epsilon < sp.Rational(1, 2),
                f_star >= epsilon,
                _MORE >= 2 * sp.log(_ODDS) / sp.log(p / q),
            ),
        ),
        "passage of the others": Statement(
            sp.Eq(_MORE, 2 * sp.log(_ODDS) / sp.log(q / r)),
            (b > 0, sp.Eq(w_o, epsilon), sp.Eq(s.w_up, 1 - epsilon)),
        ),
    },
    proofs={
        "locks": _always,
        "others group": _always,
        "others group, not faster": _always,
        "passage": _passage,
        "passage of the others": _passage_of_others,
    },
    witnesses=(
        Step("dense network at two degrees", (Walk(Dense, ((4, 1), (5, 3))),), _CUTOFFS),
        *seen_by(Sampled(), of=(*_CUTOFFS, "passage")),
    ),
)

CLAIMS = (standard(mediant), standard(phases), standard(cutoff))
