"""Numeric evidence besides the proof: two witnesses that share no code.

:class:`Enumerated` reads the values of the letters off the dense network (``dense.py``), every sign
vector of it, in exact rationals. :class:`Sampled` evaluates the statement as it is printed, in real
parameters and logarithms, by interval arithmetic at seeded points. Neither sees the reduction to P,
Q, R or the certificates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.ledger import Claim, Outcome, Refutation
from polyattn.proofs.engine.dense import Network, Values, networks
from polyattn.proofs.engine.evaluate import Point, evaluate, holds, interval
from polyattn.proofs.engine.points import describe
from polyattn.proofs.engine.statement import Statement

SEED = 20231020
PRECISION = 128
_SIZES = ((4, 1), (4, 2), (5, 1), (5, 3), (6, 2))
_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("9/10", "1/2", "1/2"), ("3", "1", "2"))
_EXTRA: dict[Any, tuple[str, ...]] = {
    s.epsilon: ("1/100", "1/10", "1/3", "1/2", "3/4", "9/10"),
    s.m: ("1", "2", "7"),
}


@dataclass(frozen=True)
class Enumerated:
    """Every network of the stated sizes, entries and degrees; every sign vector if one enters.

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
        seen = 0
        for name in parts:
            count, bad = self._run(claim.part(name))
            if bad:
                return Outcome("exhaustive", False, f"{name}: {bad}")
            if not count:
                return Outcome("exhaustive", False, f"{name}: its hypotheses hold on no network")
            seen += count
        dims = ", ".join(f"d = {d}, t = {t}" for d, t in self.sizes)
        return Outcome("exhaustive", True, f"{seen} exact instances of the dense network ({dims})")

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Return the first network where a part fails."""
        if effort != 1:
            return None
        found = (self._run(claim.part(name))[1] for name in parts)
        return next((Refutation(bad) for bad in found if bad), None)

    def _run(self, statement: Statement) -> tuple[int, str | None]:
        count = 0
        names = letters(statement)
        # Exact tests are quick, so they go first.
        hypotheses = sorted(map(_Test, statement.hypotheses), key=lambda test: not test.exact)
        goal = _Test(statement.conclusion)
        for values in self._points(names):
            point = _Pair(values)
            if not all(test(point) for test in hypotheses):
                continue
            truth = goal(point)
            if truth is None and not goal.exact:
                continue  # a tie that intervals cannot decide
            count += 1
            if not truth:
                shown = {k: v for k, v in values.items() if k in names or k in _SHOWN}
                return count, f"{statement.conclusion} fails at {describe(shown)}"
        return count, None

    def _points(self, names: set[Any]) -> Iterator[Values]:
        extra = {x: (self.extra.get(x) or _EXTRA[x]) for x in names & {*_EXTRA, *self.extra}}
        choices = [[(x, Fraction(v)) for v in values] for x, values in extra.items()]
        for network in self._networks(names):
            for base in network:
                for chosen in product(*choices):
                    yield base | dict(chosen)

    def _networks(self, names: set[Any]) -> Iterator[Iterator[Values]]:
        signs = bool(names & {s.X, s.V_star, s.V_s, s.V_o, s.K, s.S, *s.SIGNS, *_INDEXED_SIGNS})
        law = bool(names & {s.p_theta, s.P_active, *_INDEXED_LAW})
        if not names & {s.a0, s.a1, s.on(s.f_star, 0), s.on(s.f_star, 1), *_INDEXED_LAW}:
            for one in networks(self.sizes, self.entries, self.degrees):
                yield _observe(_cached(one), signs, law, s.theta in names)
            return
        for low, high in product(self.entries, repeat=2):
            if Fraction(low[0]) < Fraction(high[0]) and low[1:] == high[1:]:
                pairs = zip(
                    networks(self.sizes, (low,), self.degrees),
                    networks(self.sizes, (high,), self.degrees),
                    strict=True,
                )
                for zero, one in pairs:
                    yield _observe_pair(_cached(zero), _cached(one), signs, law)


_SHOWN = {s.d, s.t, s.a, s.b, s.c, s.beta, s.a0, s.a1}
_INDEXED_SIGNS = {s.on(x, i) for x in (s.X, s.V_star, s.V_s, s.V_o) for i in (0, 1)}
_INDEXED_LAW = {s.on(x, i) for x in (s.p_theta, s.P_active) for i in (0, 1)}


@cache
def _cached(network: Network) -> Network:
    """One object a network, so that its cached properties serve every statement."""
    return network


def _observe(network: Network, signs: bool, law: bool, theta: bool) -> Iterator[Values]:
    base = network.values()
    if law:
        for level in network.thresholds():
            yield base | {s.theta: level, s.p_theta: network.exceeds(level)}
    elif signs:
        for point in network.sign_vectors():
            yield base | point
    elif theta:
        for level in network.thresholds():
            yield base | {s.theta: level}
    else:
        yield base


def _observe_pair(zero: Network, one: Network, signs: bool, law: bool) -> Iterator[Values]:
    base: Values = {}
    for index, network in enumerate((zero, one)):
        base |= {s.on(key, index): value for key, value in network.values().items()}
    if law:
        for level in sorted({*zero.thresholds(), *one.thresholds()}):
            chances = {s.on(s.p_theta, i): x.exceeds(level) for i, x in enumerate((zero, one))}
            yield base | {s.theta: level} | chances
    elif signs:
        for first, second in zip(zero.sign_vectors(), one.sign_vectors(), strict=True):
            merged = {s.on(key, 0): value for key, value in first.items()}
            yield base | merged | {s.on(key, 1): value for key, value in second.items()}
    else:
        yield base


def letters(statement: Statement, *, powers: bool = False) -> set[Any]:
    """Return the letters of a statement as printed, and those that they unfold to."""
    relations = (statement.conclusion, *statement.hypotheses)
    unfolded = (s.unfold(x, powers=powers).free_symbols for x in relations)
    return set().union(*unfolded, *(x.free_symbols for x in relations))


class _Test:
    """A relation to be tested in exact rationals, or by intervals where it has a logarithm."""

    def __init__(self, relation: Any) -> None:
        self.relation = relation
        self.exact = not relation.has(sp.log, sp.exp)

    def __call__(self, point: _Pair) -> bool | None:
        if self.exact:
            return holds(self.relation, point.exact)
        with _precision():
            return holds(self.relation, point.intervals)


class _Pair:
    """The same values in exact rationals and, where they are asked for, as intervals."""

    def __init__(self, values: Values) -> None:
        self.exact = Point(values)
        self._values = values

    @cached_property
    def intervals(self) -> Point:
        return Point(self._values, interval)


def _precision() -> Any:
    from flint import ctx

    return ctx.workprec(PRECISION)


# Where a letter is drawn from, if the claim says nothing else.
_RANGES: dict[Any, tuple[str, ...]] = {
    s.t: ("1", "2", "3", "10", "1000", "1000000"),
    s.N: ("1", "2", "3", "10", "100", "10000"),
    s.m: ("1", "2", "10", "1000"),
}
_UNIT = {s.epsilon, s.delta, s.tau}


@dataclass(frozen=True)
class Sampled:
    """Interval arithmetic at seeded random points; half of them just inside a bound on a letter.

    Parameters
    ----------
    count : int
        How many points must satisfy the hypotheses of each part.
    ranges : mapping of sympy.Symbol to tuple of str, optional
        Values to draw a letter from.
    """

    count: int = 100
    ranges: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    def check(self, claim: Claim, parts: tuple[str, ...]) -> Outcome:
        """Evaluate every part at `count` points where its hypotheses certainly hold."""
        close = 0
        for name in parts:
            seen, unsure, bad = self._run(claim.part(name))
            if bad:
                return Outcome("sampled", False, f"{name}: {bad}")
            if seen < self.count or unsure > seen // 2:
                why = f"{seen} points satisfy the hypotheses, {unsure} of them too close to call"
                return Outcome("sampled", False, f"{name}: only {why}")
            close += unsure
        rate = 1 - 0.01 ** (1 / self.count)
        return Outcome(
            "sampled",
            True,
            f"{self.count} points a part in {PRECISION}-bit interval arithmetic, {close} too close "
            f"to call, none false: at 99 % confidence it fails at under {rate:.1%} of such points",
        )

    def refute(self, claim: Claim, parts: tuple[str, ...], *, effort: int) -> Refutation | None:
        """Return a point where the statement is certainly false."""
        if effort != 1:
            return None
        found = (self._run(claim.part(name))[2] for name in parts)
        return next((Refutation(bad) for bad in found if bad), None)

    def _run(self, statement: Statement) -> tuple[int, int, str | None]:
        draw = random.Random(SEED)
        needed = letters(statement, powers=True)
        base = sorted((x for x in needed if x not in s.DEFINITIONS | s.POWERS), key=str)
        seen = unsure = 0
        with _precision():
            for _ in range(100 * self.count):
                point = self._draw(statement, base, draw)
                if not all(holds(h, point) for h in statement.hypotheses):
                    continue
                seen += 1
                truth = holds(statement.conclusion, point)
                if truth is False:
                    shown = (f"{x} = {point[x].str(6, radius=False)}" for x in base)
                    return seen, unsure, f"{statement.conclusion} fails at {', '.join(shown)}"
                unsure += truth is None
                if seen == self.count:
                    break
        return seen, unsure, None

    def _draw(self, statement: Statement, base: list[Any], draw: random.Random) -> Point:
        values = {x: self._value(x, draw) for x in base}
        if {s.a0, s.a1} <= values.keys():
            values[s.a0], values[s.a1] = sorted((values[s.a0], values[s.a1]))
        if s.beta_up in values:
            values[s.beta_up] += values[s.beta]
        if {s.K, s.N} <= values.keys():
            values[s.K] = Fraction(draw.randint(0, int(values[s.N])))
        point = Point(values, interval)
        settled: dict[Any, Any] = {}
        for hypothesis in statement.hypotheses:
            settled |= _settle(hypothesis, base, point, draw)
        if settled:  # what was computed from the old values must go
            point = Point(values, interval)
            point.update(settled)
        return point

    def _value(self, letter: Any, draw: random.Random) -> Fraction:
        values = self.ranges.get(letter) or _RANGES.get(letter)
        if values:
            return Fraction(draw.choice(values))
        if letter in s.SIGNS:
            return Fraction(draw.choice((1, -1)))
        if letter in _UNIT:
            return Fraction(draw.randint(1, 99), 100)
        return Fraction(draw.randint(0, 60), draw.choice((20, 5)))


def _settle(hypothesis: Any, base: list[Any], point: Point, draw: random.Random) -> dict[Any, Any]:
    """Meet an equation; put a letter just inside its bound, every other time."""
    if not hypothesis.is_Relational or hypothesis.lhs not in base:
        return {}
    letter, bound = hypothesis.args
    if letter in bound.free_symbols:
        return {}
    if isinstance(hypothesis, sp.Eq):
        return {letter: evaluate(bound, point)}
    if bound.is_Number or draw.random() < 0.5:
        return {}
    value = evaluate(bound, point)
    if not value.is_finite():
        return {}
    sign = 1 if isinstance(hypothesis, sp.Ge | sp.Gt) else -1
    return {letter: value + sign * interval(Fraction(1, 2**30))}
