"""Bounds for several planted rows, against every sign vector and the formulas in mpmath."""

import math
from fractions import Fraction
from itertools import product

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, separability
from polyattn.bounds import (
    concentrated_from,
    counting_steps,
    detection_at_most,
    not_concentrated_until,
    several_activation_at_least,
    several_concentrated_from,
    several_counting_steps,
    several_detection_at_most,
    several_not_concentrated_until,
    several_silence,
)
from polyattn.degrees import several_planted_degree
from polyattn.several import SeveralRowsData

EXAMPLE = {"d": 102, "copies": 10, "a": "0.9", "b": "0.6", "c": "0.4"}

tenths = st.integers(1, 20).map(lambda k: Fraction(k, 10))


def network_values(data, degree):
    """max_j <C_j, y> for every sign vector, from the definition, in rationals; rows 0..k-1."""
    groups = data.d - 2
    A = []
    for j in range(data.n):
        row = [data.a * (j < data.rows), *[Fraction(0)] * groups, data.c]
        row[1 + j % groups] = data.b
        A.append(row)
    C = set()
    for row in A:
        u = [sum(x * y for x, y in zip(row, other, strict=True)) ** degree for other in A]
        columns = zip(*A, strict=True)
        C.add(tuple(sum(w * x for w, x in zip(u, col, strict=True)) / sum(u) for col in columns))
    signs = product((-1, 1), repeat=data.d)
    return [max(sum(s * x for s, x in zip(y, row, strict=True)) for row in C) for y in signs]


@st.composite
def small(draw):
    d, t = draw(st.integers(4, 7)), draw(st.integers(1, 3))
    rows = draw(st.integers(1, d - 2))
    a, b, c = draw(st.just(Fraction(0)) | tenths), draw(tenths), draw(tenths)
    return SeveralRowsData(d, t, rows=rows, a=a, b=b, c=c)


@given(small(), st.sampled_from([1, 2, 4, 9]), st.integers(1, 5))
@settings(max_examples=35)
def test_no_sign_vector_is_forgotten(data, degree, width):
    values, kernel = network_values(data, degree), Polynomial(degree)
    said = 0
    for i in range(-4, 13):
        theta = data.c + (data.a + data.b) * Fraction(i, 10)
        truth = 1 - float(Fraction(sum(x <= theta for x in values), len(values)) ** width)
        for bound, sign in ((several_silence, 1), (several_activation_at_least, -1)):
            try:
                found = bound(data, kernel, theta, width)
            except ValueError:
                continue
            said += 1
            assert sign * found >= sign * truth - 1e-15
    assert said > 5


def test_the_bound_of_silence_is_its_formula():
    data = SeveralRowsData(502, 10, rows=7, a="0.9", b="0.6", c="0.4")
    with mpmath.workdps(50):
        a, b, c, theta = (mpmath.mpf(x) / 10 for x in (9, 6, 4, 7))
        P, M, Q, R = (x ** mpmath.mpf("1.5") for x in (a**2 + b**2 + c**2, a**2 + c**2,
                                                       b**2 + c**2, c**2))  # fmt: skip
        Z = P + 6 * M + 9 * Q + (10 * 499 - 6) * R
        eta = theta - c - a * (P + 6 * M) / Z - b + b * 500 * 10 * R / Z
        truth = mpmath.log(30) - 500 * eta**2 / (2 * b**2)
        found = several_silence(data, Polynomial("1.5"), "0.7", 30, log=True)
        assert truth <= found <= truth * (1 - 1e-14)
        plain = several_silence(data, Polynomial("1.5"), "0.7", 30)
        assert mpmath.exp(truth) <= plain <= mpmath.exp(truth) * (1 + 1e-13)
    assert several_silence(data, Polynomial(2), "1.9", 30) == 0
    assert several_silence(data, Polynomial(2), "1.9", 30, log=True) == -math.inf


def test_how_far_the_bounds_are_from_the_exact_law():
    """Ten planted rows: never on the wrong side, and one neuron activates as often as promised."""
    data = SeveralRowsData(**EXAMPLE, rows=10)
    for degree in ("1.5", "3", "6", "20"):
        law = MaximalPreactivation(data, Polynomial(degree), 30)
        for theta in ("0.45", "0.7", "0.95", "1.25", "1.6", "1.95"):
            truth = law.sf(theta)
            for bound, sign in ((several_silence, 1), (several_activation_at_least, -1)):
                try:
                    assert sign * bound(data, Polynomial(degree), theta, 30) >= sign * truth
                except ValueError as refusal:
                    assert "theta must be" in str(refusal)  # noqa: PT017
    alone = MaximalPreactivation(data, Polynomial(60)).sf("1.5")
    promised = several_activation_at_least(data, Polynomial(60), "1.5")
    assert promised <= alone <= promised * 1.001


@st.composite
def constructions(draw):
    d, t, one_group = draw(st.integers(4, 10**4)), draw(st.integers(1, 10**4)), draw(st.booleans())
    rows = draw(st.integers(1, t if one_group else d - 2))
    a, b, c = draw(tenths), draw(tenths), draw(tenths)
    return SeveralRowsData(d, t, rows=rows, one_group=one_group, a=a, b=b, c=c)


