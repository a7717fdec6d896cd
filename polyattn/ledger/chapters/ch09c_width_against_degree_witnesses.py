"""Chapter 9c: separabilities along growing data, and tails of many coins in floating point."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, partial
from itertools import accumulate, pairwise, product
from typing import Any

import sympy as sp

from polyattn.derivation.fact import conjuncts
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.witnesses import Counted
from polyattn.symbolic import unfold
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.model import N, b, beta, c, d, m, t
from polyattn.symbolic.pair import a0, a1

_NEAR = 0.1
_LETTERS = (a0, a1, b, c, N, d, t, beta, m, S_m)
# a_0, a_1, b, c: p_1/r is near 1, so that little gain needs no large N.
PAIR = ("1/2", "6/5", "3/5", "2")
# log(p_1/r).
GROWTH = math.log(1 + (Fraction(PAIR[1]) ** 2 + Fraction(PAIR[2]) ** 2) / Fraction(PAIR[3]) ** 2)
_WIDTHS: dict[str, Callable[[int], int]] = {
    "2": lambda size: 2,
    "the root of N": math.isqrt,
    "exp(N^(1/5))": lambda size: int(math.exp(size**0.2)),
    "exp(N/10)": lambda size: int(math.exp(min(size / 10, 27))),
}
Model = Callable[[int, int, int, int], float]  # S_m by N, t, the degree and m


def _sequences(sizes: tuple[int, ...], fixed: bool) -> Iterator[tuple[str, list[tuple[int, ...]]]]:
    """Yield sequences of (N, t, degree, m): each power of N, number of copies and width."""
    for power, copies, (width, of) in product((0, 0.2, 0.9), (1, 10), _WIDTHS.items()):
        if power and fixed:
            continue
        degrees = [max(1, round(power * math.log(size) / GROWTH)) for size in sizes]
        told = f"(p_1/r)^beta = N^{power}, t = {copies}, m = {width}, N = {sizes}"
        known = zip(sizes, degrees, strict=True)
        yield told, [(size, copies, degree, of(size)) for size, degree in known]


def _along(
    model: Model, sizes: tuple[int, ...], claim: Claim, parts: tuple[str, ...]
) -> tuple[bool, str]:
    """Follow each sequence on which what is assumed to vanish falls below a tenth."""
    seen = 0
    for name in parts:
        part = claim.part(name)
        (goal,) = conjuncts(part.conclusion)
        limits = [x for x in part.hypotheses if x.has(Limit)]
        plain = [compiled(x) for x in part.hypotheses if not x.has(Limit)]
        assumed = [compiled(x.lhs.args[0] - x.rhs) for x in limits]
        off = compiled(goal.lhs.args[0] - goal.rhs)
        met = 0
        for told, points in _sequences(sizes, goal.lhs.way.degree == "fixed"):
            known = [point_of(*each) for each in points]
            if not all(test(*x, 0.0) for test in plain for x in known):
                continue
            if not all(_falls([float(abs(x(*y, 0.0))) for y in known]) for x in assumed):
                continue
            met += 1
            gaps = [float(abs(off(*x, model(*y)))) for x, y in zip(known, points, strict=True)]
            if not _falls(gaps):
                return False, f"{name}: {goal} off by {gaps} along {told}"
        if not met:
            return False, f"{name}: no sequence meets its hypotheses"
        seen += met
    return True, f"{seen} sequences up to N = {sizes[-1]}: S_m falls, in the end below a tenth"


def _falls(values: list[float]) -> bool:
    return values[-1] < _NEAR and all(x > y for x, y in pairwise(values))


@cache
def compiled(expression: Any, *more: Any) -> Any:
    """Compile a term or a relation in the letters of a point, S_m, and more of them."""
    letters = (*_LETTERS, *more)
    return sp.lambdify(letters, unfold(expression, powers=True, keep=letters), "mpmath")


def point_of(size: int, copies: int, degree: int, width: int) -> tuple[Any, ...]:
    """Return the values of the letters, S_m left out."""
    entries = (float(Fraction(x)) for x in PAIR)
    return (*entries, size, size + 3, copies, degree, width)


@cache
def by_law(size: int, copies: int, degree: int, width: int) -> float:
    """Return S_m from the package's exact law."""
    from polyattn.data import SelfAttentionData
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation, separability

    first, last, group, bias = map(Fraction, PAIR)
    both = (SelfAttentionData(size + 3, copies, a=x, b=group, c=bias) for x in (first, last))
    return separability(*(MaximalPreactivation(x, Polynomial(degree), width) for x in both)).value


@cache
def _chances(size: int, copies: int, degree: int, entry: str) -> dict[Fraction, Fraction]:
    """Return the chance that a neuron fires above each value of X, by counting."""
    feature, group, bias = map(Fraction, (entry, *PAIR[2:]))
    atoms = Counted(size + 3, copies, feature, group, bias, degree).atoms
    totals = accumulate(chance for _, chance in atoms)
    return {x: 1 - total for (x, _), total in zip(atoms, totals, strict=True)}


@cache
def _both_chances(size: int, copies: int, degree: int) -> list[tuple[float, float]]:
    """List both chances at each value of X where the second is larger."""
    low, high = (_chances(size, copies, degree, x) for x in PAIR[:2])
    below = above = Fraction(1)
    found = []
    for level in sorted({*low, *high}):
        below, above = low.get(level, below), high.get(level, above)
        if above > below:
            found.append((float(below), float(above)))
    return found


def by_counting(size: int, copies: int, degree: int, width: int) -> float:
    """Return S_m: the largest gap over every value of X."""
    both = _both_chances(size, copies, degree)
    return max(_silent(below, width) - _silent(above, width) for below, above in both)


def _silent(chance: float, width: int) -> float:
    return math.exp(width * math.log1p(-chance)) if chance < 1 else 0.0


def growing(*parts: str) -> tuple[Step, ...]:
    """Return two witnesses of limits of S_m: the exact law, and counting."""
    law = partial(_along, by_law, (100, 1000, 10_000))
    counted = partial(_along, by_counting, (16, 60, 200))
    return (
        Step("exact law, growing", (Computed("sampled", law),), parts),
        Step("by counting, growing", (Computed("sampled", counted),), parts),
    )


def tail(count: Any, least: Any) -> Any:
    """Return the tail of many coins from the package's law: 15 digits, however small."""
    import numpy as np
    from mpmath import mp

    from polyattn.law.tails import binomial_tails

    upper, _ = binomial_tails(int(count)).both(np.array([int(mp.ceil(least))]))
    return mp.ldexp(float(upper.mantissa[0]), int(upper.exponent[0]))


@cache
def _corners(count: int) -> Any:
    import numpy as np

    from polyattn.law.tails import binomial_tails

    return binomial_tails(count).both(np.arange(count + 2))[0].plain()


def line(count: Any, steps: Any, chance: Any) -> float:
    """Return the broken line between floating-point corners."""
    import numpy as np

    corners = _corners(int(count))
    places = np.maximum(np.arange(len(corners)) - int(steps), 0)
    return float(np.interp(float(chance), corners[::-1], corners[places][::-1]))
