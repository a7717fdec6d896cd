"""What the site adds for the browser: notebooks, packages, their list, the button."""

import ast
import base64
import copy
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from in_browser import absent, fetch, lock, notebooks, pages

ROOT = Path(__file__).parents[2]

REFERENCES = ROOT / "book" / "references.bib"


def notebook(*cells):
    return {
        "cells": [
            {"cell_type": kind, "id": f"c{i}", "metadata": {}, "source": text.splitlines(True)}
            for i, (kind, text) in enumerate(cells)
        ],
        "metadata": {},
    }


def adapted(**books):
    books = {f"{name}.ipynb": book for name, book in books.items()}
    before = copy.deepcopy(books)
    made = notebooks.in_browser(books, REFERENCES, "cdn.example")
    assert books == before, "the chapters themselves stay"
    return {name: [cell["source"] for cell in book["cells"]] for name, book in made.items()}, made


def test_references_lead_to_the_notebook_that_has_the_label():
    one = notebook(("markdown", "# One"), ("markdown", ":label: thm:a\n\n{prf:ref}`A <thm:a>`"))
    two = notebook(("markdown", "# Two"), ("markdown", "By {prf:ref}`this rule <thm:a>` and so on"))
    texts, _ = adapted(one=one, two=two)
    assert "{prf:ref}`A <thm:a>`" in texts["one.ipynb"][3]
    assert texts["two.ipynb"][3] == "By [this rule](one.ipynb) and so on"


def test_a_label_that_no_chapter_has():
    with pytest.raises(RuntimeError, match=r"one\.ipynb refers to thm:b, which no chapter has"):
        adapted(one=notebook(("markdown", "# One"), ("markdown", "{prf:ref}`B <thm:b>`")))


def test_citations_are_words():
    texts, _ = adapted(one=notebook(("markdown", "# One {cite}`songxuyin2023,kacham2023`")))
    assert texts["one.ipynb"][0] == "# One (Song et al., 2023; Kacham et al., 2023)"


def test_what_a_cdn_has_is_imported_first_and_every_cell_lets_the_next_run():
    book = notebook(
        ("markdown", "# One"), ("code", "import numpy as np\nimport sympy as sp"), ("code", "1 / 0")
    )
    texts, made = adapted(one=book)
    _, note, first, second, third = texts["one.ipynb"]
    assert "cdn.example" in note
    assert first.splitlines()[1:] == ["import matplotlib", "import scipy", "import numpy as np"]
    assert (second, third) == ("import sympy as sp", "1 / 0")
    for cell in made["one.ipynb"]["cells"]:
        assert ("raises-exception" in cell["metadata"].get("tags", [])) == (
            cell["cell_type"] == "code"
        )


HEAVY = {"numpy", "scipy", "matplotlib"}


