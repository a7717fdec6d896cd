"""The figures of chapter 15: the degree that noise asks for, and the course of descent."""

import math

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, row_classes
from polyattn.figures.ch15_a_learned_neuron import descents, output_degrees
from polyattn.learned import Training

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(102, 10, a=a, **PARTS) for a in ("0.1", "0.9")]
HUGE = [SelfAttentionData(1002, 10**9, a=a, **PARTS) for a in ("0.05", "0.3")]
Z = 1.6448536269514722  # what a standard normal exceeds with probability 0.05


def margin(pair, degree):
    """The best margin, from the rows of the closed form in floats."""
    low, high = (row_classes(x, Polynomial(degree)).planted for x in pair)
    return high.feature - low.feature + 2 * (pair[0].d - 3) * (low.other - high.other)


def curves(drawn):
    (axis,) = drawn.figure.axes
    return axis, [line.get_ydata() for line in axis.lines]


@pytest.mark.parametrize("pair", [PAIR, HUGE])
def test_the_degree_is_drawn_between_two_others(pair):
    drawn = output_degrees(*pair)
    axis, (least, enough, needed, *_) = curves(drawn)
    noises = 10.0 ** axis.lines[2].get_xdata()
    weights = 0, float(pair[1].a - pair[0].a), float(pair[1].a) + 1.2 * (1 - 1 / (pair[0].d - 2))
    for k in range(0, len(noises), 9):
        asked = 2 * Z * noises[k]
        assert least[k] <= needed[k] <= enough[k]
        if needed[k] > 0.05:  # the margin as a difference has few digits at tiny degrees
            assert margin(pair, needed[k]) == pytest.approx(asked, rel=1e-3)
        for degree, over in ((enough[k], weights[1]), (least[k], weights[2])):
            if 1e-3 < degree < math.inf:
                there = row_classes(pair[1], Polynomial(degree)).planted_weight
                assert there == pytest.approx(asked / over, rel=1e-9)


def test_the_two_lines_are_detection_and_half_the_weight():
    drawn = output_degrees(*HUGE)
    axis, (*_, detection, half) = curves(drawn)
    assert detection[0] == pytest.approx(math.log(1e9 * math.sqrt(1002)) / math.log(0.61 / 0.16))
    assert row_classes(HUGE[1], Polynomial(half[0])).planted_weight == pytest.approx(0.5)
    said = {text.get_text() for text in axis.texts}
    assert {"random signs detect: 18.1", "the planted row keeps half: 129.8"} <= said
    assert "at 10 to the -3 the degree is 101.6, necessary 91.5, sufficient 102.8" in drawn.alt


def run(degrees, margins, planted):
    empty = np.zeros(0)
    return Training(np.array(degrees), np.array(margins), empty, empty, np.array(planted))


def test_each_run_is_a_line_and_a_dot_in_the_colour_of_its_end():
    found = {2: run([[2.0, 2.0], [4.0, 0.5]], [[0.0, 0.1], [1.0, 0.0]], [True, False])}
    drawn = descents(*PAIR, found)
    (axis,) = drawn.figure.axes
    best, *lines = axis.lines
    for x, y in zip(best.get_xdata()[20::30], best.get_ydata()[20::30], strict=True):
        assert y == pytest.approx(margin(PAIR, x), rel=1e-9)
    ends = [line.get_xydata()[-1].tolist() for line in lines]
    assert ends == [[0.5, 0.0], [0.5, 0.0], [4.0, 1.0], [4.0, 1.0]]
    assert lines[0].get_color() == lines[1].get_color() != lines[2].get_color()
    assert "1 of 2 runs end with the planted row, at degree 4.00 and margin 1.00" in drawn.alt
    assert "the others at degree 0.50" in drawn.alt
