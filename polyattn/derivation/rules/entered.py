"""What stands before every rule: it takes real numbers alone, and says that a rule spoke.

What a derivation takes for granted, a fact made from it does too; but nothing about what runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import DerivationError, Fact, speaks_of
from polyattn.derivation.terms import RUNNING, strange
from polyattn.symbolic.any_noise import NOISY_SIGNS, OF_NOISE
from polyattn.symbolic.gaussian import OF_A_PAIR, OF_GAUSSIAN
from polyattn.symbolic.learned import OF_LEARNED, WEIGHTS, w_row
from polyattn.symbolic.model import m, tau, theta
from polyattn.symbolic.sketches import E_1, E_2, E_twice, level
from polyattn.symbolic.vectors import g_i, r_i

# A rule may speak of all that these can be, and not of those alone where terms make sense.
_RUN = RUNNING | {m, tau, theta, E_1, E_2, E_twice, level, g_i, r_i}
_RUN |= NOISY_SIGNS | OF_NOISE | OF_LEARNED | {*WEIGHTS, w_row} | OF_A_PAIR | OF_GAUSSIAN


def entered(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule that refuses what is no real number, and marks the facts that it makes.

    A fact that was made from one that no rule made is none either. What else a function here
    returns, such as the relations that fix three signs, stays as it is.
    """

    @wraps(rule)
    def called(*arguments: Any, **named: Any) -> Any:
        made, taken = True, frozenset[Any]()
        for one in _handed((*arguments, *named.values())):
            if isinstance(one, Fact | Derivation):
                made = made and (isinstance(one, Derivation) or one.made)
                taken |= one.taken
            else:
                _refuse(rule.__name__, one)
        found = rule(*arguments, **named)
        if not isinstance(found, Fact):
            return found
        for relation in (*found.hypotheses, found.conclusion):
            _refuse(rule.__name__, relation)
        for one in sorted(taken, key=str):
            if speaks_of(one) & _RUN or any(x.is_Dummy or x.is_integer for x in one.free_symbols):
                raise DerivationError(f"{rule.__name__}: a proof takes {one} for granted; show it")
        return replace(found, made=made, taken=taken)

    return called


def _refuse(call: str, term: Any) -> None:
    if why := strange(term):
        raise DerivationError(f"{call}: {term} has {why}")


def _handed(arguments: Any) -> Iterator[Any]:
    """Yield the terms and the facts among what a rule was handed."""
    for one in arguments:
        if isinstance(one, Mapping):
            yield from _handed((*one.keys(), *one.values()))
        elif isinstance(one, tuple | list):
            yield from _handed(one)
        elif isinstance(one, float):
            yield sp.Float(one)
        elif isinstance(one, Fact | Derivation | sp.Basic):
            yield one
