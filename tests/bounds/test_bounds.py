"""Each bound against the number that it bounds: enumerated, in mpmath, or from the exact law."""

import math
from fractions import Fraction
from itertools import product

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from polyattn import Polynomial, SelfAttentionData, Softmax, VectorData, law
from polyattn.bounds import (
    activation_at_least,
    activation_at_most,
    blind_until,
    concentrated_from,
    counting_steps,
    detected_from,
    detection_at_least,
    detection_at_most,
    grouped_from,
    not_concentrated_until,
    sandwich,
    separated_from,
    separation,
    silence,
    silent_until,
    spread_until,
    sufficient_width,
    tolerance,
    width_bound,
)
from polyattn.law import MaximalPreactivation
from polyattn.rows import row_classes

LARGE = {"d": 1002, "copies": 10**9, "b": "0.6", "c": "0.4"}
ULP = 2.0**-52

entry = st.fractions(Fraction(1, 10), 2, max_denominator=10)
share = st.fractions(Fraction(1, 1000), Fraction(999, 1000))
sizes = st.tuples(st.integers(4, 10**5), st.integers(1, 10**8))
small_sizes = st.tuples(st.integers(4, 300), st.sampled_from([1, 2, 5, 100, 10**6]))
kernels = st.one_of(
    st.integers(1, 30).map(Polynomial),
    st.fractions(Fraction(1, 20), 40).map(Polynomial),
    st.fractions(Fraction(1, 20), 3, max_denominator=20).map(Softmax),
)
widths = st.sampled_from([1, 2, 30, 1000, 10**9])


def fraction(number):
    return mpmath.mpf(number.numerator) / number.denominator


def by_mpmath(data, degree):
    """f*, w_o and the two logarithms log(p / q), log(p / r)."""
    p, q, r = (
        fraction(x) for x in (data.a**2 + data.b**2 + data.c**2, data.b**2 + data.c**2, data.c**2)
    )
    t, others = data.copies, data.d - 3
    planted = 1 / (1 + (t - 1) * (q / p) ** degree + t * others * (r / p) ** degree)
    return planted, 1 / (1 + others * (r / q) ** degree)


@given(sizes, entry, entry, entry, share)
def test_concentration_holds_at_its_degrees(size, a, b, c, loss):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    with mpmath.workdps(60):
        kept = 1 - fraction(loss)
        assert by_mpmath(data, mpmath.mpf(concentrated_from(data, loss)))[0] >= kept
        until = mpmath.mpf(not_concentrated_until(data, loss))
        assert until == 0 or by_mpmath(data, until)[0] <= kept
        until = mpmath.mpf(spread_until(data, loss))
        assert until == 0 or by_mpmath(data, until)[0] <= fraction(loss)
        start = mpmath.mpf(grouped_from(data, loss))
        assert by_mpmath(data, start)[1] >= kept
        assert start == 0 or by_mpmath(data, start * (1 - 2 * ULP))[1] < kept


@given(sizes, entry, entry, entry, share)
def test_concentration_degrees_are_their_formulas(size, a, b, c, loss):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    t, n = data.copies, data.n
    with mpmath.workdps(60):
        lost = fraction(loss)
        odds = (1 - lost) / lost
        slow = mpmath.log(fraction((a**2 + b**2 + c**2) / (b**2 + c**2)))
        fast = mpmath.log(fraction((a**2 + b**2 + c**2) / c**2))

        def degree(factor):
            group = mpmath.log(factor * (t - 1)) / slow if t > 1 else mpmath.mpf(0)
            return max(group, mpmath.log(factor * (n - t)) / fast, mpmath.mpf(0))

        for got, truth, side in (
            (concentrated_from(data, loss), degree(2 * odds), 1),
            (not_concentrated_until(data, loss), degree(odds), -1),
            (spread_until(data, loss), degree(1 / odds), -1),
        ):
            assert 0 <= side * (got - truth) <= 2 * ULP * truth


