"""A witness that observes: the letters of a statement get values that something else knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, holds, working_precision
from polyattn.derivation.statement import Statement, letters
from polyattn.ledger.claim import Claim, Outcome, Refutation
from polyattn.ledger.witnesses.dense import Values

# What a division by zero is called.
_NO_SENSE = "undefined: "
# For how many sets of hypotheses the points are kept.
_KEPT = 4


@dataclass(frozen=True)
class Observed:
    """Evaluate the parts at points that a function yields.

    Parameters
    ----------
    points : callable
        Takes the letters of the statement, yields values of them: Fractions, or Arb balls where a
        value is not rational.
    described : str
        What the points are, for the reader.
    kind : str, default 'exhaustive'
        The kind of evidence.
    """

    points: Callable[[set[Any]], Iterable[Values]]
    described: str
    kind: str = "exhaustive"
    _seen: dict[Any, list[_Pair]] = field(default_factory=dict, init=False, compare=False)

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Evaluate every part at every point where its hypotheses hold."""
        total = 0
        for name in parts:
            count, bad = self._run(claim.part(name))
            if bad:
                return Outcome(self.kind, False, f"{name}: {bad}")
            if not count:
                return Outcome(self.kind, False, f"{name}: its hypotheses hold at no point")
            total += count
        return Outcome(self.kind, True, f"{total} instances of {self.described}")

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Return the first point where a part fails."""
        if effort != 1:
            return None
        found = (self._run(claim.part(name))[1] for name in parts)
        bad = next(filter(None, found), None)
        if bad is None:
            return None
        return Refutation(bad, "definition" if bad.startswith(_NO_SENSE) else "statement")

    def _run(self, statement: Statement) -> tuple[int, str | None]:
        names = letters(statement)
        goal = statement.conclusion, _is_exact(statement.conclusion)
        count = 0
        with working_precision():
            for pair in self._where(statement.hypotheses, names):
                truth = pair.holds(*goal)
                if truth is None and not (goal[1] and pair.rational):
                    continue  # a tie that intervals cannot decide
                count += 1
                if not truth:
                    what = _NO_SENSE if truth is None else ""
                    where = _shown(pair.values, names)
                    return count, f"{what}{statement.conclusion} fails at {where}"
        return count, None

    def _where(self, hypotheses: tuple[Any, ...], names: set[Any]) -> Iterator[_Pair]:
        """Yield the points where the hypotheses hold; many changed conclusions share them."""
        key = hypotheses, frozenset(names)
        if key in self._seen:
            yield from self._seen[key]
            return
        # Exact tests are quick, so they go first.
        tests = sorted(map(_test, hypotheses), key=lambda test: not test.exact)
        found = []
        for values in self.points(names):
            pair = _Pair(values)
            failed = next((test for test in tests if not test.holds(pair)), None)
            if failed:  # likely to fail at the next point too
                tests.insert(0, tests.pop(tests.index(failed)))
                continue
            found.append(pair)
            yield pair
        while len(self._seen) >= _KEPT:
            self._seen.pop(next(iter(self._seen)))
        self._seen[key] = found


class _Pair:
    """The same values in exact rationals and, where a relation needs them, as intervals."""

    def __init__(self, values: Values) -> None:
        rational = {x: v for x, v in values.items() if isinstance(v, int | Fraction)}
        self.rational = len(rational) == len(values)
        self._intervals_only = values.keys() - rational.keys()
        self._exact = Point(rational)
        self.values = values
        self._intervals: Point | None = None

    def holds(self, relation: Any, exact: bool) -> bool | None:
        # What is known as an interval must not be computed again from its definition.
        if exact and (self.rational or not _letters(relation) & self._intervals_only):
            # A letter without a value, or an irrational power.
            with suppress(KeyError, TypeError):
                return holds(relation, self._exact)
        if self._intervals is None:
            self._intervals = Point(self.values, exact=False)
        return holds(relation, self._intervals)


@cache
def _letters(relation: Any) -> frozenset[Any]:
    return frozenset(s.letters(relation, powers=True))


class _Test:
    """A hypothesis that remembers what it said: most of its letters stay while others run."""

    def __init__(self, relation: Any) -> None:
        self.exact = _is_exact(relation)
        self._relation = relation
        # N belongs to every key: Largest runs up to it without naming it.
        self._letters = tuple(s.letters(relation, powers=True) | {s.N})
        self._known: dict[Any, bool | None] = {}

    def holds(self, pair: _Pair) -> bool | None:
        if not pair.rational:  # intervals are no keys: equal ones may hold different numbers
            return pair.holds(self._relation, self.exact)
        key = tuple(map(pair.values.get, self._letters))
        if key not in self._known:
            self._known[key] = pair.holds(self._relation, self.exact)
        return self._known[key]


_test = lru_cache(512)(_Test)


def _is_exact(relation: Any) -> bool:
    return not relation.has(sp.log, sp.exp, sp.pi)


def _shown(values: Values, names: set[Any]) -> str:
    kept = sorted((x for x in values if x in names), key=str)
    return ", ".join(f"{x} = {values[x]}" for x in kept)
