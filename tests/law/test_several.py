"""The law with several planted rows: every sign vector of dense networks, and sums of binomials."""

import math
from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, Softmax, separability
from polyattn.several import SeveralRowsData

EXAMPLE = {"d": 102, "copies": 10, "b": "0.6", "c": "0.4"}

tenths = st.integers(1, 20).map(lambda k: Fraction(k, 10))
entries = tenths | st.floats(0.01, 3.0).map(Fraction)


def network_values(data, degree):
    """max_j <C_j, y> for each of the 2^d sign vectors, from the definition, in rationals."""
    groups = data.d - 2
    planted = {groups * j if data.one_group else j for j in range(data.rows)}
    A = []
    for j in range(data.n):
        row = [data.a if j in planted else Fraction(0), *[Fraction(0)] * groups, data.c]
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
    d, t, one_group = draw(st.integers(4, 7)), draw(st.integers(1, 3)), draw(st.booleans())
    rows = draw(st.integers(1, t if one_group else d - 2))
    a = draw(st.just(Fraction(0)) | entries)
    b, c = draw(entries), draw(entries)
    return SeveralRowsData(d, t, rows=rows, one_group=one_group, a=a, b=b, c=c)


@given(small(), st.sampled_from([1, 2, 3, 7, 20]))
@settings(max_examples=80)
def test_law_is_that_of_the_dense_network_at_every_atom(data, degree):
    values = network_values(data, degree)
    law, tiny = MaximalPreactivation(data, Polynomial(degree)), Fraction(1, 10**40)
    atoms = sorted(set(values))
    thetas = [x + e for x in atoms for e in (-tiny, 0, tiny)]
    exact = [Fraction(sum(x > theta for x in values), len(values)) for theta in thetas]
    np.testing.assert_allclose(law.sf(thetas), [float(x) for x in exact], rtol=1e-15)
    np.testing.assert_allclose(law.cdf(thetas), [float(1 - x) for x in exact], rtol=1e-15)
    counts = [values.count(x) / len(values) for x in atoms]
    np.testing.assert_allclose(law.pmf(atoms), counts, rtol=1e-14)
    lower, upper = law.support()
    assert math.nextafter(lower, 9) > atoms[0] >= lower
    assert math.nextafter(upper, -9) < atoms[-1] <= upper
    assert law.mean() == pytest.approx(float(sum(values) / len(values)), abs=1e-12)


@given(small(), st.sampled_from([1, 2, 5]), tenths)
@settings(max_examples=30)
def test_the_best_gap_is_that_of_the_dense_networks(data, degree, more):
    size = {x: getattr(data, x) for x in ("d", "copies", "rows", "one_group", "b", "c")}
    both = data, SeveralRowsData(a=data.a + more, **size)
    low, high = (network_values(x, degree) for x in both)
    at = sorted({*low, *high})
    gap = max(Fraction(sum(y > x for y in high) - sum(y > x for y in low), len(low)) for x in at)
    found = separability(*(MaximalPreactivation(x, Polynomial(degree)) for x in both))
    assert found.value == pytest.approx(float(gap), rel=1e-12)


def counted(data, degree, theta):
    """Pr[X > theta] in rationals, with k rows in different groups: the count of every pattern."""
    a, b, c, t, k = data.a, data.b, data.c, data.copies, data.rows
    p, mutual, q, r = (
        Fraction(x) ** degree for x in (a * a + b * b + c * c, a * a + c * c, b * b + c * c, c * c)
    )
    unplanted = data.d - 2 - k
    Z = p + (k - 1) * mutual + (t - 1) * q + (t * (data.d - 3) - k + 1) * r
    rest = t * q + t * (data.d - 3) * r
    fires = 0
    for s1, sd, plus in product((-1, 1), (-1, 1), range(k + 1)):
        own, others = (1, 2 * plus - k - 1) if plus else (-1, 1 - k)
        for up in range(unplanted + 1):
            far = 2 * up - unplanted
            star = a * s1 * (p + (k - 1) * mutual)
            star += b * ((p + (t - 1) * q) * own + (mutual + (t - 1) * r) * others + t * r * far)
            best = star / Z
            if t > 1:
                mate = a * s1 * (q + (k - 1) * r) + b * t * (q * own + r * (others + far))
                best = max(best, mate / rest)
            if unplanted:
                sign, left = (1, far - 1) if up else (-1, far + 1)
                away = a * s1 * k * r + b * t * (q * sign + r * (2 * plus - k + left))
                best = max(best, away / rest)
            if best + c * sd > theta:
                fires += comb(k, plus) * comb(unplanted, up)
    return Fraction(fires, 2**data.d)


@pytest.mark.parametrize(("d", "t", "k"), [(30, 4, 3), (30, 4, 20), (30, 1, 28), (52, 7, 10)])
@pytest.mark.parametrize("degree", [1, 3, 8])
def test_law_is_the_sum_over_the_counts(d, t, k, degree):
    data = SeveralRowsData(d, t, rows=k, a="0.9", b="0.6", c="0.4")
    law = MaximalPreactivation(data, Polynomial(degree))
    for theta in ("-0.3", "0.2", "0.41", "0.7", "1", "1.2", "1.5"):
        exact = counted(data, degree, Fraction(theta))
        assert law.sf(theta) == pytest.approx(float(exact), rel=1e-13)
        assert law.cdf(theta) == pytest.approx(float(1 - exact), rel=1e-13)


