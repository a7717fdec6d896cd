"""Chapters by their numbers: before titles, and in the picture of what rests on what."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from polyattn import ledger
from polyattn_book import chapters
from polyattn_book.dependency_graph import _lines, layout


@pytest.mark.parametrize(
    ("docname", "title"),
    [
        ("notebooks/09a-detection", "9a\N{NO-BREAK SPACE}Name"),
        ("notebooks/12-x", "12\N{NO-BREAK SPACE}Name"),
        ("book/ledger", "Name"),
    ],
)
def test_the_number_stands_before_the_title_and_in_one_piece(docname, title):
    page = new_document("page")
    page += nodes.section("", nodes.title("", "Name"))
    chapters._number(SimpleNamespace(env=SimpleNamespace(docname=docname)), page)
    assert page[0][0].astext() == title
    numbers = [x for x in page.findall(nodes.inline) if chapters.NUMBER in x["classes"]]
    for number in numbers:  # paper takes it away, and nothing of it is left
        number.parent.remove(number)
    assert page[0][0].astext() == "Name"


def claim(chapter):
    return SimpleNamespace(chapter=chapter)


def test_chapters_share_a_column_as_long_as_they_fit():
    claims = {"a": claim(1), "b": claim(2), "c": claim(3), "d": claim(3), "e": claim(3)}
    headings, spots = layout(claims)
    assert headings == {1: (0, 0), 2: (0, 2), 3: (1, 0)}
    assert spots == {"a": (0, 1), "b": (0, 3), "c": (1, 1), "d": (1, 2), "e": (1, 3)}


def test_no_two_things_of_the_graph_stand_in_one_place():
    headings, spots = layout(ledger.claims())
    places = [*headings.values(), *spots.values()]
    assert len(set(places)) == len(places)


def test_every_title_fits_in_two_lines_of_its_box():
    for one in ledger.claims().values():
        assert len(_lines(one.title)) <= 2, one.label
