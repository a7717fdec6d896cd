"""One part of a claim: under these hypotheses, this holds, for all values of its symbols."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from polyattn import symbolic
from polyattn.symbolic.printing import tex


@dataclass(frozen=True)
class Statement:
    r"""A conclusion and the hypotheses it needs, as SymPy relations.

    Parameters
    ----------
    conclusion : sympy.Boolean
        A relation, an ``And`` of several, or an ``Equivalent``.
    hypotheses : tuple of sympy.Boolean
        What is assumed, besides the claim's setting.
    where : str
        What the symbols mean that stand for no formula ("Pr over the random signs"), in words.

    Examples
    --------
    >>> from polyattn.symbolic import P, Q, Z_o, Z_star
    >>> print(Statement(Z_star >= Z_o, (P >= Q,)))
    Z_* >= Z_o  if  P >= Q
    """

    conclusion: Any
    hypotheses: tuple[Any, ...] = ()
    where: str = ""

    def __str__(self) -> str:
        given = ", ".join(map(str, self.hypotheses))
        return f"{self.conclusion}  if  {given}" if given else str(self.conclusion)

    def latex(self) -> str:
        """Return the statement in LaTeX: hypotheses, an arrow, the conclusion."""
        given = r",\; ".join(tex(h) for h in self.hypotheses)
        body = tex(self.conclusion)
        return rf"{given} \;\Longrightarrow\; {body}" if given else body

    def given(self, more: Iterable[Any]) -> Statement:
        """Return the statement under further hypotheses."""
        added = tuple(h for h in more if h not in self.hypotheses)
        return replace(self, hypotheses=self.hypotheses + added)

    def without(self, hypothesis: Any) -> Statement:
        """Return the statement with one hypothesis dropped."""
        return replace(self, hypotheses=tuple(h for h in self.hypotheses if h != hypothesis))

    def concluding(self, conclusion: Any) -> Statement:
        """Return another conclusion under the same hypotheses."""
        return replace(self, conclusion=conclusion)


def letters(statement: Statement, *, powers: bool = False) -> set[Any]:
    """Return the letters of a statement as printed, and those that they unfold to."""
    relations = (statement.conclusion, *statement.hypotheses)
    return set().union(*(symbolic.letters(relation, powers=powers) for relation in relations))
