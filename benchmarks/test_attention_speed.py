"""CPU time of dense attention over that of its two bare matrix products, in one run.

Run ``pytest benchmarks/test_attention_speed.py -s -p no:cacheprovider``. Nothing is asserted but
that outputs are finite: a ratio below says what a degree costs beyond the products that any dense
attention needs. Rounds are paired, so that a change of clock rate hits both.
"""

import time

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from polyattn import Polynomial, Softmax, attention

N, DIM, TILE, ROUNDS = 4096, 64, 512, 11
DEGREES = (2, 4, 8, 32, 64, 1000, 10_000, 2.5)
KERNELS = [*(Polynomial(degree) for degree in DEGREES), Softmax("1/8")]


def bare_products(q, k, v, causal):
    """The two products of every tile and nothing else."""
    scores, product = np.empty((TILE, TILE), q.dtype), np.empty((TILE, v.shape[1]), q.dtype)
    for i in range(0, len(q), TILE):
        for j in range(0, i + 1 if causal else len(k), TILE):
            np.matmul(q[i : i + TILE], k[j : j + TILE].T, out=scores)
            np.matmul(scores, v[j : j + TILE], out=product)


def cpu_time(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def ratio(q, k, v, kernel, causal):
    """Median over paired rounds of CPU time over that of the bare products, and the fastest's."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(cpu_time(bare_products, q, k, v, causal))
        ours.append(cpu_time(attention, q, k, v, kernel, causal))
    return np.median(np.divide(ours, bare)), min(ours) / min(bare)


@pytest.mark.parametrize("threads", [1, None], ids=["one thread", "all threads"])
@pytest.mark.parametrize("causal", [False, True], ids=["all keys", "causal"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_cpu_time_over_bare_products(dtype, causal, threads, capsys):
    rng = np.random.default_rng(0)
    q, k, v = (rng.standard_normal((N, DIM)).astype(dtype) for _ in range(3))
    with threadpool_limits(threads, user_api="blas"), capsys.disabled():
        cores = {info.get("architecture", "?") for info in threadpool_info()}
        print(f"\n{dtype.__name__}, causal={causal}, threads={threads or 'all'}, n={N}, {cores}")
        for kernel in KERNELS:
            whole = isinstance(kernel, Softmax) or kernel.degree.denominator == 1
            # A degree that is not whole needs non-negative scores.
            a, b = (q, k) if whole else (abs(q), abs(k))
            assert np.isfinite(attention(a, b, v, kernel, causal)).all()
            median, fastest = ratio(a, b, v, kernel, causal)
            print(f"  {kernel!r:24} median {median:.3f}  fastest {fastest:.3f}")
