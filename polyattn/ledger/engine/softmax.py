r"""Statements of the book under softmax: those whose proof knows the order of P, Q, R alone.

A proof that speaks of the degree in two ways only, as :math:`\beta>0` and within a ratio of powers
such as :math:`(p_1/r)^\beta=P_1/R`, knows of the powers no more than the facts of the engine that
follow from :math:`\beta>0`: their order, and that they are not negative. By
`thm:softmax-dictionary` the powers of softmax have them too, for :math:`\alpha>0` and
:math:`n>1`. So the proof goes through as it stands, with these powers in place of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product, takewhile
from typing import Any

from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError, Fact, proving, stated
from polyattn.derivation.rules.entered import entered
from polyattn.ledger import claim as claims
from polyattn.symbolic.chances import S_m, S_soft
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.model import P, Q, R, b, beta, n, p, q, r
from polyattn.symbolic.pair import CHANCES, OBSERVED, P0, P1, on
from polyattn.symbolic.phases import kappa
from polyattn.symbolic.softmax import SOFT, alpha
from polyattn.symbolic.table import POWERS, letters, unfold

DICTIONARY = "thm:softmax-dictionary"
_LABEL = re.compile(r"(?:thm|lem|cor):[\w-]+(?:#.*)?$")
_SCORES = {P: p, Q: q, R: r, P0: on(p, 0), P1: on(p, 1)}
_RATIOS = {
    (_SCORES[x] / _SCORES[y]) ** beta: x / y for x, y in product(_SCORES, repeat=2) if x != y
}
# Letters that stand for something with the degree in it, other than the powers themselves.
_OF_DEGREE = {x for x in POWERS if beta in letters(POWERS[x], powers=True)} - _SCORES.keys()


@entered
def under_softmax(reference: str, put: dict[Any, Any] | None = None) -> Any:  # a Fact
    """Return a statement of the book with the powers of softmax in place of P, Q and R.

    Parameters
    ----------
    reference : str
        ``"label#part"``; its proof, and all that it rests on, speak of the degree in no other way.
    put : mapping, optional
        What its letters become.

    Returns
    -------
    Fact
        The statement, under the same hypotheses.

    Raises
    ------
    DerivationError
        If a line beneath it uses what a power is, or it speaks of what has no letter for softmax.
    """
    fact = stated(reference, put)
    _rests_on_order(reference)
    hypotheses = [_soft(h) for h in fact.hypotheses if h != (beta > 0)]
    needed = (alpha > 0, b > 0, n > 1, *hypotheses)
    uses = frozenset({*fact.uses, DICTIONARY})
    return Fact(_soft(fact.conclusion), needed, f"{reference}, and {DICTIONARY}", uses)


def _soft(relation: Any) -> Any:
    plain = unfold(relation.xreplace(_RATIOS)).xreplace({**SOFT, S_m: S_soft})
    left = plain.free_symbols
    if left & ({beta, *CHANCES, *OBSERVED} - {S_soft}) or left & _OF_DEGREE:
        raise DerivationError(f"under_softmax: no letter of softmax for what {relation} speaks of")
    return plain


@cache
def _rests_on_order(reference: str) -> None:
    """Show that no line beneath a statement uses what a power is."""
    todo, seen = [reference], set()
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        uses: set[str] = set()
        for relation in _beneath(place, todo, uses):
            if _speaks_of_degree(relation):
                raise DerivationError(f"under_softmax: {place} rests on {relation}, on the degree")
        # A rule may have taken a statement in without naming the part: then all of its parts.
        missed = uses - {x.partition("#")[0] for x in (*todo, *seen)}
        todo += [f"{label}#{name}" for label in missed for name in claims.entered(label).statements]


def _beneath(place: str, todo: list[str], uses: set[str]) -> Iterator[Any]:
    """Yield what a proof says, line by line; note the statements that it rests on."""
    label, _, name = place.partition("#")
    claim = claims.entered(label)
    name = name or next(iter(claim.statements))
    if name not in claim.proofs:
        raise DerivationError(f"under_softmax: {place} has no derivation")
    part = claim.part(name)
    yield from (*part.hypotheses, part.conclusion)
    with unchecked(), proving(label, takewhile(lambda each: each != name, claim.statements)):
        found = claim.proofs[name](part)
    for one in found if isinstance(found, tuple) else (found,):
        uses |= one.uses
        yield from _lines(one, todo)


def _lines(one: Derivation, todo: list[str]) -> Iterator[Any]:
    yield from one.given
    if one.start is not None:
        yield one.start
    for line in one.lines:
        yield line.term
        for fact in line.by:
            yield from (*fact.hypotheses, fact.conclusion)
            if match := _LABEL.search(fact.name):
                todo.append(match.group())
            for inner in fact.inner:
                yield from _lines(inner, todo)


def _speaks_of_degree(relation: Any) -> bool:
    if relation == (beta > 0):
        return False
    found = letters(relation.xreplace(_RATIOS))
    return relation.has(Limit) or bool(found & ({beta, kappa} | _OF_DEGREE))
