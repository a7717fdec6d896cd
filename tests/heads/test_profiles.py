"""A profile of heads, against sums in plain Python and roots by another method."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from polyattn.heads import profile, profile_of, total_variation

ROWS = st.lists(st.integers(-400, 400).map(lambda number: number / 64), min_size=1, max_size=9)


def weights(row):
    powers = [math.exp(score - max(row)) for score in row]
    return [power / math.fsum(powers) for power in powers]


def distance(row, degree):
    """Total variation between the softmax of a row and its power of that degree."""
    top = max(row)
    powers = [max(0.0, 1 + (score - top) / degree) ** degree for score in row]
    pairs = zip(powers, weights(row), strict=True)
    return math.fsum(abs(power / math.fsum(powers) - weight) for power, weight in pairs) / 2


def random_heads(seed=0, shape=(3, 7, 4)):
    return np.random.default_rng(seed).normal(size=(2, *shape))


@given(ROWS)
def test_the_measures_of_a_row_are_those_of_plain_sums(row):
    found = profile_of([row])
    f = weights(row)
    top = f.index(max(f))
    others = [weight for key, weight in enumerate(f) if key != top]
    below = sorted((max(row) - score for score in row), reverse=True)
    assert found.top_key[0] == row.index(max(row))
    assert found.top_weight[0] == pytest.approx(max(f), rel=1e-13)  # a sum of nine terms
    assert found.range[0] == below[0]
    assert found.gap[0] == (below[-2] if others else math.inf)
    assert found.snr[0] == (
        pytest.approx(f[top] / math.hypot(*others), rel=1e-12) if others else math.inf
    )
    assert found.effective_keys[0] == pytest.approx(1 / math.fsum(w * w for w in f), rel=1e-12)


@given(ROWS)
def test_the_degree_is_where_the_variation_falls_to_the_target(row):
    found = profile_of([row], variation="0.05").degree[0]
    if found == 0:
        assert distance(row, 1e-5) <= 0.05 + 1e-6
    else:
        assert distance(row, found * (1 + 1e-9)) <= 0.05 + 1e-12  # rounding of the sums
        assert distance(row, found * (1 - 1e-6)) > 0.05 - 1e-12


@given(ROWS)
def test_the_degree_of_half_weight_is_a_root(row):
    def excess(degree):
        return math.fsum(math.exp(degree * (score - max(row))) for score in row) - 2

    found = profile_of([row]).half_degree[0]
    if row.count(max(row)) > 1:
        assert found == math.inf
    elif len(row) <= 2:
        assert found == 0
    else:
        gap = max(row) - sorted(row)[-2]
        assert found == pytest.approx(brentq(excess, 0, 2 * math.log(len(row)) / gap), rel=1e-9)


@given(ROWS, st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0]))
def test_detection_takes_half_the_degree(row, degree):
    """SNR > 1 at a degree exactly where the top weight exceeds one half at twice the degree."""
    assume(row.count(max(row)) == 1)
    at_degree = profile_of([[degree * score for score in row]])
    at_twice = profile_of([[2 * degree * score for score in row]])
    assume(abs(at_degree.snr[0] - 1) > 1e-9)  # rounding decides there
    assert at_degree.detectable[0] == at_twice.locked[0]
    assert at_degree.detectable[0] == (at_degree.half_degree[0] < 2)


@given(ROWS, st.integers(1, 40), st.integers(1, 40))
def test_the_variation_falls_with_the_degree(row, one, more):
    near, nearer = total_variation([row], one)[0], total_variation([row], one + more)[0]
    assert near == pytest.approx(distance(row, one), abs=1e-13)
    assert nearer <= near + 1e-13


def test_an_offset_is_added_to_every_score():
    scores = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
    for row, found in zip(scores, total_variation(scores, 6, offset="1.5"), strict=True):
        powers = [max(0.0, 1.5 + score) ** 6 for score in row]
        total = sum(powers)
        pairs = zip(powers, weights(list(row)), strict=True)
        assert found == pytest.approx(sum(abs(p / total - f) for p, f in pairs) / 2, abs=1e-14)


def test_queries_and_keys_give_the_profile_of_their_scores():
    q, k = random_heads()
    scores = np.einsum("hid,hjd->hij", q, k) / 2
    for causal in (False, True):
        one, other = profile(q, k, scale="0.5", causal=causal), profile_of(scores, causal=causal)
        assert one.top_weight.shape == (3, 7)
        np.testing.assert_array_equal(one.top_key, other.top_key)
        # two orders of summation
        np.testing.assert_allclose(one.degree, other.degree, rtol=1e-8)
        np.testing.assert_allclose(one.snr, other.snr, rtol=1e-12)


def test_a_causal_row_sees_the_keys_up_to_its_own():
    scores = np.random.default_rng(1).normal(size=(4, 6))
    found = profile_of(scores, causal=True)
    for row in range(4):
        alone = profile_of(scores[row : row + 1, : row + 3])
        assert found.range[row] == alone.range[0]
        assert found.half_degree[row] == pytest.approx(alone.half_degree[0], rel=1e-10)
        assert found.effective_keys[row] == pytest.approx(alone.effective_keys[0], rel=1e-13)
    masked = np.where(np.tril(np.ones((4, 6), bool), 2), scores, -np.inf)
    np.testing.assert_array_equal(profile_of(masked).top_weight, found.top_weight)


def test_heads_may_share_their_keys_and_half_precision_is_widened():
    q, k = random_heads()
    shared = profile(q, k[:1])
    np.testing.assert_array_equal(shared.top_key[2], profile(q[2:], k[:1]).top_key[0])
    half = q.astype(np.float16)
    assert profile(half, half).top_weight.dtype == np.float64
    assert half.dtype == np.float16


def test_scores_are_left_as_they_are():
    scores = np.random.default_rng(2).normal(size=(3, 3))
    before = scores.copy()
    profile_of(scores, causal=True)
    total_variation(scores, 3, causal=True)
    np.testing.assert_array_equal(scores, before)


def test_huge_scores_do_not_overflow():
    found = profile_of([[1e300, -1e300, 0.0], [1e308, -1e308, 0.0], [5e-324, 0.0, 0.0]])
    assert found.top_weight[:2].tolist() == [1.0, 1.0]
    assert found.verdict.tolist() == ["locked", "locked", "neither"]
    assert found.half_degree[2] > 1e300


Q, K = random_heads()
SQUARE = np.zeros((3, 3))
BAD = [
    (lambda: profile(Q, K[..., :3]), ValueError, "whose leading axes broadcast, got (3, 7, 4)"),
    (lambda: profile(Q, K[:2]), ValueError, "whose leading axes broadcast"),
    (lambda: profile(Q[0, 0], K), ValueError, "q must have shape (..., n_q, dim)"),
    (lambda: profile(Q, K[:, :5], causal=True), ValueError, "got 7 queries and 5 keys"),
    (lambda: profile(Q, K, causal="yes"), TypeError, "causal must be a bool, got 'yes'"),
    (lambda: profile(Q * math.nan, K), ValueError, "q holds NaN or infinity"),
    (lambda: profile(Q, np.full(K.shape, -math.inf)), ValueError, "k holds NaN or infinity"),
    (lambda: profile(Q * 1e200, K * 1e200), ValueError, "a score leaves the range of float64"),
    (lambda: profile(Q, K, scale=0), ValueError, "scale must be positive, got 0"),
    (lambda: profile(Q, K, scale=10**400), ValueError, "scale must lie in the range of float64"),
    (lambda: profile(Q, K, variation=1), ValueError, "variation must lie in [1e-9, 1), got 1"),
    (lambda: profile(Q + 1j, K), TypeError, "q must hold real numbers, got complex128"),
    (lambda: profile(Q > 0, K), TypeError, "q must hold real numbers, got bool"),
    (
        lambda: profile(np.broadcast_to(1.0, (10**6, 1)), np.broadcast_to(1.0, (10**6, 1))),
        ValueError,
        "profile fewer queries at a time",
    ),
    (lambda: profile_of([1.0, 2.0]), ValueError, "scores must have shape (..., n_q, n_k)"),
    (lambda: profile_of(np.zeros((2, 0))), ValueError, "no axis empty, got (2, 0)"),
    (lambda: profile_of([[1.0], [1.0, 2.0]]), ValueError, "rows of different lengths"),
    (lambda: profile_of(SQUARE + math.nan), ValueError, "scores holds NaN or infinity"),
    (lambda: profile_of(SQUARE + math.inf), ValueError, "scores holds NaN or infinity"),
    (lambda: profile_of(SQUARE - math.inf), ValueError, "row 0 has no key"),
    (lambda: profile_of([["a", "b"]]), TypeError, "scores must hold real numbers"),
    (lambda: total_variation(SQUARE, 0), ValueError, "degree must be positive, got 0"),
    (lambda: total_variation(SQUARE, math.nan), ValueError, "degree"),
    (
        lambda: total_variation([[1.0, 0.0], [-5.0, -6.0]], 4, offset=4),
        ValueError,
        "leaves row 1 without weight, as offset + score is at most 0 there; "
        "use an offset above 5.0",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_bad_input_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=re.escape(message)) as caught:
        call()
    assert str(caught.value).startswith(("profile", "total_variation"))
