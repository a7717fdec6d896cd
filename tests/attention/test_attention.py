from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import Polynomial, Softmax, attention, attention_weights

FLOATS = (np.float64, np.float32)


def exact(array):
    return [[Fraction(float(x)) for x in row] for row in array]


def exact_scores(q, k, causal):
    return [
        [
            sum(a * b for a, b in zip(x, y, strict=True))
            for y in exact(k)[: i + 1 if causal else None]
        ]
        for i, x in enumerate(exact(q))
    ]


def reference(q, k, v, degree, causal):
    """Outputs of every row as Fractions, with the right side of the error bound over (1+β)·eps.

    Weights are exact for a small whole degree, else to 60 digits by Decimal.
    """
    values = exact(v)
    lengths = [float(np.linalg.norm(row)) for row in v.astype(float)]
    longest = max(float(np.linalg.norm(row)) for row in k.astype(float))
    outputs, bounds = [], []
    for i, scores in enumerate(exact_scores(q, k, causal)):
        peak = max(map(abs, scores))
        weights = [power(s / peak, degree) for s in scores]
        total = sum(weights)
        weights = [w / total for w in weights]
        outputs.append(
            [
                sum(w * x for w, x in zip(weights, c, strict=False))
                for c in zip(*values, strict=True)
            ]
        )
        size = [float(abs(w)) for w in weights]
        condition = float(np.linalg.norm(q[i].astype(float))) * longest / float(peak)
        bounds.append(4 * sum(size) * np.dot(size, lengths[: len(size)]) * condition)
    return outputs, bounds


def power(x, degree):
    if degree.denominator == 1 and degree <= 8:
        return x ** int(degree)
    if not x:
        return Fraction(0)
    with localcontext() as context:
        context.prec, context.Emin = 60, -(10**9)
        size = Decimal(abs(x).numerator) / Decimal(abs(x).denominator)
        exponent = Decimal(degree.numerator) / Decimal(degree.denominator)
        weight = (exponent * size.ln()).exp()
        # A Fraction of 1e-80000 would be huge: such a weight cannot show in a sum of floats.
        weight = Fraction(weight) if weight > Decimal("1e-400") else Fraction(0)
    return -weight if x < 0 and degree % 2 == 1 else weight


def arrays(seed, n, dim, norm, dtype, signed):
    rng = np.random.default_rng(seed)
    q, k = rng.standard_normal((2, n, dim))
    if not signed:
        q, k = abs(q), abs(k)
    q, k = (norm * x / np.linalg.norm(x, axis=1, keepdims=True) for x in (q, k))
    return q.astype(dtype), k.astype(dtype), rng.standard_normal((n, 3)).astype(dtype)


def assert_within_bound(q, k, v, degree, causal=False):
    outputs, bounds = reference(q, k, v, degree, causal)
    result = attention(q, k, v, Polynomial(degree), causal=causal)
    assert result.dtype == q.dtype
    eps = float(np.finfo(q.dtype).eps)
    for row, right, bound in zip(exact(result), outputs, bounds, strict=True):
        error = np.linalg.norm([float(a - b) for a, b in zip(row, right, strict=True)])
        assert error <= (1 + float(degree)) * eps * bound


