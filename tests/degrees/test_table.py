"""The table of thresholds: numbers against what they stand for, reasons against their cause."""

import math
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyattn import Polynomial, SelfAttentionData, Softmax, VectorData
from polyattn.bounds import detection_at_least, detection_at_most, separation, silence
from polyattn.degrees import Threshold, ThresholdTable, table
from polyattn.degrees.entries import REASONS
from polyattn.law import MaximalPreactivation, separability
from polyattn.rows import row_classes

PARTS = {"b": "0.6", "c": "0.4"}
CASES = {
    "A": (10_002, 10, "0.1", "0.9"),
    "B": (1_002, 10**9, "0.05", "0.3"),
    "C": (1_002, 1, "0.1", "0.9"),
}
# As they stood on the page when it computed each of them by a formula of its own; but "blind".
DEGREES = {
    "silent": (3.80, 3.83, 1.67),
    "blind": (2.44, 17.04, 0.82),
    "detection": (3.26, 18.07, 1.63),
    "detected": (4.44, None, 2.80),
    "window, lower end": (4.16, None, 2.02),
    "spread": (4.40, 116.06, 2.22),
    "margin": (3.69, 108.73, 1.51),
    "planted": (5.46, 129.82, 3.26),
    "threshold b + c, lower end": (5.24, 21.16, 3.07),
    "reach": (5.38, 119.74, 3.20),
    "active": (5.44, 133.33, 3.26),
    "locked": (6.80, 147.93, 4.63),
    "window, upper end": (6.42, None, 4.27),
    "break": (6.45, 4.49, 4.49),
    "grouping": (7.81, 5.86, 5.86),
    "threshold b + c, upper end": (11.11, 25.45, 7.26),
    "planted, D₀": (115.35, 4320.79, 5.77),
}
LIMITS = {
    "detection": (3.26, 18.07, 1.63),
    "window, lower end": (5.44, None, 3.26),
    "margin": (5.44, 129.82, 3.26),
    "planted": (5.44, 129.82, 3.26),
    "threshold b + c, lower end": (5.44, 20.65, 3.26),
    "reach": (5.44, 129.82, 3.26),
    "window, upper end": (7.81, None, 5.77),
    "break": (7.81, 5.86, 5.86),
    "grouping": (7.81, 5.86, 5.86),
    "threshold b + c, upper end": (9.61, 23.35, 5.77),
    "planted, D₀": (120.88, 4320.79, 5.77),
}
SCALES = {
    "detection": ((0.51, 0.51), (1.94, 1.94), (0.43, 0.43)),
    "planted": ((0.85, 0.85), (8.33, 8.33), (0.85, 0.85)),
    "break": ((1.83, 2.22), (0.53, 0.69), (2.13, 2.78)),
    "grouping": ((2.22, 2.22), (0.69, 0.69), (2.78, 2.78)),
    "planted, D₀": ((19.08, 20.00), (300.00, 300.00), (2.70, 2.70)),
}


def pair(d, t, a0, a1, **parts):
    return [SelfAttentionData(d, t, a=a, **(parts or PARTS)) for a in (a0, a1)]


def near(value, places):
    return None if value is None else round(value, places)


@pytest.mark.parametrize("case", CASES)
def test_the_worked_cases_of_the_page(case):
    place = list(CASES).index(case)
    found = table(*pair(*CASES[case]), "0.5", 30)
    assert {n: near(row.value, 2) for n, row in found.degrees.items()} == {
        name: values[place] for name, values in DEGREES.items()
    }
    assert {n: near(row.limit, 2) for n, row in found.degrees.items()} == {
        name: LIMITS.get(name, (None,) * 3)[place] for name in DEGREES
    }
    assert {n: (near(row.value, 2), near(row.limit, 2)) for n, row in found.scales.items()} == {
        name: values[place] for name, values in SCALES.items()
    }


# --- any sizes ----------------------------------------------------------------------------------

entry = st.fractions(Fraction(1, 20), 3, max_denominator=20)
feature = st.one_of(st.just(Fraction(0)), entry)
settings_of_a_reader = st.tuples(
    st.one_of(st.integers(4, 9), st.integers(4, 10**6)),
    st.one_of(st.integers(1, 4), st.integers(1, 10**12)),
    feature, entry, entry, entry, st.fractions(-1, 7, max_denominator=40), st.integers(1, 10**9),
)  # fmt: skip


