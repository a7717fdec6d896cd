"""Every word of the pages is in the dictionary or among the book's own."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from spellchecker import SpellChecker

from tests.site.conftest import SITE, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

OWN = Path(__file__).with_name("words.txt")
SILENT = {"script", "style", "code", "pre", "svg", "nav"}
NO_PROSE = {"katex", "sig", "bibtex", "field-list"}  # formulas, signatures, and types
EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Lists of names, not sentences.
LISTS = {"book/bibliography.html", "genindex.html", "py-modindex.html"}


class Prose(HTMLParser):
    """The words of a page that a reader reads as English."""

    def __init__(self, text):
        super().__init__()
        self.words, self._open = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in EMPTY:
            return
        classes = set((dict(attributes).get("class") or "").split())
        self._open.append((tag, tag in SILENT or bool(classes & NO_PROSE)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(silent for _, silent in self._open):
            self.words |= {word.replace("’", "'") for word in WORD.findall(data)}


def strange(words, own, checker):
    """The words that neither the dictionary nor the book's own list has."""
    stems = {word: re.sub("'s$", "", word) for word in words}
    known = {word for word, stem in stems.items() if stem in own or stem.lower() in own}
    stems = {word: stem.lower() for word, stem in stems.items() if word not in known}
    unknown = checker.unknown(stems.values())
    return sorted(word for word, stem in stems.items() if stem in unknown and len(stem) > 2)


@pytest.fixture(scope="module")
def checker():
    return SpellChecker(language="en")


@pytest.fixture(scope="module")
def own():
    return set(OWN.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("path", [path for path in pages() if path not in LISTS])
def test_words_are_spelled_as_in_a_dictionary(path, checker, own):
    prose = Prose((SITE / path).read_text(encoding="utf-8"))
    assert strange(prose.words, own, checker) == []


def test_a_misspelling_is_seen(checker, own):
    prose = Prose("<p>Atention with a <code>sofmax</code> <br> of Hoeffding's degre’s</p>")
    assert strange(prose.words, own, checker) == ["Atention", "degre's"]