# Degrees on every path: squaring, squaring with products, lifted, by logarithm, not whole.
DEGREES = ["1", "2", "3", "4", "7", "8", "32", "33", "64", "100", "999", "4096", "10000"]


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("norm", [1, 8])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", [*DEGREES, "0.01", "1/2", "2.5", "7.3", "333.3"])
def test_error_bound(degree, dtype, norm, causal):
    degree = Fraction(degree)
    signed = degree % 2 == 0
    assert_within_bound(*arrays(1, 12, 16, norm, dtype, signed), degree, causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", [2, 8, 10_000])
def test_error_bound_at_dimension_128(degree, dtype):
    assert_within_bound(*arrays(2, 8, 128, 8, dtype, signed=True), Fraction(degree))


@pytest.mark.parametrize("degree", [1, 3, 7, 33])
def test_odd_degree_keeps_signs(degree):
    q, k, v = arrays(3, 9, 5, 1, np.float64, signed=True)
    assert (attention_weights(q, k, Polynomial(degree)) < 0).any()
    assert_within_bound(q, k, v, Fraction(degree))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "degree", ["0.01", "1", "2", "3", "8", "33", "100", "2.5", "1000", "10000"]
)
def test_weights_sum_to_one(degree, dtype):
    # Beyond one block of rows, and with scores of both signs where the degree takes them.
    signed = Fraction(degree).denominator == 1
    q, k, _ = arrays(4, 600, 8, 8, dtype, signed)
    for causal in (False, True):
        weights = attention_weights(q[:40] if not causal else q, k, Polynomial(degree), causal)
        sums = weights.astype(np.longdouble).sum(axis=1)
        allowed = 8 * np.finfo(dtype).eps * np.abs(weights.astype(float)).sum(axis=1)
        assert np.all(np.abs(sums - 1) <= allowed)


def dense(q, k, v, kernel, causal):
    """Plain float64 attention, in logarithms; scores are formed once and kept."""
    scores = q @ k.T
    with np.errstate(divide="ignore"):
        if isinstance(kernel, Softmax):
            logs, signs = float(kernel.scale) * scores, 1.0
        else:
            logs = float(kernel.degree) * np.log(np.abs(scores))
            signs = np.sign(scores) if kernel.degree % 2 == 1 else 1.0
    if causal:
        logs = np.where(np.tri(len(q), dtype=bool), logs, -np.inf)
    weights = signs * np.exp(logs - logs.max(axis=1, keepdims=True))
    return weights @ v / weights.sum(axis=1, keepdims=True)


SIZES = [1, 239, 241, 255, 256, 257, 513, 700]  # a tile has up to 240 keys, 256 queries
KERNELS = [
    Polynomial(2),
    Polynomial(3),
    Polynomial(8),
    Polynomial("2.5"),
    Polynomial(300),
    Softmax(),
]


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("kernel", KERNELS, ids=repr)
@pytest.mark.parametrize("n", SIZES)
def test_block_edges(n, kernel, causal):
    rng = np.random.default_rng(n)
    q, k, v = rng.random((n, 5)), rng.random((n, 5)), rng.standard_normal((n, 4))
    expected = dense(q, k, v, kernel, causal)
    # Both sides err by about (1 + degree) eps times the condition of a score, at most 10 here.
    assert np.max(np.abs(attention(q, k, v, kernel, causal) - expected)) < 1e-12
    weights = attention_weights(q, k, kernel, causal)
    assert np.max(np.abs(weights @ v - expected)) < 1e-12
    if causal:
        assert not np.triu(weights, 1).any()


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("degree", [2, 3, 8, 300])
@pytest.mark.parametrize("n", [383, 384, 385, 480, 1000])  # a tile has up to 384 queries
def test_block_edges_in_float32(n, degree, causal):
    rng = np.random.default_rng(n)
    q, k, v = (rng.random((n, 5)).astype(np.float32) for _ in range(3))
    kernel = Polynomial(degree)
    expected = dense(*(x.astype(float) for x in (q, k, v)), kernel, causal)
    # (1 + degree) eps times the condition of a score, at most 10 here, and a few roundings.
    tolerance = 20 * (1 + degree) * np.finfo(np.float32).eps
    assert np.max(np.abs(attention(q, k, v, kernel, causal) - expected)) < tolerance


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("place", [0, 500])
@pytest.mark.parametrize("times", [3, 30])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("kernel", [*map(Polynomial, (5, 8, 32, 33, 40, 300)), Softmax()], ids=repr)
def test_some_rows_or_all_see_a_key_that_is_far_longer(kernel, dtype, times, place, causal):
    # Their sums leave the range, in the first tile or later, and are taken again.
    rng = np.random.default_rng(0)
    q, k, v = (rng.random((700, 5)) for _ in range(3))
    k[place] = (times, 0.1, 0.1, 0.1, 0.1)
    q[::3, 0] = 0
    q, k, v = (x.astype(dtype) for x in (q, k, v))
    right = dense(*(x.astype(float) for x in (q, k, v)), kernel, causal)
    tolerance = 60 * (1 + float(getattr(kernel, "degree", 4))) * float(np.finfo(dtype).eps)
    assert np.max(np.abs(attention(q, k, v, kernel, causal) - right)) < tolerance


