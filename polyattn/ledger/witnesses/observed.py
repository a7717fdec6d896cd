"""A witness that observes: the letters of a statement get values that something else knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property, lru_cache, partial
from itertools import islice
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, holds, working_precision
from polyattn.derivation.statement import Statement, letters
from polyattn.ledger.claim import Claim, Outcome, Refutation
from polyattn.ledger.witnesses.dense import Values
from polyattn.symbolic.chances import Phi

# What a division by zero is called.
_NO_SENSE = "undefined: "
# For how many sets of hypotheses the points are kept, and how many of those that are drawn.
_KEPT = 4
_POINTS = 5000


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
    _drawn: dict[Any, _Drawn] = field(default_factory=dict, init=False, compare=False)

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

    def refute(self, claim: Claim, parts: tuple[str, ...]) -> Refutation | None:
        """Return the first point where a part fails."""
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
        for pair in _latest(self._drawn, key[1], lambda: _Drawn(partial(self._pairs, names))):
            failed = next((test for test in tests if not test.holds(pair)), None)
            if failed:  # likely to fail at the next point too
                tests.insert(0, tests.pop(tests.index(failed)))
                continue
            found.append(pair)
            yield pair
        _latest(self._seen, key, lambda: found)

    def _pairs(self, names: set[Any]) -> Iterator[_Pair]:
        return map(_Pair, self.points(names))


def _latest(kept: dict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    """Return what is kept under a key, made where it is not; the oldest goes first."""
    if key not in kept:
        while len(kept) >= _KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = make()
    return kept[key]


class _Drawn:
    """Points in their order, the first of them made once: changed hypotheses share them."""

    def __init__(self, source: Callable[[], Iterator[_Pair]]) -> None:
        self._source = source
        self._first: list[_Pair] = []

    def __iter__(self) -> Iterator[_Pair]:
        yield from self._first  # another reader may add to it meanwhile
        after = len(self._first)
        for place, pair in enumerate(islice(self._source(), after, None), start=after):
            if place == len(self._first) < _POINTS:
                self._first.append(pair)
            yield pair


class _Pair:
    """The same values in exact rationals and, where a relation needs them, as intervals."""

    def __init__(self, values: Values) -> None:
        self.values = values

    @cached_property
    def rational(self) -> bool:
        """Whether all values are rational."""
        return not self._intervals_only

    @cached_property
    def _intervals_only(self) -> set[Any]:
        return {x for x, value in self.values.items() if not isinstance(value, int | Fraction)}

    @cached_property
    def _exact(self) -> Point:
        return Point({x: v for x, v in self.values.items() if x not in self._intervals_only})

    @cached_property
    def _intervals(self) -> Point:
        return Point(self.values, exact=False)

    def holds(self, relation: Any, exact: bool) -> bool | None:
        # What is known as an interval must not be computed again from its definition.
        if exact and (self.rational or not _letters(relation) & self._intervals_only):
            # A letter without a value, or an irrational power.
            with suppress(KeyError, TypeError):
                return holds(relation, self._exact)
        return holds(relation, self._intervals)

    def key(self, letters: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Return the values of these letters, if all of them are rational, as integers."""
        found: list[Any] = []
        for x in letters:
            value = self.values.get(x)
            if value is None or isinstance(value, int):
                found.append(value)
            elif isinstance(value, Fraction):
                found.append(value.as_integer_ratio())  # a Fraction is slow to hash
            else:
                return None
        return tuple(found)


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
        key = pair.key(self._letters)
        if key is None:  # intervals are no keys: equal ones may hold different numbers
            return pair.holds(self._relation, self.exact)
        if key not in self._known:
            self._known[key] = pair.holds(self._relation, self.exact)
        return self._known[key]


_test = lru_cache(512)(_Test)


def _is_exact(relation: Any) -> bool:
    return not relation.has(sp.log, sp.exp, sp.pi, Phi)


def _shown(values: Values, names: set[Any]) -> str:
    kept = sorted((x for x in values if x in names), key=str)
    return ", ".join(f"{x} = {values[x]}" for x in kept)


def near(value: Any, off: float = 1e-12) -> Any:
    """Return a float with what some roundings may have done to it, as a ball."""
    from flint import arb

    return arb(float(value), off)
