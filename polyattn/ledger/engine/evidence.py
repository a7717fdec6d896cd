"""The ways of knowing that need no numbers: algebra, a written proof, a cited theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation import points, smt
from polyattn.derivation.certificates import certify
from polyattn.derivation.obligation import Obligation
from polyattn.derivation.reduction import NotReducibleError, obligations
from polyattn.ledger.claim import Claim, Outcome, Refutation

if TYPE_CHECKING:
    from polyattn.derivation.statement import Statement
    from polyattn.ledger.claim import Evidence

_certify = cache(certify)
_solve = cache(smt.solve)
_sample = cache(points.sampled_counterexample)
_PROVED: set[Obligation] = set()  # no point will refute these


@cache
def _solved(obligation: Obligation) -> Any:
    """Ask z3 only where no certificate says that there is nothing to find."""
    return None if _certify(obligation) else points.solved_counterexample(obligation)


_model = cache(points.model)


@dataclass(frozen=True)
class Algebra:
    r"""Prove the parts for all parameters: a certificate where one is found, else z3.

    Parameters
    ----------
    conclude : sympy.Boolean or tuple of them, optional
        What this step shows, under the hypotheses of the part, where that is not the part's own
        conclusion. In a tuple, each may use those before it.
    under : tuple of sympy.Boolean, optional
        Further hypotheses: the case that this step treats.
    after : tuple of sympy.Boolean, optional
        What earlier pieces of evidence concluded for the same parts; that they did is checked.
    given : tuple of str, optional
        Statements that the step may use, as ``"label"`` or ``"label#part"``, each of a claim
        listed in `uses`. Their hypotheses become obligations.
    opaque : tuple of sympy.Symbol, optional
        Letters that this step treats as unknowns: all it knows of them is what is given.
    """

    conclude: Any = None
    under: tuple[Any, ...] = ()
    given: tuple[str, ...] = ()
    opaque: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Prove every obligation; the kind says whether z3 had to be trusted."""
        kind, texts, count = "symbolic", [], 0
        try:
            todo = self._obligations(claim, parts)
        except NotReducibleError as error:
            return Outcome("symbolic", False, str(error))
        for relation in self.after:
            if relation not in shown_before(self, claim, parts):
                return Outcome(kind, False, f"uses {relation}, which no step before it shows")
        for name in parts:
            first = self._chain(claim, self._assumed(claim, name))[0]
            if not _satisfiable(first):
                why = f"{name}: no point satisfies {first.hypotheses}"
                return Outcome(kind, False, why, True)
        for obligation in sorted(todo, key=lambda each: each.defines):
            count += 1
            found = _certify(obligation)
            if found is not None:
                _PROVED.add(obligation)
                texts.append(found.text)
                continue
            kind = "smt"
            verdict = _solve(obligation).verdict
            if verdict != "unsat":
                return Outcome(kind, False, f"not proved ({verdict}): {obligation}")
            texts.append(f"z3 finds no counterexample to {obligation}")
        if not count:
            return Outcome(kind, False, "nothing was left to prove: is the statement trivial?")
        summary = texts[0] if count == 1 else f"{count} obligations; " + "; ".join(_distinct(texts))
        return Outcome(kind, True, summary)

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Look for a point where an obligation fails: small ones, then by z3."""
        try:
            todo = self._obligations(claim, parts)
        except NotReducibleError:
            return None
        todo.sort(key=lambda obligation: obligation.defines)
        if effort == 1:
            return None
        search = _solved if effort else _sample
        for obligation in todo:
            if obligation not in _PROVED and (point := search(obligation)):
                text = f"{obligation} fails at {points.describe(point)}"
                if obligation.defines:
                    return Refutation(text, "definition")
                return Refutation(
                    text, "step" if self.conclude is not None or self.given else "statement"
                )
        return None

    def _obligations(self, claim: Claim, parts: tuple[str, ...]) -> list[Obligation]:
        found: dict[Obligation, None] = {}
        for name in parts:
            for statement in self._chain(claim, self._assumed(claim, name)):
                found |= dict.fromkeys(obligations(self._blank(statement)))
        return list(found)

    def _assumed(self, claim: Claim, name: str) -> Statement:
        """Return the part with all that this step may assume."""
        return claim.part(name).given(self.under).given(self.after)  # type: ignore[no-any-return]

    @property
    def conclusions(self) -> tuple[Any, ...]:
        """What this step shows besides the part's own conclusion."""
        if self.conclude is None:
            return ()
        return self.conclude if isinstance(self.conclude, tuple) else (self.conclude,)

    def _blank(self, statement: Statement) -> Statement:
        """Replace the opaque letters by letters without a definition."""
        blank = {x: sp.Symbol(x.name) for x in self.opaque}  # no "real": another symbol
        if not blank:
            return statement
        relations = [x.xreplace(blank) for x in (*statement.hypotheses, statement.conclusion)]
        return replace(statement, hypotheses=tuple(relations[:-1]), conclusion=relations[-1])

    def _chain(self, claim: Claim, statement: Statement) -> list[Statement]:
        """Return what is to be proved: each conclusion in turn, given those before it."""
        *needed, statement = self._with_given(claim, statement)
        if self.conclude is None:
            return [*needed, statement]
        for conclusion in self.conclusions:
            needed.append(statement.concluding(conclusion))
            statement = statement.given([conclusion])
        return needed

    def _with_given(self, claim: Claim, statement: Statement) -> list[Statement]:
        """Return the statement with the used conclusions as hypotheses, and what they assume."""
        from polyattn.ledger.claim import entered

        needed = []
        for reference in self.given:
            label, _, part = reference.partition("#")
            if label not in claim.uses:
                raise ValueError(f"Algebra: {claim.label} uses {label} without listing it in uses")
            used = entered(label)
            for name in (part,) if part else tuple(used.statements):
                lemma = used.part(name)
                missing = [h for h in lemma.hypotheses if h not in statement.hypotheses]
                needed += [statement.concluding(h) for h in missing]
                statement = statement.given([lemma.conclusion])
        return [*needed, statement]


