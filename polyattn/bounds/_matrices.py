"""The matrices that a certificate takes, checked: attention weights, and noise of their kind."""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arguments import plain_array
from polyattn.exact import exact_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["matrix", "require_row_stochastic"]

# The rows are divided by their sum in any case, so the bound is one whatever this is: it tells
# attention, whose n quotients in float64 add up to 1 within n ulp, from some other matrix.
_ROW_SUM_TOLERANCE = Fraction(1, 10**9)


def matrix(call: str, name: str, given: ArrayLike, shape: tuple[int, int]) -> NDArray[Any]:
    """Return a matrix of Fractions or of float64, of the shape that the data have."""
    import numpy as np

    array = plain_array(call, name, given)
    if array.shape != shape:
        raise ValueError(
            f"{call}: {name} must have the shape {shape}, got {array.shape}; "
            "the data have n rows and d columns"
        )
    if array.dtype == object:
        exact = [[exact_number(x, name, call) for x in row] for row in array]
        return np.array(exact, dtype=object)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{call}: {name} must hold numbers, got {array.dtype}; give floats")
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{call}: {name} must be finite, got inf or NaN; look for an overflow")
    return array


def require_row_stochastic(call: str, f: NDArray[Any]) -> None:
    """Raise unless each row is a distribution: exactly, or within the tolerance for floats."""
    exact = f.dtype == object
    tolerance = Fraction(0) if exact else _ROW_SUM_TOLERANCE
    _refuse(call, f, f < 0, "not be negative, got", 0)
    # Before they are summed: the sum of larger ones may be beyond every float.
    _refuse(call, f, f > 1 + (0 if exact else float(tolerance)), "not exceed 1, and one does by", 1)
    for j, row in enumerate(f):
        total = sum(row) if exact else Fraction(math.fsum(row))
        if abs(total - 1) <= tolerance:
            continue
        if exact:
            raise ValueError(
                f"{call}: each row of weights must add up to 1, and row {j} is off by "
                f"{_about(total - 1)}; an object array is taken exactly: give float64, or "
                "Fractions divided by the sum of their row"
            )
        raise ValueError(
            f"{call}: each row of weights must add up to 1, got {float(total)} in row {j}; "
            "divide each row by its sum"
        )


def _refuse(call: str, f: NDArray[Any], bad: NDArray[Any], rule: str, end: int) -> None:
    """Raise where a weight is bad, and say where and by how much it is past the end."""
    if bad.any():
        j, k = (int(place[0]) for place in bad.nonzero())
        raise ValueError(
            f"{call}: weights must {rule} {_about(Fraction(f[j, k]) - end)} in row {j}, column "
            f"{k}; give attention weights, each row a distribution"
        )


def _about(number: Fraction) -> str:
    """Return a number in six digits, one beyond every float too."""
    context = Context(prec=6, Emax=MAX_EMAX, Emin=MIN_EMIN)
    near = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    return f"{near.normalize(context):g}"
