"""Thresholds from probabilities, point masses and moments, against every atom of small networks."""

import math
import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, Softmax, VectorData
from tests.law.law_reference import BITS, Rows, activation, network_values, vector_values
from tests.law.test_law import polynomial_log

tenths = st.integers(1, 20).map(lambda k: Fraction(k, 10))
entries = tenths | st.floats(0.01, 3.0)
widths = st.sampled_from([1, 2, 9, 40])
probabilities = st.floats(0, 1) | st.sampled_from([0.0, 1.0, 0.5, 0.125, 1e-300, 1 - 2**-53])


@given(
    st.integers(4, 6),
    st.integers(1, 3),
    st.just(0) | entries,
    entries,
    entries,
    st.sampled_from([1, 2, 5, 40]),
    widths,
    st.lists(probabilities, min_size=1, max_size=6),
)
@settings(max_examples=40)
def test_quantiles_are_the_least_atoms_that_do(d, copies, a, b, c, degree, width, chosen):
    data = SelfAttentionData(d, copies, a=a, b=b, c=c)
    values = network_values(data, lambda score: score**degree)
    check_quantiles(MaximalPreactivation(data, Polynomial(degree), width), values, chosen)


@given(
    st.integers(2, 7),
    st.none() | tenths.map(lambda x: 1 + x),
    st.just(1) | tenths.map(lambda x: 1 + x),
    st.sampled_from([1, 3, 20]),
    widths,
    st.lists(probabilities, min_size=1, max_size=6),
)
@settings(max_examples=40)
def test_quantiles_of_vectors(n, ratio, spread, degree, width, chosen):
    data = VectorData(n, ratio, high=n // 3, spread=spread)
    values = vector_values(data, lambda score: score**degree)
    check_quantiles(MaximalPreactivation(data, Polynomial(degree), width), values, chosen)


def check_quantiles(law, values, chosen):
    atoms = sorted(set(values))
    exact = [activation(values, x, law.width) for x in atoms]
    # a chosen probability may be one that is attained, to the last bit
    chosen = [*chosen, float(law.sf(atoms[len(atoms) // 3]))]
    for q, found in zip(chosen, law.isf(chosen, exact=True), strict=True):
        assert found in atoms
        assert law.sf(found) <= q
        place = atoms.index(found)
        assert q == 1 or place == 0 or law.sf(atoms[place - 1]) > q or (q == 0 and place)
        least = next(x for x, p in zip(atoms, exact, strict=True) if p <= q)
        # where many neurons attain a probability to within its last bits, a float may lie on
        # either side
        near = law.width > 1 and any(abs(float(p) - q) <= 1e-11 * q for p in exact)
        assert found == least or near
    for q, found in zip(chosen, law.ppf(chosen, exact=True), strict=True):
        assert found in atoms
        assert law.cdf(found) >= q
        place = atoms.index(found)
        assert q == 1 or place == 0 or law.cdf(atoms[place - 1]) < q
    for method in (law.isf, law.ppf):
        for number, atom in zip(method(chosen), method(chosen, exact=True), strict=True):
            assert math.nextafter(number, -math.inf) < atom <= number
    assert law.isf(0, exact=True) == law.ppf(1, exact=True) == atoms[-1]
    assert law.isf(1, exact=True) == law.ppf(0, exact=True) == atoms[0]
    masses = [activation(values, x, law.width) for x in atoms]
    masses = [above - here for above, here in pairwise([Fraction(1), *masses])]
    if law.width == 1:
        assert law.sf(atoms).tolist() == exact
        assert law.pmf(atoms).tolist() == masses
        assert law.isf(law.sf(atoms), exact=True).tolist() == atoms
    np.testing.assert_allclose(law.pmf(atoms), [float(x) for x in masses], rtol=1e-11, atol=0)
    off = [x + Fraction(1, 10**40) for x in atoms]
    assert not law.pmf([*off, math.inf, -math.inf]).any()
    mean = sum(x * p for x, p in zip(atoms, masses, strict=True))
    var = sum((x - mean) ** 2 * p for x, p in zip(atoms, masses, strict=True))
    scale = float(max(map(abs, atoms)))
    assert law.mean() == pytest.approx(float(mean), abs=1e-12 * scale)
    assert law.var() == pytest.approx(float(var), abs=1e-12 * scale**2)
    assert law.std() == math.sqrt(law.var())
    assert law.expect(np.abs) == pytest.approx(
        float(sum(abs(x) * p for x, p in zip(atoms, masses, strict=True))), abs=1e-12 * scale
    )


@pytest.mark.parametrize("degree", [20, "19.7", 600])
@pytest.mark.parametrize("width", [1, 256, 10**12])
def test_round_trip_at_a_million_million_rows(degree, width):
    data = SelfAttentionData(1002, 10**9, a="0.3", b="0.6", c="0.4")
    law = MaximalPreactivation(data, Polynomial(degree), width)
    q = np.array([1e-300, 1e-200, 1e-30, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999])
    found = law.isf(q)
    assert (law.sf(found) <= q).all()
    assert (q < law.sf(np.nextafter(found, -9))).all()
    found = law.ppf(q)
    assert (law.cdf(found) >= q).all()
    assert (q > law.cdf(np.nextafter(found, -9))).all()
    for rate, atom in zip(q, law.isf(q, exact=True), strict=True):
        assert law.sf(atom) <= rate < law.sf(atom - Fraction(1, 10**1150))
    greatest = law.isf(0, exact=True)
    assert law.logsf(greatest) == -math.inf < law.logsf(greatest - Fraction(1, 10**1150))
    assert law.isf(0) == law.support()[1]


def test_quantiles_of_the_law_against_balls():
    data, q = SelfAttentionData(1002, 10, a="0.3", b="0.6", c="0.4"), 1e-9
    rows = Rows(data, polynomial_log(Fraction(13, 2)))
    law = MaximalPreactivation(data, Polynomial("13/2"), 30)
    at = law.isf(q, exact=True)
    tiny = Fraction(1, 10**60)
    with ctx.workprec(BITS):
        assert rows.law(at + tiny, 30)[0] <= arb(q) < rows.law(at - tiny, 30)[0]
        mass = rows.law(at - tiny, 30)[0] - rows.law(at + tiny, 30)[0]
    # of an irrational atom no number is known: all the probability lies in between
    assert law.sf(at - tiny) - law.sf(at) == pytest.approx(float(mass), rel=1e-6)


def test_point_masses_keep_their_digits():
    law = MaximalPreactivation(VectorData(10**4), Polynomial(3), width=10**6)
    for plus in (5000, 5300, 9000):
        at = Fraction(2 * plus - 10**4, 10**4)
        with ctx.workprec(BITS):
            each = arb.bin_uiui(10**4, plus) / arb(2) ** 10**4
            below = sum((arb.bin_uiui(10**4, k) for k in range(plus)), arb(0)) / arb(2) ** 10**4
            exact = (below + each) ** 10**6 - below**10**6
        got = law.pmf(at)
        assert got == pytest.approx(float(exact), rel=1e-10)
        assert (got > 0) == (float(exact) > 0)
    assert law.pmf("0.03") == 0 == law.pmf(0.06)  # 0.06 as a float lies beside the atom


@pytest.mark.parametrize("width", [1, 30, 10**9])
def test_moments_are_those_of_random_values(width):
    for data in (SelfAttentionData(302, 10, a="0.9", b="0.6", c="0.4"), VectorData(10**6, 3)):
        law = MaximalPreactivation(data, Polynomial(3), width)
        values = law.rvs(20_000, random_state=1)
        # five standard errors
        assert abs(values.mean() - law.mean()) < 5 * law.std() / math.sqrt(20_000)
        assert values.std() == pytest.approx(law.std(), rel=0.1)
        lower, upper = law.interval(0.9)
        assert lower < law.median() < upper
        assert np.mean((values >= lower) & (values <= upper)) > 0.88


@pytest.mark.parametrize(("a", "degree"), [(5, 228), (5, 235), (5, 1000), (50, 10**4)])
@pytest.mark.parametrize("copies", [1, 3])
def test_moments_where_rows_without_the_feature_weigh_next_to_nothing(a, degree, copies):
    data = SelfAttentionData(5, copies, a=a, b=1, c=1)  # the ratio of weights is beyond floats
    law = MaximalPreactivation(data, Polynomial(degree))
    values = network_values(data, lambda score: score**degree)
    assert law.mean() == pytest.approx(float(sum(values) / len(values)), rel=1e-12)
    drawn = law.rvs(1000, random_state=0)
    assert set(drawn.round(9)) <= {round(float(x), 9) for x in values}


def test_moments_of_one_neuron_on_a_vector_are_exact():
    data = VectorData(1000, 3)
    law = MaximalPreactivation(data, Polynomial(2))
    share = data.vector(exact=True) ** 2
    assert abs(law.mean()) < 1e-15
    assert law.var() == pytest.approx(float(sum((share / share.sum()) ** 2)), rel=1e-12)


def test_shapes_and_kinds():
    law = MaximalPreactivation(VectorData(12, 2), Polynomial("2.5"), 3)
    for method in (law.isf, law.ppf):
        assert isinstance(method(0.3), float)
        assert isinstance(method(np.float32(0.5)), float)
        assert isinstance(method("1/4", exact=True), Fraction)
        assert method([[0.1, 0.2, 0.3]]).shape == (1, 3)
        assert method([0.1, Fraction(1, 5)], exact=True).dtype == object
        assert method([]).shape == (0,)
    assert law.pmf([]).shape == (0,)
    assert isinstance(law.pmf(0.3), float)
    assert law.interval([0.5, 0.9])[0].shape == (2,)
    assert law.median() == law.ppf(0.5) == law.isf(0.5)
    soft = MaximalPreactivation(SelfAttentionData(6, 2, a=1, b=1, c=1), Softmax(), 3)
    assert soft.isf(0, exact=True) == max(
        network_values(soft.data, lambda score: Fraction(8) ** int(score))
    )


@pytest.mark.parametrize(
    ("q", "error", "message"),
    [
        (1.5, ValueError, "must be probabilities from 0 to 1, got 1.5"),
        ([0.5, -1e-9], ValueError, "must be probabilities from 0 to 1, got -1e-09"),
        ("-1e-400", ValueError, "must be probabilities from 0 to 1, got -1/1"),
        (1 + Fraction(1, 10**30), ValueError, "must be probabilities from 0 to 1, got 1"),
        (10**400, ValueError, "must be probabilities from 0 to 1, got 1"),
        (math.nan, ValueError, "must be probabilities from 0 to 1, got nan"),
        (np.ma.masked, ValueError, "has masked entries"),
        ("half", ValueError, "must be a number, got 'half'"),
        (None, TypeError, "must be a number, got None"),
        (True, TypeError, "must be a number, got True"),
        (0.5j, TypeError, "must hold real numbers"),
        ([[0.5], [0.1, 0.2]], ValueError, "must be a rectangular array"),
    ],
)
@pytest.mark.parametrize(
    ("method", "name"), [("isf", "q"), ("ppf", "q"), ("interval", "confidence")]
)
def test_bad_probabilities_are_refused(method, name, q, error, message):
    law = MaximalPreactivation(VectorData(9), Polynomial(2))
    with pytest.raises(error, match=f"MaximalPreactivation.{method}: {name} {re.escape(message)}"):
        getattr(law, method)(q)


def test_what_cannot_be_computed_is_refused():
    law = MaximalPreactivation(VectorData(10**12), Polynomial(2))
    with pytest.raises(ValueError, match="expectation sums over the atoms, and there are"):
        law.mean()
    law = MaximalPreactivation(VectorData(9), Polynomial(2))
    with pytest.raises(ValueError, match=r"func must return one number a value, got shape \(\)"):
        law.expect(np.sum)
    for func, error, message in (
        (3, TypeError, "func must be a function of an array, or None"),
        (lambda x: x + 0j, TypeError, r"func\(values\) must hold real numbers"),
        (lambda x: np.ma.masked_less(x, 0), ValueError, r"func\(values\) has masked entries"),
        (lambda x: x.astype(str), TypeError, "func must return numbers, got an array of <U"),
    ):
        with pytest.raises(error, match=f"MaximalPreactivation.expect: {message}"):
            law.expect(func)
    law = MaximalPreactivation(VectorData(9, 3), Polynomial(10**8))
    with pytest.raises(ValueError, match="isf: weights must lie within a factor of 2"):
        law.isf(0.5)


def test_another_setting_of_numpy_changes_nothing():
    law = MaximalPreactivation(SelfAttentionData(302, a="0.3", b="0.6", c="0.4"), Polynomial(9), 30)
    with np.errstate(all="raise"):
        found = law.isf([0, 1e-300, 0.5]), law.pmf(law.isf(1e-300, exact=True)), law.std()
    assert found[1] > 0
    assert found[0].tolist() == law.isf([0, 1e-300, 0.5]).tolist()
