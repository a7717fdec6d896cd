"""The figures of chapter 10 draw exact laws, true bounds and what enumeration of signs finds."""

from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import log

import numpy as np
import pytest

from polyattn.figures.ch10_binary_classification import (
    half_the_degree,
    three_vectors,
    window_by_size,
)
from polyattn.figures.ch10_binary_classification_worst_gap import worst_gap, worst_gaps


def weights_of(scores, degree):
    powers = np.array(scores, dtype=float) ** degree
    return powers / powers.sum()


def law_of(scores, degree):
    """All values of X, by enumeration; rounded, so that equal values tie."""
    signs = np.array(list(product((-1, 1), repeat=len(scores))))
    return np.round(signs @ weights_of(scores, degree), 12)


def best_gap(scores0, scores1, degree, width):
    laws = [law_of(scores, degree) for scores in (scores0, scores1)]
    silent = [[np.mean(law <= level) ** width for level in np.concatenate(laws)] for law in laws]
    return np.max(np.subtract(*silent))


def test_separability_and_weight_are_those_of_all_signs():
    axis = half_the_degree(9, "3", width=2, points=5).figure.axes[0]
    upper, lower, gaps, weights = axis.lines[:4]
    flat, spiked = [1] * 9, [3] + [1] * 8
    for degree, gap, weight in zip(*gaps.get_data(), weights.get_ydata(), strict=True):
        assert gap == pytest.approx(best_gap(flat, spiked, degree, 2), abs=1e-12)
        # the law takes the degree to 8 digits
        assert weight == pytest.approx(weights_of(spiked, degree)[0], rel=1e-6)
    assert (lower.get_ydata() <= gaps.get_ydata()).all()
    assert (gaps.get_ydata() <= np.array(upper.get_ydata()) + 1e-12).all()


def test_the_bounds_enclose_the_gap_where_they_say_something():
    axis = half_the_degree(2000, "3", width=3, points=8).figure.axes[0]
    upper, lower, gaps = (np.array(line.get_ydata()) for line in axis.lines[:3])
    assert (lower <= gaps).all()
    assert (gaps <= upper + 1e-12).all()
    assert 0 < upper[1] < 1
    assert lower[-1] == pytest.approx(0.875, abs=1e-3)


def test_the_last_two_vectors_have_the_same_weights():
    drawn = three_vectors(1.4, 1.5, 6)
    heights = [[bar.get_height() for bar in axis.patches] for axis in drawn.figure.axes[3:]]
    assert heights[1] == pytest.approx(heights[2])
    assert heights[0] == pytest.approx(weights_of([2.1] + [1] * 9, 6))
    assert "0.46: the same as the second" in drawn.alt
    with pytest.raises(ValueError, match=r"ratio must be at most the spread, got 2 and 1\.5"):
        three_vectors(2, 1.5, 6)


def test_the_window_opens_where_its_ends_cross():
    drawn = window_by_size(1.8, 1.5, 0.5, 0.01)
    lower, upper, broken = (np.array(x.get_xdata()) for x in drawn.figure.axes[0].lines)
    sizes = np.array(drawn.figure.axes[0].lines[0].get_ydata())
    assert (upper < lower)[sizes < 1.29e6].all()
    assert (upper > lower)[sizes > 1.3e6].all()
    assert (upper < broken).all()
    # 9 digits: the last size is a power of a float
    assert lower[-1] == pytest.approx(log(3 * (1e12 - 1)) / log(1.8), rel=1e-9)
    assert "never" not in drawn.alt
    assert "opens beyond" in window_by_size(1.51, 1.5, 0.5, 0.01).alt


def test_the_worst_gap_is_that_of_all_backgrounds_of_two_levels():
    def fires(scores):
        return np.mean(law_of([Fraction(x) for x in scores], 3) > 0.5)

    backgrounds = [list(x) for x in combinations_with_replacement((1, 1.5), 4)]
    quiet = max(fires([*x, y]) for x in backgrounds for y in (1, 1.5))
    spiked = min(fires([3, *x]) for x in [[y * 1.5 / max(x) for y in x] for x in backgrounds])
    assert worst_gap(5, "2", "1.5", "3", "0.5") == pytest.approx(spiked - quiet)


def test_a_spike_within_the_range_never_has_a_gap():
    drawn = worst_gaps(60, ("3", "1.4"), "1.5", "0.5", points=5)
    wide, narrow = (np.array(line.get_ydata()) for line in drawn.figure.axes[0].lines[1:3])
    assert wide.max() > 0.3
    assert narrow.max() <= 0
    assert "for rho = 1.4" in drawn.alt
