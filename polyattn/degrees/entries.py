"""What a row of the table of thresholds is: the numbers that go in, its words, its reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN
from fractions import Fraction
from functools import cached_property
from math import log
from typing import NamedTuple, TypeAlias

from polyattn.data import SelfAttentionData
from polyattn.degrees.limits import PhaseDegrees, phase_degrees

__all__ = ["REASONS", "ROUNDING", "Chance", "Entry", "Setting", "side"]

REASONS = {
    "start": "from 0 on",
    "low": "θ is not above c, which the bias alone reaches",
    "high": "θ is not below a₁ + b + c, which no signs exceed",
    "mute": "everywhere: no signs exceed a₁ + b + c",
    "half": "the level starts above half way",
    "void": "the bound is 1 or more, for so few groups or so many neurons",
    "blunt": "the bound exceeds one half from 0 on, for so few groups or so many neurons",
    "room": "√(d − 3) is below 16 b / (a₁ − a₀): too few groups",
    "gapless": "the bound is not above 0, for so many neurons",
    "reached": "the level of D₀ starts at θ or above",
    "grouped": "grouping takes D₀ to θ before the planted row of D₁ gets there by itself",
    "endless": "θ is not below a₀ + b + c, which D₀ never exceeds: no degree is too high",
    "few": "nothing is claimed, for so few tokens",
    "narrow": "a₁ + 2 b is too small for such an interval at any degree",
    "beyond": "θ is not below b + c, which grouped rows never exceed",
    "tied": "a₀ = 0: D₀ never exceeds b + c, and no degree is too high",
    "mates": "a₀ = 0: the planted row ties with its group",
}
"""Why there is no number, in words, by a short name."""

ROUNDING = {"nearest": ROUND_HALF_EVEN, "up": ROUND_CEILING, "down": ROUND_FLOOR}
"""How a number is rounded to each side, in the words of :mod:`decimal`."""

Chance: TypeAlias = tuple[float, float]
"""A probability, and what it lacks to 1."""


def side(meaning: str, exact: bool) -> str:
    """Return the side to which a degree is rounded so that what is said of it stays true.

    Examples
    --------
    >>> side("up to here no threshold has a gap", False)
    'down'
    """
    return "nearest" if exact else "up" if meaning.startswith("from") else "down"


@dataclass(frozen=True)
class Setting:
    r"""The two data sets, a threshold and a width, checked.

    Examples
    --------
    >>> pair = [SelfAttentionData(4, a=a, b=1, c=1) for a in (0, 1)]
    >>> Setting(*pair, Fraction(3, 2), 1).height
    Fraction(1, 2)
    """

    data0: SelfAttentionData
    data1: SelfAttentionData
    theta: Fraction
    width: int

    @property
    def height(self) -> Fraction:
        r""":math:`\theta-c`."""
        return self.theta - self.data1.c

    @cached_property
    def log_n(self) -> float:
        r""":math:`\log n`, the unit of the limits."""
        return log(self.data1.n)

    @cached_property
    def delta(self) -> float:
        r"""The exponent of :math:`d-2=n^\delta`."""
        return 1.0 if self.data1.copies == 1 else log(self.data1.d - 2) / self.log_n

    @cached_property
    def kappas(self) -> tuple[PhaseDegrees, PhaseDegrees]:
        """The limits of both data sets."""
        both = (self.data0, self.data1)
        first, second = (phase_degrees(a=x.a, b=x.b, c=x.c, delta=self.delta) for x in both)
        return first, second


class Entry(NamedTuple):
    """One row: its words, and how its numbers are computed.

    `value` returns the number or the name of a reason; `limit` its limit at these sizes, `chance`
    the probability that is promised, which `promise` introduces in words.
    """

    key: str
    name: str
    label: str
    meaning: str
    exact: bool
    value: Callable[[Setting], float | str]
    limit: Callable[[Setting], float | None] | None = None
    promise: str = ""
    chance: Callable[[Setting], Chance] | None = None
