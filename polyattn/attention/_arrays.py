"""The arrays that attention takes: what is accepted, converted and refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from polyattn._arguments import plain_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ScaledBlocks",
    "aligned_empty",
    "float_arrays",
    "largest_exponent",
    "times_power_of_two",
]


def float_arrays(call: str, **arrays: ArrayLike) -> tuple[NDArray[np.floating[Any]], ...]:
    """Return the arrays as finite float32 or float64, all of one type; integers become float64.

    Parameters
    ----------
    call : str
        The call to name in an error.
    **arrays : array_like
        The arrays by the name of their parameter.

    Returns
    -------
    tuple of array
        In the order given; float arrays are not copied.

    Raises
    ------
    TypeError
        If an array is neither float32, float64 nor integer, no plain array, or the types differ.
    ValueError
        If an array is ragged, or holds NaN, infinity or masked entries.

    Examples
    --------
    >>> float_arrays("demo", q=[[1, 2]])[0].dtype
    dtype('float64')
    """
    import numpy as np

    done: dict[str, NDArray[Any]] = {}
    for name, given in arrays.items():
        array = plain_array(call, name, given)
        if array.dtype.kind in "iu":
            array = array.astype(np.float64)
        if array.dtype not in (np.float32, np.float64):
            raise TypeError(
                f"{call}: {name} must hold float32, float64 or integers, got {array.dtype}; "
                f"convert it with {name}.astype(float)"
            )
        if not _all_finite(array):
            raise ValueError(f"{call}: {name} holds NaN or infinity; use finite entries")
        done[name] = array
    if len({array.dtype for array in done.values()}) > 1:
        found = ", ".join(f"{name} {array.dtype}" for name, array in done.items())
        raise TypeError(
            f"{call}: the arrays must share one type, got {found} (integers count as float64); "
            "convert them with astype"
        )
    return tuple(done.values())


def _all_finite(array: NDArray[Any]) -> bool:
    import numpy as np

    # A block of rows at a time: the answer needs no second array of the same size.
    rows = array.reshape(len(array), -1) if array.ndim and array.size else array.reshape(1, -1)
    step = max(1, 2**17 // max(1, rows.shape[1]))
    with np.errstate(all="ignore"):
        return all(_block_is_finite(rows[i : i + step]) for i in range(0, len(rows), step))


def _block_is_finite(rows: NDArray[Any]) -> bool:
    import numpy as np

    # Products of a row with itself are three times faster to form; they may overflow.
    return bool(np.isfinite(np.vecdot(rows, rows)).all() or np.isfinite(rows).all())


def largest_exponent(array: NDArray[np.floating[Any]]) -> int:
    """Return the smallest integer e with every ``abs(entry) < 2**e``; 0 for an array of zeros.

    Parameters
    ----------
    array : array of float
        Finite entries, any shape.

    Returns
    -------
    int
        The exponent e.

    Examples
    --------
    >>> import numpy as np
    >>> largest_exponent(np.array([0.3, -5.0]))
    3
    """
    import numpy as np

    if not array.size:
        return 0
    top = max(float(np.max(array)), -float(np.min(array)))
    return int(np.frexp(top)[1])


def times_power_of_two(
    array: NDArray[np.floating[Any]], exponent: int | NDArray[np.integer[Any]]
) -> NDArray[np.floating[Any]]:
    """Return ``array * 2**exponent``: `numpy.ldexp`, by products, which are many times faster.

    Parameters
    ----------
    array : array of float
        The entries.
    exponent : int or array of int
        The exponent, broadcast against `array`; it may lie outside the range of the type.

    Returns
    -------
    array of float
        The products, in the type of `array`.

    Examples
    --------
    >>> import numpy as np
    >>> times_power_of_two(np.array([3.0]), -1)
    array([1.5])
    """
    import numpy as np

    if np.max(exponent, initial=0) > 2 * (np.finfo(array.dtype).maxexp - 1):  # even half does
        return np.asarray(np.ldexp(array, exponent))
    half = np.asarray(exponent) // 2  # 2**exponent itself may overflow
    one = array.dtype.type(1)
    return np.asarray(array * np.ldexp(one, half) * np.ldexp(one, exponent - half))


_LINE = 64
"""Bytes that the cache and the widest registers take at once."""


def aligned_empty(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return an array that starts where a line of the cache does: tiles are a tenth faster there.

    Parameters
    ----------
    shape : tuple of int
        The shape.
    dtype : numpy.dtype
        The type; entries are not set.

    Returns
    -------
    array
        The array.

    Examples
    --------
    >>> import numpy as np
    >>> aligned_empty((3, 2), np.dtype(float)).ctypes.data % 64
    0
    """
    import numpy as np

    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + size].view(dtype).reshape(shape)


class ScaledBlocks:
    """Blocks of rows of an array, times a power of two if its entries are far from 1.

    Parameters
    ----------
    array : array of shape (n, width)
        The array; it is not copied.
    limits : dict
        For each type the largest exponent, up or down, that is left alone.

    Attributes
    ----------
    exponent : int
        Blocks are multiplied by ``2**-exponent``, exactly.
    """

    def __init__(self, array: NDArray[np.floating[Any]], limits: dict[str, int]) -> None:
        self.array = array
        self._contiguous = array.flags.c_contiguous
        exponent = largest_exponent(array)
        self.exponent = exponent if abs(exponent) > limits[array.dtype.name] else 0

    def __len__(self) -> int:
        return len(self.array)

    def block(self, rows: slice) -> NDArray[np.floating[Any]]:
        """Return these rows, in a layout that BLAS takes as it is."""
        part = self.array[rows]
        if self.exponent:
            return times_power_of_two(part, -self.exponent)
        if self._contiguous:
            return part
        import numpy as np

        return np.ascontiguousarray(part)
