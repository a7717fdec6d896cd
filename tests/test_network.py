from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from polyattn import (
    Polynomial,
    SelfAttentionData,
    Softmax,
    attention,
    network_output,
    pre_activations,
    random_signs,
)


def dense_rows(matrix, degree):
    """The rows of C by their definition, one Fraction at a time."""
    rows = []
    for x in matrix:
        weights = [sum(a * b for a, b in zip(x, y, strict=True)) ** degree for y in matrix]
        total = sum(weights)
        rows.append(
            [
                sum(w * y[i] for w, y in zip(weights, matrix, strict=True)) / total
                for i in range(len(x))
            ]
        )
    return rows


DATA = SelfAttentionData(6, copies=2, a="1/2", b="0.6", c="0.4")


def test_random_signs():
    signs = random_signs(50, 400, random_state=1)
    assert signs.shape == (50, 400)
    assert set(np.unique(signs)) == {-1, 1}
    assert np.array_equal(signs, random_signs(50, 400, np.random.default_rng(1)))
    # 20,000 fair signs sum to more than 6 sqrt(20,000) with probability 2e-9.
    assert abs(signs.sum(dtype=int)) < 6 * np.sqrt(20_000)


@pytest.mark.parametrize("degree", [1, 2, 5, 40])
def test_exact_pre_activations_equal_the_definition(degree):
    matrix = DATA.matrix(exact=True)
    signs = random_signs(6, 5, random_state=2)
    rows = dense_rows(matrix, degree)
    expected = [
        [sum(x * int(s) for x, s in zip(row, column, strict=True)) for column in signs.T]
        for row in rows
    ]
    result = pre_activations(matrix, Polynomial(degree), signs)
    assert result.tolist() == expected
    assert all(type(x) is Fraction for x in result.flat)


@pytest.mark.parametrize("degree", [2, 40, 1000])
def test_floats_agree_with_exact(degree):
    matrix = DATA.matrix(exact=True)
    signs = random_signs(6, 8, random_state=3)
    exact = pre_activations(matrix, Polynomial(degree), signs).astype(float)
    floats = pre_activations(matrix.astype(float), Polynomial(degree), signs)
    # Entries are below 2; scores are sums of three products, each within eps.
    assert np.max(np.abs(floats - exact)) <= 8 * (1 + degree) * np.finfo(float).eps


def test_polynomial_does_not_see_the_scale_and_softmax_does():
    signs = random_signs(6, 4, random_state=4)
    matrix = DATA.matrix()
    ones = pre_activations(matrix, Polynomial("2.5"), signs)
    assert np.allclose(pre_activations(3 * matrix, Polynomial("2.5"), signs), 3 * ones, rtol=1e-13)
    soft = pre_activations(matrix, Softmax("0.7"), signs)
    weights = np.exp(0.7 * matrix @ matrix.T)
    expected = weights @ matrix @ signs / weights.sum(axis=1)[:, None]
    assert np.allclose(soft, expected, rtol=1e-13)
    assert not np.allclose(pre_activations(3 * matrix, Softmax("0.7"), signs), 3 * soft)


@pytest.mark.parametrize("degree", [1, 3, 12])
def test_activation_of_every_sign_vector(degree):
    # F > 0 if and only if some <C_j, y> exceeds the threshold, ties included: they do not fire.
    matrix = DATA.matrix(exact=True)
    rows = dense_rows(matrix, degree)
    every = np.array(list(product((1, -1), repeat=6))).T
    values = [
        [sum(x * int(s) for x, s in zip(row, column, strict=True)) for column in every.T]
        for row in rows
    ]
    for threshold in (Fraction(1), values[0][0], max(map(max, values)), Fraction(-1, 3)):
        for column in range(0, 64, 7):
            inner = [max(row[column] - threshold, Fraction(0)) for row in values]
            output = network_output(matrix, Polynomial(degree), every[:, [column]], threshold)
            assert output == sum(inner)
            assert type(output) is Fraction


def test_float_output():
    matrix, signs = DATA.matrix(), random_signs(6, 7, random_state=5)
    inner = pre_activations(matrix, Polynomial(8), signs)
    output = network_output(matrix, Polynomial(8), signs, "0.5")
    assert output == pytest.approx(np.maximum(inner - 0.5, 0).sum(), rel=1e-14)
    assert output > 0
    assert network_output(matrix, Polynomial(8), signs, inner.max()) == 0


def test_a_row_of_zeros_is_uniform():
    matrix = np.array([[Fraction(0), Fraction(0)], [Fraction(1), Fraction(2)]])
    result = pre_activations(matrix, Polynomial(2), np.eye(2, dtype=int))
    assert result.tolist() == [[Fraction(1, 2), 1], [1, 2]]
    assert np.array_equal(
        attention(*[matrix.astype(float)] * 3, Polynomial(2)), result.astype(float)
    )


def test_float32_stays_float32():
    assert pre_activations(
        DATA.matrix().astype(np.float32), Polynomial(2), np.ones((6, 1))
    ).dtype == (np.float32)


SIGNS = np.ones((2, 1), dtype=int)
TEXT = np.array([["x", 1]], dtype=object)
EXACT = np.array([[Fraction(1), Fraction(2)]])


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: random_signs(0, 3), ValueError, "d must be at least 1, got 0"),
        (lambda: random_signs(3, 2.5), TypeError, "width must be a whole number"),
        (lambda: random_signs(10**7, 10**7), ValueError, "GiB"),
        (lambda: pre_activations(EXACT, Polynomial("1/2"), SIGNS), TypeError, "whole degree"),
        (lambda: pre_activations(EXACT, Softmax(), SIGNS), TypeError, "whole degree"),
        (lambda: pre_activations(EXACT, Polynomial(2), SIGNS * 1.0), TypeError, "exact signs"),
        (lambda: pre_activations(EXACT, Polynomial(2), SIGNS[:1]), ValueError, "d = 2"),
        (lambda: pre_activations(EXACT[0], Polynomial(2), SIGNS), ValueError, r"shape \(n, d\)"),
        (lambda: pre_activations(EXACT, Polynomial(2), SIGNS > 0), TypeError, "hold numbers"),
        (lambda: pre_activations(TEXT, Polynomial(2), SIGNS), ValueError, "entry"),
        (lambda: pre_activations(np.eye(2) * np.nan, Polynomial(2), SIGNS), ValueError, "NaN"),
        (lambda: pre_activations(np.eye(2), 2, SIGNS), TypeError, "kernel must be"),
        (lambda: pre_activations(-np.ones((2, 2)) @ np.diag([1, -1]), Polynomial(2), SIGNS[:, 0]),
         ValueError, "signs must have shape"),
        (lambda: network_output(np.eye(2), Polynomial(2), SIGNS, "nan"), ValueError, "threshold"),
        (lambda: network_output(np.eye(2), Polynomial(2), SIGNS, None), TypeError, "threshold"),
    ],
)  # fmt: skip
def test_bad_input(call, error, match):
    with pytest.raises(error, match=match):
        call()


def test_vanishing_sum_in_exact_arithmetic():
    matrix = np.array([[Fraction(1), Fraction(0)], [Fraction(-1), Fraction(0)]])
    with pytest.raises(ValueError, match="row 0 sum to zero"):
        pre_activations(matrix, Polynomial(3), SIGNS)
