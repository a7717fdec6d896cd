"""The figure of chapter 13c, against the crossing of two powers."""

from math import log

import pytest

from polyattn.figures.ch13c_gaussian_noise import three_phases


def test_the_curves_are_where_powers_cross():
    drawn = three_phases(a0="0.1", a1="0.9", b="0.6", c="0.4", delta="1/2")
    (axis,) = drawn.figure.axes
    for line, feature in zip(axis.lines, (0.81, 0.01, 0), strict=True):
        for power, kappa in zip(*line.get_data(), strict=True):
            score = 0.52 + feature + power
            # of s^k against n^(1/2) q^k and n r^k, with n = e
            assert kappa * log(score) == pytest.approx(
                max(0.5 + kappa * log(0.52), 1 + kappa * log(0.16)), abs=1e-6
            )
    assert {x.get_text() for x in axis.texts} == {"silent", "separated", "drowned"}
    assert "0.02: 0.52, 8.91, 13.25" in drawn.alt
