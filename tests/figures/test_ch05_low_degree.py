"""What the figures of chapter 5 draw, against exact arithmetic."""

from fractions import Fraction
from itertools import product

import pytest

from polyattn import SelfAttentionData
from polyattn.figures.ch05_low_degree import planted_weight_bounds, silence_bounds

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
