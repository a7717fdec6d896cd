"""The figures of chapter 14: degrees found again from dense attention, and what they draw."""

from math import log

import numpy as np
import pytest

from polyattn.figures.ch14_several_planted_rows import club, half_degrees
from polyattn.several import SeveralRowsData

PARTS = {"b": "0.6", "c": "0.4"}
PAIR = [SeveralRowsData(12, 4, rows=1, a=a, **PARTS) for a in ("0.1", "0.9")]


def tokens(d, t, a, k, one_group):
    A = np.zeros((t * (d - 2), d))
    A[np.arange(len(A)), 1 + np.arange(len(A)) % (d - 2)] = 0.6
    A[:, -1] = 0.4
    A[[j * (d - 2) if one_group else j for j in range(k)], 0] = a
    return A


def attention(A, degree):
    f = (A @ A.T) ** degree
    return f / f.sum(axis=1, keepdims=True)


def halved(function):
    """Where a function passes one half from below, between degrees 0.01 and 12."""
    low, high = 0.01, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if function(middle) > 0.5 else (middle, high)
    return high


def given(k, one_group):
    """The degree at which row 0 gives one half to the planted rows."""
    A = tokens(12, 4, 0.9, k, one_group)
    return halved(lambda degree: attention(A, degree)[0, A[:, 0] > 0].sum())


def test_the_degrees_of_half_weight_are_those_of_dense_attention():
    counts = (1, 2, 4, 8)
    drawn = half_degrees(*PAIR, counts, 5)
    left, right = drawn.figure.axes
    slope, alone, _, apart, together = left.lines
    assert apart.get_ydata() == pytest.approx([given(k, False) for k in counts])
    assert together.get_ydata() == pytest.approx([given(k, True) for k in counts[:3]])
    expected = [given(1, False) - log(k) / log(1.33 / 0.16) for k in counts]
    assert slope.get_ydata() == pytest.approx(expected)
    # alone: a planted row outweighs the larger part of its crowd, three mates or all others
    for k, degree in zip(counts, alone.get_ydata(), strict=True):
        mates, others = 3 * (0.52 / 1.33) ** degree, (36 - k + 1) * (0.16 / 1.33) ** degree
        assert max(mates, others) == pytest.approx(1)
    assert list(right.lines[0].get_xdata()) == list(counts)
    assert f"k = 8: {given(8, False):.2f}" in drawn.alt
    named = {text.get_text() for text in left.texts}
    assert {"k groups", "one group", "alone", "club"} <= named


def test_the_club_is_drawn_between_dense_weights():
    data = SeveralRowsData(12, 4, rows=5, a="0.9", **PARTS)
    drawn = club(data, (1, 12))
    (axis,) = drawn.figure.axes
    together, itself = axis.lines
    A = tokens(12, 4, 0.9, 5, False)
    for place in (0, 30, 77, 120):
        f = attention(A, together.get_xdata()[place])
        assert together.get_ydata()[place] == pytest.approx(f[0, :5].sum())
        assert itself.get_ydata()[place] == pytest.approx(f[0, 0])
    assert "one of 5 planted rows" in drawn.alt
