"""Bounds for Gaussian noise against dense networks that are drawn, noise and signs anew."""

import mpmath
import numpy as np
import pytest
from scipy.stats import binom

from polyattn import Polynomial, SelfAttentionData, Softmax
from polyattn.bounds import (
    gaussian_activation_at_least,
    gaussian_noise_at_most,
    gaussian_silence,
)

LOUD = {"b": "1", "c": "2"}  # r = 4 bears noise on few columns
DRAWS = 120


def drawn(data, degree, sigma, width, rng):
    """The rows' noise norms, and the largest pre-activation of a network."""
    A = np.zeros((data.n, data.d))
    A[np.arange(data.n), 1 + np.arange(data.n) % (data.d - 2)] = float(data.b)
    A[:, -1], A[0, 0] = float(data.c), float(data.a)
    E = sigma * rng.normal(size=A.shape)
    f = ((A + E) @ (A + E).T / float(data.p)) ** degree
    f /= f.sum(axis=1, keepdims=True)
    signs = rng.choice([-1.0, 1.0], size=(data.d, width))
    return np.linalg.norm(f @ E, axis=1).max(), (f @ (A + E) @ signs).max()


@pytest.mark.parametrize(("degree", "sigma"), [(2, "0.02"), (8, "0.01"), (20, "0.004")])
def test_no_row_keeps_more_noise(degree, sigma):
    """Each draw may fail with a chance of 1/10: 29 of 120 do once in 10^5 times."""
    data = SelfAttentionData(30, 5, a="2", **LOUD)
    rng = np.random.default_rng(3)
    most = gaussian_noise_at_most(data, Polynomial(degree), sigma, "0.1")
    kept = [drawn(data, degree, float(sigma), 1, rng)[0] for _ in range(DRAWS)]
    assert binom.sf(28, DRAWS, 0.1) < 1e-5
    assert sum(x > most for x in kept) < 29
    assert max(kept) > most / 15  # the bound is not far too large


@pytest.mark.parametrize(("degree", "sigma", "theta"), [(4, "0.006", "3.8"), (12, "0.002", "3.6")])
def test_a_silent_network_activates_no_more_often(degree, sigma, theta):
    data = SelfAttentionData(30, 5, a="0.4", **LOUD)
    rng, width = np.random.default_rng(5), 20
    bound = gaussian_silence(data, Polynomial(degree), sigma, theta, width, chance="0.1")
    assert bound < 0.5
    active = sum(
        drawn(data, degree, float(sigma), width, rng)[1] > float(theta) for _ in range(DRAWS)
    )
    assert active <= binom.isf(1e-5, DRAWS, bound)


@pytest.mark.parametrize("width", [1, 30])
def test_a_locked_network_activates_as_often_as_promised(width):
    data = SelfAttentionData(30, 5, a="2", **LOUD)
    rng, kernel = np.random.default_rng(7), Polynomial(20)
    bound = gaussian_activation_at_least(data, kernel, "0.004", "4.2", width)
    active = sum(drawn(data, 20, 0.004, width, rng)[1] > 4.2 for _ in range(DRAWS))
    assert active >= binom.ppf(1e-5, DRAWS, bound)


def test_they_are_their_formulas():
    data = SelfAttentionData(10**6, 50, a="0.1", b="0.6", c="0.4")
    with mpmath.workdps(40):
        s, beta, n, t = mpmath.mpf("0.0002"), 10, data.n, 50
        p, q, r, nu = (mpmath.mpf(x) for x in ("0.53", "0.52", "0.16", "0.04"))
        x = mpmath.sqrt(2 * mpmath.log(4 * mpmath.mpf(n) ** 2 / mpmath.mpf("0.01")))
        zeta = s * x * (2 * mpmath.sqrt(p) + mpmath.sqrt(2 * nu) + s * x)
        H = (r / (r - zeta)) ** beta
        W = (t - 1) * q**beta + t * (10**6 - 3) * r**beta
        P, squares = (p + nu) ** beta, (t - 1) * q**20 + t * (10**6 - 3) * r**20
        kept = H**2 * P / (H**2 * P + W) + H**2 * mpmath.sqrt(squares) / W
        omega = s * x + s * (1000 + x) * kept
        silent = mpmath.mpf("0.01") + 30 * n * mpmath.exp(-(mpmath.mpf("0.15") ** 2) / 2 / omega**2)
        args = data, Polynomial(10), "0.0002"
        assert gaussian_noise_at_most(*args) == pytest.approx(float(omega), rel=1e-15)
        found = gaussian_silence(*args, "1.25", 30)
        assert silent <= found <= float(silent) * (1 + 1e-15)
        assert gaussian_silence(*args, "1.25", 30, log=True) == pytest.approx(
            float(mpmath.log(silent)), rel=1e-15
        )


