import copy
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyattn import SelfAttentionData, VectorData

entry = st.fractions(min_value=Fraction(1, 50), max_value=3, max_denominator=50)


def by_hand(d, t, a, b, c, planted):
    """The definition, entry by entry."""
    rows = [[Fraction(0)] * d for _ in range((d - 2) * t)]
    for j, row in enumerate(rows):
        if j == planted:
            row[0] = a
        row[1 + j % (d - 2)] = b
        row[-1] = c
    return rows


@given(st.integers(4, 9), st.integers(1, 4), entry, entry, entry, st.data())
def test_the_matrix_is_the_definition(d, t, a, b, c, draw):
    data = SelfAttentionData(d, t, a=a, b=b, c=c)
    planted = draw.draw(st.integers(0, data.n - 1))
    expected = by_hand(d, t, a, b, c, planted)
    assert data.matrix(planted, exact=True).tolist() == expected
    unit = math.sqrt(math.log(data.n))
    floats = data.matrix(planted)
    assert floats.dtype == np.float64
    # two roundings an entry
    np.testing.assert_allclose(
        floats, np.array(expected, dtype=float) * unit, rtol=4 * np.finfo(float).eps
    )


@given(st.integers(4, 9), st.integers(1, 4), entry, entry, entry)
def test_scores_take_three_values_by_class_with_their_counts(d, t, a, b, c):
    data = SelfAttentionData(d, t, a=a, b=b, c=c)
    matrix = data.matrix(exact=True)
    scores = matrix @ matrix.T
    assert scores[0, 0] == data.p == a**2 + b**2 + c**2
    groups = np.arange(data.n) % (d - 2)
    same = groups[:, None] == groups[None, :]
    same[0, 0] = False
    assert set(scores[same]) <= {data.q}
    assert np.count_nonzero(same) == (d - 2) * t**2 - 1
    assert set(scores[groups[:, None] != groups[None, :]]) == {data.r}
    assert data.r < data.q < data.p


def test_numbers_are_taken_exactly():
    assert SelfAttentionData(4, a="0.1", b=1, c=1).a == Fraction(1, 10)
    assert SelfAttentionData(4, a=0.1, b=1, c=1).a == Fraction(0.1) != Fraction(1, 10)


def test_sizes_do_not_wrap_around():
    data = SelfAttentionData(np.int64(10**5 + 2), np.int64(10**17), a=0, b=1, c=1)
    assert data.n == 10**22


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"d": 3}, ValueError, r"d must be at least 4, got 3; use d >= 4"),
        ({"d": 4.0}, TypeError, r"d must be a whole number, got 4\.0"),
        ({"copies": 0}, ValueError, r"copies must be at least 1, got 0; use copies >= 1"),
        ({"copies": "2"}, TypeError, r"copies must be a whole number, got '2'"),
        ({"a": -1}, ValueError, r"a must not be negative, got -1; use a >= 0"),
        ({"a": "-0.1"}, ValueError, r"a must not be negative, got -0\.1"),
        ({"a": math.nan}, ValueError, r"a must be finite, got nan"),
        ({"a": None}, TypeError, r"a must be a number, got None"),
        ({"b": 0}, ValueError, r"b must be positive, got 0; use b > 0"),
        ({"b": -2, "c": 7}, ValueError, r"b must be positive, got -2; use b > 0"),
        ({"c": 0.0}, ValueError, r"c must be positive, got 0\.0; use c > 0"),
        ({"c": math.inf}, ValueError, r"c must be finite, got inf"),
        ({"c": "one"}, ValueError, r"c must be a number, got 'one'"),
    ],
)
def test_bad_self_attention_data_is_refused(change, error, message):
    good = {"d": 5, "copies": 2, "a": 1, "b": 1, "c": 1}
    SelfAttentionData(**good)
    with pytest.raises(error, match="^SelfAttentionData: " + message):
        SelfAttentionData(**good | change)


