"""What a reader copies to cite the book agrees with the package and with CITATION.cff."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bibtex(key):
    page = (ROOT / "book" / "running.md").read_text(encoding="utf-8")
    entry = re.search(rf"@\w+{{{key},(.*?)\n}}", page, re.DOTALL)[1]
    fields = re.findall(r"(\w+)\s*=\s*{(.*?)}(?:,|$)", entry, re.DOTALL)
    return {name: " ".join(value.strip("{}").split()) for name, value in fields}


def citation(name):
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    return re.search(rf"^{name}: \"?(.*?)\"?$", lines, re.MULTILINE)[1]


def test_the_bibtex_entry_names_this_version_and_title():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entry = bibtex("polyattn")
    assert entry["version"] == project["version"] == citation("version")
    assert entry["title"] == citation("title")
    assert entry["author"] == project["authors"][0]["name"]
    assert citation("date-released").startswith(entry["year"])


def test_no_two_works_have_the_same_words_as_a_citation():
    references = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = re.findall(r"author\s*= \{(.+?)\},?\n.*?year\s*= \{(\w+)\}", references, re.DOTALL)
    assert len(entries) == references.count("@")
    cited = []
    for authors, year in entries:
        names = [name.split(",")[0] for name in authors.split(" and ")]
        cited.append((*names[:2], year) if len(names) < 3 else (names[0], "et al.", year))
    assert len(set(cited)) == len(cited)


def test_the_paper_is_cited_as_in_the_references():
    references = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    for value in bibtex("songxuyin2023").values():
        assert value in references
