"""The ledger's entries: what a claim says, how each part is known, what stands around it."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes

from polyattn.ledger import Result, claims, find, graph
from polyattn.ledger.engine import proofs
from polyattn.symbolic.printing import tex
from polyattn_book.ledger_entry import Book, entry
from polyattn_book.ledger_pages import _list_of
from polyattn_book.markup import Markup

ROOT = Path(__file__).parents[2]
LABEL = "lem:amplification"


def results():
    rows = [
        {"role": "proof", "step": "x", "kind": "symbolic", "detail": ""},
        {"role": "witness", "step": "tried", "kind": "sampled", "detail": "at $x_1$, `thm:phases`"},
    ]
    mutations = {"tried": 3, "caught": 2, "not tight": ["made strict"]}
    return {
        label: Result(
            label, claim.kind, claim.title, claim.chapter, (), "proved", tuple(rows), mutations
        )
        for label, claim in claims().items()
    }


def house(found, kind="html"):
    env = SimpleNamespace(polyattn_results=found, proof_list={}, polyattn_statements={})
    builder = SimpleNamespace(get_relative_uri=lambda start, end: f"{end}.html", format=kind)
    env.app = SimpleNamespace(config=SimpleNamespace(polyattn_chapters=["one"]))
    return SimpleNamespace(env=env, builder=builder, config=env.app.config)


@pytest.fixture(scope="module")
def found():
    made = results()
    run = proofs.run(find(LABEL))
    made[LABEL] = replace(
        made[LABEL], evidence=(*run.rows, made[LABEL].evidence[1]), shown=run.shown
    )
    return made


def made_entry(found, kind="html", label=LABEL):
    (section,) = entry(found[label], Book(house(found, kind), "book/ledger/chapter-01"))
    return section


def test_each_part_is_stated_and_its_derivation_is_folded_behind_it(found):
    section = made_entry(found)
    assert section["ids"] == ["ledger-lem-amplification"]
    parts = [x for x in section.findall(nodes.container) if "ledger-part" in x["classes"]]
    names = [next(x.findall(nodes.emphasis)).astext() for x in parts]
    assert names == list(find(LABEL).statements)
    for part in parts:
        raw = [x.astext() for x in part.findall(nodes.raw)]
        assert raw[0].startswith('<details class="ledger-known">')
        shown = [x["html"] for x in part.findall(Markup)]
        assert any('class="derivation"' in x and '<code class="tex' in x for x in shown)
        assert not any('class="katex"' in x for x in shown)  # set when it opens
        assert raw[-1] == "</details>"


def test_what_was_tried_is_told_in_a_line_and_the_rest_folded(found):
    text = made_entry(found).astext()
    assert "2 of 3 nearest false statements refuted; 1 proved too: not tight there" in text
    assert "1 witness" in text
    assert "sampled, tried: at x_1, thm:phases" in text


def test_what_it_rests_on_and_what_uses_it_are_links_to_entries(found):
    section = made_entry(found, label="lem:envelope")
    (around,) = [x for x in section.findall(nodes.container) if "ledger-around" in x["classes"]]
    links = [x["refuri"] for x in around.findall(nodes.reference)]
    sides = graph()["lem:envelope"]
    assert len(links) == len(sides["uses"]) + len(sides["used_by"])
    entries = r"book/ledger/chapter-\d\d[a-d]?\.html#ledger-\w+-[\w-]+"
    assert all(re.fullmatch(entries, link) for link in links)
    assert made_entry(found).astext().endswith("Used by no other statement")


def test_on_paper_nothing_is_folded_and_derivations_stay_in_their_chapters(found):
    section = made_entry(found, "latex")
    assert list(section.findall(nodes.raw)) == []
    assert "How it is derived: " in section.astext()


def test_a_part_that_is_proved_in_words_is_marked(found):
    rows = tuple({**row, "kind": "written"} for row in found[LABEL].evidence)
    section = made_entry({**found, LABEL: replace(found[LABEL], evidence=rows)})
    marked = [x for x in section.findall(nodes.inline) if x["classes"] == ["in-words"]]
    assert len(marked) == len(find(LABEL).statements)


def test_a_link_to_the_ledger_itself_finds_the_row_of_a_statement(found):
    made = _list_of([found[LABEL]], lambda label: f"there#{label}", named=True)
    (named,) = [x for x in made.findall(nodes.inline) if x["ids"]]
    assert named["ids"] == ["ledger-lem-amplification"]
    assert named[0]["refuri"] == "there#lem:amplification"


def test_there_is_a_page_for_each_chapter_with_claims_and_it_is_in_the_contents():
    chapters = {claim.chapter for claim in claims().values()}
    listed = re.findall(r"book/ledger/chapter-(\d\d[a-z]?)$", (ROOT / "_toc.yml").read_text(), re.M)
    assert {int(number[:2]) for number in listed} == chapters
    notebooks = [path.stem.partition("-")[0] for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert listed == sorted(notebooks)
    for number in listed:
        text = (ROOT / f"book/ledger/chapter-{number}.md").read_text()
        assert f"```{{ledger}} {number}\n" in text


# Statements of which page and ledger write the same numbers differently, or one has an example.
WRITTEN_DIFFERENTLY = {
    "lem:coupled-monotone": "the example's data are decimals on the page, fractions in the ledger",
    "thm:limit-law": "the limits of chances follow on the page from the parts of the ledger",
    "cor:typical-level": "7/8 + x/8 in the ledger, 1 - (1 - x)/8 on the page",
    "thm:detection-sufficient": "7/8 + x/8 in the ledger, 1 - (1 - x)/8 on the page",
    "cor:k-rows-one-group-detection": "7/8 + x/8 in the ledger, 1 - (1 - x)/8 on the page",
    "thm:k-rows-detected": "7/8 + x/8 in the ledger, 1 - (1 - x)/8 on the page",
    "obs:lattice-floor": "decimals on the page, fractions in the ledger",
    "lem:surrogate": "3(beta - 2) is multiplied out in the ledger",
}


LIST_OR_LINK = re.compile(r"^\d+\. |\{prf:ref\}`[^`]*`|:\w+:.*", re.MULTILINE)


def stated():
    """The statements of the notebooks by their labels, without numbers of lists and references."""
    block = re.compile(r"^(`{3,})\{prf:(?!proof)[a-z]+\}(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for _, text in block.findall("".join(cell["source"])):
                if label := re.search(r":label: (\S+)", text):
                    bare = re.sub(
                        r"^\d+\. |\{prf:ref\}`[^`]*`|:\w+:.*", "", text, flags=re.MULTILINE
                    )
                    yield label[1], bare


def numbers(text):
    """The whole numbers from 5 on: smaller ones stand for other letters, as d - 3 for N."""
    text = re.sub(r"\\[dt]?frac(\d)(\d)", r" \1 \2 ", text)
    return {int(x) for x in re.findall(r"\d+", text) if int(x) > 4}


def test_page_and_ledger_name_the_same_numbers():
    page = dict(stated())
    differ = {
        label
        for label, claim in claims().items()
        if numbers(page[label]) != numbers(" ".join(tex_of(x) for x in claim.statements.values()))
    }
    assert differ == set(WRITTEN_DIFFERENTLY)


def tex_of(statement):
    return " ".join(map(tex, (*statement.hypotheses, statement.conclusion)))
