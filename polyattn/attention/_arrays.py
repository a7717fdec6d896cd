"""The arrays that attention takes, brought to one type, near 1, and to memory that is fast."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import plain_array
from polyattn.attention._blas import even_pieces

__all__ = [
    "ScaledBlocks",
    "aligned_empty",
    "float_arrays",
    "near_one",
    "times_power_of_two",
]


def float_arrays(call: str, **arrays: ArrayLike) -> tuple[NDArray[np.floating[Any]], ...]:
    """Return the arrays as finite float32 or float64, all of one type."""
    done: dict[str, NDArray[Any]] = {}
    for name, given in arrays.items():
        array = plain_array(call, name, given)
        if array.dtype.kind in "iu":
            array = array.astype(np.float64)
        if array.dtype.name in ("float16", "bfloat16"):
            array = array.astype(np.float32)
        if array.dtype not in (np.float32, np.float64):
            raise TypeError(
                f"{call}: {name} must hold float32, float64 or integers, got {array.dtype}; "
                f"convert it with {name}.astype(float)"
            )
        # NaN passes through both, and they need no second array.
        with np.errstate(all="ignore"):
            ends = np.max(array, initial=0), np.min(array, initial=0)
        if not np.isfinite(ends).all():
            raise ValueError(f"{call}: {name} holds NaN or infinity; use finite entries")
        done[name] = array
    if len({array.dtype for array in done.values()}) > 1:
        found = ", ".join(f"{name} {array.dtype}" for name, array in done.items())
        raise TypeError(
            f"{call}: the arrays must share one type, got {found} (integers count as float64, "
            "floats of 16 bits as float32); convert them with astype"
        )
    return tuple(done.values())


def times_power_of_two(
    array: NDArray[np.floating[Any]], exponent: int | NDArray[np.integer[Any]]
) -> NDArray[np.floating[Any]]:
    """Return ``array * 2**exponent``: `numpy.ldexp`, by products, which are many times faster."""
    one = array.dtype.type(1)
    exponent = np.minimum(exponent, 2 * np.finfo(one).maxexp - 2)  # of the zeros: they stay so
    half = exponent // 2  # 2**exponent itself may overflow
    return np.asarray(array * np.ldexp(one, half) * np.ldexp(one, exponent - half))


def near_one(rows: NDArray[Any]) -> tuple[NDArray[Any], Any, NDArray[np.float64]]:
    """Return rows times powers of two, the exponents taken out, and the norms that are left."""
    squares = np.vecdot(rows, rows)
    if 2.0**-60 < squares.min() <= squares.max() < 2.0**60:  # far from overflow
        return rows, 0, np.sqrt(squares.astype(np.float64))
    exponents = np.frexp(np.abs(rows).max(axis=1))[1]
    rows = times_power_of_two(rows, -exponents[:, None])
    return rows, exponents, np.sqrt(np.vecdot(rows, rows).astype(np.float64))


def aligned_empty(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return an array that starts where a line of the cache does: tiles are a tenth faster."""
    line, size = 64, math.prod(shape) * dtype.itemsize
    memory = np.empty(size + line, np.uint8)
    start = -memory.ctypes.data % line
    return memory[start : start + size].view(dtype).reshape(shape)


class ScaledBlocks:
    """Blocks of rows of an array, times ``2**-exponent``, a number or one for each column."""

    def __init__(self, array: NDArray[Any], part: int, exponent: Any = None) -> None:
        self.array, self.exponent = array, exponent
        if exponent is None:  # 0, unless the array fills this part of the type's range
            most = np.frexp(max(np.max(array, initial=0), -np.min(array, initial=0)))[1]
            self.exponent = int(most) if abs(most) > np.finfo(array.dtype).maxexp // part else 0
        self._moved = bool(np.any(self.exponent))

    def block(self, rows: slice) -> NDArray[Any]:
        """Return these rows, in a layout that BLAS takes as it is."""
        part = self.array[rows]
        if self._moved:
            return times_power_of_two(part, -self.exponent)
        return np.ascontiguousarray(part)

    def longest(self) -> float:
        """Return the largest norm of a row, as the blocks have it."""
        blocks = map(self.block, even_pieces(len(self.array), 256))  # no second array of its size
        return math.sqrt(max(float(np.vecdot(x, x).max()) for x in blocks))