@given(constructions(), st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000))
@settings(max_examples=80)
def test_the_degree_lies_between_its_bounds(data, loss):
    early, late = (
        bound(data, loss) for bound in (several_not_concentrated_until, several_concentrated_from)
    )
    try:
        degree = several_planted_degree(data, 1 - loss)
    except ValueError:  # at every degree, or at none: only where few tokens are not planted
        assert early == 0 or (1 - loss) * data.n <= data.rows
        return
    assert degree <= late
    if data.a >= data.b or data.one_group:
        assert early <= degree
    if data.rows == 1:
        alone = SelfAttentionData(data.d, data.copies, a=data.a, b=data.b, c=data.c)
        assert early == not_concentrated_until(alone, loss)
        assert late == concentrated_from(alone, loss)
    elif data.one_group:
        assert late - early <= math.log(2) / math.log(data.p / data.q) * (1 + 1e-12)
    elif data.a > data.b:
        assert late - early <= math.log(4) / math.log(data.p_mutual / data.q) * (1 + 1e-12)


@given(constructions(), tenths, st.sampled_from(["1/2", "1", "3", "20"]), st.integers(1, 50))
@settings(max_examples=40)
def test_the_bound_on_detection_is_its_formula(data1, less, degree, width):
    if data1.one_group or data1.a == 0:
        return
    size = {x: getattr(data1, x) for x in ("d", "copies", "rows", "b", "c")}
    data0 = SeveralRowsData(a=max(0, data1.a - less), **size)
    beta, trials = float(Fraction(degree)), data1.d - 2 - data1.rows
    with mpmath.workdps(60):
        a, b, c = (mpmath.mpf(x.numerator) / x.denominator for x in (data1.a, data1.b, data1.c))
        own, club = ((x / c**2) ** beta for x in (a * a + b * b + c * c, a * a + c * c))
        steps = (1 + a / (2 * b)) * (own + (data1.rows - 1) * club) / data1.copies
        steps = min(int(mpmath.ceil(steps)), trials + 1)
        truth = width * steps * mpmath.binomial(trials, trials // 2) / mpmath.mpf(2) ** trials
        assert several_counting_steps(data0, data1, Polynomial(degree)) == steps
        found = several_detection_at_most(data0, data1, Polynomial(degree), width)
        assert min(1, truth) <= found <= truth * (1 + 1e-12)
    if data1.rows == 1:
        pair = [SelfAttentionData(x.d, x.copies, a=x.a, b=x.b, c=x.c) for x in (data0, data1)]
        assert several_counting_steps(data0, data1, Polynomial(degree)) == min(
            counting_steps(*pair, Polynomial(degree)), trials + 1
        )
        if width == 1:
            assert detection_at_most(*pair, Polynomial(degree)) == pytest.approx(found)


@pytest.mark.parametrize("rows", [1, 2, 5, 10, 60])
def test_no_threshold_does_better_than_the_bound_on_detection(rows):
    size = {"d": 402, "copies": 200, "rows": rows, "b": "0.6", "c": "0.4"}
    pair = [SeveralRowsData(a=a, **size) for a in ("0.1", "0.9")]
    said = 0
    for degree in ("0.2", "0.5", "1", "1.5", "2", "2.5", "3"):
        for width in (1, 5):
            laws = [MaximalPreactivation(x, Polynomial(degree), width) for x in pair]
            bound = several_detection_at_most(*pair, Polynomial(degree), width)
            assert separability(*laws).value <= bound
            said += bound < 1
    assert said > 3


def test_bad_input_is_refused():
    for bound in (several_counting_steps, several_detection_at_most):
        small, large, together = (
            SeveralRowsData(102, 10, rows=3, a=a, b="0.6", c="0.4", one_group=x)
            for a, x in (("0.1", False), ("0.9", False), ("0.9", True))
        )
        with pytest.raises(ValueError, match="must have the larger a"):
            bound(large, small, Polynomial(2))
        with pytest.raises(ValueError, match=r"may differ in a alone, got one_group = False and"):
            bound(small, together, Polynomial(2))
        with pytest.raises(TypeError, match="kernel must be Polynomial or Softmax"):
            bound(small, large, 2)
        other = SeveralRowsData(102, 10, rows=3, a="0.1", b="0.6", c="0.4", one_group=True)
        with pytest.raises(ValueError, match="must be in different groups, got one_group=True"):
            bound(other, together, Polynomial(2))
    with pytest.raises(ValueError, match="width must be at least 1"):
        several_detection_at_most(small, large, Polynomial(2), 0)
    data, kernel = SeveralRowsData(**EXAMPLE, rows=3), Polynomial(3)
    together = SeveralRowsData(**EXAMPLE, rows=3, one_group=True)
    for bound in (several_silence, several_activation_at_least):
        name = bound.__name__
        with pytest.raises(TypeError, match=f"^{name}: data must be a SeveralRowsData, got Self"):
            bound(SelfAttentionData(**EXAMPLE), kernel, 1)
        with pytest.raises(TypeError, match=f"^{name}: kernel must be Polynomial or Softmax"):
            bound(data, 3, 1)
        with pytest.raises(ValueError, match=f"^{name}: the planted rows must be in different"):
            bound(together, kernel, 1)
        with pytest.raises(ValueError, match=f"^{name}: width must be at least 1"):
            bound(data, kernel, 1, 0)
    with pytest.raises(ValueError, match=r"^several_silence: theta must be above"):
        several_silence(data, kernel, "0.3")
    with pytest.raises(ValueError, match=r"^several_activation_at_least: theta must be below"):
        several_activation_at_least(data, kernel, "1.5")
    for bound in (several_concentrated_from, several_not_concentrated_until):
        name = bound.__name__
        with pytest.raises(ValueError, match=f"^{name}: loss must lie strictly between 0 and 1"):
            bound(data, 0)
        with pytest.raises(ValueError, match=f"^{name}: a must be positive"):
            bound(SeveralRowsData(5, rows=2, a=0, b=1, c=1), "0.5")
