r"""Signs in a row: what ``a <= b < c`` says of a and c."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation.fact import DerivationError

SIGNS = {"=": sp.Eq, "<=": sp.Le, "<": sp.Lt, ">=": sp.Ge, ">": sp.Gt}


def composed(before: str, after: str) -> str:
    """Return what two signs in a row say."""
    signs = {before, after} - {"="}
    if {x[0] for x in signs} == {"<", ">"}:
        raise DerivationError(
            f"Derivation: {after!r} after {before!r} compares nothing; a chain goes one way"
        )
    strict = [x for x in signs if len(x) == 1]
    return strict[0] if strict else (signs.pop() if signs else "=")


def turned(before: str, after: str) -> str:
    """Return what ``iff``, ``if`` and ``then`` in a row say, from a first line (``=``) on."""
    signs = {before if before != "=" else "iff", after}
    if signs == {"if", "then"}:
        raise DerivationError("Derivation: a chain goes one way; 'if' and 'then' do not mix")
    return next((x for x in signs if x != "iff"), "iff")


def is_relation(term: Any) -> bool:
    """Whether a term says something, rather than being a size."""
    logic = sp.logic.boolalg.BooleanFunction | sp.logic.boolalg.BooleanAtom
    return isinstance(term, logic) or bool(getattr(term, "is_Relational", False))
