"""Every statement in one place: its index, and what the search is given."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from polyattn.ledger import Result
from polyattn_book import statements
from polyattn_book.statements import Statement

TOY = Statement("lem:toy", "lemma", "A toy", "notebooks/01-toys")
REST = Statement("thm:rest", "theorem", "At rest. Always", "notebooks/02-rest")


def env(*known):
    return SimpleNamespace(
        polyattn_statements={one.label: one for one in known},
        polyattn_results={},
        toctree_includes={"index": ["notebooks/01-toys", "notebooks/02-rest"]},
        config=SimpleNamespace(root_doc="index"),
        titles={one.page: nodes.title("", f"On {one.title}") for one in known},
    )


def app(house, **builder):
    builder = SimpleNamespace(get_relative_uri=lambda start, end: f"../{end}.html", **builder)
    return SimpleNamespace(env=house, builder=builder)


def stated(label, kind, *title):
    node = nodes.Element(label=label, realtype=kind)
    node += nodes.title("", "", *title)
    return node


def test_a_labelled_statement_is_noted_with_its_title_in_plain_characters():
    page = new_document("page")
    page += stated("thm:a", "theorem", nodes.Text(" (At "), nodes.math("", r"\beta_1"))
    page[0][0] += nodes.Text(")")
    page += stated("lem-0", "lemma", nodes.Text("(numbered by itself)"))  # no label of its own
    page += stated("rem:b", "remark", nodes.Text("(B)"))
    house = SimpleNamespace(docname="notebooks/02-rest")
    statements._note(SimpleNamespace(env=house), page)
    assert house.polyattn_statements == {
        "thm:a": Statement("thm:a", "theorem", "At β₁", "notebooks/02-rest")
    }


def test_what_a_page_stated_is_forgotten_with_it_and_comes_from_other_processes():
    house = env(TOY, REST)
    statements._forget(None, house, TOY.page)
    assert list(house.polyattn_statements) == ["thm:rest"]
    statements._merge(None, house, {TOY.page}, env(TOY, REST._replace(title="stale")))
    assert house.polyattn_statements == {"thm:rest": REST, "lem:toy": TOY}


def test_the_search_is_given_titles_and_labels_without_full_stops():
    domain = SimpleNamespace(env=env(TOY, REST))
    assert list(statements.SearchableProofs.get_objects(domain)) == [
        ("lem:toy", "A toy (lem:toy)", "lemma", TOY.page, "lem%3Atoy", 0),
        ("thm:rest", "At rest․ Always (thm:rest)", "theorem", REST.page, "thm%3Arest", 0),
    ]


def test_the_search_finds_a_statement_as_one_thing():
    titles = {TOY.page: [("Toys", "toys"), ("A toy", "lem:toy")]}
    indexer = SimpleNamespace(_all_titles=titles)
    statements._each_once(app(env(TOY), name="html", indexer=indexer))
    assert titles == {TOY.page: [("Toys", "toys")]}


def test_the_index_lists_one_kind_in_the_reader_s_order_with_badges(monkeypatch):
    monkeypatch.setattr("polyattn.ledger.chapters.homes", lambda: {"lem:toy": "ch01_toys"})
    later = TOY._replace(label="lem:later", page=REST.page)
    house = env(later, TOY, REST)
    house.polyattn_results["lem:toy"] = Result(
        "lem:toy", "lemma", "A toy", 1, (), "proved, given lem:x", (), {}
    )
    page = new_document("page")
    page += statements.statement_index(kind="lemma")
    statements._resolve(app(house), page, "book/theorems")
    (made,) = page.findall(nodes.table)
    head, first, second = ([x.astext() for x in row] for row in made.findall(nodes.row))
    assert head == ["name", "label", "chapter", "evidence"]
    assert first == ["A toy", "lem:toy", "On A toy", "proved, given lem:x"]
    assert [second[1], second[3]] == ["lem:later", ""]
    links = [x["refuri"] for x in made.findall(nodes.reference)]
    assert links[:3] == [
        "../notebooks/01-toys.html#lem:toy",
        "../notebooks/01-toys.html",
        "../book/ledger/chapter-01.html#ledger-lem-toy",
    ]
    assert [x["classes"] for x in made.findall(nodes.inline)] == [["status-proved"]]


def test_definitions_have_no_column_for_evidence():
    one = TOY._replace(label="def:toy", kind="definition")
    made = statements._table(app(env(one)), "book/theorems", [one])
    assert [x.astext() for x in next(made.findall(nodes.row))] == ["name", "label", "chapter"]


def test_a_kind_that_there_is_not():
    directive = SimpleNamespace(arguments=["axiom"], error=ValueError)
    with pytest.raises(ValueError, match=r"one of definition, lemma, .*, not axiom"):
        statements.StatementIndex.run(directive)
