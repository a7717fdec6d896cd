"""One neuron on k planted rows in k groups, by counting: the closed form, in interval arithmetic.

Here the degree is any real number and d may be large: the value of X depends on :math:`s_1, s_d`
and on how many groups of either kind are plus. Nothing is shared with the dense network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from math import comb
from typing import Any

from polyattn.derivation.evaluate import interval
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.observed import Observed
from polyattn.symbolic import several as s
from polyattn.symbolic.chances import k
from polyattn.symbolic.model import N, a, b, beta, c, d, m, t, theta, u_o, w_o

_SIZES = ((4, 2, 1), (5, 3, 2), (12, 2, 3), (30, 3, 8), (62, 2, 12))
_ENTRIES = (("1/2", "3/5", "2/5"), ("6/5", "1/2", "2/5"), ("3", "1", "2"))
_DEGREES = ("1/2", "7/3", "9")
_WIDTHS = ("1", "30")


@dataclass(frozen=True)
class Counted:
    """One network by its numbers, with rows of every kind."""

    d: int
    t: int
    k: int
    entries: tuple[Fraction, Fraction, Fraction]
    degree: Fraction
    exact: bool = False  # a whole degree, in rationals

    def number(self, x: Any) -> Any:
        """Return a number to compute with."""
        return x if self.exact else interval(x)

    @cached_property
    def weights(self) -> dict[str, Any]:
        """The weights of a planted row, and of one that is not."""
        a, b, c = map(self.number, self.entries)
        feature, group, bias = a * a, b * b, c * c
        power = int(self.degree) if self.exact else interval(self.degree)
        whole, both = (feature + group + bias) ** power, (feature + bias) ** power
        mate, far = (group + bias) ** power, bias**power
        fellows, mates, count = self.k - 1, self.t - 1, self.t * (self.d - 3)
        planted = whole + fellows * both + mates * mate + (count - fellows) * far
        plain = self.t * mate + count * far
        return {
            "h": (whole + fellows * both) / planted,
            "own": (whole + mates * mate) / planted,
            "fellow": (both + mates * far) / planted,
            "other": self.t * far / planted,
            "mate h": (mate + fellows * far) / plain,
            "far h": self.k * far / plain,
            "plain own": self.t * mate / plain,
            "plain other": self.t * far / plain,
        }

    @cached_property
    def values(self) -> list[tuple[Any, int]]:
        """X for each two signs and two counts, and how many sign vectors have it."""
        a, b, c = map(self.number, self.entries)
        weights, free, found = self.weights, self.d - 2 - self.k, []
        for first, last, plus, more in product(
            (1, -1), (1, -1), range(self.k + 1), range(free + 1)
        ):
            with_one, without = 2 * plus - self.k, 2 * more - free
            best, other = (1 if plus else -1), (1 if more else -1)
            rows = [
                a * first * weights["h"]
                + b * weights["own"] * best
                + b * weights["fellow"] * (with_one - best)
                + b * weights["other"] * without
            ]
            for share, own in (("mate h", best), ("far h", other)):
                groups = weights["plain own"] * own
                groups += weights["plain other"] * (with_one + without - own)
                rows.append(a * first * weights[share] + b * groups)
            top = max(rows) if self.exact else rows[0].max(rows[1]).max(rows[2])
            found.append((c * last + top, comb(self.k, plus) * comb(free, more)))
        return found

    @cached_property
    def atoms(self) -> list[tuple[Any, Fraction]]:
        """The values of X with their probabilities, sorted; for exact numbers."""
        return sorted((x, Fraction(count, 2**self.d)) for x, count in self.values)

    def exceeds(self, level: Any) -> Any:
        """Return Pr[X > level] as an interval: what cannot be told may go either way."""
        sure = sum(count for x, count in self.values if x > level)
        perhaps = sum(count for x, count in self.values if not x <= level)
        whole = 2**self.d
        return interval(Fraction(sure, whole)).union(interval(Fraction(perhaps, whole)))

    @cached_property
    def letters(self) -> Values:
        """Return the letters that no sign enters."""
        numbers = (self.d, self.d - 3, self.t, self.k, self.d - 2 - self.k)
        known: Values = dict(zip((d, N, t, k, s.N_u), map(Fraction, numbers), strict=True))
        known |= dict(zip((a, b, c), self.entries, strict=True))
        shares = {s.h_k: "h", s.alpha_k: "own", s.v_k: "fellow", s.u_k: "other"}
        shares |= {s.h_s: "mate h", s.h_o: "far h", w_o: "plain own", u_o: "plain other"}
        weights = {x: self.weights[name] for x, name in shares.items()}
        return known | weights | {beta: self.degree}

    @cached_property
    def levels(self) -> list[Any]:
        """Thresholds from below the bias to above all rows, and about where proofs put them."""
        a, b, c = (interval(x) for x in self.entries)
        within = [c + (a + b) * interval(Fraction(x, 8)) for x in range(-1, 9)]
        h, own = self.weights["h"], self.weights["own"]
        edges = [c + a * h, c + b + a * h, c - b + a * h + 2 * b * own]
        return [*within, *(x + interval(Fraction(y, 200)) for x in edges for y in (-1, 1))]


@cache
def _networks() -> list[Counted]:
    chosen = product(_SIZES, _ENTRIES, _DEGREES)
    return [
        Counted(*size, tuple(map(Fraction, entries)), Fraction(degree))  # type: ignore[arg-type]
        for size, entries, degree in chosen
    ]


@cache
def _chances(model: Counted) -> list[tuple[Any, Any]]:
    return [(level, model.exceeds(level)) for level in model.levels]


def _levels(names: set[Any]) -> Iterator[Values]:
    for model in _networks():
        for level, chance in _chances(model):
            for width in _WIDTHS if m in names else ("1",):
                seen = {theta: level, s.p_several: chance, m: Fraction(width)}
                yield model.letters | seen


LEVELS_COUNTED = Step(
    "by counting", (Observed(_levels, "the closed form, by counting, in intervals", "certified"),)
)


def _sharp(names: set[Any]) -> Iterator[Values]:
    """Yield what is seen far out where all weights are nearly alike: there Hoeffding is sharp."""
    model = Counted(2002, 2, 1, (Fraction(0), Fraction(1, 1000), Fraction(1)), Fraction(1))
    for share in ("11/50", "6/25"):
        level = model.entries[2] + model.entries[1] * Fraction(share)
        chance = model.exceeds(interval(level))
        yield model.letters | {theta: level, s.p_several: chance, m: Fraction(1)}


SHARP = Step(
    "where it is sharp",
    (Observed(_sharp, "the closed form at d = 2002, by counting", "certified"),),
    ("few",),
)
