"""A witness by sampling: the statement as it is printed, in real parameters and logarithms.

Interval arithmetic (Arb) at seeded random points. It sees neither the reduction to P, Q, R nor the
certificates nor the dense network.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.applied import PRECISION
from polyattn.derivation.evaluate import (
    Point,
    evaluate,
    holds,
    interval,
    undefined,
    working_precision,
)
from polyattn.derivation.statement import Statement, letters
from polyattn.ledger.claim import Claim, Outcome, Refutation

SEED = 20231020
_NO_SENSE = "undefined:"

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

    name: ClassVar[str] = "intervals"

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
            f"to call, none false: at 99 % confidence it fails at under {100 * rate:.1f} % of such "
            "points",
        )

    def refute(self, claim: Claim, parts: tuple[str, ...]) -> Refutation | None:
        """Return a point where the statement is certainly false."""
        found = (self._run(claim.part(name))[2] for name in parts)
        bad = next(filter(None, found), None)
        if bad is None:
            return None
        return Refutation(bad, "definition" if bad.startswith(_NO_SENSE) else "statement")

    def _run(self, statement: Statement) -> tuple[int, int, str | None]:
        draw = random.Random(SEED)
        needed = letters(statement, powers=True)
        base = sorted((x for x in needed if x not in s.DEFINITIONS | s.POWERS), key=str)
        seen = unsure = 0
        with working_precision():
            for _ in range(100 * self.count):
                point = self._draw(statement, base, draw)
                if not all(holds(h, point) for h in statement.hypotheses):
                    continue
                seen += 1
                truth = holds(statement.conclusion, point)
                senseless = truth is None and undefined(statement.conclusion, point)
                if truth is False or senseless:
                    shown = ", ".join(f"{x} = {point[x].str(6, radius=False)}" for x in base)
                    what = f"{_NO_SENSE} " if senseless else ""
                    return seen, unsure, f"{what}{statement.conclusion} fails at {shown}"
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
        point = Point(values, exact=False)
        settled: dict[Any, Any] = {}
        for hypothesis in statement.hypotheses:
            settled |= _settle(hypothesis, base, point, draw)
        if settled:  # what was computed from the old values must go
            point = Point(values, exact=False)
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
        if draw.random() < 0.1:
            return Fraction(0)  # edges are where statements break
        sign = 1 if draw.random() < 0.9 else -1
        return sign * Fraction(draw.randint(1, 60), draw.choice((20, 5)))


def _settle(hypothesis: Any, base: list[Any], point: Point, draw: random.Random) -> dict[Any, Any]:
    """Meet an equation; put a letter just inside its bound, every other time."""
    if not hypothesis.is_Relational or hypothesis.lhs not in base:
        return {}
    letter, bound = hypothesis.args
    if letter in bound.free_symbols:
        return {}
    if isinstance(hypothesis, sp.Eq):
        return {letter: interval(evaluate(bound, point))}
    if bound.is_Number or draw.random() < 0.5:
        return {}
    value = interval(evaluate(bound, point))
    if not value.is_finite():
        return {}
    sign = 1 if isinstance(hypothesis, sp.Ge | sp.Gt) else -1
    return {letter: value + sign * interval(Fraction(1, 2**30))}
