"""The figures of chapter 9b: what a gap tolerates, by the dense network; profiles, by the law."""

import re

import numpy as np
import pytest

from polyattn import Polynomial
from polyattn.figures.ch09b_tolerance_and_width import kept_gap, profiles, room_for_error
from polyattn.law import MaximalPreactivation
from tests.figures.dense_laws import PAIR, TINY, dense_laws, gap


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
