import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyattn import Polynomial, SelfAttentionData, Softmax, VectorData, row_classes

HALF_AN_ULP = 2.0**-53 * (1 + 2.0**-40)  # one rounding, and the 100 bits before it
LARGE = {"d": 1002, "copies": 10**9, "a": "0.3", "b": "0.6", "c": "0.4"}
ENTRIES = ("feature", "own", "other", "bias")
WEIGHTS = (
    "planted_weight",
    "planted_weight_complement",
    "planted_group_weight",
    "planted_cross_weight",
    "own_group_weight",
    "own_group_weight_complement",
    "others_cross_weight",
)

sizes = st.tuples(st.integers(4, 10**6), st.integers(1, 10**9))
entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
degree = st.one_of(st.integers(1, 200), st.fractions(Fraction(1, 100), 10**4))


def dense_network(d, t, a, b, c, degree, planted):
    """f and C in rationals, from the definition, with nothing shared but the sizes."""
    n = (d - 2) * t
    rows = []
    for j in range(n):
        row = [Fraction(0)] * d
        row[0] = a if j == planted else Fraction(0)
        row[1 + j % (d - 2)] = b
        row[d - 1] = c
        rows.append(row)
    f = []
    for x in rows:
        u = [sum(s * y for s, y in zip(x, other, strict=True)) ** degree for other in rows]
        f.append([weight / sum(u) for weight in u])
    columns = list(zip(*rows, strict=True))
    product = [[sum(w * y for w, y in zip(x, col, strict=True)) for col in columns] for x in f]
    return f, product


@pytest.mark.parametrize("t", range(1, 5))
@pytest.mark.parametrize("d", range(4, 10))
def test_every_row_of_the_dense_network_exactly(d, t):
    a, b, c, power = Fraction(d - 4, 3), Fraction(3, 5), Fraction(t, 7), d % 4 + t
    planted = (3 * d + t) % ((d - 2) * t)
    weights, product = dense_network(d, t, a, b, c, power, planted)
    rows = row_classes(SelfAttentionData(d, t, a=a, b=b, c=c), Polynomial(power), exact=True)
    assert (rows.group is None) == (t == 1)
    group = planted % (d - 2)
    for j, row in enumerate(product):
        own = j % (d - 2)
        kind = rows.planted if j == planted else rows.group if own == group else rows.others
        assert row[0] == kind.feature
        assert row[-1] == kind.bias
        assert row[1 + own] == kind.own
        assert all(row[1 + g] == kind.other for g in range(d - 2) if g != own)
        to_groups = [sum(weights[j][g :: d - 2]) for g in range(d - 2)]
        at = to_groups.pop(own)
        if j == planted:
            assert rows.planted_weight == weights[j][j] == 1 - rows.planted_weight_complement
            assert at == rows.planted_group_weight
            assert set(to_groups) == {rows.planted_cross_weight}
        else:
            assert at == rows.own_group_weight == 1 - rows.own_group_weight_complement
            assert set(to_groups) == {rows.others_cross_weight}


def fraction(number):
    return mpmath.mpf(number.numerator) / number.denominator


def by_mpmath(data, ratio):
    """Every number of the answer, with 1 - weight as a plain difference in enough digits."""
    a, b, c = fraction(data.a), fraction(data.b), fraction(data.c)
    t, others = data.copies, data.d - 3
    P = ratio(a**2 + b**2 + c**2, c**2)
    Q = ratio(b**2 + c**2, c**2)
    star, rest = P + (t - 1) * Q + t * others, t * Q + t * others
    weights = (
        P / star,
        1 - P / star,
        1 - others * t / star,
        t / star,
        t * Q / rest,
        1 - t * Q / rest,
        t / rest,
    )
    entries = {
        "planted": (a * P / star, b * (P + (t - 1) * Q) / star, b * t / star, c),
        "group": (a * Q / rest, b * t * Q / rest, b * t / rest, c),
        "others": (a / rest, b * t * Q / rest, b * t / rest, c),
    }
    return weights, entries


