"""A witness in plain decimals: mpmath, 40 digits, none of the ledger's own arithmetic."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.ledger.claim import Claim
from polyattn.symbolic import unfold

_COMPARE = {sp.Ge: operator.ge, sp.Gt: operator.gt, sp.Le: operator.le, sp.Lt: operator.lt}


def decimals(
    values: Mapping[Any, tuple[str, ...]],
    functions: Mapping[str, Callable[..., Any]] | None = None,
    slack: float = 0.0,
) -> Callable[[Claim, tuple[str, ...]], Any]:
    """Return a computation of the parts at every combination of values of the letters.

    Parameters
    ----------
    values : mapping of sympy.Symbol to tuple of str
        Fractions, for each letter that a part unfolds to.
    functions : mapping of str to callable, optional
        How to compute functions that mpmath does not have, by name.
    slack : float, default 0
        By how much of the larger side a conclusion may fail: the rounding of `functions`.

    Returns
    -------
    callable
        For :class:`~polyattn.ledger.engine.evidence.Computed`.

    Examples
    --------
    >>> from polyattn.derivation.statement import Statement
    >>> from polyattn.symbolic import s_j
    >>> parts = {"positive": Statement(sp.exp(s_j) > 0)}
    >>> decimals({s_j: ("-1", "1/3")})(Claim("lem:e", "lemma", "e", 1, parts), ("positive",))
    (True, '2 points with 40 digits (mpmath)')
    """

    def computed(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
        import mpmath

        letters, seen = tuple(values), 0
        with mpmath.workdps(40):
            numbers = [[mpmath.mpmathify(Fraction(x)) for x in each] for each in values.values()]
            for name in parts:
                part = claim.part(name)
                given = [_test(letters, x, functions) for x in part.hypotheses]
                goal = _test(letters, part.conclusion, functions, slack)
                for point in product(*numbers):
                    try:
                        if not all(test(point) for test in given):
                            continue
                        truth = goal(point)
                    except (ArithmeticError, TypeError, ValueError):  # it makes no sense there
                        continue
                    seen += 1
                    if not truth:
                        shown = ", ".join(f"{x} = {y}" for x, y in zip(letters, point, strict=True))
                        return False, f"{name}: {part.conclusion} fails at {shown}"
        how = "up to rounding" if slack else "with 40 digits (mpmath)"
        return seen > 0, f"{seen} points {how}"

    return computed


def _test(
    letters: tuple[Any, ...],
    relation: Any,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    slack: float = 0.0,
) -> Callable[[Any], bool]:
    """Compile a relation, or several that are all true, or equivalent."""
    if not relation.is_Relational:
        tests = [_test(letters, x, functions, slack) for x in relation.args]
        if isinstance(relation, sp.Equivalent):
            return lambda point: len({test(point) for test in tests}) == 1
        return lambda point: all(test(point) for test in tests)
    compare = _COMPARE.get(relation.func, lambda x, y: abs(x - y) < 1e-30)
    plain = (unfold(side, powers=True, keep=letters) for side in relation.args)
    modules = [dict(functions or {}), "mpmath"]
    sides = [sp.lambdify(letters, side, modules) for side in plain]
    larger = slack if relation.func in (sp.Ge, sp.Gt) else -slack

    def test(point: Any) -> bool:
        left, right = (side(*point) for side in sides)
        return bool(compare(left + larger * max(abs(left), abs(right)) if slack else left, right))

    return test
