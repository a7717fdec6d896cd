"""The figures of chapter 7 draw weights and laws of true networks, and steps where they belong."""

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, attention_weights
from polyattn.figures.ch07_phases import data_of_size, law_in_each_phase, race, transitions
from polyattn.figures.ch07_phases_diagram import phase_diagram

PARTS = {"b": "0.6", "c": "0.4"}
PHASES = {
    "spread, spread": ("0.8", "0.3"),
    "spread, locked": ("0.8", "0.58"),
    "grouped, grouped": ("0.3", "0.5"),
    "grouped, locked": ("0.3", "1"),
}
PR, PQ, QR = (math.log(x) for x in (1.33 / 0.16, 1.33 / 0.52, 0.52 / 0.16))


@pytest.mark.parametrize(("n", "delta"), [(1000, "0.8"), (1000, "0.3"), (10**12, "0.5")])
def test_sizes_are_rounded_to_whole_numbers(n, delta):
    data = data_of_size(n, delta, a="0.9", **PARTS)
    assert abs(data.d - 2 - n ** float(delta)) <= 0.5
    assert abs(data.copies - n ** (1 - float(delta))) <= 0.5
    assert data.a == Fraction(9, 10)


def test_at_delta_one_every_token_is_a_group():
    data = data_of_size(500, 1, a=0, **PARTS)
    assert (data.d, data.copies) == (502, 1)


def test_too_few_groups_are_refused():
    with pytest.raises(ValueError, match="d must be at least 4"):
        data_of_size(100, 0, a="0.9", **PARTS)


@pytest.mark.parametrize("delta", ["0.8", "0.3"])
def test_lines_cross_at_the_named_degrees(delta):
    axis = race([delta], a="0.9", **PARTS).figure.axes[0]
    top, itself, mates, others = (line.get_ydata() for line in axis.lines[:4])
    kappa = axis.lines[0].get_xdata()
    assert np.array_equal(top, np.max([itself, mates, others], axis=0))
    named = dict(
        zip([x.get_text() for x in axis.get_xticklabels()], axis.get_xticks(), strict=True)
    )
    for name, (one, other) in {
        "κ$_{pr}$": (itself, others), "κ$_{pq}$": (itself, mates), "κ$_{group}$": (mates, others),
    }.items():  # fmt: skip
        # Lines are straight, so that interpolation is exact but for rounding.
        at = [np.interp(named[name], kappa, line) for line in (one, other)]
        assert at[0] == pytest.approx(at[1], abs=1e-12)
    assert named["κ$_{pr}$"] == pytest.approx(1 / PR, rel=1e-12)
    assert named["κ$_{group}$"] == pytest.approx(float(delta) / QR, rel=1e-12)


def test_the_title_tells_the_route():
    axes = race(["0.8", "0.3"], a="0.9", **PARTS).figure.axes
    assert [x.get_title("left") for x in axes] == [
        "δ = 0.8: the direct route",
        "δ = 0.3: the detour route",
    ]


def test_curves_are_attention_weights_of_the_dense_network():
    axis = transitions(["0.3"], a="0.9", **PARTS).figure.axes[0]
    data = SelfAttentionData(10, 126, a="0.9", **PARTS)  # n = 1008
    A = data.matrix()
    kappa = axis.lines[0].get_xdata()
    for place in (0, 100, 200):
        weights = attention_weights(A, A, Polynomial(kappa[place] * math.log(data.n)))
        planted, own = weights[0, 0], weights[1, 1::8].sum()
        drawn = [axis.lines[k].get_ydata()[place] for k in (0, 1)]
        assert drawn == pytest.approx([planted, own], rel=1e-8)  # a degree of ten digits


def test_curves_steepen_with_n_and_the_jumps_are_in_place():
    axis = transitions(["0.8"], a="0.9", **PARTS).figure.axes[0]
    kappa = axis.lines[0].get_xdata()
    for kind, jump in ((0, 1 / PR), (1, 0.8 / QR)):
        curves = [axis.lines[2 * size + kind].get_ydata() for size in range(3)]
        before, after = ([np.interp(x, kappa, y) for y in curves] for x in (jump - 0.1, jump + 0.1))
        assert before == sorted(before, reverse=True)
        assert after == sorted(after)
        assert axis.lines[6 + kind].get_xdata()[0] == pytest.approx(jump, rel=1e-12)


def test_limit_laws_have_their_atoms_and_the_exact_law_is_near():
    figure = law_in_each_phase(PHASES, a="0.9", **PARTS).figure
    atoms = [
        [-0.4] * 4 + [0.4] * 4,
        sorted(c + max(0, x) for c in (-0.4, 0.4) for x in (1.5, 0.3, -0.3, -1.5)),
        [0.2] * 4 + [1] * 4,
        sorted(c + max(0.6, x) for c in (-0.4, 0.4) for x in (1.5, 0.3, -0.3, -1.5)),
    ]
    for axis, expected in zip(figure.axes, atoms, strict=True):
        limit, small, large = axis.lines
        assert limit.get_xdata()[1:9] == pytest.approx(expected)
        theta = large.get_xdata()
        steps = np.mean([np.array(expected) > x for x in theta[:, None]], axis=-1)
        gaps = [np.abs(line.get_ydata() - steps).mean() for line in (small, large)]
        assert gaps[1] < gaps[0] < 0.06
        assert gaps[1] < 0.005


def test_all_four_phases_are_needed():
    with pytest.raises(ValueError, match=r"law_in_each_phase: there are four phases, got 1"):
        law_in_each_phase({"spread, spread": ("0.8", "0.3")}, a="0.9", **PARTS)


def test_levels_are_drawn_at_the_limits_and_the_gap_comes_nearer():
    shown = phase_diagram("0.1", "0.9", ["0.8"], 64, **PARTS)
    axis = shown.figure.axes[2]
    zero, one = axis.lines
    assert one.get_xdata()[1] == pytest.approx(1 / PR, rel=1e-12)
    assert sorted(set(one.get_ydata())) == pytest.approx([0.4, 1.9])
    assert zero.get_xdata()[1] == pytest.approx(0.8 / QR, rel=1e-12)
    assert sorted(set(zero.get_ydata())) == pytest.approx([0.4, 1.0])  # 1.1 lies beyond κ = 10
    differs = [float(x) for x in re.findall(r"(0\.\d+) at n = 10", shown.alt)]
    assert differs == sorted(differs, reverse=True)
    assert differs[-1] < 0.04
