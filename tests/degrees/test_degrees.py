import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from polyattn import Polynomial, SelfAttentionData, VectorData
from polyattn.bounds import silent_until
from polyattn.degrees import (
    break_degree,
    detection_degree,
    grouping_degree,
    level_degree,
    phase_degrees,
    phase_window,
    planted_degree,
    spike_degree,
    spike_detection_degree,
    table,
    window,
)
from polyattn.law import MaximalPreactivation

LARGE = {"d": 1002, "copies": 10**9, "a": "0.3", "b": "0.6", "c": "0.4"}
ULP = 2.0**-52

entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
sizes = st.tuples(
    st.one_of(st.integers(4, 9), st.integers(4, 10**6)),
    st.one_of(st.integers(1, 4), st.integers(1, 10**9)),
)
share = st.fractions(Fraction(1, 1000), Fraction(999, 1000))


def fraction(number):
    return mpmath.mpf(number.numerator) / number.denominator


def weights(data, degree):
    """f*, G* and w_o from the scores, in the digits of the moment."""
    p, q, r = (
        fraction(x) for x in (data.a**2 + data.b**2 + data.c**2, data.b**2 + data.c**2, data.c**2)
    )
    P, Q, R = (mpmath.exp(degree * mpmath.log(score)) for score in (p, q, r))
    t, others = data.copies, data.d - 3
    star = P + (t - 1) * Q + t * others * R
    return P / star, (P + (t - 1) * Q) / star, Q / (Q + others * R)


def planted(data, degree):
    return weights(data, degree)[0]


def own_group(data, degree):
    return weights(data, degree)[2]


def level(data, degree):
    f, group, _ = weights(data, degree)
    return fraction(data.a) * f + fraction(data.b) * group


def assert_crosses(data, height, degree, value):
    """An increasing function takes the value within an ulp of the degree."""
    assert 0 < degree < math.inf
    with mpmath.workdps(120):
        at, target = mpmath.mpf(degree), fraction(value)
        assert height(data, at * (1 - ULP)) < target < height(data, at * (1 + ULP))


@given(sizes, st.one_of(st.just(0), entry), entry, entry, share)
def test_the_planted_weight_is_reached_there(size, a, b, c, weight):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    top = Fraction(1) if a else Fraction(1, data.copies)
    least = Fraction(1, data.n)
    value = least + weight * (top - least)
    assert_crosses(data, planted, planted_degree(data, value), value)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({}, Fraction(1, 2)),
        ({}, 1 - Fraction(1, 10**40)),
        ({}, Fraction(1, 10**12) * (1 + Fraction(1, 10**20))),
        ({"d": 4, "copies": 1}, Fraction(3, 4)),
        ({"d": 4, "copies": 1}, Fraction(1, 2) + Fraction(1, 10**30)),
        ({"d": 10**12 + 2, "copies": 1}, Fraction(1, 2)),
        ({"d": 4, "copies": 5 * 10**11}, Fraction(1, 2)),
        ({"a": "1e-15"}, Fraction(1, 2)),
        ({"a": "1e-15", "copies": 2}, Fraction(1, 2) + Fraction(1, 10**9)),
        ({"a": 0}, Fraction(1, 10**9) - Fraction(1, 10**30)),
    ],
    ids=str,
)
def test_the_planted_degree_at_the_edges(change, value):
    data = SelfAttentionData(**LARGE | change)
    assert_crosses(data, planted, planted_degree(data, value), value)


def test_where_both_terms_alone_reach_the_weight():
    """(t - 1)(q/p)^2 = (n - t)(r/p)^2 = 1/2 and K = 1/2: each alone has its root at degree 2."""
    data = SelfAttentionData(4, 5, a=4, b=3, c=3)  # p = 34, q = 18, r = 9
    value = 1 / (1 + 4 * Fraction(18, 34) ** 2 + 5 * Fraction(9, 34) ** 2)
    assert planted_degree(data, value) == 2.0


@given(sizes, entry, entry, entry, share, share)
def test_a_larger_weight_needs_a_larger_degree(size, a, b, c, one, other):
    assume(one != other)
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    least = Fraction(1, data.n)
    low, high = (least + (1 - least) * x for x in sorted((one, other)))
    assert planted_degree(data, low) < planted_degree(data, high)


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        ({}, "1e-12"),
        ({}, 0),
        ({}, -1),
        ({}, 1),
        ({}, 2),
        ({"a": 0}, Fraction(1, 10**9)),
        ({"a": 0}, "0.5"),
        ({"d": 4, "copies": 1}, "0.5"),
    ],
    ids=str,
)
def test_a_weight_never_planted_is_refused(change, weight):
    data = SelfAttentionData(**LARGE | change)
    message = r"^planted_degree: no degree gives the weight .*use a weight strictly between"
    with pytest.raises(ValueError, match=message):
        planted_degree(data, weight)


