"""What may come in: refuse an argument of the wrong kind or size, and say what to give instead."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any

from polyattn.exact import ExactNumber, exact_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "finite_number",
    "plain_array",
    "refuse_if_too_large",
    "require",
    "require_larger",
]

_WANTED = {
    "SelfAttentionData": "a SelfAttentionData, got {name}; "
    "make one with SelfAttentionData(d, copies, a=..., b=..., c=...)",
    "SeveralRowsData": "a SeveralRowsData, got {name}; "
    "make one with SeveralRowsData(d, copies, rows=..., a=..., b=..., c=...)",
    "VectorData": "a VectorData, got {name}; make one with VectorData(n, ratio)",
    "Kernel": "Polynomial or Softmax, got {value!r}; use Polynomial(degree) or Softmax(scale)",
}


def require(call: str, value: object, kind: type | UnionType, argument: str = "data") -> None:
    """Raise unless an argument is of the class that a call takes.

    Parameters
    ----------
    call, argument : str
        The call and the argument to name in the error.
    value : object
        The argument.
    kind : type
        ``SelfAttentionData``, ``SeveralRowsData``, ``VectorData`` or ``Kernel`` (the two of them).

    Raises
    ------
    TypeError
        If `value` is something else, a bare degree for a kernel for instance.

    Examples
    --------
    >>> from polyattn.kernels import Kernel, Polynomial
    >>> require("demo", Polynomial(2), Kernel, "kernel")
    """
    if not isinstance(value, kind):
        wanted = _WANTED[getattr(kind, "__name__", "Kernel")]
        wanted = wanted.format(name=type(value).__name__, value=value)
        raise TypeError(f"{call}: {argument} must be {wanted}")


def require_larger(call: str, a0: Fraction, a1: Fraction) -> None:
    r"""Raise unless the planted feature of :math:`\mathcal D_1` is the larger one.

    Parameters
    ----------
    call : str
        The call to name in the error.
    a0, a1 : Fraction
        The features of the two data sets.

    Raises
    ------
    ValueError
        If not ``a0 < a1``.

    Examples
    --------
    >>> require_larger("demo", Fraction(0), Fraction(1))
    """
    if not a0 < a1:
        raise ValueError(
            f"{call}: the second construction must have the larger a, got {a0} and {a1}; "
            "give D_0 first and D_1 second"
        )


def finite_number(call: str, name: str, given: ExactNumber) -> float:
    """Return a number as a float, which must be able to hold it.

    Parameters
    ----------
    call, name : str
        The call and the argument to name in the error.
    given : int, float, Fraction, Decimal or str
        The number.

    Returns
    -------
    float
        The nearest float.

    Raises
    ------
    TypeError
        If it is not a number.
    ValueError
        If it is NaN, infinite, or beyond the range of float64.

    Examples
    --------
    >>> finite_number("demo", "offset", "1/4")
    0.25
    """
    try:
        return float(exact_number(given, name, call))
    except OverflowError:
        raise ValueError(
            f"{call}: {name} must lie in the range of float64, up to 1.797e308"
        ) from None


def plain_array(call: str, name: str, value: Any, dtype: type | None = None) -> NDArray[Any]:
    """Return an argument as a plain array; raise where that would lose part of its meaning.

    Parameters
    ----------
    call, name : str
        The call and the argument to name in the error.
    value : array_like
        Anything that speaks the buffer or the ``__array__`` protocol, a number, or nested
        sequences of numbers.
    dtype : type, optional
        ``object`` keeps each entry as it is.

    Returns
    -------
    array
        In the byte order of this machine; not copied where it is such an array already.

    Raises
    ------
    TypeError
        If it is a matrix or another subclass of an array, or holds complex numbers.
    ValueError
        If an entry is masked, or rows differ in length.

    Examples
    --------
    >>> plain_array("demo", "x", [[1, 2]]).shape
    (1, 2)
    """
    import numpy as np

    for part in _arrays_within(value, np.ndarray):
        if isinstance(part, np.ma.MaskedArray):
            if np.ma.getmaskarray(part).any():
                raise ValueError(
                    f"{call}: {name} has masked entries, and a plain array has no place for a "
                    f"mask; fill them with {name}.filled(value), or leave them out"
                )
        elif type(part) not in (np.ndarray, np.memmap):
            raise TypeError(
                f"{call}: {name} must be a plain array, got {type(part).__name__}, whose meaning "
                f"would be lost; use numpy.asarray({name}) if its entries are all that counts"
            )
    try:
        array = np.asarray(value, dtype=dtype)
    except ValueError:
        raise ValueError(
            f"{call}: {name} must be a rectangular array, got rows of different lengths"
        ) from None
    if array.dtype.kind == "c":
        raise TypeError(
            f"{call}: {name} must hold real numbers, got {array.dtype}; use {name}.real if the "
            "imaginary parts are zero"
        )
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _arrays_within(value: Any, kind: type) -> Iterator[Any]:
    """Yield the arrays in nested sequences."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _arrays_within(part, kind)


def refuse_if_too_large(call: str, shape: tuple[int, ...], itemsize: int, fix: str) -> None:
    """Raise if an array would need more memory than there is.

    Parameters
    ----------
    call : str
        The call to name in the error.
    shape : tuple of int
        The shape of the array.
    itemsize : int
        Bytes an entry.
    fix : str
        What to do instead; it closes the message.

    Raises
    ------
    ValueError
        If the array is larger than the memory of the machine, or of the container it runs
        in; the message says how large.

    Examples
    --------
    >>> refuse_if_too_large("demo", (10, 10), 8, "use less")
    """
    size, limit = prod(shape) * itemsize, _memory()
    if size > limit:
        raise ValueError(
            f"{call}: an array of {' x '.join(map(str, shape))} needs {_gigabytes(size)}, "
            f"and this machine has {_gigabytes(limit)}; {fix}"
        )


def _memory() -> int:
    """Return the bytes that this process may use: the machine's, or its container's if fewer."""
    try:
        physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not POSIX: a cautious guess
        physical = 8 * 2**30
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:  # no Linux control group
        return physical
    return min(physical, int(allowed)) if allowed.isdigit() else physical


def _gigabytes(size: int) -> str:
    tenths = size * 10 // 2**30  # whole numbers: a size may be beyond every float
    return f"{tenths // 10:,}.{tenths % 10} GiB"
