"""Every claim of the book, by its label: found in the chapters, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from polyattn.ledger import chapters
from polyattn.ledger.claim import Claim, enter, entered


@cache
def claims() -> dict[str, Claim]:
    """Return every claim of the book by its label, in the order of the chapters.

    Raises
    ------
    ValueError
        If two claims share a label, a claim uses one that does not exist, or claims use each
        other in a circle.

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
        if unknown := set(claim.uses) - set(labels):
            raise ValueError(f"claims: {claim.label} uses {sorted(unknown)}, which no module has")
        for name, part in claim.statements.items():
            if part.conclusion in (True, False):  # SymPy decided it as it was written down
                raise ValueError(
                    f"claims: {name!r} of {claim.label} reads {part.conclusion}, so nothing is "
                    "left to prove; write it with letters that stay"
                )
    done: set[str] = set()
    while len(done) < len(labels):
        ready = {x.label for x in ordered if x.label not in done and set(x.uses) <= done}
        if not ready:
            raise ValueError(f"claims: {sorted(set(labels) - done)} use each other in a circle")
        done |= ready
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
    return {
        label: {
            "uses": list(claim.uses),
            "used_by": [other.label for other in known.values() if label in other.uses],
        }
        for label, claim in known.items()
    }


def closure(known: Mapping[str, Claim], wanted: Iterable[str]) -> list[str]:
    """Return the labels and all that they use, what is used first."""
    order: list[str] = []

    def visit(label: str) -> None:
        if label not in order:
            for used in known[label].uses:
                visit(used)
            order.append(label)

    for label in wanted:
        visit(label)
    return order
