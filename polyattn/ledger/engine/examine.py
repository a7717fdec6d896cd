"""Running one claim: its evidence, and every mutation until something refutes it."""

from __future__ import annotations

import time
from typing import Any

from polyattn.ledger.claim import EFFORTS, Claim, Mutation, Outcome, Refutation, Step

Finding = dict[str, Any]


def examine(claim: Claim) -> Finding:
    """Run the evidence and the mutations of one claim.

    Parameters
    ----------
    claim : Claim
        From the ledger or not.

    Returns
    -------
    dict
        ``evidence`` (a row for each piece) and ``mutations``, as plain data.

    Raises
    ------
    ImportError
        If a library that the evidence needs is not installed.
    """
    rows = [_row(claim, step, "proof", e) for step in claim.steps for e in step.evidence]
    rows += [_row(claim, step, "witness", e) for step in claim.witnesses for e in step.evidence]
    tried = list(claim.mutations)
    survived = [mutation.name for mutation in tried if not caught(claim, mutation)]
    mutations: Finding = {"tried": len(tried), "caught": len(tried) - len(survived)}
    if survived:
        mutations["survived"] = survived
    return {"evidence": rows, "mutations": mutations}


def _row(claim: Claim, step: Step, role: str, evidence: Any) -> Finding:
    start = time.perf_counter()
    try:
        outcome = evidence.check(claim, step.of or tuple(claim.statements))
    except ImportError:  # a library is missing: that says nothing about the claim
        raise
    except Exception as error:  # a proof that breaks is a proof that fails, and says how
        outcome = Outcome("symbolic", False, f"{type(error).__name__}: {error}")
    return {
        "kind": outcome.kind,
        "step": step.name,
        "passed": outcome.passed,
        "seconds": round(time.perf_counter() - start, 3),
        "detail": outcome.detail,
        "role": role,
        "vacuous": outcome.vacuous,
    }


def caught(claim: Claim, mutation: Mutation) -> Refutation | None:
    """Return where one of the variants of a mutation fails, or None where it survives."""
    mutants = list(mutation.variants(claim))
    for effort in EFFORTS:
        for mutant in mutants:
            found = refutation(claim, mutant, effort, mutation.must_be_false)
            if found:
                return found
    return None


def refutation(
    claim: Claim, mutant: Claim, effort: int, must_be_false: bool = False
) -> Refutation | None:
    """Return a concrete point where a changed claim fails, or None where no evidence finds one.

    Only parts that differ from the claim's are looked at, by steps and witnesses alike.
    """
    touched = [
        name
        for name in mutant.statements
        if name not in claim.statements or mutant.part(name) != claim.part(name)
    ]
    for step in (*mutant.steps, *mutant.witnesses):
        parts = tuple(name for name in touched if name in (step.of or touched))
        for evidence in step.evidence if parts else ():
            found = evidence.refute(mutant, parts, effort=effort)
            if found and (found.of == "statement" or not must_be_false):
                return found
    return None
