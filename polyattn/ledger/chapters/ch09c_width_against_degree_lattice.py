"""Chapter 9c: the floor for all parameters: where the group is strong, and elsewhere."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import FLOOR, HALF, floor
from polyattn.ledger.chapters.ch09c_width_against_degree_half import LIGHT, fewer
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import (
    quiet,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_quiet import FEATURES
from polyattn.ledger.chapters.ch09c_width_against_degree_strong import STRONG, where_strong
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.model import N, b, beta, m, q, r, u_o
from polyattn.symbolic.pair import a0

_GOAL = S_m >= FLOOR
_WEIGHTS = (f0, f1, u0, u1, u_o)


def strong_or_quiet(given: tuple[Any, ...], strong: Derivation, still: Derivation) -> Derivation:
    """Show that the group is strong at a degree from 1 on, or the planted row quiet for half."""
    goal, (high, heavy), large = strong.conclusion, STRONG, a0 >= b
    low = Derivation(given=(*given, beta <= 1))
    low.have(quiet(N), by="lem:quiet-planted-row#low degree")
    low.have(quiet(HALF + 1), by=fewer(low.given), keep=_WEIGHTS)
    low.have(goal, by=still, keep=_WEIGHTS)
    light = Derivation(given=(*given, sp.Not(heavy), sp.Not(large)))
    light.have(a0 * (b - a0) * (4 - (q / r) ** beta) >= 0).have(LIGHT, r"$4a_0(b-a_0)\le b^2$")
    wide, both = Derivation(given=(*given, large)), []
    for case, row in ((large, wide), (sp.Not(large), light)):
        row.have(quiet(HALF + 1), by="lem:quiet-planted-row#half of the signs", keep=_WEIGHTS)
        both.append((case, row.have(goal, by=still, keep=_WEIGHTS)))
    weak = Derivation(given=(*given, sp.Not(heavy))).cases(goal, *both)
    other = Derivation(given=(*given, high))
    other.cases(goal, (heavy, strong), (sp.Not(heavy), weak))
    return Derivation(given=given).cases(goal, (beta <= 1, low), (high, other))


def _everywhere(part: Statement) -> Derivation:
    """Where the group is not strong the planted row is quiet."""
    still = Derivation(given=(*part.hypotheses, quiet(HALF + 1)))
    still.have(_GOAL, by="thm:quiet-floor#quiet")
    strong = where_strong((*part.hypotheses, *STRONG), floor())
    return strong_or_quiet(part.hypotheses, strong, still)


_ONE = {m: ("1",)}

lattice_floor = Claim(
    "thm:lattice-floor",
    "theorem",
    "The floor",
    9,
    setting=(*TWO_DATA_SETS, sp.Eq(m, 1)),
    statements={"one neuron": Statement(_GOAL)},
    proofs={"one neuron": _everywhere},
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 3)), FEATURES, (1, 2), letters=_ONE),
        Walk(Counted, ((5, 3), (9, 2)), FEATURES, (1, 4), letters=_ONE),
    ),
)

CLAIMS = (standard(lattice_floor),)
