"""The kernel and the keys of one call, ready for any block of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyattn.attention._arrays import ScaledBlocks, largest_exponent, times_power_of_two
from polyattn.attention._powers import Power
from polyattn.attention._rescaling import KeySize, PowerRows, Rows, power_range
from polyattn.attention._softmax_rows import SoftmaxRows
from polyattn.kernels import Polynomial

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from polyattn.kernels import Kernel

__all__ = ["Scorer"]

# Beyond this power of two keys are scaled a block at a time: queries times its inverse must not
# overflow.
_KEY_EXPONENT = {"float32": 16, "float64": 200}


class Scorer:
    """Starts blocks of rows, and checks and completes their sums.

    Parameters
    ----------
    k : array of shape (n_k, dim)
        The keys.
    kernel : Polynomial or Softmax
        The kernel.
    lifted : bool
        Whether weights that would underflow may become tiny ones instead (see `Power`).
    """

    def __init__(self, k: NDArray[Any], kernel: Kernel, *, lifted: bool) -> None:
        self.keys = ScaledBlocks(k, _KEY_EXPONENT)
        self._kernel = kernel
        self._size = _key_size(k, self.keys.exponent != 0)
        self._power = None
        if isinstance(kernel, Polynomial):
            self._power = Power(kernel.degree, k.dtype, lifted=lifted)
            self._limits = power_range(self._power, k.dtype, len(k))
        self.odd = self._power is not None and self._power.odd
        self.needs_scratch = self._power is not None and self._power.needs_scratch

    def rows(self, q: NDArray[Any]) -> Rows:
        """Return the state of a block of queries that has met no key yet."""
        if isinstance(self._kernel, Polynomial):
            assert self._power is not None
            return PowerRows(q, self._size, self._power, self._limits)
        return SoftmaxRows(q, self._size, self._kernel, len(self.keys))

    def longest_sum(self, most: int) -> int:
        """Return how many products BLAS may add in a row.

        Equal terms all round the same way, so the error grows with their number. At a low degree,
        where little other error is allowed, sums are cut short; beyond, this costs nothing.
        """
        if self._power is None or self._power.degree >= 4:
            return most
        return most // 2 if self._power.degree >= 2 else most // 4

    def normaliser(
        self,
        total: NDArray[Any],
        absolute: NDArray[Any],
        allowed: NDArray[Any],
        empty: NDArray[Any],
    ) -> NDArray[Any]:
        r"""Return what to divide the rows by; refuse sums that mean nothing.

        Parameters
        ----------
        total, absolute : array of shape (rows,)
            The sums :math:`\sum_j w_j` and :math:`\sum_j |w_j|`.
        allowed : array of shape (rows,)
            How many keys each row may use.
        empty : array of shape (rows,)
            Which rows have no score but zero.

        Returns
        -------
        array of shape (rows,)
            `total`, and 1 where a row is empty.

        Raises
        ------
        ValueError
            If a score was negative under a degree that is not whole, or an odd degree made a
            row sum vanish to rounding.
        """
        import numpy as np

        if np.isnan(total).any():
            raise ValueError(
                f"attention: a score is negative, and {self._kernel!r} has no real weight for it; "
                "use a whole degree, or q and k without negative scores"
            )
        if self.odd:
            rounding = allowed * np.finfo(self.keys.array.dtype).eps * absolute
            lost = np.count_nonzero((np.abs(total) <= rounding) & ~empty)
            if lost:
                raise ValueError(
                    f"attention: the weights of {lost} or more rows sum to zero within rounding, "
                    f"as scores of both signs may under the odd {self._kernel!r}; "
                    "use an even degree, or q and k without negative scores"
                )
        return np.where(empty, 1.0, total)


def _key_size(k: NDArray[Any], applied: bool) -> KeySize:
    import numpy as np

    exponent, top, step = largest_exponent(k), 0.0, 256
    if abs(exponent) < 30:  # squares are far from overflow
        return KeySize(
            float(np.ldexp(np.sqrt(np.vecdot(k, k).max()), -exponent)), exponent, applied
        )
    for start in range(0, len(k), step):  # in blocks: no second array of this size
        part = times_power_of_two(k[start : start + step], -exponent)
        top = max(top, float(np.vecdot(part, part).max()))
    return KeySize(float(np.sqrt(top)), exponent, applied)