def modules(code):
    """What a cell imports at its top level."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)


def test_the_chapters_themselves():
    chapters = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (ROOT / "notebooks").glob("*.ipynb")
    }
    made = notebooks.in_browser(chapters, REFERENCES, "cdn.example")
    assert made.keys() == chapters.keys()
    for name, book in made.items():
        texts = ["".join(cell["source"]) for cell in book["cells"]]
        assert not [text for text in texts if "{cite" in text], name
        code = [c["source"] for c in book["cells"] if c["cell_type"] == "code"]
        assert not [text for text in code[1:] if HEAVY.intersection(modules(text))], name
        assert set(modules(code[0])) <= HEAVY


def test_a_package_that_is_not_what_was_asked_for():
    digest = base64.b64encode(hashlib.sha512(b"x").digest()).decode()
    fetch.check(b"x", f"sha512-{digest}")
    with pytest.raises(RuntimeError, match="has the checksum"):
        fetch.check(b"y", f"sha512-{digest}")


def test_npm_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch.shutil, "which", lambda name: None)
    with pytest.raises(RuntimeError, match="npm is missing; on Debian: apt install npm"):
        fetch.fetch_pyodide(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_for_an_absent_package_says_so_in_a_line(tmp_path):
    wheels = absent.stubs(tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    assert [w.read_bytes() for w in wheels] == [w.read_bytes() for w in absent.stubs(again)]
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(tmp_path / "site")
    for module, name in {"flint": "python-flint", "z3": "z3"}.items():
        code = (tmp_path / "site" / f"{module}.py").read_text(encoding="utf-8")
        with pytest.raises(ImportError, match=f"needs {name}, which does not exist") as found:
            exec(code, {"__name__": module})
        assert found.value._render_traceback_() == [str(found.value)]


def test_the_list_of_packages(tmp_path):
    theirs = {"info": {"python": "3.14.2"}, "packages": {
        name: {"name": name, "file_name": f"{name}.whl", "sha256": "0" * 64,
               "depends": ["numpy", "pytz"]}
        for name in fetch.CHOICE["from the cdn"]
    }}  # fmt: skip
    pyodide = tmp_path / "pyodide"
    pyodide.mkdir()
    (pyodide / "pyodide-lock.json").write_text(json.dumps(theirs), encoding="utf-8")
    for name in lock.PARTS:
        (pyodide / name).touch()
    wheel = tmp_path / "polyattn-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("polyattn/__init__.py", "")
        packed.writestr(
            "polyattn-0.1.0.dist-info/METADATA",
            "Name: polyattn\nVersion: 0.1.0\nRequires-Dist: numpy>=2\n"
            "Requires-Dist: jedi\nRequires-Dist: lost; extra=='book'\n"
            "Requires-Dist: python-flint\nRequires-Dist: lost; sys_platform == 'win32'\n",
        )
    lock.write_lock(pyodide, [wheel, *absent.stubs(tmp_path)], tmp_path / "out")
    made = json.loads((tmp_path / "out" / "pyodide-lock.json").read_text(encoding="utf-8"))
    with pytest.raises(RuntimeError, match=r"polyattn-.* needs jedi; add to 'served'"):
        lock.write_lock(pyodide, [wheel], tmp_path / "again")
    ours = made["packages"]["polyattn"]
    assert (ours["imports"], set(ours["depends"])) == (
        ["polyattn"],
        {"absent-in-the-browser", "jedi"},
    )
    assert (tmp_path / "out" / ours["file_name"]).exists()
    numpy = made["packages"]["numpy"]
    assert numpy["file_name"] == fetch.CDN + "numpy.whl"
    assert (numpy["sha256"], numpy["depends"]) == ("0" * 64, ["numpy"])


def test_a_page_without_a_title(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "one.html").write_text("<p>no title</p>", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"one\.html has no title"):
        pages.add_buttons(tmp_path, ["one.ipynb"], "cdn.example")


def test_a_wheel_is_the_same_another_time(tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(fetch.own_wheels(folder)[0].read_bytes())
    assert made[0] == made[1]


def test_an_interrupted_download_is_not_taken_for_a_whole_one(tmp_path, monkeypatch):
    def pip(*arguments):
        (where,) = (x.removeprefix("--dest=") for x in arguments if x.startswith("--dest="))
        for exact in (x for x in arguments if "==" in x):
            name, version = exact.split("==")
            stem = name.replace("-", "_")
            (Path(where) / f"{stem}-{version}-py3-none-any.whl").touch()
            if name == stops_at:
                raise KeyboardInterrupt

    monkeypatch.setattr(fetch, "_pip", pip)
    stops_at = fetch.CHOICE["served"][-1]
    with pytest.raises(KeyboardInterrupt):
        fetch.fetch_wheels(tmp_path)
    assert not (tmp_path / "wheels").exists()
    stops_at = None
    assert len(fetch.fetch_wheels(tmp_path)) == len(fetch.CHOICE["served"])
    monkeypatch.setattr(fetch, "_pip", None)  # not asked again
    assert len(fetch.fetch_wheels(tmp_path)) == len(fetch.CHOICE["served"])