def mp(number):
    return mpmath.mpf(number.numerator) / number.denominator


def weights(data, powers):
    """f*, G* and w_o for the powers P, Q, R."""
    P, Q, R = powers
    t, others = data.copies, data.d - 3
    star = P + (t - 1) * Q + t * others * R
    return P / star, (P + (t - 1) * Q) / star, Q / (Q + others * R)


def by_degree(data, degree):
    return weights(data, [mpmath.exp(degree * mpmath.log(mp(s))) for s in (data.p, data.q, data.r)])


def by_scale(data, scale):
    log_n = mpmath.log(data.n)
    return weights(data, [mpmath.exp(scale * mp(s) * log_n) for s in (data.p, data.q, data.r)])


def level(data, degree):
    f, group, _ = by_degree(data, degree)
    return mp(data.a) * f + mp(data.b) * group


def crosses(height, at, target):
    """A rising function takes the value within an ulp or two."""
    at, target = mpmath.mpf(at), mp(target)
    return height(at * (1 - 2.0**-51)) < target < height(at * (1 + 2.0**-51))


def starts_above(height, target):
    return height(mpmath.mpf(0)) >= mp(target) - mpmath.mpf(10) ** -40


@given(settings_of_a_reader)
@settings(max_examples=150, deadline=None)
def test_every_exact_row_is_where_it_says(drawn):
    d, t, a0, more, b, c, theta, width = drawn
    both = zero, one = pair(d, t, a0, a0 + more, b=b, c=c)
    found = table(*both, theta, width)
    height, half = theta - c, Fraction(1, 2)
    most0 = Fraction(1) if a0 else Fraction(1, t)
    rising = {
        "planted": (lambda x: by_degree(one, x)[0], half, 1),
        "planted, D₀": (lambda x: by_degree(zero, x)[0], half, most0),
        "break": (lambda x: b * by_degree(one, x)[2], height, b),
        "grouping": (lambda x: by_degree(one, x)[2], half, 1),
        "threshold b + c, lower end": (lambda x: level(one, x), b, one.a + b),
        "threshold b + c, upper end": (lambda x: level(zero, x), b, zero.a + b),
        "reach": (lambda x: level(one, x), a0 + b, one.a + b),
    }  # fmt: skip
    soft = {
        "planted": (lambda x: by_scale(one, x)[0], half, 1),
        "planted, D₀": (lambda x: by_scale(zero, x)[0], half, most0),
        "break": (lambda x: b * by_scale(one, x)[2], height, b),
        "grouping": (lambda x: by_scale(one, x)[2], half, 1),
    }  # fmt: skip
    with mpmath.workdps(120):
        b = mp(b)
        for rows, functions in ((found.degrees, rising), (found.scales, soft)):
            for name, (function, target, top) in functions.items():
                row = rows[name]
                if row.value is not None:
                    assert crosses(function, row.value, target), name
                elif row.reason == REASONS["start"]:
                    assert starts_above(function, target), name
                else:  # never
                    assert target >= top, name
        for name, data in (("window, lower end", one), ("window, upper end", zero)):
            row = found.degrees[name]
            if row.value is not None:
                assert crosses(lambda x, data=data: level(data, x), row.value, height)
            elif row.reason == REASONS["reached"]:
                assert starts_above(lambda x: level(zero, x), height)
            elif row.reason == REASONS["high"]:
                assert height >= one.a + one.b
            elif row.reason == REASONS["endless"]:
                assert height >= zero.a + zero.b
            elif row.reason == REASONS["start"]:
                assert starts_above(lambda x: level(one, x), height)
            else:
                assert row.reason == REASONS["grouped"]


