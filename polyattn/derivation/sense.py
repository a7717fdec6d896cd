r"""Where a relation makes sense: no division by 0, no root or logarithm of a negative number.

What a letter stands for counts: :math:`f^*` needs its sum :math:`Z_*`, and so does a chance that it
enters. Within a limit a term makes sense from some size on; that is for the rule of the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation.atoms import canonical
from polyattn.derivation.ranges import is_whole
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.pair import CHANCES
from polyattn.symbolic.table import DEFINITIONS


@cache
def conditions(relation: Any) -> frozenset[Any]:
    """Return what must hold for the terms of a relation to be numbers.

    Examples
    --------
    >>> from polyattn.symbolic import N, f_star, t, theta
    >>> sorted(conditions(sp.log(theta) >= N / (t - 1)), key=str), *conditions(f_star > 0)
    ([Ne(t - 1, 0), theta > 0], Ne(Z_*, 0))
    """
    plain = relation.xreplace(dict.fromkeys(relation.atoms(sp.Limit, Limit), sp.S.One))
    own = frozenset(x for x in _partial(plain) if x != sp.true)
    tables = (DEFINITIONS, CHANCES)
    meanings = (table[x] for table in tables for x in plain.free_symbols & table.keys())
    return own.union(*map(conditions, meanings))


def _partial(term: Any) -> Iterator[Any]:
    for logarithm in term.atoms(sp.log):
        yield sp.Gt(_written_out(logarithm.args[0]), 0)
    for power in term.atoms(sp.Pow):
        inverse, base = _is_inverse(power.exp), _written_out(power.base)
        if not is_whole(power.exp):
            yield sp.Gt(base, 0) if inverse else sp.Ge(base, 0)
        elif inverse:
            yield sp.Ne(base, 0)


@cache
def _is_inverse(exponent: Any) -> bool:
    """Whether a power is the inverse of one, as algebra reads it or as it is written."""
    return any(x.could_extract_minus_sign() for x in (exponent, canonical(exponent)))


def _written_out(term: Any) -> Any:
    """Replace the letters with a fraction, a root or a logarithm in what they stand for."""
    while found := {x: DEFINITIONS[x] for x in term.free_symbols if _has_partial(x)}:
        term = term.xreplace(found)
    return term


@cache
def _has_partial(letter: Any) -> bool:
    return letter in DEFINITIONS and bool(conditions(DEFINITIONS[letter]))
