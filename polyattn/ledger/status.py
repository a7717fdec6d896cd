"""The status of a claim, computed from its findings and from what it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from polyattn.ledger.claim import Claim, Result

Finding = dict[str, Any]


def results(claims: Iterable[Claim], findings: Mapping[str, Finding]) -> dict[str, Result]:
    """Compute every status; that of a claim after those of what it uses."""
    known = {claim.label: claim for claim in claims}
    made: dict[str, Result] = {}

    def make(label: str) -> None:
        if label in made:
            return
        claim, finding = known[label], findings[label]
        for used in finding["uses"]:
            make(used)
        made[label] = result(claim, finding, made)

    for label in known:
        make(label)
    return made


def result(claim: Claim, finding: Finding, used: Mapping[str, Result]) -> Result:
    """Return the result of a claim from its findings and the results of what it uses."""
    return Result(
        label=claim.label,
        kind=claim.kind,
        title=claim.title,
        chapter=claim.chapter,
        uses=tuple(finding["uses"]),
        status=status(claim, finding, used),
        evidence=tuple(finding["evidence"]),
        mutations=finding["mutations"],
        shown=finding.get("shown", {}),
    )


def status(claim: Claim, finding: Finding, used: Mapping[str, Result]) -> str | None:
    """Compute the status of a claim from its findings and the results of what it uses."""
    rows, mutations = finding["evidence"], finding["mutations"]
    if not rows and claim.kind != "definition":
        return "failed"
    if mutations.get("survived"):
        return "vacuous"
    if mutations.get("unsound") or not all(row["passed"] for row in rows):
        return "failed"
    if claim.kind == "definition":
        return None
    if not mutations["tried"]:  # evidence that nothing could upset
        return "failed"
    if claim.kind == "observation":
        return "observed"
    if claim.uncovered:
        return "failed"
    status = {label: used[label].status for label in finding["uses"]}
    if broken := [x for x, is_ in status.items() if is_ in ("failed", "vacuous")]:
        return f"failed, as {', '.join(broken)} did"
    given = [x for x, is_ in status.items() if is_ not in ("proved", None)]
    return f"proved, given {', '.join(given)}" if given else "proved"
