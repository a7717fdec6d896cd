"""The one table of numbers."""

import pytest

from polyattn.figures.numbers import table


def test_cells_are_shown_and_escaped():
    shown = table({"$d$": [1002, 10**6], "a < b": [True, False], "$f^*$": [1e-7, 0.25]})
    assert repr(shown).splitlines()[1].split() == ["1,002", "yes", r"$1\cdot10^{-7}$"]
    page = shown._repr_html_()
    assert r'<th scope="col">\(d\)</th><th scope="col">a &lt; b</th>' in page
    assert '<th scope="row">1,000,000</th><td>no</td><td>0.25</td>' in page
    assert shown._repr_latex_().count(r"\\") == 3


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="as many"):
        table({"x": [1, 2], "y": [1]})
