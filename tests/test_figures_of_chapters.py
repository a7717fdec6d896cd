"""What the figures of the front page and of chapters 1 and 5 draw, against exact arithmetic."""

import math
from fractions import Fraction
from itertools import product

import pytest

from polyattn import SelfAttentionData
from polyattn.figures.kernels import one_against_a_crowd, scaled_scores
from polyattn.figures.low_degree import planted_weight_bounds, silence_bounds
from polyattn.figures.overview import activation

PARTS = {"b": "0.6", "c": "0.4"}
DATA0, DATA1 = (SelfAttentionData(7, 2, a=a, **PARTS) for a in ("0.1", "0.9"))
# Curves are drawn from floats: a dozen roundings, and powers up to degree 10.
DRAWN = {"rel": 1e-12}


def curves(illustration):
    """Every line of the first axes as a dict from abscissa to ordinate."""
    lines = illustration.figure.axes[0].get_lines()
    return [
        dict(zip(map(float, line.get_xdata()), line.get_ydata(), strict=True)) for line in lines
    ]


def fraction_that_fires(data, degree, theta):
    """The share of sign vectors with some <C_j, y> above theta: dense, exact, all 2^d of them."""
    a, b, c = data.a, data.b, data.c
    rows = [[Fraction(0)] * data.d for _ in range(data.n)]
    for j, row in enumerate(rows):
        row[0], row[1 + j % (data.d - 2)], row[-1] = a if j == 0 else Fraction(0), b, c
    C = []
    for x in rows:
        weights = [sum(u * v for u, v in zip(x, z, strict=True)) ** degree for z in rows]
        total = sum(weights)
        C.append(
            [
                sum(w * z[k] for w, z in zip(weights, rows, strict=True)) / total
                for k in range(data.d)
            ]
        )
    fires = sum(
        any(sum(u * v for u, v in zip(row, y, strict=True)) > Fraction(theta) for row in C)
        for y in product((-1, 1), repeat=data.d)
    )
    return Fraction(fires, 2**data.d)


def with_width(share, width):
    return float(1 - (1 - share) ** width)


@pytest.mark.parametrize(("ratio", "degree"), [(2, 10), (1.5, 4), (9, 0), (1.1, 24)])
def test_one_against_a_crowd_marks_the_exact_weight(ratio, degree):
    lines = one_against_a_crowd(ratio, degree).figure.axes[0].get_lines()
    dots = [line for line in lines if line.get_marker() == "o"]
    power = Fraction(ratio) ** degree
    for dot, n in zip(dots, (10, 10**3, 10**6), strict=True):
        assert list(dot.get_xdata()) == [degree]
        assert dot.get_ydata()[0] == pytest.approx(float(power / (power + n - 1)), **DRAWN)


def test_one_against_a_crowd_refuses_what_no_degree_helps():
    with pytest.raises(ValueError, match="ratio must be above 1, got 1; at 1 no degree helps"):
        one_against_a_crowd(1, 3)
    with pytest.raises(ValueError, match="degree must not be negative, got -1"):
        one_against_a_crowd(2, -1)


def test_bars_change_with_the_scale_under_softmax_only():
    figure = scaled_scores([2, 3, 4], 2, 4).figure
    heights = [[bar.get_height() for bar in axis.patches] for axis in figure.axes]
    for axis, degree in zip(heights, (1, 4), strict=False):
        powers = [Fraction(s) ** degree for s in (2, 3, 4)]
        exact = [float(x / sum(powers)) for x in powers]
        assert axis == pytest.approx(exact + exact, **DRAWN)
    for bars, factor in ((heights[2][:3], 1), (heights[2][3:], 2)):
        powers = [math.exp(factor * s) for s in (2, 3, 4)]
        assert bars == pytest.approx([x / sum(powers) for x in powers], **DRAWN)


def test_the_planted_weight_lies_between_its_bounds():
    lower, upper, truth = curves(planted_weight_bounds(DATA1, (1, 5)))
    p, q, r = Fraction("1.33"), Fraction("0.52"), Fraction("0.16")
    for degree in (1, 2, 3, 4, 5):
        P, Q, R = p**degree, q**degree, r**degree
        exact = P / (P + (DATA1.copies - 1) * Q + (DATA1.n - DATA1.copies) * R)
        assert truth[degree] == pytest.approx(float(exact), **DRAWN)
        assert lower[degree] < truth[degree] < upper[degree] < 2 * lower[degree]


def test_silence_is_drawn_as_the_dense_network_has_it_and_below_both_bounds():
    finer0, truth0, finer1, truth1, plain = curves(silence_bounds(DATA0, DATA1, "0.95", 3, (1, 4)))
    for data, truth, finer in ((DATA0, truth0, finer0), (DATA1, truth1, finer1)):
        for degree in (1, 2, 4):
            exact = with_width(fraction_that_fires(data, degree, "0.95"), 3)
            assert 10 ** truth[degree] == pytest.approx(exact, rel=1e-10)
        assert all(truth[x] <= finer[x] for x in truth)
    ends = sorted(plain)
    assert all(max(truth0[x], truth1[x]) <= plain[ends[0]] for x in truth0 if x <= ends[1])


def test_the_front_page_shows_the_dense_network():
    shown = activation(DATA0, DATA1, ["1.5", "0.9"], 4, ["high", "low"], highest=6)
    for axis, theta in zip(shown.figure.axes, ("1.5", "0.9"), strict=True):
        for line, data in zip(axis.get_lines(), (DATA0, DATA1), strict=True):
            curve = dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
            for degree in (1, 3, 6):
                exact = with_width(fraction_that_fires(data, degree, theta), 4)
                assert curve[degree] == pytest.approx(exact, rel=1e-10)
    with pytest.raises(ValueError, match="titles must be one a threshold, got 1 for 2"):
        activation(DATA0, DATA1, ["1.5", "0.9"], 4, ["high"])
