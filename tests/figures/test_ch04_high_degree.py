"""The figures of chapters 3 and 4 draw what the dense network computes, and true bounds."""

import re
from math import inf, log

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, attention_weights, pre_activations
from polyattn.figures.ch03_one_layer_in_closed_form import neurons, peaky_rows
from polyattn.figures.ch04_high_degree import bound_against_truth, losses

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(62, 4, a=a, **PARTS) for a in ("0.1", "0.9")]


def dense_output(data, degree):
    identity = np.eye(data.d, dtype=int)
    return pre_activations(data.matrix(exact=True), Polynomial(degree), identity).astype(float)


def test_the_bars_are_rows_of_the_dense_output():
    data = SelfAttentionData(10, 3, a="0.9", **PARTS)
    axes = peaky_rows(data, [2, 5]).figure.axes
    for column, degree in enumerate((2, 5)):
        C = dense_output(data, degree)
        for axis, row in ((axes[column], C[0]), (axes[2 + column], C[3])):
            heights = [bar.get_height() for bar in axis.patches]
            # A few roundings on either side; order, because the drawn row chooses its own group.
            assert sorted(heights) == pytest.approx(sorted(row), rel=1e-12)
            assert f"ℓ₁ = {row.sum():.2f}" in axis.texts[0].get_text()
            assert f"ℓ₂ = {np.linalg.norm(row):.2f}" in axis.texts[0].get_text()


def test_a_row_too_long_to_draw_is_refused():
    with pytest.raises(ValueError, match=r"peaky_rows: d must be at most 42 .* got 43"):
        peaky_rows(SelfAttentionData(43, 1, a="0.9", **PARTS), [1])


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        (([[0.1, 0.4]], [[0.2, 0.4]]), "neither activates"),  # 0.5 itself does not fire
        (([[0.1, 0.5]], [[0.2, 0.6]]), "D₁ alone activates"),
        (([[0.7, 0.5]], [[0.2, 0.4]]), "D₀ alone activates"),
        (([[0.7, 0.5]], [[0.2, 0.9]]), "both activate"),
    ],
)
def test_the_title_says_which_network_activates(pair, verdict):
    assert neurons({3: pair}, "0.5").figure.axes[0].get_title("left") == f"Degree 3: {verdict}"


def test_a_marker_stands_at_the_largest_pre_activation_of_its_neuron():
    inner = np.random.default_rng(5).normal(size=(2, 7, 9))
    drawn = neurons({1: tuple(inner)}, 0.2).figure.axes[0].collections
    for markers, values in zip(drawn, inner, strict=True):
        assert markers.get_offsets()[:, 1].tolist() == [max(column) for column in values.T]


def test_the_truth_lies_between_the_bounds_and_the_step_is_where_the_theorem_says():
    silent = {"0.85": 3.0, "1.5": inf}
    figure = bound_against_truth(*PAIR, 5, silent, degrees=(1, 8)).figure
    for axis, theta in zip(figure.axes, silent, strict=True):
        lower, upper, true1, true0 = (line.get_ydata() for line in axis.lines)
        assert np.all(lower <= true1 + 1e-12)  # equal to rounding where the bound is the value
        assert np.all(true0 <= upper + 1e-12)
        odds = 2.1 / (1.9 - float(theta)) - 1  # (1 - e) / e for e = (a + b + c - theta)/(a + 2 b)
        high = max(log(2 * odds * 3) / log(1.33 / 0.52), log(2 * odds * 236) / log(1.33 / 0.16))
        grid = axis.lines[0].get_xdata()
        assert np.array_equal(lower > 0, grid > high)
        assert np.array_equal(upper == 1, grid > silent[theta])
        assert lower.max() == pytest.approx(1 - (7 / 8) ** 5, rel=1e-12)


def test_the_steps_stand_in_order_and_the_condition_is_met_on_the_dense_network():
    alt = losses(*PAIR, 30, {"0.85": 2.0, "1.5": inf}).alt
    lines = re.findall(r"exact law (\d+\.\d+), condition (\d+\.\d+), explicit (\d+\.\d+)", alt)
    start, until, far = ([float(x) for x in line] for line in lines)
    assert start == sorted(start)
    assert far == sorted(far)
    assert until == sorted(until, reverse=True)
    for (_, degree, _), theta in ((start, 0.85), (far, 1.5)):
        A = PAIR[1].matrix()
        weight = attention_weights(A, A, Polynomial(degree))[0, 0]
        # The degree is read off with two decimals; the weight moves by less than 0.3 a degree.
        assert 1 - weight == pytest.approx((1.9 - theta) / 2.1, abs=0.005)


def test_too_few_neurons_to_pass_one_half_are_refused():
    with pytest.raises(ValueError, match=r"losses: width must be at least 6 .* got 5"):
        losses(*PAIR, 5, {"1.5": inf})
