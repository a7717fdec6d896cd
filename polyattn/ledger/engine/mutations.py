"""The nearest false statements: a hypothesis dropped, an inequality reversed, a constant moved.

All of them are made from the claim's own statement, so none is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import sympy as sp

from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Mutation

_FACTORS = (sp.Rational(9, 10), sp.Rational(11, 10))
_REVERSE = {sp.Ge: sp.Le, sp.Le: sp.Ge, sp.Gt: sp.Lt, sp.Lt: sp.Gt}
_STRICT = {sp.Ge: sp.Gt, sp.Le: sp.Lt}


def standard(claim: Claim) -> Claim:
    """Return the claim with every standard mutation, besides those that it has.

    Parameters
    ----------
    claim : Claim
        The claim, with its statements and its setting.

    Returns
    -------
    Claim
        With one mutation for each assumption of the setting and each hypothesis (dropped), each
        inequality (reversed; made strict) and each constant (moved by 10 %, both ways).
    """
    made = [*_dropped_setting(claim)]
    for name, part in claim.statements.items():
        made += _of_part(name, part)
    kept = tuple(replace(mutation, standard=True) for mutation in made)
    return replace(claim, mutations=(*claim.mutations, *kept))


def changed(name: str, part: str, change: Callable[[Statement], Statement]) -> Mutation:
    """Return a mutation of one part by hand."""
    return Mutation(name, lambda claim: [_with(claim, part, change(claim.statements[part]))])


def _with(claim: Claim, part: str, statement: Statement) -> Claim:
    return replace(claim, statements={**claim.statements, part: statement})


def _dropped_setting(claim: Claim) -> Iterator[Mutation]:
    for assumption in claim.setting:
        yield Mutation(f"without {assumption}", _drop_setting(assumption))


def _drop_setting(assumption: Any) -> Callable[[Claim], list[Claim]]:
    return lambda claim: [
        replace(claim, setting=tuple(x for x in claim.setting if x != assumption))
    ]


def _of_part(name: str, part: Statement) -> Iterator[Mutation]:
    for hypothesis in part.hypotheses:
        if isinstance(hypothesis, sp.Eq):
            continue  # it says which case is meant
        rest = part.without(hypothesis)
        yield _instead(f"{name}: without {hypothesis}", name, [rest])
        turned = _turned(hypothesis, _REVERSE)
        if turned is not None and hypothesis.rhs != 0:
            yield _instead(f"{name}: {hypothesis} reversed", name, [rest.given([turned])])
    for table, word in ((_REVERSE, "reversed"), (_STRICT, "made strict")):
        turned = _turned(part.conclusion, table)
        if turned is not None:
            mutation = _instead(f"{name}: conclusion {word}", name, [part.concluding(turned)])
            yield replace(mutation, sharper=table is _STRICT)
    yield from _constants(name, part)


def _instead(label: str, part: str, versions: list[Statement]) -> Mutation:
    return Mutation(label, lambda claim: [_with(claim, part, version) for version in versions])


def _turned(relation: Any, table: dict[Any, Any]) -> Any:
    if isinstance(relation, sp.And):
        parts = [_turned(x, table) for x in relation.args]
        return None if None in parts else sp.And(*parts)
    if isinstance(relation, sp.Equivalent):
        left, right = relation.args
        turned = _turned(left, table)
        return None if turned is None else sp.Equivalent(turned, right)
    if relation.func not in table:
        return None
    return table[relation.func](*relation.args)


def _constants(name: str, part: Statement) -> Iterator[Mutation]:
    """Every number in the part, and the factor 1 before a logarithm's argument and a side."""
    for index, relation in enumerate([*part.hypotheses, part.conclusion]):
        if isinstance(relation, sp.Eq) and index < len(part.hypotheses):
            continue
        for label, move in _moves(relation):
            moved = partial(_moved, name, index, move)
            last = index == len(part.hypotheses)
            yield Mutation(f"{name}: {label} moved by 10 %", moved, True, True, last)


Move = Callable[[Any, Any], Any]  # relation and factor -> relation


def _moved(name: str, index: int, move: Move, claim: Claim) -> list[Claim]:
    """Return the two variants; they are made only when they are needed."""
    part = claim.statements[name]
    relations = [*part.hypotheses, part.conclusion]
    variants = []
    for factor in _FACTORS:
        *known, goal = (
            move(relation, factor) if place == index else relation
            for place, relation in enumerate(relations)
        )
        variants.append(_with(claim, name, replace(part, hypotheses=tuple(known), conclusion=goal)))
    return variants


def _moves(relation: Any) -> Iterator[tuple[str, Move]]:
    for number, (path, leaf) in enumerate(_leaves(relation, ()), 1):
        yield f"{leaf} (no. {number} in {relation})", partial(_move_number, path, leaf)
    for logarithm in sorted(relation.atoms(sp.log), key=sp.default_sort_key):
        yield f"the argument of {logarithm} in {relation}", partial(_move_logarithm, logarithm)
    for side in _sides(relation):
        yield f"the right side of {side}", partial(_move_side, side)


def _move_number(path: tuple[int, ...], leaf: Any, relation: Any, factor: Any) -> Any:
    return _replaced(relation, path, leaf * factor)


def _move_logarithm(logarithm: Any, relation: Any, factor: Any) -> Any:
    return relation.xreplace({logarithm: sp.log(factor * logarithm.args[0])})


def _move_side(side: Any, relation: Any, factor: Any) -> Any:
    return relation.xreplace({side: side.func(side.lhs, factor * side.rhs)})


def _sides(relation: Any) -> list[Any]:
    if relation.is_Relational:
        return [relation] if not relation.rhs.is_Number else []
    return [side for x in relation.args for side in _sides(x)]


def _leaves(expression: Any, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    if expression.is_Rational:
        if expression != 0:
            yield path, expression
        return
    for index, argument in enumerate(expression.args):
        if expression.is_Pow and index == 1 and argument.is_Number:
            continue  # a denominator or a square, not a constant
        if expression.is_Mul and argument == -1:
            continue
        yield from _leaves(argument, (*path, index))


def _replaced(expression: Any, path: tuple[int, ...], value: Any) -> Any:
    if not path:
        return value
    arguments = list(expression.args)
    arguments[path[0]] = _replaced(arguments[path[0]], path[1:], value)
    return expression.func(*arguments)
