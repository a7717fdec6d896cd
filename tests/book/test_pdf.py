"""The book on paper: what is checked before LaTeX runs, after it, and what it is given."""

from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx_proof.nodes import proof_node

import build_pdf
from polyattn_book.paper import figures, statements, structure

ROOT = Path(__file__).parents[2]


@pytest.fixture
def no_build(monkeypatch):
    def fail(*_):
        pytest.fail("the build began")

    monkeypatch.setattr(build_pdf, "run_builder", fail)


def test_without_latex_nothing_begins_and_every_package_is_named(monkeypatch, capsys, no_build):
    monkeypatch.setattr(build_pdf.shutil, "which", lambda name: None)
    assert build_pdf.build() == 1
    said = capsys.readouterr().out
    command = next(line for line in said.splitlines() if "apt install" in line)
    wanted = {*build_pdf.PROGRAMS.values(), *build_pdf.FILES.values()}
    assert set(command.split()[3:]) == wanted


def test_a_missing_font_is_named_alone(monkeypatch, capsys, no_build):
    monkeypatch.setattr(build_pdf.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(build_pdf, "_known_to_tex", lambda name: "math" not in name)
    assert build_pdf.missing() == ["fonts-texgyre-math"]
    assert build_pdf.check() == 1
    assert "fonts-texgyre-math" in capsys.readouterr().out


def test_with_everything_there_nothing_is_said(monkeypatch, capsys):
    monkeypatch.setattr(build_pdf, "missing", list)
    assert build_pdf.check() == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "line",
    [
        "Missing character: There is no ₀ (U+2080) in font [texgyrepagella-italic.otf]!",
        "LaTeX Warning: Reference `x' on page 41 undefined on input line 7.",
        "Overfull \\hbox (20.96854pt too wide) in paragraph at lines 10--16",
        "./what-a-degree-buys.tex:12: Undefined control sequence.",
        "! Emergency stop.",
    ],
)
def test_a_fault_of_the_pages_is_found(line):
    assert build_pdf.faults(f"before\n{line}\nafter\n{line}\n") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Overfull \\hbox (19.9pt too wide) in paragraph at lines 10--16",
        "Underfull \\vbox (badness 10000) has occurred while \\output is active",
        "LaTeX Font Warning: Font shape undefined, using another",
    ],
)
def test_what_a_reader_does_not_see_is_no_fault(line):
    assert build_pdf.faults(f"{line}\n") == []


def test_chapters_are_numbered_as_their_files_and_the_reference_by_letters():
    names = ["notebooks/01-one", "notebooks/09a-two", "notebooks/10-three", "book/x", "book/y"]
    assert list(structure.chapter_numbers(names).values()) == ["1", "9a", "10", "A", "B"]


def test_a_proof_loses_the_word_that_its_environment_writes_and_gains_its_end():
    box = nodes.admonition("", nodes.paragraph(text="Proof. Because."), classes=["proof"])
    page = new_document("page")
    page += proof_node("", box)
    statements.prepare(None, page)
    (proof,) = page.children
    assert proof.astext() == "Because.\\bookqed{}"
    assert isinstance(proof, statements.printed_proof)


def test_a_badge_keeps_its_words_its_colour_and_its_way_to_the_ledger():
    link = nodes.reference("", "proved: all", refuri="%book/ledger/chapter-04#ledger-thm-x")
    badge = nodes.paragraph("", "", link, classes=["evidence-badge", "status-proved"])
    page = new_document("page")
    page += badge
    statements.prepare(None, page)
    (printed,) = page.children
    assert printed.attributes["words"] == "proved: all"
    assert printed["status"] == "proved"
    assert printed["target"] == "book/ledger/chapter-04:ledger-thm-x"


def test_a_live_figure_is_captioned_by_its_question_and_a_panel_says_what_it_is():
    live = {"text/html": '<div class="explorable">', "text/plain": "Who? A curve. What else?"}
    assert figures.caption(live).startswith("\\emph{Who?} ")
    assert "notebook" in figures.caption({"text/html": '<div class="panel">'})
    assert figures.caption({"text/html": "<figure>", "text/plain": "Who? A curve."}) == ""


def test_pages_below_a_chapter_are_part_of_it():
    page = new_document("page")
    inner = addnodes.start_of_file("", docname="book/ledger/chapter-04")
    page += addnodes.start_of_file("", inner, docname="book/ledger")
    assert list(structure.chapters(page)) == ["book/ledger"]
