"""What stands before every rule: it takes real numbers alone, and says that a rule spoke."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError, Fact
from polyattn.derivation.terms import strange


def entered(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule that refuses what is no real number, and marks the facts that it makes.

    A fact that was made from one that no rule made is none either. What else a function here
    returns, such as the relations that fix three signs, stays as it is.
    """

    @wraps(rule)
    def called(*arguments: Any, **named: Any) -> Any:
        made = True
        for one in _handed((*arguments, *named.values())):
            if isinstance(one, Fact):
                made = made and one.made
            else:
                _refuse(rule.__name__, one)
        found = rule(*arguments, **named)
        if not isinstance(found, Fact):
            return found
        for relation in (*found.hypotheses, found.conclusion):
            _refuse(rule.__name__, relation)
        return replace(found, made=made)

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
        elif isinstance(one, Fact | sp.Basic):
            yield one
