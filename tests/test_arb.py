import math
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from polyattn._arb import ball, ceiling, finite_once, round_once, sign

numbers = st.one_of(
    st.fractions(),
    st.floats(allow_nan=False, allow_infinity=False).map(Fraction),
    st.tuples(st.fractions(), st.integers(-1200, 1200)).map(lambda x: x[0] * Fraction(2) ** x[1]),
)


@given(numbers)
def test_the_nearest_float_is_that_of_the_rational(number):
    try:
        expected = float(number)
    except OverflowError:
        expected = math.inf if number > 0 else -math.inf
    got = round_once(lambda: [ball(number)])[0]
    # the ball has 100 bits: next to the middle of two floats it may fall on the other side
    assert got == expected or abs(Fraction(got) - number) <= Fraction(math.ulp(got)) * Fraction(
        50001, 100000
    )


@given(numbers)
def test_a_direction_is_kept(number):
    below, above = (round_once(lambda: [ball(number)], way)[0] for way in ("down", "up"))
    assert below <= above
    assert below == -math.inf or Fraction(below) <= number
    assert above == math.inf or Fraction(above) >= number
    assert above <= math.nextafter(math.nextafter(below, math.inf), math.inf)


@given(numbers)
def test_a_finite_number_is_rounded_or_refused(number):
    (near,) = round_once(lambda: [ball(number)])
    if math.isfinite(near):
        assert finite_once(lambda: ball(number), "demo: too large") == near
    else:
        with pytest.raises(OverflowError, match=r"^demo: too large$"):
            finite_once(lambda: ball(number), "demo: too large")


@pytest.mark.parametrize(("way", "expected"), [("down", 0.0), ("nearest", 0.0), ("up", 5e-324)])
def test_below_the_subnormals(way, expected):
    assert round_once(lambda: [arb(-10000).exp()], way)[0] == expected
    assert round_once(lambda: [(-(arb(10) ** 300)).exp()], way)[0] == expected


def test_a_side_that_never_shows_is_bounded_all_the_same():
    def towers():
        return [(-((arb(10) ** 300).exp())).exp()]  # exp(-exp(1e300))

    assert round_once(towers, "up")[0] == 5e-324
    assert round_once(towers, "nearest")[0] == 0.0
    assert round_once(towers, "down")[0] <= 0.0


def test_precision_is_raised_until_it_is_enough():
    seen = []

    def difference():
        seen.append(ctx.prec)
        return [(1 + arb(fmpq(1, 10**200))).log()]

    before = ctx.prec
    assert round_once(difference)[0] == 1e-200
    assert seen == [128, 256, 512, 1024]
    assert ctx.prec == before


def test_what_no_precision_settles_is_an_error():
    with pytest.raises(ArithmeticError, match=r"^round_once: 131072 bits do not fix the result"):
        round_once(lambda: [1 / (arb(2).sqrt() ** 2 - 2)])


def test_signs():
    assert sign(lambda: arb(2).sqrt() - ball(Fraction(14142, 10000))) == 1
    assert sign(lambda: arb(2).sqrt() - ball(Fraction(14143, 10000))) == -1
    assert sign(lambda: arb(0)) == 0
    assert sign(lambda: arb(2).sqrt() ** 2 - 2) is None
    assert sign(lambda: (1 + arb(fmpq(1, 10**1000))).log()) == 1


@given(st.fractions(), st.integers(1, 50))
def test_ceilings(number, power):
    assert ceiling(lambda: ball(number)) == math.ceil(number)
    tiny = Fraction(1, 10**power)
    assert ceiling(lambda: ball(math.floor(number) + tiny)) == math.floor(number) + 1


def test_a_whole_number_that_no_precision_shows_counts_as_one():
    assert ceiling(lambda: arb(2).sqrt() ** 2) == 2
    assert ceiling(lambda: -(arb(2).sqrt() ** 2)) == -2


def test_threads_do_not_lower_one_anothers_precision():
    def close(bits):
        # 1 + 2**-bits is above 1, which fewer bits than these cannot see
        return sign(lambda: arb(1) + arb(2) ** -bits - 1)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(close, [3000, 10] * 200)) == {1}
