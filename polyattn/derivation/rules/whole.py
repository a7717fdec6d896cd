r"""Rules for whole numbers: the next one, and induction.

:math:`m, N, K` and the counts of plus signs are whole numbers, floors and ceilings too.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.ranges import WHOLE, is_whole
from polyattn.derivation.terms import running
from polyattn.symbolic.model import m
from polyattn.symbolic.pair import OBSERVED
from polyattn.symbolic.table import DEFINITIONS


def runs_through_whole(letter: Any) -> bool:
    """Whether a letter is any whole number: all that SymPy knows of it is that it is one."""
    named = isinstance(letter, sp.Symbol)
    return named and letter.assumptions0 == sp.Symbol("k", integer=True).assumptions0


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
        A whole number that stands for nothing, on which no other letter of the goal depends.

    Raises
    ------
    DerivationError
        If the two conclude something else, or assume something else about the letter.
    """
    free = letter in WHOLE and letter not in DEFINITIONS and letter not in OBSERVED
    if not free or letter in speaks_of(goal.xreplace({letter: sp.Dummy()})) | running(goal):
        raise DerivationError(f"induction: {goal} must name {letter}, a whole number, in sight")
    for proof, number in ((base, sp.S.One), (step, letter + 1)):
        if proof.conclusion != goal.xreplace({letter: number}):
            raise DerivationError(f"induction: {proof.conclusion} is not {goal} at {number}")
    known = {goal, letter >= 1}
    rest = (*base.given, *(h for h in step.given if h not in known))
    about = [h for h in (*rest, *base.taken, *step.taken) if letter in speaks_of(h)]
    if about:
        raise DerivationError(f"induction: {about[0]} speaks of {letter}")
    found = (letter >= 1, *dict.fromkeys(rest))
    return Fact(goal, found, "induction", base.uses | step.uses, (base, step))
