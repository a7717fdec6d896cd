"""The exact law against full enumeration, Arb balls of thousands of bits, and Monte Carlo."""

import math
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import (
    MaximalPreactivation,
    Polynomial,
    SelfAttentionData,
    Softmax,
    VectorData,
    pre_activations,
    random_signs,
)
from tests.law.law_reference import (
    BITS,
    Rows,
    Vector,
    activation,
    ball,
    finish,
    network_values,
    tail,
    vector_values,
)

SMALLEST = 2.3e-308  # the smallest normal float64: below it a float has fewer digits to be right


def agrees(got, reference, tolerance):
    """Whether a float is within a relative tolerance of a ball."""
    with ctx.workprec(BITS):
        if abs(reference) < SMALLEST:
            return abs(got) <= 2 * SMALLEST
        return bool(abs(arb(got) - reference) <= tolerance * abs(reference))


def check(law, theta, reference):
    """All four functions to the accuracy promised: logs 1e-12, the others (1 + |log|) 1e-12."""
    sf, cdf, logsf, logcdf = reference
    for log, plain, log_ref, ref in (
        (law.logsf, law.sf, logsf, sf),
        (law.logcdf, law.cdf, logcdf, cdf),
    ):
        if ref == 0:
            assert (log(theta), plain(theta)) == (-math.inf, 0.0)
            continue
        assert agrees(log(theta), log_ref, 1e-12), (log(theta), log_ref)
        allowed = (1 + abs(float(log_ref))) * 1e-12
        assert agrees(plain(theta), ref, allowed), (plain(theta), ref)


def polynomial_log(degree):
    return lambda score: ball(degree) * ball(score).log()


def softmax_log(scale, n):
    return lambda score: ball(scale) * ball(score) * arb(n).log()


# --- small sizes: every sign vector of the dense network --------------------------------------

tenths = st.integers(1, 20).map(lambda k: Fraction(k, 10))
dyadic = st.floats(0.01, 3.0)
entries = tenths | dyadic
features = st.just(0) | entries


