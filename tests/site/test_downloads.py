"""Each chapter's notebook, as a reader downloads it, runs where only the package is installed."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import nbformat
import pytest

import polyattn
from tests.site.conftest import SITE, pages

pytestmark = pytest.mark.site

ROOT = Path(__file__).parents[2]
CHAPTERS = [path for path in pages() if path.startswith("notebooks/")]


def downloaded(path):
    """Follow the download link of a page."""
    text = (SITE / path).read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]*\.ipynb)"\s+download\b', text)
    assert len(links) == 1, "one link, which saves and does not open a page of text"
    return ((SITE / path).parent / links[0]).resolve()


def code(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def needed_by_the_package():
    """The names of its dependencies, and of theirs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting, found = list(project["dependencies"]), set()
    while waiting:
        line = waiting.pop()
        name = re.match(r"[A-Za-z0-9_.-]+", line)[0].lower()
        if "extra ==" not in line and name not in found:
            found.add(name)
            with suppress(PackageNotFoundError):  # of another system
                waiting += requires(name) or []
    return found


def test_there_are_chapters():
    assert len(CHAPTERS) >= 12


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_download_is_the_notebook_without_outputs(path):
    notebook = downloaded(path)
    source = ROOT / "notebooks" / notebook.name
    nbformat.validate(nbformat.reads(notebook.read_text(encoding="utf-8"), as_version=4))
    assert notebook.read_bytes() == source.read_bytes()
    assert all(not cell["outputs"] for cell in code(notebook))


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_download_imports_only_what_comes_with_the_package(path):
    installed = {"polyattn", "ipython"} | needed_by_the_package()  # IPython runs the notebook
    trees = [ast.parse("".join(cell["source"])) for cell in code(downloaded(path))]
    modules = set()
    for node in (n for tree in trees for n in ast.walk(tree)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module.split(".")[0])
    assert "polyattn" in modules
    owners = packages_distributions()
    for module in modules - set(sys.stdlib_module_names):
        assert {name.lower() for name in owners[module]} & installed, module
    assert not re.search(r"\bopen\(|read_text|\.\./", "".join(map(ast.unparse, trees)))


def test_the_data_that_a_notebook_reads_can_be_saved_too():
    page = SITE / "book" / "running.html"
    links = re.findall(r"<a [^>]*\bdownload\b[^>]*>", page.read_text(encoding="utf-8"))
    found = {(page.parent / re.search('href="([^"]*)"', link)[1]).resolve() for link in links}
    stored = {path.name: path.read_bytes() for path in (ROOT / "notebooks" / "data").iterdir()}
    del stored["README.md"]
    assert {path.name: path.read_bytes() for path in found if path.suffix != ".md"} == stored


RUN = """
import sys, nbformat, nbclient
book = nbformat.read(sys.argv[1], as_version=4)
book.cells.insert(0, nbformat.v4.new_code_cell("import polyattn; print(polyattn.__file__)"))
nbclient.NotebookClient(book, timeout=300, kernel_name="python3").execute(cwd=".")
print(book.cells[0].outputs[0].text)
"""


@pytest.mark.slow
@pytest.mark.parametrize("chapter", ["05-low-degree"])
def test_the_download_runs_in_an_empty_folder(tmp_path, chapter):
    # A copy of the package alone stands where an installed one would; the repository is far.
    installed = tmp_path / "installed"
    shutil.copytree(Path(polyattn.__file__).parent, installed / "polyattn")
    here = tmp_path / "downloads"
    here.mkdir()
    shutil.copy(downloaded(f"notebooks/{chapter}.html"), here)
    ran = subprocess.run(
        [sys.executable, "-c", RUN, f"{chapter}.ipynb"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(installed), "JUPYTER_PREFER_ENV_PATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert str(installed) in ran.stdout
