"""Scores so far below the norms that products underflow; against Fractions and mpmath."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import Polynomial, attention, attention_weights

FLOATS = (np.float32, np.float64)
DEGREES = ["1/2", "1", "2", "8", "74", "1000"]
DROP = {np.float32: 140, np.float64: 1040}  # bits: a subnormal number


def exact_weights(q, k, degree, usable, offset=0):
    """Weights of rows with exact scores, to 60 digits."""
    rows = []
    for query, may in zip(q.tolist(), usable, strict=True):
        scores = [sum(Fraction(a) * Fraction(b) for a, b in zip(query, key, strict=True))
                  + Fraction(offset) if use else Fraction(0)
                  for key, use in zip(k.tolist(), may, strict=True)]  # fmt: skip
        peak = max(map(abs, scores))
        if not peak:
            rows.append([use / sum(may) for use in may])
            continue
        with mpmath.workdps(60):
            ratios = [s / peak for s in scores]
            powers = [mpmath.mpf(r.numerator) / r.denominator for r in ratios]
            powers = [x ** (mpmath.mpf(degree.numerator) / degree.denominator) for x in powers]
            rows.append([float(x / sum(powers)) for x in powers])
    return np.array(rows)


def assert_exact(q, k, degree, causal=False, mask=None, offset=0):
    dtype, degree = q.dtype.type, Fraction(degree)
    usable = np.ones((len(q), len(k)), bool) if mask is None else mask
    if causal:
        usable = usable & np.tri(len(q), len(k), len(k) - len(q), dtype=bool)
    right = exact_weights(q, k, degree, usable.tolist(), offset)
    kernel, options = Polynomial(degree), {"causal": causal, "mask": mask, "offset": offset}
    least = 1e-10 if dtype == np.float32 else 1e-60  # as stated: smaller weights are less accurate
    # Where a weight is formed by its logarithm, the size of that is rounded.
    rounding = 4 * (q.shape[1] + float(degree)) - np.log(np.clip(np.abs(right), least, 1))
    allowed = least + rounding * float(np.finfo(dtype).eps) * np.abs(right)
    for found in (
        attention(q, k, np.eye(len(k), dtype=dtype), kernel, **options),
        attention_weights(q, k, kernel, **options),
    ):
        assert np.all(np.abs(found - right) <= allowed), found - right


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
def test_a_subnormal_query_where_all_keys_have_their_entries(degree, dtype, causal):
    q = np.array([[1, 2.0 ** -DROP[dtype]], [3, 0], [0, 1], [0, 3 * 2.0 ** -DROP[dtype]]], dtype)
    k = np.array([[0, 1], [0, 1.5], [0, 2], [0, 1.75]], dtype)
    assert_exact(q, k, degree, causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
@pytest.mark.parametrize("drop", [20, 60, 90, 100, 110, 126, 149])
def test_every_depth(drop, degree, dtype):
    drop = drop if dtype == np.float32 else drop * 1074 // 149
    rng = np.random.default_rng(drop)
    q, k = (rng.integers(1, 4, (5, 2)).astype(dtype) for _ in range(2))
    k[:, 0], k[4] = 0, (1, 0)
    for exponent in (drop, drop // 2):
        far = q * np.array([1, 2.0**-exponent], dtype)
        assert_exact(far, k * dtype(2.0 ** (exponent - drop)), degree, mask=np.tri(5, 5) > 0)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
@pytest.mark.parametrize("drop", [0, 30, 60, 90])
def test_scores_of_a_row_that_differ_by_many_bits(drop, degree, dtype):
    per_step = 4 if dtype == np.float32 else 24
    q, sizes = np.array([[1, 2.0 ** (-drop * per_step // 4)]], dtype), np.arange(17) * per_step
    k = np.column_stack([np.zeros(17), np.linspace(1, 2, 17) * np.exp2(-sizes)]).astype(dtype)
    assert_exact(q, k, degree)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
@pytest.mark.parametrize("count", [1, 600])
def test_a_huge_key_that_none_of_the_rows_may_use(count, degree, dtype):
    rng, largest = np.random.default_rng(0), float(np.finfo(dtype).max)
    q, k = np.ones((2, 2), dtype), rng.integers(1, 5, (count + 2, 2)) / largest
    k = k.astype(dtype)
    k[-1] = largest / 8
    assert_exact(q, k, degree, causal=True)
    mask = np.ones((2, len(k)), bool)
    mask[1, -1] = False
    assert_exact(q, k, degree, mask=mask)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
def test_one_huge_key_that_is_orthogonal_to_all_queries(degree, dtype, causal):
    small, large = 2.0 ** -(DROP[dtype] // 2), float(np.finfo(dtype).max) / 4
    q, k = np.full((4, 3), 3 * small, dtype), np.full((4, 3), small, dtype)
    q[:, 2], k[:, 0] = 0, small * np.arange(1, 5)
    k[0] = 0, 0, large
    assert_exact(q, k, degree, causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
def test_queries_and_keys_of_opposite_sizes(degree, dtype):
    size = 2.0 ** (DROP[dtype] - 20)
    q = np.array([[size, 1 / size], [1 / size, 1], [1, 1 / size], [1 / size, 0]], dtype)
    k = np.array([[1 / size, size], [2 / size, size], [1 / size, size / 2], [0, size]], dtype)
    assert_exact(q, k, degree)
    assert_exact(q, k, degree, causal=True)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", DEGREES)
def test_an_offset_far_below_norms_of_orthogonal_rows(degree, dtype):
    small = 2.0 ** -DROP[dtype]
    q, k = np.array([[1, 0], [1, 2 * small]], dtype), np.array([[0, 1], [0, 3]], dtype)
    assert_exact(q, k, degree, offset=small)
    assert_exact(q, k, degree, causal=True, offset=small)


@given(
    exponents=st.lists(st.integers(-148, 60), min_size=24, max_size=24),
    degree=st.sampled_from(DEGREES),
    dtype=st.sampled_from(FLOATS),
    causal=st.booleans(),
    seed=st.integers(0, 10**6),
)
@settings(max_examples=150, deadline=None)
def test_entries_of_any_size(exponents, degree, dtype, causal, seed):
    # No entry is negative: nothing cancels, and scores are right to a few roundings.
    rng, spread = np.random.default_rng(seed), 1 if dtype == np.float32 else 7
    sizes = np.exp2(spread * np.array(exponents, float))
    entries = (rng.integers(1, 8, 24) * (rng.random(24) < 0.6) * sizes).reshape(2, 4, 3)
    assert_exact(*entries.astype(dtype), degree, causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("causal", [False, True])
def test_products_that_cancel_leave_uniform_weights(dtype, causal):
    q, k = np.array([[1, 1]] * 3, dtype), np.array([[1, -1]] * 3, dtype)
    assert_exact(q, k, 2, causal)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("degree", [1, 3, 33])
def test_an_odd_degree_keeps_signs_far_below_the_norms(degree, dtype):
    q = np.array([[1, 2.0 ** -DROP[dtype]]], dtype)
    assert_exact(q, np.array([[0, 3], [0, -1], [0, 2]], dtype), degree)
    with pytest.raises(ValueError, match="sum to zero within rounding"):
        attention(q, np.array([[0, 3], [0, -3]], dtype), np.eye(2, dtype=dtype), Polynomial(degree))
    with pytest.raises(ValueError, match="a score is negative"):
        attention(q, np.array([[0, 3], [0, -3]], dtype), np.eye(2, dtype=dtype), Polynomial("1/2"))
