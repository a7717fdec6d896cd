"""CPU time of dense attention over that of its two bare matrix products, beside peers, in one run.

Run ``make bench``, or ``pytest benchmarks/test_attention_speed.py -s -p no:cacheprovider``. Nothing
is asserted but that outputs are finite or equal: a ratio says what a degree costs beyond the
products that any dense attention needs. Peers that are not installed are named and left out.
"""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits
from timing import core_type, paired, report

from polyattn import Polynomial, Softmax, attention
from polyattn.attention._scores import KEYS
from polyattn.attention._tiles import ROWS

N, DIM, TILE = 4096, 64, 512
DEGREES = (2, 4, 8, 32, 64, 1000, 10_000, 2.5)
GOALS = {
    # all keys: at degree 2 to 8, at 32; causal: at 2 to 8
    "float64": (1.12, 1.15, 1.12),
    "float32": (1.20, 1.25, 1.25),
}


def bare_products(q, k, v, causal=False):
    """The two products of every tile and nothing else."""
    scores, product = np.empty((TILE, TILE), q.dtype), np.empty((TILE, v.shape[1]), q.dtype)
    for i in range(0, len(q), TILE):
        for j in range(0, i + 1 if causal else len(k), TILE):
            np.matmul(q[i : i + TILE], k[j : j + TILE].T, out=scores)
            np.matmul(scores, v[j : j + TILE], out=product)


def products_and_squarings(q, k, v, squarings):
    """What NumPy asks at least for a power of two: the products, passes and sums of our tiles."""
    height, width = ROWS[q.dtype.name], v.shape[1]
    tile, ones = np.empty(height * KEYS, q.dtype), np.ones(KEYS, q.dtype)
    for i in range(0, len(q), height):
        queries = np.ascontiguousarray(q[i : i + height].T)
        rows = queries.shape[1]
        sums, product, output = (np.zeros(x, q.dtype) for x in (rows, (width, rows), (width, rows)))
        for j in range(0, len(k), KEYS):
            values = v[j : j + KEYS]
            scores = tile[: len(values) * rows].reshape(-1, rows)
            np.matmul(k[j : j + KEYS], queries, out=scores)
            for _ in range(squarings):
                np.multiply(scores, scores, out=scores)
            np.matmul(ones[: len(values)], scores, out=sums)
            np.matmul(values.T, scores, out=product)
            np.add(output, product, out=output)


def arrays(dtype, scale=1.0):
    rng = np.random.default_rng(0)
    q, k, v = (rng.standard_normal((N, DIM)).astype(dtype) for _ in range(3))
    return q * dtype(scale), k, v


def goal(degree, dtype, causal):
    low, high, causal_low = GOALS[np.dtype(dtype).name]
    if degree == 10_000:
        return 2.5
    if degree in (2, 4, 8):
        return causal_low if causal else low
    return high if degree == 32 and not causal else None