@given(sizes, entry, entry, share)
def test_the_own_group_weight_is_reached_there(size, b, c, weight):
    data = SelfAttentionData(*size, a=1, b=b, c=c)
    least = Fraction(1, data.d - 2)
    value = least + weight * (1 - least)
    assert_crosses(data, own_group, grouping_degree(data, value), value)


@pytest.mark.parametrize("weight", [0, "0.001", 1, "1.5"])
def test_a_weight_never_grouped_is_refused(weight):
    message = r"^grouping_degree: no degree gives the weight .* runs from 1/1000 to 1, use"
    with pytest.raises(ValueError, match=message):
        grouping_degree(SelfAttentionData(**LARGE), weight)
    with pytest.raises(ValueError, match=r"runs from 1/2 to 1, use"):
        grouping_degree(SelfAttentionData(4, a=1, b=1, c=1))


@given(sizes, entry, entry, share)
def test_the_break_degree_takes_the_other_rows_to_the_threshold(size, b, c, part):
    data = SelfAttentionData(*size, a=1, b=b, c=c)
    value = Fraction(1, data.d - 2) + part * (1 - Fraction(1, data.d - 2))
    degree = break_degree(data, c + b * value)
    assert degree == grouping_degree(data, value)
    assert_crosses(data, own_group, degree, value)


@pytest.mark.parametrize("theta", ["0.4", "0.4006", 1, 2])
def test_a_threshold_that_no_row_breaks_is_refused(theta):
    message = r"^break_degree: no degree takes the other rows to theta = .* from 0\.4006 to 1, use"
    with pytest.raises(ValueError, match=message):
        break_degree(SelfAttentionData(**LARGE), theta)


@given(sizes, st.one_of(st.just(0), entry), entry, entry, share)
def test_the_level_is_reached_there(size, a, b, c, part):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    least = Fraction(a, data.n) + b / (data.d - 2)
    assume(least < a + b)
    height = least + part * (a + b - least)
    assert_crosses(data, level, level_degree(data, c + height), height)


@pytest.mark.parametrize("theta", ["0.4", "1.3", 2, "0.4006"])
def test_a_level_never_reached_is_refused(theta):
    message = r"^level_degree: no degree takes the planted row to theta = .*use a theta strictly"
    with pytest.raises(ValueError, match=message):
        level_degree(SelfAttentionData(**LARGE), theta)


def test_a_level_at_b_turns_on_the_feature_alone():
    """At theta = b + c the level is reached where a P = b (n - t) R."""
    data = SelfAttentionData(7, 4, a=2, b=1, c=1)  # p / r = 6, and b (n - t) / a = 8
    assert level_degree(data, 2) == pytest.approx(math.log(8) / math.log(6), rel=1e-15)


@given(sizes, entry, entry, entry)
def test_the_detection_degree_is_its_formula(size, a, b, c):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    with mpmath.workdps(40):
        a, b, c = fraction(a), fraction(b), fraction(c)
        top = mpmath.log(data.copies * mpmath.sqrt(data.d))
        expected = top / mpmath.log((a**2 + b**2 + c**2) / c**2)
        assert abs(detection_degree(data) - expected) <= ULP / 2 * 1.001 * expected


@given(sizes, entry, entry, entry, st.sampled_from([1, 2, 3, 4, 10**6, 10**160]))
@example((4, 1), 1, 1, 1, 10**160)  # the logarithm of the width exceeds d
def test_the_detection_degree_at_a_width_is_its_formula(size, a, b, c, width):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    with mpmath.workdps(40):
        a, b, c = fraction(a), fraction(b), fraction(c)
        groups = data.d / (mpmath.log(width) if width > 2 else 1)
        top = mpmath.log(data.copies * mpmath.sqrt(groups))
        expected = top / mpmath.log((a**2 + b**2 + c**2) / c**2)
        error = abs(detection_degree(data, width) - expected)
        assert error <= ULP / 2 * 1.001 * abs(expected)


@pytest.mark.parametrize(("width", "error"), [(0, ValueError), (-3, ValueError), (1.5, TypeError)])
def test_a_detection_degree_needs_neurons(width, error):
    with pytest.raises(error, match=r"^detection_degree: width"):
        detection_degree(SelfAttentionData(**LARGE), width=width)


