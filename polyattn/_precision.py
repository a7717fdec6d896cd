"""The working precision of Arb, one thread at a time.

``flint.ctx`` is one for the whole process: without a lock, a thread would compute at the precision
that another has just set.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

__all__ = ["at_precision"]

_LOCK = RLock()


@contextmanager
def at_precision(bits: int) -> Iterator[None]:
    """Compute at this many bits, alone, and return to what was set before.

    Examples
    --------
    >>> from flint import ctx
    >>> with at_precision(200):
    ...     print(ctx.prec)
    200
    """
    from flint import ctx

    with _LOCK, ctx.workprec(bits):
        yield
