"""The package's exact law of one neuron on a vector, as the values of a statement's letters."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from polyattn.data import VectorData


@cache
def chance(data: VectorData, degree: Fraction, level: Fraction) -> Any:
    """Return Pr[X > level] for one neuron as an interval."""
    from flint import arb

    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    value = float(MaximalPreactivation(data, Polynomial(degree)).sf(level))
    return arb(value, 1e-9 * value)  # the law promises 1e-12 (1 + |log|)


@cache
def separability(n: int, ratio: Fraction, degree: Fraction, width: int) -> Any:
    """Return the largest gap of the probabilities, equal backgrounds, as an interval."""
    from flint import arb

    from polyattn import law
    from polyattn.kernels import Polynomial

    both = (VectorData(n), VectorData(n, ratio))
    laws = (law.MaximalPreactivation(data, Polynomial(degree), width) for data in both)
    value = law.separability(*laws).value
    return arb(value, 1e-8 * value)  # the search promises 1e-9
