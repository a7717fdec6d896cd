from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from polyattn.exact import exact_number, whole_number

# 0.1 as it is stored: 0x1.999999999999ap-4.
TENTH = Fraction(0x1999999999999A, 2**56)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Fraction(3)),
        ("0.1", Fraction(1, 10)),
        (" 7/3 ", Fraction(7, 3)),
        ("1e-8", Fraction(1, 10**8)),
        ("-2.50", Fraction(-5, 2)),
        (0.1, TENTH),
        (np.float64(0.1), TENTH),
        (np.float32(0.1), Fraction(13421773, 2**27)),
        (np.int64(-4), Fraction(-4)),
        (np.uint8(255), Fraction(255)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Fraction(22, 7), Fraction(22, 7)),
        (sympy.Rational(1, 3), Fraction(1, 3)),
        (sympy.Integer(5), Fraction(5)),
        (5e-324, Fraction(1, 2**1074)),
        (10**40, Fraction(10**40)),
    ],
)
def test_a_number_is_taken_exactly(value, expected):
    assert exact_number(value, "a", "call") == expected


def test_a_long_double_keeps_all_its_bits():
    bits = np.finfo(np.longdouble).nmant
    value = np.longdouble(1) + np.ldexp(np.longdouble(1), -bits)
    assert exact_number(value, "a", "call") == 1 + Fraction(1, 2**bits)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_comes_back(value):
    number = exact_number(value, "a", "call")
    assert float(number) == value
    assert number.denominator & (number.denominator - 1) == 0  # a dyadic rational


@given(st.fractions())
def test_a_quotient_written_out_comes_back(value):
    assert exact_number(str(value), "a", "call") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_decimal_and_its_text_agree(value):
    assert exact_number(value, "a", "call") == exact_number(str(value), "a", "call")


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -np.inf, np.float32("nan"), Decimal("NaN"), Decimal("inf")],
)
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match=r"^call: a must be finite, got "):
        exact_number(value, "a", "call")


@pytest.mark.parametrize("value", ["", "nan", "inf", "1/0", "0,1", "x", "1+1"])
def test_text_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r'^call: a must be a number, got .*; write it like "0.1"'):
        exact_number(value, "a", "call")


@pytest.mark.parametrize(
    "value",
    [None, True, np.bool_(True), 1j, b"1", [1], np.array(1.0), sympy.pi, sympy.Float("0.1")],
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=r"^call: a must be a number, got .*use an int, float"):
        exact_number(value, "a", "call")


@pytest.mark.parametrize("value", [4, np.int32(4), np.int64(2**62), 10**30])
def test_a_whole_number_is_a_python_int(value):
    number = whole_number(value, "d", "call", 4, "why")
    assert type(number) is int
    assert number == value


def test_a_whole_number_does_not_wrap_around():
    assert whole_number(np.int64(10**18), "d", "call", 4, "why") * 100 == 10**20


@pytest.mark.parametrize("value", [4.0, "4", None, True, Fraction(4), np.float64(4)])
def test_what_is_not_whole_is_refused(value):
    with pytest.raises(TypeError, match=r"^call: d must be a whole number, got .* at least 4"):
        whole_number(value, "d", "call", 4, "why")


def test_a_whole_number_too_small_is_refused():
    with pytest.raises(ValueError, match=r"^call: d must be at least 4, got 3; two groups$"):
        whole_number(3, "d", "call", 4, "two groups")