@pytest.mark.parametrize("causal", [False, True], ids=["all keys", "causal"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_cpu_time_over_bare_products(dtype, causal, capsys):
    q, k, v = arrays(dtype)
    calls = {"bare products": lambda: bare_products(q, k, v, causal)}
    targets = {}
    for kernel in [*(Polynomial(degree) for degree in DEGREES), Softmax("1/8")]:
        whole = isinstance(kernel, Softmax) or kernel.degree.denominator == 1
        # A degree that is not whole needs non-negative scores.
        a, b = (q, k) if whole else (abs(q), abs(k))
        assert np.isfinite(attention(a, b, v, kernel, causal)).all()
        calls[repr(kernel)] = lambda a=a, b=b, kernel=kernel: attention(a, b, v, kernel, causal)
        if isinstance(kernel, Polynomial):
            targets[repr(kernel)] = goal(kernel.degree, dtype, causal)
    if not causal:
        unit = np.full_like(q, DIM**-0.5)  # scores of 1: no power of them is slow to form
        for squarings in (1, 2, 3, 5):
            calls[f"least in NumPy, degree {2**squarings}"] = lambda passes=squarings: (
                products_and_squarings(unit, unit, v, passes)
            )
    with threadpool_limits(1, user_api="blas"):
        times = paired(calls)
    with capsys.disabled():
        causality = "causal" if causal else "all keys"
        title = f"{np.dtype(dtype).name}, {causality}, n={N}, one thread, {core_type()}"
        report(title, times, targets)


@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_heads_cost_what_they_hold(dtype, capsys):
    """One head with axes for heads costs what it costs without; eight cost eight calls."""
    q, k, v = arrays(dtype)
    kernel, offset = Polynomial(8), 1
    mask = np.random.default_rng(1).random((N, N)) < 0.5
    mask[:, 0] = True
    heads = [x.reshape(N // 512, 512, DIM) for x in (q, k, v)]
    calls = {
        "one head": lambda: attention(q, k, v, kernel),
        "one head, as a batch": lambda: attention(q[None], k[None], v[None], kernel),
        "one head, an offset": lambda: attention(q, k, v, kernel, offset=offset),
        "one head, a mask": lambda: attention(q, k, v, kernel, mask=mask),
        "the last 512 of the queries, causal": lambda: attention(q[-512:], k, v, kernel, True),
        "eight heads of 512": lambda: attention(*heads, kernel),
        "eight calls of 512": lambda: [
            attention(*each, kernel) for each in zip(*heads, strict=True)
        ],
    }
    one = attention(q, k, v, kernel)
    assert np.array_equal(attention(q[None], k[None], v[None], kernel)[0], one)
    np.testing.assert_allclose(attention(*heads, kernel), calls["eight calls of 512"]())
    with capsys.disabled(), threadpool_limits(1, user_api="blas"):
        title = f"{np.dtype(dtype).name}, degree 8, n={N}, one thread, {core_type()}"
        report(title, paired(calls), {"one head, as a batch": 1.0}, base="one head")


def numpy_power(q, k, v, degree):
    weights = (q @ k.T) ** degree
    return weights @ v / weights.sum(axis=1, keepdims=True)


def numpy_squaring(q, k, v, degree):
    weights = q @ k.T
    for _ in range(degree.bit_length() - 1):
        weights *= weights
    return weights @ v / weights.sum(axis=1, keepdims=True)


def torch_calls(q, k, v, degree):
    """PyTorch's softmax attention, polynomial attention as one writes it, and that compiled."""
    import torch

    torch.set_num_threads(1)
    a, b, c = (torch.from_numpy(x) for x in (q, k, v))

    def polynomial(a, b, c):
        weights = (a @ b.T) ** degree
        return (weights / weights.sum(dim=1, keepdim=True)) @ c

    product = torch.nn.functional.scaled_dot_product_attention
    four_axes = [x[None, None] for x in (a, b, c)]  # its fast kernel takes no fewer
    calls = {
        "torch scaled_dot_product_attention": lambda: product(*four_axes)[0, 0],
        "torch eager": lambda: polynomial(a, b, c),
    }
    compiled = torch.compile(polynomial)
    try:
        compiled(a, b, c)
    except Exception as error:
        print(f"  torch.compile is left out: {type(error).__name__} (it needs a C++ compiler)")
    else:
        calls["torch.compile"] = lambda: compiled(a, b, c)
    return calls


@pytest.mark.parametrize("degree", [2, 8])
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_beside_peers(dtype, degree, capsys):
    q, k, v = arrays(dtype, scale=0.125)
    ours = attention(q, k, v, Polynomial(degree))
    calls = {
        "bare products": lambda: bare_products(q, k, v),
        "polyattn": lambda: attention(q, k, v, Polynomial(degree)),
        "numpy, squaring in place": lambda: numpy_squaring(q, k, v, degree),
        "numpy **": lambda: numpy_power(q, k, v, degree),
    }
    with capsys.disabled(), threadpool_limits(1, user_api="blas"):
        try:
            calls |= torch_calls(q, k, v, degree)
        except ImportError:
            print("\n  torch is left out: it is not installed (make bench installs it)")
        for name, call in calls.items():
            if name not in ("bare products", "torch scaled_dot_product_attention"):
                # The rounding of plain powers and sums at this length.
                tolerance = 1e4 * np.finfo(dtype).eps
                np.testing.assert_allclose(np.asarray(call()), ours, rtol=0, atol=tolerance)
        times = paired(calls)
        title = f"{np.dtype(dtype).name}, degree {degree}, n={N}, one thread, {core_type()}"
        report(title, times)