def test_concentration_refuses_what_it_does_not_cover():
    flat = SelfAttentionData(**LARGE, a=0)
    data = SelfAttentionData(**LARGE, a=1)
    for function in (concentrated_from, not_concentrated_until, spread_until):
        with pytest.raises(ValueError, match=rf"^{function.__name__}: a must be positive, got 0"):
            function(flat, "0.5")
    assert grouped_from(flat, "0.5") > 0
    for function in (concentrated_from, not_concentrated_until, spread_until, grouped_from):
        for bad in (0, 1, "1.5", -1):
            message = rf"^{function.__name__}: (loss|weight) must lie strictly between 0 and 1"
            with pytest.raises(ValueError, match=message):
                function(data, bad)
        with pytest.raises(TypeError, match=rf"^{function.__name__}: data must be a SelfAttention"):
            function(VectorData(5), "0.5")


def enumerated(data, degree):
    """Every value of the largest pre-activation over all sign vectors, with its count."""
    matrix = data.matrix(exact=True).tolist()
    rows = []
    for x in matrix:
        scores = [sum(u * v for u, v in zip(x, y, strict=True)) ** degree for y in matrix]
        total = sum(scores)
        row = [
            sum(w * y[k] for w, y in zip(scores, matrix, strict=True)) / total
            for k in range(data.d)
        ]
        if row not in rows:
            rows.append(row)
    values = [
        max(sum(s * v for s, v in zip(signs, row, strict=True)) for row in rows)
        for signs in product((1, -1), repeat=data.d)
    ]
    return sorted(values)


def fires(values, theta):
    return Fraction(sum(value > theta for value in values), len(values))


@settings(max_examples=25)
@given(
    st.integers(4, 7),
    st.integers(1, 3),
    st.one_of(st.just(Fraction(0)), entry),
    entry,
    entry,
    st.integers(1, 4),
)
def test_the_sandwich_holds_exactly(d, t, a, b, c, degree):
    """All atoms are tried, where the inequality is strictest, and points beside them."""
    data = SelfAttentionData(d, t, a=a, b=b, c=c)
    kernel = Polynomial(degree)
    values = enumerated(data, degree)
    for atom in sorted(set(values)):
        for theta in (atom, atom - Fraction(1, 10**9), atom + Fraction(1, 10**9)):
            lower, upper = sandwich(data, kernel, theta)
            assert lower <= fires(values, theta) <= upper
            # B is a whole number of 2^(3-d): widened by so little, it is still recognised
            whole = Fraction(upper) * 2 ** (d - 3)
            assert abs(whole - round(whole)) < 1e-9
            if upper:
                assert upper / lower == pytest.approx(8, rel=1e-10)


def test_the_sandwich_at_a_structural_tie():
    data = SelfAttentionData(**LARGE, a=0)
    assert sandwich(data, Polynomial("7.3"), 1) == (0.0, 0.0)  # theta = b + c never fires
    assert sandwich(data, Polynomial("7.3"), 1, log=True) == (-math.inf, -math.inf)
    lower, upper = sandwich(data, Polynomial("7.3"), -2)
    assert upper == 1.0
    assert lower == pytest.approx(0.125, rel=1e-11)
    assert lower <= 0.125


@pytest.mark.parametrize("degree", ["1e-300", 10**4, "1e300"])
def test_the_sandwich_beyond_the_support(degree):
    data = SelfAttentionData(**LARGE, a="0.3")
    assert sandwich(data, Polynomial(degree), "1.4") == (0.0, 0.0)
    assert sandwich(data, Polynomial(degree), "-1.4")[1] == 1.0


def test_the_sandwich_on_a_whole_number_is_strict():
    """At theta = b + c - 2 b u_* k the envelope with k minus signs is the threshold itself."""
    data = SelfAttentionData(9, 3, a=0, b=1, c=1)
    cross = Fraction(1, 2**4 + 6)  # t R / Z with Q / R = 2^4 and d - 3 = 6
    for k in range(7):
        _, upper = sandwich(data, Polynomial(4), 2 - 2 * cross * k)
        exact = sum(math.comb(6, j) for j in range(k)) / 64
        assert upper == pytest.approx(exact, rel=1e-11)


@settings(max_examples=40)
@given(small_sizes, st.one_of(st.just(Fraction(0)), entry), entry, entry, kernels, share)
def test_the_sandwich_holds_for_the_exact_law(size, a, b, c, kernel, part):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    exact_law = MaximalPreactivation(data, kernel)
    theta = c - b + part * (a + 2 * b)
    lower, upper = sandwich(data, kernel, theta, log=True)
    # the law is good to 1e-12 of its logarithm
    exact = exact_law.logsf(theta)
    slack = 1e-11 * (1 + abs(exact)) if exact > -math.inf else 0.0
    assert lower - slack <= exact <= upper + slack
    plain = sandwich(data, kernel, theta)
    assert plain == pytest.approx((math.exp(lower), math.exp(upper)), rel=1e-9, abs=1e-300)


