"""Chapter 9d: a count gained far out in the tail: what is lost against the bias is little."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import HALF, LEVEL, Aim
from polyattn.ledger.chapters.ch09c_width_against_degree_large_step import (
    kept_with_plus,
    lost_on_steps,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS, gained, like
from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import x
from polyattn.symbolic.model import N, b, t, u_o
from polyattn.symbolic.neuron import K
from polyattn.symbolic.pair import a0, a1

_WEIGHTS = (f0, f1, u0, u1, u_o)
_LOW, _HIGH = (end - j for end in like(j))
_WINDOWS = rules.Windows(
    LEVEL, STEPS.bias, (_LOW, _HIGH), (_LOW, _HIGH), (STEPS.first, STEPS.second)
)
# The bias moves a place by so much that the atoms there are small, or out of reach of half the signs.
FAR = 2 * STEPS.bias**2 >= 3 * (N + 1)
BEYOND = 2 * STEPS.bias >= N
# How far a number is below the middle, and below another one that is not above the middle.
_M, _i = sp.symbols("M i", real=True, cls=sp.Dummy)


@once
def _rises() -> Derivation:
    """Compare the factors of two neighbours."""
    known = (N >= 1, _M >= 0, _i >= 1)
    line = Derivation(given=known).have(_M * (2 * (N + 1) + 4 * _i * (_i - 1) + 2) >= 0)
    line.have((_i - 1) * (4 * _i * (_i - 1) + 2 * _i + 1) >= 0)
    left = (N / 2 + _M + _i) * (N + 1 + 2 * (_i - 1) ** 2)
    return line.have(left >= (N / 2 - _M - _i + 1) * (N + 1 + 2 * _i**2))


@once
def few_so_far() -> Derivation:
    """Show that an atom falls by a square away from another in the lower half."""
    atom, down = sp.binomial(N, K), j - K
    given = (N >= 1, j <= N / 2)
    rises = Derivation(given=(*given, K >= 0, K + 1 <= j))
    ratio = rules.next_binomial(N, K)
    rises.have(atom > 0, by=rules.binomial_positive(N, K))
    rises.have(ratio.conclusion, by=ratio)
    more = rules.instance(_rises(), {_M: N / 2 - j, _i: down})
    rises.have((N - K) * (N + 1 + 2 * (down - 1) ** 2) >= (K + 1) * (N + 1 + 2 * down**2), by=more)
    term = atom * (N + 1 + 2 * down**2)
    following = sp.binomial(N, K + 1) * (N + 1 + 2 * (down - 1) ** 2)
    rises.have((K + 1) * following >= (K + 1) * term)
    goal = term.xreplace({K: K + 1}) >= term
    rises.have(goal)
    found = rules.peak(term, j, Derivation(given=rises.given).have(goal, by=rises))
    return Derivation(given=(*given, K >= 0, K <= j)).have(found.conclusion, by=found)


def _far(given: tuple[Any, ...], case: Any) -> Derivation:
    """Show that few atoms, or none, are so far down."""
    small = 4 * sp.binomial(N, K) <= sp.binomial(N, j)
    known = (*given, *rules.EVERY, K < j - STEPS.bias)
    line = Derivation(given=known).have(u_o > 0).have(STEPS.bias > 0, keep=(u_o,))
    line.have(HALF <= N / 2, by=rules.half(N)).have(j <= N / 2)
    if case == BEYOND:
        return line.have(K < 0, keep=(u_o,)).have(small, "there is none")
    line.have((j - K) ** 2 >= STEPS.bias**2, keep=(u_o,))
    line.have(2 * (j - K) ** 2 >= 3 * (N + 1), keep=(u_o,))
    line.have(sp.binomial(N, K) > 0, by=rules.binomial_positive(N, K))
    line.have(few_so_far().conclusion, by=few_so_far())
    line.have(sp.binomial(N, K) * (2 * (j - K) ** 2 - 3 * (N + 1)) >= 0)
    return line.have(small)


def _frame(given: tuple[Any, ...]) -> Derivation:
    """Say how the ends lie."""
    frame = Derivation(given=given).have(u_o > 0).have(u0 <= u_o).have(u0 > u1).have(f1 > f0)
    frame.have(f0 >= u_o / t).have(f0 > 0)
    frame.have(a1 * f1 - a0 * f0 > (a1 - a0) * u_o / t, keep=_WEIGHTS)
    frame.have(2 * b * (u0 - u1) * j >= 0, keep=_WEIGHTS)
    frame.have(2 * b * (u_o - u0) * j >= 0, keep=_WEIGHTS)
    return frame.have(a0 * f0 >= 0, keep=_WEIGHTS)


def beside_steps(given: tuple[Any, ...], case: Any, aim: Aim) -> Derivation:
    """Put the threshold into the window of the count, where it meets no step."""
    kept = kept_with_plus(given, rules.SOME), kept_with_plus(given, rules.NONE)
    rare = aim.rare_at(given, _WINDOWS.at, x <= j + _HIGH)
    if rare is None:
        raise DerivationError("beside_steps: the aim says no tail")
    own = gained((*given, _WINDOWS.at, x > j + _LOW, x <= j + _HIGH), 1, j)
    ways = own, lost_on_steps(given, _WINDOWS), rare, _far(given, case), aim.then
    found, best = rules.gained_beside(_WINDOWS, j, kept, *ways), _frame(given)
    for needed in found.hypotheses:
        best.have(needed, keep=_WEIGHTS)
    return best.have(aim.goal, by=found)
