r"""Derivations: a proof as a chain of lines, each checked as it is written.

The first line is an expression, and ``equal``, ``at_least``, ``at_most``, ``more_than`` and
``less_than`` follow; or a relation, and ``iff``, ``implied_by`` and ``implies`` follow. The last
line, with what it started from, is what the derivation says; ``proves`` compares it with the
statement of the book, and fails where the two are not one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation import instances
from polyattn.derivation.check import prove
from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, Fact, conjuncts, stated
from polyattn.derivation.granted import granted, missing
from polyattn.derivation.sameness import says
from polyattn.derivation.sense import conditions
from polyattn.derivation.statement import Statement
from polyattn.symbolic.limits import Limit

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData, VectorData
    from polyattn.derivation.shown.values import Numbers
    from polyattn.exact import ExactNumber

_SIGNS = {"=": sp.Eq, "<=": sp.Le, "<": sp.Lt, ">=": sp.Ge, ">": sp.Gt}
_CHECKED: ContextVar[bool] = ContextVar("checked", default=True)
# How a line is known, the weakest last.
_KINDS = ("given", "symbolic", "smt", "unchecked")
_UNCHECKED = Evidence("unchecked", "not checked")


@contextmanager
def unchecked() -> Any:
    """Write lines without checking them: to see what a proof is made of, not whether it holds.

    Nothing that is checked may rest on them.
    """
    token = _CHECKED.set(False)
    try:
        yield
    finally:
        _CHECKED.reset(token)


def checking() -> bool:
    """Return whether lines are checked as they are written."""
    return _CHECKED.get()


@dataclass(frozen=True)
class Line:
    """One line: its sign, its term, why, what it rests on, and how it is known.

    `sign` is one of ``= <= < >= >`` in a chain of expressions, ``iff``, ``if`` and ``then`` in a
    chain of relations, ``have`` for a relation beside the chain, empty for the first line.
    """

    sign: str
    term: Any
    reason: str
    by: tuple[Fact, ...]
    evidence: Evidence


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
        self._given = tuple(dict.fromkeys(x for h in given for x in conjuncts(h)))
        self._start = None if start is None else sp.sympify(start)
        self._lines: list[Line] = []
        self._end = self._start
        self._sign = "="
        self._shown: list[Any] = []
        self._taken: frozenset[Any] = frozenset()
        self.proved = ""

    def __repr__(self) -> str:
        if self.start is None:
            return f"Derivation({', '.join(map(str, self._shown))})"
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
        return self._given

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
        return self._taken

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
        if self.start is None or _is_relation(self.start):
            raise DerivationError(
                f"Derivation: {sign!r} goes on from an expression; start with one"
            )
        term = sp.sympify(term)
        together = _composed(self._sign, sign)
        relation = _SIGNS[sign](self._end, term, evaluate=False)
        self._write(sign, term, relation, reason, **more)
        self._leave(self._end, (self.start, term))
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
        if self.start is None or not _is_relation(self.start):
            raise DerivationError(f"Derivation: {sign!r} goes on from a relation; start with one")
        relation = sp.sympify(relation)
        facts = _facts(more.pop("by", ()))
        limits = any(x.has(Limit) for x in (self._end, relation, *(y.conclusion for y in facts)))
        if limits or any(one.of_limits for fact in facts for one in fact.inner):
            raise DerivationError(f"Derivation: {sign!r} is about one size, and no limit is")
        signs = {self._sign if self._sign != "=" else "iff", sign}
        if signs == {"if", "then"}:
            raise DerivationError("Derivation: a chain goes one way; 'if' and 'then' do not mix")
        pairs = [(self._end, relation)] if sign != "if" else []
        pairs += [(relation, self._end)] if sign != "then" else []
        self._take(self._end)
        self._take(relation)
        evidence = [self._check(new, facts, (old,), **more) for old, new in pairs]
        kind = max((one.kind for one in evidence), key=_KINDS.index)
        uses = frozenset().union(*(one.uses for one in evidence))
        text = "; ".join(dict.fromkeys(one.text for one in evidence))
        shown = tuple(dict.fromkeys(x for one in evidence for x in one.certificates))
        self._lines.append(Line(sign, relation, reason, facts, Evidence(kind, text, uses, shown)))
        self._leave(self._end, (self.start, relation))
        self._sign = next((x for x in signs if x != "iff"), "iff")
        self._end = relation
        return self

    # Beside the chain.

    def have(self, relation: Any, reason: str = "", **more: Any) -> Derivation:
        """Note a relation that later lines may use."""
        relation = sp.sympify(relation)
        self._write("have", relation, relation, reason, **more)
        self._shown.append(relation)
        return self

    def words(self, relation: Any, text: str, *, by: Any = ()) -> Derivation:
        """Note a relation whose proof is in words: marked, counted, and tried at real points."""
        relation = sp.sympify(relation)
        self._write("have", relation, relation, "", by=by, words=text)
        self._shown.append(relation)
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
        evidence = _UNCHECKED
        if _CHECKED.get():
            text = f"{len(branches)} cases, of which one is always there"
            evidence = Evidence("symbolic", text)
            _refuse_unchecked(inner for _, inner in branches)
            if any(x.atoms(Limit) for x in (goal, *(case for case, _ in branches))) or any(
                inner.of_limits for _, inner in branches
            ):
                for part in conjuncts(goal):
                    _alike_in_all_cases(part)
            *others, last = (case for case, _ in branches)
            for case in (*others, last):
                self._take(case)
            if sp.Or(*others, last) not in (*self.given, *self._shown):
                self._check(last, (), tuple(map(sp.Not, others)))
            for case, inner in branches:
                self._check(goal, (inner.fact(),), (case,))
        fact = Fact(
            goal,
            name="cases",
            uses=frozenset().union(*(inner.uses for _, inner in branches)),
            inner=tuple(inner for _, inner in branches),
            made=True,
        )
        self._lines.append(Line("have", goal, reason, (fact,), evidence))
        self._shown.append(goal)
        return self

    # What it says.

    @property
    def conclusion(self) -> Any:
        """What the whole says: the first line against the last, and what stands beside."""
        if self.start is None:
            return sp.And(*self._shown)
        if not _is_relation(self.start):
            return _SIGNS[self._sign](self.start, self._end, evaluate=False)
        known = (*self.given, *self._shown, sp.true)
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
        if not _CHECKED.get():
            return _UNCHECKED
        _refuse_unchecked([self])
        for hypothesis in self.given:
            if hypothesis not in statement.hypotheses:
                prove(statement.hypotheses, hypothesis)
        needed, known = self.taken | granted(self.given), statement.hypotheses
        taken = granted((*known, statement.conclusion))
        for missed in sorted(missing(needed, taken, known), key=str):
            raise DerivationError(f"the derivation takes {missed} for granted; show it")
        said = dict.fromkeys((*conjuncts(self.conclusion), *self._shown))
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
            One data set, or the two that differ in a alone; or one vector of scores.
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

    def _take(self, term: Any, more: tuple[Any, ...] = (), met: Iterable[Any] = ()) -> None:
        """Take for granted what a term needs to make sense, where that cannot be shown."""
        if not _CHECKED.get():
            return
        for part in conjuncts(term):
            if isinstance(part, sp.Implies):
                premise, consequence = part.args
                self._take(premise, more, met)
                self._take(consequence, (*more, *conjuncts(premise)), met)
            else:
                self._take_all(conditions(part), more, met)

    def _take_all(self, needed: frozenset[Any], more: tuple[Any, ...], met: Iterable[Any]) -> None:
        todo = missing(needed, self._taken, (*more, *self.given))
        if todo:
            self._taken |= missing(todo, self._taken, (*more, *self.given, *self._shown, *met))

    def _leave(self, term: Any, kept: tuple[Any, ...]) -> None:
        """Refuse to leave a term behind that may make no sense where what is kept does."""
        for missed in sorted(missing(conditions(term) & self._taken, granted(kept), ()), key=str):
            text = f"{term} makes sense only where {missed}, which is not known"
            raise DerivationError(f"line {len(self.lines)}: {text}")

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
            evidence = self._check(relation, facts, keep=keep)
        else:
            evidence = self._in_words(relation, facts, words)
        self._lines.append(Line(sign, term, reason, facts, evidence))

    def _check(
        self,
        relation: Any,
        facts: tuple[Fact, ...],
        more: tuple[Any, ...] = (),
        keep: tuple[Any, ...] = (),
    ) -> Evidence:
        if not _CHECKED.get():
            return _UNCHECKED
        self._meet(facts, more)
        lemmas = [x for fact in facts for x in conjuncts(fact.conclusion)]
        self._take(relation, more, lemmas)
        try:
            return prove((*more, *self.given, *self._shown), relation, lemmas, keep)
        except DerivationError as error:
            raise DerivationError(f"line {len(self.lines) + 1}: {error}") from None

    def _in_words(self, relation: Any, facts: tuple[Fact, ...], text: str) -> Evidence:
        """Take a line on its words, unless a real instance is against it."""
        if not text.strip():
            raise DerivationError(f"Derivation: {relation} needs its proof in words")
        if not _CHECKED.get():
            return _UNCHECKED
        self._meet(facts)
        self._take(relation)
        premises = (*self.given, *self._shown, *(x.conclusion for x in facts))
        refuted = instances.against(premises, relation)
        if refuted:
            raise DerivationError(f"line {len(self.lines) + 1}: {relation} fails at {refuted}")
        return Evidence("written", text)

    def _meet(self, facts: tuple[Fact, ...], more: tuple[Any, ...] = ()) -> None:
        """Show the hypotheses of what a line rests on; a fact may rest on those before it."""
        met: list[Any] = []
        for fact in facts:
            if not fact.made:
                raise DerivationError(f"Derivation: no rule made {fact}; a line rests on no other")
            _refuse_unchecked(fact.inner)
            plain = [h for h in fact.hypotheses if not conditions(h)]
            for hypothesis in fact.hypotheses:
                self._take(hypothesis, more, (*met, *plain))
                try:
                    prove((*more, *self.given, *self._shown), hypothesis, met)
                except DerivationError as error:
                    text = f"line {len(self.lines) + 1}: {fact.name} needs {hypothesis}: {error}"
                    raise DerivationError(text) from None
            self._take_all(fact.taken, more, (*met, *fact.hypotheses))
            if not _says_as_much(fact):
                self._take(fact.conclusion, more, (*met, *fact.hypotheses))
            met += conjuncts(fact.conclusion)


def _says_as_much(fact: Fact) -> bool:
    """Whether a derivation within it says the same: it took for granted what it could not show."""
    known = set(fact.hypotheses)
    return any(x.conclusion == fact.conclusion and known >= {*x.given} for x in fact.inner)


def _refuse_unchecked(derivations: Iterable[Derivation]) -> None:
    """Refuse what has lines that nobody checked."""
    for one in derivations:
        if any(line.evidence.kind == "unchecked" for line in one.lines):
            raise DerivationError(f"Derivation: {one} has lines that were not checked")


def _shown(module: str) -> Any:
    """Return a module that shows derivations: by its name, for no evidence rests on it."""
    return import_module(f"polyattn.derivation.shown.{module}")


def _is_relation(term: Any) -> bool:
    logic = sp.logic.boolalg.BooleanFunction | sp.logic.boolalg.BooleanAtom
    return isinstance(term, logic) or bool(getattr(term, "is_Relational", False))


def _alike_in_all_cases(goal: Any) -> None:
    """Refuse cases of what changes, but for a limit, which finitely many subsequences share."""
    limit = isinstance(goal, sp.Eq | sp.Ge) and isinstance(goal.lhs, Limit)
    if not (limit and goal.lhs.way.holds(goal.rhs) and not goal.rhs.has(Limit)):
        raise DerivationError(f"cases: {goal} must be a limit, Eq(Lim(x), y) with y fixed")


def _composed(before: str, after: str) -> str:
    """Return what two signs in a row say."""
    signs = {before, after} - {"="}
    if {x[0] for x in signs} == {"<", ">"}:
        raise DerivationError(
            f"Derivation: {after!r} after {before!r} compares nothing; a chain goes one way"
        )
    strict = [x for x in signs if len(x) == 1]
    return strict[0] if strict else (signs.pop() if signs else "=")


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
