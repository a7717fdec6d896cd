r"""What the maximal pre-activation of one neuron is made of, exactly and without the degree.

The random signs that matter fall into a *pattern* (a few single signs, or a count) and one
free count :math:`K\sim\mathrm{Bin}(N,\tfrac12)`, independent of it. Given the pattern, each
class of rows gives

.. math::

   V(K)=\frac{\sum_i w_i\,(\text{start}_i+\text{step}_i\,K)}{\sum_i w_i\,\text{share}_i},

with one weight :math:`w_i` a distinct score, and X is the largest of them. Only the weights know
the degree; start, step and share are rational, so a structural tie is seen as what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from polyattn.law._twofold import Twofold, twofold
from polyattn.law.scaled import Floats, Scaled

__all__ = ["Branches", "RowForm", "Vector", "by_score", "coin_chances"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class RowForm:
    """One class of rows: `share` and `step` a score, `start` a pattern and a score.

    It speaks only for counts K from `first` to `last`; a step of zero throughout is allowed.
    """

    share: Vector
    step: Vector
    start: tuple[Vector, ...]
    first: int
    last: int

    @property
    def slope(self) -> Vector:
        """The step, or the share where there is none: then the value grows by 1 a count."""
        return self.step if any(self.step) else self.share


@dataclass(frozen=True, eq=False)
class Branches:
    """The law of X: patterns with their chances, the row classes, the free count.

    Patterns are ordered so that the first holds minus signs alone and the last plus signs alone.
    A *branch* is a row class under a pattern.

    """

    scores: tuple[Fraction, ...]
    n: int
    trials: int  # the number N of coins in the free count
    chances: Scaled  # of each pattern
    rows: tuple[RowForm, ...]

    @property
    def patterns(self) -> int:
        """The number of sign patterns."""
        return len(self.rows[0].start)

    @cached_property
    def range(self) -> tuple[Floats, Floats]:
        """The first and the last count of each row class, shape (row classes, 1)."""
        return self.per_row([row.first for row in self.rows]), self.per_row(
            [row.last for row in self.rows]
        )

    @cached_property
    def levels(self) -> list[tuple[Twofold, Floats, Floats]]:
        """For each score: start / share (row classes, patterns), share and step (row classes, 1).

        A class without a share in a score has level 0 there.
        """
        out = []
        for i in range(len(self.scores)):
            level = [
                x[i] / row.share[i] if row.share[i] else 0 for row in self.rows for x in row.start
            ]
            share = self.per_row([row.share[i] for row in self.rows])
            step = self.per_row([row.step[i] for row in self.rows])
            out.append((twofold(level).reshape(len(self.rows), -1), share, step))
        return out

    @staticmethod
    def per_row(values: Sequence[Fraction | int]) -> Floats:
        """Return one value a row class as a column."""
        return np.array([[float(x)] for x in values])


def by_score(scores: tuple[Fraction, ...], *terms: tuple[Fraction, Fraction | int]) -> Vector:
    """Collect (score, amount) pairs into one amount a score; equal scores are one."""
    total = dict.fromkeys(scores, Fraction(0))
    for score, amount in terms:
        total[score] += amount
    return tuple(total.values())


def coin_chances(count: int, signs: int) -> Scaled:
    """Return the chance of each (signs, plus signs among `count` coins), the signs outermost.

    It is C(count, k) / 2^(count + signs), for each of the 2^signs ways the signs can fall.
    """
    ways, mantissa, exponent = 1, [], []
    for k in range(count + 1):
        shift = max(ways.bit_length() - 60, 0)
        part, more = np.frexp(float(ways >> shift))
        mantissa.append(float(part))
        exponent.append(int(more) + shift - count - signs)
        ways = ways * (count - k) // (k + 1)
    times = 2**signs
    return Scaled(np.array(mantissa * times), np.array(exponent * times, dtype=np.int64))