@settings(max_examples=40)
@given(small_sizes, entry, entry, entry, kernels, share, widths)
def test_activation_lies_between_its_bounds(size, a, b, c, kernel, part, width):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    theta = c + part * (a + b)
    law = MaximalPreactivation(data, kernel, width)
    try:
        bound = activation_at_most(data, kernel, theta, width, log=True)
    except ValueError:
        assert activation_at_least(data, kernel, theta, width) <= law.sf(theta) * (1 + 1e-10)
    else:
        assert law.logsf(theta) <= bound + 1e-11 * (1 + abs(bound))
        plain = activation_at_most(data, kernel, theta, width)
        assert plain == pytest.approx(math.exp(bound), rel=1e-9, abs=1e-300)
        with pytest.raises(ValueError, match=r"^activation_at_least: theta must be below the lev"):
            activation_at_least(data, kernel, theta, width)


def test_bounds_on_the_activation_are_their_formulas():
    data = SelfAttentionData(103, 10, a=1, b=1, c=1)
    with mpmath.workdps(50):
        cross = mpmath.mpf(10) / (3**4 + 9 * 2**4 + 1000)  # u* at degree 4
        planted = cross / 10 * 3**4
        eta = mpmath.mpf(1) / 2
        theta = 1 + planted + 1 - 100 * cross + eta  # G* = 1 - 100 u*
        text = Fraction(int(theta * 10**45), 10**45)
        expected = 7 * mpmath.exp(-(eta**2) / (2 * 100 * cross**2))
        got = activation_at_most(data, Polynomial(4), text, 7)
        assert got == pytest.approx(float(expected), rel=1e-14)
        assert activation_at_most(data, Polynomial(4), text, 7, log=True) == pytest.approx(
            float(mpmath.log(expected)), rel=1e-14
        )
    below = text - Fraction(1, 2) - Fraction(1, 10**9)
    assert activation_at_least(data, Polynomial(4), below, 3) == pytest.approx(1 - (15 / 16) ** 3)
    far = 1 + Fraction(1, 10**9)
    assert activation_at_least(data, Polynomial(40), far, 3) == pytest.approx(1 - (7 / 8) ** 3)


def test_a_probability_is_never_more_than_one():
    data = SelfAttentionData(103, 10, a=1, b=1, c=1)
    level = Fraction(1) + Fraction(3**4 + 9 * 2**4 + 3**4, 3**4 + 9 * 2**4 + 1000)
    theta = level + Fraction(1, 10**6)
    assert activation_at_most(data, Polynomial(4), theta, 1000) == 1.0
    assert activation_at_most(data, Polynomial(4), theta, 1000, log=True) == 0.0


@settings(max_examples=40)
@given(small_sizes, entry, entry, entry, share, widths, st.integers(0, 20))
def test_a_locked_row_activates(size, a, b, c, part, width, more):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    theta = c + part * (a + b)
    start = separated_from(data, theta)
    kernel = Polynomial(max(start, 0.01) * (1 + 1e-9) + more)
    bound = separation(data, kernel, theta, width)
    assert bound == pytest.approx(-math.expm1(width * math.log(7 / 8)), rel=1e-14)
    assert MaximalPreactivation(data, kernel, width).sf(theta) >= bound * (1 - 1e-11)


def test_separation_refuses_a_spread_row():
    data = SelfAttentionData(**LARGE, a="0.3")
    message = r"^separation: the planted row must have locked, .*separated_from"
    with pytest.raises(ValueError, match=message):
        separation(data, Polynomial(20), "0.5")
    with pytest.raises(ValueError, match=message):
        separation(data, Polynomial(10**4), 2)  # beyond a + b + c
    with pytest.raises(ValueError, match=r"^separation: theta must be greater than c = 2/5, got"):
        separation(data, Polynomial(10**4), "0.4")
    for theta in ("0.4", "1.3"):
        with pytest.raises(ValueError, match=r"^separated_from: theta must lie strictly between"):
            separated_from(data, theta)