@given(settings_of_a_reader)
@settings(max_examples=60, deadline=None)
def test_every_bound_says_what_the_theorem_says_there(drawn):
    d, t, a0, more, b, c, theta, width = drawn
    d = 4 + d % 5_000  # the refined bound is a search
    both = _, one = pair(d, t, a0, a0 + more, b=b, c=c)
    rows = table(*both, theta, width).degrees

    def planted(degree):
        return row_classes(one, Polynomial(degree)).planted_weight

    if (silent := rows["silent"]).value is not None:
        kernel = Polynomial(Fraction(silent.value) * Fraction(10**9 - 1, 10**9))
        assert silence(one, kernel, theta, width) <= silent.chance < 1
    if (active := rows["active"]).value is not None:
        kernel = Polynomial(Fraction(active.value) * Fraction(10**9 + 1, 10**9))
        assert separation(one, kernel, theta, width) == pytest.approx(active.chance)
    if (detected := rows["detected"]).value is not None:
        bound = detection_at_least(*both, Polynomial(detected.value), width, margins=(4, 4))
        assert 0 < detected.chance <= bound.value + 1e-15
    if (blind := rows["blind"]).value is not None:
        for factor, within in ((1 - 1e-9, True), (1 + 1e-9, False)):
            kernel = Polynomial(blind.value * factor)
            gap = detection_at_most(*both, kernel, width, refined=True)
            tie = width == 1 and d <= 5
            assert (gap <= 0.5 + 1e-11 * tie) == within
    else:
        gap = detection_at_most(*both, Polynomial("1e-9"), width, refined=True)
        assert gap > 0.5 or d <= 5
    if rows["spread"].value is not None:
        assert planted(rows["spread"].value) <= 0.1 * (1 + 1e-12)
    assert planted(rows["locked"].value) >= 0.9 * (1 - 1e-12)
    if (margin := rows["margin"]).value is not None:
        most = float(one.a + 2 * one.b * Fraction(d - 3, d - 2)) * planted(margin.value)
        assert most == pytest.approx(0.05)


@given(settings_of_a_reader)
@settings(max_examples=100, deadline=None)
def test_there_is_a_positive_number_or_a_reason(drawn):
    d, t, a0, more, b, c, theta, width = drawn
    for row in table(*pair(d, t, a0, a0 + more, b=b, c=c), theta, width):
        assert (row.value is None) == (row.reason in REASONS.values())
        if row.value is None:
            assert row.limit is None
            assert row.chance is None
        else:
            assert 0 < row.value < math.inf
            assert row.limit is None or 0 <= row.limit < math.inf
            assert row.chance is None or 0 <= row.chance <= 1


@pytest.mark.parametrize(
    ("sizes", "theta", "width", "name", "reason"),
    [
        ((4, 1, 0, "0.95"), "0.5", 1, "planted", "start"),
        ((4, 1, 0, "0.95"), "0.5", 1, "grouping", "start"),
        ((5, 1, "0.1", "0.9"), "0.5", 30, "blind", "blunt"),
        ((1002, 10, 0, "0.9"), "0.5", 30, "planted, D₀", "mates"),
        ((1002, 10, 0, "0.9"), "0.5", 30, "threshold b + c, upper end", "tied"),
        ((1002, 10, 0, "0.9"), 1, 30, "break", "beyond"),
        ((1002, 10, 0, "0.9"), 1, 30, "window, upper end", "endless"),
        ((1002, 10, 0, "0.9"), "0.4", 30, "silent", "low"),
        ((1002, 10, 0, "0.9"), "0.4", 30, "active", "low"),
        ((1002, 10, 0, "0.9"), "1.9", 30, "active", "high"),
        ((1002, 10, 0, "0.9"), "1.9", 30, "silent", "mute"),
        ((1002, 10, 0, "0.9"), "1.9", 30, "window, lower end", "high"),
        ((1002, 10, 0, "0.9"), "0.4001", 30, "silent", "half"),
        ((1002, 10, 0, "0.9"), "0.5", 10**4, "silent", "void"),
        ((1002, 10**9, "0.05", "0.3"), "0.5", 30, "window, lower end", "grouped"),
        ((1002, 10**9, "0.05", "0.3"), "0.5", 30, "detected", "room"),
        ((10002, 10, "0.1", "0.9"), "0.5", 10**5, "detected", "gapless"),
        ((7, 1, "0.1", "0.9"), "0.5", 30, "spread", "few"),
        ((7, 1, "0.1", "0.9"), "0.41", 30, "window, lower end", "reached"),
    ],
)
def test_reasons(sizes, theta, width, name, reason):
    row = table(*pair(*sizes), theta, width).degrees[name]
    assert (row.value, row.reason) == (None, REASONS[reason])


def test_a_small_interval_asks_for_no_weight():
    row = table(*pair(9, 2, 0, "0.01", b="0.01", c=1), 1, 1).degrees["margin"]
    assert (row.value, row.reason) == (None, REASONS["narrow"])


