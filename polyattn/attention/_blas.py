"""Threads of our own, each with BLAS held to one thread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

__all__ = ["run_in_threads"]

_lock = Lock()
_users = 0
_held: Any = None
_threads = 1


@lru_cache(maxsize=1)
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")  # a scan of the libraries: keep it


@contextmanager
def _blas_on_one_thread() -> Iterator[int]:
    """Hold BLAS to one thread; yield how many it had. Calls from several threads may overlap."""
    global _users, _held, _threads
    with _lock:
        if not _users:  # the first of those that overlap: only it sees the caller's setting
            counts = [info["num_threads"] for info in _controller().info()]
            _threads = max(counts, default=1)
            _held = _controller().limit(limits=1)
        _users += 1
        threads = _threads
    try:
        yield threads
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


def run_in_threads(worker: Callable[[Iterator[int]], None], tasks: int, most: int) -> None:
    """Let workers share the task numbers ``0 .. tasks - 1``, on as many threads as BLAS had.

    Parameters
    ----------
    worker : callable
        Called once a thread, with an iterator that all workers draw from.
    tasks : int
        How many tasks there are.
    most : int
        The largest number of threads to use.

    Raises
    ------
    BaseException
        Whatever the first worker to fail raises, after all have stopped.

    Examples
    --------
    >>> seen = []
    >>> run_in_threads(seen.extend, 3, most=2)
    >>> sorted(seen)
    [0, 1, 2]
    """
    with _blas_on_one_thread() as threads:
        shared = _Shared(tasks)
        count = min(threads, tasks, most)
        if count <= 1:
            worker(shared)
            return
        from concurrent.futures import ThreadPoolExecutor

        def guarded(tasks: Iterator[int]) -> None:
            try:
                worker(tasks)
            except BaseException:
                shared.stop()  # the others finish the task they are at
                raise

        with ThreadPoolExecutor(count) as pool:
            for future in [pool.submit(guarded, shared) for _ in range(count)]:
                future.result()


class _Shared:
    """An iterator over task numbers that several threads draw from."""

    def __init__(self, tasks: int) -> None:
        self._next, self._tasks = 0, tasks
        self._lock = Lock()

    def __iter__(self) -> _Shared:
        return self

    def __next__(self) -> int:
        with self._lock:
            if self._next >= self._tasks:
                raise StopIteration
            self._next += 1
            return self._next - 1

    def stop(self) -> None:
        with self._lock:
            self._next = self._tasks
