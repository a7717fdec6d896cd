"""Every claim of the book, by its label: found in the chapters, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from polyattn.derivation.fact import DerivationError, shelve
from polyattn.derivation.statement import Statement
from polyattn.ledger import chapters
from polyattn.ledger.claim import Claim, enter, entered
from polyattn.ledger.engine.proofs import rests_on


@cache
def claims() -> dict[str, Claim]:
    """Return every claim of the book by its label, in the order of the chapters.

    Raises
    ------
    ValueError
        If two claims share a label, or a statement says nothing.

    Examples
    --------
    >>> claims()["thm:concentration"].chapter
    4
    """
    found = _checked(chapters.load())
    enter(found)
    return {claim.label: claim for claim in found}


def _checked(found: Iterable[Claim]) -> list[Claim]:
    ordered = sorted(found, key=lambda claim: claim.chapter)
    labels = [claim.label for claim in ordered]
    for claim in ordered:
        if labels.count(claim.label) > 1:
            raise ValueError(f"claims: {claim.label} is there twice; give each claim its own label")
        for name, part in claim.statements.items():
            if part.conclusion in (True, False):  # SymPy decided it as it was written down
                raise ValueError(
                    f"claims: {name!r} of {claim.label} reads {part.conclusion}, so nothing is "
                    "left to prove; write it with letters that stay"
                )
    return ordered


def find(label: str) -> Claim:
    """Return the claim with this label.

    Raises
    ------
    KeyError
        If there is none; the message names the nearest labels.

    Examples
    --------
    >>> find("thm:phases").chapter
    7
    """
    claims()
    return entered(label)


def graph() -> dict[str, dict[str, list[str]]]:
    """Return, for each label, what its proof ``uses`` and what it is ``used_by``.

    Examples
    --------
    >>> "thm:concentration" in graph()["lem:power-rule"]["used_by"]
    True
    """
    known = claims()
    uses = {label: list(rests_on(label)) for label in known}
    return {
        label: {"uses": uses[label], "used_by": [other for other in known if label in uses[other]]}
        for label in known
    }


def closure(known: Mapping[str, Claim], wanted: Iterable[str]) -> list[str]:
    """Return the labels and all that they rest on, what is used first.

    Raises
    ------
    ValueError
        If a claim uses one that does not exist, or claims use each other in a circle.
    """
    order: list[str] = []

    def visit(label: str, path: tuple[str, ...]) -> None:
        if label in path:
            circle = " uses ".join((*path[path.index(label) :], label))
            raise ValueError(f"claims: {circle}: a circle proves nothing")
        if label not in known:
            raise ValueError(f"claims: {path[-1]} uses {label}, which no module has")
        if label not in order:
            for used in rests_on(label):
                visit(used, (*path, label))
            order.append(label)

    for label in wanted:
        visit(label, ())
    return order


def _statement(label: str, part: str) -> Statement:
    """Return a part of a claim for a derivation that rests on it."""
    claim = find(label)
    if not part and len(claim.statements) > 1:
        raise DerivationError(f"{label} has the parts {sorted(claim.statements)}; name one")
    name = part or next(iter(claim.statements))
    if name not in claim.statements:
        raise DerivationError(
            f"{label} has no part {name!r}; use one of {sorted(claim.statements)}"
        )
    found: Statement = claim.part(name)
    return found


shelve(_statement)
