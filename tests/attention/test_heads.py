"""Heads, batches, masks, offsets and scores of one's own, against Fractions and plain NumPy."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import (
    Polynomial,
    PolynomialSketch,
    Softmax,
    attention,
    attention_weights,
    sketched_attention,
    weights_of,
)
from polyattn.attention import square_attention, surrogate_attention

FLOATS = (np.float32, np.float64)
EPS = float(np.finfo(float).eps)


def naive_weights(q, k, kernel, causal=False, mask=None, offset=0.0):
    """Weights as one writes them: every score at once, in float64, by NumPy's broadcasting."""
    scores = np.einsum("...id,...jd->...ij", q, k) + offset
    allowed = np.ones(scores.shape[-2:], bool)
    if causal:
        n, m = allowed.shape
        allowed = np.arange(m)[None, :] <= np.arange(n)[:, None] + m - n
    allowed = allowed & (True if mask is None else mask)
    if isinstance(kernel, Softmax):
        weights = np.exp(float(kernel.scale) * (scores - scores.max()))
    else:
        # by size and sign, so that no degree overflows
        size = np.abs(scores) / np.abs(scores).max()
        weights = size ** float(kernel.degree)
        if kernel.degree % 2 == 1:
            weights = weights * np.sign(scores)
    weights = np.where(allowed, weights, 0)
    return weights / weights.sum(axis=-1, keepdims=True)


KERNELS = [Polynomial(2), Polynomial(3), Polynomial("2.5"), Polynomial(20), Softmax("1/2")]
axes = st.sampled_from([(), (1,), (3,), (2, 1), (2, 3)])


def positive(rng, *shape):
    """Entries from 1/2 to 3/2: every kernel takes them, and no score is far from the largest."""
    return rng.random(shape) + 0.5


@given(
    leads=st.tuples(axes, axes, axes),
    counts=st.tuples(st.integers(1, 6), st.integers(0, 5)),
    kernel=st.sampled_from(KERNELS),
    causal=st.booleans(),
    masked=st.sampled_from([None, (), "lead"]),
    offset=st.sampled_from([0, "0.25", 40, Fraction(1, 3)]),
    dtype=st.sampled_from(FLOATS),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=150, deadline=None)
