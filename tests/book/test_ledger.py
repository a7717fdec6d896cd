"""The ledger on the pages: badges, entries, and what a build says of a claim that does not hold."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from polyattn.ledger import Result, chapters
from polyattn_book import ledger

PASSED = {"step": "algebra", "kind": "symbolic", "passed": True}
FAILED = {"step": "spot check", "kind": "sampled", "passed": False}


def result(status, evidence, survived=()):
    mutations = {"tried": 3, "caught": 3 - len(survived)}
    if survived:
        mutations["survived"] = list(survived)
    return Result("lem:toy", "lemma", "A toy", 1, (), status, tuple(evidence), mutations)


def warned(found, monkeypatch, tmp_path):
    config = SimpleNamespace(polyattn_chapters=[])
    app = SimpleNamespace(srcdir=tmp_path, env=SimpleNamespace(), config=config)
    said = []
    monkeypatch.setattr(ledger.ledger, "verify", lambda **options: [found])
    monkeypatch.setattr(ledger.logger, "warning", lambda text, *words: said.append(text % words))
    ledger._run(app)
    return said


def test_a_claim_that_holds_is_not_spoken_of(monkeypatch, tmp_path):
    assert warned(result("proved", [PASSED]), monkeypatch, tmp_path) == []


def test_each_mutation_that_survives_is_named(monkeypatch, tmp_path):
    found = result("vacuous", [PASSED], ["without a >= 0", "made strict"])
    assert warned(found, monkeypatch, tmp_path) == [
        "the ledger: lem:toy is vacuous; survived: without a >= 0; survived: made strict"
    ]


def test_each_step_that_fails_is_named(monkeypatch, tmp_path):
    found = result("failed", [PASSED, FAILED])
    assert warned(found, monkeypatch, tmp_path) == [
        "the ledger: lem:toy is failed; spot check fails"
    ]


ROWS = [
    {"role": "proof", "step": "algebra", "kind": "symbolic"},
    {"role": "proof", "step": "the limit", "kind": "written"},
    {"role": "witness", "step": "simulated", "kind": "sampled"},
]


@pytest.mark.parametrize(
    ("status", "words", "style"),
    [
        ("proved", "proved: 1 of 2 steps by machine", "status-proved"),
        ("proved, given lem:a", "proved, given lem:a: 1 of 2 steps by machine", "status-proved"),
        ("observed", "observed", "status-observed"),
        (None, "", "status-definition"),
    ],
)
def test_a_badge_counts_the_steps_of_a_proof_only(status, words, style):
    found = result(status, ROWS)
    assert (ledger.describe(found), ledger.colour(found)) == (words, style)


def test_what_no_machine_has_seen_has_a_badge_of_its_own():
    found = result("proved", ROWS[1:])
    assert (ledger.describe(found), ledger.colour(found)) == (
        "proved: in words alone",
        "status-words",
    )


def page(*statements):
    """A page with statements as sphinx-proof leaves them: label, kind and title."""
    document = new_document("page")
    for label, kind, title in statements:
        node = nodes.Element(label=label, realtype=kind, title=title)
        node += nodes.paragraph(text="1 < 2")
        document += node
    return document


def app(*results, waiting=()):
    config = SimpleNamespace(
        polyattn_awaiting_evidence=waiting, polyattn_chapters=[], proof_title_format=" (%t)"
    )
    env = SimpleNamespace(
        docname="notebooks/01-x", polyattn_results={one.label: one for one in results}
    )
    builder = SimpleNamespace(get_relative_uri=lambda start, end: f"../{end}.html")
    return SimpleNamespace(config=config, env=env, builder=builder)


@pytest.fixture
def warnings(monkeypatch):
    said = []
    monkeypatch.setattr(
        ledger.logger, "warning", lambda text, *words, location=None: said.append(text % words)
    )
    return said


def test_a_statement_bears_its_badge_which_leads_to_its_entry(warnings, monkeypatch):
    monkeypatch.setattr(chapters, "homes", lambda: {"lem:toy": "ch01b_toys_and_games"})
    document = page(("lem:toy", "lemma", " (A toy)"), ("def:toy", "definition", " (Toys)"))
    house = app(result("proved", ROWS))
    ledger._add_badges(house, document)
    statement, definition = document.children
    badge = statement[1]
    assert badge.astext() == "proved: 1 of 2 steps by machine"
    assert badge["classes"] == ["evidence-badge", "status-proved"]
    assert len(definition) == 1
    ledger._link_badges(house, document, "notebooks/01-x")
    assert badge[0]["refuri"] == "../book/ledger/chapter-01b.html#ledger-lem-toy"
    assert warnings == []


@pytest.mark.parametrize(
    ("statement", "waiting", "warning"),
    [
        (("lem:lost", "lemma", " (A toy)"), (), "the ledger has no claim lem:lost"),
        (
            ("lem:toy", "lemma", " (Another)"),
            (),
            "lem:toy is titled (Another) here and 'A toy' in the ledger",
        ),
        (
            ("lem:toy", "lemma", " (A toy)"),
            ("lem:toy",),
            "lem:toy has evidence; take it off the waiting list",
        ),
    ],
)
def test_a_page_and_the_ledger_that_differ(statement, waiting, warning, warnings):
    ledger._add_badges(app(result("proved", ROWS), waiting=waiting), page(statement))
    assert [" ".join(text.split()) for text in warnings] == [warning]


def test_a_statement_that_waits_for_its_evidence_says_so(warnings):
    document = page(("lem:lost", "lemma", " (A toy)"))
    ledger._add_badges(app(waiting=("lem:lost",)), document)
    assert "not in the ledger yet" in document[0][1].astext()
    assert warnings == []


def test_a_claim_that_no_page_of_a_written_chapter_states(warnings):
    house = app(result("proved", ROWS))
    house.env.proof_list = {}
    for docs, expected in [
        ({"notebooks/02-other"}, []),
        ({"notebooks/01a-toys"}, ["no page states the ledger's claim lem:toy"]),
    ]:
        house.env.found_docs = docs
        ledger._check_both_ways(house, house.env)
        assert warnings == expected
