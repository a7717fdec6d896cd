"""The figures of chapter 9 draw the exact law, true bounds and what the dense network computes."""

import re

import numpy as np
import pytest

from polyattn import Polynomial, attention_weights
from polyattn.figures.ch09a_detection import bounds_and_truth, detection_and_weight
from polyattn.figures.ch09a_detection_roc import all_thresholds
from tests.figures.dense_laws import PAIR, TINY, dense_laws, gap


def test_the_gap_is_that_of_the_dense_network_and_the_weight_its_weight():
    figure = detection_and_weight(*TINY, 3, (1, 6)).figure
    _, gaps, weights = figure.axes[0].lines
    for degree, drawn in list(zip(*gaps.get_data(), strict=True))[::5]:
        laws = dense_laws(TINY, f"{degree:.8g}")
        best = max(gap(laws, 3, theta) for theta in np.concatenate(laws))
        assert drawn == pytest.approx(best, abs=1e-12)
    A = TINY[1].matrix()
    for degree, drawn in list(zip(*weights.get_data(), strict=True))[::20]:
        exact = attention_weights(A, A, Polynomial(f"{degree:.8g}"))[0, 0]
        assert drawn == pytest.approx(exact, rel=1e-12)


def test_the_title_and_the_text_name_the_degrees_where_the_curves_pass_one_half():
    drawn = detection_and_weight(*PAIR, 30, (1, 8))
    named = [float(x) for x in re.findall(r"\d+\.\d", drawn.figure.axes[0].get_title("left"))]
    _, gaps, weights = drawn.figure.axes[0].lines
    for degree, line in zip(named, (gaps, weights), strict=True):
        assert np.interp(degree, *line.get_data()) == pytest.approx(0.5, abs=0.04)
    assert "n = 240 tokens" in drawn.alt


def test_the_curves_are_those_of_the_dense_network():
    drawn = all_thresholds(*TINY, 3, (1, 4))
    left, right = drawn.figure.axes
    for degree, line, again in zip((1, 4), left.lines[1::3], right.lines, strict=True):
        laws = dense_laws(TINY, degree)
        points = [
            [1 - np.mean(law <= theta + 1e-12) ** 3 for law in laws]
            for theta in np.unique(np.concatenate(laws).round(12))
        ]
        false, detected = np.array([*points[::-1], [1, 1]]).T
        np.testing.assert_allclose(line.get_data(), (false, detected), atol=1e-12)
        np.testing.assert_allclose(again.get_data(), (false, detected), atol=1e-12)
        best = (detected - false).max()
        assert f"β = {degree}: gap {best:.2f}" in [text.get_text() for text in left.texts]
    with pytest.raises(ValueError, match="degrees must be at most three, got 4"):
        all_thresholds(*TINY, 3, (1, 2, 3, 4))


def test_the_truth_lies_between_the_bounds():
    left, right = bounds_and_truth(*PAIR, (2, 30), (2, 9)).figure.axes
    plain, refined, truth = (line.get_ydata() for line in left.lines)
    assert np.all(truth <= refined)
    assert np.all(refined <= plain)
    bound, missed = (line.get_ydata() for line in right.lines)
    promised = ~np.isnan(bound)
    assert promised.any()
    assert np.all(missed[promised] <= bound[promised])
