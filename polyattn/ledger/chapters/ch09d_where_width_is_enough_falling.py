"""Chapter 9d: above the middle of fair coins each atom is smaller than the one before."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.once import once
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import Tail, k
from polyattn.symbolic.model import N

_MIDDLE = (N >= 1, 2 * k >= N)


def _atom(place: Any) -> Any:
    return sp.binomial(N, place) / 2**N


def fall(place: Any) -> Any:
    """Return an atom as the difference of two tails: it is 0 where no atom is."""
    return Tail(N, place) - Tail(N, place + 1)


def following(place: Any) -> Derivation:
    """Compare two neighbours above the middle."""
    known, goal = (N >= 1, 2 * place >= N), fall(place + 1) <= fall(place)
    inside = Derivation(given=(*known, place + 1 <= N)).have(place >= 0)
    for one in (place, place + 1):
        inside.have(sp.Eq(fall(one), _atom(one)), by=rules.one_atom(one))
    inside.have(_atom(place) > 0, by=rules.binomial_positive(N, place))
    step = (N - place) / (place + 1)
    inside.have(sp.Eq(_atom(place + 1), step * _atom(place)), by=rules.next_binomial(N, place))
    inside.have(step <= 1).have(goal)
    beyond = Derivation(given=(*known, place + 1 > N))
    for one in (place + 1, place + 2):
        beyond.have(sp.Eq(Tail(N, one), 0), by=rules.no_tail(one))
    beyond.have(fall(place) >= 0, by=rules.tail_falls(place, place + 1)).have(goal)
    both = (place + 1 <= N, inside), (place + 1 > N, beyond)
    return Derivation(given=known).cases(goal, *both)


@once
def falls() -> Derivation:
    """Go from atom to atom: above the middle each later one is smaller."""
    goal = fall(k + j) <= fall(k)
    base = Derivation(given=_MIDDLE).have(goal.xreplace({j: sp.S.One}), by=following(k))
    step = Derivation(fall(k + j + 1), given=(*_MIDDLE, goal, j >= 1))
    step.at_most(fall(k + j), by=following(k + j))
    step.at_most(fall(k))
    return Derivation(given=(*_MIDDLE, j >= 1)).have(goal, by=rules.induction(goal, base, step, j))


@once
def smaller() -> Derivation:
    """Say it of atoms."""
    atoms = Derivation(given=(*_MIDDLE, j >= 1, k + j <= N)).have(k >= 0)
    for place in (k, k + j):
        atoms.have(sp.Eq(fall(place), _atom(place)), by=rules.one_atom(place))
    atoms.have(fall(k + j) <= fall(k), by=falls())
    return Derivation(given=atoms.given).have(_atom(k + j) <= _atom(k), by=atoms)


@once
def _added() -> Derivation:
    """Add them up: each is at least the last."""
    goal = Tail(N, k) - Tail(N, k + j) >= j * fall(k + j - 1)
    base = Derivation(given=_MIDDLE).have(goal.xreplace({j: sp.S.One}))
    step = Derivation(Tail(N, k) - Tail(N, k + j + 1), given=(*_MIDDLE, goal, j >= 1))
    step.have(fall(k + j) <= fall(k + j - 1), by=following(k + j - 1))
    step.have(j * fall(k + j) <= j * fall(k + j - 1))
    step.at_least((j + 1) * fall(k + j))
    return Derivation(given=(*_MIDDLE, j >= 1)).have(goal, by=rules.induction(goal, base, step, j))


@once
def several() -> Derivation:
    """Bound j atoms up to k by the last: those before it are larger."""
    first = k + 1 - j
    atoms = Derivation(given=(N >= 1, j >= 1, k <= N, 2 * first >= N))
    added = rules.instance(_added(), {k: first})
    atoms.have(Tail(N, first) - Tail(N, k + 1) >= j * fall(k), by=added)
    atoms.have(sp.Eq(fall(k), _atom(k)), by=rules.one_atom(k))
    goal = Tail(N, first) - Tail(N, k + 1) >= j * _atom(k)
    return Derivation(given=atoms.given).have(goal, by=atoms)