def test_the_show_piece():
    data = SelfAttentionData(**LARGE)
    assert round(planted_degree(data), 2) == 129.82
    assert 18 < detection_degree(data) < 19


@given(st.one_of(st.just(Fraction(0)), entry), entry, entry, st.fractions(Fraction(1, 50), 1))
def test_phases_are_their_formulas(a, b, c, delta):
    phases = phase_degrees(a=a, b=b, c=c, delta=delta)
    with mpmath.workdps(50):
        p, q, r = (fraction(x) for x in (a**2 + b**2 + c**2, b**2 + c**2, c**2))
        left = fraction(1 - delta)
        expected = {
            "pr": 1 / mpmath.log(p / r),
            "pq": mpmath.mpf(0) if delta == 1 else left / mpmath.log(p / q) if a else mpmath.inf,
            "group": fraction(delta) / mpmath.log(q / r),
            "detection": fraction(1 - delta / 2) / mpmath.log(p / r),
        }
        expected["planted"] = max(expected["pr"], expected["pq"])
        for name, value in expected.items():
            got = getattr(phases, name)
            assert got == value or abs(got - value) <= ULP / 2 * 1.001 * value
    # the mediant lies between, and telling needs less than concentrating
    assert min(phases.pq, phases.group) <= phases.pr * (1 + ULP)
    assert max(phases.pq, phases.group) >= phases.pr * (1 - ULP)
    assert phases.detection < phases.pr <= phases.planted


@pytest.mark.parametrize("delta", ["0.2", "0.5", "0.8", 1])
@pytest.mark.parametrize("a", ["0.2", "0.9", "2.5"])
def test_finite_degrees_tend_to_their_phases(a, delta):
    entries = {"a": a, "b": "0.6", "c": "0.4"}
    phases = phase_degrees(**entries, delta=delta)
    digits = 10_000
    groups = 10 ** int(digits * Fraction(delta))
    data = SelfAttentionData(groups + 2, 10**digits // groups, **entries)
    unit = math.log(10) * digits
    # the finite degrees are off by a bounded number, at most 100 here
    assert planted_degree(data) / unit == pytest.approx(phases.planted, abs=100 / unit)
    assert grouping_degree(data) / unit == pytest.approx(phases.group, abs=100 / unit)
    assert detection_degree(data) / unit == pytest.approx(phases.detection, abs=100 / unit)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"delta": 0}, ValueError, "phase_degrees: delta must be greater than 0 and at most 1"),
        ({"delta": "1.1"}, ValueError, "phase_degrees: delta must be greater than 0 and at most"),
        ({"delta": math.nan}, ValueError, "phase_degrees: delta must be finite"),
        ({"a": -1}, ValueError, "phase_degrees: a must not be negative"),
        ({"b": 0}, ValueError, "phase_degrees: b must be positive"),
        ({"c": None}, TypeError, "phase_degrees: c must be a number"),
    ],
)
def test_bad_phases_are_refused(change, error, message):
    with pytest.raises(error, match="^" + message):
        phase_degrees(**{"a": 1, "b": 1, "c": 1, "delta": "0.5"} | change)


@given(sizes, st.one_of(st.just(Fraction(0)), entry), entry, entry, entry, st.fractions(-1, 2))
def test_inside_a_window_the_threshold_lies_between_the_levels(size, a0, gap, b, c, part):
    data0 = SelfAttentionData(*size, a=a0, b=b, c=c)
    data1 = SelfAttentionData(*size, a=a0 + gap, b=b, c=c)
    height = part * (a0 + gap + b)
    ends = window(data0, data1, c + height)
    if not Fraction(a0, data0.n) + b / (data0.d - 2) < height < a0 + gap + b:
        assert ends is None
        return
    if ends is None:  # the groups carry both: the planted row alone comes too late
        assert height < b
        late = level_degree(data0, c + height)
        with mpmath.workdps(40):
            own = fraction(a0 + gap + b) * planted(data1, mpmath.mpf(late))
            assert own <= fraction(height) * (1 + ULP * 10**4)
        return
    lower, upper = ends
    assert 0 <= lower < upper
    if lower:
        assert_crosses(data1, level, lower, height)
    if upper < math.inf:
        assert_crosses(data0, level, upper, height)
    else:
        assert height >= a0 + b


def pair(a0, a1, **common):
    return [SelfAttentionData(a=a, **common) for a in (a0, a1)]


