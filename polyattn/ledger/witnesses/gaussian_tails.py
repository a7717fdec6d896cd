"""Tails of the laws of normal numbers and of sums of their squares: by SciPy, by finite sums."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn import symbolic as s
from polyattn.ledger.claim import Step
from polyattn.ledger.witnesses.dense import Values
from polyattn.ledger.witnesses.gaussian_rows import near
from polyattn.ledger.witnesses.observed import Observed

_PLACES = ("0", "1/2", "1", "2", "3", "8")


def _laws(names: set[Any]) -> Iterator[Values]:
    """Tails of the laws of single numbers and of sums of squares, by SciPy."""
    from scipy.stats import chi2

    for place, size in product(map(Fraction, _PLACES), (1, 2, 3, 6, 40, 1000)):
        x, width = float(place), float((2 * size) ** 0.5)
        above, below = chi2.sf(size + width * x + x * x, size), chi2.cdf(size - width * x, size)
        point: Values = {s.x_sigma: place, s.N: Fraction(size - 3), s.d: Fraction(size)}
        yield point | {s.p_above: near(above), s.p_below: near(below)}


def _sums(names: set[Any]) -> Iterator[Values]:
    """Add up the tails of an even number of squares: half of their sum is a waiting time."""
    from flint import arb

    for place, size in product(map(Fraction, _PLACES), (2, 4, 10, 60)):
        x = arb(place.numerator) / place.denominator
        width = (2 * arb(size)).sqrt()
        above, below = _waits(size // 2, (size + width * x + x * x) / 2), arb(0)
        if size > width * x:
            below = 1 - _waits(size // 2, (size - width * x) / 2)
        point: Values = {s.x_sigma: place, s.N: Fraction(size - 3), s.d: Fraction(size)}
        yield point | {s.p_above: above, s.p_below: below}


def _waits(events: int, time: Any) -> Any:
    """Return the chance that fewer than so many events of a Poisson process have happened."""
    term = total = (-time).exp()
    for k in range(1, events):
        term = term * time / k
        total = total + term
    return total


TAILS = (
    Step("exact laws", (Observed(_sums, "finite sums, in intervals", "certified"),)),
    Step("laws in floats", (Observed(_laws, "SciPy's laws", "sampled"),)),
)
