"""Rows under noise against a dense network in rationals, on an explicit orthogonal noise matrix."""

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyattn import Polynomial, SelfAttentionData, Softmax, noise, row_classes
from polyattn.noise import crowd_score, in_noise_window, noisy_row_classes

EXAMPLE = {"d": 102, "copies": 10, "b": "0.6", "c": "0.4"}
FIELDS = ("feature", "own", "planted_group", "other", "bias", "self_weight", "noise")

entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
sizes = st.tuples(st.integers(4, 10**5), st.integers(1, 10**8))


def orthogonal(n, scale):
    """A rational orthogonal matrix that mixes all coordinates, times a number."""
    v = [Fraction(1 + j % 3) for j in range(n)]
    square = sum(x * x for x in v)
    return [[scale * ((j == k) - 2 * v[j] * v[k] / square) for k in range(n)] for j in range(n)]


def dense(d, t, a, b, c, scale, planted, weigh):
    """The clean matrix, its noise, and attention from the definition; nothing shared."""
    n = (d - 2) * t
    clean = []
    for j in range(n):
        row = [Fraction(0)] * d
        row[0] = a if j == planted else Fraction(0)
        row[1 + j % (d - 2)] = b
        row[d - 1] = c
        clean.append(row)
    noise = orthogonal(n, scale)
    tokens = [x + e for x, e in zip(clean, noise, strict=True)]
    scores = [[sum(x * y for x, y in zip(u, v, strict=True)) for v in tokens] for u in tokens]
    weights = [[weigh(scores, j, k) for k in range(n)] for j in range(n)]
    f = [[w / sum(row) for w in row] for row in weights]
    mix = [
        [
            [
                sum(w * y for w, y in zip(row, column, strict=True))
                for column in zip(*part, strict=True)
            ]
            for row in f
        ]
        for part in (clean, noise)
    ]
    return f, mix[0], [sum(x * x for x in row) for row in mix[1]]


