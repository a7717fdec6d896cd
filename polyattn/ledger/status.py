"""The status of a claim, computed from its findings and from what it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from polyattn.ledger.claim import DEDUCTIVE, Claim, Result, Step

Finding = dict[str, Any]


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