def test_with_the_power_subtracted_self_scores_are_those_without_noise():
    """The formulas with P in the place of its power under noise, and every other term alike."""
    data, degree, sigma = SelfAttentionData(10**8, 1000, a="0.9", b="0.6", c="0.4"), 30, "0.0001"
    n, d, p, q, r = (mpmath.mpf(float(x)) for x in (data.n, data.d, data.p, data.q, data.r))
    x = mpmath.sqrt(2 * mpmath.log(4 * n**2 / mpmath.mpf("0.01")))
    s = mpmath.mpf(sigma)
    off = s * x * (2 * mpmath.sqrt(p) + s * mpmath.sqrt(2 * d) + s * x)
    factor = (r / (r - off)) ** (2 * degree)
    P, Q, R = p**degree, q**degree, r**degree
    crowd, squares = 999 * Q + 1000 * (d - 3) * R, 999 * Q**2 + 1000 * (d - 3) * R**2
    share = factor * P / (factor * P + crowd) + factor * mpmath.sqrt(squares) / crowd
    kept = s * x + s * (mpmath.sqrt(d) + x) * share
    bound = mpmath.mpf("0.01") + 2 * n * mpmath.exp(-(mpmath.mpf("8.4") ** 2) / (2 * kept**2))
    known = data, Polynomial(degree), sigma
    how = {"subtracted": True}
    assert 0.02 < bound < 0.9
    assert gaussian_silence(*known, "10.3", 2, **how) == pytest.approx(float(bound), rel=1e-6)
    assert gaussian_activation_at_least(*known, "1.5", 1, **how) == pytest.approx(0.99 / 16)


def test_how_loose_they_are():
    """The largest sigma at which silence is promised but for 0.1; in truth 0.044 and 0.026."""
    data = SelfAttentionData(102, 10, a="0.1", b="0.6", c="0.4")

    def promised(degree, sigma):
        kernel = Polynomial(degree)
        rates = (
            gaussian_silence(data, kernel, sigma, "1.3", 30, chance=x) for x in ("0.01", "0.05")
        )
        return min(rates) <= 0.1

    assert promised(4, "0.0020")
    assert not promised(4, "0.0024")
    assert promised(6, "0.0013")
    assert not promised(6, "0.0017")


def test_bad_input_is_refused():
    data = SelfAttentionData(102, 10, a="0.1", b="0.6", c="0.4")
    for f in (gaussian_silence, gaussian_activation_at_least):
        name = f.__name__
        with pytest.raises(ValueError, match=rf"^{name}: the noise may take scores further off"):
            f(data, Polynomial(4), "0.05", "1.5")
        with pytest.raises(ValueError, match=rf"^{name}: kernel must be a Polynomial"):
            f(data, Softmax(1), "0.001", "1.5")
        with pytest.raises(TypeError, match=rf"^{name}: kernel must be"):
            f(data, 4, "0.001", "1.5")
        with pytest.raises(ValueError, match=rf"^{name}: chance must lie strictly between"):
            f(data, Polynomial(4), "0.001", "1.5", chance=1)
        with pytest.raises(TypeError, match=rf"^{name}: subtracted must be True or False"):
            f(data, Polynomial(4), "0.001", "1.5", subtracted="no")
    with pytest.raises(ValueError, match=r"^gaussian_silence: theta must be above a \+ b \+ c"):
        gaussian_silence(data, Polynomial(4), "0.001", "1.1")
    with pytest.raises(ValueError, match=r"^gaussian_activation_at_least: the planted row is not"):
        gaussian_activation_at_least(data, Polynomial(4), "0.001", "1.0")
