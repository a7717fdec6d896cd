"""The figure of chapter 9c draws the exact law below its bounds, and where it passes one half."""

import numpy as np
import pytest

from polyattn import MaximalPreactivation, Polynomial, separability
from polyattn.degrees import detection_degree
from polyattn.figures.ch09c_width_against_degree import half_degree, width_and_degree
from tests.figures.dense_laws import PAIR


def test_the_gap_lies_below_both_bounds_and_the_degree_falls():
    left, right = width_and_degree(*PAIR, 2, (1, 2)).figure.axes
    root, profile, gaps = (line.get_ydata() for line in left.lines)
    for width, drawn in zip((10, 100), gaps, strict=True):
        laws = [MaximalPreactivation(data, Polynomial(2), width) for data in PAIR]
        assert drawn == separability(*laws).value
    assert np.all(gaps <= profile)
    assert np.all(profile <= root)
    formula, halves = (line.get_ydata() for line in right.lines)
    assert formula == pytest.approx([detection_degree(PAIR[1], 10**x) for x in (1, 2)])
    assert halves[1] < halves[0]


def test_half_is_half():
    degree = half_degree(*PAIR, 30)
    for shift, above in ((-0.002, False), (0.002, True)):
        kernel = Polynomial(f"{degree + shift:.8g}")
        laws = [MaximalPreactivation(data, kernel, 30) for data in PAIR]
        assert (separability(*laws).value > 0.5) == above