def test_the_smallest_construction_stands():
    data = SelfAttentionData(4, a=0, b=1, c=1)
    assert (data.n, data.p, data.q, data.r) == (2, 2, 2, 1)
    assert data.matrix(exact=True).tolist() == by_hand(4, 1, 0, 1, 1, 0)


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        (6, ValueError, "planted_row must be below n = 6, got 6; rows count from 0"),
        (-1, ValueError, "planted_row must be at least 0, got -1"),
        (0.0, TypeError, "planted_row must be a whole number"),
    ],
)
def test_a_planted_row_out_of_range_is_refused(row, error, message):
    with pytest.raises(error, match=rf"^SelfAttentionData\.matrix: {message}"):
        SelfAttentionData(5, 2, a=1, b=1, c=1).matrix(row)


def test_a_matrix_that_cannot_fit_is_refused_with_its_size():
    data = SelfAttentionData(1002, 10**9, a=1, b=1, c=1)
    size = r"1000000000000 x 1002 needs 7,465,481\.7 GiB"  # 1002e12 * 8 / 2^30
    with pytest.raises(ValueError, match=rf"{size}.*use row_classes or MaximalPreactivation"):
        data.matrix()
    with pytest.raises(ValueError, match="row_classes or MaximalPreactivation"):
        data.matrix(exact=True)
    with pytest.raises(ValueError, match=r"^VectorData\.vector: an array of 1000000000000000 "):
        VectorData(10**15).vector()


@pytest.mark.parametrize(
    "data",
    [
        SelfAttentionData(5, 3, a="1/3", b=0.1, c="0.4"),
        VectorData(9),
        VectorData(60, "2", high=8, spread="1.5"),
        VectorData(60, spread="1.5"),
    ],
    ids=repr,
)
def test_a_construction_is_a_value(data):
    assert eval(repr(data)) == data
    assert pickle.loads(pickle.dumps(data)) == copy.deepcopy(data) == data
    assert hash(copy.copy(data)) == hash(data)
    with pytest.raises(AttributeError):
        data.n = 3


def test_the_vectors_are_the_definition():
    assert VectorData(4, 3).vector().tolist() == [3, 1, 1, 1]
    assert VectorData(3).vector().tolist() == [1, 1, 1]
    assert VectorData(5, "2", high=2, spread="1.5").vector(exact=True).tolist() == [
        3,
        Fraction(3, 2),
        Fraction(3, 2),
        1,
        1,
    ]
    assert VectorData(4, high=3, spread=2).vector().tolist() == [2, 2, 2, 1]
    assert VectorData(4, high=4, spread=2).vector().tolist() == [2, 2, 2, 2]
    assert VectorData(4, 2, spread=5).vector().tolist() == [2, 1, 1, 1]  # high = 0: L = lo


@given(st.integers(2, 40), st.fractions(1, 4), st.fractions(1, 4), st.data())
def test_levels_count_every_entry(n, ratio, spread, draw):
    spike = ratio if ratio > 1 else None
    high = draw.draw(st.integers(0, n - (spike is not None)))
    data = VectorData(n, spike, high=high, spread=spread)
    values = sorted(data.vector(exact=True), reverse=True)
    assert len(values) == n
    assert sum(count for _, count in data.levels) == n
    assert all(count > 0 for _, count in data.levels)
    background = values[spike is not None :]
    assert set(background) <= {1, spread}
    top = spread if high else 1
    assert background.count(spread) == (high if spread > 1 else len(background))
    assert spike is None or values[0] == spike * top


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"n": 1}, ValueError, r"n must be at least 2, got 1"),
        ({"n": 2.0}, TypeError, r"n must be a whole number"),
        ({"ratio": 1}, ValueError, r"ratio must be greater than 1, got 1; use ratio > 1"),
        ({"ratio": math.nan}, ValueError, r"ratio must be finite"),
        ({"high": -1}, ValueError, r"high must be at least 0, got -1"),
        ({"high": 9}, ValueError, r"high must leave room .* got 9 of 8; use high <= 8"),
        ({"spread": "0.9"}, ValueError, r"spread must be at least 1, got 0\.9"),
    ],
)
def test_bad_vector_data_is_refused(change, error, message):
    good = {"n": 9, "ratio": 2, "high": 8, "spread": 2}
    VectorData(**good)
    with pytest.raises(error, match="^VectorData: " + message):
        VectorData(**good | change)
