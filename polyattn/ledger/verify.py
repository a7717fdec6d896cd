"""Running claims, several at a time, with findings kept on disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from polyattn.ledger import kept
from polyattn.ledger.catalogue import claims, closure, find
from polyattn.ledger.claim import Result
from polyattn.ledger.engine.examine import examine
from polyattn.ledger.status import results as computed

Finding = dict[str, Any]
Progress = Callable[[str, float], None] | None


def verify(
    *labels: str,
    jobs: int = 1,
    cache: str | Path | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> list[Result]:
    """Run the evidence and the mutations of the named claims, or of all.

    Parameters
    ----------
    *labels : str
        Labels; none means every claim. What a claim uses is run as well, to know its status, but
        not reported.
    jobs : int, default 1
        How many processes share the work.
    cache : str or Path, optional
        A folder that keeps findings between calls; a finding is used again as long as the
        package, the proof and the libraries are the same.
    progress : callable, optional
        Called with each label and the seconds it took, as they finish.

    Returns
    -------
    list of Result
        In the order of the book.

    Raises
    ------
    KeyError
        If a label is unknown; the message names the nearest ones.
    ValueError
        If `jobs` is less than 1.

    Examples
    --------
    >>> verify("lem:amplification")[0].status
    'proved'
    """
    if jobs < 1:
        raise ValueError(f"verify: jobs must be at least 1, got {jobs}; use jobs >= 1")
    known = claims()
    wanted = [find(label).label for label in labels] or list(known)
    needed = closure(known, wanted)
    findings = _examine_all(needed, jobs, None if cache is None else Path(cache), progress)
    results = computed([known[label] for label in needed], findings)
    return [results[label] for label in known if label in set(wanted)]


def _examine_all(
    labels: list[str], jobs: int, cache: Path | None, progress: Progress
) -> dict[str, Finding]:
    """Run what the cache does not have; keep what was run."""
    findings: dict[str, Finding] = {}
    for label in labels if cache else ():
        if cache and (found := kept.read(cache, label)) is not None:
            findings[label] = found
    todo = [label for label in labels if label not in findings]

    def done(label: str, finding: Finding, seconds: float) -> None:
        findings[label] = finding
        if cache:
            kept.write(cache, label, finding)
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
