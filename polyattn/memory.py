"""Refuse an array that cannot fit, before anything is allocated."""

from __future__ import annotations

import os
from math import prod

__all__ = ["refuse_if_too_large"]


def refuse_if_too_large(call: str, shape: tuple[int, ...], itemsize: int, fix: str) -> None:
    """Raise if an array would need more than this machine's memory.

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
        If the array is larger than the physical memory; the message says how large.

    Examples
    --------
    >>> refuse_if_too_large("demo", (10, 10), 8, "use less")
    """
    size, limit = prod(shape) * itemsize, _physical_memory()
    if size > limit:
        raise ValueError(
            f"{call}: an array of {' x '.join(map(str, shape))} needs {size / 2**30:,.1f} GiB, "
            f"and this machine has {limit / 2**30:,.1f} GiB; {fix}"
        )


def _physical_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not POSIX: a cautious guess
        return 8 * 2**30
