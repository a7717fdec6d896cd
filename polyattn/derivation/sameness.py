"""Whether the last line of a derivation is the statement on the page."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from polyattn.derivation import atoms
from polyattn.derivation.attempts import composite
from polyattn.derivation.blank import blank
from polyattn.derivation.chart import gap
from polyattn.derivation.check import prove
from polyattn.derivation.decide import Evidence
from polyattn.derivation.fact import DerivationError, conjuncts
from polyattn.derivation.statement import Statement
from polyattn.symbolic.model import beta
from polyattn.symbolic.table import letters, unfold


def says(shown: tuple[Any, ...], statement: Statement) -> Evidence:
    """Show that relations that were derived say what a statement says, and no less.

    Parameters
    ----------
    shown : tuple of sympy.Boolean
        What was derived.
    statement : Statement
        What is to be said. Of its hypotheses only those count that name no degree and no weight,
        so that a proof cannot begin anew here: the chain must have come to the statement.

    Returns
    -------
    Evidence
        ``given`` where it is what was derived, but for how it is written.

    Raises
    ------
    DerivationError
        If it is not.
    """
    texts = [_member(shown, statement, part) for part in conjuncts(statement.conclusion)]
    return Evidence("given", "; ".join(dict.fromkeys(texts)))


def _member(shown: tuple[Any, ...], statement: Statement, part: Any) -> str:
    if any(_weaker(part, relation) for relation in shown):
        return "the last line is the statement"
    plain = [h for h in statement.hypotheses if _is_plain(h)]
    spoken = set().union(*(x.free_symbols for x in (part, *shown)))
    weights = tuple(sorted((x for x in spoken if composite(x)), key=str))
    signs = [x > 0 for x in weights if _follows(statement, x > 0)]
    usable = [x for x in shown if x.is_Relational]
    try:
        prove((*plain, *signs), part, usable, weights or (sp.Symbol("none"),))
    except DerivationError as error:
        raise DerivationError(
            f"the derivation ends in {', '.join(map(str, shown))}, which is not {part}: {error}"
        ) from None
    return "the last line, rearranged"


def _follows(statement: Statement, relation: Any) -> bool:
    try:
        prove(statement.hypotheses, relation)
    except DerivationError:
        return False
    return True


def _is_plain(hypothesis: Any) -> bool:
    """Whether a hypothesis names plain letters alone: no degree, no logarithm, no weight."""
    spoken = hypothesis.free_symbols
    return (
        not hypothesis.has(sp.log)
        and beta not in letters(hypothesis, powers=True)
        and all(not composite(x) for x in spoken)
    )


def _weaker(part: Any, relation: Any) -> bool:
    """Whether two relations are one, but for how they are written, or the second says more."""
    if part == relation:
        return True
    if isinstance(part, sp.Equivalent) and isinstance(relation, sp.Equivalent):
        (a, b), (x, y) = part.args, relation.args
        return (_same(a, x) and _same(b, y)) or (_same(a, y) and _same(b, x))
    if not (part.is_Relational and relation.is_Relational):
        return False
    if isinstance(part, sp.Eq):
        return isinstance(relation, sp.Eq) and _zero(part, relation)
    if isinstance(part, sp.Ne) or isinstance(relation, sp.Ne):
        return isinstance(part, relation.func) and _zero(part, relation)
    if isinstance(relation, sp.Eq):
        return not _strict(part) and _zero(part, relation)
    same = _as_gap(part)[0] == _as_gap(relation)[0]
    return same and (_strict(relation) or not _strict(part))


def _same(part: Any, relation: Any) -> bool:
    return _weaker(part, relation) and _weaker(relation, part)


def _strict(relation: Any) -> bool:
    return isinstance(relation, sp.Gt | sp.Lt)


def _zero(part: Any, equation: Any) -> bool:
    one, other = (atoms.canonical(_plain(x.lhs - x.rhs)) for x in (part, equation))
    return one in (other, -other)


@cache
def _as_gap(relation: Any) -> tuple[Any, bool]:
    expression, strict = gap(relation)
    return atoms.canonical(_plain(expression)), strict


def _plain(expression: Any) -> Any:
    """Leave weights and pre-activations as they are: a letter of the same name without meaning."""
    kept = {x: blank(x) for x in expression.free_symbols if composite(x)}
    return unfold(expression.xreplace(kept))
