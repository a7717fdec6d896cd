"""Using another claim in words: its hypotheses must follow from those of the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from polyattn.ledger import Claim, Outcome, Refutation, find
from polyattn.proofs.engine.evidence import Algebra
from polyattn.symbolic import on


@dataclass(frozen=True)
class Applies:
    """Check that a used statement applies; what it says is then used in a written step.

    Parameters
    ----------
    reference : str
        The statement, as ``"label"`` or ``"label#part"``, of a claim listed in `uses`.
    under : tuple of sympy.Boolean, optional
        Further hypotheses: the case that this step treats.
    dataset : int, optional
        Which of two data sets it is applied to.
    after : tuple of sympy.Boolean, optional
        What earlier pieces of evidence concluded for the same parts.
    """

    reference: str
    under: tuple[Any, ...] = ()
    dataset: int | None = None
    after: tuple[Any, ...] = ()

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Prove every hypothesis of the used statement."""
        outcome = self._algebra(claim).check(claim, parts)
        detail = f"{self.reference} applies" if outcome.passed else outcome.detail
        return Outcome(outcome.kind, outcome.passed, detail, outcome.vacuous)

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Find a point where a hypothesis of the used statement fails."""
        return self._algebra(claim).refute(claim, parts, effort=effort)

    def _algebra(self, claim: Claim) -> Algebra:
        label, _, part = self.reference.partition("#")
        if label not in claim.uses:
            raise ValueError(f"Applies: {claim.label} uses {label} without listing it in uses")
        used = find(label)
        names = (part,) if part else tuple(used.statements)
        needed = dict.fromkeys(h for name in names for h in used.part(name).hypotheses)
        if self.dataset is not None:
            needed = dict.fromkeys(on(h, self.dataset) for h in needed)
        return Algebra(sp.And(*needed), self.under, after=self.after)