def test_the_three_cases_of_a_window():
    size = {"d": 10002, "copies": 10, "b": "0.6", "c": "0.4"}
    data0, data1 = pair("0.1", "0.9", **size)
    lower, upper = window(data0, data1, "0.5")
    assert 4 < lower < 5 < 6 < upper < break_degree(data0, "0.5") < 7
    assert window(data0, data1, "1.2")[1] == math.inf
    assert window(data0, data1, "1.1")[1] == math.inf  # theta = a_0 + b + c never fires
    assert window(data0, data1, "1.09999")[1] < math.inf
    for theta in ("-1", "0.4", "0.40005", "1.9", 5):
        assert window(data0, data1, theta) is None
    # without a feature in D_0 the level b + c is out of its reach
    assert window(*pair(0, "0.9", **size), 1)[1] == math.inf


def test_a_window_is_empty_where_the_groups_come_first():
    data0, data1 = pair("0.05", "0.8", d=10002, copies=10, b="0.9", c="0.1")
    assert window(data0, data1, "0.2") is None
    assert window(data0, data1, "1.2") is not None


def gap(data0, data1, degree, theta, width):
    first, second = (
        MaximalPreactivation(data, Polynomial(degree), width) for data in (data0, data1)
    )
    return second.sf(theta) - first.sf(theta)


def test_the_exact_law_sees_the_window():
    """Thresholds in all three ranges: the network tells inside the window and not outside."""
    data0, data1 = pair("0.1", "0.9", d=10002, copies=10, b="0.6", c="0.4")
    for theta in ("0.5", "0.8", "1.05", "1.5"):
        lower, upper = window(data0, data1, theta)
        for part in (0.2, 0.5, 0.8):
            inside = lower + part * (min(upper, 50) - lower)
            assert gap(data0, data1, inside, theta, 256) > 0.99
        assert gap(data0, data1, lower - 0.5, theta, 256) < 0.01
        if upper < math.inf:
            assert gap(data0, data1, upper + 0.5, theta, 256) < 0.01


def test_between_the_levels_an_empty_window_may_still_work():
    """As the groups form, over a range of degrees that shrinks as n grows."""
    lengths = []
    for d, copies in ((10**7, 1000), (10**9, 7197)):  # n = d^(10/7)
        data0, data1 = pair("0.05", "0.8", d=d, copies=copies, b="0.9", c="0.1")
        assert window(data0, data1, "0.2") is None
        low, high = level_degree(data1, "0.2"), level_degree(data0, "0.2")
        lengths.append(high - low)
        assert gap(data0, data1, low + 0.25 * (high - low), "0.2", 30) > 0.9
        assert gap(data0, data1, low - 0.1, "0.2", 30) < 1e-6
        assert gap(data0, data1, high + 0.1, "0.2", 30) < 1e-6
    assert lengths[1] < lengths[0] / 3


def test_the_smallest_degree_may_do():
    """n = 2 rows and a large feature: D_1 is above the threshold from degree 0 on."""
    data0, data1 = pair(0, 9, d=4, copies=1, b=1, c=1)
    lower, upper = window(data0, data1, "1.9")
    assert lower == 0.0
    assert upper < math.inf