WEIGH = {
    "none": lambda degree, power: lambda s, j, k: s[j][k] ** degree,
    "subtract": lambda degree, power: lambda s, j, k: (s[j][k] - power * (j == k)) ** degree,
    "no diagonal": lambda degree, power: lambda s, j, k: s[j][k] ** degree * (j != k),
    "unit norm": lambda degree, power: (
        lambda s, j, k: s[j][k] ** degree / (s[j][j] * s[k][k]) ** (degree // 2)
    ),
}


@pytest.mark.parametrize("cure", WEIGH)
@pytest.mark.parametrize(("d", "t"), [(4, 1), (4, 3), (5, 2), (6, 1), (6, 2)])
@pytest.mark.parametrize(("a", "scale"), [("2/3", "1/2"), ("0", "1/3"), ("1", "0")])
def test_every_row_of_the_dense_network_exactly(cure, d, t, a, scale):
    a, b, c, scale = Fraction(a), Fraction(3, 5), Fraction(2, 7), Fraction(scale)
    power, degree = scale**2, 2 * (1 + d % 2)
    planted = (3 * d + t) % ((d - 2) * t)
    f, clean, noise = dense(d, t, a, b, c, scale, planted, WEIGH[cure](degree, power))
    data = SelfAttentionData(d, t, a=a, b=b, c=c)
    rows = noisy_row_classes(data, Polynomial(degree), power, cure=cure, exact=True)
    assert (rows.group is None) == (t == 1)
    home = planted % (d - 2)
    for j, row in enumerate(clean):
        own = j % (d - 2)
        kind = rows.planted if j == planted else rows.group if own == home else rows.others
        assert row[0] == kind.feature
        assert row[-1] == kind.bias == c
        assert row[1 + own] == kind.own
        assert row[1 + home] == kind.planted_group
        assert all(row[1 + g] == kind.other for g in range(d - 2) if g not in (own, home))
        assert f[j][j] == kind.self_weight
        assert noise[j] == kind.noise


@given(sizes, st.one_of(st.just(Fraction(0)), entry), entry, entry, st.integers(1, 60))
def test_without_noise_the_rows_are_the_clean_ones(size, a, b, c, degree):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    clean = row_classes(data, Polynomial(degree), exact=True)
    noisy = noisy_row_classes(data, Polynomial(degree), 0, exact=True)
    for kind in ("planted", "group", "others"):
        before, after = getattr(clean, kind), getattr(noisy, kind)
        if before is None:
            assert after is None
            continue
        for name in ("feature", "own", "other", "bias"):
            assert getattr(before, name) == getattr(after, name)
        assert after.noise == 0
    assert noisy.planted.self_weight == clean.planted_weight
    assert (
        noisy_row_classes(data, Polynomial(degree), 3, cure="subtract", exact=True).planted.own
        == clean.planted.own
    )


@given(sizes, entry, entry, entry, entry, st.integers(1, 30))
def test_floats_are_the_fractions_rounded(size, a, b, c, power, half):
    data, kernel = SelfAttentionData(*size, a=a, b=b, c=c), Polynomial(2 * half)
    for cure in WEIGH:
        exact = noisy_row_classes(data, kernel, power, cure=cure, exact=True)
        near = noisy_row_classes(data, kernel, power, cure=cure)
        for kind in ("planted", "others"):
            for name in FIELDS:
                truth = getattr(getattr(exact, kind), name)
                assert getattr(getattr(near, kind), name) == float(truth)


@given(sizes, entry, entry, entry, entry, st.integers(1, 30))
def test_the_order_of_the_rows(size, a, b, c, power, degree):
    """The order facts of the theorem, and what unit norms do to the self-weights."""
    data, kernel = SelfAttentionData(*size, a=a, b=b, c=c), Polynomial(2 * degree)
    rows = noisy_row_classes(data, kernel, power, exact=True)
    star, rest = rows.planted, rows.others
    assert star.self_weight > rest.self_weight
    assert star.own >= rest.own >= rest.other >= star.other
    assert (data.d - 3) * rest.other <= b
    normed = noisy_row_classes(data, kernel, power, cure="unit norm", exact=True)
    assert normed.planted.self_weight < star.self_weight
    assert normed.others.self_weight > rest.self_weight


@given(sizes, entry, entry, st.integers(1, 40), st.integers(1, 40))
def test_the_crowd_score_is_a_norm(size, b, c, degree, more):
    data = SelfAttentionData(*size, a=0, b=b, c=c)
    score = crowd_score(data, degree)
    t, far = data.copies, data.n - data.copies
    largest = max(float(data.q) * (t - 1) ** (1 / degree), float(data.r) * far ** (1 / degree))
    room = 1 + 1e-12  # the reference is in floats
    assert largest <= score * room
    assert score <= 2 ** (1 / degree) * largest * room
    assert crowd_score(data, degree + more) <= score * room
    self_weight = 1 / (1 + (score / float(data.q)) ** degree)
    row = noisy_row_classes(data, Polynomial(degree), 0).others
    assert row.self_weight == pytest.approx(self_weight, rel=1e-10)


@given(sizes, entry, entry, entry, st.one_of(st.just(Fraction(0)), entry), st.integers(1, 40))
def test_the_window_in_whole_numbers(size, a, b, c, power, degree):
    data = SelfAttentionData(*size, a=a, b=b, c=c)
    crowd = (data.copies - 1) * data.q**degree + (data.n - data.copies) * data.r**degree
    inside = (data.q + power) ** degree < crowd < (data.p + power) ** degree
    assert in_noise_window(data, degree, power) == inside


def test_the_ends_of_the_window_are_outside():
    data = SelfAttentionData(5, 1, a=1, b=1, c=1)  # W = 2 at every degree
    assert not in_noise_window(data, 1, 0)  # q = 2
    assert not in_noise_window(SelfAttentionData(6, 1, a=1, b=1, c=1), 1, 0)  # p = 3 = W
    assert in_noise_window(SelfAttentionData(6, 1, a="1.001", b=1, c=1), 1, 0)


# d = 102, t = 10; a_1 = .9 for the planted row, and the rows of other groups.
WEIGHTS = {
    (".01", 4): (0.712, 0.057, 0.017),
    (".01", 6): (0.968, 0.102, 0.029),
    (".01", 8): (0.995, 0.114, 0.032),
    (".02", 4): (0.730, 0.070, 0.035),
    (".02", 6): (0.972, 0.138, 0.060),
    (".02", 8): (0.996, 0.168, 0.065),
    (".05", 4): (0.828, 0.216, 0.128),
    (".05", 6): (0.988, 0.527, 0.276),
    (".05", 8): (0.999, 0.728, 0.371),
}


@pytest.mark.parametrize(("sigma", "degree"), WEIGHTS)
def test_the_worked_example(sigma, degree):
    data = SelfAttentionData(a="0.9", **EXAMPLE)
    rows = noisy_row_classes(data, Polynomial(degree), 102 * Fraction(sigma) ** 2)
    found = rows.planted.self_weight, rows.others.self_weight, math.sqrt(rows.others.noise)
    assert found == pytest.approx(WEIGHTS[sigma, degree], abs=6e-4)


# theta, degree: the largest sigma with n m exp(-(theta - b - c)^2 / 2 omega^2) <= .1, self-lock.
LARGEST = {
    ("1.3", 4): (0.0322, 0.0734),
    ("1.3", 6): (0.0199, 0.0486),
    ("1.3", 8): (0.0185, 0.0402),
    ("1.3", 12): (0.0179, 0.0320),
    ("1.5", 4): (0.0445, 0.0734),
    ("1.5", 6): (0.0305, 0.0486),
    ("1.5", 8): (0.0278, 0.0402),
    ("1.5", 12): (0.0253, 0.0320),
}


@pytest.mark.parametrize(("theta", "degree"), LARGEST)
def test_how_much_noise_the_closed_form_allows(theta, degree):
    data = SelfAttentionData(a="0", **EXAMPLE)
    largest, lock = LARGEST[theta, degree]
    height, count = float(theta) - 1, data.n * 30

    def exponent(sigma):
        row = noisy_row_classes(data, Polynomial(degree), 102 * sigma**2).others
        return math.log(count / 0.1) - height**2 / (2 * row.noise)

    assert exponent(largest - 6e-5) < 0 < exponent(largest + 6e-5)
    self_lock = math.sqrt((crowd_score(data, degree) - float(data.q)) / 102)
    assert self_lock == pytest.approx(lock, abs=6e-5)


def test_a_crowd_score_beyond_every_float_is_refused():
    data = SelfAttentionData(1002, 10**9, a="0.3", b="0.6", c="0.4")  # about 1e1200
    with pytest.raises(OverflowError, match=r"^crowd_score: .* degree 0.01 .*; use a larger"):
        crowd_score(data, "0.01")
    # (t - 1) q^B + t (d - 3) r^B, to the 1/B, in floats by its logarithm
    logs = [math.log(10**9 - 1) + 0.05 * math.log(0.52), math.log(999e9) + 0.05 * math.log(0.16)]
    near = (logs[1] + math.log1p(math.exp(logs[0] - logs[1]))) / 0.05
    assert math.log(crowd_score(data, "0.05")) == pytest.approx(near, rel=1e-12)


def test_what_is_public_is_on_the_page_of_the_api():
    text = (Path(__file__).parents[1] / "book/api.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"automodule:: polyattn\.noise\n +:members: (.*)", text)
    assert set(noise.__all__) == set(listed.split(", "))


def test_bad_input_is_refused():
    data, kernel = SelfAttentionData(a=1, **EXAMPLE), Polynomial(3)
    with pytest.raises(ValueError, match=r"^noisy_row_classes: noise must not be negative, got -1"):
        noisy_row_classes(data, kernel, -1)
    with pytest.raises(ValueError, match=r"^in_noise_window: noise must not be negative"):
        in_noise_window(data, 2, "-0.5")
    with pytest.raises(TypeError, match=r"^noisy_row_classes: kernel must be Polynomial"):
        noisy_row_classes(data, 3, 1)
    with pytest.raises(TypeError, match=r"^crowd_score: data must be a SelfAttentionData"):
        crowd_score(3, 1)
    with pytest.raises(ValueError, match=r"cure must be one of .* got 'norm'"):
        noisy_row_classes(data, kernel, 1, cure="norm")
    with pytest.raises(ValueError, match="needs a polynomial kernel of even degree"):
        noisy_row_classes(data, kernel, 1, cure="unit norm", exact=True)
    with pytest.raises(ValueError, match="needs a polynomial kernel of whole degree"):
        noisy_row_classes(data, Polynomial("2.5"), 1, exact=True)
    with pytest.raises(ValueError, match="a softmax of cosines"):
        noisy_row_classes(data, Softmax(), 1, cure="unit norm")
