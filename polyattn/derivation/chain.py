r"""Derivations: a proof as a chain of lines, each checked as it is written.

The first line is an expression, and ``equal``, ``at_least``, ``at_most``, ``more_than`` and
``less_than`` follow; or a relation, and ``iff``, ``implied_by`` and ``implies`` follow. The last
line, with what it started from, is what the derivation says; ``proves`` compares it with the
statement of the book, and fails where the two are not one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sympy as sp

from polyattn.derivation.cases import in_all_cases
from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, Fact, stated
from polyattn.derivation.line import KINDS, UNCHECKED, Line, checking, unchecked
from polyattn.derivation.said import Said
from polyattn.derivation.signs import SIGNS, composed, is_relation, turned
from polyattn.derivation.statement import Statement
from polyattn.symbolic.growth import Limit

__all__ = ["Derivation", "Line", "Proof", "checking", "unchecked"]


class Derivation(Said):
    r"""A chain of lines from what is assumed to a statement.

    Parameters
    ----------
    start : sympy.Expr or sympy.Boolean, optional
        The first line. Without one, the derivation is what its :meth:`have` lines say.
    given : iterable of sympy.Boolean
        What is assumed throughout.

    Examples
    --------
    >>> from polyattn.symbolic import N, Q, R, t, u_o, w_o
    >>> chain = Derivation(w_o + N * u_o, given=(t > 0, Q > 0, R > 0, N > 0))
    >>> chain.equal(1, "the weights of a row add up to 1")
    Derivation(N*u_o + w_o = 1)
    """

    # A chain of expressions.

    def equal(self, term: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with an equal term."""
        return self._go("=", term, reason, **more)

    def at_most(self, term: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a term that is at least as large."""
        return self._go("<=", term, reason, **more)

    def less_than(self, term: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a larger term."""
        return self._go("<", term, reason, **more)

    def at_least(self, term: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a term that is at most as large."""
        return self._go(">=", term, reason, **more)

    def more_than(self, term: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a smaller term."""
        return self._go(">", term, reason, **more)

    def _go(self, sign: str, term: Any, reason: str, **more: Any) -> Derivation:
        if self.start is None or is_relation(self.start):
            raise DerivationError(
                f"Derivation: {sign!r} goes on from an expression; start with one"
            )
        term = sp.sympify(term)
        together = composed(self._sign, sign)
        relation = SIGNS[sign](self._end, term, evaluate=False)
        with self._numbered():
            self._write(sign, term, relation, reason, **more)
            self._ground.leave(self._end, (self.start, term))
        self._sign, self._end = together, term
        return self

    # A chain of relations.

    def iff(self, relation: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a relation that says the same."""
        return self._turn("iff", relation, reason, **more)

    def implied_by(self, relation: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a relation from which the one before follows."""
        return self._turn("if", relation, reason, **more)

    def implies(self, relation: Any, reason: str = "", **more: Any) -> Derivation:
        """Go on with a relation that follows from the one before."""
        return self._turn("then", relation, reason, **more)

    def _turn(self, sign: str, relation: Any, reason: str, **more: Any) -> Derivation:
        if self.start is None or not is_relation(self.start):
            raise DerivationError(f"Derivation: {sign!r} goes on from a relation; start with one")
        relation = sp.sympify(relation)
        facts = _facts(more.pop("by", ()))
        limits = any(x.has(Limit) for x in (self._end, relation, *(y.conclusion for y in facts)))
        if limits or any(one.of_limits for fact in facts for one in fact.inner):
            raise DerivationError(f"Derivation: {sign!r} is about one size, and no limit is")
        together = turned(self._sign, sign)
        with self._numbered():
            evidence = self._both_ways(sign, relation, facts, **more)
            self._lines.append(Line(sign, relation, reason, facts, evidence))
            self._ground.leave(self._end, (self.start, relation))
        self._sign, self._end = together, relation
        return self

    def _both_ways(
        self, sign: str, relation: Any, facts: tuple[Fact, ...], **more: Any
    ) -> Evidence:
        """Show that a relation and the one before follow from one another, as the sign says."""
        pairs = [(self._end, relation)] if sign != "if" else []
        pairs += [(relation, self._end)] if sign != "then" else []
        self._ground.take(self._end)
        self._ground.take(relation)
        evidence = [self._ground.check(new, facts, (old,), **more) for old, new in pairs]
        kind = max((one.kind for one in evidence), key=KINDS.index)
        uses = frozenset().union(*(one.uses for one in evidence))
        text = "; ".join(dict.fromkeys(one.text for one in evidence))
        shown = tuple(dict.fromkeys(x for one in evidence for x in one.certificates))
        return Evidence(kind, text, uses, shown)

    # Beside the chain.

    def have(self, relation: Any, reason: str = "", **more: Any) -> Derivation:
        """Note a relation that later lines may use."""
        relation = sp.sympify(relation)
        with self._numbered():
            self._write("have", relation, relation, reason, **more)
        self._ground.noted.append(relation)
        return self

    def words(self, relation: Any, text: str, *, by: Any = ()) -> Derivation:
        """Note a relation whose proof is in words: marked, counted, and tried at real points."""
        relation = sp.sympify(relation)
        with self._numbered():
            self._write("have", relation, relation, "", by=by, words=text)
        self._ground.noted.append(relation)
        return self

    def cases(self, goal: Any, *branches: tuple[Any, Derivation], reason: str = "") -> Derivation:
        """Note a relation that holds in each of some cases, of which one is always there.

        Parameters
        ----------
        goal : sympy.Boolean
            What holds in each.
        *branches : (sympy.Boolean, Derivation)
            The cases, each with its own chain; its `given` may name the case.
        reason : str
            What the cases are.
        """
        with self._numbered():
            evidence = in_all_cases(self._ground, goal, branches) if checking() else UNCHECKED
        fact = Fact(
            goal,
            name="cases",
            uses=frozenset().union(*(inner.uses for _, inner in branches)),
            inner=tuple(inner for _, inner in branches),
            made=True,
        )
        self._lines.append(Line("have", goal, reason, (fact,), evidence))
        self._ground.noted.append(goal)
        return self

    # What it says.

    def proves(self, label: str, part: str = "") -> Derivation:
        """Show that it says what a statement of the book says.

        Parameters
        ----------
        label : str
            The label of the statement.
        part : str
            The part; may be left out where there is one alone.

        Returns
        -------
        Derivation
            Itself.

        Raises
        ------
        DerivationError
            If it does not, or there is no such statement.
        """
        reference = f"{label}#{part}" if part else label
        wanted = stated(reference)
        self.settles(Statement(wanted.conclusion, wanted.hypotheses))
        self.proved = reference
        return self

    # Checking.

    @contextmanager
    def _numbered(self) -> Iterator[None]:
        """Say which line it is that cannot be written."""
        number = len(self._lines) + 1
        try:
            yield
        except DerivationError as error:
            raise DerivationError(f"line {number}: {error}") from None

    def _write(
        self,
        sign: str,
        term: Any,
        relation: Any,
        reason: str,
        by: Any = (),
        keep: tuple[Any, ...] = (),
        words: str | None = None,
    ) -> None:
        facts = _facts(by)
        if words is None:
            evidence = self._ground.check(relation, facts, keep=keep)
        else:
            evidence = self._ground.in_words(relation, facts, words)
        self._lines.append(Line(sign, term, reason, facts, evidence))


def _facts(by: Any) -> tuple[Fact, ...]:
    several = by if isinstance(by, tuple | list) else (by,)
    return tuple(_fact(one) for one in several)


def _fact(one: Any) -> Fact:
    if isinstance(one, Fact):
        return one
    if isinstance(one, Derivation):
        return one.fact()
    if isinstance(one, str):
        return stated(one)
    raise DerivationError(f"Derivation: by= takes labels, rules and derivations, got {one!r}")


Proof = Callable[[Statement], "Derivation | tuple[Derivation, ...]"]
