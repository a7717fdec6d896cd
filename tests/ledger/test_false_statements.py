"""Statements of the book made false: no proof may go through."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from polyattn.derivation.fact import DerivationError
from polyattn.ledger import find
from polyattn.ledger.engine.proofs import derived


def moved(part, old, new):
    """Replace a term of the conclusion, which must be there."""
    changed = part.concluding(part.conclusion.xreplace({old: new}))
    assert changed != part, f"{old} is not in {part.conclusion}"
    return changed


# Label, part, and what makes it false; sorted by label.
FALSE = [
    (
        "thm:separation-high",
        "activates",
        lambda part: part.concluding(
            part.conclusion.xreplace({sp.Rational(7, 8): sp.Rational(6, 8)})
        ),
    ),
]


@pytest.mark.parametrize(("label", "name", "change"), FALSE, ids=[f"{x}#{y}" for x, y, _ in FALSE])
def test_what_is_false_is_not_proved(label, name, change):
    claim = find(label)
    part = change(claim.statements[name])
    assert part != claim.statements[name]
    with pytest.raises(DerivationError):
        derived(replace(claim, statements={**claim.statements, name: part}), name)
