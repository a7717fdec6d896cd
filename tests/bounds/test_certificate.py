"""The certificate of silence against all sign vectors, and against its formula in mpmath."""

import math
from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest

from polyattn import Polynomial, SelfAttentionData
from polyattn.bounds import silence_certificate
from polyattn.noise import noisy_row_classes

DATA = SelfAttentionData(5, 2, a="0.5", b="0.6", c="0.4")


def drawn(seed, scale=0.1, data=DATA):
    """A clean matrix, noise, and any attention: a Dirichlet draw a row."""
    rng = np.random.default_rng(seed)
    clean = np.array(data.matrix(exact=True), dtype=float)
    f = rng.dirichlet(np.full(data.n, 0.5), data.n)
    return clean, scale * rng.standard_normal(clean.shape), f


def formula(f, E, a, b, c, theta, width):
    """The bound by its definition in 60 digits, of the rows over their sums."""
    with mpmath.workdps(60):
        total = mpmath.mpf(0)
        for row in f:
            row = [mpmath.mpf(x) for x in row]
            row = [x / sum(row) for x in row]
            w = [sum(x * mpmath.mpf(e) for x, e in zip(row, col, strict=True)) for col in E.T]
            square = sum(x * x for x in w)
            if square:
                total += mpmath.exp(-((theta - b - c - a * row[0]) ** 2) / (2 * square))
        return width * total


@pytest.mark.parametrize("seed", range(30))
def test_no_sign_vector_is_forgotten(seed):
    clean, noise, f = drawn(seed, 0.05 + 0.02 * (seed % 5))
    rows = f @ (clean + noise)
    signs = np.array(list(product((-1, 1), repeat=DATA.d)))
    top = (signs @ rows.T).max(axis=1)
    theta = float(0.6 + 0.4 + 0.5 * f[:, 0].max()) + 0.01 + 0.02 * (seed % 7)
    truth = 1 - (1 - np.mean(top > theta)) ** 3
    assert truth <= silence_certificate(f, noise, DATA, theta, 3)


@pytest.mark.parametrize("seed", range(10))
def test_it_is_the_formula_rounded_up(seed):
    _, noise, f = drawn(seed)
    a, b, c, theta = (mpmath.mpf(x) / 10 for x in (5, 6, 4, 20))
    truth = formula(f, noise, a, b, c, theta, 7)
    bound = silence_certificate(f, noise, DATA, "2", 7)
    assert truth <= bound <= truth * (1 + 1e-10)
    log = silence_certificate(f, noise, DATA, "2", 7, log=True)
    assert mpmath.log(truth) <= log <= mpmath.log(truth) + 1e-10


def test_the_rows_in_closed_form_have_what_the_certificate_needs():
    """Orthogonal noise: planted weight and squared norm of every row, of a matrix of 11 columns."""
    data = SelfAttentionData(5, 2, a="1/2", b="3/5", c="2/5")
    scale, kernel = Fraction(1, 4), Polynomial(2)
    clean = data.matrix(exact=True)
    wide = np.concatenate([clean, scale * np.identity(6, dtype=int).astype(object)], axis=1)
    weights = (wide @ wide.T) ** 2
    f = weights / weights.sum(axis=1, keepdims=True)
    rows = noisy_row_classes(data, kernel, scale**2, exact=True)
    kinds = [rows.planted, *[rows.group if j % 3 == 0 else rows.others for j in range(1, 6)]]
    for j, kind in enumerate(kinds):
        assert f[j, j] == kind.self_weight
        assert f[j, 0] * data.a == kind.feature
        assert sum((scale * x) ** 2 for x in f[j]) == kind.noise


