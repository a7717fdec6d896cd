r"""Derivations: a proof as a chain of lines, each checked as it is written.

The first line is an expression, and ``equal``, ``at_least``, ``at_most``, ``more_than`` and
``less_than`` follow; or a relation, and ``iff``, ``implied_by`` and ``implies`` follow. The last
line, with what it started from, is what the derivation says; ``proves`` compares it with the
statement of the book, and fails where the two are not one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation.check import prove
from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, Fact, conjuncts, stated
from polyattn.derivation.granted import granted, missing
from polyattn.derivation.ground import Ground
from polyattn.derivation.line import KINDS, UNCHECKED, Line, checking, refuse_unchecked, unchecked
from polyattn.derivation.sameness import says
from polyattn.derivation.signs import SIGNS, composed, is_relation, turned
from polyattn.derivation.statement import Statement
from polyattn.symbolic.limits import Limit

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData, VectorData
    from polyattn.derivation.shown.values import Numbers
    from polyattn.exact import ExactNumber

__all__ = ["Derivation", "Line", "Proof", "checking", "unchecked"]


class Derivation:
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

    def __init__(self, start: Any = None, *, given: Iterable[Any] = ()) -> None:
        self._ground = Ground(given)
        self._start = None if start is None else sp.sympify(start)
        self._lines: list[Line] = []
        self._end = self._start
        self._sign = "="
        self.proved = ""

    def __repr__(self) -> str:
        if self.start is None:
            return f"Derivation({', '.join(map(str, self._ground.noted))})"
        return f"Derivation({self.start} {self._sign} {self._end})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        page = _shown("page")
        return {
            "text/plain": repr(self),
            "text/html": page.as_html(self),
            "text/latex": page.as_latex(self),
        }

    # What is written stays as it is.

    @property
    def given(self) -> tuple[Any, ...]:
        """What is assumed throughout."""
        return self._ground.given

    @property
    def start(self) -> Any:
        """The first line, or None."""
        return self._start

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines after the first."""
        return tuple(self._lines)

    @property
    def taken(self) -> frozenset[Any]:
        """What it takes for granted: that terms make sense, where that could not be shown."""
        return self._ground.taken

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
            evidence = self._in_all_cases(goal, branches) if checking() else UNCHECKED
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

    def _in_all_cases(self, goal: Any, branches: tuple[tuple[Any, Derivation], ...]) -> Evidence:
        """Show that one of the cases is always there, and the goal in each."""
        refuse_unchecked(inner for _, inner in branches)
        cases = [case for case, _ in branches]
        if any(x.atoms(Limit) for x in (goal, *cases)) or any(x.of_limits for _, x in branches):
            for part in conjuncts(goal):
                _shared_by_subsequences(part)
        for case in cases:
            self._ground.take(case)
        *others, last = cases
        if sp.Or(*cases) not in (*self.given, *self._ground.noted):
            self._ground.check(last, (), tuple(map(sp.Not, others)))
        for case, inner in branches:
            self._ground.check(goal, (inner.fact(),), (case,))
        return Evidence("symbolic", f"{len(branches)} cases, of which one is always there")

    # What it says.

    @property
    def conclusion(self) -> Any:
        """What the whole says: the first line against the last, and what stands beside."""
        if self.start is None:
            return sp.And(*self._ground.noted)
        if not is_relation(self.start):
            return SIGNS[self._sign](self.start, self._end, evaluate=False)
        known = (*self.given, *self._ground.noted, sp.true)
        if self._sign != "then" and self._end in known:
            return self.start
        if self._sign != "if" and self.start in known:
            return self._end
        if self._sign == "if":
            return sp.Implies(self._end, self.start)
        way = sp.Implies if self._sign == "then" else sp.Equivalent
        return way(self.start, self._end)

    @property
    def uses(self) -> frozenset[str]:
        """The labels of the statements that its lines rest on, those within its facts too."""
        own = (line.evidence.uses.union(*(x.uses for x in line.by)) for line in self.lines)
        return frozenset().union(*own)

    @property
    def in_words(self) -> int:
        """How many lines, those of inner derivations too, are proved in words."""
        own = sum(line.evidence.kind == "written" for line in self.lines)
        return own + sum(one.in_words for one in self._inner())

    @property
    def length(self) -> int:
        """How many lines there are, those of inner derivations too."""
        return len(self.lines) + sum(one.length for one in self._inner())

    @property
    def of_limits(self) -> bool:
        """Whether it speaks of limits, in an inner derivation perhaps.

        Then it is about all sizes, and shows nothing about one of them.
        """
        terms = (self.start, *self.given, *(line.term for line in self.lines))
        terms = (*terms, *(fact.conclusion for line in self.lines for fact in line.by))
        seen = any(x is not None and x.has(Limit) for x in terms)
        return seen or any(one.of_limits for one in self._inner())

    def _inner(self) -> list[Derivation]:
        return [one for line in self.lines for fact in line.by for one in fact.inner]

    def fact(self) -> Fact:
        """Return it as a fact that a line of another derivation may rest on."""
        found = Fact(self.conclusion, self.given, "derivation", self.uses, (self,), made=True)
        return replace(found, taken=self.taken)

    def settles(self, statement: Statement) -> Evidence:
        """Show that it says what a statement says.

        Parameters
        ----------
        statement : Statement
            Its setting among the hypotheses.

        Returns
        -------
        Evidence
            How its last line and the statement hang together.

        Raises
        ------
        DerivationError
            If it assumes more than the statement, takes more for granted, or says something else.
        """
        if not checking():
            return UNCHECKED
        refuse_unchecked([self])
        for hypothesis in self.given:
            if hypothesis not in statement.hypotheses:
                prove(statement.hypotheses, hypothesis)
        needed, known = self.taken | granted(self.given), statement.hypotheses
        taken = granted((*known, statement.conclusion))
        for missed in sorted(missing(needed, taken, known), key=str):
            raise DerivationError(f"the derivation takes {missed} for granted; show it")
        said = dict.fromkeys((*conjuncts(self.conclusion), *self._ground.noted))
        return says(tuple(said), statement)

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

    def at(
        self,
        *data: SelfAttentionData | VectorData,
        degree: ExactNumber,
        **letters: ExactNumber,
    ) -> Numbers:
        r"""Put numbers beside the lines, so that one sees where a bound loses.

        Parameters
        ----------
        data : SelfAttentionData or VectorData
            One data set, or the two that differ in a alone; or one vector of scores. None where
            each letter of the chain is given by its name.
        degree : int, float, str, Decimal or Fraction
            The degree.
        **letters
            The values of the other letters, by name, such as ``epsilon="0.2"``.

        Returns
        -------
        Numbers
            The derivation with a value beside each line. The first is computed twice, the second
            time by the package's own functions, which know nothing of the formulas. A letter that
            has no formula, such as the best gap, has its number from these functions alone.

        Raises
        ------
        ValueError
            If a hypothesis does not hold there, a name is unknown, or a letter has no value.
        DerivationError
            If the formulas and the package disagree.

        Examples
        --------
        >>> from polyattn import SelfAttentionData
        >>> from polyattn.symbolic import N, Q, R, t, w_o
        >>> chain = Derivation(1 / w_o, given=(t > 0, Q > 0, R > 0, N > 0))
        >>> data = SelfAttentionData(6, 2, a=1, b=1, c=1)
        >>> chain.equal(1 + N * R / Q, "divide by t Q").at(data, degree=1)
        Numbers(2.5, 2.5)
        """
        numbers: Numbers = _shown("values").at(self, data, degree, letters)
        return numbers

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


def _shared_by_subsequences(goal: Any) -> None:
    """Refuse cases of what changes, but for a limit, which finitely many subsequences share."""
    limit = isinstance(goal, sp.Eq | sp.Ge) and isinstance(goal.lhs, Limit)
    if not (limit and goal.lhs.way.holds(goal.rhs) and not goal.rhs.has(Limit)):
        raise DerivationError(f"cases: {goal} must be a limit, Eq(Lim(x), y) with y fixed")


def _shown(module: str) -> Any:
    """Return a module that shows derivations: by its name, for no evidence rests on it."""
    return import_module(f"polyattn.derivation.shown.{module}")


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
