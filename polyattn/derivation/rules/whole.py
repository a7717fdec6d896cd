r"""Rules for whole numbers: the next one, and induction.

:math:`m, N, K` and the counts of plus signs are whole numbers, floors and ceilings too.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.symbolic.chances import FIRST_K, k
from polyattn.symbolic.model import N, d, m
from polyattn.symbolic.neuron import K, S
from polyattn.symbolic.pair import on

WHOLE = {m, N, d, K, S, k, *FIRST_K.values(), *(on(x, i) for x in FIRST_K.values() for i in (0, 1))}


def is_whole(term: Any) -> bool:
    """Whether a term is a whole number wherever it makes sense, by how it is written."""
    term = sp.sympify(term)
    if term.is_Add or term.is_Mul:
        return all(map(is_whole, term.args))
    rounded = isinstance(term, sp.floor | sp.ceiling)
    return rounded or bool(term.is_integer) or term in WHOLE


def next_whole(low: Any, high: Any) -> Fact:
    r"""Return :math:`i+1\le j` for whole numbers :math:`i<j`."""
    if not (is_whole(low) and is_whole(high)):
        raise DerivationError(f"next_whole: {low} and {high} must be whole numbers")
    return Fact(low + 1 <= high, (sp.Lt(low, high, evaluate=False),), "whole numbers")


def induction(goal: Any, base: Derivation, step: Derivation, letter: Any = m) -> Fact:
    r"""Return the goal for every :math:`m\ge1`, from the one for 1 and from one to the next.

    Parameters
    ----------
    goal : sympy.Boolean
        Names the letter.
    base : Derivation
        Its conclusion is the goal for 1; it assumes nothing of the letter.
    step : Derivation
        Assumes the goal and ``letter >= 1``; its conclusion is the goal for the next number.
    letter : sympy.Symbol
        A whole number, on which no other letter of the goal depends.

    Raises
    ------
    DerivationError
        If the two conclude something else, or assume something else about the letter.
    """
    if letter not in WHOLE or letter in speaks_of(goal.xreplace({letter: sp.S.One})):
        raise DerivationError(f"induction: {goal} must name {letter}, a whole number, in sight")
    for proof, number in ((base, sp.S.One), (step, letter + 1)):
        if proof.conclusion != goal.xreplace({letter: number}):
            raise DerivationError(f"induction: {proof.conclusion} is not {goal} at {number}")
    known = {goal, letter >= 1}
    rest = (*base.given, *(h for h in step.given if h not in known))
    about = [h for h in rest if letter in speaks_of(h)]
    if about:
        raise DerivationError(f"induction: {about[0]} speaks of {letter}")
    found = (letter >= 1, *dict.fromkeys(rest))
    return Fact(goal, found, "induction", base.uses | step.uses, (base, step))