def test_the_scales_are_those_of_softmax():
    _, one = both = pair(*CASES["B"])
    scales = table(*both, "0.5", 30).scales
    rows = row_classes(one, Softmax(scales["planted"].value))
    assert rows.planted_weight == pytest.approx(0.5, rel=1e-12)
    rows = row_classes(one, Softmax(scales["break"].value))
    assert 0.6 * rows.own_group_weight == pytest.approx(0.1, rel=1e-12)


def test_what_the_page_says_of_silence_and_of_linear_attention():
    chances = []
    for case, d in (("B", 1002), ("C", 1002), ("C", 2002), ("A", 10_002)):
        _, *rest = CASES[case]
        both = pair(d, *rest)
        row = table(*both, "0.5", 30).degrees["silent"]
        kernel = Polynomial(row.value * (1 - 1e-12))
        exact = [MaximalPreactivation(one, kernel, 30).sf("0.5") for one in both]
        assert max(exact) <= row.chance
        chances.append((round(row.chance, 2), round(max(exact), 3)))
    assert chances == [(0.93, 0.029), (0.93, 0.012), (0.03, 0.0), (0.0, 0.0)]
    gaps = [
        separability(
            *(MaximalPreactivation(one, Polynomial(1), 64) for one in pair(d, t, "0.1", "0.9"))
        )
        for d in (12, 102, 1002)
        for t in (10**2, 10**12)
    ]
    assert [round(gap.value, 2) for gap in gaps] == [0.36, 0.36, 0.09, 0.09, 0.03, 0.03]


def test_a_bound_is_written_on_its_own_side():
    for case in CASES.values():
        rows = table(*pair(*case), "0.5", 30).degrees
        for name, row in rows.items():
            if row.value is None:
                continue
            gap = float(row.written().replace(",", "")) - row.value
            above = name in ("detected", "active", "locked")  # from here on
            side = abs(gap) if row.exact else gap if above else -gap
            assert 0 <= side <= (0.005 if row.exact else 0.01) + 1e-9, name


# --- how it shows, and what it takes ------------------------------------------------------------


def test_it_prints_as_a_table():
    found = table(*pair(*CASES["B"]), "0.5", 30)
    lines = repr(found).splitlines()
    assert len(lines) == len(found) + 2 == 24
    assert lines[0].split() == [
        "degree",
        "of",
        "a",
        "polynomial",
        "value",
        "in",
        "the",
        "limit",
        "statement",
    ]
    row = next(line for line in lines if line.startswith("planted  "))
    assert row.split()[:6] == ["planted", "129.82", "129.82", "exact", "thm:phases:", "the"]
    assert "–" in next(line for line in lines if line.startswith("window, lower"))
    assert "(grouping takes D₀ to θ before" in repr(found)


def test_it_shows_as_html_in_a_notebook():
    found = table(*pair(*CASES["C"]), "0.5", 300)
    text = found._repr_html_()
    assert text.count('<th scope="row">') == len(found)
    assert text.count("<table>") == text.count("</table>") == 2
    assert "thm:silence" in text
    assert "1 - 4.1e-18" in text  # what it lacks to 1 is rounded up
    assert all(isinstance(row, Threshold) for row in found)
    assert isinstance(found, ThresholdTable)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((VectorData(9, 2), None, "0.5"), TypeError, "table: data0 must be a SelfAttentionData"),
        ((*pair(9, 2, 1, 2)[::-1], "0.5"), ValueError, "table: the second construction must"),
        ((*pair(9, 2, 1, 2), "a half"), ValueError, "table: theta must be a number, got 'a half'"),
        ((*pair(9, 2, 1, 2), float("nan")), ValueError, "table: theta must be finite"),
        ((*pair(9, 2, 1, 2), "0.5", 0), ValueError, "table: width must be at least 1, got 0"),
        ((*pair(9, 2, 1, 2), "0.5", 1.5), TypeError, "table: width must be a whole number"),
        ((*pair(9, 2, 1, 10**300), "0.5"), ValueError, "table: a number is beyond every float"),
        (
            (pair(9, 2, 1, 2)[0], pair(9, 3, 1, 2)[1], "0.5"),
            ValueError,
            "table: the two constructions may differ in a alone, got copies = 2 and 3",
        ),
    ],
)
def test_what_it_refuses(arguments, error, message):
    with pytest.raises(error, match=f"^{message}"):
        table(*arguments)
