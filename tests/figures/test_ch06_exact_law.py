"""What the figures of chapter 6 draw, against enumeration in fractions."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from polyattn import SelfAttentionData
from polyattn.figures.ch06_exact_law import law_and_sample, window

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(7, 2, a=a, **PARTS) for a in ("0.1", "0.9")]


def values(data, degree):
    """X for every sign vector: the dense network, in fractions."""
    rows = [[Fraction(0)] * data.d for _ in range(data.n)]
    for j, row in enumerate(rows):
        row[0], row[1 + j % (data.d - 2)], row[-1] = (
            data.a if j == 0 else Fraction(0),
            data.b,
            data.c,
        )
    weights = [[sum(map(Fraction.__mul__, x, z)) ** degree for z in rows] for x in rows]
    C = [
        [sum(w * z[k] for w, z in zip(ws, rows, strict=True)) / sum(ws) for k in range(data.d)]
        for ws in weights
    ]
    every = product((-1, 1), repeat=data.d)
    return [max(sum(u * v for u, v in zip(row, y, strict=True)) for row in C) for y in every]


def share(data, degree, theta):
    found = values(data, degree)
    return sum(x > Fraction(theta) for x in found) / len(found)


def lines(axis):
    return [
        line for line in axis.get_lines() if len(line.get_xdata()) > 50
    ]  # neither ticks nor marks


def test_the_law_is_drawn_with_the_sample_beside_it():
    samples = [np.array([0.0, 1.0]), np.array([2.0, 2.0])]
    axis = law_and_sample(PAIR, "3", samples, 0.25).figure.axes[0]
    for curve, data in zip(lines(axis), PAIR, strict=True):
        for k in (0, 150, 300, 450):
            theta = curve.get_xdata()[k]
            assert curve.get_ydata()[k] == pytest.approx(share(data, 3, theta), rel=1e-12)
    marks = [bars.lines[0] for bars in axis.containers]
    assert set(marks[0].get_ydata()) == {0.0, 0.5, 1.0}
    assert set(marks[1].get_ydata()) == {1.0}
    assert not set(marks[0].get_xdata()) & set(marks[1].get_xdata())


def test_the_window_shows_the_dense_network_plainly_and_as_a_power_of_ten():
    plain, powers = window(PAIR, "0.85", 3, (1, 7)).figure.axes
    for k, data in enumerate(PAIR):
        for degree in (1, 4, 7):
            truth = 1 - (1 - share(data, degree, "0.85")) ** 3
            for axis, value in ((plain, truth), (powers, math.log10(truth))):
                curve = lines(axis)[k]
                at = np.argmin(abs(np.asarray(curve.get_xdata()) - degree))
                assert curve.get_ydata()[at] == pytest.approx(value, rel=1e-11)


def test_the_window_names_the_degrees_at_which_one_half_is_passed():
    shown = window(PAIR, "1.5", 30, (3, 9))
    start = float(shown.figure.axes[0].get_title(loc="left").split("degrees ")[1].split(" to")[0])
    curve = lines(shown.figure.axes[0])[1]
    after = min(x for x, y in zip(curve.get_xdata(), curve.get_ydata(), strict=True) if y > 0.5)
    assert start == pytest.approx(after, abs=0.06)
