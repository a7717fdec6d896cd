"""Rules for derivatives by the degree."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError, Fact
from polyattn.symbolic.model import P, Q, R
from polyattn.symbolic.phases import slope
from polyattn.symbolic.table import POWERS, unfold


def rate(letter: Any, weight: Any) -> Fact:
    r"""Return how fast a weight changes, by the chain rule: :math:`P'=P\log p`, likewise Q and R.

    Parameters
    ----------
    letter : sympy.Symbol
        What stands for the derivative of the weight by the degree.
    weight : sympy.Expr
        Rational in P, Q and R.

    Raises
    ------
    DerivationError
        If the letter stands for something else.
    """
    if POWERS.get(letter) != slope(weight):
        raise DerivationError(f"rate: {letter} is not the derivative of {weight} by the degree")
    plain = unfold(weight)
    scores = {x: POWERS[x].base for x in (P, Q, R)}
    total = sum(sp.diff(plain, x) * x * sp.log(score) for x, score in scores.items())
    return Fact(sp.Eq(letter, total), tuple(x > 0 for x in scores.values()), "chain rule")
