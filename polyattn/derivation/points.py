"""Points: one where the hypotheses hold, or one where a false statement fails.

A point counts only after the relations have been evaluated there in exact rationals, in the form
in which they were stated (no denominator multiplied out).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from polyattn.derivation import smt
from polyattn.derivation.chart import Chart, charts
from polyattn.derivation.evaluate import Point, holds
from polyattn.derivation.obligation import Obligation

SEED = 20231020
_TRIES = 150
# Small numbers make a point readable; 0 puts it on the boundary; the last two reach far out.
_VALUES = [Fraction(x) for x in ("0", "1", "2", "1/2", "3", "1/10", "10", "1/1000", "1000")]


def counterexample(obligation: Obligation) -> dict[Any, Fraction] | None:
    """Return a point where the hypotheses hold and the conclusion does not, or None.

    A conclusion that is undefined at such a point (a division by zero) fails there too.

    Parameters
    ----------
    obligation : Obligation
        Rational hypotheses and conclusion.

    Returns
    -------
    dict or None
        The coordinates, exact. None says nothing about the obligation.

    Examples
    --------
    >>> from polyattn.symbolic import Q, R
    >>> point = counterexample(Obligation((R > 0, Q >= R), Q > R))
    >>> point[Q] == point[R]
    True
    """
    return sampled_counterexample(obligation) or solved_counterexample(obligation)


def solved_counterexample(obligation: Obligation) -> dict[Any, Fraction] | None:
    """Return the point that z3 finds, if it stands the exact check."""
    answer = smt.solve(obligation)
    return answer.point if answer.verdict == "sat" and _refutes(obligation, answer.point) else None


def sampled_counterexample(obligation: Obligation) -> dict[Any, Fraction] | None:
    """Do the same without z3: points with small coordinates only."""
    relations = (obligation.conclusion, *obligation.hypotheses)
    symbols = tuple(sorted(set().union(*(x.free_symbols for x in relations)), key=str))
    goal = _compiled(obligation.conclusion, symbols)
    for values in _models(obligation.hypotheses, symbols):
        if not goal(values):
            point = dict(zip(symbols, values, strict=True))
            if _refutes(obligation, point):
                return point
    return None


def model(hypotheses: tuple[Any, ...]) -> dict[Any, Fraction] | None:
    """Return a point where all hypotheses hold, or None where none is found."""
    return counterexample(Obligation(hypotheses, sp.false))


def describe(point: dict[Any, Fraction]) -> str:
    """Write a point in one line."""
    return ", ".join(f"{s} = {point[s]}" for s in sorted(point, key=str))


def _refutes(obligation: Obligation, values: dict[Any, Fraction]) -> bool:
    point = Point(values)
    if not all(holds(h, point) for h in obligation.hypotheses):
        return False
    return not holds(obligation.conclusion, point)


class _Printer(PythonCodePrinter):  # type: ignore[misc]  # SymPy ships no types
    """Exact Python: rationals as Fractions, letters by their place in a sequence."""

    def __init__(self, symbols: tuple[Any, ...]) -> None:
        super().__init__()
        self._place = {symbol: index for index, symbol in enumerate(symbols)}

    def _print_Rational(self, expr: Any) -> str:
        return f"Fraction({expr.p}, {expr.q})"

    def _print_Symbol(self, expr: Any) -> str:
        return f"v[{self._place[expr]}]"

    # A term that has a letter of its own.
    _print_Dummy = _print_Symbol  # noqa: N815 - the printer looks for this name


@cache
def _compiled(expression: Any, symbols: tuple[Any, ...]) -> Callable[[Sequence[Fraction]], Any]:
    """Compile an expression or a relation; a division by zero gives None."""
    code = _Printer(symbols).doprint(expression)
    names = {"Fraction": Fraction, "math": math}  # a floor is printed as math.floor
    function = eval(f"lambda v: {code}", names)  # our own expression

    def safe(values: Sequence[Fraction]) -> Any:
        try:
            return function(values)
        except ZeroDivisionError:
            return None

    return safe


class _Kept:
    """What an iterator yields, for a second reader too: many conclusions share hypotheses."""

    def __init__(self, source: Iterator[list[Fraction]]) -> None:
        self._source = source
        self._seen: list[list[Fraction]] = []

    def __iter__(self) -> Iterator[list[Fraction]]:
        yield from self._seen
        for values in self._source:
            self._seen.append(values)
            yield values


@lru_cache(maxsize=64)
def _models(hypotheses: tuple[Any, ...], symbols: tuple[Any, ...]) -> _Kept:
    known = [_compiled(h, symbols) for h in hypotheses]
    points = _candidates(hypotheses, symbols)
    return _Kept(values for values in points if all(test(values) for test in known))


def _candidates(hypotheses: tuple[Any, ...], symbols: tuple[Any, ...]) -> Iterator[list[Fraction]]:
    """Points with small coordinates in the charts of the hypotheses, so that most of them hold."""
    draw = random.Random(SEED)
    for chart in charts(hypotheses):
        moved = [chart.substitution.get(s, s) for s in symbols]
        free = tuple(sorted(set().union(*(x.free_symbols for x in moved)), key=str))
        inverse = [_compiled(x, free) for x in moved]
        for _ in range(_TRIES):
            inner = [_coordinate(s, chart, draw) for s in free]
            values = [function(inner) for function in inverse]
            if None not in values:
                yield [Fraction(value) for value in values]


def _coordinate(symbol: Any, chart: Chart, draw: random.Random) -> Fraction:
    values = _VALUES[1:] if symbol in chart.positive else _VALUES
    value = draw.choice(values)
    return value if symbol in chart.nonnegative else value * draw.choice((1, -1))
