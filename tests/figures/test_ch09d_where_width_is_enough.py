"""The figure of chapter 9d draws the exact law between its two bounds."""

import math

import numpy as np
import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, separability
from polyattn.figures.ch09d_where_width_is_enough import (
    counts_ahead,
    degree_of_level,
    gap_by_level,
)
from tests.figures.dense_laws import PAIR


def test_the_gap_lies_between_its_bounds():
    levels = (0.5, 4.0, 60.0)
    few, many, high, low = (
        x.get_ydata() for x in gap_by_level(*PAIR, levels, (1, 8)).figure.axes[0].lines
    )
    for power, drawn in ((1, few), (8, many)):
        for level, gap in zip(levels, drawn, strict=True):
            kernel = Polynomial(f"{degree_of_level(*PAIR, level, power):.8g}")
            laws = [MaximalPreactivation(data, kernel, 10**power) for data in PAIR]
            assert gap == separability(*laws).value
    assert np.all(np.asarray(low) <= many)
    assert np.all(many <= np.asarray(high) + 1e-8)


def test_the_level_is_the_one_that_was_asked_for():
    degree = degree_of_level(*PAIR, 3.0, 4)
    most, least = counts_ahead(*PAIR, degree)
    whole = 3.0 / math.sqrt(4 * math.log(10) / (PAIR[1].d - 3))
    assert most == math.ceil(whole)
    share = float((PAIR[1].a - PAIR[0].a) / (PAIR[1].a + 2 * PAIR[1].b))
    assert least == pytest.approx(math.ceil(share * whole))


def test_a_bounded_level_does_not_keep_exponentially_many_neurons_from_one():
    """With more than 2^N neurons one count ahead is enough: 64 log m <= N cannot be left out."""
    for d in (13, 23, 43):
        pair = [SelfAttentionData(d, 10**6, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
        assert counts_ahead(*pair, 1) == (1, 1)
        laws = [MaximalPreactivation(data, Polynomial(1), 4**d) for data in pair]
        assert separability(*laws).value > 0.99999
        assert math.sqrt(math.log(4) * d / (d - 3)) < 1.4


def test_the_bound_of_a_bounded_level_is_drawn_where_it_is_proved():
    pair = [SelfAttentionData(10_003, 10**4, a=a, b="0.6", c="0.4") for a in ("0.1", "0.9")]
    drawn = {}
    for power in (30, 300):  # 64 log m is at most N with the first alone
        *_, high, _ = gap_by_level(*pair, (2.0,), (power,)).figure.axes[0].lines
        drawn[power] = float(high.get_ydata()[0])
    assert drawn[30] < 1 == drawn[300]
