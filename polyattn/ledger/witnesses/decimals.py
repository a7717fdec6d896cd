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


def decimals(values: Mapping[Any, tuple[str, ...]]) -> Callable[[Claim, tuple[str, ...]], Any]:
    """Return a computation of the parts at every combination of values of the letters.

    Parameters
    ----------
    values : mapping of sympy.Symbol to tuple of str
        Fractions, for each letter that a part unfolds to.

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
                *given, goal = (_test(letters, x) for x in (*part.hypotheses, part.conclusion))
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
        return seen > 0, f"{seen} points with 40 digits (mpmath)"

    return computed


def _test(letters: tuple[Any, ...], relation: Any) -> Callable[[Any], bool]:
    """Compile a relation, or several that are all true, or equivalent."""
    if not relation.is_Relational:
        tests = [_test(letters, x) for x in relation.args]
        if isinstance(relation, sp.Equivalent):
            return lambda point: len({test(point) for test in tests}) == 1
        return lambda point: all(test(point) for test in tests)
    compare = _COMPARE.get(relation.func, lambda x, y: abs(x - y) < 1e-30)
    plain = (unfold(side, powers=True, keep=letters) for side in relation.args)
    sides = [sp.lambdify(letters, side, "mpmath") for side in plain]
    return lambda point: bool(compare(*(side(*point) for side in sides)))
