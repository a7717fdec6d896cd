"""A witness for probabilities: Pr[X > theta] from the closed form, for any d and t.

For each of the eight sign triples X increases with K, the number of plus signs among the other
groups, so Pr[X > theta] is an average of eight binomial tails. Rows come from the closed form, in
exact rationals; tails are summed in interval arithmetic. Nothing is shared with the dense network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.ledger.engine.dense import Values

_NEGLIGIBLE = Fraction(1, 2**160)  # of the first term; the rest of a tail is bounded and added


@dataclass(frozen=True)
class Neuron:
    """One neuron on data of any size: all numbers exact, the degree a whole number."""

    d: int
    t: int
    a: Fraction
    b: Fraction
    c: Fraction
    degree: int

    @property
    def letters(self) -> Values:
        """The letters that these numbers give values to."""
        whole = {s.d: self.d, s.N: self.d - 3, s.t: self.t, s.beta: self.degree}
        entries = {s.a: self.a, s.b: self.b, s.c: self.c}
        return entries | {name: Fraction(value) for name, value in whole.items()}

    def maximum(self, signs: tuple[int, int, int], count: int) -> Fraction:
        """Return X for the signs s_1, s_g, s_d and K = count."""
        best = 1 if count else -1
        point = dict(zip((s.s_1, s.s_g, s.s_d), map(Fraction, signs), strict=True))
        point |= {s.y_g: Fraction(best), s.K: Fraction(count)}
        return Fraction(evaluate(s.X, Point(self.weights | point)))

    @property
    def weights(self) -> Values:
        """The letters and the attention weights."""
        return _weights(self)

    def exceeds(self, theta: Fraction) -> Any:
        """Return Pr[X > theta] as an Arb ball."""
        return _exceeds(self, theta)

    def first_count(self, signs: tuple[int, int, int], theta: Fraction) -> int:
        """Return the least K with X > theta, by bisection; N + 1 where there is none."""
        low, high = 0, self.d - 2
        while low < high:
            middle = (low + high) // 2
            if self.maximum(signs, middle) > theta:
                high = middle
            else:
                low = middle + 1
        return low


_ACTIVE = {s.p_theta: s.P_active} | {s.on(s.p_theta, i): s.on(s.P_active, i) for i in (0, 1)}


def _some_of(chance: Any, width: Fraction) -> Any:
    """Return 1 - (1 - p)^m without the loss of a small p."""
    return -((-chance).log1p() * interval(width)).expm1()


@cache
def _weights(neuron: Neuron) -> Values:
    """Return the values of the attention weights, computed once a neuron."""
    point = Point(neuron.letters)
    named = (s.Z_o, s.P, s.Q, s.R, s.f_star, s.u_star, s.G_star, s.w_o, s.u_o)
    return {**neuron.letters, **{name: point[name] for name in named}}


@cache
def _exceeds(neuron: Neuron, theta: Fraction) -> Any:
    """Return Pr[X > theta], computed once: every mutation asks again."""
    total = interval(0)
    for first, own, last in product((1, -1), repeat=3):
        total += _upper_tail(neuron.d - 3, neuron.first_count((first, own, last), theta))
    return total / 8


@cache
def _upper_tail(trials: int, least: int) -> Any:
    """Return Pr[Bin(trials, 1/2) >= least] as an Arb ball."""
    from flint import arb

    if least <= 0:
        return interval(1)
    if least > trials:
        return interval(0)
    if 2 * least <= trials:
        return 1 - _upper_tail(trials, trials - least + 1)
    log_term = interval(trials + 1).lgamma() - interval(least + 1).lgamma()
    log_term -= interval(trials - least + 1).lgamma() + trials * interval(2).log()
    first = log_term.exp()
    total = ratio = interval(1)
    negligible = interval(_NEGLIGIBLE)
    for k in range(least, trials):
        step = interval(Fraction(trials - k, k + 1))
        ratio *= step
        total += ratio
        if ratio < negligible:  # what is left is a geometric series at most
            total += arb(0).union(ratio * step / (1 - step))
            break
    return first * total


@dataclass(frozen=True)
class LawPoints:
    """A source of points for ``Observed``: neurons, thresholds and widths, with their laws.

    Parameters
    ----------
    sizes : tuple of (d, t)
        The sizes.
    entries : tuple of (a, b, c)
        Exact numbers as strings. With two data sets, every pair a_0 < a_1 of equal (b, c) is taken.
    degrees : tuple of int
        The degrees.
    fractions : tuple of str
        Thresholds, at these fractions of the way from c to a + b + c.
    widths : tuple of int
        The values of m.
    extra : mapping of sympy.Symbol to tuple of str, optional
        Values for further letters.
    """

    sizes: tuple[tuple[int, int], ...]
    entries: tuple[tuple[str, str, str], ...]
    degrees: tuple[int, ...]
    fractions: tuple[str, ...]
    widths: tuple[int, ...] = (1, 20)
    extra: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    def __call__(self, names: set[Any]) -> Iterator[Values]:
        """Yield the points."""
        further = [[(x, Fraction(v)) for v in values] for x, values in self.extra.items()]
        further.append([(s.m, Fraction(width)) for width in self.widths])
        for law in self._two(names) if names & s.INDEXED else self._one():
            for chosen in product(*further):
                point = law | dict(chosen)
                for one, some in _ACTIVE.items():
                    if one in point:
                        point[some] = _some_of(point[one], point[s.m])
                yield point

    def _one(self) -> Iterator[Values]:
        for neuron in self._neurons(self.entries):
            for theta in self._thresholds(neuron):
                yield {**neuron.weights, s.theta: theta, s.p_theta: neuron.exceeds(theta)}

    def _two(self, names: set[Any]) -> Iterator[Values]:
        for low, high in product(self.entries, repeat=2):
            if not (Fraction(low[0]) < Fraction(high[0]) and low[1:] == high[1:]):
                continue
            for zero, one in zip(self._neurons((low,)), self._neurons((high,)), strict=True):
                base = {
                    s.on(x, i): v for i, k in enumerate((zero, one)) for x, v in k.weights.items()
                }
                for theta in self._thresholds(one):
                    laws = {s.on(s.p_theta, i): x.exceeds(theta) for i, x in ((0, zero), (1, one))}
                    yield {**base, s.theta: theta, **laws}

    def _neurons(self, entries: tuple[tuple[str, str, str], ...]) -> Iterator[Neuron]:
        for (d, t), (a, b, c), degree in product(self.sizes, entries, self.degrees):
            yield Neuron(d, t, Fraction(a), Fraction(b), Fraction(c), degree)

    def _thresholds(self, neuron: Neuron) -> list[Fraction]:
        return [neuron.c + Fraction(x) * (neuron.a + neuron.b) for x in self.fractions]
