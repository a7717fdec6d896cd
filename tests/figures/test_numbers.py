"""The one table of numbers."""

from fractions import Fraction

import numpy as np
import pytest

from polyattn.figures.numbers import table


def test_cells_are_shown_and_escaped():
    shown = table({"$d$": [1002, 10**6], "a < b": [True, False], "$f^*$": [1e-7, 0.25]})
    assert repr(shown).splitlines()[1].split() == ["1,002", "yes", r"$1\cdot10^{-7}$"]
    page = shown._repr_html_()
    assert r'<th scope="col">\(d\)</th><th scope="col">a &lt; b</th>' in page
    assert '<th scope="row">1,000,000</th><td>no</td><td>0.25</td>' in page
    assert shown._repr_latex_().count(r"\\") == 3


def test_numbers_of_every_kind_keep_their_digits():
    huge = Fraction(10**400, 3)
    cells = [np.int64(12345), np.bool_(True), np.float64(0.5), huge, 1 / huge, float("inf")]
    assert [row[0] for row in table({"x": cells}).rows] == [
        *("12,345", "yes", "0.5", r"$3.333\cdot10^{399}$", r"$3\cdot10^{-400}$", "inf"),
    ]


def test_words_are_escaped_on_paper():
    assert (
        r"5\%{} \&{} more & $x_1$ \\" in table({"a": ["5% & more"], "b": ["$x_1$"]})._repr_latex_()
    )


def test_a_long_head_stands_in_two_lines_on_paper():
    paper = table({"best gap, $n=9$": [1], "$a,b$, too": [2], "x": [3]})._repr_latex_()
    assert paper.splitlines()[1] == r"\shortstack[r]{best gap,\\$n=9$} & $a,b$, too & x \\"


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="as many"):
        table({"x": [1, 2], "y": [1]})
