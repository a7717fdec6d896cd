"""Chapter 4: high degree, the planted row locks."""

from __future__ import annotations

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Sampled, Walk, seen_by
from polyattn.symbolic.chances import Pr
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
    m,
    n,
    p,
    q,
    r,
    t,
    theta,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import K, P_active, S, V_star, X, p_theta, s_1, s_g
from polyattn.symbolic.phases import DEGREE_GROUPED, DEGREE_LOCKED, DEGREE_NOT_LOCKED, DEGREE_SPREAD

WITNESSES = seen_by(Walk(Dense), Sampled())

_ODDS = (1 - epsilon) / epsilon


def _locked(part: Statement) -> Derivation:
    """Each of the two crowds has half of what the planted row may lose."""
    lock = Derivation(1 / f_star, given=part.hypotheses)
    lock.equal(1 + (t - 1) * Q / P + (n - t) * R / P, "divide Z_* by P")
    lock.at_most(1 + 1 / (2 * _ODDS) + 1 / (2 * _ODDS), "each crowd has half")
    return lock.equal(1 / (1 - epsilon))


def _not_locked(part: Statement) -> Derivation:
    """One of the two crowds alone takes more."""
    free = Derivation(1 / f_star, given=part.hypotheses)
    free.equal(1 + (t - 1) * Q / P + (n - t) * R / P, "divide Z_* by P")
    free.at_least(1 + 1 / _ODDS, "the crowd that needs the higher degree")
    return free.equal(1 / (1 - epsilon))


def _spread(part: Statement) -> Derivation:
    """Turn the odds of the step before round."""
    spread = Derivation(1 / f_star, given=part.hypotheses)
    spread.equal(1 + (t - 1) * Q / P + (n - t) * R / P, "divide Z_* by P")
    spread.at_least(1 + _ODDS, "the crowd that needs the higher degree")
    return spread.equal(1 / epsilon)


