"""Two data sets compared: everything is read off the values of X and their probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import accumulate, pairwise, product
from typing import Any

from polyattn.ledger.witnesses.dense import Values
from polyattn.symbolic import chances as ch

RUNS = {ch.g_gamma, ch.gamma}
WIDE = {ch.S_m, ch.area, *RUNS}


def crossings(zero: Any, one: Any, theta: Fraction) -> Fraction:
    """Return the largest number of K, over the triples, with X_1 > theta >= X_0."""
    counts = (
        sum(one.cells[(*x, k)] > theta >= zero.cells[(*x, k)] for k in range(zero.d - 2))
        for x in product((1, -1), repeat=3)
    )
    return Fraction(max(counts))


@cache
def separations(zero: Any, one: Any, *, width: int, runs: bool = False) -> list[Values]:
    """Return the largest gap and the area of the gap; with `runs`, at each interval of a gap."""
    steps = _steps(zero, one, width)
    areas = ((y - x) * max(gap, Fraction(0)) for (x, gap), (y, _) in pairwise(steps))
    found = {ch.S_m: max(gap for _, gap in steps), ch.area: sum(areas, Fraction(0))}
    return [found | run for run in _runs(steps)] if runs else [found]


def _steps(zero: Any, one: Any, width: int) -> list[tuple[Fraction, Fraction]]:
    """List where Pr[F_1 > 0] - Pr[F_0 > 0] changes, and its value from there on."""
    low, high = (_silent(model, width) for model in (zero, one))
    steps, below, above = [], Fraction(0), Fraction(0)
    for atom in sorted({*low, *high}):
        below, above = low.get(atom, below), high.get(atom, above)
        steps.append((atom, below - above))
    return steps


def _silent(model: Any, width: int) -> dict[Fraction, Fraction]:
    """Return Pr[F = 0] by theta, at each value of X: no neuron is above."""
    totals = accumulate(chance for _, chance in model.atoms)
    return {x: total**width for (x, _), total in zip(model.atoms, totals, strict=True)}


def _runs(steps: list[tuple[Fraction, Fraction]]) -> Iterator[Values]:
    """For each value of the gap: the longest interval around it where the gap is no less."""
    for place, (_, gap) in enumerate(steps[:-1]):
        if gap > 0:
            first = last = place
            while first > 0 and steps[first - 1][1] >= gap:
                first -= 1
            while steps[last][1] >= gap:  # beyond the last atom the gap is 0
                last += 1
            yield {ch.g_gamma: gap, ch.gamma: steps[last][0] - steps[first][0]}
