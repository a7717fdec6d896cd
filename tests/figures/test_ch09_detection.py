"""The figures of chapter 9 draw the exact law, true bounds and what the dense network computes."""

import itertools
import re

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, attention_weights, pre_activations
from polyattn.figures.ch09a_detection import bounds_and_truth, detection_and_weight
from polyattn.figures.ch09b_tolerance_and_width import kept_gap, profiles, room_for_error
from polyattn.law import MaximalPreactivation

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(62, 4, a=a, **PARTS) for a in ("0.1", "0.9")]
TINY = [SelfAttentionData(6, 2, a=a, **PARTS) for a in ("0.1", "0.9")]


def dense_laws(pair, degree):
    """The values of X on both data sets, for every sign vector, from the dense network."""
    signs = np.array(list(itertools.product((-1, 1), repeat=pair[0].d))).T
    found = []
    for data in pair:
        A = data.matrix(exact=True).astype(float)
        found.append(np.sort(pre_activations(A, Polynomial(degree), signs).max(axis=0)))
    return found


def gap(laws, width, theta):
    silent = [np.mean(law <= theta + 1e-12) ** width for law in laws]
    return silent[0] - silent[1]


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


def test_the_truth_lies_between_the_bounds():
    left, right = bounds_and_truth(*PAIR, (2, 30), (2, 9)).figure.axes
    plain, refined, truth = (line.get_ydata() for line in left.lines)
    assert np.all(truth <= refined)
    assert np.all(refined <= plain)
    bound, missed = (line.get_ydata() for line in right.lines)
    promised = ~np.isnan(bound)
    assert promised.any()
    assert np.all(missed[promised] <= bound[promised])


@pytest.mark.parametrize("degree", [3, 5])
def test_the_gap_is_kept_on_the_interval_and_not_beyond_it(degree):
    length, bound = kept_gap(*TINY, degree, 3)
    laws = dense_laws(TINY, degree)
    thetas = np.linspace(-2, 2, 40_001)
    gaps = np.array([gap(laws, 3, theta) for theta in thetas])
    best = int(gaps.argmax())
    low = gaps < gaps.max() / 2
    first = np.flatnonzero(low[:best]).max()
    last = best + np.flatnonzero(low[best:]).min()
    # Both scans see an end to within a step of their own.
    assert length == pytest.approx(thetas[last] - thetas[first], abs=2e-4 + bound / 500)
    assert length < bound


def test_the_room_is_below_its_bound_and_the_text_says_by_how_much():
    drawn = room_for_error(*PAIR, 10, (4, 7))
    bound, kept, _ = (line.get_ydata() for line in drawn.figure.axes[0].lines)
    assert np.all(kept < bound)
    share = re.search(r"It is (\d\.\d+) to (\d\.\d+) of its bound", drawn.alt)
    shares = kept / bound
    assert [float(x) for x in share.groups()] == pytest.approx(
        [shares.min(), shares.max()], abs=0.0051
    )


def test_the_dots_are_the_exact_law():
    axis = profiles([PAIR], 1).figure.axes[0]
    smooth, dots = axis.lines
    for degree, drawn in list(zip(*dots.get_data(), strict=True))[::7]:
        laws = [MaximalPreactivation(x, Polynomial(f"{degree:.8g}")) for x in PAIR]
        thetas = np.linspace(-1, 2, 6001)
        assert drawn >= max(laws[1].sf(thetas) - laws[0].sf(thetas)) - 1e-12
    # Three eighths of the largest atom, 0.104 at N = 59, as the book observes.
    assert np.all(abs(smooth.get_ydata() - dots.get_ydata()) < 0.0391)


def test_data_sets_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="the second construction must have the larger a"):
        profiles([PAIR[::-1]], 1)
