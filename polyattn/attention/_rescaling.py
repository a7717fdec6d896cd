r"""Scores kept where their weights neither overflow nor vanish.

Weights are normalised, so a row of scores may be multiplied by any positive number (polynomial
kernel) or shifted by any number (softmax). The *level* of a row is the logarithm of its largest
weight so far. From :math:`|q|\,\max_k|k|` follows how high it can ever rise: where it stays
inside the range of the float type, no further look at the scores is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from polyattn.attention._arrays import aligned_empty, times_power_of_two

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from polyattn.attention._powers import Power

__all__ = ["KeySize", "PowerRange", "PowerRows", "Rows", "power_range"]


class KeySize(NamedTuple):
    """How large the keys are, in a form that cannot overflow."""

    norm: float
    """The largest norm of a key times ``2**-exponent``."""
    exponent: int
    """Every entry is below ``2**exponent``."""
    applied: bool
    """Whether the scores are formed with keys times ``2**-exponent``."""


class Rows(Protocol):
    """The state of one block of queries under one kernel."""

    queries: NDArray[Any]
    """The queries, scaled: (dim, rows). Scores have a column a query."""
    masked: float
    """The score of a key that is not allowed."""
    forgets_masked: bool
    """Whether the weight of that score is exactly 0."""

    def prepare(self, scores: NDArray[Any]) -> None:
        """Drop the sign of the scores, in place, if that is the first step to the weights."""

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """Rescale `scores` and `queries` where a level asks for it.

        Returns the factor that the sums so far must take, or None.
        """

    def settled(self) -> bool:
        """Whether no later scores can ask for another look."""

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace prepared scores by weights, in place."""

    def without_weight(self) -> NDArray[np.bool_]:
        """Which rows have had no score but zero."""


class PowerRange(NamedTuple):
    """In bits, for one float type: levels in use, and the level that a rescaled row gets."""

    top: int
    rest: int
    low: int
    largest: int
    smallest: float


_SQUARED = {
    "float32": PowerRange(top=121, rest=60, low=0, largest=50, smallest=2.0**-100),
    "float64": PowerRange(top=986, rest=480, low=-300, largest=400, smallest=2.0**-900),
}
# A logarithm of size L costs L units of rounding: levels near 0 keep it small.
_LOGARITHM = {
    "float32": PowerRange(top=60, rest=0, low=-48, largest=0, smallest=2.0**-100),
    "float64": PowerRange(top=60, rest=0, low=-400, largest=0, smallest=2.0**-900),
}


def power_range(power: Power, dtype: np.dtype[Any], terms: int) -> PowerRange:
    """Return the levels in use for rows that sum up to `terms` weights."""
    limits = (_SQUARED if power.by_squaring else _LOGARITHM)[dtype.name]
    return limits._replace(top=limits.top - terms.bit_length())


_GLANCE = 32
"""Scores of a row that are looked at first; one of them is hardly ever far from the largest."""
_FEW_BITS = 8
"""Where rounding the scale to a power of two would cost more than an eighth of the range."""