@given(
    st.integers(4, 10**5), st.integers(1, 10**6), st.integers(1, 10**6), tenths, tenths, tenths,
    st.fractions(Fraction(1, 9), 60, max_denominator=9),
)  # fmt: skip
@settings(max_examples=40)
def test_rows_in_one_group_have_the_law_of_one_row_among_fewer(d, share, k, a, b, c, degree):
    data = SeveralRowsData(d, k * share, rows=k, one_group=True, a=a, b=b, c=c)
    alone = SelfAttentionData(d, share, a=a, b=b, c=c)
    laws = [MaximalPreactivation(x, Polynomial(degree), width=30) for x in (data, alone)]
    levels = [c + b * Fraction(i, 7) + a * Fraction(j, 3) for i in (-3, 1, 4, 7) for j in (0, 1, 3)]
    for name in ("logsf", "logcdf"):
        several, one = (getattr(law, name)(levels) for law in laws)
        np.testing.assert_allclose(several, one, rtol=1e-12)


def test_one_planted_row_has_the_law_of_the_book():
    for d, t in ((5, 1), (102, 10), (1002, 10**9)):
        alone = SelfAttentionData(d, t, a="0.9", b="0.6", c="0.4")
        thetas = ["0.3", "0.8", "1", "1.2", "1.7"]
        for kernel in (Polynomial("4.2"), Softmax("1.5")):
            truth = MaximalPreactivation(alone, kernel, 30).logsf(thetas)
            for one_group in (False, True):
                data = SeveralRowsData(d, t, rows=1, one_group=one_group, a="0.9", b="0.6", c="0.4")
                law = MaximalPreactivation(data, kernel, 30)
                np.testing.assert_allclose(law.logsf(thetas), truth, rtol=1e-13)


def test_a_million_million_tokens_and_hundreds_of_planted_rows():
    """Far tails, as sums over the counts in logarithms: every row, binomials by SciPy."""
    from scipy.special import logsumexp
    from scipy.stats import binom

    k, N, t, free = 300, 999, 10**9, 700
    data = SeveralRowsData(1002, t, rows=k, a="0.3", b="0.6", c="0.4")
    P, M, Q = ((s / 0.16) ** 20 for s in (0.61, 0.25, 0.52))  # R = 1
    Z, rest = P + (k - 1) * M + (t - 1) * Q + (t * N - k + 1), t * (Q + N)
    star, alpha, v, u = (P + (k - 1) * M) / Z, (P + (t - 1) * Q) / Z, (M + t - 1) / Z, t / Z
    w, far, mate, away = t * Q / rest, t / rest, (Q + k - 1) / rest, k / rest

    def needed(theta, s1, sd, plus):
        """The least number of plus signs among the groups without a planted row."""
        own = 1 if plus else -1
        S = 2 * plus - k
        heights = [
            (0.3 * s1 * star + 0.6 * (alpha * own + v * (S - own)), u),
            (0.3 * s1 * mate + 0.6 * (w * own + far * (S - own)), far),
            (0.3 * s1 * away + 0.6 * (w + far * (S - 1)), far),
        ]
        steps = [((theta - 0.4 * sd - h) / (0.6 * x) + free) / 2 for h, x in heights]
        return min(math.floor(x) + 1 for x in steps)

    law = MaximalPreactivation(data, Polynomial(20))
    for theta in (0.4123, 0.553, 0.9871):
        logs = [
            binom.logpmf(plus, k, 0.5) + binom.logsf(needed(theta, s1, sd, plus) - 1, free, 0.5)
            for s1, sd, plus in product((-1, 1), (-1, 1), range(k + 1))
        ]
        assert law.logsf(theta) == pytest.approx(logsumexp(logs) - math.log(4), rel=1e-10)
    assert law.logsf("1.5") == -math.inf


# k: the degree at which half of the gap is reached with 30 neurons, in different groups.
HALF = {1: 1.98, 2: 1.77, 5: 1.39, 10: 1.05}


@pytest.mark.parametrize("rows", HALF)
def test_the_worked_example(rows):
    pair = [SeveralRowsData(**EXAMPLE, rows=rows, a=a) for a in ("0.1", "0.9")]

    def gap(degree):
        return separability(*(MaximalPreactivation(x, Polynomial(degree), 30) for x in pair)).value

    assert gap(HALF[rows] - 0.0055) < 0.5 < gap(HALF[rows] + 0.0055)


def test_laws_that_cannot_be_compared_are_refused():
    one, other, together = (
        MaximalPreactivation(SeveralRowsData(**EXAMPLE, a=1, **x), Polynomial(2))
        for x in ({"rows": 2}, {"rows": 3}, {"rows": 2, "one_group": True})
    )
    with pytest.raises(ValueError, match="of one size, got rows = 2 and rows = 3"):
        separability(one, other)
    with pytest.raises(ValueError, match="one_group = False and one_group = True"):
        separability(one, together)
    alone = MaximalPreactivation(SelfAttentionData(**EXAMPLE, a=1), Polynomial(2))
    with pytest.raises(ValueError, match="of one construction, got SeveralRowsData and SelfAtt"):
        separability(one, alone)
    many = SeveralRowsData(10**6, rows=5 * 10**5, a=1, b=1, c=1)
    with pytest.raises(ValueError, match=r"^MaximalPreactivation: .* use fewer rows"):
        MaximalPreactivation(many, Polynomial(2))