def test_every_combination_is_the_naive_one(
    leads, counts, kernel, causal, masked, offset, dtype, seed
):
    rng = np.random.default_rng(seed)
    n, m, dim, width = counts[0], counts[0] + counts[1], 3, 2
    q, k, v = (
        positive(rng, *lead, *shape).astype(dtype)
        for lead, shape in zip(leads, ((n, dim), (m, dim), (m, width)), strict=True)
    )
    if q.ndim == k.ndim == 2:
        v = v.reshape(-1, m, width)[0]
    lead = np.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    mask = None
    if masked is not None:
        mask = rng.random((*(lead if masked else ()), n, m)) < 0.6
        mask[..., 0] = True  # nobody is left without a key
    options = {"causal": causal, "mask": mask, "offset": offset}
    found = attention(q, k, v, kernel, **options)
    wide = [x.astype(float) for x in (q, k, v)]
    right = naive_weights(*wide[:2], kernel, causal, mask, float(Fraction(offset)))
    assert found.shape == (*lead, n, width)
    assert found.dtype == dtype
    # scores err by a few eps of their own size; the degree 20, or a softmax of scores up to 7
    # (7 / 2 of them), multiplies that
    tolerance = 300 * float(np.finfo(dtype).eps)
    np.testing.assert_allclose(found, right @ wide[2], rtol=tolerance)
    if np.broadcast_shapes(q.shape[:-2], k.shape[:-2]) == lead:
        weights = attention_weights(q, k, kernel, **options)
        np.testing.assert_allclose(weights, right, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("kernel", [*KERNELS, Polynomial(300)], ids=repr)
@pytest.mark.parametrize(("n", "m"), [(1, 700), (241, 500), (300, 900), (500, 501), (700, 700)])
def test_the_last_queries_of_many_keys(n, m, kernel, dtype):
    rng = np.random.default_rng(n)
    q, k, v = (positive(rng, *x).astype(dtype) for x in ((n, 5), (m, 5), (m, 3)))
    mask = rng.random((n, m)) < 0.3
    mask[:, 0] = True
    wide = [x.astype(float) for x in (q, k, v)]
    tolerance = 20 * (10 + float(getattr(kernel, "degree", 4))) * float(np.finfo(dtype).eps)
    for given_mask in (None, mask):
        for causal in (False, True):
            right = naive_weights(*wide[:2], kernel, causal, given_mask) @ wide[2]
            found = attention(q, k, v, kernel, causal, mask=given_mask)
            np.testing.assert_allclose(found, right, rtol=tolerance)


def test_a_causal_call_on_the_last_queries_is_the_end_of_the_whole():
    rng = np.random.default_rng(0)
    q, k, v = rng.standard_normal((3, 600, 4))
    whole = attention(q, k, v, Polynomial(4), causal=True)
    np.testing.assert_allclose(
        attention(q[-7:], k, v, Polynomial(4), causal=True), whole[-7:], rtol=1e-10, atol=1e-10
    )


@given(
    scores=st.lists(st.lists(st.integers(-50, 50), min_size=3, max_size=3), min_size=1, max_size=4),
    degree=st.integers(1, 9),
    unit=st.sampled_from([-900, -300, 0, 300, 900]),
)
@settings(max_examples=150, deadline=None)
def test_weights_of_scores_are_those_of_fractions(scores, degree, unit):
    powers = [[Fraction(s) ** degree for s in row] for row in scores]
    total = [sum(row) for row in powers]
    given_scores = np.ldexp(np.array(scores, float), unit)
    if any(t == 0 and any(row) for t, row in zip(total, scores, strict=True)):
        with pytest.raises(ValueError, match=r"weights_of: .* sum to zero within rounding"):
            weights_of(given_scores, Polynomial(degree))
        return
    found = weights_of(given_scores, Polynomial(degree))
    for row, power, sum_, weights in zip(scores, powers, total, found, strict=True):
        for w, p in zip(weights.tolist(), power, strict=True):
            right = p / sum_ if any(row) else Fraction(1, 3)
            # each power errs by (1 + degree) eps, the sum by their sizes
            size = sum(map(abs, power)) / abs(sum_) if any(row) else 1
            assert abs(Fraction(w) - right) <= 4 * (1 + degree) * EPS * size * max(abs(right), 1)


def test_weights_of_extreme_scores():
    big = np.array([[1e308, -1e308, 0.0], [5e-324, 5e-324, 0.0], [0.0, 0.0, 0.0]])
    for degree in (2, 1000, 10**19, "1e-3"):
        scores = np.abs(big) if degree == "1e-3" else big
        right = [[0.5, 0.5, 0], [0.5, 0.5, 0], [1 / 3] * 3]
        assert weights_of(scores, Polynomial(degree)).tolist() == right
    assert weights_of(big, Softmax()).tolist() == [[1, 0, 0], [1 / 3] * 3, [1 / 3] * 3]
    assert weights_of([3, 3], Softmax(10**300)).tolist() == [0.5, 0.5]
    with np.errstate(all="raise"):
        assert weights_of(big[None], Polynomial(8)).shape == (1, 3, 3)
    many = np.random.default_rng(0).standard_normal((3, 500, 900))
    np.testing.assert_allclose(
        weights_of(many, Polynomial(4)), many**4 / (many**4).sum(-1, keepdims=True), rtol=1e-13
    )
    assert weights_of(many.astype(np.float32), Softmax()).dtype == np.float32


@pytest.mark.parametrize("scale", [-600, 0, 600])
@pytest.mark.parametrize("ratio", ["1e-200", "-1", "1e200"])
@pytest.mark.parametrize("degree", [2, 8, 33, "2.5"])
def test_an_offset_of_any_size_is_a_constant_column(degree, ratio, scale):
    rng = np.random.default_rng(5)
    q, k, v = positive(rng, 4, 3), positive(rng, 300, 3), rng.standard_normal((300, 2))
    offset = float(ratio)
    if degree == "2.5" and offset < 0:
        q, k, offset = -q, k, 100.0  # a sum that is positive again
    scores = np.array([[sum(Fraction(a) * Fraction(b) for a, b in zip(x, y, strict=True))
                        for y in k.tolist()] for x in q.tolist()]) + Fraction(offset)  # fmt: skip
    size = np.array([[abs(s) for s in row] for row in scores])
    relative = (size / size.max(axis=1, keepdims=True)).astype(float)
    signs = np.where((scores > 0).astype(bool) | (Fraction(degree) % 2 != 1), 1, -1)
    weights = signs * relative ** float(degree)
    right = weights @ v / weights.sum(axis=1, keepdims=True)
    found = attention(np.ldexp(q, scale), np.ldexp(k, -scale), v, Polynomial(degree), offset=offset)
    # scores down to a fifth of the largest sum of sizes; entries of v up to 4
    np.testing.assert_allclose(found, right, atol=200 * (1 + float(degree)) * EPS)
    weights = attention_weights(
        np.ldexp(q, scale), np.ldexp(k, -scale), Polynomial(degree), offset=offset
    )
    np.testing.assert_allclose(weights @ v, right, atol=200 * (1 + float(degree)) * EPS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("offset", ["1e-300", "1e-30", 1, "1e300"])
@pytest.mark.parametrize("degree", [2, 7, "2.5"])
@pytest.mark.parametrize(("query", "key"), [(0, 0), (0, 1), (1, 0)])
def test_an_offset_may_be_all_of_a_score(query, key, degree, offset, dtype):
    q, k, v = (np.full((2, 3), x, dtype) for x in (query, key, 1))
    v[1] = 3
    with np.errstate(all="raise"):
        weights = attention_weights(q, k, Polynomial(degree), offset=offset)
        assert attention(q, k, v, Polynomial(degree), offset=offset).tolist() == [[2, 2, 2]] * 2
    assert weights.tolist() == [[0.5, 0.5]] * 2


@pytest.mark.parametrize(
    ("scores", "scale", "dtype", "exponent"),
    [
        ([-1e308, 1e308], "1e-308", np.float64, 2),
        ([-3e38, 3e38], "1e-38", np.float32, 6),
        ([-3e38, 3e38], "1e-39", np.float32, 0.6),  # a scale below the type's range
        ([0, 1e38], "1e-300", np.float32, 0),
        ([1, 2], "1e-300", np.float64, 0),
    ],
)
def test_a_small_scale_meets_scores_whose_difference_overflows(scores, scale, dtype, exponent):
    with np.errstate(all="raise"):
        found = weights_of(np.array(scores, dtype), Softmax(scale))
    right = 1 / (1 + np.exp(exponent))
    np.testing.assert_allclose(found, [right, 1 - right], rtol=20 * np.finfo(dtype).eps)


def test_an_offset_leaves_a_softmax_as_it_is():
    rng = np.random.default_rng(1)
    q, k, v = rng.standard_normal((3, 9, 4))
    plain = attention(q, k, v, Softmax())
    assert np.array_equal(attention(q, k, v, Softmax(), offset="1e300"), plain)


def test_rows_of_zeros_share_what_the_mask_leaves():
    q, k, v = np.zeros((2, 3, 4)), np.ones((500, 4)), np.arange(500.0)
    mask = np.zeros((3, 500), bool)
    mask[0, 7] = mask[1, 3:5] = mask[2, ::2] = True
    found = attention(q, k, v[:, None], Polynomial(4), mask=mask)
    np.testing.assert_allclose(found[:, :, 0], [[7, 3.5, v[::2].mean()]] * 2, rtol=1e-14)
    weights = attention_weights(q, k, Polynomial(4), mask=mask)
    np.testing.assert_allclose(weights[1], mask / mask.sum(axis=1, keepdims=True))


# Floats of 16 bits, and arrays of other libraries ---------------------------------------------


def test_halves_are_computed_in_float32():
    rng = np.random.default_rng(2)
    q, k, v = rng.standard_normal((3, 20, 4)).astype(np.float16)
    wide = [x.astype(np.float32) for x in (q, k, v)]
    found = attention(q, k, v, Polynomial(4))
    assert found.dtype == np.float32
    assert np.array_equal(found, attention(*wide, Polynomial(4)))
    assert np.array_equal(attention(q, wide[1], v, Polynomial(4)), found)
    assert weights_of(q, Softmax()).dtype == np.float32
    sketch = PolynomialSketch(4, 16, 4, random_state=0)
    assert sketched_attention(q, k, v, sketch).dtype == np.float32


def test_bfloat16_is_taken_by_its_name():
    ml_dtypes = pytest.importorskip("ml_dtypes", reason="the type bfloat16 of NumPy is there")
    x = np.eye(3, dtype=ml_dtypes.bfloat16)
    assert attention(x, x, x, Polynomial(2)).dtype == np.float32


# Linear time ----------------------------------------------------------------------------------


def sketched_weights(q, k, sketch, causal, local):
    near = np.einsum("...id,...jd->...ij", q, k) ** sketch.degree
    a, b = (sketch.transform(x.reshape(-1, x.shape[-1])).reshape(*x.shape[:-1], -1) for x in (q, k))
    weights = np.einsum("...id,...jd->...ij", a, b) ** 2
    n, m = weights.shape[-2:]
    place = np.arange(n)[:, None] + m - n
    if local:
        weights = np.where(place // local == np.arange(m) // local, near, weights)
    return np.where((place >= np.arange(m)) | (not causal), weights, 0)


@given(
    leads=st.tuples(axes, axes),
    counts=st.sampled_from([(3, 3), (1, 9), (5, 9), (300, 300), (10, 600)]),
    causal=st.booleans(),
    local=st.sampled_from([0, 4, 100]),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=60, deadline=None)
def test_sketches_take_heads_and_the_last_queries(leads, counts, causal, local, seed):
    rng, (n, m) = np.random.default_rng(seed), counts
    local = local if causal or n == m else 0
    q, k = positive(rng, *leads[0], n, 3), positive(rng, *leads[1], m, 3)
    v = rng.standard_normal((m, 2)) if q.ndim == k.ndim == 2 else positive(rng, 1, m, 2)
    sketch = PolynomialSketch(4, 12, 3, random_state=seed)
    weights = sketched_weights(q, k, sketch, causal, local)
    right = weights @ v / weights.sum(axis=-1, keepdims=True)
    found = sketched_attention(q, k, v, sketch, causal, local)
    np.testing.assert_allclose(found, right, rtol=1e-8, atol=1e-8)
    right = naive_weights(q, k, Polynomial(2), causal) @ v
    np.testing.assert_allclose(square_attention(q, k, v, causal), right, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("offset", [-2, "0.5", 30])
def test_an_offset_of_a_sketch_is_a_further_column(offset):
    rng = np.random.default_rng(3)
    q, k, v = rng.standard_normal((3, 2, 50, 4))
    sketch = PolynomialSketch(4, 300, 5, random_state=0)
    root = abs(float(offset)) ** 0.5
    a = np.concatenate([q, np.full((2, 50, 1), float(offset) / root)], axis=-1)
    b = np.concatenate([k, np.full((2, 50, 1), root)], axis=-1)
    right = sketched_weights(a, b, sketch, True, 8)
    right = right @ v / right.sum(axis=-1, keepdims=True)
    found = sketched_attention(q, k, v, sketch, True, 8, offset=offset)
    np.testing.assert_allclose(found, right, rtol=1e-8, atol=1e-8)


def test_one_block_of_a_sketch_with_an_offset_is_exact_attention():
    rng = np.random.default_rng(4)
    q, k, v = rng.standard_normal((3, 40, 4))
    sketch = PolynomialSketch(8, 3, 5, random_state=0)
    np.testing.assert_allclose(
        sketched_attention(q, k, v, sketch, local=40, offset=3),
        attention(q, k, v, Polynomial(8), offset=3),
        rtol=1e-11,
        atol=1e-11,
    )


# Bad input ------------------------------------------------------------------------------------

A, B = np.ones((2, 3, 4)), np.ones((2, 5, 4))


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"mask": np.ones((3, 5))}, TypeError, "mask must hold booleans .* got float64"),
        ({"mask": np.ones((3, 5), int)}, TypeError, "mask must hold booleans .* got int64"),
        ({"mask": np.ones((3, 4), bool)}, ValueError, r"broadcast to \(2, 3, 5\).*got .*\(3, 4\)"),
        ({"mask": np.ones((7, 3, 5), bool)}, ValueError, r"mask must broadcast to \(2, 3, 5\)"),
        ({"mask": np.arange(3)[:, None] != 1}, ValueError, "leaves row 1 no key"),
        ({"mask": np.ones((2, 2, 5), bool)}, ValueError, "mask must broadcast"),
        ({"mask": np.array([[[1]], [[0]]]) > 0}, ValueError, r"row 0 of head \(1,\) no key .*of 3"),
        ({"mask": np.arange(5) > 3, "causal": True}, ValueError, "leaves row 0 no key .* of 2"),
        ({"mask": np.ma.masked_array(np.ones((3, 5), bool), mask=True)}, ValueError, "masked"),
        ({"offset": "nan"}, ValueError, "offset must be a number"),
        ({"offset": np.inf}, ValueError, "offset must be finite"),
        ({"offset": 10**400}, ValueError, "offset must lie in the range of float64"),
        ({"offset": np.ones(3)}, TypeError, "offset must be a number"),
        ({"causal": np.ones((3, 5), bool)}, TypeError, "causal must be True or False, got ndarray"),
        ({"causal": "no"}, TypeError, "causal must be True or False, got str"),
    ],
)  # fmt: skip
def test_bad_masks_and_offsets(options, error, match):
    for call in (
        lambda: attention(A, B, B, Polynomial(2), **options),
        lambda: attention_weights(A, B, Polynomial(2), **options),
    ):
        with pytest.raises(error, match=match):
            call()