@pytest.mark.parametrize(("dtype", "scale"), [(np.float32, "1e-41"), (np.float64, "1e-312")])
def test_the_largest_queries_and_keys_under_a_tiny_scale(dtype, scale):
    # Their powers of two together lie twice beyond the range of the type; the zeros stay zeros.
    q = np.diag(np.full(2, np.finfo(dtype).max))
    v = np.array([[1], [2]], dtype)
    assert attention(q, q, v, Softmax(scale)).tolist() == [[1], [2]]


@pytest.mark.parametrize("width", [1, 7, 64, 700])
def test_values_of_any_width(width):
    # Products are cut into small ones by the number of columns too.
    rng = np.random.default_rng(width)
    q, k, v = rng.random((300, 64)), rng.random((500, 64)), rng.standard_normal((500, width))
    expected = dense(q, k, v, Polynomial(4), False)
    assert np.max(np.abs(attention(q, k, v, Polynomial(4)) - expected)) < 1e-13


def test_fewer_queries_than_keys_and_the_reverse():
    rng = np.random.default_rng(0)
    q, k, v = rng.random((300, 3)), rng.random((40, 3)), rng.random((40, 2))
    assert np.allclose(attention(q, k, v, Polynomial(2)), dense(q, k, v, Polynomial(2), False))
    q, k, v = k, q, rng.random((300, 2))
    assert np.allclose(attention(q, k, v, Polynomial(2)), dense(q, k, v, Polynomial(2), False))


