"""Numbers of the worked examples of chapters 13 to 15 that no other test has.

The running example is d = 102, t = 10, a = 0.1 or 0.9, b = 0.6, c = 0.4. Others are tested where
their functions are: noise and several rows (test_noise, test_several, degrees/), bounds for
Gaussian noise (bounds/test_gaussian), the margin and noise at the output (learned/).
"""

from math import log, sqrt

import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, row_classes
from polyattn.bounds import gaussian_silence, gaussian_silence_by_means, silence_certificate
from polyattn.degrees import (
    detection_degree,
    lock_degree,
    noise_phases,
    self_lock_degree,
    several_planted_degree,
)
from polyattn.learned import best_margin
from polyattn.noise import crowd_score, noisy_row_classes
from polyattn.several import SeveralRowsData

PARTS = {"b": "0.6", "c": "0.4"}
LOW, HIGH = (SelfAttentionData(102, 10, a=a, **PARTS) for a in ("0.1", "0.9"))
CASE = {"a0": "0.1", "a1": "0.9", "delta": "1/2", **PARTS}


def attention(data, sigma, degree, seed):
    """Dense weights of noisy tokens, and the noise."""
    noise = sigma * np.random.default_rng(seed).standard_normal((data.n, data.d))
    tokens = data.matrix() / sqrt(log(data.n)) + noise
    f = abs(tokens @ tokens.T) ** degree
    return f / f.sum(axis=1, keepdims=True), noise


def test_the_crowd_score_falls_with_the_degree():
    found = [crowd_score(HIGH, degree) for degree in (4, 6, 8)]
    assert found == pytest.approx([1.069, 0.761, 0.685], abs=6e-4)


@pytest.mark.parametrize(
    ("power", "planted", "others"),
    [("0.0102", 3.44, 113), ("0.0408", 3.40, 29.1), ("0.2550", 3.15, 5.79)],
)
def test_half_locks_under_noise(power, planted, others):
    assert lock_degree(HIGH, power) == pytest.approx(planted, abs=6e-3)
    assert self_lock_degree(LOW, power) == pytest.approx(others, rel=2e-3)


# sigma: the mean self-weight of dense D_0 at degrees 4, 6 and 8.
DENSE = {
    0.01: (0.056, 0.102, 0.114),
    0.02: (0.067, 0.135, 0.166),
    0.05: (0.170, 0.460, 0.670),
}


@pytest.mark.parametrize("sigma", DENSE)
def test_gaussian_noise_is_a_little_behind_the_closed_form(sigma):
    for degree, expected in zip((4, 6, 8), DENSE[sigma], strict=True):
        found = np.diag(attention(LOW, sigma, degree, 1)[0]).mean()
        assert found == pytest.approx(expected, rel=0.03)
        exact = noisy_row_classes(LOW, Polynomial(degree), 102 * sigma**2).others.self_weight
        assert found < exact * 1.01


# theta, degree: the largest sigma with a certified chance of 0.1, and that of the closed form.
CERTIFIED = {("1.3", 4): (0.0289, 0.0322), ("1.5", 12): (0.0219, 0.0253)}


@pytest.mark.parametrize(("theta", "degree"), CERTIFIED)
def test_how_much_noise_the_certificate_bears(theta, degree):
    certified, closed = CERTIFIED[theta, degree]

    def bound(sigma):
        try:
            return silence_certificate(*attention(LOW, sigma, degree, 7), LOW, theta, 30)
        except ValueError:  # the small feature alone may reach the threshold
            return 1.0

    assert bound(0.93 * certified) < 0.1 < bound(1.07 * certified)
    assert certified < closed


# Degree: the largest sigma with a promise of 0.1 at theta = 1.3, by one score and by means.
PROMISED = {4: ("0.00229", "0.00439"), 6: ("0.00155", "0.00303")}


@pytest.mark.parametrize("degree", PROMISED)
def test_means_of_scores_bear_twice_the_noise(degree):
    def promise(bound, sigma):
        known = LOW, Polynomial(degree), sigma, "1.3", 30
        return min(bound(*known, chance=x) for x in ("0.01", "0.05"))

    for bound, sigma in zip(
        (gaussian_silence, gaussian_silence_by_means), PROMISED[degree], strict=True
    ):
        assert promise(bound, sigma) <= 0.1 < promise(bound, 1.03 * float(sigma))


def test_unit_norms_narrow_the_window_in_the_limit():
    before = noise_phases(**CASE, noise="0.255")
    p, q = 1.33 + 0.255, 0.52 + 0.255
    mean = noise_phases(**CASE | {"a1": sqrt(sqrt(p * q) - q)}, noise="0.255")
    found = before.planted, before.others, mean.planted
    assert found == pytest.approx((0.45, 1.25, 0.66), abs=6e-3)


@pytest.mark.parametrize(("k", "saved"), [(2, 0.33), (10, 1.09)])
def test_what_rows_of_one_group_save(k, saved):
    """Detection for t / k copies, where that is whole: log k / log(p / r) degrees earlier."""
    fewer = SelfAttentionData(102, 10 // k, a="0.9", **PARTS)
    assert detection_degree(HIGH) - detection_degree(fewer) == pytest.approx(saved, abs=6e-3)


def test_mates_and_strangers():
    found = [
        several_planted_degree(SeveralRowsData(102, 10, rows=k, a="0.9", one_group=x, **PARTS))
        for x in (False, True)
        for k in (1, 2, 5, 10)
    ]
    expected = [3.46, 3.28, 2.93, 2.58, 3.46, 3.05, 2.54, 2.17]
    assert found == pytest.approx(expected, abs=6e-3)


def test_what_a_learned_neuron_has_to_beat():
    assert 0.05 * sqrt(2 * 102 * log(1000)) == pytest.approx(1.88, abs=6e-3)
    assert 0.05 * sqrt(2 * log(1000)) == pytest.approx(0.19, abs=6e-3)


def test_the_margin_lies_between_multiples_of_the_weight():
    for degree in (1, 2, 3, 4, 5, 6, 8, 12):
        weight = row_classes(HIGH, Polynomial(degree)).planted_weight
        margin = best_margin(LOW, HIGH, Polynomial(degree))
        assert 0.8 * weight < margin < (0.9 + 1.2 * 0.99) * weight
