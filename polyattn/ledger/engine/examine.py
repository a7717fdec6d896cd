"""Running one claim: its evidence, and every mutation until something refutes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from polyattn.derivation import instances
from polyattn.ledger.claim import Claim, Mutation, Outcome, Refutation, Step
from polyattn.ledger.engine import proofs

Finding = dict[str, Any]
FATES = ("refuted", "beyond", "not tight", "survived", "unsound")


def examine(claim: Claim, *, thorough: bool = False) -> Finding:
    """Run the evidence and the mutations of one claim.

    Parameters
    ----------
    claim : Claim
        From the ledger or not.
    thorough : bool, default False
        Whether each constant of each hypothesis is moved as well, which takes minutes for some
        claims; where a part has no derivation, all mutations are tried anyway.

    Returns
    -------
    dict
        ``evidence`` (a row for each piece), ``mutations``, ``uses``, and ``shown``, the derivations
        of each part as HTML: all plain data.

    Raises
    ------
    ImportError
        If a library that the evidence needs is not installed.
    """
    derived, uses, shown = proofs.run(claim)
    rows = [*derived]
    rows += [_row(claim, step, e) for step in claim.witnesses for e in step.evidence]
    sound = all(row["passed"] for row in derived)
    names: dict[str, list[str]] = {fate: [] for fate in FATES}
    tested: set[str] = set()
    chosen = [one for one in claim.mutations if thorough or not _takes_long(claim, one)]
    for mutation in chosen if sound else ():
        names[fate(claim, mutation, tested)].append(mutation.name)
    counts = {"tried": len(chosen) if sound else 0, "caught": len(names.pop("refuted"))}
    kept = {name: found for name, found in names.items() if found}
    return {
        "evidence": rows,
        "mutations": {**counts, **kept},
        "uses": sorted({*uses, *claim.uses}),
        "shown": shown,
    }


def _takes_long(claim: Claim, mutation: Mutation) -> bool:
    """Whether a constant of a hypothesis is moved: then the whole proof is run again, twice."""
    return bool(claim.proofs) and mutation.sharper and not mutation.of_conclusion


def fate(claim: Claim, mutation: Mutation, tested: set[str]) -> str:
    """Return what becomes of a mutation.

    ``refuted``: the proof breaks, and, where the conclusion claims more, it is false at a point
    that was found. ``beyond``: no such point was found; the statement may not be tight. ``not
    tight``: the proof proves it as well, so the statement could say more. ``survived``: nothing is
    against it, where there is no derivation. ``unsound``: the proof proves it, and a point refutes
    it; looked for once a part, as noted in `tested`.
    """
    mutants = list(mutation.variants(claim))
    parts = touched(claim, mutants[0])
    if claim.proofs.keys() >= set(parts):
        return _fate_of_proof(claim, mutation, mutants, tested)
    if _first(claim, mutants, mutation.must_be_false):
        return "refuted"
    return "not tight" if mutation.sharper else "survived"


def _fate_of_proof(claim: Claim, mutation: Mutation, mutants: list[Claim], tested: set[str]) -> str:
    """Ask the proof first; only what it does not prove can be false."""
    parts = touched(claim, mutants[0])
    if not mutation.of_conclusion:
        if any(proofs.breaks(one, parts) for one in mutants):
            return "refuted"
        if mutation.sharper:
            return "not tight"
        found = _first(claim, mutants, must_be_false=False)
        if found is None:
            return "not tight"
        # Where a letter has lost its sense, there is nothing to prove.
        return "unsound" if found[1].of == "statement" else "refuted"
    broken = [one for one in mutants if proofs.breaks(one, parts)]
    if set(parts) - tested:
        tested.update(parts)
        proved = [one for one in mutants if one not in broken]
        if _first(claim, proved, mutation.must_be_false):
            return "unsound"
    if not broken:
        return "not tight"
    return "refuted" if _first(claim, broken, mutation.must_be_false) else "beyond"


def _row(claim: Claim, step: Step, evidence: Any) -> Finding:
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
        "role": "witness",
    }


def _first(
    claim: Claim, mutants: list[Claim], must_be_false: bool
) -> tuple[Claim, Refutation] | None:
    """Return the first variant that some evidence refutes, and where."""
    for search in (_at_a_point, _by_a_witness):  # what is quick first
        for mutant in mutants:
            for found in search(mutant, touched(claim, mutant)):
                if found.of == "statement" or not must_be_false:
                    return mutant, found
    return None


def touched(claim: Claim, mutant: Claim) -> list[str]:
    """Return the parts of a changed claim that differ from the claim's."""
    return [
        name
        for name in mutant.statements
        if name not in claim.statements or mutant.part(name) != claim.part(name)
    ]


def _at_a_point(mutant: Claim, parts: list[str]) -> Iterator[Refutation]:
    """Yield real instances against parts of a changed claim."""
    for part in map(mutant.part, parts):
        if point := instances.against(part.hypotheses, part.conclusion):
            yield Refutation(f"{part.conclusion} fails at {point}")


def _by_a_witness(mutant: Claim, parts: list[str]) -> Iterator[Refutation]:
    """Yield points where a witness finds that parts of a changed claim fail."""
    for step in mutant.witnesses:
        about = tuple(name for name in parts if name in (step.of or parts))
        for evidence in step.evidence if about else ():
            if found := evidence.refute(mutant, about):
                yield found
