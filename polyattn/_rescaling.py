r"""Scores kept where their weights neither overflow nor vanish.

Weights are normalised, so a row of scores may be multiplied by any positive number (polynomial
kernel) or shifted by any number (softmax). The *level* of a row is the logarithm of its largest
weight so far. From :math:`|q|\,\max_k|k|` follows how high it can ever rise: where it stays
inside the range of the float type, no further look at the scores is needed.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from polyattn._powers import Power
    from polyattn.kernels import Softmax

__all__ = ["KeySize", "PowerRows", "Rows", "SoftmaxRows"]


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
    """The queries, scaled: (rows, dim)."""
    masked: float
    """The score of a key that is not allowed."""

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """Rescale `scores` and `queries` where a level asks for it.

        Returns the factor that the sums so far must take, or None.
        """

    def settled(self) -> bool:
        """Whether no later scores can ask for another look."""

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """Replace scores by weights, in place."""

    def without_weight(self) -> NDArray[np.bool_]:
        """Which rows have had no score but zero."""


class _PowerRange(NamedTuple):
    """In bits, for one float type: levels in use, and the level that a rescaled row gets."""

    top: int
    rest: int
    low: int
    largest: int
    smallest: float


_SQUARED = {
    "float32": _PowerRange(top=121, rest=60, low=16, largest=50, smallest=2.0**-100),
    "float64": _PowerRange(top=986, rest=480, low=-300, largest=400, smallest=2.0**-900),
}
# A logarithm of size L costs L units of rounding: levels near 0 keep it small.
_LOGARITHM = {
    "float32": _PowerRange(top=60, rest=0, low=-48, largest=0, smallest=2.0**-100),
    "float64": _PowerRange(top=60, rest=0, low=-400, largest=0, smallest=2.0**-900),
}


class PowerRows:
    r"""Rows of scores under :math:`s^\beta`.

    They start with :math:`|q|\,\max_k|k|` scaled to just below a power of two, exactly. A row
    whose level is out of range is multiplied by :math:`2^{\text{rest}/\beta}/\max|s|`.

    Parameters
    ----------
    q : array of shape (rows, dim)
        The queries.
    keys : KeySize
        How large the keys are.
    power : Power
        The power.
    terms : int
        The most weights that a row sums.
    """

    masked = 0.0

    def __init__(self, q: NDArray[Any], keys: KeySize, power: Power, terms: int) -> None:
        import numpy as np

        ranges = (_SQUARED if power.by_squaring else _LOGARITHM)[q.dtype.name]
        self._range = ranges._replace(top=ranges.top - terms.bit_length())
        self._power = power
        start = max(0, min(ranges.largest, int(self._range.top / power.degree)))

        exponent = np.frexp(np.max(np.abs(q), axis=1))[1]
        queries = np.ldexp(q, -exponent[:, None])  # entries below 1, so that no square overflows
        bound = np.sqrt(np.einsum("ij,ij->i", queries, queries, dtype=np.float64)) * keys.norm
        scale = start - np.frexp(bound)[1]
        shift = 0 if keys.applied else keys.exponent
        self.queries = np.ldexp(queries, scale[:, None] - shift)
        with np.errstate(divide="ignore"):  # a query of zeros: its scores never leave 0
            self._bound = power.degree * (np.log2(bound) + scale)  # the highest level to come
        self._peak = np.zeros(len(q))

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """See `Rows`."""
        import numpy as np

        degree, (top, rest, low, _, smallest) = self._power.degree, self._range
        before = self._peak
        peak = scores.max(axis=1).astype(np.float64)
        if self._power.whole:
            peak = np.maximum(peak, -scores.min(axis=1))
        # Below `smallest` a score is all rounding, and its reciprocal may overflow.
        peak = np.where(peak < smallest, 0.0, peak)
        self._peak = np.maximum(before, peak)
        with np.errstate(divide="ignore"):
            level = degree * np.log2(self._peak)
        out = (self._peak > 0) & ((level > top) | (level < low))
        if not out.any():
            return None
        factor = np.ones(len(scores))
        factor[out] = 2.0 ** (rest / degree) / self._peak[out]
        factor = factor.astype(scores.dtype).astype(np.float64)  # as the scores see it
        np.multiply(scores, factor[:, None].astype(scores.dtype), out=scores)
        np.multiply(self.queries, factor[:, None].astype(scores.dtype), out=self.queries)
        self._peak *= factor
        self._bound += degree * np.log2(factor)
        # A row that only had zeros so far has summed nothing but lifts.
        exponent = np.where(before > 0, np.minimum(degree * np.log2(factor), 0.0), -np.inf)
        return np.asarray(np.where(out, np.exp2(exponent), 1.0))

    def settled(self) -> bool:
        """See `Rows`."""
        import numpy as np

        low_enough = self._bound <= self._range.top
        return bool(np.all(low_enough & ((self._peak > 0) | np.isneginf(self._bound))))

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """See `Rows`."""
        self._power(scores, scratch)

    def without_weight(self) -> NDArray[np.bool_]:
        """See `Rows`."""
        import numpy as np

        return np.asarray(self._peak == 0)


class _SoftmaxRange(NamedTuple):
    """In natural logarithms, for one float type: levels that need no shift, and overflow."""

    top: float
    low: float
    largest: float


_SOFTMAX = {
    "float32": _SoftmaxRange(top=60.0, low=-30.0, largest=1e37),
    "float64": _SoftmaxRange(top=600.0, low=-300.0, largest=1e307),
}


class SoftmaxRows:
    r"""Rows of scores under :math:`e^{\alpha s}`; `queries` carry the scale :math:`\alpha`.

    A row whose level is out of range is shifted by its largest score.

    Parameters
    ----------
    q : array of shape (rows, dim)
        The queries.
    keys : KeySize
        How large the keys are.
    kernel : Softmax
        The kernel.
    terms : int
        The most weights that a row sums.

    Raises
    ------
    ValueError
        If a score times the scale could overflow.
    """

    masked = float("-inf")

    def __init__(self, q: NDArray[Any], keys: KeySize, kernel: Softmax, terms: int) -> None:
        import numpy as np

        self._range = _SOFTMAX[q.dtype.name]
        self._top = self._range.top - log2(max(terms, 1))
        exponent = np.frexp(np.max(np.abs(q), axis=1))[1]
        queries = np.ldexp(q, -exponent[:, None])
        norms = np.sqrt(np.einsum("ij,ij->i", queries, queries, dtype=np.float64))
        scale = float(kernel.scale)
        with np.errstate(over="ignore"):
            self._bound = np.ldexp(norms * keys.norm * scale, exponent + keys.exponent)
        if np.any(self._bound > self._range.largest):
            raise ValueError(
                f"attention: scale * |q| * max|k| reaches {self._bound.max():.3g}, beyond "
                f"{self._range.largest:g} for {q.dtype}; scale the queries or the keys down"
            )
        shift = keys.exponent if keys.applied else 0
        self.queries = np.ldexp(queries * q.dtype.type(scale), exponent[:, None] + shift)
        self._peak = np.full(len(q), -np.inf)
        self._shift = np.zeros(len(q))

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """See `Rows`."""
        import numpy as np

        before = self._peak
        self._peak = np.maximum(before, scores.max(axis=1))
        level = self._peak - self._shift
        out = (level > self._top) | (level < self._range.low)
        if not out.any():
            return None
        # Rounded to the type of the scores, since they will see it so.
        shift = np.where(out, self._peak, self._shift).astype(scores.dtype).astype(np.float64)
        change, self._shift = self._shift - shift, shift
        return np.asarray(np.where(np.isneginf(before), 0.0, np.exp(np.minimum(change, 0.0))))

    def settled(self) -> bool:
        """See `Rows`."""
        import numpy as np

        return bool(np.all(self._bound - self._shift <= self._top))

    def weigh(self, scores: NDArray[Any], scratch: NDArray[Any]) -> None:
        """See `Rows`."""
        import numpy as np

        if self._shift.any():
            np.subtract(scores, self._shift[:, None].astype(scores.dtype), out=scores)
        np.exp(scores, out=scores)

    def without_weight(self) -> NDArray[np.bool_]:
        """See `Rows`: no score is without weight under the exponential."""
        import numpy as np

        return np.zeros(len(self._peak), dtype=bool)
