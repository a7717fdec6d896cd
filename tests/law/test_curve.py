"""The curve of detections against false alarms, against every sign vector of small networks."""

import math
import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import (
    MaximalPreactivation,
    Polynomial,
    SelfAttentionData,
    VectorData,
    power,
    roc,
    separability,
)
from tests.law.law_reference import activation, network_values, vector_values

entries = st.integers(1, 20).map(lambda k: Fraction(k, 10)) | st.floats(0.01, 3.0)
widths = st.sampled_from([1, 2, 9, 40])


def check_small(law0, law1, values0, values1):
    """Every point, the area and the best detections, all in Fractions."""
    atoms = sorted({*values0, *values1}, reverse=True)
    points = [
        tuple(activation(values, x, law0.width) for values in (values0, values1)) for x in atoms
    ]
    points.append((Fraction(1), Fraction(1)))
    curve = roc(law0, law1)
    for i, got in enumerate((curve.false_alarms, curve.detections)):
        np.testing.assert_allclose(got, [float(x[i]) for x in points], rtol=1e-12)
    assert curve.thresholds[-1] == -math.inf
    for number, atom in zip(curve.thresholds[:-1], atoms, strict=True):
        assert math.nextafter(number, -math.inf) < atom <= number
    area = sum((y[0] - x[0]) * (x[1] + y[1]) / 2 for x, y in pairwise(points))
    assert curve.area == pytest.approx(float(area), rel=1e-12)
    assert curve.complement == pytest.approx(float(1 - area), rel=1e-9)
    best = separability(law0, law1)
    assert best.value == pytest.approx(max(curve.detections - curve.false_alarms), rel=1e-9)
    rates = [0, 1e-300, 0.01, 0.2, 0.5, 0.999, 1]
    if law0.width == 1:  # then probabilities are exact
        rates += curve.false_alarms.tolist()
    for rate, got in zip(rates, power(law0, law1, rates), strict=True):
        most = max(y for x, y in points if x <= rate)
        assert got == pytest.approx(float(most), rel=1e-12)


@given(
    st.integers(4, 6),
    st.integers(1, 3),
    st.tuples(st.just(0) | entries, entries),
    entries,
    entries,
    st.tuples(*[st.sampled_from([1, 2, 4, 40])] * 2),
    widths,
)
@settings(max_examples=30)
def test_small_networks(d, copies, features, b, c, degrees, width):
    laws, values = [], []
    for a, degree in zip(features, degrees, strict=True):
        data = SelfAttentionData(d, copies, a=a, b=b, c=c)
        laws.append(MaximalPreactivation(data, Polynomial(degree), width))
        values.append(network_values(data, lambda score, power=degree: score**power))
    check_small(*laws, *values)


@given(st.integers(2, 7), st.tuples(st.none(), entries), st.sampled_from([1, 2, 20]), widths)
@settings(max_examples=30)
def test_small_vectors(n, more, degree, width):
    laws, values = [], []
    for x in more:
        data = VectorData(n, None if x is None else 1 + Fraction(x))
        laws.append(MaximalPreactivation(data, Polynomial(degree), width))
        values.append(vector_values(data, lambda score: score**degree))
    check_small(*laws, *values)


@pytest.mark.parametrize("degree", [18, 19, 20, "20.5", 600])
def test_show_piece_at_a_million_million_rows(degree):
    datas = [SelfAttentionData(1002, 10**9, a=a, b="0.6", c="0.4") for a in ("0.05", "0.3")]
    laws = [MaximalPreactivation(data, Polynomial(degree), 256) for data in datas]
    curve, best = roc(*laws), separability(*laws)
    false, right = curve.false_alarms, curve.detections
    assert (false[0], right[0], false[-1], right[-1]) == (0, 0, 1, 1)
    assert (np.diff(false) >= 0).all()
    assert (np.diff(right) >= 0).all()
    assert (right - false).max() == pytest.approx(best.value, rel=1e-12)
    assert best.complement >= curve.complement >= best.complement**2 / 2 * (1 - 1e-9)
    assert curve.complement == pytest.approx(1 - curve.area, abs=1e-15)
    some = np.array([1, 5, 50, 500, 3000])
    # at a rate that is attained the power is that of the curve
    rates = false[some]
    most = [right[false <= rate].max() for rate in rates]
    assert power(*laws, rates).tolist() == pytest.approx(most, rel=1e-12)


def test_the_area_is_the_chance_that_the_second_is_larger():
    datas = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    laws = [MaximalPreactivation(data, Polynomial(3), 9) for data in datas]
    draws = [law.rvs(40_000, random_state=seed) for seed, law in enumerate(laws)]
    wins = np.mean(draws[1] > draws[0]) + np.mean(draws[1] == draws[0]) / 2
    assert abs(roc(*laws).area - wins) < 5 * 0.5 / 200  # five standard errors


def test_power_where_the_curve_is_too_long():
    datas = VectorData(10**12), VectorData(10**12, 3)
    laws = [MaximalPreactivation(x, Polynomial(12), 30) for x in datas]
    with pytest.raises(ValueError, match=r"roc: the two laws have 4\d+ atoms, more than 262144"):
        roc(*laws)
    rates = np.array([1e-12, 0.01, 0.5])
    found = power(*laws, rates)
    assert (found > rates).all()
    at = laws[0].isf(rates, exact=True)
    assert found.tolist() == [laws[1].sf(x) for x in at]
    assert isinstance(power(*laws, 0.01), float)
    assert power(*laws, [[0.01]]).shape == (1, 1)
    assert power(*laws, []).shape == (0,)


def test_another_setting_of_numpy_changes_nothing():
    datas = [SelfAttentionData(202, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    laws = [MaximalPreactivation(data, Polynomial(700), 9) for data in datas]
    with np.errstate(all="raise"):
        curve, found = roc(*laws), power(*laws, [0, 1e-300, 0.5])
    assert curve.area == roc(*laws).area
    assert found.tolist() == power(*laws, [0, 1e-300, 0.5]).tolist()


A = MaximalPreactivation(SelfAttentionData(6, 2, a="0.3", b="0.6", c="0.4"), Polynomial(2))


@pytest.mark.parametrize(
    ("call", "arguments", "error", "message"),
    [
        (roc, (A, 3), TypeError, "law1 must be a MaximalPreactivation, got int"),
        (power, (3, A, 0.1), TypeError, "law0 must be a MaximalPreactivation, got int"),
        (power, (A, A, 1.1), ValueError, "false_alarms must be probabilities from 0 to 1, got 1.1"),
        (power, (A, A, math.nan), ValueError, "false_alarms must be probabilities from 0 to 1"),
        (
            roc,
            (A, MaximalPreactivation(VectorData(9), Polynomial(2))),
            ValueError,
            "one construction, got SelfAttentionData and VectorData",
        ),
    ],
)
def test_bad_input_is_refused(call, arguments, error, message):
    with pytest.raises(error, match=f"{call.__name__}: .*{re.escape(message)}"):
        call(*arguments)
