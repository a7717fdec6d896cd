"""Running the derivations of a claim, and of a changed one."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from typing import Any, NamedTuple

from polyattn.derivation.chain import Derivation, Line, unchecked
from polyattn.derivation.check import patience
from polyattn.derivation.decide import POWER_RULE
from polyattn.derivation.fact import DerivationError, proving
from polyattn.derivation.shown.page import as_html
from polyattn.ledger.claim import Claim
from polyattn.symbolic.model import P, Q, R
from polyattn.symbolic.pair import P0, P1
from polyattn.symbolic.printing import tex
from polyattn.symbolic.table import letters

Finding = dict[str, Any]
# What a changed statement, which is likely false, may cost z3 a line.
_IMPATIENT = 1
_OF_DEGREE = {P, Q, R, P0, P1}


def derived(claim: Claim, name: str) -> tuple[Derivation, ...]:
    """Return the derivations of a part, each line checked, the last the statement itself.

    Raises
    ------
    DerivationError
        If a line does not follow, or they end in something else; or they rest on the part itself
        or on one that stands after it.
    """
    with proving(claim.label, takewhile(lambda each: each != name, claim.statements)):
        found = claim.proofs[name](claim.part(name))
    several = found if isinstance(found, tuple) else (found,)
    together(several).settles(claim.part(name))
    return several


def together(several: tuple[Derivation, ...]) -> Derivation:
    """Return one derivation that says what several say."""
    if len(several) == 1:
        return several[0]
    one = Derivation(given=[h for each in several for h in each.given])
    for each in several:
        one.have(each.conclusion, by=each)
    return one


class Proofs(NamedTuple):
    """A row for each line of each derivation, what they rest on, and how each part is shown."""

    rows: list[Finding]
    uses: set[str]
    shown: dict[str, list[str]]


def run(claim: Claim) -> Proofs:
    """Check each derivation of a claim."""
    found: list[Finding] = []
    uses: set[str] = set()
    shown: dict[str, list[str]] = {}
    seen: set[Any] = set()  # an inner chain is shown once an entry
    met: set[Derivation] = set()  # and counted once
    for name in claim.proofs:
        try:
            several = derived(claim, name)
        except ImportError:  # a library is missing: that says nothing about the claim
            raise
        except Exception as error:  # a proof that breaks is a proof that fails, and says how
            known = isinstance(error, DerivationError)
            said = str(error) if known else f"{type(error).__name__}: {error}"
            found.append(_row(name, "symbolic", said, passed=False))
            continue
        for each in several:
            uses |= each.uses
            found += [_of_line(name, line) for line in _lines(each, met)]
        told = [tex(h) for h in claim.part(name).hypotheses]
        shown[name] = [as_html(each, told=told, seen=seen) for each in several]
    return Proofs(found, uses - {claim.label}, shown)


def _lines(one: Derivation, met: set[Derivation]) -> list[Line]:
    """Return its lines and those of inner derivations, each of which counts once."""
    found = []
    for line in one.lines:
        for inner in (x for fact in line.by for x in fact.inner if x not in met):
            met.add(inner)
            found += _lines(inner, met)
        found.append(line)
    return found


def _of_line(name: str, line: Line) -> Finding:
    by = ", ".join(fact.name for fact in line.by)
    why = "; ".join(filter(None, (line.reason, by and f"by {by}")))
    text = line.evidence.text if line.evidence.kind != "written" else ""
    said = ". ".join(filter(None, (why, text)))
    return _row(name, line.evidence.kind, said)


def _row(name: str, kind: str, detail: str, *, passed: bool = True) -> Finding:
    return {
        "kind": kind,
        "step": name,
        "passed": passed,
        "seconds": 0.0,
        "detail": detail,
        "role": "proof",
    }


def breaks(mutant: Claim, parts: list[str]) -> str | None:
    """Return where the derivation of a changed part fails, or None where it still proves it."""
    for name in parts:
        if name not in mutant.proofs:
            continue
        try:
            with patience(_IMPATIENT):
                derived(mutant, name)
        except ImportError:
            raise
        except Exception as error:  # a proof that takes a statement apart may not get that far
            return f"{name}: {error}"
    return None


@cache
def rests_on(label: str) -> tuple[str, ...]:
    """Return the labels that the proof of a claim rests on, without checking it."""
    from polyattn.ledger.claim import entered

    claim = entered(label)
    found = set(claim.uses)
    with unchecked():
        for name, proof in claim.proofs.items():
            made = proof(claim.part(name))
            for one in made if isinstance(made, tuple) else (made,):
                found |= one.uses
                found |= {POWER_RULE} if _names_powers(one) else set()
    return tuple(sorted(found - {label}))


def _names_powers(one: Derivation) -> bool:
    terms = [*one.given, *(line.term for line in _lines(one, set()))]
    return any(letters(term) & _OF_DEGREE for term in terms)
