"""BLAS from threads of our own, each with BLAS held to one thread, and in products that it likes.

On some processors OpenBLAS multiplies small matrices as they lie, and repacks large ones first.
Where the inner length is short, as the dimension of a head is, that costs a tenth to a third.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

__all__ = ["even_pieces", "multiply", "on_one_thread", "run_in_threads"]

# The most products of numbers in a product of matrices that OpenBLAS takes for small, and its
# kernels that do so; cutting costs the others a twentieth.
SMALL = 10**6
KERNELS = {"SkylakeX", "Cooperlake", "SapphireRapids"}

_lock = Lock()
_users = 0
_held: Any = None
_threads = 1


@lru_cache(maxsize=1)
def _controller() -> Any:
    return ThreadpoolController().select(user_api="blas")  # a scan of the libraries: keep it


@contextmanager
def on_one_thread() -> Iterator[int]:
    """Hold BLAS to one thread; yield how many it had. Calls from several threads may overlap."""
    global _users, _held, _threads
    with _lock:
        if not _users:  # the first of those that overlap: only it sees the caller's setting
            _threads = max((info["num_threads"] for info in _controller().info()), default=1)
            _held = _controller().limit(limits=1)
        _users += 1
    try:
        yield _threads
    finally:
        with _lock:
            _users -= 1
            if not _users:
                _held.restore_original_limits()


def _renew_in_child() -> None:
    """Start afresh: a forked child has none of the threads that hold the lock or BLAS."""
    global _lock, _users
    _lock = Lock()
    if _users:
        _users = 0
        _held.restore_original_limits()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_in_child)


def run_in_threads(work: Callable[[int], None], tasks: int, most: int) -> None:
    """Call ``work(0) .. work(tasks - 1)`` on `most` threads, or those BLAS had if fewer."""
    with on_one_thread() as threads:
        count = min(threads, tasks, most)
        if count <= 1:
            list(map(work, range(tasks)))
            return
        with ThreadPoolExecutor(count) as pool:  # after an error no other task is begun
            list(pool.map(work, range(tasks)))


def even_pieces(length: int, most: int) -> Iterator[slice]:
    """Cut a range into pieces of one length, with no sliver at its end."""
    if length:
        step = -(-length // -(-length // most))
        step += -step % 8
        for first in range(0, length, step):
            yield slice(first, min(first + step, length))


@lru_cache(maxsize=1024)
def _small_parts(length: int, work: int) -> int:
    """Return the least number of equal parts that make small products; 1 if they are slivers."""
    found = {info.get("architecture") for info in _controller().info()}
    most = SMALL // max(1, work) if found & KERNELS else length
    counts = range(1, length // 16 + 1)
    return next((n for n in counts if length % n == 0 and length // n <= most), 1)


def multiply(left: NDArray[Any], right: NDArray[Any], out: NDArray[Any]) -> None:
    """Set `out` to the product of two matrices, some rows of `left` at a time."""
    parts = _small_parts(len(left), right.size)
    rows = parts, len(left) // parts
    np.matmul(left.reshape(*rows, -1), right, out=out.reshape(*rows, -1))
