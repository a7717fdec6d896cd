"""The figure of chapter 13b: dense layers with a cure done again row by row, and what it draws."""

from itertools import product
from math import log, sqrt

import numpy as np
import pytest

from polyattn import SelfAttentionData, random_signs
from polyattn.figures.ch13b_cures_for_noise import cures_compared
from polyattn.figures.ch13b_cures_for_noise_layer import CURES, CuredTrial, cured_trials

DATA = SelfAttentionData(7, 3, a="0.9", b="0.6", c="0.4")


def weights(cure, degree, sigma):
    """The attention weights after a cure, and the tokens: in plain loops."""
    noise = sigma * np.random.default_rng(7).standard_normal((15, 7), dtype=np.float32)
    tokens = DATA.matrix() / sqrt(log(DATA.n)) + noise
    f = np.zeros((15, 15))
    for j, k in product(range(15), repeat=2):
        score = tokens[j] @ tokens[k]
        if cure == "unit norm":
            score /= np.linalg.norm(tokens[j]) * np.linalg.norm(tokens[k])
        if j == k and cure == "no diagonal":
            continue
        f[j, k] = abs(score - 7 * sigma**2 * (j == k and cure == "subtract")) ** degree
    return f / f.sum(axis=1, keepdims=True), tokens


@pytest.mark.parametrize(("cure", "sigma"), product(CURES, (0.0, 0.05, 0.2)))
def test_a_trial_is_the_dense_layer(cure, sigma):
    found = cured_trials(DATA, sigma, [2, 6], 1.3, 5, networks=30)[cure]
    for trial in found:
        f, tokens = weights(cure, trial.degree, sigma)
        X = (f @ tokens @ random_signs(7, 150, random_state=1)).max(axis=0)
        fires = [max(X[k : k + 5]) > 1.3 for k in range(0, 150, 5)]
        assert trial.active == pytest.approx(np.mean(fires))
        assert trial.feature == pytest.approx(0.9 * f[0, 0], abs=1e-5)
        assert trial.others == pytest.approx(np.diag(f)[1:].mean(), abs=1e-5)


def test_an_odd_degree_has_no_cosine_that_is_positive():
    with pytest.raises(ValueError, match="cured_trials: degrees must be even and positive, got 3"):
        cured_trials(DATA, 0.1, [2, 3], 1.3, 5)


def trials(*active):
    return [CuredTrial(2 * k + 2, 0.1, 0.1, x) for k, x in enumerate(active)]


def test_each_cure_has_a_panel_with_both_curves():
    low = {cure: trials(0, 0, 1) for cure in CURES}
    high = {cure: trials(0, 1, 1) for cure in CURES}
    drawn = cures_compared(low, high)
    assert len(drawn.figure.axes) == 4
    for axis in drawn.figure.axes:
        heights = [list(line.get_ydata()) for line in axis.lines]
        assert heights == [[0, 1, 1], [0, 0, 1]]
    assert {text.get_text() for text in drawn.figure.axes[-1].texts} == {"D₀", "D₁"}
    assert "power subtracted: 2: 0.0 and 0.0, 4: 0.0 and 1.0, 6: 1.0 and 1.0" in drawn.alt
