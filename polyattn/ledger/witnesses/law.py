"""A witness for probabilities: Pr[X > theta] from the closed form, for any d and t.

For each of the eight sign triples X increases with K, the number of plus signs among the other
groups, so Pr[X > theta] is an average of eight binomial tails. Rows come from the closed form, in
exact rationals; tails are summed in interval arithmetic. Nothing is shared with the dense network.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Any, ClassVar

from polyattn import symbolic as s
from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.ledger.witnesses.dense import Values

_NEGLIGIBLE = Fraction(1, 2**160)  # of the first term; the rest of a tail is bounded and added


@dataclass(frozen=True)
class Law:
    """One neuron on data of any size: all numbers exact, the degree a whole number."""

    d: int
    t: int
    a: Fraction
    b: Fraction
    c: Fraction
    degree: int

    name: ClassVar[str] = "closed form and binomial tails"
    described: ClassVar[str] = "the closed form with binomial tails, in intervals"

    @property
    def letters(self) -> Values:
        """The letters that these numbers give values to."""
        whole = {s.d: self.d, s.N: self.d - 3, s.t: self.t, s.beta: self.degree}
        entries = {s.a: self.a, s.b: self.b, s.c: self.c}
        return entries | {name: Fraction(value) for name, value in whole.items()}

    def maximum(self, signs: tuple[int, ...], count: int) -> Fraction:
        """Return X for the signs s_1, s_g, s_d and K = count."""
        best = 1 if count else -1
        point = dict(zip((s.s_1, s.s_g, s.s_d), map(Fraction, signs), strict=True))
        point |= {s.y_g: Fraction(best), s.K: Fraction(count)}
        return Fraction(evaluate(s.X, Point(self.values | point)))

    @cached_property
    def values(self) -> Values:
        """The letters and the attention weights."""
        point = Point(self.letters)
        named = (s.Z_o, s.P, s.Q, s.R, s.f_star, s.u_star, s.G_star, s.w_o, s.u_o)
        return {**self.letters, **{name: point[name] for name in named}}

    def exceeds(self, theta: Fraction) -> Any:
        """Return Pr[X > theta] as an Arb ball."""
        total = interval(0)
        for signs in product((1, -1), repeat=3):
            total += _upper_tail(self.d - 3, self.first_count(signs, theta))
        return total / 8

    def first_count(self, signs: tuple[int, ...], theta: Fraction) -> int:
        """Return the least K with X > theta, by bisection; N + 1 where there is none."""
        low, high = 0, self.d - 2
        while low < high:
            middle = (low + high) // 2
            if self.maximum(signs, middle) > theta:
                high = middle
            else:
                low = middle + 1
        return low


def some_of(chance: Any, width: Fraction) -> Any:
    """Return 1 - (1 - p)^m without the loss of a small p."""
    return -((-chance).log1p() * interval(width)).expm1()


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
