"""Chapter 10: vectors that witness at which degree the best threshold finds a spike."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from polyattn.ledger.witnesses import Values
from polyattn.ledger.witnesses.vector_law import separability
from polyattn.ledger.witnesses.vectors import best_gap, vector
from polyattn.symbolic.chances import x_0, x_1
from polyattn.symbolic.model import N, beta, m
from polyattn.symbolic.neuron import s_1
from polyattn.symbolic.vectors import S_rest, S_v, X_plain, X_spike, entries, rho, w

_RATIOS = [Fraction(x) for x in ("11/10", "3/2", "3")]
_ONE = Fraction(1)


def compared(names: set[Any]) -> Iterator[Values]:
    """Yield an equal background with and without a spike: all signs, and the best threshold."""
    for n, ratio, degree in product((2, 3, 5, 6), _RATIOS, (1, 2, 4)):
        plain = vector((_ONE,) * n, degree)
        spiked = vector((ratio, *[_ONE] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: ratio, beta: Fraction(degree), N: Fraction(n - 1)}
        base |= {w: spiked.weights[0]}
        if names & {X_plain, X_spike}:
            for one, other in zip(plain.sign_vectors(), spiked.sign_vectors(), strict=True):
                seen = {s_1: Fraction(one[0][0]), S_rest: Fraction(sum(one[0][1:]))}
                yield base | seen | {X_plain: one[1], X_spike: other[1]}
        elif x_0 in names:
            for y, z in product(("-12", "1/2", "12"), repeat=2):
                heights = {x_0: Fraction(y), x_1: Fraction(z)}
                yield base | heights | {m: _ONE, S_v: best_gap(plain, spiked, 1)}
        else:
            for width in (1, 2, 5) if S_v in names else (1,):
                gap = best_gap(plain, spiked, width)
                yield base | {m: Fraction(width), S_v: gap}


def searched(names: set[Any]) -> Iterator[Values]:
    """Yield the best threshold under the exact law, for up to ten thousand other entries."""
    for root, degree, width in product((3, 10, 100), (1, 4, 7, 10), (1, 5)):
        n = root**2 + 1
        ratio = Fraction(2)
        base = {entries: Fraction(n), N: Fraction(n - 1), rho: ratio, beta: Fraction(degree)}
        base |= {w: ratio**degree / (ratio**degree + n - 1), m: Fraction(width)}
        base |= {S_v: separability(n, ratio, Fraction(degree), width)}
        for y, z in ((1, 1), (2, 1), (5, 3), (4, 4), (-12, 12)) if x_0 in names else ((1, 1),):
            yield base | {x_0: Fraction(y), x_1: Fraction(z)}
