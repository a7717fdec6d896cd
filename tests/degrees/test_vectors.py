"""The degrees of a spike and of its background, beside powers taken at full length."""

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import MaximalPreactivation, Polynomial, VectorData
from polyattn.bounds import quiet_until
from polyattn.degrees import spike_degree, spike_detection_degree

ratios = st.fractions(Fraction(11, 10), 9, max_denominator=20)
ULP = 2.0**-52


def largest_weight(data, degree):
    """The weight of the first entry, from every entry of the vector."""
    powers = [(mpmath.mpf(x.numerator) / x.denominator) ** degree for x in data.vector(exact=True)]
    return powers[0] / sum(powers)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(2, 60), ratios, ratios, st.integers(0, 59),
    st.fractions(Fraction(1, 50), Fraction(999, 1000)),
)  # fmt: skip
def test_the_spike_has_its_weight_at_that_degree(n, ratio, spread, high, weight):
    data = VectorData(n, ratio, high=min(high, n - 1), spread=spread)
    if weight * n <= 1:
        with pytest.raises(ValueError, match="no degree gives the weight"):
            spike_degree(data, weight)
        return
    with mpmath.workdps(60):
        degree = mpmath.mpf(spike_degree(data, weight))
        # The float next to the root on either side is on the other side of the weight.
        below, above = (largest_weight(data, degree * (1 + sign * 2 * ULP)) for sign in (-1, 1))
        assert below < mpmath.mpf(weight.numerator) / weight.denominator < above


def test_closed_form_at_any_size():
    for n in (2, 10**6, 10**12):
        expected = math.log((n - 1) * 3) / math.log(3)
        assert spike_degree(VectorData(n, 3), "0.75") == pytest.approx(expected, rel=1e-14)
    # An equal background is equal wherever it lies.
    raised = VectorData(50, 3, high=49, spread=2)
    assert spike_degree(raised) == spike_degree(VectorData(50, 3))


def test_a_background_entry_can_be_the_largest():
    # From this degree on the background decides: the law turns to one half there, from below.
    data = VectorData(400, high=1, spread="1.5")
    degree = spike_degree(data, "0.75")
    assert degree == pytest.approx(math.log(399 * 3) / math.log(1.5), rel=1e-14)
    after = MaximalPreactivation(data, Polynomial(degree + 1e-9)).sf("0.5")
    assert after == 0.5


def test_detection_takes_half_of_the_degree_of_concentration():
    for n, ratio in ((100, "3"), (10**6, "1.8"), (10**12, "1.01")):
        degree = spike_detection_degree(VectorData(n, ratio))
        assert degree == pytest.approx(math.log(n) / math.log(float(ratio)) / 2, rel=1e-12)
    assert spike_detection_degree(VectorData(9, 3, high=8, spread=2)) == 1


@settings(deadline=None, max_examples=25)
@given(
    st.integers(2, 400), st.fractions(Fraction(11, 10), 2, max_denominator=10),
    st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10),
    st.sampled_from(["0.01", "0.2"]), st.integers(1, 20), st.integers(0, 40),
)  # fmt: skip
def test_no_background_is_louder_than_allowed(n, spread, tau, chance, width, high):
    data = VectorData(n, high=min(high, n), spread=spread)
    degree = quiet_until(data, tau, chance, width)
    expected = n * float(tau) ** 2 / (2 * math.log(width / float(chance)))
    if expected < 1 - 1e-12:
        assert degree == 0
    elif degree:
        assert degree == pytest.approx(math.log(expected) / math.log(spread), abs=1e-9)
        law = MaximalPreactivation(data, Polynomial(min(degree, 10_000)), width)
        assert law.sf(tau) <= float(chance)


def test_an_equal_background_is_quiet_at_every_degree_or_promised_at_none():
    assert quiet_until(VectorData(1000), "0.5", "0.01") == math.inf
    assert quiet_until(VectorData(10), "0.5", "0.01") == 0


def test_rounding_keeps_the_promise():
    data = VectorData(10**4, spread="1.5")
    with mpmath.workdps(40):
        exact = mpmath.log(10**4 / (8 * mpmath.log(100))) / mpmath.log(mpmath.mpf(3) / 2)
        got = quiet_until(data, "0.5", "0.01")
        assert exact * (1 - 2 * mpmath.mpf(ULP)) <= got <= exact


def test_errors_name_the_fix():
    with pytest.raises(ValueError, match=r"one entry must be the largest, got 5 of them; give"):
        spike_degree(VectorData(5))
    with pytest.raises(ValueError, match="runs from 1/5 to 1"):
        spike_degree(VectorData(5, 2), 1)
    with pytest.raises(TypeError, match=r"data must be a VectorData, got int; make one with"):
        spike_degree(5)
    for data in (VectorData(5), VectorData(5, 2, high=2, spread=2)):
        with pytest.raises(ValueError, match="a spike over an equal background is needed"):
            spike_detection_degree(data)
    for name, arguments in {"tau": ("1", "0.1"), "chance": ("0.5", 0)}.items():
        with pytest.raises(ValueError, match=f"{name} must lie strictly between 0 and 1"):
            quiet_until(VectorData(5), *arguments)
    with pytest.raises(ValueError, match="width"):
        quiet_until(VectorData(5), "0.5", "0.1", 0)
