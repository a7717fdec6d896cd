"""Every figure carries words, follows the page's colours and owns its ids."""

import re
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from polyattn import SelfAttentionData
from polyattn.figures import COLOURS, Illustration, new_axes, styled
from polyattn.figures.ch02_two_data_sets import scores, token_matrices, weights

TEXT = "{http://www.w3.org/2000/svg}text"
SMALL = SelfAttentionData(6, 2, a="0.9", b="0.6", c="0.4")


@styled
def two_lines():
    figure, axes = new_axes()
    axes.plot([0, 1], [0, 1], color=COLOURS["d0"])
    axes.text(0.5, 0.5, "degree β")
    return Illustration(figure, 'A line "up" & a word.')


def test_svg_is_one_well_formed_element_with_words():
    root = ElementTree.fromstring(two_lines().svg())
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'A line "up" & a word.'


def test_text_stays_text_and_colours_follow_the_page():
    svg = two_lines().svg()
    assert "degree β" in svg
    assert "var(--pa-d0, #0072B2)" in svg
    assert not re.search(r"(?<!, )#0072b2", svg, re.IGNORECASE)


def test_the_same_figure_is_the_same_text_and_ids_are_its_own():
    first, again = two_lines().svg(), two_lines().svg()
    other = scores(SMALL).svg()
    assert first == again
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (first, other)]
    assert ids[0]
    assert not ids[0] & ids[1]
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', first))
    assert used == ids[0]


def test_places_are_rounded_and_words_are_not():
    figure, axes = new_axes()
    axes.plot([0, 1 / 3, 1], [0, 1 / 7, 1])
    axes.text(0.5, 0.5, "at 0.12345  L 7", rotation=90)
    axes.set_ylabel("weight")
    svg = Illustration(figure, "At 0.98765.").svg()
    assert "\n" not in svg
    assert ">at 0.12345  L 7</text>" in svg
    assert 'aria-label="At 0.98765."' in svg
    assert "rotate(-90 " in svg
    for element in ElementTree.fromstring(svg).iter():
        for name in ("d", "x", "y", "transform"):
            assert not re.search(r"\.\d{3}", element.attrib.get(name, ""))


@styled
def powers():
    figure, axes = new_axes()
    axes.set(yscale="log", ylim=(1e-13, 2), xlabel="gap Sₘ, n = 10⁶, t = 1")
    axes.set_title("κ$_{pq}$ of $lo$")
    return Illustration(figure, "Powers.")


def test_powers_of_ten_are_text_and_grow_with_it():
    svg = powers().svg()
    words = ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(TEXT)]
    assert {"1", "10−12", "gap Sm, n = 106, t = 1", "κpq of lo"} <= set(words)
    assert '10<tspan dy="-0.38em" style="font-size: 86%">−12</tspan></text>' in svg


@styled
def formulas(words):
    figure, axes = new_axes()
    axes.text(0.5, 0.5, words)
    return Illustration(figure, "Formulas.")


def test_a_formula_is_spans_on_the_page_and_stays_one_in_print():
    shown = formulas("κ$_{pq}$")
    before = shown._repr_mimebundle_()["application/pdf"]
    svg = shown.svg()
    assert "$" not in svg
    assert '<tspan dy="0.25em" style="font-size: 86%">pq</tspan>' in svg
    assert shown._repr_mimebundle_()["application/pdf"] == before


def test_a_formula_that_the_page_cannot_set_is_refused():
    with pytest.raises(ValueError, match=r"the page cannot set the formula in .*frac12"):
        formulas(r"$\frac12$").svg()


def test_print_gets_a_pdf():
    assert two_lines()._repr_mimebundle_()["application/pdf"].startswith("JVBERi")  # %PDF


def test_the_sessions_own_settings_stay():
    before = mpl.rcParams["font.size"]
    two_lines()
    assert mpl.rcParams["font.size"] == before


def test_a_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="alt must say what the figure shows"):
        Illustration(new_axes()[0], "  ")


@pytest.mark.parametrize("draw", [scores, lambda d: weights(d, 2), lambda d: token_matrices(d, d)])
def test_a_matrix_too_large_to_draw_is_refused(draw):
    large = SelfAttentionData(6, 100, a="0.9", b="0.6", c="0.4")
    with pytest.raises(ValueError, match="n must be at most 120 to be drawn"):
        draw(large)


def test_the_words_hold_the_numbers_of_the_picture():
    assert "q = 0.52" in scores(SMALL).alt
    assert "degree 4" in weights(SMALL, 4).alt
