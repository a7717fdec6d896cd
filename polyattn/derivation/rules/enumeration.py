"""The rule for a small network given by numbers: count its sign vectors."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from polyattn.derivation.evaluate import Point, evaluate
from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.rules.signs import RANDOM, is_random
from polyattn.symbolic.chances import Pr
from polyattn.symbolic.table import letters
from polyattn.symbolic.vectors import BACKGROUNDS


def enumerated(event: Any, numbers: Mapping[Any, Any]) -> Fact:
    r"""Count the sign vectors with an event: :math:`\Pr[A]=\#A/2^{N+3}`, where N is small.

    Parameters
    ----------
    event : sympy.Boolean
        A, about the signs of one neuron.
    numbers : mapping of sympy.Symbol to sympy.Rational
        What every letter of A is that does not depend on the signs, N too.

    Returns
    -------
    Fact
        The equation, where the letters are these numbers.

    Raises
    ------
    DerivationError
        If a letter has no number, N is large, or the event cannot be decided in exact rationals.
    """
    if letters(event) & {*BACKGROUNDS}:
        raise DerivationError(f"enumerated: what other entries add in {event} is any sum of signs")
    needed = tuple(sp.Eq(x, value, evaluate=False) for x, value in numbers.items())
    if wrong := [x for x in needed if x.lhs in RANDOM or is_random(x) or not x.rhs.is_Rational]:
        raise DerivationError(f"enumerated: {wrong[0]} is no number of the network")
    point = Point({x.lhs: Fraction(int(x.rhs.p), int(x.rhs.q)) for x in needed})
    try:
        share = evaluate(Pr(event), point)
    except (TypeError, KeyError, ZeroDivisionError) as error:
        raise DerivationError(f"enumerated: {event} has no exact value: {error}") from None
    if not isinstance(share, Fraction):
        raise DerivationError(f"enumerated: {event} cannot be decided, or N is large")
    exact = sp.Rational(share.numerator, share.denominator)
    return Fact(sp.Eq(Pr(event), exact, evaluate=False), needed, "every sign vector")