@settings(max_examples=40)
@given(
    st.one_of(st.just(Fraction(0)), entry),
    entry,
    entry,
    entry,
    st.fractions(Fraction(1, 10), 1, max_denominator=20),
    st.fractions(-1, 2, max_denominator=50),
)
def test_windows_tend_to_those_of_the_limit(a0, gap, b, c, delta, part):
    digits = 20_000
    groups = 10 ** int(digits * delta)
    size = {"d": groups + 2, "copies": 10**digits // groups, "b": b, "c": c}
    a1 = a0 + gap
    theta = c + part * (a1 + b)
    # next to a change of level the limit is reached late
    assume(min(abs(theta - c - x) for x in (0, b, b + a0, b + a1)) > Fraction(1, 50))
    limit = phase_window(a0=a0, a1=a1, b=b, c=c, delta=delta, theta=theta)
    finite = window(*pair(a0, a1, **size), theta)
    unit = math.log(10) * digits
    # in the degree every end is off by a few units of the slowest logarithm
    q, r = b**2 + c**2, c**2
    logs = [math.log(q / r), math.log(1 + a1**2 / q), math.log(1 + (a0 or 1) ** 2 / q)]
    close = 10 / min(logs) / unit
    if limit is None or finite is None:
        ends = limit or (finite and [x / unit for x in finite])
        assert ends is None or ends[1] - ends[0] < close
        return
    for got, expected in zip(finite, limit, strict=True):
        assert got / unit == pytest.approx(expected, abs=close)


def test_windows_of_the_limit():
    case = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4"}
    for delta, which in (("0.3", "I"), ("0.8", "II"), ("0.99", "III")):
        late = phase_degrees(a="0.1", b="0.6", c="0.4", delta=delta)
        early = phase_degrees(a="0.9", b="0.6", c="0.4", delta=delta)
        ends = phase_window(**case, delta=delta, theta="0.5")
        if which == "I":
            assert early.group < early.pq
            assert ends is None
        elif which == "II":
            assert early.pq < early.group < late.pq
            assert ends == (early.pr, early.group)
        else:
            assert late.pq < late.group
            assert ends == (early.pr, late.pr)
        assert phase_window(**case, delta=delta, theta=1) == (early.pr, late.pr)
        assert phase_window(**case, delta=delta, theta="1.05") == (early.planted, late.planted)
        assert phase_window(**case, delta=delta, theta="1.1") == (early.planted, math.inf)
        for theta in ("0.4", "-0.5", "1.9", 3):
            assert phase_window(**case, delta=delta, theta=theta) is None


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (planted_degree, ()),
        (grouping_degree, ()),
        (detection_degree, ()),
        (break_degree, ("0.5",)),
        (level_degree, ("0.5",)),
        (window, (SelfAttentionData(**LARGE), "0.5")),
    ],
)
def test_other_data_are_refused(function, arguments):
    message = rf"^{function.__name__}: data0? must be a SelfAttentionData, got VectorData; make"
    with pytest.raises(TypeError, match=message):
        function(VectorData(5), *arguments)


def test_constructions_that_do_not_belong_together_are_refused():
    data = SelfAttentionData(**LARGE)
    for change in ({"d": 1003}, {"copies": 2}, {"b": 1}, {"c": 1}):
        name = next(iter(change))
        message = rf"^window: the two constructions may differ in a alone, got {name} = .*use the s"
        with pytest.raises(ValueError, match=message):
            window(data, SelfAttentionData(**LARGE | {"a": 1} | change), "0.5")
    with pytest.raises(ValueError, match=r"^window: the second construction must have the larger"):
        window(data, data, "0.5")
    with pytest.raises(ValueError, match=r"^phase_window: the second construction must have the"):
        phase_window(a0=1, a1=1, b=1, c=1, delta=1, theta=1)
    with pytest.raises(ValueError, match=r"^window: theta must be a number, got 'x'"):
        window(data, SelfAttentionData(**LARGE | {"a": 1}), "x")


CLOSE = SelfAttentionData(102, 10, a="1e-170", b="1e-170", c="0.4")  # scores apart by 1e-340


@pytest.mark.parametrize(
    ("find", "arguments"),
    [
        (planted_degree, (CLOSE,)),
        (grouping_degree, (CLOSE,)),
        (detection_degree, (CLOSE,)),
        (break_degree, (CLOSE, Fraction(2, 5) + Fraction(1, 2 * 10**170))),
        (level_degree, (CLOSE, Fraction(2, 5) + Fraction(1, 10**170))),
        (spike_degree, (VectorData(9, 1 + Fraction(1, 10**320)),)),
        (spike_detection_degree, (VectorData(9, 1 + Fraction(1, 10**320)),)),
    ],
)
def test_a_degree_beyond_every_float_is_refused(find, arguments):
    message = rf"^{find.__name__}: the degree is beyond every float, .* all but equal; use"
    with pytest.raises(OverflowError, match=message):
        find(*arguments)


def test_the_table_names_what_is_beyond_every_float():
    pair = [SelfAttentionData(102, 10, a=a, b="1e-155", c="0.4") for a in ("0", "1e-155")]
    with pytest.raises(ValueError, match=r"^table: a number is beyond every float"):
        table(*pair, "0.4")


def test_a_window_beyond_every_float():
    """An end is refused; a planted row that needs more than any float comes after the other end."""
    pair = [SelfAttentionData(102, 10, a=a, b="1e-170", c="0.4") for a in ("0", "1e-170")]
    with pytest.raises(OverflowError, match=r"^window: the degree is beyond every float"):
        window(*pair, Fraction(2, 5) + Fraction(1, 2 * 10**170))
    pair = [SelfAttentionData(102, 10, a=a, b="0.6", c="0.4") for a in ("0", "1e-170")]
    assert window(*pair, "0.7") is None
    with pytest.raises(OverflowError, match=r"^silent_until: the degree is beyond every float"):
        silent_until(CLOSE, Fraction(2, 5) + Fraction(1, 10**170))