def test_causal_is_a_flag_in_linear_time_too():
    sketch = PolynomialSketch(4, 8, 4, random_state=0)
    for call in (
        lambda: square_attention(A, A, A, np.ones((3, 3), bool)),
        lambda: surrogate_attention(A, A, A, 4, np.ones((3, 3), bool)),
        lambda: sketched_attention(A, A, A, sketch, np.ones((3, 3), bool)),
    ):
        with pytest.raises(TypeError, match="causal must be True or False, got ndarray"):
            call()
    column = np.ones((3, 3), np.float32)
    with pytest.raises(ValueError, match=r"offset has a root of 1e\+150, beyond .* of float32"):
        sketched_attention(column, column, column, sketch, offset="1e300")


def test_heads_that_do_not_broadcast():
    for call in (
        lambda: attention(A, np.ones((3, 5, 4)), B, Polynomial(2)),
        lambda: square_attention(A, B, np.ones((3, 5, 1))),
        lambda: surrogate_attention(A, np.ones((3, 5, 4)), B, 4),
        lambda: attention_weights(A, np.ones((3, 5, 4)), Polynomial(2)),
    ):
        with pytest.raises(ValueError, match=r"must broadcast, got shapes \(2, 3, 4\)"):
            call()
    with pytest.raises(ValueError, match="v must have one row a key on its last axis but one"):
        attention(A, B, np.ones(5), Polynomial(2))
    with pytest.raises(ValueError, match="v must have one row a key, got shape"):
        attention(A[0], B[0], B, Polynomial(2))


