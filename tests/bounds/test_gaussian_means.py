"""Silence by means of scores: against its formula, drawn networks, and the shorter bound."""

import mpmath
import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData, Softmax
from polyattn.bounds import gaussian_silence, gaussian_silence_by_means

DATA = SelfAttentionData(102, 10, a="0.1", b="0.6", c="0.4")


def bound(sigma, degree, theta, width, chance):
    """The formula of the theorem for the running example."""
    s, eps = mpmath.mpf(sigma), mpmath.mpf(chance)
    a, b, c = (mpmath.mpf(x) for x in ("0.1", "0.6", "0.4"))
    d, t, n = 102, 10, 1000
    p, q, r, nu = a**2 + b**2 + c**2, b**2 + c**2, c**2, d * s**2
    x = mpmath.sqrt(2 * mpmath.log(4 * n**2 / eps))
    reach = mpmath.sqrt(p) + s * mpmath.sqrt(2 * d) + s * x
    off = s * x * (mpmath.sqrt(p) + reach)
    mates = s * x * (mpmath.sqrt(p) + reach / mpmath.sqrt(t - 1))
    far = s * x * (mpmath.sqrt(r + (a**2 + b**2) / 99) + reach / mpmath.sqrt(t * 99))
    crowd = (t - 1) * (q - mates) ** degree + t * 99 * (r - far) ** degree
    own = (p + nu + off) ** degree
    share = own / (own + crowd)
    squares = (t - 1) * (q + off) ** (2 * degree) + t * 99 * (r + off) ** (2 * degree)
    kept = s * x + s * (mpmath.sqrt(d) + x) * (share + mpmath.sqrt(squares) / crowd)
    room = mpmath.mpf(theta) - b - c - a * (share + (q + off) ** degree / crowd)
    return eps + width * n * mpmath.exp(-(room**2) / (2 * kept**2))


@pytest.mark.parametrize(("sigma", "degree"), [("0.0044", 4), ("0.0031", 6), ("0.004", 1)])
def test_it_is_its_formula(sigma, degree):
    with mpmath.workdps(40):
        expected = bound(sigma, degree, "1.3", 30, "0.01")
        found = gaussian_silence_by_means(DATA, Polynomial(degree), sigma, "1.3", 30)
        assert expected < 0.9
        assert expected <= found <= float(expected) * (1 + 1e-14)
        log = gaussian_silence_by_means(DATA, Polynomial(degree), sigma, "1.3", 30, log=True)
        assert log == pytest.approx(float(mpmath.log(expected)), rel=1e-14)


def test_drawn_networks_are_silent_where_single_scores_promise_less():
    data, kernel, sigma = SelfAttentionData(30, 5, a="0.4", b="1", c="2"), Polynomial(4), "0.012"
    assert gaussian_silence_by_means(data, kernel, sigma, "3.8", 20, chance="0.1") < 0.101
    assert gaussian_silence(data, kernel, sigma, "3.8", 20, chance="0.1") > 0.15
    rng = np.random.default_rng(5)
    A = np.zeros((data.n, data.d))
    A[np.arange(data.n), 1 + np.arange(data.n) % 28], A[:, -1], A[0, 0] = 1, 2, 0.4
    loud = 0
    for _ in range(100):
        tokens = A + float(sigma) * rng.normal(size=A.shape)
        f = (tokens @ tokens.T) ** 4
        f /= f.sum(axis=1, keepdims=True)
        loud += (f @ tokens @ rng.choice([-1.0, 1.0], size=(data.d, 20))).max() > 3.8
    assert loud < 25  # a chance of 0.1 has that many once in 10^5 times


def test_bad_input_is_refused():
    call = gaussian_silence_by_means
    one = SelfAttentionData(102, 1, a="0.1", b="0.6", c="0.4")
    with pytest.raises(ValueError, match=r"^gaussian_silence_by_means: data must have two tokens"):
        call(one, Polynomial(4), "0.001", "1.5")
    with pytest.raises(
        ValueError, match=r"^gaussian_silence_by_means: the degree must be at least"
    ):
        call(DATA, Polynomial("1/2"), "0.001", "1.5")
    with pytest.raises(ValueError, match=r"^gaussian_silence_by_means: theta must be above b \+ c"):
        call(DATA, Polynomial(4), "0.001", "1.0")
    with pytest.raises(ValueError, match=r"^gaussian_silence_by_means: the noise may take scores"):
        call(DATA, Polynomial(4), "0.05", "1.5")
    with pytest.raises(ValueError, match=r"^gaussian_silence_by_means: kernel must be a Polynom"):
        call(DATA, Softmax(1), "0.001", "1.5")
    with pytest.raises(TypeError, match=r"^gaussian_silence_by_means: data must be"):
        call(102, Polynomial(4), "0.001", "1.5")
