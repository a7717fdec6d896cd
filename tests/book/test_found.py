"""What is written for search engines, link previews and those who cite: built on a site of two
pages, with an address and without one."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from docutils import nodes

from polyattn_book import cards, citation
from polyattn_book.words import opening, plain, spoken

ROOT = Path(__file__).parents[2]

CONF = """
import sys
sys.path.insert(0, {extension!r})
project = "A book"
html_title = "A book"
html_theme = "basic"
html_copy_source = False
html_baseurl = {address!r}
from polyattn_book import citation, found
def setup(app):
    citation.setup(app)
    found.setup(app)
"""
INDEX = """A book
======

*What is it about?*

It is about :math:`\\beta`; two letters. A second sentence.

.. toctree::

   part/one
"""
ONE = 'One & "two"\n===========\n\n*Is this so?*\n\nIt is not.\n'


def build(folder, address=""):
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(
        CONF.format(extension=str(ROOT / "book" / "extension"), address=address)
    )
    (folder / "CITATION.cff").write_text((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    (folder / "index.rst").write_text(INDEX)
    (folder / "part").mkdir()
    (folder / "part" / "one.rst").write_text(ONE)
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", str(folder), str(folder / "out")],
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
    )
    return folder / "out"


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    root = tmp_path_factory.mktemp("sites")
    return build(root / "without"), build(root / "with", "https://a.example/b")


def tags(page):
    text = page.read_text(encoding="utf-8")
    return {
        k: unescape(v)
        for k, v in re.findall(r'<meta (?:name|property)="(.*?)" content="(.*?)"', text)
    }


def test_every_page_has_a_title_a_description_and_a_picture(sites):
    for site in sites:
        front, one = tags(site / "index.html"), tags(site / "part" / "one.html")
        assert (
            front["description"]
            == "What is it about? It is about β; two letters. A second sentence."
        )
        assert front["og:description"] == front["description"]
        assert (front["og:type"], one["og:type"]) == ("website", "article")
        assert one["og:title"] == "One & “two”"
        assert one["description"] == "Is this so? It is not."
        assert tags(site / "search.html")["description"].startswith("An executable book")


def test_the_title_of_the_book_is_said_once_on_its_front_page(sites):
    for page, title in (("index", "A book"), ("part/one", "One & “two” — A book")):
        text = (sites[0] / f"{page}.html").read_text(encoding="utf-8")
        assert unescape(re.search("<title>(.*?)</title>", text)[1]) == title


def test_pictures_are_there_and_have_the_size_that_is_said(sites):
    for site, base in zip(sites, (None, "https://a.example/b/"), strict=True):
        for page in ("index.html", "part/one.html"):
            found = tags(site / page)
            named = found["og:image"]
            path = site / named.removeprefix(base) if base else (site / page).parent / named
            head = path.read_bytes()[:24]
            size = tuple(int.from_bytes(head[i : i + 4], "big") for i in (16, 20))
            assert (
                size == cards.SIZE == (int(found["og:image:width"]), int(found["og:image:height"]))
            )
            assert path.stat().st_size < 100_000


def test_the_same_picture_is_drawn_twice_alike(tmp_path):
    made = []
    for name in "ab":
        place = cards.draw(tmp_path / name, "x/y", "A title", "A question?", "A book")
        made.append((tmp_path / name / place).read_bytes())
    assert made[0] == made[1]
    again = cards.draw(tmp_path / "a", "x/y", "Another title", "A question?", "A book")
    assert [p.name for p in (tmp_path / "a" / cards.FOLDER).iterdir()] == [Path(again).name]


def test_without_an_address_there_is_no_canonical_link_and_no_map(sites):
    assert not (sites[0] / "sitemap.xml").exists()
    for page in sites[0].rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'rel="canonical"' not in text
        assert "og:url" not in text


def test_with_an_address_every_page_names_its_own_and_the_map_lists_them(sites):
    for page in ("index.html", "part/one.html"):
        text = (sites[1] / page).read_text(encoding="utf-8")
        where = f"https://a.example/b/{page}"
        assert re.findall(r'<link rel="canonical" href="(.*?)"', text) == [where]
        assert tags(sites[1] / page)["og:url"] == where
    tree = ElementTree.parse(sites[1] / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert tree.tag == f"{space}urlset"
    assert [e.text for e in tree.iter(f"{space}loc")] == [
        "https://a.example/b/index.html",
        "https://a.example/b/part/one.html",
    ]
    assert {e.text for e in tree.iter(f"{space}lastmod")} == {"2023-11-14"}


def test_the_builder_knows_the_version(sites):
    version = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    config = (sites[1] / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    assert f"VERSION: '{version}'" in config


def test_the_date_is_that_of_the_sources(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert citation.built_from(ROOT) == datetime(1970, 1, 1, tzinfo=UTC)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    (tmp_path / "CITATION.cff").write_text("date-released: 2024-02-29\n")
    assert citation.built_from(tmp_path) == datetime(2024, 2, 29, tzinfo=UTC)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@x.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    when = {**os.environ, "GIT_COMMITTER_DATE": "2025-03-01T12:00:00+02:00"}
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True, env=when)
    assert citation.built_from(tmp_path) == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert citation.in_words(datetime(2025, 3, 1, tzinfo=UTC)) == "1 March 2025"


def test_the_entry_is_made_from_the_citation_file():
    cited = {
        "title": "T",
        "version": "1.2",
        "authors": [{"name": "The group"}, {"family-names": "Doe", "given-names": "Jo"}],
    }
    assert citation.bibtex(cited, year=2026, address="https://a.example/") == (
        "@software{polyattn,\n"
        "  author  = {{The group} and Doe, Jo},\n"
        "  title   = {T},\n"
        "  version = {1.2},\n"
        "  year    = {2026},\n"
        "  url     = {https://a.example/}\n}"
    )
    assert "url" not in citation.bibtex(cited, year=2026)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"\mathcal D_0", "D₀"),
        (r"1-(7/8)^m", "1-(7/8)^m"),
        (r"\beta\ge2", "β≥2"),
        (r"n=10^{12}", "n=10¹²"),
        (r"\frac{1}{2}", "1/2"),
        (r"100{,}000", "100,000"),
        (r"\Big\lceil x", r"\Big\lceil x"),  # no plain form: it keeps its backslash
    ],
)
def test_formulas_in_plain_characters(formula, words):
    assert spoken(formula) == words


def test_a_sentence_that_cannot_be_written_plainly_ends_the_description():
    page = nodes.document(None, None)
    section = nodes.section()
    page += section
    section += nodes.paragraph("", "A question?")
    said = nodes.paragraph("", "A sentence. Then ")
    said += nodes.math("", r"\Big\lceil x\rceil", tail=".")
    section += said
    assert plain(said).endswith(".")
    assert opening(page) == "A question? A sentence."
    assert opening(page, longest=12) == "A question?"


def test_the_citation_file_has_what_its_format_asks_for():
    """The keys and values that version 1.2.0 of the Citation File Format requires."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    known = {"cff-version", "message", "title", "authors", "type", "version", "date-released"}
    known |= {"license", "keywords", "references", "url", "repository-code", "abstract", "doi"}
    assert set(cited) <= known
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] in {"software", "dataset"}
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(cited["date-released"]))
    assert all(isinstance(word, str) for word in cited["keywords"])
    for author in [*cited["authors"], *(a for r in cited["references"] for a in r["authors"])]:
        assert "name" in author or {"family-names", "given-names"} <= set(author)
    for reference in cited["references"]:
        assert {"type", "title", "authors"} <= set(reference)
        assert reference["type"] == "article"
        assert isinstance(reference["year"], int)
    json.dumps(cited, default=str)
