"""A witness by enumeration: the letters of a statement get values that something else observed.

:class:`Enumerated` observes the dense network of ``dense.py`` in exact rationals, every sign vector
where one enters. :class:`Observed` takes any other source of points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, holds, working_precision
from polyattn.derivation.statement import Statement, letters
from polyattn.ledger.claim import Claim, Outcome, Refutation
from polyattn.ledger.engine.dense import Network, Values, networks

_SIZES = ((4, 1), (4, 2), (5, 1), (5, 3), (6, 2))
_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1/2", "1/2"), ("3", "1", "2"))
_EXTRA: dict[Any, tuple[str, ...]] = {
    s.epsilon: ("1/100", "1/10", "1/3", "1/2", "3/4", "9/10"),
    s.m: ("1", "2", "7"),
}
_ONE_NEURON = {s.X, s.V_star, s.V_s, s.V_o, s.K, s.S, *s.SIGNS}
_LAW = {s.p_theta, s.P_active}


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
        return next((Refutation(bad) for bad in found if bad), None)

    def _run(self, statement: Statement) -> tuple[int, str | None]:
        names = letters(statement)
        # Exact tests are quick, so they go first.
        tests = sorted(map(_Test, statement.hypotheses), key=lambda test: not test.exact)
        goal = statement.conclusion, _is_exact(statement.conclusion)
        count = 0
        with working_precision():
            for values in self.points(names):
                pair = _Pair(values)
                failed = next((test for test in tests if not test.holds(pair)), None)
                if failed:  # likely to fail at the next point too
                    tests.insert(0, tests.pop(tests.index(failed)))
                    continue
                truth = pair.holds(*goal)
                if truth is None and not (goal[1] and pair.rational):
                    continue  # a tie that intervals cannot decide
                count += 1
                if not truth:
                    return count, f"{statement.conclusion} fails at {_shown(values, names)}"
        return count, None


class _Pair:
    """The same values in exact rationals and, where a relation needs them, as intervals."""

    def __init__(self, values: Values) -> None:
        rational = {x: v for x, v in values.items() if isinstance(v, int | Fraction)}
        self.rational = len(rational) == len(values)
        self._exact = Point(rational)
        self.values = values
        self._intervals: Point | None = None

    def holds(self, relation: Any, exact: bool) -> bool | None:
        if exact:
            # A letter that is known as an interval only, or an irrational power.
            with suppress(KeyError, TypeError):
                return holds(relation, self._exact)
        if self._intervals is None:
            self._intervals = Point(self.values, exact=False)
        return holds(relation, self._intervals)


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


def _is_exact(relation: Any) -> bool:
    return not relation.has(sp.log, sp.exp, sp.pi)


def _shown(values: Values, names: set[Any]) -> str:
    kept = sorted((x for x in values if x in names), key=str)
    return ", ".join(f"{x} = {values[x]}" for x in kept)


@dataclass(frozen=True)
class Enumerated:
    """Every network of the stated sizes, entries and degrees; every sign vector if one enters.

    Two data sets appear where a letter has an index, two degrees where one is raised; theta runs
    through every value of X, the points between, and one beyond either end.

    Parameters
    ----------
    sizes : tuple of (d, t)
        The sizes.
    entries : tuple of (a, b, c)
        Exact numbers as strings. With two data sets, every pair a_0 < a_1 of equal (b, c) is taken.
    degrees : tuple of int
        The degrees.
    extra : mapping of sympy.Symbol to tuple of str, optional
        Values for letters that the network does not have.
    """

    sizes: tuple[tuple[int, int], ...] = _SIZES
    entries: tuple[tuple[str, str, str], ...] = _ENTRIES
    degrees: tuple[int, ...] = (1, 2, 5)
    extra: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Evaluate every part on every network where its hypotheses hold."""
        return self._observed.check(claim, parts)

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Return the first network where a part fails."""
        return self._observed.refute(claim, parts, effort=effort)

    @property
    def _observed(self) -> Observed:
        sizes = ", ".join(f"({d}, {t})" for d, t in self.sizes)
        return Observed(self.points, f"the dense network, exactly; (d, t) = {sizes}")

    def points(self, names: set[Any]) -> Iterator[Values]:
        """Yield what the networks say about the letters."""
        table = _EXTRA | dict(self.extra)
        choices = [
            [(x, Fraction(v)) for v in table[x]] for x in sorted(names & set(table), key=str)
        ]
        combinations = [dict(chosen) for chosen in product(*choices)]
        for base in self._networks(names):
            for chosen in combinations:
                yield base | chosen

    def _networks(self, names: set[Any]) -> Iterator[Values]:
        if names & s.INDEXED:
            for pair in self._pairs():
                yield from _two_data_sets(*pair, names)
        elif names & s.RAISED:
            for one in networks(self.sizes, self.entries, self.degrees):
                for degree in self.degrees:
                    if degree >= one.degree:
                        yield _two_degrees(one, Network(*one.size, *one.entries, degree))
        else:
            for one in networks(self.sizes, self.entries, self.degrees):
                yield from _one_data_set(_kept(one), names)

    def _pairs(self) -> Iterator[tuple[Network, Network]]:
        for low, high in product(self.entries, repeat=2):
            if Fraction(low[0]) < Fraction(high[0]) and low[1:] == high[1:]:
                zeros = networks(self.sizes, (low,), self.degrees)
                ones = networks(self.sizes, (high,), self.degrees)
                yield from zip(map(_kept, zeros), map(_kept, ones), strict=True)


@cache
def _kept(network: Network) -> Network:
    """Return one object a network, so that its cached properties serve every statement."""
    return network


def _one_data_set(network: Network, names: set[Any]) -> Iterator[Values]:
    base = network.values()
    if names & _LAW:
        for level in network.thresholds():
            yield base | {s.theta: level, s.p_theta: network.exceeds(level)}
    elif names & _ONE_NEURON:
        thresholds = network.thresholds() if s.theta in names else ()
        levels: list[Values] = [{s.theta: x} for x in thresholds] or [{}]
        for point, threshold in product(network.sign_vectors(), levels):
            yield base | point | threshold
    elif s.theta in names:
        for level in network.thresholds():
            yield base | {s.theta: level}
    else:
        yield base


def _two_data_sets(zero: Network, one: Network, names: set[Any]) -> Iterator[Values]:
    base: Values = {}
    for index, network in enumerate((zero, one)):
        base |= {s.on(key, index): value for key, value in network.values().items()}
    if names & s.INDEXED_LAW:
        for level in sorted({*zero.thresholds(), *one.thresholds()}):
            chances = {s.on(s.p_theta, i): x.exceeds(level) for i, x in enumerate((zero, one))}
            yield base | {s.theta: level} | chances
    elif names & {*_ONE_NEURON, *s.INDEXED_NEURON}:
        for first, second in zip(zero.sign_vectors(), one.sign_vectors(), strict=True):
            merged = {s.on(key, 0): value for key, value in first.items()}
            yield base | merged | {s.on(key, 1): value for key, value in second.items()}
    elif s.theta in names:
        for level in sorted({*zero.thresholds(), *one.thresholds()}):
            yield base | {s.theta: level}
    else:
        yield base


def _two_degrees(low: Network, high: Network) -> Values:
    above = _kept(high).values()
    raised = {s.f_up: above[s.f_star], s.u_up: above[s.u_star], s.w_up: above[s.w_o]}
    return _kept(low).values() | raised | {s.beta_up: Fraction(high.degree)}
