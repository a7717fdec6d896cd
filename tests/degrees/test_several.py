"""Degrees with several planted rows, against the weight in mpmath and a scan over degrees."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from polyattn import SelfAttentionData
from polyattn.degrees import club_degree, lone_degree, planted_degree, several_planted_degree
from polyattn.several import SeveralRowsData

EXAMPLE = {"d": 102, "copies": 10, "a": "0.9", "b": "0.6", "c": "0.4"}

entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
share = st.fractions(Fraction(1, 10**6), Fraction(999, 1000), max_denominator=10**6)


@st.composite
def constructions(draw, most=10**6):
    d, t, one_group = draw(st.integers(4, most)), draw(st.integers(1, most)), draw(st.booleans())
    rows = draw(st.integers(1, t if one_group else d - 2))
    a = draw(st.just(Fraction(0)) | entry)
    return SeveralRowsData(d, t, rows=rows, one_group=one_group, a=a, b=draw(entry), c=draw(entry))


def weight(data, degree, number=mpmath.mpf):
    """h*, by counting the tokens that a planted row sees at each score."""
    a, b, c = (number(x.numerator) / x.denominator for x in (data.a, data.b, data.c))
    k, t = data.rows, data.copies
    if data.one_group:
        planted = [(k, a * a + b * b + c * c)]
        seen = [(t - k, b * b + c * c), (data.n - t, c * c)]
    else:
        planted = [(1, a * a + b * b + c * c), (k - 1, a * a + c * c)]
        seen = [(t - 1, b * b + c * c), (data.n - t - (k - 1), c * c)]
    top = planted[0][1]  # the largest score
    x, y = (sum(m * (s / top) ** degree for m, s in part if m) for part in (planted, seen))
    return x / (x + y)


@given(constructions(), share)
@settings(max_examples=60)
def test_the_weight_is_reached_at_the_degree(data, w):
    try:
        degree = several_planted_degree(data, w)
    except ValueError:
        assume(False)
    with mpmath.workdps(60):
        at = mpmath.mpf(degree)
        step = at * mpmath.mpf(2) ** -52
        low, high = (weight(data, x) for x in (at - step, at + step))
        assert low <= mpmath.mpf(w.numerator) / w.denominator <= high


@given(constructions(), share)
@settings(max_examples=40)
def test_a_weight_is_refused_where_no_degree_gives_it(data, w):
    """What is refused is never risen through in a scan over degrees."""
    try:
        several_planted_degree(data, w)
    except ValueError:
        found = weight(data, np.geomspace(1e-3, 1e4, 400), float)
        above = found[np.abs(found - float(w)) > 1e-12] > float(w)
        assert not np.any(~above[:-1] & above[1:])


def test_the_last_degree_where_the_weight_falls_in_between():
    """a < b: many planted rows are a club at degree 0, then their mates outweigh them."""
    grid = np.linspace(1e-3, 60, 60_001)
    seen = set()
    for a, b, c, t, d in (
        ("1", "1.5", "0.3", 6, 200), ("0.5", "0.6", "0.2", 40, 300), ("0.3", "0.9", "0.05", 30, 60),
    ):  # fmt: skip
        for k in (2, 20, d // 2, d - 2):
            data = SeveralRowsData(d, t, rows=k, a=a, b=b, c=c)
            curve = weight(data, grid, float)
            for w in np.linspace(curve.min() + 1e-6, curve.max() - 1e-6, 9):
                crossings = np.flatnonzero((curve[:-1] < w) & (curve[1:] >= w))
                falls = np.flatnonzero((curve[:-1] >= w) & (curve[1:] < w))
                seen.add((len(crossings), len(falls)))
                if curve[-1] >= w and len(crossings):
                    degree = several_planted_degree(data, Fraction(w))
                    assert grid[crossings[-1]] <= degree * (1 + 1e-12)
                    assert degree <= grid[crossings[-1] + 1] * (1 + 1e-12)
    assert {(1, 0), (2, 1)} <= seen


@given(st.integers(4, 10**5), st.integers(1, 10**5), entry, entry, entry, share)
@settings(max_examples=30)
def test_one_planted_row_has_the_degree_of_the_book(d, t, a, b, c, w):
    alone = SelfAttentionData(d, t, a=a, b=b, c=c)
    both = [SeveralRowsData(d, t, rows=1, one_group=x, a=a, b=b, c=c) for x in (False, True)]
    assume(w * alone.n > 1)
    assert {several_planted_degree(x, w) for x in both} == {planted_degree(alone, w)}


# k: the degree at which h* = 1/2, in different groups and in one.
HALF = {1: (3.46, 3.46), 2: (3.28, 3.05), 5: (2.93, 2.54), 10: (2.58, 2.17)}


@pytest.mark.parametrize("rows", HALF)
def test_the_worked_example(rows):
    both = [SeveralRowsData(**EXAMPLE, rows=rows, one_group=x) for x in (False, True)]
    assert tuple(round(several_planted_degree(x), 2) for x in both) == HALF[rows]


@given(constructions(1000), share, entry)
@settings(max_examples=40)
def test_the_two_routes(data, w, factor):
    """Each route is where its part equals the larger part of the crowd, times factor and odds."""
    if data.one_group or data.rows == 1 or data.a <= data.b:
        return
    t, rest, odds = data.copies, data.n - data.copies - data.rows + 1, float(w / (1 - w))
    for f, score, many in ((lone_degree, data.p, 1), (club_degree, data.p_mutual, data.rows - 1)):
        degree = f(data, w, factor)
        crowd = [m * float(base / score) ** degree for m, base in ((t - 1, data.q), (rest, data.r))]
        at = max(crowd) * float(factor) * odds / many
        assert at == pytest.approx(1, rel=1e-9) if degree else at <= 1
    early, late = (
        min(f(data, w, x) for f in (lone_degree, club_degree)) for x in (Fraction(1, 2), 2)
    )
    assert weight(data, late, float) >= float(w) - 1e-12
    assert early == 0 or weight(data, early, float) <= float(w) + 1e-12


def test_bad_input_is_refused():
    data = SeveralRowsData(**EXAMPLE, rows=3)
    together = SeveralRowsData(**EXAMPLE, rows=3, one_group=True)
    with pytest.raises(TypeError, match=r"^several_planted_degree: data must be a SeveralRows"):
        several_planted_degree(SelfAttentionData(**EXAMPLE))
    for x in (data, together):
        for w in ("0", "1", "0.003", "-1", "2"):
            with pytest.raises(
                ValueError, match=r"no degree gives the weight .* from 3/1000 to 1,"
            ):
                several_planted_degree(x, w)
    full = SeveralRowsData(6, 1, rows=4, a=1, b=1, c=1)
    with pytest.raises(ValueError, match="runs from 1 to 1"):
        several_planted_degree(full)
    for f in (lone_degree, club_degree):
        name = f.__name__
        with pytest.raises(ValueError, match=f"^{name}: the planted rows must be in different"):
            f(together)
        with pytest.raises(ValueError, match=f"^{name}: weight must lie strictly between"):
            f(data, 1)
        with pytest.raises(ValueError, match=f"^{name}: factor must be positive, got 0"):
            f(data, factor=0)
    tied = SeveralRowsData(102, 10, rows=3, a=0, b=1, c=1)
    with pytest.raises(ValueError, match=r"^lone_degree: a must be positive"):
        lone_degree(tied)
    for x in (tied, SeveralRowsData(**EXAMPLE, rows=1)):
        with pytest.raises(ValueError, match=r"^club_degree: a club needs rows >= 2 and a > b"):
            club_degree(x)