@settings(max_examples=40)
@given(small_sizes, entry, entry, entry, share, widths, share)
def test_low_degrees_are_silent(size, a, b, c, part, width, fraction_of):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    theta = c + part * (a + b)
    until = silent_until(data, theta)
    assume(until > 0)
    kernel = Polynomial(min(until, 50.0) * float(fraction_of) * (1 - 1e-9))
    bound = silence(data, kernel, theta, width, log=True)
    if bound > -math.inf:  # else the threshold is beyond b + c + a f*
        expected = math.log(width) - (data.d - 3) * float((theta - c) / b) ** 2 / 8
        assert bound == pytest.approx(min(0.0, expected), rel=1e-12, abs=1e-12)
    exact = MaximalPreactivation(data, kernel, width).logsf(theta)
    assert exact <= bound or exact <= bound + 1e-11 * (1 + abs(bound))
    plain = silence(data, kernel, theta, width)
    assert plain == pytest.approx(math.exp(bound), rel=1e-9, abs=1e-300)


def test_silence_at_every_degree_and_where_it_ends():
    data = SelfAttentionData(**LARGE, a="0.3")
    for degree in ("0.01", 20, 10**4):
        assert silence(data, Polynomial(degree), "1.3", 10**9) == 0.0
        assert silence(data, Polynomial(degree), 5, log=True) == -math.inf
    assert silence(SelfAttentionData(**LARGE, a=0), Polynomial(3), 1) == 0.0
    assert silent_until(data, 5) == math.inf
    assert silent_until(SelfAttentionData(4, a=1, b=1, c=1), "1.1") == 0.0
    with pytest.raises(ValueError, match=r"^silence: the level a f\* \+ b G\* must be at most"):
        silence(data, Polynomial(100), "0.5")
    for function in (lambda: silence(data, Polynomial(2), "0.4"), lambda: silent_until(data, 0)):
        with pytest.raises(ValueError, match=r"theta must be greater than c = 2/5"):
            function()


def test_separation_at_explicit_degrees():
    """D_1 activates while D_0 is silent: both at degrees that the theorems give."""
    data0, data1 = (SelfAttentionData(10002, 1, a=a, b="0.6", c="0.4") for a in ("0.1", "1.5"))
    theta = "0.8"
    low, high = separated_from(data1, theta), silent_until(data0, theta)
    assert low < high
    kernel = Polynomial((low + high) / 2)
    gap = separation(data1, kernel, theta, 100) - silence(data0, kernel, theta, 100)
    assert gap > 0.999
    laws = [MaximalPreactivation(data, kernel, 100) for data in (data0, data1)]
    assert laws[1].sf(theta) - laws[0].sf(theta) >= gap


def pair(size, a0, gain, b, c):
    return [SelfAttentionData(*size, a=a, b=b, c=c) for a in (a0, a0 + gain)]