def test_exact_matrices_are_taken_exactly():
    third = np.full((6, 6), Fraction(1, 6), dtype=object)
    noise = np.zeros((6, 5), dtype=object)
    noise[2, 3] = Fraction(3, 7)
    bound = silence_certificate(third, noise, DATA, 2, 2)
    margin = Fraction(2) - 1 - DATA.a / 6
    exponent = -(margin**2) / (2 * Fraction(1, 14) ** 2)
    with mpmath.workdps(40):
        truth = 12 * mpmath.exp(mpmath.mpf(exponent.numerator) / exponent.denominator)
        assert truth <= bound <= truth * (1 + mpmath.mpf(2) ** -51)
    # a tie is not above
    with pytest.raises(ValueError, match="theta must be above"):
        silence_certificate(third, noise, DATA, 1 + DATA.a / 6)


def test_rows_without_noise_cannot_activate():
    f = np.identity(6)
    assert silence_certificate(f, np.zeros((6, 5)), DATA, 2, 10**9) == 0
    assert silence_certificate(f, np.zeros((6, 5)), DATA, 2, log=True) == -math.inf
    noise = np.zeros((6, 5))
    noise[3, 1] = 1e-200
    assert 0 <= silence_certificate(f, noise, DATA, 2) <= 1e-300


def test_much_noise_says_nothing():
    _, noise, f = drawn(0, 100)
    assert silence_certificate(f, noise, DATA, 2) == 1
    assert silence_certificate(f, noise, DATA, 2, log=True) == 0


def changed(array, where, value):
    out = array.copy()
    out[where] = value
    return out


def test_bad_input_is_refused():
    _, noise, f = drawn(1)
    call = r"^silence_certificate: "
    refuse = [
        (ValueError, "each row of weights must add up to 1, got", (f / 2, noise, DATA, 2)),
        (ValueError, "weights must not be negative", (changed(f, (0, 0), -0.1), noise, DATA, 2)),
        (ValueError, r"weights must have the shape \(6, 6\)", (f[:5], noise, DATA, 2)),
        (ValueError, r"noise must have the shape \(6, 5\)", (f, noise.T, DATA, 2)),
        (ValueError, "noise must be finite", (f, changed(noise, (0, 0), math.nan), DATA, 2)),
        (ValueError, "theta must be above", (f, noise, DATA, 1)),
        (ValueError, "width must be at least 1", (f, noise, DATA, 2, 0)),
        (TypeError, "data must be a SelfAttentionData", (f, noise, 3, 2)),
        (TypeError, "weights and noise must both be exact", (f, noise.astype(object), DATA, 2)),
        (OverflowError, "give Fractions", (f, 1e200 * noise, DATA, 2)),
    ]
    for error, message, arguments in refuse:
        with pytest.raises(error, match=call + message if error is not OverflowError else message):
            silence_certificate(*arguments)
    for huge in (1e308, 2.0):
        with pytest.raises(ValueError, match=call + r"weights must not exceed 1, .* in row 0"):
            silence_certificate(np.full((6, 6), huge), noise, DATA, 2)
    zero = np.zeros((6, 5), dtype=object)
    for huge in (10**400, 10**5000):
        wide = changed(np.full((6, 6), Fraction(1, 6), dtype=object), (3, 2), huge)
        with pytest.raises(
            ValueError, match=r"exceed 1, and one does by 1e\+\d+ in row 3, column 2"
        ):
            silence_certificate(wide, zero, DATA, 2)
        with pytest.raises(ValueError, match=r"not be negative, got -1e\+\d+ in row 3, column 2"):
            silence_certificate(changed(wide, (3, 2), -huge), zero, DATA, 2)
    with pytest.raises(ValueError, match=call + "planted_row must be below n = 6, got 6"):
        silence_certificate(f, noise, DATA, 2, planted_row=6)


def test_floats_in_an_object_array_are_told_how_far_off_they_are():
    third = np.zeros((6, 6), dtype=object)
    third[:, :3] = 1 / 3  # three of them lack 2^-54: as floats they add up to 1.0
    lacking = f"row 0 is off by {-(2.0**-54):.6g}; an object array is taken exactly: give float64"
    with pytest.raises(ValueError, match=lacking):
        silence_certificate(third, np.zeros((6, 5), dtype=object), DATA, 2)
    assert silence_certificate(third.astype(float), np.zeros((6, 5)), DATA, 2) == 0