@given(
    seed=st.integers(0, 10**6),
    degree=st.sampled_from([2, 4, 32, 1000]),
    up=st.sampled_from([-900, -300, 0, 300, 900]),
    down=st.sampled_from([-900, -300, 0, 300, 900]),
)
@settings(max_examples=40, deadline=None)
def test_homogeneity_is_exact(seed, degree, up, down):
    # Powers of two change no bit of the weights, however far they take the scores.
    q, k, v = arrays(seed, 7, 4, 1, np.float64, signed=True)
    there = attention(np.ldexp(q, up), np.ldexp(k, down), v, Polynomial(degree))
    # Where the scale of a row is no power of two, the norm behind it rounds differently.
    assert np.allclose(there, attention(q, k, v, Polynomial(degree)), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", [2, 8, 64, 10_000])
@pytest.mark.parametrize("order", [1, -1])
def test_row_maxima_that_grow_from_block_to_block(order, degree, dtype):
    # Keys of norms over many powers of ten, so that levels leave the range between blocks.
    rng = np.random.default_rng(5)
    n = 1300
    size = np.logspace(-12, 0, n)[::order, None]
    q, k = (
        rng.standard_normal((3, 4)).astype(dtype),
        (size * rng.standard_normal((n, 4))).astype(dtype),
    )
    v = rng.standard_normal((n, 2)).astype(dtype)
    right = dense(q.astype(float), k.astype(float), v.astype(float), Polynomial(degree), False)
    # The scores of the reference err as ours do; three keys at most carry weight at 10,000.
    tolerance = 60 * (1 + degree) * np.finfo(dtype).eps
    assert np.max(np.abs(attention(q, k, v, Polynomial(degree)) - right)) <= tolerance


@pytest.mark.parametrize("dtype", FLOATS)
def test_values_far_from_one(dtype):
    q, k, v = arrays(6, 300, 4, 1, dtype, signed=True)
    plain = attention(q, k, v, Polynomial(8))
    for exponent in (-90, 90):
        shifted = attention(q, k, np.ldexp(v, exponent), Polynomial(8))
        assert np.allclose(
            np.ldexp(shifted, -exponent), plain, rtol=0, atol=2 * np.finfo(dtype).eps
        )


@pytest.mark.parametrize("degree", [2, 3, 2.5, 33, 64, 10_000])
@pytest.mark.parametrize("causal", [False, True])
def test_scores_all_zero_get_uniform_weights(causal, degree):
    n = 600
    rng = np.random.default_rng(7)
    q, k, v = rng.random((n, 3)), rng.random((n, 3)), rng.standard_normal((n, 2))
    q[::3] = 0
    k[:, 2] = 0
    q[1::3, :2] = 0  # orthogonal to every key, though not zero
    counts = np.arange(1, n + 1)[:, None]
    means = np.cumsum(v, axis=0) / counts if causal else np.broadcast_to(v.mean(axis=0), v.shape)
    result = attention(q, k, v, Polynomial(degree), causal)
    assert np.max(np.abs((result - means)[::3])) < 1e-13
    assert np.max(np.abs((result - means)[1::3])) < 1e-13
    weights = attention_weights(q, k, Polynomial(degree), causal)
    allowed = np.tri(n) / counts if causal else np.full((n, n), 1 / n)
    assert np.allclose(weights[::3], allowed[::3], rtol=1e-15)
    assert np.allclose(weights @ v, result, atol=1e-11)


def test_causal_output_does_not_see_the_future():
    q, k, v = arrays(8, 700, 4, 1, np.float64, signed=True)
    before = attention(q, k, v, Polynomial(4), causal=True)
    k[500:], v[500:] = -k[500:], 1e3
    assert np.array_equal(attention(q, k, v, Polynomial(4), causal=True)[:500], before[:500])


def test_softmax_of_large_scores():
    q = np.array([[1000.0], [-1000.0], [0.0]])
    k, v = np.array([[1.0], [2.0]]), np.array([[1.0], [2.0]])
    assert np.array_equal(attention(q, k, v, Softmax()), [[2.0], [1.0], [1.5]])
    assert np.allclose(
        attention_weights(q / 1000, k, Softmax(2))[0], np.array([1, np.e**2]) / (1 + np.e**2)
    )
    with pytest.raises(ValueError, match="scale the queries"):
        attention(q * 1e200, k * 1e200, v, Softmax())


def test_any_trailing_dimension_and_any_layout():
    q, k, v = arrays(9, 20, 4, 1, np.float64, signed=True)
    plain = attention(q, k, v, Polynomial(2))
    assert np.array_equal(attention(q, k, v[:, 0], Polynomial(2)).shape, (20,))
    cube = attention(q, k, np.stack([v, v], axis=2), Polynomial(2))
    assert cube.shape == (20, 3, 2)
    assert np.allclose(cube[..., 1], plain, atol=1e-15)
    assert attention(q, k, np.empty((20, 0)), Polynomial(2)).shape == (20, 0)
    assert attention(q[:0], k, v, Polynomial(2)).shape == (0, 3)
    wide = np.repeat(k, 2, axis=1)[:, ::2]
    assert np.allclose(attention(np.asfortranarray(q), wide, v[::-1][::-1], Polynomial(2)), plain)


def test_integers_become_float64():
    result = attention([[1, 2]], [[1, 0], [0, 1]], [[0], [1]], Polynomial(2))
    assert result.dtype == np.float64
    assert result == [[0.8]]


def test_no_array_of_n_by_n():
    import tracemalloc

    n = 20_000  # an n x n array of float32 takes 1.6 GB
    rng = np.random.default_rng(10)
    q, k, v = (rng.standard_normal((n, 8)).astype(np.float32) for _ in range(3))
    tracemalloc.start()
    result = attention(q, k, v, Polynomial(4), causal=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.isfinite(result).all()
    assert peak - result.nbytes < 16e6


def test_calls_from_several_threads_leave_blas_as_it_was():
    from concurrent.futures import ThreadPoolExecutor

    from threadpoolctl import threadpool_info

    before = threadpool_info()
    q, k, v = arrays(11, 600, 4, 1, np.float64, signed=True)
    plain = attention(q, k, v, Polynomial(4))
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(attention, q, k, v, Polynomial(4)) for _ in range(12)]:
            assert np.array_equal(future.result(), plain)
    assert threadpool_info() == before


def test_an_error_in_one_block_stops_all():
    q, k, v = arrays(12, 2000, 4, 1, np.float64, signed=False)
    q[1500] = -1
    with pytest.raises(ValueError, match="score is negative"):
        attention(q, k, v, Polynomial("2.5"))
    with pytest.raises(ValueError, match="score is negative"):
        attention_weights(q, k, Polynomial("2.5"))


@pytest.mark.parametrize("degree", [1, 3, 33, 10_001])
def test_odd_degree_with_vanishing_row_sum(degree):
    q, k = np.array([[1.0, 0.0]]), np.array([[0.3, 1.0], [-0.3, 2.0]])
    for call in (
        lambda: attention(q, k, np.ones((2, 1)), Polynomial(degree)),
        lambda: attention_weights(q, k, Polynomial(degree)),
    ):
        with pytest.raises(ValueError, match="sum to zero within rounding"):
            call()
    k[1, 0] = -0.2
    assert np.isfinite(attention(q, k, np.ones((2, 1)), Polynomial(degree))).all()


A = np.ones((3, 2))


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ((A, A, A[:2]), ValueError, "v must have one row a key, got shape"),
        ((A, A[:, :1], A), ValueError, "same dim"),
        ((A[0], A, A), ValueError, r"q must have shape \(rows, dim\)"),
        ((A[:, :0], A[:, :0], A), ValueError, "dim at least 1"),
        ((A, A[:0], A[:0]), ValueError, "at least one row"),
        ((A, A, np.float64(1)), ValueError, "v must have one row"),
        ((A * np.nan, A, A), ValueError, "q holds NaN"),
        ((A, A * np.inf, A), ValueError, "k holds NaN or infinity"),
        ((A, A, -A * np.inf), ValueError, "v holds NaN or infinity"),
        ((A, A.astype(np.float32), A), TypeError, "share one type, got q float64, k float32"),
        ((A.astype(int), A.astype(np.float32), A), TypeError, "share one type"),
        ((A.astype(np.float16), A, A), TypeError, "share one type, got q float32, k float64"),
        ((A.astype(complex), A, A), TypeError, "got complex128"),
        ((A.astype(np.longdouble), A, A), TypeError, "must hold float32, float64"),
        ((A > 0, A, A), TypeError, "got bool"),
        (([[1.0], [1.0, 2.0]], A, A), ValueError, "rectangular"),
    ],
)
def test_bad_arrays(arguments, error, match):
    with pytest.raises(error, match=match):
        attention(*arguments, Polynomial(2))


def test_bad_calls():
    with pytest.raises(TypeError, match="kernel must be Polynomial or Softmax, got 2"):
        attention(A, A, A, 2)
    with pytest.raises(ValueError, match=r"a key for every query .* got 3 queries and 2 keys"):
        attention(A, A[:2], A[:2], Polynomial(2), causal=True)
    # One row seen as very many: nothing of that size is ever allocated.
    many = np.broadcast_to(np.ones((1, 1)), (10**7, 1))
    with pytest.raises(ValueError, match=r"10000000 x 10000000 needs .* GiB"):
        attention_weights(many, many, Polynomial(2))