@given(sizes, entry, entry, entry, entry, st.integers(1, 20))
def test_counting_steps_are_their_formula(size, a0, gain, b, c, degree):
    data0, data1 = pair(size, a0, gain, b, c)
    exact = (1 + data1.a / (2 * b)) * (data1.p / c**2) ** degree / data1.copies
    expected = min(-(-exact.numerator // exact.denominator), data1.d - 2)
    assert counting_steps(data0, data1, Polynomial(degree)) == expected


def test_a_whole_number_of_steps_is_not_rounded_up():
    data0, data1 = pair((10**6, 4), 0, 2, 1, 1)  # (1 + 1) 6^degree / 4
    assert counting_steps(data0, data1, Polynomial(5)) == 2 * 6**5 // 4


def test_softmax_counts_with_powers_of_n():
    data0, data1 = pair((1002, 10), 0, Fraction(3, 10), Fraction(4, 10), 1)
    # (p / r)^degree is n^(9/100 + 16/100) = 10, and (1 + 3/8) 10 / 10 = 1.375
    assert counting_steps(data0, data1, Softmax()) == 2
    assert counting_steps(data0, data1, Softmax(4)) == 1000  # 1375 of the 1000 there are


@settings(max_examples=40)
@given(small_sizes, st.one_of(st.just(Fraction(0)), entry), entry, entry, entry, kernels, widths)
def test_nothing_tells_more_than_the_upper_bound(size, a0, gain, b, c, kernel, width):
    data0, data1 = pair(size, a0, gain, b, c)
    simple = detection_at_most(data0, data1, kernel, width)
    refined = detection_at_most(data0, data1, kernel, width, refined=True)
    laws = [MaximalPreactivation(data, kernel, width) for data in (data0, data1)]
    best = law.separability(*laws)
    assert best.value * (1 - 1e-9) <= refined <= simple <= 1
    # at most as long as the tolerance allows
    length = float(best.interval[1]) - float(best.interval[0])
    assert length <= tolerance(data1, kernel, best.value) * (1 + 1e-9) + 1e-15


@given(st.integers(4, 80), entry, entry, entry, st.integers(1, 6), st.sampled_from([1, 3, 50]))
def test_the_simple_bound_is_its_formula(d, gain, b, c, degree, width):
    data0, data1 = pair((d, 7), 0, gain, b, c)
    N, J = d - 3, counting_steps(data0, data1, Polynomial(degree))
    by_atom = width * J * math.comb(N, N // 2) / 2**N
    by_root = 2 * math.sqrt(2) * J * math.sqrt(math.log(width) / N) if width > 1 else 1.0
    simple = detection_at_most(data0, data1, Polynomial(degree), width)
    assert simple == pytest.approx(min(1.0, by_atom, by_root), rel=1e-14)


@pytest.mark.parametrize(
    ("d", "t", "width"),
    [(4, 3, 1), (5, 7, 1), (6, 3, 1), (34, 50, 4), (1002, 10**9, 30), (10**6, 10**12, 10**9)],
)
def test_blind_until_is_where_the_bound_passes_one_half(d, t, width):
    data0, data1 = (SelfAttentionData(d, t, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9"))
    degree = blind_until(data0, data1, width)
    assert degree > 0
    kernels = (Polynomial(degree * (1 - 1e-12)), Polynomial(degree * (1 + 1e-12)))
    before, after = (detection_at_most(data0, data1, k, width, refined=True) for k in kernels)
    # on three groups or fewer the bound of one neuron is one half itself, and is rounded up
    assert before <= 0.5 * (1 + 1e-11 * (d <= 5)) < after


def test_blind_until_claims_nothing_for_few_groups_or_many_neurons():
    data0, data1 = (SelfAttentionData(12, 10, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9"))
    assert blind_until(data0, data1, 64) == 0.0
    with pytest.raises(ValueError, match=r"^blind_until: the second construction must"):
        blind_until(data1, data0)
    with pytest.raises(ValueError, match=r"^blind_until: width must be at least 1, got 0"):
        blind_until(data0, data1, 0)


@settings(max_examples=40)
@given(small_sizes, st.one_of(st.just(Fraction(0)), entry), entry, entry, entry, kernels, widths)
def test_the_lower_bound_is_reached_at_its_thresholds(size, a0, gain, b, c, kernel, width):
    data0, data1 = pair(size, a0, gain, b, c)
    bound = detection_at_least(data0, data1, kernel, width)
    assert bound.value == pytest.approx(1 - bound.complement, abs=1e-15)
    laws = [MaximalPreactivation(data, kernel, width) for data in (data0, data1)]
    lower, upper = bound.interval
    assert lower < upper
    for theta in (lower, (lower + upper) / 2, upper):
        gap = laws[1].sf(theta) - laws[0].sf(theta)
        lost = laws[1].cdf(theta) + laws[0].sf(theta)
        assert gap >= bound.value - 1e-11
        assert lost <= bound.complement * (1 + 1e-10)


@settings(max_examples=40)
@given(small_sizes, entry, entry, entry, entry, st.integers(1, 40))
def test_given_margins_are_checked_and_used(size, a0, gain, b, c, degree):
    data0, data1 = pair(size, a0, gain, b, c)
    kernel = Polynomial(degree)
    free = detection_at_least(data0, data1, kernel, 5)
    s, s1 = (Fraction(x) * Fraction(99, 100) for x in free.margins)
    bound = detection_at_least(data0, data1, kernel, 5, margins=(s, s1))
    with mpmath.workdps(40):
        expected = (1 - (1 - mpmath.exp(-(fraction(s1) ** 2) / 2)) / 8) ** 5
        expected += 5 * mpmath.exp(-(fraction(s) ** 2) / 2)
    assert bound.complement == pytest.approx(float(expected), rel=1e-13)
    assert bound.margins == pytest.approx((float(s), float(s1)))
    # a small margin less is a little worse at best
    assert bound.complement >= free.complement * (1 - 1e-6)


def test_margins_beyond_the_condition_are_refused():
    data0, data1 = (SelfAttentionData(**LARGE, a=a) for a in ("0.05", "0.3"))
    with pytest.raises(
        ValueError, match=r"^detection_at_least: the margins may add up to .* at mo"
    ):
        detection_at_least(data0, data1, Polynomial(10), margins=(3, 3))
    with pytest.raises(ValueError, match=r"^detection_at_least: the margin s1 must be positive"):
        detection_at_least(data0, data1, Polynomial(30), margins=(3, 0))
    # the interval ends where the theorem says: D_0's envelope, s standard deviations up
    bound = detection_at_least(data0, data1, Polynomial(22), 256, margins=(4, 3))
    with mpmath.workdps(60):
        rows = []
        for data in (data0, data1):
            P, Q, R = ((fraction(x) / fraction(data.r)) ** 22 for x in (data.p, data.q, data.r))
            star = P + (10**9 - 1) * Q + 999 * 10**9 * R
            rows.append((fraction(data.a) * P / star, 10**9 * R / star))
        (first, cross0), (second, cross1) = rows
        b, root = fraction(data0.b), mpmath.sqrt(999)
        lower = 1 + first - b * cross0 * (999 - 4 * root)
        upper = 1 + second - b * cross1 * (999 + 3 * root)
        length = upper - lower
        assert 0 < fraction(bound.interval[0]) - lower < length * 1e-18
        assert 0 < upper - fraction(bound.interval[1]) < length * 1e-18


@settings(max_examples=40)
@given(sizes, entry, entry, entry, entry, st.fractions(Fraction(1, 10), 2), share)
def test_the_explicit_degree_is_enough(size, a0, gain, b, c, s, s1):
    data0, data1 = pair(size, a0, gain, b, c)
    need = 2 * b * (s + s1) / gain
    if need**2 > data1.d - 3:
        with pytest.raises(ValueError, match=r"^detected_from: sqrt\(d - 3\) must be at least"):
            detected_from(data0, data1, s, s1)
        return
    degree = detected_from(data0, data1, s, s1)
    for kernel in (Polynomial(max(degree, 0.001)), Polynomial(degree * 2 + 1)):
        assert detection_at_least(data0, data1, kernel, margins=(s, s1)).margins
    with mpmath.workdps(40):
        size = mpmath.mpf(data1.copies) * mpmath.sqrt(data1.d - 3) * fraction(need)
        expected = max(mpmath.log(size) / mpmath.log(fraction(data1.p / data1.r)), 0)
        assert 0 <= degree - expected <= 2 * ULP * expected


@settings(max_examples=40)
@given(st.integers(4, 60), st.sampled_from([1, 3, 100]), entry, entry, entry, kernels, share)
def test_enough_neurons_tell_at_every_degree(d, t, gain, b, c, kernel, part):
    data0, data1 = pair((d, t), 0, gain, b, c)
    law0, law1 = (MaximalPreactivation(data, kernel, 1000) for data in (data0, data1))
    low, high = (Fraction(law.support()[1]) for law in (law0, law1))
    assume(high > low + Fraction(1, 10**12))
    theta = low + part * (high - low)
    assert law0.sf(theta) == 0.0
    bound = width_bound(data0, data1, kernel, theta, 1000)
    assert bound == pytest.approx(-math.expm1(1000 * math.log1p(-(2.0**-d))), rel=1e-13)
    assert law1.sf(theta) >= bound * (1 - 1e-11)


def test_the_lower_end_of_the_width_theorem_belongs_to_it():
    pair = [SelfAttentionData(6, 1, a=a, b="1/2", c="1/2") for a in ("1/5", "3/4")]
    share = row_classes(pair[0], Polynomial(2), exact=True).planted_weight
    end = 1 + Fraction(1, 5) * share
    assert width_bound(*pair, Polynomial(2), end, 1000) > 0
    with pytest.raises(ValueError, match="theta must lie in"):
        width_bound(*pair, Polynomial(2), end - Fraction(1, 10**30), 1000)


def test_a_threshold_without_that_guarantee_is_refused():
    data0, data1 = (SelfAttentionData(**LARGE, a=a) for a in ("0.05", "0.3"))
    for theta in (1, 2, "0.5"):
        with pytest.raises(ValueError, match=r"^width_bound: theta must lie in \[b \+ c \+ a0 f0"):
            width_bound(data0, data1, Polynomial(20), theta)


@pytest.mark.parametrize("probability", ["0.01", "0.5", "0.999"])
@pytest.mark.parametrize("d", [4, 10, 60])
def test_the_width_that_suffices(d, probability):
    data = SelfAttentionData(d, a=1, b=1, c=1)
    count = sufficient_width(data, probability)
    with mpmath.workdps(60):
        silent = 1 - mpmath.mpf(2) ** -d
        wanted = fraction(Fraction(probability))
        assert 1 - silent**count >= wanted > 1 - silent ** (count - 1)
    for bad in (0, 1, 2):
        with pytest.raises(ValueError, match=r"^sufficient_width: probability must lie strictly"):
            sufficient_width(data, bad)


def test_the_tolerance_is_its_formula():
    data = SelfAttentionData(5, 2, a=1, b=1, c=1)
    exact = Fraction(3) * 2 * Fraction(9, 9 + 4 + 4)  # (a + 2b) f* / g at degree 2, g = 1/2
    got = tolerance(data, Polynomial(2), "0.5")
    assert exact <= Fraction(got) <= exact * (1 + Fraction(1, 2**51))
    for bad in (0, "1.01", -1):
        with pytest.raises(ValueError, match=r"^tolerance: gap must be greater than 0 and at most"):
            tolerance(data, Polynomial(2), bad)


DATA = SelfAttentionData(**LARGE, a="0.05"), SelfAttentionData(**LARGE, a="0.3")
CALLS = {
    sandwich: lambda data, kernel: sandwich(data, kernel, 1),
    separation: lambda data, kernel: separation(data, kernel, 1),
    silence: lambda data, kernel: silence(data, kernel, 1),
    activation_at_most: lambda data, kernel: activation_at_most(data, kernel, 1),
    activation_at_least: lambda data, kernel: activation_at_least(data, kernel, 1),
    counting_steps: lambda data, kernel: counting_steps(DATA[0], data, kernel),
    detection_at_most: lambda data, kernel: detection_at_most(DATA[0], data, kernel),
    detection_at_least: lambda data, kernel: detection_at_least(DATA[0], data, kernel),
    tolerance: lambda data, kernel: tolerance(data, kernel, 1),
    width_bound: lambda data, kernel: width_bound(DATA[0], data, kernel, 1),
}


@pytest.mark.parametrize("function", CALLS, ids=lambda f: f.__name__)
def test_arguments_of_the_wrong_kind_are_refused(function):
    name = function.__name__ if function is not detection_at_most else "counting_steps"
    with pytest.raises(
        TypeError, match=rf"^{name}: data1? must be a SelfAttentionData, got Vector"
    ):
        CALLS[function](VectorData(5), Polynomial(2))
    with pytest.raises(TypeError, match=rf"^{name}: kernel must be Polynomial or Softmax, got 2"):
        CALLS[function](DATA[1], 2)


def test_pairs_and_widths_are_checked():
    for function in (counting_steps, detection_at_most, detection_at_least):
        with pytest.raises(ValueError, match=r"the second construction must have the larger a"):
            function(*DATA[::-1], Polynomial(2))
        other = SelfAttentionData(**LARGE | {"d": 1003}, a=1)
        with pytest.raises(ValueError, match=r"may differ in a alone, got d = 1002 and 1003"):
            function(DATA[0], other, Polynomial(2))
    for width, error in ((0, ValueError), (1.0, TypeError), (True, TypeError)):
        for call in (
            lambda width: detection_at_most(*DATA, Polynomial(2), width),
            lambda width: detection_at_least(*DATA, Polynomial(2), width),
            lambda width: silence(DATA[0], Polynomial(2), "0.5", width),
            lambda width: separation(DATA[1], Polynomial(999), "0.5", width),
            lambda width: width_bound(*DATA, Polynomial(2), 1, width),
        ):
            with pytest.raises(error, match=r": width must be "):
                call(width)