class PowerRows:
    r"""Rows of scores under :math:`s^\beta`.

    They start with :math:`|q|\,\max_k|k|` scaled to just below the top of the range, by a power
    of two (exactly) where that leaves enough of it. A row whose level is out of range, or need
    not be looked at again once it is lower, is then scaled by its largest score.

    Parameters
    ----------
    q : array of shape (rows, dim)
        The queries.
    keys : KeySize
        How large the keys are.
    power : Power
        The power.
    limits : PowerRange
        See `power_range`.
    """

    masked = 0.0

    def __init__(self, q: NDArray[Any], keys: KeySize, power: Power, limits: PowerRange) -> None:
        import numpy as np

        self._range = limits
        self._power = power
        self.forgets_masked = power.keeps_zero
        squares = np.vecdot(q, q)
        if not 2.0**-60 < squares.min() <= squares.max() < 2.0**60:  # rare: rows far from 1
            exponent = np.frexp(np.max(np.abs(q), axis=1))[1]
            q = times_power_of_two(q, -exponent[:, None])
            squares = np.vecdot(q, q)
        bound = np.sqrt(squares.astype(np.float64)) * keys.norm
        scale = self._first_scale(bound).astype(q.dtype)
        shift = 0 if keys.applied else keys.exponent
        self.queries = aligned_empty(q.shape[::-1], q.dtype)
        np.multiply(q.T, np.ldexp(scale, -shift), out=self.queries)
        self._bound = power.degree * np.log2(bound * scale)  # what may yet come; -inf: nothing
        self._peak = np.zeros(len(q))
        self._settled = False

    def _first_scale(self, bound: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        highest = self._range.top / self._power.degree  # log2 of the largest score allowed
        if self._power.by_squaring and highest < _FEW_BITS:
            # Half a bit less, for the rounding of this factor.
            top = 2.0 ** ((self._range.top - 0.5) / self._power.degree)
            return np.asarray(top / np.where(bound > 0, bound, 1.0))
        start = max(0, min(self._range.largest, int(highest)))
        return np.asarray(np.ldexp(1.0, start - np.frexp(bound)[1]))

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """See `Rows`."""
        import numpy as np

        degree, (top, rest, low, _, smallest) = self._power.degree, self._range
        if self._suffices(scores[:_GLANCE]):
            return None
        peak = scores.max(axis=0)
        if self._power.takes_both_signs:
            peak = np.maximum(peak, -scores.min(axis=0))
        # Below `smallest` a score is all rounding, and its reciprocal may overflow.
        higher = np.flatnonzero((peak > self._peak) & (peak >= smallest))
        if not higher.size:
            return None
        before, peak = self._peak[higher], peak[higher].astype(np.float64)
        self._peak[higher] = peak
        level = degree * np.log2(peak)
        spread = self._bound[higher] - level
        # Lower is better where it settles the row for good.
        settles = (self._bound[higher] > top) & (spread <= top - low)
        out = (level > top) | (level < low) | settles
        if not out.any():
            return None
        rows, spread = higher[out], spread[out]
        target = np.where(spread <= top - low, np.minimum(rest, top - 0.5 - spread), rest)
        scale = np.ones(len(self._peak), scores.dtype)
        scale[rows] = np.exp2(target / degree) / peak[out]
        scores *= scale
        self.queries *= scale
        self._peak *= scale
        change = degree * np.log2(scale[rows].astype(np.float64))
        self._bound[rows] += change
        # A row that only had zeros so far has summed nothing but lifts.
        factor = np.ones(len(self._peak))
        factor[rows] = np.where(before[out] > 0, np.exp2(np.minimum(change, 0.0)), 0.0)
        return factor

    def _suffices(self, scores: NDArray[Any]) -> bool:
        """Whether a few scores of each query show already that no level is ever out of range."""
        import numpy as np

        if self._bound.max() > self._range.top:
            return False
        peak = np.abs(scores).max(axis=0)
        least = max(2.0 ** (self._range.low / self._power.degree), self._range.smallest)
        self._settled = bool(peak.min() >= least)
        if self._settled:
            self._peak = np.maximum(self._peak, peak)
        return self._settled

    def settled(self) -> bool:
        """See `Rows`."""
        import numpy as np

        if not self._settled:
            low_enough = self._bound <= self._range.top
            some = (self._peak > 0) | np.isneginf(self._bound)
            self._settled = bool(np.all(low_enough & some))
        return self._settled

    def prepare(self, scores: NDArray[Any]) -> None:
        """See `Rows`."""
        self._power.prepare(scores)

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """See `Rows`."""
        self._power(scores, scratch)

    def without_weight(self) -> NDArray[np.bool_]:
        """See `Rows`."""
        import numpy as np

        return np.asarray(self._peak == 0)
