from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from polyattn import Polynomial, Softmax

positive = st.fractions(min_value=Fraction(1, 10**6), max_value=10**6)


@pytest.mark.parametrize("degree", [0, -1, "0", -0.0, "-7/3"])
def test_a_degree_must_be_positive(degree):
    with pytest.raises(ValueError, match=r"^Polynomial: degree must be positive, .*use degree > 0"):
        Polynomial(degree)


@pytest.mark.parametrize("scale", [0, -1, "-1e-9"])
def test_a_scale_must_be_positive(scale):
    with pytest.raises(ValueError, match=r"^Softmax: scale must be positive, .*use scale > 0"):
        Softmax(scale)


@pytest.mark.parametrize("kernel", [Polynomial, Softmax])
@pytest.mark.parametrize("value", [10**400, "1e309", "1e-400", "1e-5000", Fraction(1, 10**5000)])
def test_beyond_float64_is_refused_with_the_range(kernel, value):
    with pytest.raises(ValueError, match=r"must lie in the range of float64, 5e-324 to 1.797e308"):
        kernel(value)


@pytest.mark.parametrize("kernel", [Polynomial, Softmax])
@pytest.mark.parametrize(
    "value",
    [5e-324, "1e-320", 2**1023, 1 + Fraction(1, 10**5000), 10**5000 - Fraction(10**5000 - 1)],
)
def test_up_to_there_numbers_are_kept(kernel, value):
    assert eval(repr(kernel(value))) == kernel(value)
    with np.errstate(all="raise"):
        logs = kernel(value).log_weight(np.array([1.0, 5e-324, 1e308]))
    assert not np.isnan(logs).any()


def test_a_message_shows_a_long_number_by_its_length():
    with pytest.raises(ValueError, match="degree must be positive, got a number of 16610 bits"):
        Polynomial(-(10**5000))


@pytest.mark.parametrize("kernel", [Polynomial, Softmax])
def test_what_is_not_finite_or_no_number_is_refused(kernel):
    for value in (float("nan"), float("inf"), "nan"):
        with pytest.raises(ValueError, match=rf"^{kernel.__name__}: (degree|scale) must be "):
            kernel(value)
    for value in (None, True, [2]):
        with pytest.raises(TypeError, match=rf"^{kernel.__name__}: (degree|scale) must be "):
            kernel(value)


def test_a_kernel_is_a_value():
    assert Polynomial("0.5") == Polynomial(0.5) == Polynomial(Fraction(1, 2))
    assert Polynomial(2) != Softmax(2)
    assert len({Softmax(), Softmax(1), Softmax("1")}) == 1
    with pytest.raises(AttributeError):
        Polynomial(2).degree = Fraction(3)


@given(positive)
def test_the_repr_gives_the_kernel_back(number):
    for kernel in (Polynomial(number), Softmax(number)):
        assert eval(repr(kernel)) == kernel


@given(st.floats(0.01, 1e4), st.floats(1e-300, 1e300))
def test_the_log_weight_of_a_power(degree, score):
    got = float(Polynomial(degree).log_weight(np.array([score]))[0])
    exact = mpmath.mpf(degree) * mpmath.log(mpmath.mpf(score))
    # log and the product round once each
    assert abs(got - exact) <= 4 * np.finfo(float).eps * abs(exact)


def test_a_zero_score_gets_no_weight_and_no_warning():
    assert Polynomial(3).log_weight(np.array([0.0, 1.0])).tolist() == [-np.inf, 0.0]


@pytest.mark.parametrize("score", [-1e-300, -1.0, np.nan, -np.inf])
def test_a_negative_score_has_no_log_weight(score):
    with pytest.raises(ValueError, match=r"^Polynomial\.log_weight: scores must be non-negative"):
        Polynomial(2).log_weight(np.array([1.0, score]))


def test_log_weights_keep_shape_and_type():
    scores = np.ones((2, 3), dtype=np.float32)
    for kernel in (Polynomial("2.5"), Softmax("0.5")):
        assert kernel.log_weight(scores).shape == (2, 3)
        assert kernel.log_weight(scores).dtype == np.float32
    assert Softmax(2).log_weight(np.array([-1.5])).tolist() == [-3.0]


@given(positive, positive, positive, st.integers(2, 10**15))
def test_log_ratios_enclose_the_truth(number, score, reference, n):
    with mpmath.workdps(80):
        quotient = mpmath.mpf(score.numerator) * reference.denominator
        quotient /= mpmath.mpf(score.denominator) * reference.numerator
        by = mpmath.mpf(number.numerator) / number.denominator
        difference = score - reference
        shift = mpmath.mpf(difference.numerator) / difference.denominator
        truths = by * mpmath.log(quotient), by * shift * mpmath.log(n)
    for kernel, truth in zip((Polynomial(number), Softmax(number)), truths, strict=True):
        with ctx.workprec(200):
            ball = kernel.log_ratio(score, reference, n)
            assert ball.rel_accuracy_bits() > 100
            # mpmath's 80 digits against 200 bits: the sum of both errors
            assert abs(ball - arb(mpmath.nstr(truth, 78))) <= arb("1e-55") * (1 + abs(ball))


def test_equal_scores_have_the_ratio_one_exactly():
    for kernel in (Polynomial("7.3"), Softmax("7.3")):
        ball = kernel.log_ratio(Fraction(1, 3), Fraction(1, 3), 100)
        assert ball.is_exact()
        assert ball == 0


def test_a_ratio_close_to_one_keeps_its_digits():
    near = 1 + Fraction(1, 10**40)
    with ctx.workprec(400):
        ball = Polynomial(1).log_ratio(near, Fraction(1), 10)
        # log(1 + x) = x - x^2 / 2 + ..., x = 1e-40
        assert abs(ball * arb(10) ** 40 - 1) < arb("1e-39")
