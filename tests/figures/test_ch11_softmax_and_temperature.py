"""The figures of chapter 11 draw what dense softmax and the law compute."""

from math import log

import numpy as np
import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData, Softmax
from polyattn.figures.ch11_softmax_and_temperature import gap_at_a_threshold, kernels_on_one_axis

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(12, 5, a=a, **PARTS) for a in ("0.1", "0.9")]
RATIO = log(1.33 / 0.16) / log(50)  # linear attention's exponent


def dense_weight(kernel_of_scores):
    rows = PAIR[1].matrix(planted_row=0)
    weights = kernel_of_scores(rows @ rows.T)
    return weights[0, 0] / weights[0].sum()


def test_the_weights_are_those_of_dense_attention_at_the_same_exponent():
    axis = kernels_on_one_axis(*PAIR, width=3, points=5).figure.axes[0]
    polynomial, point, softmax = (axis.lines[k] for k in (0, 2, 1))
    for exponent, value in zip(polynomial.get_xdata(), polynomial.get_ydata(), strict=True):
        # the degree is given to 8 digits, and a weight changes by less than its logarithm
        assert value == pytest.approx(dense_weight(lambda x: x ** (exponent / RATIO)), rel=1e-6)  # noqa: B023
    for exponent, value in zip(softmax.get_xdata(), softmax.get_ydata(), strict=True):
        assert value == pytest.approx(dense_weight(lambda x: np.exp(exponent / 1.17 * x)), rel=1e-6)  # noqa: B023
    assert point.get_xdata()[0] == pytest.approx(RATIO)
    assert point.get_ydata()[0] == pytest.approx(dense_weight(lambda x: x), rel=1e-6)


def test_the_gap_is_that_of_the_law():
    axis = gap_at_a_threshold(*PAIR, "0.5", width=3, points=5).figure.axes[0]
    for line, kernel in zip(
        axis.lines, (lambda e: Polynomial(e / RATIO), lambda e: Softmax(e / 1.17)), strict=True
    ):
        for exponent, gap in zip(line.get_xdata(), line.get_ydata(), strict=True):
            low, high = (MaximalPreactivation(x, kernel(exponent), 3).sf("0.5") for x in PAIR)
            assert gap == pytest.approx(high - low, abs=1e-9)


def test_the_words_say_where_half_is_reached():
    words = kernels_on_one_axis(*PAIR, width=30, points=9).alt
    assert "Linear attention lies at e = 0.54" in words
    assert "Softmax: never above one half" in gap_at_a_threshold(*PAIR, "1.9", 3, 5).alt
