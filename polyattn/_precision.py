"""How many bits interval arithmetic has: one setting for the whole process, so one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock, get_ident

__all__ = ["at_precision"]

# flint.ctx is one for the whole process: without a lock, a thread would compute at the precision
# that another has just set.
_LOCK = RLock()
# Who holds it, and the precision that each of its blocks returns to.
_HELD: list[tuple[int, int]] = []


def _renew_in_child() -> None:
    """Free the lock of another thread: a forked child has only the thread that forked."""
    global _LOCK
    if _HELD and _HELD[0][0] == get_ident():
        return
    _LOCK = RLock()
    if _HELD:
        from flint import ctx

        ctx.prec = _HELD[0][1]
        _HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_in_child)


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

    with _LOCK:
        _HELD.append((get_ident(), ctx.prec))
        try:
            with ctx.workprec(bits):
                yield
        finally:
            _HELD.pop()
