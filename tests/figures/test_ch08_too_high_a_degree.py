"""The figures of chapter 8 draw true bounds, the levels of the closed form, and exact gaps."""

import re
from fractions import Fraction

import numpy as np
import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, attention_weights
from polyattn.figures.ch08_too_high_a_degree import gaps, more_neurons, passing_levels
from polyattn.figures.ch08_too_high_a_degree_levels import bounds_and_truth, limit_levels

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(42, 4, a=a, **PARTS) for a in ("0.1", "0.9")]
CASE = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4"}


def dense_level(data, degree):
    A = data.matrix()
    weights = attention_weights(A, A, Polynomial(degree))[0]
    own = weights[:: data.d - 2].sum()
    return float(data.c + data.a * Fraction(weights[0]) + data.b * Fraction(own))


def test_gaps_are_differences_of_the_law_at_each_width():
    found = gaps(PAIR, "0.5", [2, 5], [1, 7])
    for row, width in zip(found, (1, 7), strict=True):
        for value, degree in zip(row, (2, 5), strict=True):
            laws = [MaximalPreactivation(x, Polynomial(degree), width) for x in PAIR]
            # two roundings of probabilities near 1
            assert value == pytest.approx(laws[1].sf("0.5") - laws[0].sf("0.5"), abs=1e-14)


def test_gaps_beyond_the_window_keep_their_digits():
    pair = [SelfAttentionData(10002, 10, a=a, **PARTS) for a in ("0.1", "0.9")]
    assert gaps(pair, "0.5", [50], [30])[0, 0] == pytest.approx(2**-30 - 0.375**30, rel=1e-11)


def test_the_truth_lies_between_the_bounds_and_they_change_at_the_level():
    figure = bounds_and_truth(PAIR, "0.7", 5, degrees=(1, 8)).figure
    for axis, data in zip(figure.axes, PAIR, strict=True):
        lower, upper, truth, crossing = (line.get_ydata() for line in axis.lines)
        assert np.all(lower <= np.array(truth) + 1e-12)
        assert np.all(truth <= np.array(upper) + 1e-12)
        [place] = set(axis.lines[3].get_xdata())
        assert len(crossing) == 2
        # the degree is rounded once, and the level moves by less than 1 a degree
        assert dense_level(data, place) == pytest.approx(0.7, abs=1e-12)


def test_staircases_are_the_levels_of_a_very_long_sequence():
    figure = limit_levels({"II": CASE | {"delta": "1/2"}, "I": CASE | {"delta": "0.3"}}).figure
    for axis, share in zip(figure.axes, (0.5, 0.3), strict=True):
        for line, a in zip(axis.lines, (0.1, 0.9), strict=True):
            stairs = dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
            for at in (0.1, 0.35, 0.62, 0.97):
                height = [y for x, y in zip(*line.get_data(), strict=True) if x < at][-1]
                assert height == pytest.approx(closed_level(a, share, at), abs=0.01), (a, at)
            assert max(stairs) == 1.0


def closed_level(a, share, kappa):
    """The level of the closed form where log n = 4000, by powers of e."""
    log_n, q, r = 4000.0, 0.52, 0.16
    p = q + a * a
    exponents = [0.0, 1 - share - kappa * np.log(p / q), 1 - kappa * np.log(p / r)]
    itself, mates, others = np.exp(log_n * (np.array(exponents) - max(exponents)))
    total = itself + mates + others
    return 0.4 + a * itself / total + 0.6 * (itself + mates) / total


def test_a_window_is_told_in_words():
    alt = limit_levels({"one": CASE | {"delta": "0.8"}, "two": CASE | {"delta": "0.3"}}).alt
    assert "works for κ between 0.472 and 0.679 (one), works for no κ (two)" in alt


def test_the_shaded_range_is_where_the_threshold_lies_between_the_levels():
    pair = [SelfAttentionData(102, 10, a=a, b="0.9", c="0.1") for a in ("0.05", "0.8")]
    drawn = passing_levels({"small": pair}, "0.2", [1, 30])
    low, high = drawn.figure.axes[0].get_xticks()
    assert dense_level(pair[1], low) == pytest.approx(0.2, abs=1e-12)
    assert dense_level(pair[0], high) == pytest.approx(0.2, abs=1e-12)
    for line, width in zip(drawn.figure.axes[0].lines, (1, 30), strict=True):
        degrees, found = line.get_data()
        assert found.tolist() == gaps(pair, "0.2", degrees, [width])[0].tolist()


def test_markers_beyond_the_window_follow_the_curve():
    pair = [SelfAttentionData(10002, 10, a=a, **PARTS) for a in ("0.1", "0.9")]
    drawn = more_neurons(pair, "0.5", ["5.5", "8"], most=12)
    curve, inside, beyond = (line.get_ydata() for line in drawn.figure.axes[0].lines)
    assert beyond == pytest.approx(curve, rel=1e-9)
    assert np.all(np.diff(inside) > 0)
    assert np.all(np.diff(beyond) < 0)
    assert re.search(r"it falls to 0\.000236 at 12\.$", drawn.alt)
