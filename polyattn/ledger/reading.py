"""What a reader takes out of the ledger: what a statement assumes, and its derivation."""

from __future__ import annotations

from typing import Any

from polyattn.derivation.chain import Derivation
from polyattn.derivation.shown.steps import Parts
from polyattn.ledger.catalogue import find
from polyattn.ledger.engine.proofs import derived, together


def assumptions(label: str, part: str = "") -> tuple[Any, ...]:
    """Return the hypotheses of a statement, its setting among them.

    Parameters
    ----------
    label : str
        The label of the statement.
    part : str, optional
        The part; may be left out where there is one alone.

    Returns
    -------
    tuple of sympy.Boolean
        For ``Derivation(..., given=...)``.

    Raises
    ------
    ValueError
        If it has several parts, and none or an unknown one is named.

    Examples
    --------
    >>> assumptions("lem:power-rule", "at least")
    (ell > 0,)
    """
    hypotheses: tuple[Any, ...] = find(label).part(_part("assumptions", label, part)).hypotheses
    return hypotheses


def derivation(label: str, part: str = "") -> Derivation:
    """Return the derivation of a statement, each line checked now.

    Parameters
    ----------
    label : str
        The label of the statement.
    part : str, optional
        The part; may be left out where there is one alone.

    Returns
    -------
    Derivation
        Its last line is the statement.

    Raises
    ------
    ValueError
        If it has several parts, and none or an unknown one is named.

    Examples
    --------
    >>> derivation("thm:concentration", "spread")
    Derivation(1/f^* >= 1/epsilon)
    """
    name = _part("derivation", label, part)
    whole = together(derived(find(label), name))
    whole.proved = f"{label}#{name}"
    return whole


def derivations(label: str, *parts: str) -> Parts:
    """Return the derivations of several parts of a statement, shown folded.

    Parameters
    ----------
    label : str
        The label of the statement.
    *parts : str
        The parts; all of them where none is named.

    Returns
    -------
    Parts
        Each part's derivation by its name.

    Raises
    ------
    ValueError
        If it has no such part.

    Examples
    --------
    >>> list(derivations("lem:power-rule", "at least"))
    ['at least']
    """
    claim = find(label)
    chains = {name: derivation(label, name) for name in parts or claim.proofs}
    return Parts(chains, {name: claim.part(name).conclusion for name in chains})


def _part(call: str, label: str, part: str) -> str:
    parts = list(find(label).statements)
    if part in parts or (not part and len(parts) == 1):
        return part or parts[0]
    raise ValueError(f"{call}: {label} has the parts {parts}, got {part!r}; name one of them")
