"""Chapter 4: two data sets told apart at explicit degrees."""

from __future__ import annotations

from functools import partial

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import LOUDNESS, PROBABILITY
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Law, Walk, seen_by
from polyattn.symbolic.model import b, beta, c, d, epsilon, f_star, m, t, theta, w_o
from polyattn.symbolic.neuron import P_active
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.phases import (
    DEGREE_LOCKED,
    DEGREE_SPREAD,
    DEGREE_UNGROUPED,
    epsilon_0,
    epsilon_1,
    omega,
)

_LOCKED = on(DEGREE_LOCKED, 1).xreplace({epsilon: epsilon_1})
_SPREAD = [on(DEGREE_SPREAD, i).xreplace({epsilon: epsilon_0}) for i in (0, 1)]
_OWN = [on(s.G_star, i) for i in (0, 1)]
_PLANTED = [on(f_star, i) for i in (0, 1)]
_ROOM = (theta - c) / 2
_USED = [on(s.a * f_star + b * s.G_star, i) for i in (0, 1)]


def _quiet(part: Statement, i: int) -> Derivation:
    """Show that data set i has little weight on the planted row and on its group."""
    planted, own = on(f_star, i), on(s.G_star, i)
    little = Derivation(given=part.hypotheses)
    little.have(planted <= epsilon_0, "the planted row is spread")
    little.have(w_o <= omega, "other rows do not group")
    little.have(own <= planted + w_o, "its own group has no more than both")
    used = Derivation(_USED[i], given=part.hypotheses)
    used.at_most(((a0, a1)[i] + b) * epsilon_0 + b * omega, by=little)
    return used.at_most(_ROOM)


def _separates(part: Statement) -> Derivation:
    """Subtract: data set 1 activates, data set 0 is silent."""
    locks = Derivation(1 - _PLANTED[1], given=part.hypotheses)
    locks.at_most(epsilon_1, "its degree locks").less_than((a1 + b + c - theta) / (a1 + 2 * b))
    heard = stated("thm:separation-high#activates", lambda x: on(x, 1))
    silent = stated("thm:silence#few", lambda x: on(x, 0))
    apart = Derivation(on(P_active, 1) - on(P_active, 0), given=part.hypotheses)
    apart.at_least(1 - sp.Rational(7, 8) ** m - on(P_active, 0), by=(locks, heard))
    return apart.more_than(part.conclusion.rhs, by=(_quiet(part, 0), silent))


def _both_silent(part: Statement) -> Derivation:
    """Compare: data set 0 has less on the planted row and on its group than data set 1."""
    less = Derivation(_USED[0], given=part.hypotheses)
    less.have(_PLANTED[0] > 0).have(_PLANTED[0] <= _PLANTED[1]).have(_OWN[0] <= _OWN[1])
    less.at_most(_USED[1], "a larger feature has the larger weight").at_most(
        _ROOM, by=_quiet(part, 1)
    )
    silent = [stated("thm:silence#few", partial(on, dataset=i)) for i in (0, 1)]
    both = Derivation(given=part.hypotheses)
    both.have(on(P_active, 0) < LOUDNESS, by=(less, silent[0]))
    return both.have(on(P_active, 1) < LOUDNESS, by=(_quiet(part, 1), silent[1]))


_SIZES = ((6, 1), (6, 2))
_ENTRIES = (("1/10", "1/2", "1"), ("1/2", "1/2", "1"), ("3", "1/2", "1"))
_VALUES = {epsilon_0: ("1/4", "1/2"), epsilon_1: ("1/10",), omega: ("1/2", "3/5")}
_LAWS = Walk(
    Law,
    ((303, 1), (1002, 2)),
    _ENTRIES,
    (3, 6, 9),
    ("1/10", "1/2", "7/10"),
    {m: ("1", "30"), epsilon_0: ("1/100",), epsilon_1: ("1/5",), omega: ("1/50", "1/10")},
)

separation = Claim(
    "cor:separation",
    "corollary",
    "A range of degrees that separates",
    4,
    statements={
        "separates": Statement(
            on(P_active, 1) - on(P_active, 0) > 1 - sp.Rational(7, 8) ** m - LOUDNESS,
            (
                a0 > 0,
                a1 > 0,
                epsilon_1 > 0,
                beta >= _LOCKED,
                epsilon_1 < (a1 + b + c - theta) / (a1 + 2 * b),
                beta <= _SPREAD[0],
                beta <= DEGREE_UNGROUPED,
                (a0 + b) * epsilon_0 + b * omega <= _ROOM,
            ),
            where=PROBABILITY,
        ),
        "both silent": Statement(
            sp.And(on(P_active, 0) < LOUDNESS, on(P_active, 1) < LOUDNESS),
            (
                a0 >= 0,
                a1 > a0,
                beta <= _SPREAD[1],
                beta <= DEGREE_UNGROUPED,
                (a1 + b) * epsilon_0 + b * omega <= _ROOM,
            ),
            where=PROBABILITY,
        ),
    },
    setting=(
        b > 0,
        c > 0,
        beta > 0,
        t >= 1,
        d >= 4,
        epsilon_0 > 0,
        epsilon_0 < 1,
        omega > 0,
        omega < 1,
        m >= 1,
    ),
    proofs={"separates": _separates, "both silent": _both_silent},
    witnesses=seen_by(Walk(Dense, _SIZES, _ENTRIES, (1, 2, 3, 4), letters=_VALUES), _LAWS),
    source="abstract",
)

CLAIMS = (standard(separation),)
