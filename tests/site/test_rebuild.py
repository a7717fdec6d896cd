"""The same book from another folder, language and time zone; and a book with faults is refused."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.conftest import SITE, pages

pytestmark = [pytest.mark.site, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
KEPT = ("executed", "ledger")  # results of the package, which stays the same
CLOCKS = {"book/status.html"}  # when things ran, and for how long


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A copy of the sources with the kept results, in a folder of another depth."""
    folder = tmp_path_factory.mktemp("another place") / "of the book"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    for name in KEPT:
        shutil.copytree(ROOT / "_build" / name, folder / "_build" / name)
    shutil.copytree(ROOT / ".git", folder / ".git")  # the pages' date is the last commit's
    return folder


def built(folder, *options, **settings):
    language = {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}
    command = [sys.executable, "book/build.py", *options]
    env = os.environ | language | settings
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def changed(folder, name, old, new):
    """Build after a change in one file, with the package of this folder; return what it says."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = built(folder, PYTHONPATH=str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "TCP" not in done.stderr
    return done.stdout


def ran(said):
    """Return how many notebooks ran, how many claims were proved, how many pages were read."""
    patterns = (r"with code, (\w+) to run", r"claims, (\w+)", r"pages: (\d+) read")
    return tuple(re.search(pattern, said)[1] for pattern in patterns)


def test_the_pages_are_the_same_elsewhere(elsewhere):
    if "POLYATTN_SITE" in os.environ:
        pytest.skip("compares the site of this checkout")
    done = built(elsewhere)
    assert done.returncode == 0, done.stdout + done.stderr
    other = elsewhere / "_build" / "html"
    assert {x.relative_to(other).as_posix() for x in other.rglob("*.html")} >= set(pages())
    changed = [
        path
        for path in pages()
        if path not in CLOCKS and (SITE / path).read_bytes() != (other / path).read_bytes()
    ]
    assert changed == []


def test_a_change_makes_again_what_it_touches(elsewhere):
    """After the test above, in whose folder the whole book is built."""
    if "POLYATTN_SITE" in os.environ:
        pytest.skip("builds on the site of this checkout")
    html = elsewhere / "_build" / "html"
    five = html / "notebooks" / "05-low-degree.html"
    assert ran(changed(elsewhere, "README.md", "a", "a")) == ("none", "nothing", "0")

    said = changed(elsewhere, "notebooks/05-low-degree.ipynb", "nothing to see", "nothing at all")
    assert ran(said) == ("none", "nothing", "1")
    assert "nothing at all" in five.read_text(encoding="utf-8")
    other = html / "notebooks" / "06-exact-law.html"
    assert "nothing at all" in other.read_text(encoding="utf-8"), "its title is in the contents"

    said = changed(elsewhere, "polyattn/figures/ch05_low_degree.py", "to a factor of 2", "to two")
    assert ran(said)[:2] == ("1", "nothing")
    assert "fixes the weight to two" in five.read_text(encoding="utf-8")

    sheet = "book/extension/polyattn_book/static/book.css"
    first = re.search(r"book\.css\?v=(\w+)", five.read_text(encoding="utf-8"))[1]
    text = (elsewhere / sheet).read_text(encoding="utf-8")
    assert ran(changed(elsewhere, sheet, text, text + "/* more */\n")) == ("none", "nothing", "0")
    texts = [(html / path).read_text(encoding="utf-8") for path in pages()]
    second = {re.search(r"book\.css\?v=(\w+)", text)[1] for text in texts}
    assert len(second) == 1
    assert second != {first}

    done = built(elsewhere, "--chapter", "5", PYTHONPATH=str(elsewhere))
    assert done.returncode == 0, done.stdout + done.stderr
    page = elsewhere / "_build" / "chapter" / "html" / "notebooks" / "05-low-degree.html"
    assert str(page) in done.stdout
    assert "fixes the weight to two" in page.read_text(encoding="utf-8")


def test_faults_are_refused_and_their_places_named(elsewhere):
    page = elsewhere / "book" / "limits.md"
    text = page.read_text(encoding="utf-8")
    notebook = elsewhere / "notebooks" / "05-low-degree.ipynb"
    cells = notebook.read_text(encoding="utf-8")
    faults = "\n\n{cite}`nobody2099` and {prf:ref}`a theorem <thm:nowhere>`.\n"
    page.write_text(text + faults, encoding="utf-8")
    line = re.search(r'\n {4}"import [^"]*"', cells)[0]
    notebook.write_text(cells.replace(line, '\n    "1 / 0\\n",' + line, 1), encoding="utf-8")
    done = built(elsewhere)
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert re.search(r"limits\.md.*nobody2099", said)
    assert re.search(r"limits\.md.*thm:nowhere", said)
    assert "05-low-degree" in said
    assert "ZeroDivisionError" in said
