"""Using another claim in words: its hypotheses must follow from those of the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from polyattn.ledger.claim import Claim, Outcome, Refutation, entered
from polyattn.ledger.engine.evidence import Algebra, shown_before
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
        What earlier pieces of evidence concluded for the same parts; that they did is checked.
    """

    reference: str
    under: tuple[Any, ...] = ()
    dataset: int | None = None
    after: tuple[Any, ...] = ()

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Prove every hypothesis of the used statement that is not assumed as it stands."""
        kind = "symbolic"
        for relation in self.after:
            if relation not in shown_before(self, claim, parts):
                return Outcome(kind, False, f"uses {relation}, which no step before it shows")
        for part in parts:
            algebra = self._algebra(claim, part)
            outcome = algebra.check(claim, (part,)) if algebra else None
            if outcome and not outcome.passed:
                return outcome
            kind = outcome.kind if outcome and outcome.kind == "smt" else kind
        return Outcome(kind, True, f"{self.reference} applies")

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Find a point where a hypothesis of the used statement fails."""
        for part in parts:
            algebra = self._algebra(claim, part)
            if algebra and (found := algebra.refute(claim, (part,), effort=effort)):
                return found
        return None

    def _algebra(self, claim: Claim, part: str) -> Algebra | None:
        label, _, name = self.reference.partition("#")
        if label not in claim.uses:
            raise ValueError(f"Applies: {claim.label} uses {label} without listing it in uses")
        used = entered(label)
        known = {*claim.part(part).hypotheses, *self.under, *self.after}
        names = (name,) if name else tuple(used.statements)
        needed = [h for each in names for h in used.part(each).hypotheses]
        if self.dataset is not None:
            needed = [on(h, self.dataset) for h in needed]
        missing = [h for h in dict.fromkeys(needed) if h not in known]
        return Algebra(sp.And(*missing), self.under) if missing else None