def assert_rounded_once(rows, weights, entries):
    pairs = list(zip((getattr(rows, name) for name in WEIGHTS), weights, strict=True))
    for kind, values in entries.items():
        row = getattr(rows, kind)
        if row is not None:
            pairs += zip((getattr(row, name) for name in ENTRIES), values, strict=True)
    for got, truth in pairs:
        assert isinstance(got, float)
        if truth >= 2.0**-1022:
            assert abs(got - truth) <= HALF_AN_ULP * truth
        else:
            assert abs(got - truth) <= 2.0**-1074


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"copies": 1, "d": 10**12 + 2},
        {"d": 4, "copies": 1},
        {"a": 0},
        {"a": 1e-9, "copies": 3},
        {"a": 3, "b": "0.1", "c": "0.1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("degree", ["0.01", 1, "7.3", "129.82", 2000, 10**4])
def test_large_sizes_and_degrees_are_rounded_once(change, degree):
    data = SelfAttentionData(**LARGE | change)
    rows = row_classes(data, Polynomial(degree))
    assert (rows.group is None) == (data.copies == 1)
    power = Fraction(degree)
    # as many digits as 1 - weight loses, and 60 more
    with mpmath.workdps(60 + int(power * 3) + 12):
        exponent = power.numerator if power.denominator == 1 else fraction(power)
        truth = by_mpmath(data, lambda s, r: (s / r) ** exponent)
        assert_rounded_once(rows, *truth)


@pytest.mark.parametrize("scale", ["0.001", 1, "7.3", 300])
@pytest.mark.parametrize("change", [{}, {"copies": 1, "d": 4}, {"a": 0}, {"a": "1.2"}], ids=str)
def test_softmax_rows_are_rounded_once(change, scale):
    data = SelfAttentionData(**LARGE | change)
    rows = row_classes(data, Softmax(scale))
    with mpmath.workdps(8000):  # 300 (a^2 + b^2) log10(n) is below 6,500
        exponent, unit = fraction(Fraction(scale)), mpmath.log(data.n)
        truth = by_mpmath(data, lambda s, r: mpmath.exp(exponent * (s - r) * unit))
        assert_rounded_once(rows, *truth)


@pytest.mark.parametrize("power", ["0.5", 1, 3, 12, "40.5"])
@pytest.mark.parametrize(("d", "t"), [(4, 1), (4, 1000), (42, 100), (2002, 2), (4002, 1)])
def test_dense_floats_agree(d, t, power):
    data = SelfAttentionData(d, t, a="0.9", b="0.6", c="0.4")
    matrix = data.matrix(planted_row=1)
    groups = d - 2
    rows = row_classes(data, Polynomial(power))
    kinds = [(1, 1, rows.planted), (0, 0, rows.others)]
    if t > 1:
        kinds.append((1 + groups, 1, rows.group))
    # a score is off by a few eps, its power by the degree times that; the sums are exact
    close = 1e-13 + 4 * float(Fraction(power)) * np.finfo(float).eps
    for j, own, kind in kinds:
        weights = (matrix @ matrix[j] / np.log(data.n)) ** float(Fraction(power))
        unit = math.fsum(weights) * math.sqrt(math.log(data.n))
        for column in {0, 1, 2, 1 + own, groups, d - 1}:
            name = {0: "feature", 1 + own: "own", d - 1: "bias"}.get(column, "other")
            got = math.fsum(weights * matrix[:, column]) / unit
            assert got == pytest.approx(getattr(kind, name), rel=close)


@given(sizes, entry, entry, entry, degree)
def test_weights_of_a_row_sum_to_one(size, a, b, c, power):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    rows = row_classes(data, Polynomial(power))
    groups = data.d - 3
    for total in (
        rows.planted_group_weight + groups * rows.planted_cross_weight,
        rows.own_group_weight + groups * rows.others_cross_weight,
        rows.planted_weight + rows.planted_weight_complement,
        rows.own_group_weight + rows.own_group_weight_complement,
    ):
        assert total == pytest.approx(1, abs=1e-15)


@given(sizes, entry, entry, entry, degree)
def test_rows_keep_their_l1_norm(size, a, b, c, power):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    rows = row_classes(data, Polynomial(power))
    for row in (rows.planted, rows.group, rows.others):
        if row is not None:
            norm = row.feature + row.own + (data.d - 3) * row.other + row.bias
            assert norm == pytest.approx(float(b + c) + row.feature, rel=1e-14)


@given(sizes, entry, entry, entry, degree, entry)
def test_polynomial_weights_see_no_scale(size, a, b, c, power, scale):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    scaled = SelfAttentionData(*size, a=scale * a, b=scale * b, c=scale * c)
    rows, again = (row_classes(x, Polynomial(power)) for x in (data, scaled))
    assert all(getattr(rows, name) == getattr(again, name) for name in WEIGHTS)


@given(sizes, entry, entry, entry, entry)
def test_softmax_takes_the_square_of_the_scale(size, a, b, c, scale):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    scaled = SelfAttentionData(*size, a=scale * a, b=scale * b, c=scale * c)
    rows, again = row_classes(scaled, Softmax(2)), row_classes(data, Softmax(2 * scale**2))
    assert all(getattr(rows, name) == getattr(again, name) for name in WEIGHTS)


@given(sizes, entry, entry, entry, degree, degree)
def test_weights_are_monotone_in_the_degree(size, a, b, c, one, other):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    low, high = (row_classes(data, Polynomial(power)) for power in sorted((one, other)))
    for name in ("planted_weight", "planted_group_weight", "own_group_weight"):
        assert getattr(low, name) <= getattr(high, name)
    for name in ("planted_cross_weight", "others_cross_weight", "planted_weight_complement"):
        assert getattr(low, name) >= getattr(high, name)


@given(st.integers(4, 40), st.integers(1, 9), entry, entry, entry, st.integers(1, 30))
def test_rationals_and_floats_are_the_same_numbers(d, t, a, b, c, power):
    data = SelfAttentionData(d, t, a=a, b=b, c=c)
    exact = row_classes(data, Polynomial(power), exact=True)
    rows = row_classes(data, Polynomial(power))
    for name in WEIGHTS:
        assert isinstance(getattr(exact, name), Fraction)
        assert getattr(rows, name) == float(getattr(exact, name))
    for kind in ("planted", "others"):
        for name in ENTRIES:
            got, truth = (getattr(getattr(x, kind), name) for x in (rows, exact))
            assert got == float(truth)


def test_limits_of_the_degree():
    data = SelfAttentionData(6, 3, a=1, b=1, c=1)
    lowest = row_classes(data, Polynomial("1e-300"))
    assert lowest.planted_weight == 1 / 12
    assert lowest.own_group_weight == 0.25
    highest = row_classes(data, Polynomial("1e300"))
    assert highest.planted_weight == highest.own_group_weight == 1.0
    assert highest.planted_weight_complement == highest.others.feature == 0.0
    assert highest.group.feature == 1 / 3


def test_without_a_feature_the_group_ties():
    rows = row_classes(SelfAttentionData(6, 3, a=0, b=1, c=1), Polynomial("1e300"))
    assert rows.planted_weight == 1 / 3
    assert rows.planted_weight_complement == 2 / 3
    assert rows.planted == rows.group


def test_a_difference_that_no_float_sees():
    data = SelfAttentionData(4, 2, a="1e-20", b=1, c=1)
    rows = row_classes(data, Polynomial("1e41"))
    # p / q = 1 + 5e-41, so P / Q = e^5 to a relative 1e-39
    assert rows.planted_weight == pytest.approx(1 / (1 + np.exp(-5.0)), rel=1e-15)


@pytest.mark.parametrize(
    "kernel", [Polynomial("7.3"), Polynomial(0.1), Softmax()], ids=lambda k: repr(k)
)
def test_rationals_need_a_whole_degree(kernel):
    data = SelfAttentionData(5, a=1, b=1, c=1)
    message = r"^row_classes: exact=True needs a polynomial kernel of whole degree, got .*leave"
    with pytest.raises(ValueError, match=message):
        row_classes(data, kernel, exact=True)


def test_what_has_no_row_classes_is_refused():
    data = SelfAttentionData(5, a=1, b=1, c=1)
    with pytest.raises(TypeError, match=r"^row_classes: data must be a SelfAttentionData, got Vec"):
        row_classes(VectorData(5), Polynomial(2))
    with pytest.raises(TypeError, match=r"^row_classes: kernel must be Polynomial or Softmax"):
        row_classes(data, 2)
