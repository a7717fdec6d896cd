"""Degrees at the ends of their range, and NumPy set to raise: weights stay what they should be."""

import numpy as np
import pytest

from polyattn import (
    Polynomial,
    PolynomialSketch,
    Softmax,
    attention,
    attention_weights,
    pre_activations,
    sketched_attention,
)
from polyattn.attention import exact_features, square_attention, surrogate_attention

FLOATS = (np.float32, np.float64)
HUGE = [2**30 + 1, 1_800_000_000, 10**19, 10**19 + 1, "1e30", "1.5e30", "1e300"]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", HUGE)
def test_a_huge_degree_takes_the_largest_score(degree, dtype):
    rng = np.random.default_rng(0)
    q, k = rng.random((300, 7)).astype(dtype), rng.random((700, 7)).astype(dtype)
    scores = q.astype(float) @ k.astype(float).T
    best, two = np.argmax(scores, axis=1), np.sort(scores, axis=1)[:, -2:]
    # Scores closer than this may change their order in rounding; e**-2000 is no weight.
    clear = two[:, 1] > two[:, 0] * (1 + 2e-6)
    assert clear.sum() > 290
    v = np.arange(700, dtype=dtype)[:, None]
    kernel = Polynomial(degree)
    # What underflows may become a tiny weight: 700 of them, times values up to 700.
    found = attention(q, k, v, kernel)[:, 0]
    np.testing.assert_allclose(found[clear], v[best[clear], 0], rtol=1e-6, atol=1e-20)
    weights = attention_weights(q, k, kernel)
    assert np.array_equal(np.argmax(weights, axis=1)[clear], best[clear])
    assert np.array_equal(weights.max(axis=1)[clear], np.ones(clear.sum()))
    assert not np.isnan(found).any()


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("causal", [False, True])
def test_a_huge_degree_whatever_the_order_of_the_keys(dtype, causal):
    # Scores that grow from key to key, or shrink: each tile has a new largest one, or none.
    n = 900
    steps = np.linspace(1, 2, n).astype(dtype)[:, None]
    ones, kernel = np.ones((n, 1), dtype), Polynomial(10**19)
    place = np.arange(n, dtype=dtype)
    grown = attention(ones, steps, place, kernel, causal)
    np.testing.assert_allclose(grown, place if causal else np.full(n, n - 1), atol=1e-20)
    shrunk = attention(ones, steps[::-1], place, kernel, causal)
    np.testing.assert_allclose(shrunk, np.zeros(n), atol=1e-20)


@pytest.mark.parametrize(("dtype", "small"), [(np.float32, 1e-20), (np.float64, 1e-250)])
@pytest.mark.parametrize("degree", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [1, 500])
def test_scores_far_below_what_norms_allow(count, degree, dtype, small):
    q = np.array([[1, small]], dtype)
    k, v = np.zeros((2 * count, 2), dtype), np.full((2 * count, 1), 3, dtype)
    k[:, 1], k[count:, 1], v[count:] = 1, 2, 6
    right = (3 + 6 * 2**degree) / (1 + 2**degree)
    rounding = 20 * (1 + degree) * np.finfo(dtype).eps
    np.testing.assert_allclose(attention(q, k, v, Polynomial(degree)), [[right]], rtol=rounding)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", [16, 64, 100, 150, 300, 300.5, 1000])
@pytest.mark.parametrize("length", [1, 2, 4, 8, 16, 100])
def test_a_long_key_that_no_query_sees(length, degree, dtype):
    # What norms allow lies far above the scores; a score of zero has a weight of zero.
    q, k = np.array([[1, 0]], dtype), np.array([[1, 0], [0.5, 0], [0, length]], dtype)
    weight = 0.5**degree / (1 + 0.5**degree)
    found = attention(q, k, np.array([[0], [1], [4]], dtype), Polynomial(degree))
    eps = (1 + degree) * np.finfo(dtype).eps
    np.testing.assert_allclose(found, [[weight]], rtol=eps, atol=eps**2)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", [5e-324, "1e-300", "1e-40", 1e-9])
def test_a_tiny_degree_is_uniform_over_the_scores_that_are_not_zero(degree, dtype):
    q = np.array([[1, 2]], dtype)
    k = np.array([[1, 0], [0, 7], [0, 0], [1e-5, 1e5]], dtype)
    weights = attention_weights(q, k, Polynomial(degree))
    # 1e-9 times the logarithm of 1e5 changes a weight by 2e-8
    np.testing.assert_allclose(weights, [[1 / 3, 1 / 3, 0, 1 / 3]], rtol=3e-7)
    mean = attention(q, k, np.array([3, 6, 100, 0], dtype), Polynomial(degree))
    np.testing.assert_allclose(mean, [3], rtol=3e-7)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("scale", [5e-324, "1e-50", "1e50", 1e308])
def test_scales_at_the_ends_of_the_range(scale, dtype):
    q, k, v = np.array([[1]], dtype), np.array([[0], [1]], dtype), np.array([4, 8], dtype)
    right = [6] if float(scale) < 1 else [8]
    if float(scale) < 1e30 or (dtype == np.float64 and float(scale) < 1e300):
        assert attention(q, k, v, Softmax(scale)).tolist() == right
        assert attention_weights(q, k, Softmax(scale)).dot(v).tolist() == right
    else:
        for call in (
            lambda: attention(q, k, v, Softmax(scale)),
            lambda: attention_weights(q, k, Softmax(scale)),
        ):
            with pytest.raises(ValueError, match="scale the queries or the keys down"):
                call()


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("size", [1e-30, 1, 1e30])
def test_numpy_set_to_raise_changes_nothing(size, dtype):
    rng = np.random.default_rng(1)
    x = (size * rng.standard_normal((300, 6))).astype(dtype)
    x[3], x[:, 2] = 0, 1e-35
    x[0] *= 1e-6
    sketch = PolynomialSketch(4, 8, 6, random_state=0)
    near = (rng.standard_normal((300, 6)) + 3).astype(dtype)
    one, tiny = x / dtype(size), x / dtype(size) * dtype(1e-15)
    calls = [
        lambda: attention(x, x, x, Polynomial(8)),
        lambda: attention(x, x, x, Polynomial(100), causal=True),
        lambda: attention(abs(x), abs(x), x, Polynomial("2.5")),
        lambda: attention_weights(x, x, Polynomial(1000)),
        lambda: attention_weights(one, one, Softmax(3)),
        lambda: pre_activations(x, Polynomial(20), np.ones((6, 2))),
        lambda: sketched_attention(near, near, x, sketch, causal=True, local=7),
        lambda: square_attention(near, x + near, x),
        lambda: surrogate_attention(near * dtype(size), near, x, 4),
        lambda: exact_features(tiny),
        lambda: sketch.transform(tiny),
    ]
    for call in calls:
        plain = call()
        with np.errstate(all="raise"):
            assert np.array_equal(call(), plain)