def shown_before(evidence: Evidence, claim: Claim, parts: tuple[str, ...]) -> set[Any]:
    """Return what the evidence before this one concludes for all of these parts."""
    found: set[Any] = set()
    for step in claim.steps:
        covers = set(parts) <= set(step.of or claim.statements)
        for each in step.evidence if covers else ():
            if each == evidence:
                return found
            if isinstance(each, Algebra):
                found |= set(each.conclusions)
    return found


def _satisfiable(statement: Statement) -> bool:
    """Whether some point satisfies the hypotheses of at least one case of a statement."""
    cases = {case.hypotheses for case in obligations(statement)}
    return not cases or any(_model(hypotheses) is not None for hypotheses in cases)


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))[:3]


@dataclass(frozen=True)
class Written:
    """A step proved in words; `text` is the proof, in Markdown with formulas in LaTeX."""

    text: str

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Hold if there is a text: the reader is the judge."""
        return Outcome("written", bool(self.text.strip()), self.text)

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Find nothing: words refute nothing."""
        return None


class SpotCheckError(ArithmeticError):
    """An instance at which a cited result does not hold, as its numbers have it."""


def confirm(holds: bool, instance: str) -> None:
    """Raise unless a cited result holds at an instance, with or without ``python -O``.

    Parameters
    ----------
    holds : bool
        Whether it does.
    instance : str
        Where it was tried; the words of the error.

    Raises
    ------
    SpotCheckError
        If it does not.

    Examples
    --------
    >>> confirm(1 + 1 == 2, "one and one")
    """
    if not holds:
        raise SpotCheckError(instance)


@dataclass(frozen=True)
class Cited:
    """A classical result, with its reference and a numeric spot check.

    The check calls :func:`confirm` at every instance, and returns what it looked at.
    """

    text: str
    reference: str
    spot_check: Callable[[], str]

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Run the spot check."""
        try:
            seen = self.spot_check()
        except SpotCheckError as error:
            return Outcome("cited", False, f"{self.reference}: the spot check fails: {error}")
        return Outcome("cited", True, f"{self.text} ({self.reference}; spot check: {seen})")

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Find nothing: a citation refutes nothing."""
        return None


@dataclass(frozen=True)
class Computed:
    """A computation of any kind on the claim: ``function(claim, parts) -> (passed, detail)``.

    Where it fails, `detail` names a concrete instance, so it serves to refute mutations too.
    """

    kind: str
    function: Callable[[Claim, tuple[str, ...]], tuple[bool, str]]

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Run the computation."""
        return Outcome(self.kind, *self.function(claim, parts))

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Return the instance where the computation disagrees."""
        if effort != 1:
            return None
        passed, detail = self.function(claim, parts)
        return None if passed else Refutation(detail)


def identity(left: Any, right: Any) -> bool:
    """Whether two expressions agree by polynomial arithmetic (logarithms count as letters)."""
    return bool(sp.cancel(sp.together(left - right)) == 0)
