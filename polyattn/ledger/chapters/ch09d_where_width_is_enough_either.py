"""Chapter 9d: so many counts more or fewer, by one atom above the middle."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09d_where_width_is_enough_falling import (
    fall,
    falls,
    following,
    several,
)
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N


@once
def _fewer() -> Derivation:
    """Bound j atoms after k by the one at k: they are smaller."""
    known, goal = (N >= 1, 2 * k >= N), Tail(N, k + 1) - Tail(N, k + 1 + j) <= j * fall(k)
    first = goal.xreplace({j: sp.S.One})
    one = Derivation(given=known).have(fall(k + 1) <= fall(k), by=following(k)).have(first)
    base = Derivation(given=known).have(first, by=one)
    step = Derivation(Tail(N, k + 1) - Tail(N, k + 2 + j), given=(*known, goal, j >= 1))
    step.have(fall(k + (j + 1)) <= fall(k), by=rules.instance(falls(), {j: j + 1}))
    step.at_most((j + 1) * fall(k))
    return Derivation(given=(*known, j >= 1)).have(goal, by=rules.induction(goal, base, step, j))


@once
def either_way() -> Derivation:
    """Gain j counts, or lose -j, above the middle."""
    atom = sp.binomial(N, k) / 2**N
    goal = Tail(N, k + 1 - j) - Tail(N, k + 1) >= j * atom
    known = (N >= 1, k >= 0, k <= N, 2 * k >= N, 2 * (k + 1 - j) >= N)
    more = Derivation(given=(*known, j > 0)).have(j >= 1, by=rules.next_whole(sp.S.Zero, j))
    more.have(goal, by=several())
    less = Derivation(given=(*known, j < 0)).have(j + 1 <= 0, by=rules.next_whole(j, sp.S.Zero))
    lost = rules.instance(_fewer(), {j: -j})
    less.have(lost.conclusion, by=lost).have(sp.Eq(fall(k), atom), by=rules.one_atom(k)).have(goal)
    none = Derivation(given=(*known, j >= 0, j <= 0)).have(sp.Eq(j, 0))
    none.have(Tail(N, k + 1 - j) >= Tail(N, k + 1), by=rules.tail_falls(k + 1 - j, k + 1))
    none.have(sp.Eq(j * atom, 0)).have(goal)
    rest = Derivation(given=(*known, j <= 0)).cases(goal, (j >= 0, none), (j < 0, less))
    return Derivation(given=known).cases(goal, (j > 0, more), (j <= 0, rest))
