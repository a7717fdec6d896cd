r"""One line of a derivation, and whether lines are checked as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, Fact

if TYPE_CHECKING:
    from polyattn.derivation.said import Said

# How a line is known, the weakest last.
KINDS = ("given", "symbolic", "smt", "unchecked")
UNCHECKED = Evidence("unchecked", "not checked")
_CHECKED: ContextVar[bool] = ContextVar("checked", default=True)


@contextmanager
def unchecked() -> Iterator[None]:
    """Write lines without checking them: to see what a proof is made of, not whether it holds.

    Nothing that is checked may rest on them.
    """
    token = _CHECKED.set(False)
    try:
        yield
    finally:
        _CHECKED.reset(token)


def checking() -> bool:
    """Return whether lines are checked as they are written."""
    return _CHECKED.get()


@dataclass(frozen=True)
class Line:
    """One line: its sign, its term, why, what it rests on, and how it is known.

    `sign` is one of ``= <= < >= >`` in a chain of expressions, ``iff``, ``if`` and ``then`` in a
    chain of relations, ``have`` for a relation beside the chain, empty for the first line.
    """

    sign: str
    term: Any
    reason: str
    by: tuple[Fact, ...]
    evidence: Evidence


def refuse_unchecked(derivations: Iterable[Said]) -> None:
    """Refuse what has lines that nobody checked."""
    for one in derivations:
        if any(line.evidence.kind == "unchecked" for line in one.lines):
            raise DerivationError(f"Derivation: {one} has lines that were not checked")
