"""Rules of logic alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from polyattn.derivation import fact
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.terms import outside, running
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.printing import tex
from polyattn.symbolic.table import DEFINITIONS, POWERS


def discharged(proof: Derivation) -> Fact:
    """Return that what a derivation assumes implies what it shows.

    Parameters
    ----------
    proof : Derivation
        Checked line by line under its own `given`.

    Returns
    -------
    Fact
        An implication, under no hypotheses.

    Raises
    ------
    DerivationError
        If it speaks of limits.
    """
    if proof.of_limits:
        raise DerivationError("discharged: a limit is no statement about one size")
    conclusion = sp.Implies(sp.And(*proof.given), proof.conclusion)
    return Fact(conclusion, (), "derivation", proof.uses, (proof,))


def instance(proof: Fact | Derivation, put: Callable[[Any], Any] | dict[Any, Any]) -> Fact:
    """Return what was proved where some of its letters are other terms.

    What is proved in letters holds for all of their values. What may be put for what is as for a
    statement of the book: see :func:`~polyattn.derivation.fact.stated`.

    Parameters
    ----------
    proof : Fact or Derivation
        Speaks of no limit.
    put : mapping or callable
        A substitution, or one of the two data sets: ``lambda x: on(x, 1)``.
    """
    said = proof if isinstance(proof, Fact) else proof.fact()
    limits = any(x.has(Limit) for x in (said.conclusion, *said.hypotheses))
    if limits or any(one.of_limits for one in said.inner):
        raise DerivationError("instance: a limit is no statement about one size")
    for one in sorted(said.taken, key=str):  # said of the letters, not of what is put for them
        raise DerivationError(f"instance: a proof takes {one} for granted; show it")
    return fact.instance(said, put)


def alike(function: Callable[[Any], Any], one: Any, other: Any) -> Fact:
    """Return that a function has the same value at equal arguments.

    Parameters
    ----------
    function : callable
        From a term to a term, such as ``lambda x: x**lam``.
    one, other : sympy.Expr
        The arguments, which the line must show to be equal.

    Raises
    ------
    DerivationError
        If they speak of the signs, and the function is a probability: equal for some signs is not
        equal for all. Likewise for a count, a mean, and a largest value and its k.
    """
    place, equation = sp.Dummy(real=True), sp.Eq(one, other, evaluate=False)
    term = function(place)
    if running(term) & speaks_of(outside(equation)):
        raise DerivationError(f"alike: {equation} holds for some of what runs in {term} alone")
    values = [term.xreplace({place: x}) for x in (one, other)]
    return Fact(sp.Eq(*values, evaluate=False), (equation,), "equals for equals")


def stands_for(letter: Any) -> Fact:
    """Return what a letter stands for.

    Raises
    ------
    DerivationError
        If it stands for nothing but itself.
    """
    meanings = DEFINITIONS | POWERS
    if letter not in meanings:
        raise DerivationError(f"stands_for: {letter} stands for nothing but itself")
    return Fact(sp.Eq(letter, meanings[letter]), name=f"what ${tex(letter)}$ is")
