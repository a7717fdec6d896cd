"""Refuse an array that cannot fit, before anything is allocated."""

from __future__ import annotations

import os
from math import prod
from pathlib import Path

__all__ = ["refuse_if_too_large"]


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
