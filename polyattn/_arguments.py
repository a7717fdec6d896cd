"""What may come in: refuse an argument of the wrong kind or size, and say what to give instead."""

from __future__ import annotations

import os
from fractions import Fraction
from math import prod
from pathlib import Path
from types import UnionType

__all__ = ["refuse_if_too_large", "require", "require_larger"]

_WANTED = {
    "SelfAttentionData": "a SelfAttentionData, got {name}; "
    "make one with SelfAttentionData(d, copies, a=..., b=..., c=...)",
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
        ``SelfAttentionData``, ``VectorData`` or ``Kernel`` (the two of them).

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
