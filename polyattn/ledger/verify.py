"""Running claims, several at a time, with findings kept on disk."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

from polyattn.ledger.catalogue import claims, closure, find
from polyattn.ledger.claim import Claim, Result
from polyattn.ledger.engine.examine import examine
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.kept import Kept
from polyattn.ledger.status import result
from polyattn.ledger.status import results as computed

Finding = dict[str, Any]
Progress = Callable[[str, float, int, int], None]


def verify(
    *labels: str,
    jobs: int = 1,
    thorough: bool = False,
    cache: str | Path | None = None,
    progress: Callable[[str, float, int, int], None] | None = None,
) -> list[Result]:
    """Run the evidence and the mutations of the named claims, or of all.

    Parameters
    ----------
    *labels : str
        Labels; none means every claim. What a claim uses is run as well, to know its status, but
        not reported.
    jobs : int, default 1
        How many processes share the work.
    thorough : bool, default False
        Whether the constants of hypotheses are moved too; it takes several times as long.
    cache : str or Path, optional
        A folder that keeps findings between calls; a finding is used again as long as the claim,
        what it uses, every module that these load and the libraries are the same.
    progress : callable, optional
        Called for each claim that is run, as it finishes: with its label, the seconds it took,
        how many are done, and how many are to be run.

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
    OSError
        If `cache` cannot be written to.
    ModuleNotFoundError
        If z3 is needed and not installed (``pip install 'polyattn[proofs]'``).

    Examples
    --------
    >>> verify("lem:amplification")[0].status
    'proved'
    """
    if jobs < 1:
        raise ValueError(f"verify: jobs must be at least 1, got {jobs}; use jobs >= 1")
    if cache is not None:
        _refuse_if_unwritable(Path(cache))
    known = claims()
    wanted = [find(label).label for label in labels] or list(known)
    kept = None if cache is None else Kept(Path(cache), known, thorough=thorough)
    findings: dict[str, Finding] = {}
    todo = closure(known, wanted)
    while todo:  # what a proof rests on is known when its lines have been checked
        findings |= _examine_all(todo, jobs, thorough, kept, progress)
        uses = {used for finding in findings.values() for used in finding["uses"]}
        todo = [label for label in closure(known, uses) if label not in findings]
    results = computed([known[label] for label in findings], findings)
    return [results[label] for label in known if label in set(wanted)]


def check(claim: Claim) -> Result:
    """Examine a claim that is not in the ledger, such as a changed one.

    Parameters
    ----------
    claim : Claim
        May bear the label of one in the ledger: ``dataclasses.replace`` changes a part.

    Returns
    -------
    Result
        As :func:`verify` would find it; what it uses is verified as it stands in the ledger.

    Examples
    --------
    >>> from dataclasses import replace
    >>> whole = find("lem:amplification")
    >>> check(replace(whole, label="lem:of-my-own")).status
    'proved'
    """
    by_hand = tuple(x for x in claim.mutations if not x.standard)
    if by_hand != claim.mutations:  # the standard ones may be those of other statements
        claim = standard(replace(claim, mutations=by_hand))
    finding = examine(claim, thorough=True)
    used = {one.label: one for one in verify(*finding["uses"])} if finding["uses"] else {}
    return result(claim, finding, used)


def _refuse_if_unwritable(cache: Path) -> None:
    """Raise before the work rather than after it."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            pass
    except OSError as error:
        raise OSError(
            f"verify: findings cannot be kept in {cache} ({error.strerror}); "
            "name a folder that can be written to, or none"
        ) from error


def _examine_all(
    labels: list[str], jobs: int, thorough: bool, kept: Kept | None, progress: Progress | None
) -> dict[str, Finding]:
    """Run what is not kept; keep what was run."""
    findings: dict[str, Finding] = {}
    for label in labels if kept else ():
        if kept and (found := kept.read(label)) is not None:
            findings[label] = found
    todo = [label for label in labels if label not in findings]
    if kept:
        kept.forget_strangers()
        todo.sort(key=kept.seconds, reverse=True)  # the longest first: no process ends up alone
    for done, (label, finding, seconds) in enumerate(_run(todo, jobs, thorough), start=1):
        findings[label] = finding
        if kept:
            kept.write(label, finding, seconds)
        if progress:
            progress(label, seconds, done, len(todo))
    return findings


def _run(labels: list[str], jobs: int, thorough: bool) -> Iterator[tuple[str, Finding, float]]:
    """Yield each label with what was found and the seconds it took, as they finish."""
    if jobs == 1 or len(labels) < 2:
        yield from (_timed(label, thorough) for label in labels)
        return
    with ProcessPoolExecutor(min(jobs, len(labels))) as pool:
        try:
            for future in as_completed([pool.submit(_timed, label, thorough) for label in labels]):
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)  # what has not begun would be run for nothing
            raise


def _timed(label: str, thorough: bool) -> tuple[str, Finding, float]:
    start = time.perf_counter()
    return label, examine(find(label), thorough=thorough), time.perf_counter() - start
