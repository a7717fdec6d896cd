"""The layer as it is defined, on the whole matrix: the reference of all tests of this folder."""

from fractions import Fraction

import numpy as np


def tokens(d, t, a, b, c, planted=0):
    """The matrix in rationals, without the factor of sqrt(log n)."""
    rows = []
    for j in range((d - 2) * t):
        row = [Fraction(0)] * d
        row[0] = Fraction(a) if j == planted else Fraction(0)
        row[1 + j % (d - 2)] += Fraction(b)
        row[d - 1] += Fraction(c)
        rows.append(row)
    return rows


def exact_layer(rows, degree):
    """f A in rationals, for a whole degree."""
    out = []
    for one in rows:
        weights = [sum(x * y for x, y in zip(one, other, strict=True)) ** degree for other in rows]
        columns = zip(*rows, strict=True)
        total = sum(weights)
        out.append([sum(w * x for w, x in zip(weights, column, strict=True)) / total
                    for column in columns])  # fmt: skip
    return out


def layer(rows, weigh):
    """f A in floats, with a function that turns scores into weights."""
    A = np.array(rows, dtype=float)
    f = weigh(A @ A.T)
    return f / f.sum(axis=1, keepdims=True) @ A