def _grouped(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    group = Derivation(w_o >= 1 - epsilon, given=part.hypotheses)
    group.iff(Q / R >= N * _ODDS, "divide by t R")
    return group.iff(beta >= DEGREE_GROUPED, "the power rule")


def _tight(part: Statement) -> Derivation:
    """Each term grows by log 2 over its logarithm, and that of p/q is the smaller one."""
    mates, others = (t - 1) * _ODDS, (n - t) * _ODDS
    apart = Derivation(given=(*part.hypotheses, t > 1))
    for crowd in (mates, others):
        apart.have(
            sp.Eq(sp.log(2 * crowd), sp.log(2) + sp.log(crowd)),
            by=rules.log_of_product(sp.Integer(2), crowd),
        )
    gain = sp.log(2) / sp.log(p / q)
    for crowd, ratio in ((mates, p / q), (others, p / r)):
        apart.have(
            sp.log(2 * crowd) / sp.log(ratio) <= sp.log(crowd) / sp.log(ratio) + gain,
            "the logarithm of p/q is the smaller one",
        )
    apart.have(part.conclusion, "term by term")
    gone = r"With $t=1$ there are no mates: the first logarithm is $-\infty$."
    alone = Derivation(DEGREE_LOCKED, given=(*part.hypotheses, t <= 1))
    alone.equal(sp.log(2 * others) / sp.log(p / r), words=gone)
    two = rules.log_of_product(sp.Integer(2), others)
    alone.equal((sp.log(2) + sp.log(others)) / sp.log(p / r), by=two)
    alone.at_most(sp.log(others) / sp.log(p / r) + gain, "the logarithm of p/q is the smaller one")
    alone.equal(DEGREE_NOT_LOCKED + gain, words=gone)
    return Derivation(given=part.hypotheses).cases(part.conclusion, (t > 1, apart), (t <= 1, alone))


concentration = Claim(
    "thm:concentration",
    "theorem",
    "When attention concentrates",
    4,
    statements={
        "locked": Statement(f_star >= 1 - epsilon, (a > 0, beta >= DEGREE_LOCKED)),
        "not locked": Statement(f_star <= 1 - epsilon, (a > 0, beta <= DEGREE_NOT_LOCKED)),
        "spread": Statement(f_star <= epsilon, (a > 0, beta <= DEGREE_SPREAD)),
        "grouped": Statement(sp.Equivalent(w_o >= 1 - epsilon, beta >= DEGREE_GROUPED), (b > 0,)),
        "tight": Statement(
            DEGREE_LOCKED <= DEGREE_NOT_LOCKED + sp.log(2) / sp.log(p / q), (a > 0,)
        ),
    },
    setting=(c > 0, t >= 1, d >= 4, epsilon > 0, epsilon < 1),
    proofs={
        "locked": _locked,
        "not locked": _not_locked,
        "spread": _spread,
        "grouped": _grouped,
        "tight": _tight,
    },
    witnesses=WITNESSES,
    also_in=(5,),
)

TOP = a * f_star + b + c - b * u_star * (N - S)


def _bound(part: Statement) -> Derivation:
    """Every sign pattern, every row."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "every sign pattern, every row")


def _attained(part: Statement) -> Derivation:
    """Add up the weights of the planted row."""
    top = Derivation(c + s.at_signs(V_star, {s_1: 1, s_g: 1}), given=part.hypotheses)
    return top.equal(TOP, "its weights add up to 1")


envelope = Claim(
    "lem:envelope",
    "lemma",
    "No row beats the planted row on (+, +, +)",
    4,
    statements={
        "bound": Statement(X <= TOP, (K >= 0, K <= N), where="every sign pattern, every row"),
        "attained": Statement(sp.Eq(c + s.at_signs(V_star, {s_1: 1, s_g: 1}), TOP)),
    },
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1),
    proofs={"bound": _bound, "attained": _attained},
    witnesses=WITNESSES,
    also_in=(6,),
)

LAWS = Walk(
    Law,
    ((4, 1), (12, 1), (60, 3), (1002, 10**6)),
    (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("3", "1", "2")),
    (1, 4, 12, 40),
    ("-1/5", "1/5", "1/2", "9/10", "99/100", "6/5"),
)


def _activates(part: Statement) -> Derivation:
    """On (+, +, +) the planted row exceeds theta, whatever the other signs are."""
    fires = Derivation(X, given=(*part.hypotheses, *rules.EVERY, *rules.PLUS))
    fires.at_least(c + V_star, "the planted row is one of the rows")
    fires.equal(c + a * f_star + b * G_star + b * u_star * S, "three plus signs")
    fires.at_least(c + a * f_star + b * G_star - b * N * u_star, "S is at least -N")
    fires.equal(c + a * f_star + 2 * b * G_star - b, "its weights add up to 1")
    fires.at_least(a + b + c - (a + 2 * b) * (1 - f_star), "its own group has at least f^*")
    fires.more_than(theta, "by hypothesis")
    eighth = sp.Rational(1, 8)
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.at_least(eighth, by=rules.one_triple(fires))
    active = Derivation(P_active, given=part.hypotheses)
    active.equal(1 - (1 - p_theta) ** m, "m independent neurons")
    bounds = (rules.one_neuron(), one, rules.more_likely(p_theta, eighth))
    return active.at_least(1 - (1 - eighth) ** m, by=bounds)


separation_high = Claim(
    "thm:separation-high",
    "theorem",
    "High degree: the network activates",
    4,
    statements={
        "activates": Statement(
            P_active >= 1 - sp.Rational(7, 8) ** m,
            (1 - f_star < (a + b + c - theta) / (a + 2 * b),),
            where="Pr over m independent uniform sign vectors; m is a whole number",
        )
    },
    setting=(a >= 0, b > 0, t >= 1, m >= 1),
    proofs={"activates": _activates},
    witnesses=seen_by(Walk(Dense), LAWS),
    source="abstract",
)

CLAIMS = (standard(concentration), standard(envelope), standard(separation_high))
