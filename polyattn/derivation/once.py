"""Lemmas of a proof that depend on nothing: written once, for all the parts that rest on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from polyattn.derivation.chain import Derivation, checking
from polyattn.derivation.fact import being_proved


def once(lemma: Callable[[], Derivation]) -> Callable[[], Derivation]:
    """Return a function that writes a derivation when it is first asked for it, and keeps it.

    Checked lines and unchecked ones are kept apart, and so is what may rest on which parts.

    Examples
    --------
    >>> from polyattn.symbolic import N
    >>> lemma = once(lambda: Derivation(given=(N >= 1,)).have(N > 0))
    >>> lemma() is lemma()
    True
    """
    kept: dict[Any, Derivation] = {}

    @wraps(lemma)
    def written() -> Derivation:
        when = checking(), being_proved()
        if when not in kept:
            kept[when] = lemma()
        return kept[when]

    return written
