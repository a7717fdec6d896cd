"""Scores under the exponential, shifted where their weights would overflow or vanish."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any, NamedTuple

from polyattn.attention._arrays import aligned_empty, times_power_of_two

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from polyattn.attention._rescaling import KeySize
    from polyattn.kernels import Softmax

__all__ = ["SoftmaxRows"]


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
    forgets_masked = True

    def __init__(self, q: NDArray[Any], keys: KeySize, kernel: Softmax, terms: int) -> None:
        import numpy as np

        self._range = _SOFTMAX[q.dtype.name]
        self._top = self._range.top - log2(max(terms, 1))
        exponent = np.frexp(np.max(np.abs(q), axis=1))[1]
        queries = times_power_of_two(q, -exponent[:, None])
        norms = np.sqrt(np.vecdot(queries, queries).astype(np.float64))
        scale = float(kernel.scale)
        with np.errstate(over="ignore"):
            self._bound = np.ldexp(norms * keys.norm * scale, exponent + keys.exponent)
        if np.any(self._bound > self._range.largest):
            raise ValueError(
                f"attention: scale * |q| * max|k| reaches {self._bound.max():.3g}, beyond "
                f"{self._range.largest:g} for {q.dtype}; scale the queries or the keys down"
            )
        shift = keys.exponent if keys.applied else 0
        self.queries = aligned_empty(q.shape[::-1], q.dtype)
        self.queries[:] = times_power_of_two(queries.T * q.dtype.type(scale), exponent + shift)
        self._peak = np.full(len(q), -np.inf)
        self._shift = np.zeros(len(q))

    def prepare(self, scores: NDArray[Any]) -> None:
        """See `Rows`: the sign of a score counts."""

    def look(self, scores: NDArray[Any]) -> NDArray[np.float64] | None:
        """See `Rows`."""
        import numpy as np

        before = self._peak
        self._peak = np.maximum(before, scores.max(axis=0))
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
            np.subtract(scores, self._shift.astype(scores.dtype), out=scores)
        np.exp(scores, out=scores)

    def without_weight(self) -> NDArray[np.bool_]:
        """See `Rows`: no score is without weight under the exponential."""
        import numpy as np

        return np.zeros(len(self._peak), dtype=bool)
