"""The ledger: every statement of the book as an object whose evidence is computed.

A :class:`Claim` holds a statement, the steps of its proof with their evidence, witnesses that
share no code with the proof, and mutations: the nearest false statements, each of which the
evidence must refute. :func:`verify` runs all of it and computes the status; none is ever typed.
The claims themselves stand in :mod:`polyattn.proofs`, which also explains how to add one.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

Kind = Literal["definition", "lemma", "theorem", "corollary", "observation"]
KINDS = ("definition", "lemma", "theorem", "corollary", "observation")
# A proof may rest on the first four; the last three alone make a statement "checked".
DEDUCTIVE = ("smt", "symbolic", "written", "cited")
NUMERIC = ("certified", "exhaustive", "sampled")
# What is tried against a mutation: small exact points, then the numeric evidence, then z3.
EFFORTS = (0, 1, 2)


@dataclass(frozen=True)
class Outcome:
    """What one piece of evidence found: its kind, whether it holds, and how it is known.

    `vacuous` says that it failed because nothing satisfies the hypotheses.
    """

    kind: str
    passed: bool
    detail: str
    vacuous: bool = False


@dataclass(frozen=True)
class Refutation:
    """A concrete point where something fails.

    `of` says what: the ``statement`` itself is false; a ``step`` of its proof is; or the
    ``definition`` of a letter makes no sense there.
    """

    point: str
    of: Literal["statement", "step", "definition"] = "statement"


class Evidence(Protocol):
    """One way of knowing. Both methods read the claim's statements: nothing is typed twice."""

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Try to establish these parts of the claim's statement (or one step towards them)."""

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Find a concrete point where a (mutated) claim fails; None where none is found.

        Called with each effort of :data:`EFFORTS` in turn, until some evidence finds one.
        """


@dataclass(frozen=True)
class Step:
    """One step of a proof, or one witness. `of` names the parts that it is about; none: all."""

    name: str
    evidence: tuple[Evidence, ...]
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutation:
    """A nearby false statement, in one or several variants: the evidence must refute one.

    A constant is moved both ways; the direction that claims less stays true, the other must fall.
    With `must_be_false` only a point where the statement itself is false counts: for a dropped
    hypothesis it is enough that a step of the proof fails, or that a letter loses its sense.
    """

    name: str
    variants: Callable[[Claim], Iterable[Claim]]
    must_be_false: bool = False


@dataclass(frozen=True)
class Claim:
    r"""One statement of the book.

    Parameters
    ----------
    label : str
        The label of the statement in the book, such as ``thm:concentration``.
    kind : {'definition', 'lemma', 'theorem', 'corollary', 'observation'}
        What it is.
    title : str
        Its title in the book.
    chapter : int
        The chapter that states it first.
    statements : mapping of str to Statement
        Its parts by name; each says "under these hypotheses, this holds".
    setting : tuple of sympy.Boolean
        The assumptions on the model that all parts share.
    uses : tuple of str
        The labels that its proof uses.
    steps : tuple of Step
        The proof.
    witnesses : tuple of Step
        Numeric evidence besides; two that share no code.
    mutations : tuple of Mutation
        The nearest false statements.
    source : {'ours', 'abstract'}
        Whether it is the book's own or what the paper's abstract claims.
    also_in : tuple of int
        The later chapters that refer to it.

    Raises
    ------
    ValueError
        If the kind is none of the five, or a step names a part that the statement lacks.
    """

    label: str
    kind: Kind
    title: str
    chapter: int
    statements: Mapping[str, Any] = field(default_factory=dict)
    setting: tuple[Any, ...] = ()
    uses: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    witnesses: tuple[Step, ...] = ()
    mutations: tuple[Mutation, ...] = ()
    source: Literal["ours", "abstract"] = "ours"
    also_in: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Claim: kind of {self.label} must be one of {KINDS}, got {self.kind}")
        for step in (*self.steps, *self.witnesses):
            if unknown := set(step.of) - set(self.statements):
                raise ValueError(
                    f"Claim: step {step.name!r} of {self.label} names the part(s) "
                    f"{sorted(unknown)}; use one of {sorted(self.statements)}"
                )

    def part(self, name: str) -> Any:
        """Return one part of the statement, its setting among the hypotheses."""
        statement = self.statements[name]
        return replace(statement, hypotheses=(*self.setting, *statement.hypotheses))

    @property
    def assumptions(self) -> tuple[Any, ...]:
        """The setting and every further hypothesis, each once."""
        parts = (h for part in self.statements.values() for h in part.hypotheses)
        return tuple(dict.fromkeys([*self.setting, *parts]))

    @property
    def latex(self) -> str:
        """The statement in LaTeX, one line a part."""
        return r" \\ ".join(part.latex() for part in self.statements.values())

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The parts of the statement that no step proves."""
        covered = {name for step in self.steps for name in (step.of or self.statements)}
        return tuple(name for name in self.statements if name not in covered)


