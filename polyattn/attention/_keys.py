"""The keys of one call under its kernel, ready for any block of queries."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from polyattn.attention._arrays import ScaledBlocks
from polyattn.attention._power_rows import PowerRows
from polyattn.attention._powers import Power
from polyattn.attention._softmax_rows import SoftmaxRows
from polyattn.kernels import Kernel, Polynomial

__all__ = ["Keys", "Rows", "check_sums"]

Rows: TypeAlias = PowerRows | SoftmaxRows
"""The state of one block of queries."""

# Beyond this power of two keys are scaled a block at a time: queries times its inverse must not
# overflow.
_EXPONENT = {"float32": 16, "float64": 200}


class Keys:
    """Starts blocks of rows, and checks their sums; `lifted` as in `Power`."""

    def __init__(self, k: NDArray[Any], kernel: Kernel, offset: float, *, lifted: bool) -> None:
        self.blocks = ScaledBlocks(k, _EXPONENT)
        self.kernel, self._longest, self._offset = kernel, self.blocks.longest(), offset
        self.power = None
        if isinstance(kernel, Polynomial):
            self.power = Power(kernel.degree, k.dtype, lifted=lifted)
        self.odd = self.power is not None and self.power.odd
        # Equal terms all round the same way, so the error grows with the number of products that
        # BLAS adds in a row. At a low degree, where little other error is allowed, sums are cut.
        degree = self.power.degree if self.power else np.inf
        self.chain = 256 if degree >= 4 else 128 if degree >= 2 else 64

    def rows(self, q: NDArray[Any]) -> Rows:
        """Return the state of a block of queries that has met no key yet."""
        if isinstance(self.kernel, Polynomial):
            assert self.power is not None
            return PowerRows(q, self.blocks, self._longest, self._offset, self.power)
        # An offset leaves a softmax as it is.
        return SoftmaxRows(q, self.blocks, self._longest, self.kernel)


def check_sums(
    call: str, kernel: Kernel, total: NDArray[Any], rounding: NDArray[Any], empty: NDArray[Any]
) -> None:
    """Refuse sums of weights that mean nothing: NaN, or signed ones within their rounding."""
    if np.isnan(total).any():
        raise ValueError(
            f"{call}: a score is negative, and {kernel!r} has no real weight for it; "
            "use a whole degree, or no negative scores"
        )
    lost = np.count_nonzero((np.abs(total) <= rounding) & ~empty)
    if lost and isinstance(kernel, Polynomial) and kernel.degree % 2 == 1:
        raise ValueError(
            f"{call}: the weights of {lost} or more rows sum to zero within rounding, "
            f"as scores of both signs may under the odd {kernel!r}; "
            "use an even degree, or no negative scores"
        )
