"""A child forked while a thread computes finds no lock held by a thread that it does not have."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from flint import ctx
from threadpoolctl import threadpool_info

from polyattn import Polynomial, SelfAttentionData, attention, row_classes
from polyattn._arb import at_precision
from polyattn.attention import _blas

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")

PATIENCE = 60
"""Seconds after which a child that still waits is given up; it ends at once or never."""


def in_a_child(compute):
    """Return what a forked child computes, as text; an alarm ends one that waits for ever."""
    import signal

    read, write = os.pipe()
    child = os.fork()
    if not child:  # no pytest here: the child must end by _exit
        signal.alarm(PATIENCE)
        os.write(write, repr(compute()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode()
    assert os.waitpid(child, 0)[1] == 0, "the child waited for ever"
    return said


def while_a_thread_is_in(block, compute):
    """Fork while a thread stands inside a block, a context manager."""
    entered, leave = Event(), Event()

    def stay():
        with block():
            entered.set()
            leave.wait(PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        staying = pool.submit(stay)
        assert entered.wait(PATIENCE)
        try:
            return in_a_child(compute)
        finally:
            leave.set()
            staying.result()


def test_the_precision_of_another_thread_stays_behind():
    data, before = SelfAttentionData(12, copies=3, a="1/2", b="0.6", c="0.4"), ctx.prec

    def compute():
        return row_classes(data, Polynomial("7.3")).planted_weight, ctx.prec

    assert while_a_thread_is_in(lambda: at_precision(300), compute) == repr(compute())
    assert ctx.prec == before


def test_a_thread_that_forks_keeps_its_precision():
    with at_precision(300):
        assert in_a_child(lambda: ctx.prec) == "300"


def test_attention_in_a_child_of_a_thread_that_computes():
    x = np.random.default_rng(0).standard_normal((600, 4))
    plain, before = attention(x, x, x, Polynomial(4)).sum(), threadpool_info()

    def compute():
        return attention(x, x, x, Polynomial(4)).sum(), threadpool_info() == before

    assert while_a_thread_is_in(_blas.on_one_thread, compute) == repr((plain, True))
    with _blas._lock:
        assert in_a_child(compute) == repr((plain, True))