def test_what_linear_time_cannot_do():
    sketch = PolynomialSketch(4, 8, 4, random_state=0)
    with pytest.raises(ValueError, match="a mask of pairs asks for n_q"):
        sketched_attention(A, B, B, sketch, mask=np.ones((3, 5), bool))
    with pytest.raises(ValueError, match=r"the sketch has dim=4.*and one more for an offset"):
        sketched_attention(A, B, B, sketch, offset=1)
    with pytest.raises(ValueError, match="local blocks of all keys need as many queries as keys"):
        sketched_attention(A, B, B, sketch, local=2)
    with pytest.raises(ValueError, match=r"normaliser of head \(1,\) of row 2 is 0"):
        square_attention(np.array([A[0], [[1] * 4, [1] * 4, [0] * 4]]), B, B)


@pytest.mark.parametrize(
    ("scores", "kernel", "error", "match"),
    [
        ([[1.0]], 2, TypeError, "weights_of: kernel must be Polynomial or Softmax, got 2"),
        (3.0, Softmax(), ValueError, r"scores must have shape \(..., n_k\)"),
        (np.ones((2, 0)), Softmax(), ValueError, "at least one key"),
        ([[np.nan]], Softmax(), ValueError, "NaN or infinity"),
        ([["a"]], Softmax(), TypeError, "scores must hold"),
        ([[1.0, -1.0]], Polynomial("2.5"), ValueError, "weights_of: a score is negative"),
        ([[1.0, -1.0]], Polynomial(3), ValueError, "weights_of: .*sum to zero"),
    ],
)
def test_bad_scores(scores, kernel, error, match):
    with pytest.raises(error, match=match):
        weights_of(scores, kernel)
