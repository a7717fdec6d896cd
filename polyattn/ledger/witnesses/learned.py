"""Learned neurons on dense networks in plain Python: all weights -1, 0 and 1, in exact rationals.

It knows the two matrices C and nothing of the formulas of chapter 15. The best margin is the
largest over these weights: the corners of the cube are among them. A chance under output noise is
an Arb ball.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Dense, Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.ledger.witnesses.pairs import RUNS, WIDE, separations
from polyattn.ledger.witnesses.sides import indexed, network

_SIZES = ((4, 1), (4, 2), (5, 2))
# Two values of a, and b and c; the last is where the margin is nearly as large as can be.
_ENTRIES = (
    *((*pair, "3/5", "2/5") for pair in (("0", "1/2"), ("0", "2"), ("1/2", "2"))),
    ("0", "5", "1/10", "1"),
)
_DEGREES = (1, 3)
_SCALES = tuple(map(Fraction, ("1/5", "2")))
_SHARES = tuple(map(Fraction, ("1/2", "999/1000", "1", "11/10")))
_WIDTHS = {s.m: (1, 3)}
_FEW = 4


@dataclass(frozen=True)
class Learned:
    """Two small data sets, and every neuron with weights -1, 0 and 1."""

    zero: Dense
    one: Dense

    @cached_property
    def neurons(self) -> list[Values]:
        """The weights of every neuron by name, and what it computes on either data set."""
        found = []
        for weights in product((1, -1, 0), repeat=self.zero.d):
            others = weights[2:-1]
            named = (weights[0], weights[1], max(others), sum(others), weights[-1])
            point = dict(zip(s.WEIGHTS, map(Fraction, named), strict=True))
            for i, model in enumerate((self.zero, self.one)):
                point[s.on(s.X_y, i)] = max(_dot(row, weights) for row in model.output)
            found.append(point)
        return found

    @cached_property
    def margin(self) -> Fraction:
        """The largest difference of all neurons."""
        return max(self.gain(neuron) for neuron in self.neurons)

    @staticmethod
    def gain(neuron: Values) -> Fraction:
        """How much more a neuron computes on data set 1."""
        return Fraction(neuron[s.on(s.X_y, 1)] - neuron[s.on(s.X_y, 0)])

    @property
    def values(self) -> Values:
        """The letters of both data sets, and the margin."""
        return indexed(self.zero.values, self.one.values) | {s.margin: self.margin}

    @cached_property
    def telling(self) -> list[Values]:
        """The neurons that gain most and least, and some between; one of each kind."""
        kinds = {tuple(sorted(x.items(), key=str)): x for x in self.neurons}
        ranked = sorted(kinds.values(), key=self.gain, reverse=True)
        return ranked[:: max(1, len(ranked) // _FEW)]

    @cached_property
    def networks(self) -> list[list[list[Values]]]:
        """Networks by what they may draw: one neuron, several, or one of several at random."""
        some = self.telling
        signs = [[x] for x in self.neurons if all(x[y] for y in (s.y_1, s.y_own, s.y_d))]
        return [*([[x]] for x in some), [some[:2]], [[x] for x in some], signs[::3]]

    def chances(self, drawn: list[list[Values]], theta: Fraction, scale: Fraction) -> Values:
        """Return the chances of a network under output noise: means over what it may draw."""
        from flint import arb

        found = {}
        for i, letter in enumerate(s.P_out):
            tops = [max(x[s.on(s.X_y, i)] for x in neurons) for neurons in drawn]
            found[letter] = sum((_normal((x - theta) / scale) for x in tops), arb(0)) / len(tops)
        return found


def _dot(row: Any, weights: Any) -> Any:
    return sum(x * y for x, y in zip(row, weights, strict=True) if y)


@cache
def _normal(place: Fraction) -> Any:
    """Return the chance that normal noise stays below a place, as a ball."""
    from flint import arb, fmpq

    place = arb(fmpq(place.numerator, place.denominator))
    return (-place / arb(2).sqrt()).erfc() / 2


def _points(names: set[Any]) -> Iterator[Values]:
    widths = _WIDTHS[s.m] if names & (WIDE | {s.m}) else (1,)
    for pair in _pairs():
        scales = [{s.nu_out: x} for x in _SCALES] if s.nu_out in names else [{}]
        for scale, width in product(scales, widths):
            at = pair.values | scale | {s.m: Fraction(width)}
            for neuron in pair.neurons if names & {*s.WEIGHTS} else [{}]:
                for further in _further(pair, at | neuron, names):
                    yield from (further | wide for wide in _wide(pair, width, names))


def _wide(pair: Learned, width: int, names: set[Any]) -> list[Values]:
    if not names & WIDE:
        return [{}]
    return separations(pair.zero, pair.one, width=width, runs=bool(names & RUNS))


def _further(pair: Learned, at: Values, names: set[Any]) -> Iterator[Values]:
    """Choose an allowed error, a threshold, and a network, of those that are named."""
    errors: list[Values] = [{}]
    if s.z_delta in names:
        scale = at.get(s.nu_out, Fraction(1))
        errors = [_error(pair, x * pair.margin / 2, scale) for x in _SHARES]
    for error in errors:
        if not names & {*s.P_out}:
            thresholds = _thresholds(pair, at) if s.theta in names else [{}]
            yield from (at | error | theta for theta in thresholds)
            continue
        for drawn in pair.networks:
            low = drawn[0][0][s.on(s.X_y, 0)]
            for theta in (low, low + pair.margin / 2):
                chances = pair.chances(drawn, theta, at[s.nu_out])
                yield at | error | {s.theta: theta} | chances


def _error(pair: Learned, half: Fraction, scale: Fraction) -> Values:
    """Return an allowed error as a quantile, and the weight that it needs at least."""
    values = pair.one.values
    most = values[s.a] + 2 * values[s.b] * values[s.N] / (values[s.N] + 1)
    return {s.z_delta: half / scale, s.epsilon: 2 * half / most}


def _thresholds(pair: Learned, at: Values) -> list[Values]:
    """Return thresholds around what the neuron computes on data set 0."""
    low = at.get(s.on(s.X_y, 0), Fraction(0))
    shares = (Fraction(x, 4) for x in (-1, 0, 1, 2, 3, 4, 5))
    return [{s.theta: low + share * pair.margin} for share in shares]


@cache
def _pairs() -> list[Learned]:
    return [
        Learned(*(network(Dense, size, (a, b, c), degree) for a in pair))
        for (*pair, b, c), size, degree in product(_ENTRIES, _SIZES, _DEGREES)
    ]


EVERY_CORNER = Step(
    "every corner", (Observed(_points, "the dense network, all weights -1, 0 and 1, exactly"),)
)
