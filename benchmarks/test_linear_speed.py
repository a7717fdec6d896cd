"""Attention in linear time: over its bare products, where it overtakes, and how it grows.

Run ``make bench``, or ``pytest benchmarks/test_linear_speed.py -s -p no:cacheprovider``. Figures
are CPU time on one thread, float32; only results are asserted, never time.
"""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits
from timing import core_type, paired, ratios, report

from polyattn import Polynomial, PolynomialSketch, attention, sketched_attention
from polyattn.attention import square_attention, surrogate_attention

DIM, FEATURES, TILE = 64, 2080, 256


def arrays(n):
    rng = np.random.default_rng(0)
    return [rng.standard_normal((n, DIM), dtype=np.float32) for _ in range(3)]


def bare_products(v):
    """Features times values for every key, and sums times features for every query."""
    features = np.ones((FEATURES, TILE), np.float32)
    sums, added = np.zeros((2, FEATURES, DIM), np.float32)
    output = np.empty((TILE, DIM), np.float32)
    for start in range(0, len(v), TILE):
        np.matmul(features, v[start : start + TILE], out=added)
    for _ in range(0, len(v), TILE):
        np.matmul(features.T, sums, out=output)


@pytest.mark.parametrize(("n", "goal"), [(16_384, 2.5), (65_536, 2.0)])
def test_exact_features_over_bare_products(n, goal, capsys):
    q, k, v = arrays(n)
    calls = {
        "bare products": lambda: bare_products(v),
        "all keys": lambda: square_attention(q, k, v),
        "causal": lambda: square_attention(q, k, v, causal=True),
    }
    with capsys.disabled(), threadpool_limits(1, user_api="blas"):
        times = paired(calls, rounds=5)
        title = f"exact features of degree 2, n={n:,}, {core_type()}"
        report(title, times, {"all keys": goal, "causal": goal})


@pytest.mark.parametrize(("causal", "goal"), [(False, 3500), (True, 7000)])
def test_crossover_with_dense_attention(causal, goal, capsys):
    lengths, gaps = [2048, 2896, 4096, 5792, 8192], []
    with capsys.disabled(), threadpool_limits(1, user_api="blas"):
        print(f"\nexact features over dense attention of degree 2, causal={causal}, {core_type()}")
        for n in lengths:
            q, k, v = arrays(n)
            calls = {
                "dense": lambda: attention(q, k, v, Polynomial(2), causal),  # noqa: B023
                "exact": lambda: square_attention(q, k, v, causal),  # noqa: B023
            }
            median, fastest = ratios(paired(calls), "dense")["exact"]
            gaps.append(np.log(median))
            print(f"  n={n:6,}  median {median:.3f}  fastest {fastest:.3f}", flush=True)
        # Both grow as a power of n: so does their ratio.
        slope, level = np.polyfit(np.log(lengths), gaps, 1)
        print(f"  equal at n = {np.exp(-level / slope):,.0f}  (goal {goal})")


def sketched(degree):
    sketch = PolynomialSketch(degree, 32, DIM, random_state=0)
    return lambda q, k, v: sketched_attention(q, k, v, sketch)


METHODS = {
    "sketch of size 32, degree 4": sketched(4),
    "sketch of size 32, degree 8": sketched(8),
    "surrogate, degree 4": lambda q, k, v: surrogate_attention(q, k, v, 4, local=128),
    "surrogate, degree 8": lambda q, k, v: surrogate_attention(q, k, v, 8, local=128),
}


def test_time_grows_as_n(capsys):
    lengths = [4096, 16_384, 65_536, 262_144]
    data = {n: arrays(n) for n in lengths}
    with capsys.disabled(), threadpool_limits(1, user_api="blas"):
        print(f"\nslope of log time over log n, n = 4,096 to 262,144, {core_type()}")
        for name, method in METHODS.items():
            calls = {n: lambda n=n, method=method: method(*data[n]) for n in lengths}
            times = paired(calls, rounds=3)
            least = [min(times[n]) for n in lengths]
            slope = np.polyfit(np.log(lengths), np.log(least), 1)[0]
            print(f"  {name:30} {slope:.3f}  (goal 1.05)  {np.round(least, 3)} s", flush=True)


def test_scikit_learn_in_its_place(capsys):
    kernels = pytest.importorskip("sklearn.kernel_approximation", reason="make bench installs it")
    n = 4096
    q, k, v = arrays(n)
    q, k = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (q, k))

    def tensor_sketch():
        sketch = kernels.PolynomialCountSketch(degree=4, n_components=1024, random_state=0).fit(k)
        left, right = sketch.transform(q), sketch.transform(k)
        weights = left @ right.sum(axis=0)
        return (left @ (right.T @ v)) / weights[:, None]

    calls = {
        "dense, degree 4": lambda: attention(q, k, v, Polynomial(4)),
        "sketch of size 32, degree 4": lambda: METHODS["sketch of size 32, degree 4"](q, k, v),
        "surrogate, degree 4": lambda: METHODS["surrogate, degree 4"](q, k, v),
        "scikit-learn, 1,024 components": tensor_sketch,
    }
    with capsys.disabled(), threadpool_limits(1, user_api="blas"):
        report(f"degree 4, n={n:,}, {core_type()}", paired(calls, 3), base="dense, degree 4")
