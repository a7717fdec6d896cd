"""What values a letter runs through: whole numbers, signs, or all real numbers."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.symbolic.broken_line import j
from polyattn.symbolic.chances import FIRST_K, k
from polyattn.symbolic.model import N, d, m
from polyattn.symbolic.neuron import SIGNS, K, S
from polyattn.symbolic.pair import on
from polyattn.symbolic.several import K_p, K_u, N_u

_FIRST = {on(x, i) for x in FIRST_K.values() for i in (0, 1)}
WHOLE = {m, N, d, K, S, K_p, K_u, N_u, k, j, *FIRST_K.values(), *_FIRST}


def is_whole(term: Any) -> bool:
    """Whether a term is a whole number wherever it makes sense, by how it is written."""
    term = sp.sympify(term)
    if term.is_Add or term.is_Mul:
        return all(map(is_whole, term.args))
    if term.is_Pow and term.exp.is_Integer and term.exp > 0:
        return is_whole(term.base)
    rounded = isinstance(term, sp.floor | sp.ceiling)
    return rounded or bool(term.is_integer) or term in WHOLE


def within(letter: Any, value: Any) -> bool:
    """Whether a letter may take a value: a sign is 1 or -1, a whole number is whole."""
    if letter in SIGNS:
        return value in (1, -1) or value in SIGNS or -value in SIGNS
    return is_whole(value) or not is_whole(letter)
