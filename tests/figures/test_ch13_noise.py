"""The figures of chapter 13: dense layers with noise done again row by row, and what they draw."""

from fractions import Fraction
from itertools import product
from math import exp, log, sqrt

import numpy as np
import pytest

from polyattn import SelfAttentionData, random_signs
from polyattn.degrees import noise_window
from polyattn.figures.ch13_noise import noisy_bounds, self_weights
from polyattn.figures.ch13_noise_layer import NoisyTrial, gaussian_noise, noisy_trials

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SelfAttentionData(7, 3, a=a, **PARTS) for a in ("0.1", "0.9")]


def layer(data, noise, degree):
    """The attention weights of the noisy tokens, and the tokens: in plain loops."""
    unit = sqrt(log(data.n))
    tokens = [
        [x / unit + e for x, e in zip(row, each, strict=True)]
        for row, each in zip(data.matrix().tolist(), noise.tolist(), strict=True)
    ]
    f = []
    for one in tokens:
        row = [
            abs(sum(x * y for x, y in zip(one, other, strict=True))) ** degree for other in tokens
        ]
        f.append([x / sum(row) for x in row])
    return np.array(f), np.array(tokens)


@pytest.mark.parametrize(("data", "degree", "sigma"), product(PAIR, (2, 5.5), (0.02, 0.3)))
def test_a_trial_is_the_dense_layer(data, degree, sigma):
    noise = gaussian_noise(data, sigma)
    (trial,) = noisy_trials(data, noise, [degree], 1.3, 5, networks=30)
    f, tokens = layer(data, noise, degree)
    X = (f @ tokens @ random_signs(7, 150, random_state=1)).max(axis=0)
    fires = [max(X[k : k + 5]) > 1.3 for k in range(0, 150, 5)]
    assert trial.active == pytest.approx(np.mean(fires))
    assert trial.planted == pytest.approx(f[0, 0])
    assert trial.others == pytest.approx(np.mean([f[j, j] for j in range(1, data.n)]))


@pytest.mark.parametrize("degree", [2, 4, 9])
@pytest.mark.parametrize("sigma", [0.01, 0.06])
def test_the_bounds_are_the_theorem_s(degree, sigma):
    for data in PAIR:
        noise = gaussian_noise(data, sigma)
        (trial,) = noisy_trials(data, noise, [degree], 1.3, 5)
        f, _ = layer(data, noise, degree)
        kept, a = f @ noise, float(data.a)
        rooms = 1.3 - 1.0 - a * f[:, 0]
        most = 1.0
        if min(rooms) > 0:
            pairs = zip(rooms, kept, strict=True)
            most = min(1.0, 5 * sum(exp(-(x**2) / (2 * w @ w)) for x, w in pairs))
        assert trial.at_most == pytest.approx(most)
        down = max(0.0, -kept[0, [0, 1, -1]].sum())
        locked = 1 - f[0, 0] < (a + 1.0 - 1.3 - down) / (a + 1.2)
        assert trial.at_least == pytest.approx((1 - (15 / 16) ** 5) * locked)


def test_the_noise_grows_with_sigma_and_is_the_same_draw():
    one, two = (gaussian_noise(PAIR[0], x) for x in (0.1, 0.2))
    assert np.allclose(2 * one, two)
    assert abs(np.std(one) - 0.1) < 0.02


def trials(*rows):
    return [NoisyTrial(*row) for row in rows]


def test_weights_are_drawn_with_the_theorem_s_curves_and_locks():
    data = PAIR[1]
    found = trials((2.0, 0.3, 0.1, 0, 1, 0), (6.0, 0.9, 0.4, 0, 1, 0))
    drawn = self_weights(data, {"0.2": found})
    (axis,) = drawn.figure.axes
    planted, others, filled, hollow, *locks = axis.lines
    assert filled.get_ydata().tolist() == [0.3, 0.9]
    assert hollow.get_ydata().tolist() == [0.1, 0.4]
    # an identity matrix beside the tokens is orthogonal noise
    clean = np.array(data.matrix(exact=True), dtype=float)
    wide = np.hstack([clean, 0.2 * sqrt(data.d) * np.eye(data.n)])
    for place in (0, 40, 110):
        f = (wide @ wide.T) ** planted.get_xdata()[place]
        f /= f.sum(axis=1, keepdims=True)
        assert planted.get_ydata()[place] == pytest.approx(f[0, 0])
        assert others.get_ydata()[place] == pytest.approx(f[1, 1])
    ends = [x for x in noise_window(data, 7 * Fraction("0.2") ** 2) if 1 < x < 12]
    assert [x.get_xdata()[0] for x in locks] == ends
    assert all(f"{end:.2f}" in drawn.alt for end in ends)


def test_activation_is_drawn_between_its_bounds():
    low = trials((2.0, 0, 0, 0.0, 0.1, 0), (4.0, 0, 0, 0.7, 1.0, 0))
    high = trials((2.0, 0, 0, 0.2, 1.0, 0), (4.0, 0, 0, 0.9, 1.0, 0.8))
    drawn = noisy_bounds({"0.03": (low, high)})
    heights = [line.get_ydata() for line in drawn.figure.axes[0].lines]
    assert [*map(list, heights)] == [[0.1, 1.0], [0, 0.8], [0.2, 0.9], [0.0, 0.7]]
    assert "4: 0.70 (at most 1), 0.90 (at least 0.8)" in drawn.alt
    assert {text.get_text() for text in drawn.figure.axes[0].texts} == {"D₀", "D₁"}
