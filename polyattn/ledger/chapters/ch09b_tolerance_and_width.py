"""Chapter 9: what attention weight and width buy."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.ledger.chapters.ch09a_detection_lemmas import (
    LOST,
    SHIFT,
    TWO_DATA_SETS,
    f0,
    f1,
    u0,
    u1,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Statement, Written, standard
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import LARGEST_ATOM, S_m, area, g_gamma, gamma
from polyattn.symbolic.model import N, b, c, d, m, theta
from polyattn.symbolic.neuron import K, P_active, S, V_star, X, at_signs, s_1, s_g
from polyattn.symbolic.pair import a0, a1, on

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5"))
_DENSE = Walk(Dense, ((4, 1), (4, 2)), _ENTRIES, (1, 4))
_COUNTED = Walk(Counted, ((4, 2), (7, 3)), _ENTRIES, (3,))


def _area(part: Statement) -> Derivation:
    """Shift the largest of m neurons no further than each: there is no factor m."""
    shifted = Derivation(given=(*part.hypotheses, *rules.EVERY))
    shifted.have(on(X, 1) <= on(X, 0) + SHIFT, by="lem:shift#all")
    most = Derivation(area, given=part.hypotheses)
    most.have(f1 > 0).have(u0 > u1)
    most.have(SHIFT >= 0, keep=(f1, u0, u1))
    most.at_most(SHIFT, by=rules.layer_cake(shifted))
    return most.less_than((a1 + 2 * b * LOST) * f1, by=stated("lem:shift#size", {K: 0}))


def _on_an_interval(part: Statement) -> Derivation:
    """Take an interval for part of the area."""
    part_of_it = Derivation(g_gamma * gamma, given=part.hypotheses)
    part_of_it.at_most(area, by=rules.part_of_area())
    return part_of_it.less_than((a1 + 2 * b * LOST) * f1, by="thm:tolerance#area")


tolerance = Claim(
    "thm:tolerance",
    "theorem",
    "Attention weight buys tolerance",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "area": Statement(area < (a1 + 2 * b * LOST) * f1),
        "interval": Statement(g_gamma * gamma < (a1 + 2 * b * LOST) * f1),
    },
    proofs={"area": _area, "interval": _on_an_interval},
    witnesses=seen_by(_DENSE, _COUNTED),
)

_ALL_PLUS = at_signs(on(V_star, 1), {s_1: 1, s_g: 1}) + c

width = Claim(
    "thm:width",
    "theorem",
    "Width can replace degree, at a price",
    9,
    setting=TWO_DATA_SETS,
    uses=("lem:envelope", "thm:exact-law"),
    statements={
        "silent": Statement(sp.Eq(on(P_active, 0), 0), (theta >= b + c + a0 * f0,)),
        "active": Statement(
            on(P_active, 1) >= 1 - (1 - 1 / sp.Integer(2) ** d) ** m, (theta < b + c + a1 * f1,)
        ),
        "room": Statement(a0 * f0 < a1 * f1),
    },
    steps=(
        Step(
            "the envelope stays below",
            (
                Applies("lem:envelope#bound", (K >= 0, K <= N), dataset=0),
                Algebra(u0 > 0),
                Algebra(
                    a0 * f0 + b + c - b * u0 * (N - S) <= theta, (u0 > 0, K <= N), opaque=(f0, u0)
                ),
                Written(
                    "By `lem:envelope` the left side is at least $X_0$: no neuron of data set 0 fires."
                ),
            ),
            ("silent",),
        ),
        Step(
            "all signs plus",
            (
                Algebra(sp.Eq(_ALL_PLUS, a1 * f1 + b + c), (sp.Eq(K, N),)),
                Written(
                    r"A neuron has all signs plus with probability $2^{-d}$; then $X_1\ge a_1f_1^*+b+c"
                    r">\theta$. The $m$ neurons are independent."
                ),
            ),
            ("active",),
        ),
        Step("more weight on a larger feature", (Algebra(),), ("room",)),
    ),
    witnesses=seen_by(_DENSE, _COUNTED),
)

_ONE = {m: ("1",)}
_WIDE_RANGE = (
    ("1", "1", "3"),
    ("101/100", "1", "3"),
    ("0", "3/5", "2/5"),
    ("1/10", "3/5", "2/5"),
    ("9/10", "3/5", "2/5"),
    ("3", "3/5", "2/5"),
    ("1/2", "9/10", "1/10"),
    ("2", "9/10", "1/10"),
)

lattice_floor = Claim(
    "obs:lattice-floor",
    "observation",
    "At every degree something is left",
    9,
    statements={"one neuron": Statement(S_m >= LARGEST_ATOM / 8, where="m = 1")},
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (4, 2), (5, 2), (6, 1)), _WIDE_RANGE, (1, 3), letters=_ONE),
        Walk(
            Counted,
            ((4, 1), (7, 3), (10, 2), (17, 5)),
            _WIDE_RANGE,
            (1, 2, 5, 12),
            letters=_ONE,
        ),
    ),
)

# An atom beside the middle is no larger than the one in the middle.
_MIDDLE = (
    f"one neuron: 1/2 (no. 3 in {lattice_floor.statements['one neuron'].conclusion}) moved by 10 %"
)
CLAIMS = (
    standard(tolerance),
    standard(width),
    standard(lattice_floor, (_MIDDLE,)),
)
