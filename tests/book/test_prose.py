"""The ledger's words on its page."""

import pytest
from docutils import nodes

from polyattn_book.prose import inline, readable


def words(text):
    return list(inline(text, lambda label: f"#{label}", {"lem:counting", "thm:silence"}))


def test_formulas_are_typeset_and_labels_linked():
    text, formula, between, link, rest = words("As $t\\ge1$, `lem:counting` counts.")
    assert (text, between, rest) == ("As ", ", ", " counts.")
    assert isinstance(formula, nodes.math)
    assert formula.astext() == "t\\ge1"
    assert (link["refuri"], link.astext()) == ("#lem:counting", "lem:counting")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thm:silence#both of them, few applies", "thm:silence (both of them, few) applies"),
        ("lem:counting.", "lem:counting."),
        ("lem:elsewhere stays, `lem:elsewhere` too", "lem:elsewhere stays, `lem:elsewhere` too"),
        ("no marks", "no marks"),
        ("costs 5 $", "costs 5 $"),
        ("", ""),
    ],
)  # parts, full stops, unknown labels, and texts without a mark
def test_words_stay(text, expected):
    assert "".join(node.astext() for node in words(text)) == expected


@pytest.mark.parametrize(
    ("words", "better"),
    [
        (r"with z_{scaled} = x_z_{scaled} + z", "with z_scaled = x_z_scaled + z"),
        (r"p_{\theta,0} = 7/8", "p_θ,0 = 7/8"),
        (r"\sum{g_i^2}", "sum(g_i^2)"),
        ("degrees in {1, 4}", "degrees in {1, 4}"),
        (r"\langle{f_1},y\rangle > x", "⟨f_1,y⟩ > x"),
    ],
)
def test_names_of_symbols_are_readable(words, better):
    assert readable(words) == better
