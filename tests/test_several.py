"""Rows with several planted ones against a dense network in rationals."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyattn import Polynomial, SelfAttentionData, Softmax, row_classes, several
from polyattn.several import SeveralRowsData, several_row_classes

EXAMPLE = {"d": 102, "copies": 10, "a": "0.9", "b": "0.6", "c": "0.4"}
ENTRIES = ("feature", "own", "other", "bias")

entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)


@st.composite
def sizes(draw, most=10**4):
    d, t = draw(st.integers(4, most)), draw(st.integers(1, most))
    together = draw(st.booleans())
    return {"d": d, "copies": t, "one_group": together} | {
        "rows": draw(st.integers(1, t if together else d - 2))
    }


def dense_network(d, t, planted, a, b, c, degree):
    """f and C in rationals, with nothing shared but the sizes."""
    n = (d - 2) * t
    rows = []
    for j in range(n):
        row = [Fraction(0)] * d
        row[0] = a if j in planted else Fraction(0)
        row[1 + j % (d - 2)] = b
        row[d - 1] = c
        rows.append(row)
    f = []
    for x in rows:
        u = [sum(s * y for s, y in zip(x, other, strict=True)) ** degree for other in rows]
        f.append([weight / sum(u) for weight in u])
    columns = list(zip(*rows, strict=True))
    return f, [[sum(w * y for w, y in zip(x, col, strict=True)) for col in columns] for x in f]


def placings(d, t):
    """Every number of planted rows in either arrangement, and where they stand."""
    groups = d - 2
    for k in range(1, groups + 1):  # any copy of each group
        yield False, [g + groups * (g % t) for g in range(k)]
    for k in range(1, t + 1):
        yield True, [1 + groups * i for i in range(k)]


@pytest.mark.parametrize(("d", "t"), [(4, 1), (4, 3), (5, 2), (6, 1), (6, 3), (7, 2)])
@pytest.mark.parametrize("degree", [1, 4])
def test_every_row_of_the_dense_network_exactly(d, t, degree):
    a, b, c = Fraction(d - 3, 3), Fraction(3, 5), Fraction(t, 7)
    for one_group, planted in placings(d, t):
        f, product = dense_network(d, t, planted, a, b, c, degree)
        data = SeveralRowsData(d, t, rows=len(planted), one_group=one_group, a=a, b=b, c=c)
        rows = several_row_classes(data, Polynomial(degree), exact=True)
        homes = {j % (d - 2) for j in planted}
        assert (rows.group is None) == (len(planted) == len(homes) * t)
        assert (rows.others is None) == (len(homes) == d - 2)
        for j, row in enumerate(product):
            own = j % (d - 2)
            to_groups = [sum(f[j][g :: d - 2]) for g in range(d - 2)]
            kind = rows.planted if j in planted else rows.group if own in homes else rows.others
            assert row[0] == kind.feature
            assert row[-1] == kind.bias == c
            assert row[1 + own] == kind.own
            for g in set(range(d - 2)) - {own}:
                mutual = j in planted and g in homes
                assert row[1 + g] == (rows.planted_mutual if mutual else kind.other)
                if j in planted:
                    weight = rows.planted_mutual_weight if mutual else rows.planted_cross_weight
                    assert to_groups[g] == weight
                else:
                    assert to_groups[g] == rows.others_cross_weight
            if j in planted:
                assert to_groups[own] == rows.planted_group_weight
                assert f[j][j] == rows.self_weight
                assert sum(f[j][i] for i in planted) == rows.planted_weight
                assert rows.planted_weight == 1 - rows.planted_weight_complement
            else:
                assert to_groups[own] == rows.own_group_weight
        assert (rows.planted_mutual is None) == (len(homes) == 1)


def test_the_matrix_is_the_definition():
    for one_group, rows in ((False, [0, 1, 2]), (True, [0, 4, 8])):
        data = SeveralRowsData(6, 3, rows=3, one_group=one_group, a="1/2", b=1, c=2)
        exact, plain = data.matrix(exact=True), data.matrix()
        assert [j for j in range(data.n) if exact[j, 0]] == rows
        assert all(exact[j, 1 + g] == (j % 4 == g) for j in range(data.n) for g in range(4))
        assert set(exact[:, -1]) == {2}
        unit = np.sqrt(np.log(data.n))
        np.testing.assert_allclose(plain, exact.astype(float) * unit, rtol=1e-15)


@given(st.integers(4, 10**5), st.integers(1, 10**8), entry, entry, entry, st.integers(1, 60))
def test_one_planted_row_is_the_data_of_the_book(d, t, a, b, c, degree):
    parts, kernel = {"a": a, "b": b, "c": c}, Polynomial(degree)
    alone = row_classes(SelfAttentionData(d, t, **parts), kernel, exact=True)
    for one_group in (False, True):
        data = SeveralRowsData(d, t, rows=1, one_group=one_group, **parts)
        rows = several_row_classes(data, kernel, exact=True)
        assert (rows.planted, rows.group, rows.others) == (
            alone.planted,
            alone.group,
            alone.others,
        )
        assert rows.planted_weight == rows.self_weight == alone.planted_weight


@given(
    st.integers(4, 10**4), st.integers(1, 10**4), st.integers(1, 10**4), entry, entry, entry,
    st.integers(1, 40),
)  # fmt: skip
def test_rows_in_one_group_are_one_row_among_fewer(d, share, k, a, b, c, degree):
    """t = k * share: the rows are those of one planted row and `share` copies."""
    parts, kernel = {"a": a, "b": b, "c": c}, Polynomial(degree)
    data = SeveralRowsData(d, k * share, rows=k, one_group=True, **parts)
    rows = several_row_classes(data, kernel, exact=True)
    alone = row_classes(SelfAttentionData(d, share, **parts), kernel, exact=True)
    assert (rows.planted, rows.group, rows.others) == (alone.planted, alone.group, alone.others)
    assert rows.planted_weight == alone.planted_weight == k * rows.self_weight


@given(sizes(), st.just(Fraction(0)) | entry, entry, entry, st.integers(1, 60))
def test_rows_keep_their_sums_and_their_order(size, a, b, c, degree):
    data = SeveralRowsData(**size, a=a, b=b, c=c)
    rows = several_row_classes(data, Polynomial(degree), exact=True)
    groups, free = data.planted_groups, data.d - 2 - data.planted_groups
    alpha, v, u = rows.planted_group_weight, rows.planted_mutual_weight, rows.planted_cross_weight
    assert alpha + (groups - 1) * (v or 0) + free * u == 1
    assert rows.own_group_weight + (data.d - 3) * rows.others_cross_weight == 1
    assert alpha >= (v or u) >= u
    assert u <= Fraction(1, data.d - 2)
    assert rows.self_weight <= rows.planted_weight <= data.rows * rows.self_weight
    for row in (rows.group, rows.others):
        assert row is None or row.feature <= rows.planted.feature


@given(sizes(10**6), entry, entry, entry, st.integers(1, 60))
def test_floats_are_the_fractions_rounded(size, a, b, c, degree):
    data, kernel = SeveralRowsData(**size, a=a, b=b, c=c), Polynomial(degree)
    exact, near = (several_row_classes(data, kernel, exact=x) for x in (True, False))
    for name in vars(exact):
        truth, got = getattr(exact, name), getattr(near, name)
        if name in ("planted", "group", "others") and truth is not None:
            assert [getattr(got, x) for x in ENTRIES] == [float(getattr(truth, x)) for x in ENTRIES]
        else:
            assert got == (None if truth is None else float(truth))


def test_limits_of_the_degree():
    size = {"d": 6, "copies": 3, "rows": 2, "a": 1, "b": "1/2", "c": 1}
    lowest, highest = (
        several_row_classes(SeveralRowsData(**size), Polynomial(x)) for x in ("1e-300", "1e300")
    )
    assert lowest.planted_weight == 2 / 12
    assert highest.planted_weight == highest.self_weight == 1.0
    together = several_row_classes(SeveralRowsData(**size, one_group=True), Polynomial("1e300"))
    assert (together.planted_weight, together.self_weight) == (1.0, 0.5)
    alone = SeveralRowsData(6, 1, rows=4, a=1, b=1, c=1)  # no other row
    rows = several_row_classes(alone, Polynomial("7.3"))
    assert (rows.planted_weight, rows.planted_weight_complement) == (1.0, 0.0)
    soft = several_row_classes(SeveralRowsData(**size), Softmax(2))
    e = [12 ** (2 * x) for x in (2.25, 2.0, 1.25, 1.0)]
    total = e[0] + e[1] + 2 * e[2] + 8 * e[3]
    assert soft.planted_weight == pytest.approx((e[0] + e[1]) / total, rel=1e-12)


def test_the_worked_example():
    """At degree 6 ten planted rows are a club: they attend to one another, not to themselves."""
    rows = several_row_classes(SeveralRowsData(**EXAMPLE, rows=10), Polynomial(6))
    assert round(rows.planted_weight, 3) == 0.985
    assert round(rows.self_weight, 2) == 0.42


def test_what_is_public_is_on_the_page_of_the_api():
    text = (Path(__file__).parents[1] / "book/api.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"automodule:: polyattn\.several\n +:members: (.*)", text)
    assert set(several.__all__) == set(listed.split(", "))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"rows": 0}, ValueError, "rows must be at least 1, got 0"),
        ({"rows": 101}, ValueError, r"at most d - 2 groups = 100 in different groups, got 101"),
        ({"rows": 11, "one_group": True}, ValueError, r"at most copies = 10 in one group, got 11"),
        ({"rows": 2.0}, TypeError, "rows must be a whole number"),
        ({"rows": True}, TypeError, "rows must be a whole number"),
        ({"rows": 2, "one_group": 1}, TypeError, "one_group must be True or False, got 1"),
        ({"rows": 2, "d": 3}, ValueError, "d must be at least 4"),
        ({"rows": 2, "copies": 0}, ValueError, "copies must be at least 1"),
        ({"rows": 2, "a": -1}, ValueError, "a must not be negative"),
        ({"rows": 2, "b": 0}, ValueError, "b must be positive"),
        ({"rows": 2, "c": "x"}, ValueError, "c must be a number"),
    ],
)
def test_bad_data_are_refused(change, error, message):
    with pytest.raises(error, match=f"^SeveralRowsData: .*{message}"):
        SeveralRowsData(**{**EXAMPLE, **change})


def test_bad_arguments_are_refused():
    data = SeveralRowsData(**EXAMPLE, rows=3)
    with pytest.raises(TypeError, match=r"^several_row_classes: data must be a SeveralRowsData"):
        several_row_classes(SelfAttentionData(**EXAMPLE), Polynomial(3))
    with pytest.raises(TypeError, match=r"^several_row_classes: kernel must be Polynomial or"):
        several_row_classes(data, 3)
    with pytest.raises(ValueError, match=r"exact=True needs a polynomial kernel of whole degree"):
        several_row_classes(data, Softmax(), exact=True)
    with pytest.raises(ValueError, match=r"^SeveralRowsData.matrix: .*several_row_classes"):
        SeveralRowsData(10**6, 10**6, rows=3, a=1, b=1, c=1).matrix()
    assert eval(repr(data)) == data
    together = SeveralRowsData(**EXAMPLE, rows=3, one_group=True)
    assert eval(repr(together)) == together != data
