"""Chapter 9c: what is to be gained at a threshold, and what that makes of the gap."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.ledger.chapters.ch09a_detection_lemmas import f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import FIRES, STEP
from polyattn.symbolic.chances import LARGEST_ATOM, Pr, S_m, x
from polyattn.symbolic.model import N, b, c, m, theta, u_o
from polyattn.symbolic.neuron import K, p_theta
from polyattn.symbolic.pair import a0, on

FLOOR = LARGEST_ATOM / 8
HALF = sp.floor(N / 2)
LEVEL = b + c - STEP * x
AT = sp.Eq(theta, LEVEL)
_LETTERS = (f0, f1, u0, u1, u_o)


class Aim(NamedTuple):
    """The count of minus signs to be gained, and what a threshold where it is makes of the gap.

    `rare` says whether it matters that few neurons fire on data set 0.
    """

    index: Any
    then: Derivation
    rare: bool

    @property
    def given(self) -> tuple[Any, ...]:
        """What is assumed besides what is so at the threshold."""
        shares = (sp.Rational(1, 8), sp.Rational(1, 16))
        said = {h for share in shares for h in rules.there(self.index, share)}
        inside = (self.index >= 0, self.index <= HALF) if self.rare else ()
        return (*(h for h in self.then.given if h not in said), *inside)

    @property
    def goal(self) -> Any:
        """What there is to show."""
        return S_m >= self.then.conclusion.rhs

    def rare_at(self, given: tuple[Any, ...], *place: Any) -> Derivation | None:
        """Show that on data set 0 no row beats the planted row, and that one needs a plus more."""
        if not self.rare:
            return None
        fires = Derivation(given=(*given, *place, *rules.EVERY, FIRES)).have(u_o > 0).have(u0 > 0)
        fires.have(u0 <= u_o)
        beaten = stated("lem:envelope#bound", lambda y: on(y, 0))
        fires.have(a0 * f0 + b + c - 2 * b * u0 * (N - K) > theta, by=beaten, keep=(f0, u0))
        fires.have((u_o - u0) * (HALF - self.index) >= 0, keep=(u0, u_o))
        fires.have(theta >= a0 * f0 + b + c - 2 * b * u0 * self.index, keep=_LETTERS)
        fires.have(2 * b * u0 * (K - (N - self.index)) > 0, keep=(f0, u0))
        fires.have(N - self.index < K, keep=(u0,))
        fires.have(K >= N - self.index + 1, by=rules.next_whole(N - self.index, K))
        return Derivation(given=fires.given).have(K >= N - self.index + 1, by=fires)


@once
def _one_gain() -> Derivation:
    """Read the gap of one neuron off the two chances."""
    more = rules.there(HALF)[1]
    gap = Derivation(rules.GAP, given=(sp.Eq(m, 1), more))
    gap.equal(on(p_theta, 1) - on(p_theta, 0), "one neuron")
    return gap.at_least(FLOOR)


def floor() -> Aim:
    """Aim at the most likely count, with one neuron."""
    return Aim(HALF, _one_gain(), rare=False)


def with_one_count(
    given: tuple[Any, ...],
    kept: tuple[Derivation, Derivation],
    one: Derivation,
    triple: tuple[int, ...],
    aim: Aim | None = None,
) -> Derivation:
    """Take the threshold of the place."""
    aim = aim or floor()
    count, (few, more) = N - aim.index, rules.there(aim.index)
    gap = Derivation(rules.GAP, given=(*given, AT))
    gap.have(sp.And(HALF >= (N - 1) / 2, HALF <= N / 2), by=rules.half(N))
    if triple[1] < 0:
        gap.have(count > 0).have(count >= 1, by=rules.next_whole(sp.Integer(0), count))
    gained_there = rules.gained(FIRES, *kept, one, triple, count)
    gap.have(gained_there.conclusion, by=gained_there)
    gap.have(more, by=(rules.one_neuron(0), rules.one_neuron(1), rules.mirrored_choice(N, count)))
    rare = aim.rare_at((*given, AT))
    if rare is not None:
        seldom = Derivation(on(p_theta, 0), given=(*given, AT)).equal(
            Pr(FIRES), by=rules.one_neuron(0)
        )
        seldom.at_most(Pr(rare.conclusion), by=rules.monotone(FIRES, rare))
        gap.have(few, by=(seldom, rules.binomial(N - aim.index + 1)))
    gap.at_least(aim.then.conclusion.rhs, by=aim.then)
    best = Derivation(S_m, given=given)
    return best.at_least(aim.then.conclusion.rhs, by=rules.supremum_at_least(gap, LEVEL))