@dataclass(frozen=True)
class Result:
    """What :func:`verify` found for one claim; `status` is computed from the evidence."""

    label: str
    kind: str
    title: str
    chapter: int
    uses: tuple[str, ...]
    status: str | None
    evidence: tuple[dict[str, Any], ...]
    mutations: dict[str, Any]

    @property
    def ok(self) -> bool:
        """Whether the build may go on."""
        return self.status not in ("failed", "vacuous")

    @property
    def by_machine(self) -> tuple[int, int]:
        """How many steps of the proof a machine checked, and how many there are."""
        proof = [row for row in self.evidence if row["role"] == "proof"]
        steps = {row["step"] for row in proof}
        machine = {row["step"] for row in proof if row["kind"] not in ("written", "cited")}
        return len(machine), len(steps)

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain lists, strings and numbers."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        """Rebuild a result from :meth:`to_json`."""
        values = dict(data)
        for name in ("uses", "evidence"):
            values[name] = tuple(values[name])
        return cls(**values)


@cache
def claims() -> dict[str, Claim]:
    """Return every claim of the book by its label, in the order of the chapters.

    Raises
    ------
    ValueError
        If two claims share a label, a claim uses one that does not exist, or claims use each
        other in a circle.

    Examples
    --------
    >>> claims()["thm:concentration"].chapter
    4
    """
    from polyattn import proofs

    return {claim.label: claim for claim in _checked(proofs.load())}


def _checked(found: Iterable[Claim]) -> list[Claim]:
    ordered = sorted(found, key=lambda claim: claim.chapter)
    labels = [claim.label for claim in ordered]
    for claim in ordered:
        if labels.count(claim.label) > 1:
            raise ValueError(f"claims: {claim.label} is there twice; give each claim its own label")
        if unknown := set(claim.uses) - set(labels):
            raise ValueError(f"claims: {claim.label} uses {sorted(unknown)}, which no module has")
        for name, part in claim.statements.items():
            if part.conclusion in (True, False):  # SymPy decided it as it was written down
                raise ValueError(
                    f"claims: {name!r} of {claim.label} reads {part.conclusion}, so nothing is "
                    "left to prove; write it with letters that stay"
                )
    done: set[str] = set()
    while len(done) < len(labels):
        ready = {x.label for x in ordered if x.label not in done and set(x.uses) <= done}
        if not ready:
            raise ValueError(f"claims: {sorted(set(labels) - done)} use each other in a circle")
        done |= ready
    return ordered


def find(label: str) -> Claim:
    """Return the claim with this label.

    Raises
    ------
    KeyError
        If there is none; the message names the nearest labels.
    """
    known = claims()
    if label not in known:
        near = difflib.get_close_matches(label, known, 3, 0.4) or list(known)[:3]
        raise KeyError(f"verify: no claim is labelled {label!r}; the nearest are {', '.join(near)}")
    return known[label]


def graph() -> dict[str, dict[str, list[str]]]:
    """Return, for each label, what its proof ``uses`` and what it is ``used_by``.

    Examples
    --------
    >>> "thm:concentration" in graph()["lem:power-rule"]["used_by"]
    True
    """
    known = claims()
    return {
        label: {
            "uses": list(claim.uses),
            "used_by": [other.label for other in known.values() if label in other.uses],
        }
        for label, claim in known.items()
    }


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
    from polyattn.proofs.engine import run

    if jobs < 1:
        raise ValueError(f"verify: jobs must be at least 1, got {jobs}; use jobs >= 1")
    known = claims()
    wanted = [find(label).label for label in labels] or list(known)
    needed = run.closure(known, wanted)
    findings = run.examine_all(needed, jobs, None if cache is None else Path(cache), progress)
    results = run.results([known[label] for label in needed], findings)
    return [results[label] for label in known if label in set(wanted)]
