r"""What a derivation stands on so far, and the check of one more line against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from polyattn.derivation import instances
from polyattn.derivation.check import prove
from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.granted import granted, missing
from polyattn.derivation.line import UNCHECKED, checking, refuse_unchecked
from polyattn.derivation.sense import conditions


class Ground:
    """What is assumed, what was noted on the way, and what is taken for granted.

    Attributes
    ----------
    given : tuple of sympy.Boolean
        What is assumed throughout.
    noted : list of sympy.Boolean
        What was shown beside the chain; later lines may use it.
    taken : frozenset of sympy.Boolean
        That terms make sense, where that could not be shown.
    """

    def __init__(self, given: Iterable[Any]) -> None:
        self.given = tuple(dict.fromkeys(x for h in given for x in conjuncts(h)))
        self.noted: list[Any] = []
        self.taken: frozenset[Any] = frozenset()

    def take(self, term: Any, more: tuple[Any, ...] = (), met: Iterable[Any] = ()) -> None:
        """Take for granted what a term needs to make sense, where that cannot be shown."""
        if not checking():
            return
        for part in conjuncts(term):
            if isinstance(part, sp.Implies):
                premise, consequence = part.args
                self.take(premise, more, met)
                self.take(consequence, (*more, *conjuncts(premise)), met)
            else:
                self._take_all(conditions(part), more, met)

    def _take_all(self, needed: frozenset[Any], more: tuple[Any, ...], met: Iterable[Any]) -> None:
        todo = missing(needed, self.taken, (*more, *self.given))
        if todo:
            self.taken |= missing(todo, self.taken, (*more, *self.given, *self.noted, *met))

    def leave(self, term: Any, kept: tuple[Any, ...]) -> None:
        """Refuse to leave a term behind that may make no sense where what is kept does."""
        for missed in sorted(missing(conditions(term) & self.taken, granted(kept), ()), key=str):
            raise DerivationError(f"{term} makes sense only where {missed}, which is not known")

    def check(
        self,
        relation: Any,
        facts: tuple[Fact, ...] = (),
        more: tuple[Any, ...] = (),
        keep: tuple[Any, ...] = (),
    ) -> Evidence:
        """Show a relation from what is assumed and noted, from facts, and from `more`."""
        if not checking():
            return UNCHECKED
        self._meet(facts, more)
        lemmas = [x for fact in facts for x in conjuncts(fact.conclusion)]
        self.take(relation, more, lemmas)
        return prove((*more, *self.given, *self.noted), relation, lemmas, keep)

    def in_words(self, relation: Any, facts: tuple[Fact, ...], text: str) -> Evidence:
        """Take a relation on its words, unless a real instance is against it."""
        if not text.strip():
            raise DerivationError(f"Derivation: {relation} needs its proof in words")
        if not checking():
            return UNCHECKED
        self._meet(facts)
        self.take(relation)
        premises = (*self.given, *self.noted, *(x.conclusion for x in facts))
        refuted = instances.against(premises, relation)
        if refuted:
            raise DerivationError(f"{relation} fails at {refuted}")
        return Evidence("written", text)

    def _meet(self, facts: tuple[Fact, ...], more: tuple[Any, ...] = ()) -> None:
        """Show the hypotheses of what a line rests on; a fact may rest on those before it."""
        met: list[Any] = []
        for fact in facts:
            if not fact.made:
                raise DerivationError(f"Derivation: no rule made {fact}; a line rests on no other")
            refuse_unchecked(fact.inner)
            plain = [h for h in fact.hypotheses if not conditions(h)]
            for hypothesis in fact.hypotheses:
                self.take(hypothesis, more, (*met, *plain))
                try:
                    prove((*more, *self.given, *self.noted), hypothesis, met)
                except DerivationError as error:
                    raise DerivationError(f"{fact.name} needs {hypothesis}: {error}") from None
            self._take_all(fact.taken, more, (*met, *fact.hypotheses))
            if not _says_as_much(fact):
                self.take(fact.conclusion, more, (*met, *fact.hypotheses))
            met += conjuncts(fact.conclusion)


def _says_as_much(fact: Fact) -> bool:
    """Whether a derivation within it says the same: it took for granted what it could not show."""
    known = set(fact.hypotheses)
    return any(x.conclusion == fact.conclusion and known >= {*x.given} for x in fact.inner)
