"""The ledger: every statement of the book as an object whose evidence is computed.

A :class:`Claim` holds a statement, the derivations that prove it, witnesses that share no code
with them, and mutations: the nearest false statements, each of which these must tell from it.
:func:`verify` runs all of it and computes the status; none is ever typed. The claims themselves
stand in :mod:`polyattn.ledger.chapters`, which also explains how to add one.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from polyattn.derivation.chain import Proof

Kind = Literal["definition", "lemma", "theorem", "corollary", "observation"]
KINDS = ("definition", "lemma", "theorem", "corollary", "observation")


@dataclass(frozen=True)
class Outcome:
    """What one piece of evidence found: its kind, whether it holds, and how it is known."""

    kind: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Refutation:
    """A concrete point where something fails.

    `of` says what: the ``statement`` itself is false, or the ``definition`` of a letter makes no
    sense there.
    """

    point: str
    of: Literal["statement", "definition"] = "statement"


class Evidence(Protocol):
    """One way of knowing. Both methods read the claim's statements: nothing is typed twice."""

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Look for a point where these parts of the statement fail; pass if there is none."""

    def refute(self, claim: Claim, parts: tuple[str, ...]) -> Refutation | None:
        """Return a concrete point where a (mutated) claim fails; None where none is found."""


@dataclass(frozen=True)
class Step:
    """One witness. `of` names the parts that it is about; none: all."""

    name: str
    evidence: tuple[Evidence, ...]
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutation:
    """A nearby false statement, in one or several variants: the evidence must refute one.

    A constant is moved both ways; the direction that claims less stays true, the other must fall.
    With `must_be_false` only a point where the statement itself is false counts: for a dropped
    hypothesis it is enough that a letter loses its sense.
    `sharper` says that it claims more of the same kind: where the proof proves it too, the
    statement is not tight, which is no fault. `of_conclusion` says that its conclusion does so:
    then a point where it is false is looked for even where the proof breaks. `standard` says that
    it was made from the claim's statements, and must be made anew where these change.
    """

    name: str
    variants: Callable[[Claim], Iterable[Claim]]
    must_be_false: bool = False
    sharper: bool = False
    of_conclusion: bool = False
    standard: bool = False


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
        The labels that it rests on besides; what a derivation rests on is read off it.
    proofs : mapping of str to callable
        For each part a function of the part that returns its derivation, or several: the proof.
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
        If the kind is none of the five, or a witness names a part that the statement lacks.
    """

    label: str
    kind: Kind
    title: str
    chapter: int
    statements: Mapping[str, Any] = field(default_factory=dict)
    setting: tuple[Any, ...] = ()
    uses: tuple[str, ...] = ()
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    witnesses: tuple[Step, ...] = ()
    mutations: tuple[Mutation, ...] = ()
    source: Literal["ours", "abstract"] = "ours"
    also_in: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Claim: kind of {self.label} must be one of {KINDS}, got {self.kind}")
        for step in self.witnesses:
            if unknown := set(step.of) - set(self.statements):
                raise ValueError(
                    f"Claim: witness {step.name!r} of {self.label} names the part(s) "
                    f"{sorted(unknown)}; use one of {sorted(self.statements)}"
                )

        if unknown := set(self.proofs) - set(self.statements):
            raise ValueError(
                f"Claim: {self.label} has proofs of {sorted(unknown)}; "
                f"use parts of {sorted(self.statements)}"
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
        """The parts of the statement that have no proof."""
        return tuple(name for name in self.statements if name not in self.proofs)


@dataclass(frozen=True)
class Result:
    """What :func:`verify` found for one claim; `status` is computed from the evidence.

    `shown` has, for each part with derivations, these as HTML.
    """

    label: str
    kind: str
    title: str
    chapter: int
    uses: tuple[str, ...]
    status: str | None
    evidence: tuple[dict[str, Any], ...]
    mutations: dict[str, Any]
    shown: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the build may go on."""
        return not str(self.status).startswith(("failed", "vacuous"))

    @property
    def by_machine(self) -> tuple[int, int]:
        """How many lines of the proof a machine checked, and how many there are."""
        lines = [row for row in self.evidence if row["role"] == "proof"]
        return sum(row["kind"] != "written" for row in lines), len(lines)

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


_KNOWN: dict[str, Claim] = {}


def enter(claims: Iterable[Claim]) -> None:
    """Make claims known to :func:`entered`."""
    _KNOWN.update({claim.label: claim for claim in claims})


def entered(label: str) -> Claim:
    """Return the claim with this label, of those that were entered.

    Raises
    ------
    KeyError
        If there is none; the message names the nearest labels.
    """
    if label not in _KNOWN:
        near = difflib.get_close_matches(label, _KNOWN, 3, 0.4) or list(_KNOWN)[:3]
        raise KeyError(f"verify: no claim is labelled {label!r}; the nearest are {', '.join(near)}")
    return _KNOWN[label]
