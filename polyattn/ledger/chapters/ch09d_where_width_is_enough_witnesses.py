"""Chapter 9d: separabilities of many neurons, at many groups and along growing data."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise, product
from typing import Any

import sympy as sp

from polyattn.derivation.fact import conjuncts
from polyattn.ledger.chapters.ch09c_width_against_degree_witnesses import (
    GROWTH,
    Model,
    by_counting,
    by_law,
    compiled,
    point_of,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.symbolic.growth import Limit
from polyattn.symbolic.softmax import lam

_NEAR, _ROUNDING = 0.1, 1e-9
_GAINS = (0.5, 2.0, 4.0, 8.0)
_WIDTHS: dict[str, Callable[[int], float]] = {
    "exp(N^(1/2))": lambda size: size**0.5,
    "exp(N^(1/2)/4)": lambda size: size**0.5 / 4,
    "exp(N/64)": lambda size: size / 64,
    "exp(N)": lambda size: size,
}


def _width(logarithm: float) -> int:
    return int(math.exp(min(logarithm, 700)))


def _degree(size: int, power: float) -> int:
    """Return the degree at which (p_1/r)^beta is nearest to a power of N."""
    return max(1, round(power * math.log(size) / GROWTH))


def _at_sizes(
    model: Model,
    sizes: tuple[int, ...],
    letter: Any,
    values: tuple[float, ...],
    claim: Claim,
    parts: tuple[str, ...],
) -> tuple[bool, str]:
    """Compare each part with the gap, wherever its hypotheses hold."""
    seen = 0
    for name in parts:
        part = claim.part(name)
        tests = [compiled(x, letter) for x in part.hypotheses]
        goal = compiled(part.conclusion.lhs - part.conclusion.rhs, letter)
        sign = 1 if part.conclusion.rel_op == ">=" else -1
        met = 0
        for size, power, of in product(sizes, (0.1, 0.5, 0.7, 1.0), _WIDTHS.values()):
            point = size, 10, _degree(size, power), _width(of(size))
            known = point_of(*point)
            for value in (x for x in values if all(test(*known, 0.0, x) for test in tests)):
                met += 1
                off = sign * float(goal(*known, model(*point), value))
                if off < -_ROUNDING:
                    return False, f"{name}: {part.conclusion} off by {off} at {point}, {value}"
        if not met:
            return False, f"{name}: no point meets its hypotheses"
        seen += met
    return True, f"{seen} points up to N = {sizes[-1]} and m = {_width(700):.0e}"


def _along(
    model: Model,
    sizes: tuple[int, ...],
    powers: tuple[float, ...],
    fixed: dict[Any, float],
    claim: Claim,
    parts: tuple[str, ...],
) -> tuple[bool, str]:
    """Follow each sequence on which what is assumed to vanish falls below a tenth."""
    seen = 0
    for name in parts:
        part = claim.part(name)
        (goal,) = conjuncts(part.conclusion)
        plain = [compiled(x, *fixed) for x in part.hypotheses if not x.has(Limit)]
        limits = [x.lhs.args[0] - x.rhs for x in part.hypotheses if x.has(Limit)]
        assumed = [compiled(x, *fixed) for x in limits]
        error = goal.lhs.args[0] - goal.rhs
        off = compiled(sp.Max(0, -error) if isinstance(goal, sp.Ge) else error, *fixed)
        met = 0
        for power, (told, of) in product(powers, _WIDTHS.items()):
            points = [(size, 10, _degree(size, power), _width(of(size))) for size in sizes]
            known = [(*point_of(*x), model(*x), *fixed.values()) for x in points]
            if not all(test(*x) for test in plain for x in known):
                continue
            if not all(_falls([float(abs(x(*y))) for y in known]) for x in assumed):
                continue
            met += 1
            gaps = [float(abs(off(*x))) for x in known]
            if not _falls(gaps):
                return False, f"{name}: {goal} off by {gaps} for m = {told}, N^{power}"
        if not met:
            return False, f"{name}: no sequence meets its hypotheses"
        seen += met
    return True, f"{seen} sequences up to N = {sizes[-1]}: it falls, in the end below a tenth"


def _falls(values: list[float]) -> bool:
    """Whether values fall below a tenth; what is 0 up to rounding has fallen."""
    down = all(x > y or max(x, y) < _ROUNDING for x, y in pairwise(values))
    return down and values[-1] < _NEAR


def at_sizes(
    *parts: str, letter: Any = lam, values: tuple[float, ...] = _GAINS
) -> tuple[Step, ...]:
    """Return two witnesses of bounds on S_m, a letter at values: the exact law, and counting."""
    law = partial(_at_sizes, by_law, (1000, 100_000, 1_000_000), letter, values)
    counted = partial(_at_sizes, by_counting, (20, 64, 200), letter, values)
    return (
        Step("exact law, far out", (Computed("sampled", law),), parts),
        Step("by counting", (Computed("sampled", counted),), parts),
    )


def growing(
    *parts: str,
    sizes: tuple[int, ...] = (20, 64, 200),
    powers: tuple[float, ...] = (0.7, 1.0, 1.5),
    fixed: dict[Any, float] | None = None,
) -> tuple[Step, ...]:
    """Return two witnesses of limits of S_m: the exact law, and counting at these sizes.

    The degree is the one at which (p_1/r)^beta is nearest to these powers of N; at least 1. Further
    letters are fixed.
    """
    law = partial(_along, by_law, (1000, 10_000, 100_000), powers, fixed or {})
    counted = partial(_along, by_counting, sizes, powers, fixed or {})
    return (
        Step("exact law, growing", (Computed("sampled", law),), parts),
        Step("by counting, growing", (Computed("sampled", counted),), parts),
    )
