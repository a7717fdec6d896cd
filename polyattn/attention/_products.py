"""Products of matrices, cut so that BLAS is fastest.

OpenBLAS multiplies small matrices as they lie, and repacks large ones first. Where the inner
length is short, as the dimension of a head is, the repacking costs a tenth to a third.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["even_pieces", "multiply", "small_parts"]

SMALL = 10**6
"""The most products of numbers in a product of matrices that OpenBLAS takes for small."""


def even_pieces(length: int, most: int) -> Iterator[slice]:
    """Cut a range into pieces of one length, with no sliver at its end."""
    if length:
        step = -(-length // -(-length // most))
        step += -step % 8
        for first in range(0, length, step):
            yield slice(first, min(first + step, length))


@lru_cache(maxsize=1024)
def small_parts(length: int, work: int) -> int:
    """Return the least number of equal parts that make small products, `work` a unit of length.

    It is 1 where such parts would be slivers.
    """
    most = SMALL // max(1, work)
    counts = range(1, length // 16 + 1)
    return next((n for n in counts if length % n == 0 and length // n <= most), 1)


def multiply(left: NDArray[Any], right: NDArray[Any], out: NDArray[Any]) -> None:
    """Set `out` to the product of two matrices, some rows of `left` at a time."""
    import numpy as np

    parts = small_parts(len(left), right.size)
    shape = parts, len(left) // parts
    np.matmul(left.reshape(*shape, left.shape[1]), right, out=out.reshape(*shape, right.shape[1]))
