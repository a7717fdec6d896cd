"""Chapter 8: what a level says about the probability to activate, at any size."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree import LAWS
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY, SHARP
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Walk, seen_by
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.model import G_star, N, a, b, beta, c, d, f_star, m, t, theta, u_star
from polyattn.symbolic.neuron import P_active, S, V_star, X, p_theta

# What the planted row reaches on (+, +, +) when the other groups cancel; when all are minus.
LEVEL = c + a * f_star + b * G_star
LOWEST = c + a * f_star + b * (1 - 2 * N * u_star)
ACTIVE = 1 - sp.Rational(15, 16) ** m

_EXCESS = theta - LEVEL
_NOISE = -(_EXCESS**2) / (2 * b**2 * N * u_star**2)
_PLAIN = -N * _EXCESS**2 / (2 * b**2)
_LETTERS = (X, f_star, u_star, G_star)


def _one_fires(part: Statement) -> Derivation:
    """Bound the chance of one neuron: what fires has many plus signs."""
    many = _EXCESS / (b * u_star)
    plus = Derivation(S, given=(*part.hypotheses, *rules.EVERY, X > theta))
    plus.have(u_star > 0, "every score is positive")
    plus.have(sp.Eq(G_star, 1 - N * u_star), "its weights add up to 1")
    plus.have(b * u_star * S > _EXCESS, "X exceeds theta", by="lem:envelope#bound", keep=_LETTERS)
    plus.at_least(many, "divide by b u^*", keep=_LETTERS)
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.at_most(Pr(S >= many), by=rules.monotone(X > theta, plus))
    return one.less_than(sp.exp(_NOISE), by=rules.hoeffding(many))


def _noise(part: Statement) -> Derivation:
    """Add up over the neurons."""
    one = _one_fires(part)
    active = Derivation(P_active, given=part.hypotheses)
    active.equal(1 - (1 - p_theta) ** m, "m independent neurons")
    active.at_most(m * p_theta, by=(rules.one_neuron(), rules.union(p_theta)))
    return active.less_than(m * sp.exp(_NOISE), by=one)


def _silent(part: Statement) -> Derivation:
    """Little goes to the other groups."""
    less = Derivation(given=part.hypotheses)
    less.have(u_star > 0, "every score is positive")
    less.have(N * u_star < 1, "little goes to the other groups")
    less.have(N**2 * u_star**2 < 1, keep=_LETTERS)
    less.have(_NOISE < _PLAIN, "multiply by the square", keep=_LETTERS)
    silent = _noise(part)
    growth = (less, rules.grows(sp.exp, _NOISE, _PLAIN, strict=True))
    return silent.less_than(m * sp.exp(_PLAIN), by=growth, keep=_LETTERS)


def _fires(part: Statement, *more: Any) -> Derivation:
    """On (+, +, +) the planted row stands at the level, moved by the other signs."""
    fires = Derivation(X, given=(*part.hypotheses, *rules.EVERY, *rules.PLUS, *more))
    fires.at_least(c + V_star, "the planted row is one of the rows")
    return fires.equal(LEVEL + b * u_star * S, "three plus signs")


def _active(part: Statement) -> tuple[Derivation, ...]:
    """Half of the neurons with three plus signs have as many others plus as minus."""
    fires = _fires(part, S >= 0)
    fires.at_least(LEVEL, "S is not negative")
    fires.more_than(theta, "by hypothesis")
    below = Derivation(S, given=(*rules.EVERY, -S < 0))
    below.at_least(0, "turned round")
    half = Derivation(given=part.hypotheses)
    half.have(Pr(S < 0) <= Pr(S >= 0), by=(rules.mirrored(S < 0), rules.monotone(-S < 0, below)))
    half.have(Pr(S >= 0) >= sp.Rational(1, 2), by=rules.complement(S >= 0))
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.at_least(Pr(S >= 0) / 8, by=rules.one_triple(fires, S >= 0))
    one.at_least(sp.Rational(1, 16), by=half)
    active = Derivation(P_active, given=part.hypotheses)
    active.equal(1 - (1 - p_theta) ** m, "m independent neurons")
    bounds = (rules.one_neuron(), one, rules.more_likely(p_theta, sp.Rational(1, 16)))
    return one, active.at_least(ACTIVE, by=bounds)


def _certain(part: Statement) -> Derivation:
    """Whatever the other signs are."""
    fires = _fires(part)
    fires.at_least(LOWEST, "S is at least -N")
    fires.more_than(theta, "by hypothesis")
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    return one.at_least(sp.Rational(1, 8), by=rules.one_triple(fires))


_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("3", "1", "2"))
finite_bounds = Claim(
    "thm:finite-bounds",
    "theorem",
    "Above and below the level",
    8,
    statements={
        "noise": Statement(P_active < m * sp.exp(_NOISE), (_EXCESS > 0,), where=PROBABILITY),
        "silent": Statement(P_active < m * sp.exp(_PLAIN), (_EXCESS > 0,), where=PROBABILITY),
        "active": Statement(
            sp.And(p_theta >= sp.Rational(1, 16), P_active >= ACTIVE),
            (theta < LEVEL,),
            where=PROBABILITY,
        ),
        "certain": Statement(p_theta >= sp.Rational(1, 8), (theta < LOWEST,)),
    },
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4, m >= 1),
    proofs={"noise": _noise, "silent": _silent, "active": _active, "certain": _certain},
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1, 3)), LAWS),
        Step(
            "where it is sharp",
            (SHARP,),
            ("noise", "silent"),
        ),
    ),
)

CLAIMS = (standard(finite_bounds),)
