"""Chapter 9c: one of several thresholds keeps the largest atom, where the planted row is quiet."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import FLOOR, HALF, floor
from polyattn.ledger.chapters.ch09c_width_against_degree_large_step import (
    AHEAD,
    ahead_if_far_apart,
    gains_somewhere,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import quiet
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS, UNLIKE
from polyattn.ledger.chapters.ch09c_width_against_degree_places import (
    KNOWN,
    NUMBERS,
    QUIET,
    SHORT,
    SHORT_ONLY,
    SHORTER,
    TREE,
    WIDE,
    Place,
    Split,
    in_numbers,
    short_enough,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_quiet import FEATURES
from polyattn.ledger.chapters.ch09c_width_against_degree_short import short, wide
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Walk, seen_by
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.model import N, b, beta, m, t, u_o
from polyattn.symbolic.pair import a0, a1

_WEIGHTS = (f0, f1, u0, u1, u_o)
_GOAL = S_m >= FLOOR
_PUT = dict(zip(NUMBERS, STEPS, strict=True))


def _frame(given: tuple[Any, ...]) -> Derivation:
    """Say how the ends lie: further apart than where the data sets begin, and not beyond N/2."""
    frame = Derivation(given=given).have(u_o > 0).have(u0 <= u_o).have(u0 > u1).have(f1 > f0)
    frame.have(f0 >= u_o / t).have(f0 > 0).have((N + 1) * u_o <= 1)
    frame.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N)).have(HALF >= 0)
    frame.have(a1 * f1 - a0 * f0 > (a1 - a0) * u_o / t, keep=_WEIGHTS)
    frame.have(2 * b * (u0 - u1) * HALF >= 0, keep=_WEIGHTS)
    frame.have(b * u0 * HALF <= b * u_o * N / 2, keep=_WEIGHTS)
    frame.have((N - 2 * HALF) * (u_o - u0) >= 0, keep=_WEIGHTS)
    frame.have(a0 * f0 >= 0, keep=_WEIGHTS)
    for known in (*KNOWN, 2 * HALF <= N, N >= 1):
        frame.have(known.xreplace(_PUT), keep=_WEIGHTS)
    return frame


def _walked(frame: Derivation, tree: Place | Split, path: tuple[Any, ...]) -> Derivation:
    """Go through the cases; at each end a place is found."""
    known = frame.given
    given = (*known, *(case.xreplace(_PUT) for case in path))
    if isinstance(tree, Split):
        both = ((tree.case, tree.then), (sp.Not(tree.case), tree.otherwise))
        inner = [(case.xreplace(_PUT), _walked(frame, then, (*path, case))) for case, then in both]
        return Derivation(given=given).cases(_GOAL, *inner)
    if not tree.short:
        return _met(frame, tree, path, Derivation(given=given), ())
    high = Derivation(given=(*given, beta >= 1))
    enough = rules.instance(short_enough(tree, path), _PUT)
    for said in (SHORT, SHORT_ONLY):
        high.have(said.xreplace(_PUT), by=(frame, enough), keep=_WEIGHTS)
    near = (*known, beta >= 1, SHORT.xreplace(_PUT), SHORT_ONLY)
    for said in SHORTER:
        high.have(said.xreplace(_PUT), by=short(near), keep=_WEIGHTS)
    low = Derivation(given=(*given, beta < 1)).have(u_o > 0)
    low.have(quiet(N), by="lem:quiet-planted-row#low degree")
    low.have(QUIET[0].xreplace(_PUT), keep=_WEIGHTS)
    pair = ((high, SHORTER), (low, QUIET))
    cases = [(one.given[-1], _met(frame, tree, path, one, more)) for one, more in pair]
    return Derivation(given=given).cases(_GOAL, *cases)


def _met(
    frame: Derivation, tree: Place, path: tuple[Any, ...], whole: Derivation, more: Any
) -> Derivation:
    """Put what is known of numbers into the lemma."""
    if tree.part == UNLIKE[1] and more != QUIET:
        given = (*frame.given, *(case.xreplace(_PUT) for case in path))
        whole.have(WIDE.xreplace(_PUT), by=wide(given), keep=_WEIGHTS)
        more = (*more, WIDE)
    facts = (frame, rules.instance(in_numbers(tree, path, more), _PUT))
    values = {letter: value.xreplace(_PUT) for letter, value in tree.values.items()}
    return whole.have(_GOAL, by=(*facts, stated(f"lem:one-count-more#{tree.part}", values)))


def _ahead(part: Statement) -> Derivation:
    """Count what is gained and lost at all places together."""
    return gains_somewhere(part.hypotheses, floor())


def _quiet(part: Statement) -> Derivation:
    """Find a place where data set 1 is not ahead, and hence the data sets are near."""
    near = a1 - a0 < b * t
    far = Derivation(given=(*part.hypotheses, sp.Not(near)))
    far.have(AHEAD, by=ahead_if_far_apart(far.given)).have(_GOAL, by="thm:quiet-floor#ahead")
    ahead = Derivation(given=(*part.hypotheses, near, AHEAD))
    ahead.have(_GOAL, by="thm:quiet-floor#ahead")
    behind = _walked(_frame((*part.hypotheses, near, sp.Not(AHEAD))), TREE, ())
    both = Derivation(given=(*part.hypotheses, near))
    both.cases(_GOAL, (AHEAD, ahead), (sp.Not(AHEAD), behind))
    return Derivation(given=part.hypotheses).cases(_GOAL, (near, both), (sp.Not(near), far))


_ONE = {m: ("1",)}

quiet_floor = Claim(
    "thm:quiet-floor",
    "theorem",
    "The floor, where the planted row is quiet",
    9,
    setting=(*TWO_DATA_SETS, sp.Eq(m, 1)),
    statements={
        "ahead": Statement(_GOAL, (quiet(HALF + 1), AHEAD)),
        "quiet": Statement(_GOAL, (quiet(HALF + 1),)),
    },
    proofs={"ahead": _ahead, "quiet": _quiet},
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 3)), FEATURES, (1, 2), letters=_ONE),
        Walk(Counted, ((5, 3), (9, 2)), FEATURES, (1, 4), letters=_ONE),
    ),
)

CLAIMS = (standard(quiet_floor),)
