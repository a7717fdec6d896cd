r"""Rules for what is lost and what is gained from one event to another, number by number."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.rules.signs import EVERY, RANDOM, is_random, negated, outside
from polyattn.symbolic.chances import Count, Pr
from polyattn.symbolic.model import N
from polyattn.symbolic.neuron import SIGNS, K
from polyattn.symbolic.table import letters


def exchanged(one: Any, other: Any) -> Fact:
    r"""Return :math:`\Pr[A]-\Pr[B]=\Pr[A\text{ and not }B]-\Pr[B\text{ and not }A]`.

    Both sides are the chances less that of A and B. The same signs are meant in both events.

    Parameters
    ----------
    one, other : sympy.Boolean
        A and B.
    """
    alone = [sp.And(x, negated(y)) for x, y in ((one, other), (other, one))]
    gap = sp.Eq(Pr(one) - Pr(other), Pr(alone[0]) - Pr(alone[1]))
    return Fact(gap, name="the same signs for both")


def atoms_within(event: Any, most: Derivation) -> Fact:
    r"""Bound a chance by a count: :math:`\Pr[A]\le\#_A\,B` where A allows no K likelier than B.

    Given the triple, K is independent of it and takes each value with probability
    :math:`\binom NK2^{-N}`, and whether A happens depends on K alone. So given the triple A has the
    chance of the K at which it happens: there are :math:`\#_A` at most, each with at most B. If it
    happens at all, B is not negative; if not, both sides are 0.

    Parameters
    ----------
    event : sympy.Boolean
        A, about the signs of one neuron.
    most : Derivation
        Assumes A, what holds for every sign vector and what names no sign; its conclusion is
        ``binomial(N, K)/2**N <= B``, with B a number.

    Raises
    ------
    DerivationError
        If A is about other signs, or the proof concludes or assumes something else.
    """
    if others := (letters(event) & RANDOM) - {*SIGNS, K}:
        raise DerivationError(f"atoms_within: {event} speaks of {min(others, key=str)}, not of K")
    said = most.conclusion
    if not isinstance(said, sp.Le) or said.lhs != sp.binomial(N, K) / 2**N or is_random(said.rhs):
        raise DerivationError(f"atoms_within: {said} must read binomial(N, K)/2**N <= a number")
    rest = outside(most, (*EVERY, *conjuncts(event)), "atoms_within")
    bound = Pr(event) <= Count(event) * said.rhs
    return Fact(bound, (*rest, N >= 1), "count the atoms", most.uses, (most,))