@given(
    st.integers(4, 6),
    st.integers(1, 4),
    features,
    entries,
    entries,
    st.sampled_from([1, 2, 3, 4, 7, 20, 60]),
    st.integers(1, 10**12),
)
@settings(max_examples=110)
def test_law_is_that_of_the_dense_network_at_every_atom(d, copies, a, b, c, degree, width):
    data = SelfAttentionData(d, copies, a=a, b=b, c=c)
    values = network_values(data, lambda score: score**degree)
    atoms = sorted(set(values))
    law, layer = (MaximalPreactivation(data, Polynomial(degree), m) for m in (1, width))
    tiny = Fraction(1, 10**40)
    some = {atoms[0] - 1, *atoms[:: max(1, len(atoms) // 6)], atoms[-1]}
    thetas = [y for x in some for y in (x - tiny, x, x + tiny, float(x), math.nextafter(x, 9))]
    exact = [activation(values, Fraction(x), 1) for x in thetas]
    np.testing.assert_allclose(law.sf(thetas), [float(x) for x in exact], rtol=1e-15)
    np.testing.assert_allclose(law.cdf(thetas), [float(1 - x) for x in exact], rtol=1e-15)
    p = activation(values, middle := atoms[len(atoms) // 2], 1)
    with ctx.workprec(BITS):
        reference = finish(ball(p), ball(1 - p), width)
    check(layer, middle, reference)
    lower, upper = law.support()
    assert math.nextafter(lower, 9) > atoms[0] >= lower
    assert math.nextafter(upper, -9) < atoms[-1] <= upper


@pytest.mark.parametrize(("d", "copies", "degree"), [(8, 2, 3), (9, 1, 2), (10, 1, 5)])
@pytest.mark.parametrize("a", ["0", "0.3", "2.5"])
def test_law_at_larger_enumerations(d, copies, degree, a):
    data = SelfAttentionData(d, copies, a=a, b="0.6", c="0.4")
    values = network_values(data, lambda score: score**degree)
    thetas = sorted(set(values))
    exact = [float(activation(values, theta, 1)) for theta in thetas]
    got = MaximalPreactivation(data, Polynomial(degree)).sf(thetas)
    np.testing.assert_allclose(got, exact, rtol=1e-15)


@given(st.data())
@settings(max_examples=110)
def test_vector_law_is_that_of_every_sign_vector(draw):
    n = draw.draw(st.integers(2, 8))
    spike = draw.draw(st.booleans())
    data = VectorData(
        n,
        draw.draw(entries.filter(lambda x: x > 1)) if spike else None,
        high=draw.draw(st.integers(0, n - spike)),
        spread=draw.draw(st.just(1) | entries.filter(lambda x: x > 1)),
    )
    degree = draw.draw(st.sampled_from([1, 2, 5, 30]))
    values = vector_values(data, lambda score: score**degree)
    law = MaximalPreactivation(data, Polynomial(degree))
    tiny = Fraction(1, 10**40)
    thetas = [x + e for x in sorted(set(values)) for e in (-tiny, 0, tiny)]
    exact = [activation(values, x, 1) for x in thetas]
    np.testing.assert_allclose(law.sf(thetas), [float(x) for x in exact], rtol=1e-15)
    np.testing.assert_allclose(law.cdf(thetas), [float(1 - x) for x in exact], rtol=1e-15)
    lower, upper = law.support()
    assert lower <= min(values)
    assert max(values) <= upper


# --- large sizes: Arb ---------------------------------------------------------------------------

degrees = st.floats(-2, 4).map(lambda x: Fraction(round(10**x, 4)).limit_denominator(1000))
widths = st.sampled_from([1, 2, 30, 256, 10**6, 10**12])
signs = st.tuples(*[st.sampled_from([-1, 1])] * 3)
hard = settings(max_examples=250)


@st.composite
def large_data(draw):
    d = draw(st.sampled_from([4, 5, 12, 33, 1002, 10_000, 100_000]))
    copies = draw(st.sampled_from([1, 2, 10, 10**5, 10**15 // (d - 2)]))
    a = draw(st.sampled_from([0, "0.05", "0.1", "0.3", "0.9", 0.1, "2.5", "1e-9"]) | dyadic)
    b, c = draw(st.sampled_from([("0.6", "0.4"), (0.6, 0.4), ("0.9", "0.1"), ("0.1", "1.9")]))
    return SelfAttentionData(d, copies, a=a, b=b, c=c)


def rational(x):
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


@st.composite
def hard_thresholds(draw, rows, data):
    """At an atom to the last bit, one ulp beside it, a little off, or at a structural level."""
    (s1, sg, sd), kind = draw(signs), draw(st.integers(0, 4))
    if kind == 0:
        return data.a * s1 * draw(st.integers(0, 1)) + data.b * sg + data.c * sd
    scale = draw(st.sampled_from([0, 0.4, 3, 30, 1e9]))  # standard deviations from the centre
    shift = int(draw(st.floats(-scale, scale)) * math.sqrt(rows.N))
    K = min(max((rows.N + shift) // 2, 0), rows.N)
    with ctx.workprec(rows.bits):
        atom = rational(rows.value(s1, sg, sd, K))
    near = float(atom)
    offset = draw(st.sampled_from([1, -1])) * Fraction(1, 10 ** draw(st.integers(3, 60)))
    return [near, math.nextafter(near, 9), math.nextafter(near, -9), atom * (1 + offset)][kind - 1]


@given(st.data(), large_data(), degrees, widths)
@hard
def test_law_of_large_data(draw, data, degree, width):
    rows = Rows(data, polynomial_log(degree))
    theta = draw.draw(hard_thresholds(rows, data))
    law = MaximalPreactivation(data, Polynomial(degree), width)
    check(law, theta, rows.law(Fraction(theta), width))


@given(st.data(), large_data(), st.sampled_from(["0.01", 1, "7/3", 40]), widths)
@settings(max_examples=60)
def test_law_of_softmax(draw, data, scale, width):
    rows = Rows(data, softmax_log(Fraction(scale), data.n))
    theta = draw.draw(hard_thresholds(rows, data))
    law = MaximalPreactivation(data, Softmax(scale), width)
    check(law, theta, rows.law(Fraction(theta), width))


@given(
    st.sampled_from([2, 3, 400, 10**6, 10**9, 10**12, 10**15]),
    st.sampled_from([None, "1.0001", "1.5", 3, 100]),
    degrees,
    st.sampled_from(["0", "1/3", 1.0, -0.5, "1e-7", 0.1, 5, -1]) | st.floats(-9, 9),
    st.booleans(),
    widths,
)
@settings(max_examples=100)
def test_vector_law_with_an_equal_background(n, ratio, degree, place, noise, width):
    data = VectorData(n, ratio)
    theta = Fraction(place) / (Fraction(math.isqrt(n)) if noise else 1)
    law = MaximalPreactivation(data, Polynomial(degree), width)
    check(law, theta, Vector(data, degree).law(theta, width))


@pytest.mark.parametrize(
    ("n", "high", "ratio", "spread", "degree", "cases"),
    [
        (100_000, 1000, "2", "1.5", "3.3", [(10**12, "0.02"), (1, -0.01)]),
        (100_000, 1000, None, "1.01", 4, [(256, "0.01")]),
        (100_000, 1, "1.1", "1.5", 50, [(1, "0.01"), (30, "0.3"), (10**12, "-0.5")]),
        (3000, 2500, "2", "1.5", "1.5", [(1, "0.01"), (256, "-0.002")]),
        (60, 8, "2", "1.5", 10_000, [(1, 0), (1, "1e-9"), (10**12, "0.999")]),
        (60, 8, None, "7/3", "0.01", [(1, 0), (1, "1"), (10**12, "-1")]),
    ],
)
def test_vector_law_with_two_levels(n, high, ratio, spread, degree, cases):
    data = VectorData(n, ratio, high=high, spread=spread)
    reference = Vector(data, Fraction(degree))
    for width, theta in cases:
        law = MaximalPreactivation(data, Polynomial(degree), width)
        check(law, theta, reference.law(Fraction(theta), width))


# --- edges --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kernel", [Polynomial("0.01"), Polynomial("7.3"), Polynomial(10_000), Softmax(), Softmax("0.1")]
)
@pytest.mark.parametrize(("d", "copies"), [(4, 1), (1002, 1), (1002, 10**9), (100_000, 10**10)])
def test_structural_tie_does_not_activate(d, copies, kernel):
    law = MaximalPreactivation(SelfAttentionData(d, copies, a=0, b="0.6", c="0.4"), kernel)
    assert (law.sf(1), law.cdf(1), law.logsf(1), law.logcdf(1)) == (0, 1, -math.inf, 0)
    assert law.support()[1] == 1
    inside = law.logsf("0.9999")
    assert np.isfinite(inside)
    assert law.sf(-1) == (1 - 2.0 ** (1 - d) if d < 50 else 1)  # y_1 does not matter


def test_irrational_tie_is_decided_in_4000_bits_and_then_counts_as_a_tie():
    # p, q, r = 169, 25, 9: at degree 1/2 the weights are 13, 5, 3, but nobody tells the law.
    data = SelfAttentionData(5, 2, a=12, b=4, c=3)
    values = network_values(data, lambda score: Fraction(math.isqrt(int(score))))
    law = MaximalPreactivation(data, Polynomial("1/2"))
    atoms = sorted(set(values))
    exact = [float(activation(values, theta, 1)) for theta in atoms]
    np.testing.assert_allclose(law.sf(atoms), exact, rtol=1e-15)
    visible, hidden = Fraction(1, 10**1000), Fraction(1, 10**1300)  # 4,000 bits are 1,204 digits
    atom = atoms[len(atoms) // 2]
    assert law.sf(atom - visible) > law.sf(atom) == law.sf(atom - hidden)
    whole = MaximalPreactivation(data, Polynomial(1))  # a whole degree is decided in rationals
    atoms = sorted(set(network_values(data, lambda score: score)))
    atom = atoms[len(atoms) // 2]
    assert whole.sf(atom - hidden) == whole.sf(atom - visible) > whole.sf(atom)


def test_softmax_with_whole_powers_of_n_is_decided_in_rationals():
    data = SelfAttentionData(6, 2, a=1, b=1, c=1)  # p, q, r = 3, 2, 1
    values = network_values(data, lambda score: Fraction(data.n) ** int(score))
    law = MaximalPreactivation(data, Softmax())
    atoms = sorted(set(values))
    exact = [float(activation(values, theta, 1)) for theta in atoms]
    np.testing.assert_allclose(law.sf(atoms), exact, rtol=1e-15)
    hidden = Fraction(1, 10**1300)
    assert law.sf(atoms[3] - hidden) > law.sf(atoms[3])


def test_probabilities_of_1e_minus_6000():
    data = SelfAttentionData(20_003, 3, a="0.1", b="0.6", c="0.4")
    rows = Rows(data, polynomial_log(Fraction(5, 2)))
    law = MaximalPreactivation(data, Polynomial("5/2"))
    with ctx.workprec(rows.bits):
        high = rational(rows.value(1, 1, 1, 19_999)) + Fraction(1, 10**30)
        low = rational(rows.value(-1, -1, -1, 1)) - Fraction(1, 10**30)
    assert law.logsf(high) < -13_800 > law.logcdf(low)
    assert (law.sf(high), law.cdf(low)) == (0, 0)
    check(law, high, rows.law(high, 1))
    check(law, low, rows.law(low, 1))
    many = MaximalPreactivation(data, Polynomial("5/2"), width=10**12)
    check(many, high, rows.law(high, 10**12))
    check(many, low, rows.law(low, 10**12))


def test_numbers_of_section_four():
    laws = {}
    for beta in ("4", "5", "5.5", "6", "7", "50"):
        for a in ("0.1", "0.9"):
            data = SelfAttentionData(10_002, 10, a=a, b="0.6", c="0.4")
            laws[a, beta] = MaximalPreactivation(data, Polynomial(beta), width=30)
    gap = {b: laws["0.9", b].sf("0.5") - laws["0.1", b].sf("0.5") for _, b in laws}
    assert gap["4"] == pytest.approx(5e-6, rel=0.1)
    assert gap["5"] == pytest.approx(0.982, abs=5e-4)
    assert gap["5.5"] == pytest.approx(0.9998, abs=5e-5)
    assert 1 - gap["6"] == pytest.approx(7.5e-7, rel=0.01)
    assert gap["7"] == pytest.approx(9.3e-10, rel=0.01)
    assert gap["50"] == pytest.approx(9.3e-10, rel=0.01)


def test_one_neuron_fires_with_a_probability_independent_of_copies_once_all_is_locked():
    reference = None
    for copies in (1, 10**5, 10**12):
        data = SelfAttentionData(1002, copies, a="0.3", b="0.6", c="0.4")
        law = MaximalPreactivation(data, Polynomial(10_000))
        values = law.sf(["-0.1", "0.21", "0.95", "1.1"])
        reference = values if reference is None else reference
        np.testing.assert_allclose(values, reference, rtol=1e-14)


def test_exact_half_of_a_locked_spike():
    law = MaximalPreactivation(VectorData(10**15, 3), Polynomial(50), width=7)
    assert law.sf("0.5") == pytest.approx(1 - 2.0**-7, rel=1e-15)


def test_lattice_thresholds_of_vectors_are_strict():
    law = MaximalPreactivation(VectorData(10), Polynomial(3))  # X = (2K - 10) / 10
    exact = [sum(math.comb(10, j) for j in range(k + 1, 11)) / 2**10 for k in range(11)]
    thetas = [Fraction(2 * k - 10, 10) for k in range(11)]
    np.testing.assert_allclose(law.sf(thetas), exact, rtol=1e-15)
    assert law.sf("0.2") < law.sf(Decimal("0.1999999999999999999999999"))
    assert law.sf(0.2) == law.sf("0.2")  # 0.2 as a float lies above one fifth
    assert law.sf(math.nextafter(0.2, 0)) > law.sf("0.2")


def test_tails_agree_between_two_independent_references():
    from tests.law import law_reference

    with ctx.workprec(BITS):
        for N, sigmas in ((10**6, 2), (10**12, 3), (10**15, 4)):
            k = (N + sigmas * math.isqrt(N)) // 2
            one, other = law_reference._integral(N, k), law_reference._continued_fraction(N, k)
            assert agrees(float(one / other), arb(1), 1e-15)
            assert abs(float(one / other - 1)) < 1e-38
        assert abs(float(law_reference._term_sum(10**5, 50_100) / tail(10**5, 50_100)[0] - 1)) == 0


# --- interface ----------------------------------------------------------------------------------


@pytest.fixture
def law():
    data = SelfAttentionData(1002, 10, a="0.3", b="0.6", c="0.4")
    return MaximalPreactivation(data, Polynomial(6), width=30)


def test_values_are_one_and_decrease(law):
    thetas = np.linspace(-2, 2, 801).reshape(3, -1)
    sf = law.sf(thetas)
    assert sf.shape == thetas.shape
    assert (np.diff(sf.ravel()) <= 0).all()
    np.testing.assert_allclose(sf + law.cdf(thetas), 1, rtol=1e-14)
    np.testing.assert_allclose(np.exp(law.logsf(thetas)), sf, rtol=1e-12)
    assert isinstance(law.sf(0.5), float)
    assert law.sf(np.float32(0.5)) == law.sf(0.5) == law.sf("1/2") == law.sf(Decimal("0.5"))
    assert law.sf(0.1) == law.sf(np.array(0.1))


def test_scalars_and_arrays_agree(law):
    thetas = np.linspace(0.3, 1.2, 57)
    assert law.logsf(thetas).tolist() == [law.logsf(x) for x in thetas]
    assert law.sf(list(thetas)).tolist() == law.sf(thetas).tolist()
    assert law.sf([Fraction(x) for x in thetas]).tolist() == law.sf(thetas).tolist()
    assert law.sf([]).shape == (0,)
    assert law.sf([["0.1", 1], [0.5, Fraction(1, 3)]]).shape == (2, 2)


def test_mixed_lists_keep_every_entry_as_it_is():
    law = MaximalPreactivation(VectorData(10), Polynomial(1))
    one_tenth = law.sf([Fraction(3, 5), "0.6", 0.6])  # 0.6 as a float lies below three fifths
    assert one_tenth[0] == one_tenth[1] < one_tenth[2]


def test_thresholds_of_any_size(law):
    small = [5e-324, -5e-324, Fraction(1, 10**400), Fraction(-1, 10**400), 0]
    assert len(set(law.sf(small).tolist())) == 1
    assert law.sf([1e308, 10**400, -1e308, -(10**400)]).tolist() == [0, 0, 1, 1]
    assert law.sf(np.array([1e308, -1e308])).tolist() == [0, 1]


def test_infinite_thresholds(law):
    assert law.sf([-math.inf, math.inf]).tolist() == [1, 0]
    assert law.logsf(math.inf) == -math.inf
    assert law.logcdf([-np.inf, np.inf, "0.5"])[:2].tolist() == [-math.inf, 0]


@pytest.mark.parametrize(
    "infinity",
    [np.float32("inf"), np.longdouble("inf"), Decimal("Infinity")],
    ids=["float32", "longdouble", "Decimal"],
)
def test_infinities_of_every_kind(law, infinity):
    assert (law.sf(infinity), law.sf(-infinity)) == (0, 1)
    assert law.sf([infinity, -infinity, "0.5"])[:2].tolist() == [0, 1]
    assert law.sf(np.array([np.inf, -np.inf], ">f8")).tolist() == [0, 1]


def test_another_setting_of_numpy_changes_nothing():
    thetas = [-1e308, -1, 0, 0.3, 0.9, "1.2", 1e308, 5e-324, math.inf]
    for data in (SelfAttentionData(10**5, 10, a="0.3", b="0.6", c="0.4"), VectorData(10**12, 3)):
        law = MaximalPreactivation(data, Polynomial(6), width=10**6)
        methods = law.sf, law.cdf, law.logsf, law.logcdf
        with np.errstate(all="raise"):
            strict = [method(thetas).tolist() for method in methods]
            law.support(), law.rvs(3, random_state=0)
        assert strict == [method(thetas).tolist() for method in methods]


@pytest.mark.parametrize("kernel", [Polynomial("0.3"), Polynomial(8), Polynomial(5000), Softmax(2)])
def test_support_encloses_the_law(kernel):
    for a, copies in (("0", 1), ("0.3", 1), ("0.9", 10**6)):
        law = MaximalPreactivation(SelfAttentionData(40, copies, a=a, b="0.6", c="0.4"), kernel)
        lower, upper = law.support()
        assert law.sf(upper) == 0 < law.sf(math.nextafter(upper, -9))
        assert law.cdf(math.nextafter(lower, -9)) == 0 < law.cdf(math.nextafter(lower, 9))


@pytest.mark.parametrize("width", [1, 20, 10**12])
@pytest.mark.parametrize(
    "data",
    [
        SelfAttentionData(302, 1000, a="0.3", b="0.6", c="0.4"),
        SelfAttentionData(5, 1, a="2.5", b="0.6", c="0.4"),
        VectorData(10**15, 3),
        VectorData(300, 2, high=40, spread="1.5"),
    ],
    ids=["large", "small", "vector", "two levels"],
)
def test_random_values_follow_the_law(data, width):
    law = MaximalPreactivation(data, Polynomial(9), width)
    values = law.rvs(4000, random_state=1)
    quantiles = np.quantile(values, [0.05, 0.3, 0.6, 0.95]) + 1e-12  # atoms are rounded floats
    p = law.sf(quantiles)
    found = (values[:, None] > quantiles).mean(axis=0)
    # six standard errors: each of the 48 comparisons is a false alarm with chance 2e-9
    assert (np.abs(found - p) <= 6 * np.sqrt(p * (1 - p) / 4000) + 1e-12).all()


def test_random_values_have_the_shape_and_the_seed(law):
    assert law.rvs((3, 2), random_state=0).shape == (3, 2)
    assert law.rvs((), random_state=0) == law.rvs(random_state=0)
    assert law.rvs(5, random_state=7).tolist() == law.rvs(5, random_state=7).tolist()
    rng = np.random.default_rng(7)
    assert law.rvs(5, random_state=rng).tolist() == law.rvs(5, random_state=7).tolist()
    assert law.rvs(0).shape == (0,)
    lower, upper = law.support()
    assert all(lower <= x <= upper for x in law.rvs(100, random_state=3))


@pytest.mark.parametrize("kernel", [Polynomial(2), Polynomial("4.5"), Softmax()])
@pytest.mark.parametrize("a", ["0.1", "0.9"])
def test_monte_carlo_of_the_relu_network(a, kernel):
    data, width, trials = SelfAttentionData(12, 3, a=a, b="0.6", c="0.4"), 3, 20_000
    sign = random_signs(data.d, width * trials, random_state=5)
    found = pre_activations(data.matrix(), kernel, sign) / math.sqrt(math.log(data.n))
    law = MaximalPreactivation(data, kernel, width)
    for theta in (0.2123, 0.5123, 0.7123, 0.9123):
        inner = np.maximum(found - theta, 0).sum(axis=0).reshape(trials, width).sum(axis=1)
        p = law.sf(theta)
        # five standard errors: each of the 24 comparisons is a false alarm with chance 6e-7
        assert abs((inner > 0).mean() - p) <= 5 * math.sqrt(p * (1 - p) / trials)


@pytest.mark.parametrize("ratio", [None, "2"])
def test_monte_carlo_of_the_vector_network(ratio):
    data, width, trials, degree = VectorData(50, ratio, high=6, spread="1.5"), 3, 20_000, 2.5
    weight = data.vector() ** degree
    sign = np.random.default_rng(3).choice([-1.0, 1.0], (width * trials, data.n))
    found = sign @ (weight / weight.sum())
    law = MaximalPreactivation(data, Polynomial(degree), width)
    for theta in (-0.1017, 0.0517, 0.1517, 0.2517):
        inner = np.maximum(found - theta, 0).reshape(trials, width).sum(axis=1)
        p = law.sf(theta)
        # five standard errors: each of the 8 comparisons is a false alarm with chance 6e-7
        assert abs((inner > 0).mean() - p) <= 5 * math.sqrt(p * (1 - p) / trials)


def test_laws_can_be_pickled(law):
    again = pickle.loads(pickle.dumps(law))
    assert repr(again) == repr(law)
    assert again.logsf(0.9) == law.logsf(0.9)


def test_threads_do_not_disturb_one_another():
    def atoms(degree):  # decided in balls of very different precision, flint's being one for all
        data = SelfAttentionData(1002, 10, a="0.1", b="0.6", c="0.4")
        new = MaximalPreactivation(data, Polynomial(degree))
        offsets = [Fraction(1, 10 ** (3 * k)) for k in range(1, 200)]
        return new.logsf([1 - x for x in offsets]).tolist()

    degrees = [Fraction(k, 7) * 40 for k in range(1, 9)]
    serial = [atoms(degree) for degree in degrees]
    with ThreadPoolExecutor(8) as executor:
        assert list(executor.map(atoms, degrees)) == serial


# --- bad input ----------------------------------------------------------------------------------

DATA = SelfAttentionData(6, 2, a="0.3", b="0.6", c="0.4")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((DATA, Polynomial(2), 0), ValueError, "width must be at least 1, got 0"),
        ((DATA, Polynomial(2), 2.0), TypeError, "width must be a whole number, got 2.0"),
        ((DATA, Polynomial(2), True), TypeError, "width must be a whole number"),
        ((DATA, 2), TypeError, "kernel must be Polynomial or Softmax, got int"),
        (
            (3, Polynomial(2)),
            TypeError,
            "SeveralRowsData or VectorData, got int",
        ),
        ((VectorData(9, 2), Softmax()), ValueError, "no absolute scale, got a Softmax kernel"),
        ((VectorData(2**53), Polynomial(2)), ValueError, "at most 2**52 random signs"),
        (
            (VectorData(10**9, high=10**8, spread=2), Polynomial(2)),
            ValueError,
            "high or n - high must be at most 100000, got 100000000",
        ),
        *(
            ((data, kernel("1e300")), ValueError, "weights must lie within a factor of exp(2**38)")
            for data, kernel in (
                (DATA, Polynomial),
                (DATA, Softmax),
                (VectorData(9, 2), Polynomial),
            )
        ),
    ],
)
def test_bad_laws_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"MaximalPreactivation: .*{re.escape(message)}"):
        MaximalPreactivation(*arguments)


@pytest.mark.parametrize("method", ["sf", "cdf", "logsf", "logcdf"])
@pytest.mark.parametrize(
    ("theta", "error", "message"),
    [
        (math.nan, ValueError, "theta must not be NaN"),
        (np.array([0.5, np.nan]), ValueError, "theta must not be NaN"),
        (["0.5", math.nan], ValueError, "theta must be finite, got nan"),
        ("half", ValueError, "theta must be a number, got 'half'"),
        (None, TypeError, "theta must be a number, got None"),
        (True, TypeError, "theta must be a number, got True"),
        (1j, TypeError, "theta must be a number, got 1j"),
        (np.array([True]), TypeError, "theta must be a number, got True"),
        ([[0.5], [0.1, 0.2]], ValueError, "theta must be a rectangular array"),
        (np.ma.masked, ValueError, "theta has masked entries"),
        ([np.ma.masked, 0.5], ValueError, "theta has masked entries"),
        (np.ma.array([0.1, 0.2], mask=[True, False]), ValueError, "theta has masked entries"),
        (
            np.full((1, 1), 0.5).view(np.matrix),
            TypeError,
            "theta must be a plain array, got matrix",
        ),
        (np.array([0.5 + 1j]), TypeError, "theta must be a number, got (0.5+1j)"),
        (Decimal("NaN"), ValueError, "theta must be finite, got Decimal('NaN')"),
    ],
)
def test_bad_thresholds_are_refused(law, method, theta, error, message):
    with pytest.raises(error, match=f"MaximalPreactivation.{method}: .*{re.escape(message)}"):
        getattr(law, method)(theta)


def test_representation_names_everything(law):
    assert repr(law) == (
        "MaximalPreactivation(SelfAttentionData(d=1002, copies=10, a='3/10', b='3/5', c='2/5'), "
        "Polynomial('6'), width=30)"
    )
