"""A derivation as a ladder: its lines and what it assumes, with formulas and a tape of numbers.

Where a line replaces a letter by what an inner derivation made of it, the lines between are shown
as well: the chances of a layer, neuron by neuron.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.shown.rows import rows
from polyattn.explorables.tape import Tape, UnvaluedError
from polyattn.explorables.typeset import in_one_line, tree
from polyattn.symbolic.chances import Pr, S_m
from polyattn.symbolic.model import f_star, w_o
from polyattn.symbolic.neuron import SIGNS, P_active, p_theta
from polyattn.symbolic.pair import on
from polyattn.symbolic.printing import tex

if TYPE_CHECKING:
    from polyattn.derivation.chain import Derivation, Line
    from polyattn.derivation.shown.rows import Row

__all__ = ["Rung", "description", "rungs"]

_RELATIONS = {sp.Eq: "=", sp.Le: "<=", sp.Lt: "<", sp.Ge: ">=", sp.Gt: ">"}
_SHOWN = {"<=": "≤", ">=": "≥"} | {sign: sign for sign in "<>="}
# What lies between 0 and 1.
_CHANCES = {S_m, rules.GAP, *(on(x, i) for x in (p_theta, P_active) for i in (0, 1))}
_CHANCES |= {p_theta, P_active, f_star, w_o}


@dataclass(frozen=True)
class Rung:
    """One line of a chain of expressions.

    Parameters
    ----------
    sign : str
        ``= <= < >= >``, or nothing in the first line.
    term : sympy.Expr
        What stands there.
    reason : str
        Why, with formulas between dollar signs.
    labels : tuple of str
        The statements that it rests on.
    in_words : bool
        Whether it is proved in words.
    """

    sign: str
    term: Any
    reason: str = ""
    labels: tuple[str, ...] = ()
    in_words: bool = False


def rungs(derivation: Derivation) -> list[Rung]:
    """Return the lines of a chain of expressions, those of inner derivations where they fit.

    Parameters
    ----------
    derivation : Derivation
        It begins with an expression.

    Returns
    -------
    list of Rung
        The first line first.

    Raises
    ------
    ValueError
        If the derivation is no chain of expressions, or has no second line.

    Examples
    --------
    >>> from polyattn.derivation.chain import Derivation
    >>> from polyattn.symbolic import N, Q, R, t, u_o, w_o
    >>> chain = Derivation(w_o + N * u_o, given=(t > 0, Q > 0, R > 0, N > 0))
    >>> [(rung.sign, rung.term) for rung in rungs(chain.equal(1, "they add up"))]
    [('', N*u_o + w_o), ('=', 1)]
    """
    lines = _chained(derivation)
    if derivation.start is None or not lines:
        raise ValueError(
            f"Ladder: {derivation!r} is no chain of expressions; begin with an expression and go "
            "on with equal, at_most, less_than, at_least or more_than"
        )
    shown = rows(derivation)[-len(derivation.lines) :]
    why = dict(zip(map(id, derivation.lines), shown, strict=True))
    found = [Rung("", derivation.start)]
    for line in lines:
        found += _with_inner(found[-1].term, line, why[id(line)])
    return found


def _chained(derivation: Derivation) -> list[Line]:
    """Return the lines of the chain, without what stands beside it."""
    return [line for line in derivation.lines if line.sign in _RELATIONS.values()]


def _with_inner(before: Any, line: Line, row: Row) -> Iterator[Rung]:
    """Yield a line, after the steps in which its inner derivation goes there."""
    # Where no reason is given, the rule says it.
    why = row.reason or ", ".join(row.rules)
    whole = Rung(line.sign, line.term, why, row.labels, row.in_words)
    for inner in (inner for fact in line.by for inner in fact.inner):
        if not isinstance(inner.start, sp.Expr) or not before.has(inner.start):
            continue
        steps = rungs(inner) if _chained(inner) else []
        ends = [before.xreplace({inner.start: step.term}) for step in steps]
        if len(steps) > 2 and _alike(ends[-1], line.term):
            for step, end in zip(steps[1:], [*ends[1:-1], line.term], strict=True):
                sign = step.sign if step.sign == "=" else _no_stricter(line.sign, step.sign)
                yield Rung(sign, end, step.reason or why, step.labels, step.in_words)
            return
    yield whole


def _no_stricter(outer: str, inner: str) -> str:
    """Return the direction of the line; strict where both are."""
    return outer if len(inner) == 1 else f"{outer[0]}="


def _alike(one: Any, other: Any) -> bool:
    return bool(one == other or sp.expand(one - other) == 0)


def description(derivation: Derivation) -> tuple[dict[str, Any], set[str]]:
    """Return what a page must know of a derivation, and which sliders it has.

    Parameters
    ----------
    derivation : Derivation
        A chain of expressions.

    Returns
    -------
    dict
        ``rungs``, ``given``, ``tape``, and whether the first line is a ``chance``, for JSON.
    set of str
        The names of the sliders.
    """
    tape = Tape(signs(derivation))
    lines = [_line(rung, tape) for rung in rungs(derivation)]
    chance = derivation.start in _CHANCES or isinstance(derivation.start, Pr)
    assumed = [x for h in derivation.given if (x := _assumption(h, tape))]
    return {"rungs": lines, "given": assumed, "tape": tape.nodes, "chance": chance}, tape.sliders


def signs(derivation: Derivation) -> dict[Any, Any]:
    """Return the random signs that a derivation fixes."""
    equations = [h for h in derivation.given if isinstance(h, sp.Eq) and h.lhs in SIGNS]
    return {h.lhs: h.rhs for h in equations}


def _line(rung: Rung, tape: Tape) -> dict[str, Any]:
    line: dict[str, Any] = {
        **_typeset(tree(tex(rung.term))),
        "sign": rung.sign,
        "reason": _pieces(rung.reason),
        "labels": [label.partition("#")[0] for label in rung.labels],
        "words": rung.in_words,
    }
    try:
        return line | {"at": tape.add(rung.term), "lack": tape.lack(rung.term)}
    except UnvaluedError as why:
        return line | {"at": None, "lack": None, "why": str(why)}


def _assumption(relation: Any, tape: Tape) -> dict[str, Any] | None:
    """Return a hypothesis and the places of its two sides; none of one that fixes a sign."""
    if isinstance(relation, sp.Eq) and relation.lhs in SIGNS:
        return None
    sign = _RELATIONS.get(type(relation))
    if sign is None:
        return _typeset(tree(tex(relation))) | {"sign": None}
    if relation.lhs.is_number:
        relation, sign = relation.reversed, _RELATIONS[type(relation.reversed)]
    (_, *left), (_, *right) = (tree(tex(side)) for side in relation.args)
    known = _typeset(["row", *left, ["o", _SHOWN[sign]], *right])
    try:
        sides = [tape.add(side) for side in relation.args]
    except UnvaluedError:
        return known | {"sign": None}
    plain = all(side.is_number or side.is_Symbol for side in relation.args)
    return known | {"sign": sign, "sides": sides, "plain": plain}


def _typeset(formula: list[Any]) -> dict[str, Any]:
    return {"formula": formula, "text": in_one_line(formula)}


def _pieces(reason: str) -> list[Any]:
    """Split words and formulas."""
    parts = reason.split("$")
    return [_typeset(tree(part)) if place % 2 else part for place, part in enumerate(parts) if part]
