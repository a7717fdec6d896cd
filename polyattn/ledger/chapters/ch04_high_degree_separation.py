"""Chapter 4: two data sets told apart at explicit degrees."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import LOUDNESS, PROBABILITY
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Written
from polyattn.ledger.engine.mutations import changed, standard
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
_SILENT = [a * f + b * G <= _ROOM for a, f, G in zip((a0, a1), _PLANTED, _OWN, strict=True)]

_LOCKS = _PLANTED[1] >= 1 - epsilon_1
_CLOSE = 1 - _PLANTED[1] < (a1 + b + c - theta) / (a1 + 2 * b)


def _silent(i: int) -> tuple[Algebra | Applies, ...]:
    """Show that data set i has little weight on the planted row and on its group."""
    little = (_PLANTED[i] <= epsilon_0, w_o <= omega, _OWN[i] <= _PLANTED[i] + w_o)
    return (
        *(Algebra(conclude=x) for x in little),
        Algebra(opaque=(_PLANTED[i], _OWN[i], w_o), after=little, conclude=_SILENT[i]),
        Applies("thm:silence#few", dataset=i, after=(_SILENT[i],)),
    )


_SUBTRACT = r"""By `thm:separation-high`, $\Pr[F(\mathcal D_1)>0]\ge1-(7/8)^m$. By `thm:silence`,
$\Pr[F(\mathcal D_0)>0]$ is less than the exponential. Subtract."""
_BOTH = r"""`thm:silence` applies to each of the two data sets."""

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
    ),
    uses=("thm:concentration", "lem:monotone-degree", "thm:separation-high", "thm:silence"),
    steps=(
        Step(
            "the degree locks the planted row of D_1",
            (
                Algebra(conclude=_LOCKS),
                Algebra(opaque=(_PLANTED[1],), after=(_LOCKS,), conclude=_CLOSE),
                Applies("thm:separation-high", dataset=1, after=(_CLOSE,)),
            ),
            ("separates",),
        ),
        Step("the degree leaves D_0 silent", _silent(0), ("separates",)),
        Step("subtract", (Written(_SUBTRACT),), ("separates",)),
        Step(
            "the degree leaves both silent",
            (
                *_silent(1),
                Algebra(conclude=(_PLANTED[0] <= _PLANTED[1], _OWN[0] <= _OWN[1])),
                Algebra(conclude=_PLANTED[0] > 0),
                Algebra(
                    opaque=(*_PLANTED, *_OWN),
                    after=(
                        _SILENT[1],
                        _PLANTED[0] <= _PLANTED[1],
                        _OWN[0] <= _OWN[1],
                        _PLANTED[0] > 0,
                    ),
                    conclude=_SILENT[0],
                ),
                Applies("thm:silence#few", dataset=0, after=(_SILENT[0],)),
                Written(_BOTH),
            ),
            ("both silent",),
        ),
    ),
    witnesses=seen_by(Walk(Dense, _SIZES, _ENTRIES, (1, 2, 3, 4), letters=_VALUES), _LAWS),
    source="abstract",
)

# The range is a sufficient one: its constants are those of the three theorems, where they are
# tested. What is tight here is the probability that one neuron fires.
_SEVEN_EIGHTHS, _LESS = sp.Rational(7, 8), sp.Rational(63, 80)
separation = replace(
    separation,
    mutations=(
        changed(
            "separates: 7/8 moved by 10 %",
            "separates",
            lambda part: part.concluding(part.conclusion.xreplace({_SEVEN_EIGHTHS**m: _LESS**m})),
        ),
    ),
)

CLAIMS = (standard(separation, loose=("separates", "both silent")),)
