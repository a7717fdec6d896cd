"""Running claims: their evidence and mutations, several at a time, with findings kept on disk."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from polyattn.ledger import (
    DEDUCTIVE,
    EFFORTS,
    Claim,
    Mutation,
    Outcome,
    Refutation,
    Result,
    Step,
    claims,
    find,
)

Finding = dict[str, Any]
Progress = Callable[[str, float], None] | None
_LIBRARIES = ("sympy", "python-flint", "scipy", "z3-solver")


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


def examine_all(
    labels: list[str], jobs: int, cache: Path | None, progress: Progress
) -> dict[str, Finding]:
    """Run what the cache does not have; keep what was run."""
    findings: dict[str, Finding] = {}
    for label in labels if cache else ():
        if cache and (kept := _read(cache, label)) is not None:
            findings[label] = kept
    todo = [label for label in labels if label not in findings]

    def done(label: str, finding: Finding, seconds: float) -> None:
        findings[label] = finding
        if cache:
            _write(cache, label, finding)
        if progress:
            progress(label, seconds)

    if jobs == 1 or len(todo) < 2:
        for label in todo:
            done(label, *_timed(label))
        return findings
    with ProcessPoolExecutor(min(jobs, len(todo))) as pool:
        futures = {pool.submit(_timed, label): label for label in todo}
        for future in as_completed(futures):
            done(futures[future], *future.result())
    return findings


def _timed(label: str) -> tuple[Finding, float]:
    start = time.perf_counter()
    return examine(find(label)), time.perf_counter() - start


def results(ordered: Iterable[Claim], findings: Mapping[str, Finding]) -> dict[str, Result]:
    """Compute every status; a claim must come after what it uses."""
    made: dict[str, Result] = {}
    for claim in ordered:
        finding = findings[claim.label]
        made[claim.label] = Result(
            label=claim.label,
            kind=claim.kind,
            title=claim.title,
            chapter=claim.chapter,
            uses=claim.uses,
            status=status(claim, finding, made),
            evidence=tuple(finding["evidence"]),
            mutations=finding["mutations"],
        )
    return made


def status(claim: Claim, finding: Finding, used: Mapping[str, Result]) -> str | None:
    """Compute the status of a claim from its findings and the results of what it uses."""
    rows, mutations = finding["evidence"], finding["mutations"]
    if not rows and claim.kind != "definition":
        return "failed"
    if any(row["vacuous"] for row in rows) or mutations["caught"] < mutations["tried"]:
        return "vacuous"
    if not all(row["passed"] for row in rows):
        return "failed"
    if claim.kind == "definition":
        return None
    if not mutations["tried"]:  # evidence that nothing could upset
        return "failed"
    if claim.kind == "observation":
        return "observed"
    if claim.uncovered:
        return "failed"
    if any(_numeric_only(rows, step) for step in claim.steps):
        return "checked"
    open_labels = [x for x in claim.uses if used[x].status not in ("proved", None)]
    return f"proved, given {', '.join(open_labels)}" if open_labels else "proved"


def _numeric_only(rows: list[Finding], step: Step) -> bool:
    own = [row for row in rows if row["role"] == "proof" and row["step"] == step.name]
    return not any(row["kind"] in DEDUCTIVE for row in own)


def key(label: str) -> str:
    """Return a hash of all that the findings of a claim depend on.

    The package's sources (of the chapters' proofs only its own and those of what it uses) and
    the versions of the libraries.
    """
    from polyattn import proofs

    homes = proofs.homes()
    chapters = {homes[used] for used in closure(claims(), [label])}
    package = Path(__file__).parents[2]
    digest = hashlib.sha256(label.encode())
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package).as_posix()
        if relative.startswith("explorables/") or relative in ("figures.py", "__main__.py"):
            continue
        if path.stem in set(homes.values()) - chapters and path.parent.name == "proofs":
            continue
        digest.update(relative.encode() + b"\0" + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _file(cache: Path, label: str) -> Path:
    return cache / f"{label.replace(':', '-')}.json"


def _read(cache: Path, label: str) -> Finding | None:
    try:
        kept = json.loads(_file(cache, label).read_text())
    except (OSError, ValueError):
        return None
    return kept["finding"] if kept.get("key") == key(label) else None


def _write(cache: Path, label: str, finding: Finding) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    kept = json.dumps({"key": key(label), "finding": finding}, indent=1)
    _file(cache, label).write_text(kept)
