r"""What a derivation says, what it rests on, and how it shows itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation.check import prove
from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, Fact, conjuncts
from polyattn.derivation.granted import granted, missing
from polyattn.derivation.ground import Ground
from polyattn.derivation.line import UNCHECKED, Line, checking, refuse_unchecked
from polyattn.derivation.sameness import says
from polyattn.derivation.signs import SIGNS, is_relation
from polyattn.derivation.statement import Statement
from polyattn.symbolic.growth import Limit

if TYPE_CHECKING:
    from polyattn.data import SelfAttentionData, VectorData
    from polyattn.derivation.shown.values import Numbers
    from polyattn.exact import ExactNumber


class Said:
    """A chain of lines that are written: nothing here adds one."""

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

    def _inner(self) -> list[Said]:
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
        >>> from polyattn.derivation.chain import Derivation
        >>> from polyattn.symbolic import N, Q, R, t, w_o
        >>> chain = Derivation(1 / w_o, given=(t > 0, Q > 0, R > 0, N > 0))
        >>> data = SelfAttentionData(6, 2, a=1, b=1, c=1)
        >>> chain.equal(1 + N * R / Q, "divide by t Q").at(data, degree=1)
        Numbers(2.5, 2.5)
        """
        numbers: Numbers = _shown("values").at(self, data, degree, letters)
        return numbers


def _shown(module: str) -> Any:
    """Return a module that shows derivations: by its name, for no evidence rests on it."""
    return import_module(f"polyattn.derivation.shown.{module}")
