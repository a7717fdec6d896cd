"""What the figures of chapter 1 draw, against exact arithmetic."""

import math
from fractions import Fraction

import pytest

from polyattn.figures.ch01_attention_as_a_kernel import one_against_a_crowd, scaled_scores

# Curves are drawn from floats: a dozen roundings, and powers up to degree 10.
DRAWN = {"rel": 1e-12}


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
