"""A chapter run in the browser, as a reader runs it: by the button, offline, then with a CDN."""

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe

from in_browser.fetch import CDN, HOST
from in_browser.pages import MEGABYTES
from tests.site.bare import served
from tests.site.conftest import GRAVE, _skip_or_fail, watched
from tests.site.conftest import SITE as BOOK

pytestmark = [pytest.mark.site, pytest.mark.slow]

SITE = BOOK.with_name("site")
CHAPTER = "notebooks/02-two-data-sets"
DATA = Path(__file__).parents[2] / "notebooks" / "data"
PATIENCE = 180_000  # ms: Python starts within 20 s on a quiet machine


@pytest.fixture(scope="module")
def site():
    if not (SITE / "in-browser").exists():
        _skip_or_fail("there is no site with JupyterLite; run `make site`, which needs npm")
    with served(SITE) as where:
        yield where


class Notebook:
    """A notebook in JupyterLite; cells are found by a word in them."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(PATIENCE)
        page.get_by_text("Python (Pyodide)", exact=True).wait_for()
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()

    def cell(self, words):
        return self.page.locator(".jp-Notebook .jp-CodeCell", has_text=words).first

    def run(self, words):
        cell = self.cell(words)
        before = cell.locator(".jp-InputPrompt").first.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        prompt = cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]:")).first
        prompt.wait_for()
        if prompt.inner_text() == before:  # run a second time: the number moves on
            self.page.wait_for_function(
                "([e, old]) => e.innerText !== old && /\\d/.test(e.innerText)",
                arg=[prompt.element_handle(), before],
            )
        return cell

    def output(self, words):
        return self.run(words).locator(".jp-OutputArea").first.inner_text()

    def write(self, words, code):
        self.cell(words).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)


def recorded(context):
    """What every page and worker of a context asks for and complains of, from now on."""
    asked, complaints = [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: complaints.append(str(error.error)))

    def complain(note):
        if note.type in ("error", "warning"):
            complaints.append(f"{note.text} ({note.location['url']})")

    context.on("console", complain)
    return asked, complaints


# JupyterLab's own, about shortcuts and menus that its notebook interface has twice.
HARMLESS = re.compile("^Skipping|is duplicated|Uploader widget|No exact match found for python")


def open_notebook(browser, where, name):
    page = watched(browser, where, height=1400)
    page.goto(f"{where}notebooks/index.html?path={name}")
    return page, Notebook(page)


def test_every_chapter_has_a_button_and_the_book_has_none(site):
    for path in sorted((BOOK / "notebooks").glob("*.html")):
        assert "run-here" not in path.read_text(encoding="utf-8")
        text = (SITE / "notebooks" / path.name).read_text(encoding="utf-8")
        link = f"../in-browser/notebooks/index.html?path={path.stem}.ipynb"
        assert text.count(f'href="{link}"') == 1
        assert (SITE / "in-browser" / "files" / f"{path.stem}.ipynb").exists()


def test_the_site_grows_by_45_megabytes_at_most(site):
    def size(folder):
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    assert size(SITE) - size(BOOK) <= 45e6


def test_what_a_first_cell_imports_is_compiled_already(site, tmp_path):
    folder = SITE / "in-browser" / "static" / "pyodide"
    with zipfile.ZipFile(folder / "python_stdlib.zip") as packed:
        assert "dataclasses.pyc" in packed.namelist()
    script = Path(__file__).with_name("offline.mjs")
    code = (
        "import sympy, polyattn.derivation.chain, micropip, sys, pathlib as p\n"
        'assert sympy.core.add.__file__.endswith("/add.pyc")\n'
        'assert micropip.__file__.endswith("/__init__.pyc")\n'
        'chain = sys.modules["polyattn.derivation.chain"]\n'
        "assert all(p.Path(x).exists() for x in (chain.__file__, chain.__cached__))\n"
    )
    cell = {"cell_type": "code", "id": "one", "source": code}
    (tmp_path / "x.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    done = subprocess.run(["node", str(script), str(folder), str(tmp_path / "x.ipynb")],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert json.loads(done.stdout)["cells"][0]["said"] == ""


def test_each_page_of_it_has_a_policy_of_its_own(site):
    paths = sorted((SITE / "in-browser").rglob("*.html"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        assert "default-src 'none'" in policy
        sources = {word for part in policy.split(";") for word in part.split()[1:]}
        ours = {"'none'", "'self'", "'unsafe-eval'", "'unsafe-inline'", "blob:", "data:"}
        scripts = {word for word in sources if word.startswith("'sha256-")}
        assert sources - scripts == ours | {f"https://{HOST}"}
        assert text.index("Content-Security-Policy") < text.index("<script")


def test_from_a_page_to_a_changed_parameter_and_its_result_offline(browser, site):
    chapter = watched(browser, site)
    sizes = {}
    context = chapter.context
    asked, complaints = recorded(context)

    def weigh(answer):
        if "/in-browser/" in answer.url:
            sizes[answer.url] = int(answer.headers.get("content-length", 0))

    context.on("response", weigh)
    try:
        chapter.goto(f"{site}{CHAPTER}.html")
        chapter.wait_for_load_state("networkidle")
        assert not [url for url in asked if "/in-browser/" in url], "nothing before the click"
        chapter.get_by_text("Run this chapter in the browser").click()
        words = chapter.locator(".run-here").inner_text().replace("\xa0", " ")
        assert f"{MEGABYTES} MB" in words
        assert HOST in words
        assert not [url for url in asked if "/in-browser/" in url]

        with context.expect_page() as opened:
            chapter.get_by_role("link", name="Start it").click()
        notebook = Notebook(opened.value)
        notebook.run("import sympy as sp")
        assert "column by column" in notebook.output("Derivation(sym.score")
        assert "order" in notebook.output('"counts", "order"')

        changed = 'import sympy as sp\nx = sp.Symbol("x")\nprint("now", sp.expand((x + 1) ** 3))'
        notebook.write('"counts", "order"', changed)
        assert "now x**3 + 3*x**2 + 3*x + 1" in notebook.output("now")

        live = notebook.run("DataSets()").locator(".explorable")
        live.locator(".live").wait_for()
        degree = live.locator('input[name="degree"]')
        shown = live.locator("output").first
        before = shown.get_attribute("data-value")
        degree.focus()
        notebook.page.keyboard.press("ArrowRight")
        notebook.page.keyboard.press("ArrowRight")
        assert shown.get_attribute("data-value") != before

        assert not [url for url in asked if not url.startswith((site, "blob:", "data:"))]
        assert sum(sizes.values()) / 1e6 == pytest.approx(MEGABYTES, rel=0.15)  # the button's
        assert [text for text in complaints if not HARMLESS.search(text)] == []
    finally:
        context.close()


def test_a_whole_chapter_without_a_network(browser, site):
    """Run All Cells: derivations and exact numbers come, what lacks NumPy says so in a line."""
    page, notebook = open_notebook(browser, f"{site}in-browser/", "05-low-degree.ipynb")
    try:
        notebook.cell("import sympy as sp").locator(".cm-content").click()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        cells = page.locator(".jp-Notebook .jp-CodeCell")
        last = cells.last.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]:"))
        last.first.wait_for()  # every cell has run: none has stopped those below it
        said = [cell.locator(".jp-OutputArea").first.inner_text() for cell in cells.all()]
        assert not [text for text in said if "Traceback" in text]
        short = [text for text in said if "This cell needs" in text]
        assert short
        assert all(len(text.strip().splitlines()) == 1 for text in short), short
        assert "proved up to" in said[notebook_place(cells, "spread_until(data1, share)")]
        assert len(short) <= 8, "what waits for NumPy, of 19 cells"
        notebook.write("spread_until(data1, share)", "import flint\nprint(flint.arb(2).sqrt())")
        assert "1.4142135623730" in notebook.output("flint.arb(2)")
        notebook.write(
            "flint.arb(2)",
            "import z3\nfrom polyattn import verify\n"
            'print([x.status for x in verify("lem:amplification")])',
        )
        assert "['proved']" in notebook.output("lem:amplification")
    finally:
        page.context.close()


# In chapter 9a a dict stays empty that a cell before would fill.
NO_NUMPY = re.compile("NameError|KeyError: 10|.*No module named '(numpy|scipy|matplotlib)'")


def notebook_place(cells, words):
    """Where the first cell with these words stands."""
    return next(i for i, cell in enumerate(cells.all()) if words in cell.inner_text())


def test_the_data_of_the_book_are_where_a_notebook_looks_for_them(browser, site):
    stored = {path.name: path.read_bytes() for path in DATA.iterdir()}
    page, notebook = open_notebook(browser, f"{site}in-browser/", "01-attention-as-a-kernel.ipynb")
    try:
        notebook.write(
            "import sympy as sp",
            "import hashlib, json, pathlib\n"
            'path = pathlib.Path("data/encoder.npz")\n'
            "print(hashlib.sha256(path.read_bytes()).hexdigest())\n"
            'print(json.loads(path.with_suffix(".json").read_text())["model"])',
        )
        said = notebook.output("pathlib.Path").split()
        assert said == [
            hashlib.sha256(stored["encoder.npz"]).hexdigest(),
            json.loads(stored["encoder.json"])["model"],
        ]
    finally:
        page.context.close()


def test_other_data_make_another_site(tmp_path, monkeypatch):
    import build_site

    monkeypatch.setattr(build_site, "ROOT", tmp_path)
    stored = tmp_path / "notebooks" / "data" / "encoder.npz"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"one")
    before = build_site.state()
    stored.write_bytes(b"two")
    assert build_site.state() != before


def test_chapters_run_in_the_same_python_without_a_browser(site):
    """The chapters under Node, offline: what fails does so for want of NumPy alone."""
    where = SITE / "in-browser"
    notebooks = sorted((where / "files").glob("*.ipynb"))
    assert len(notebooks) >= 13
    script = Path(__file__).with_name("offline.mjs")
    command = ["node", str(script), str(where / "static" / "pyodide"), *map(str, notebooks)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1500)
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [run["notebook"] for run in runs] == [path.name for path in notebooks]
    for run in runs:
        failed = {cell["id"]: cell["said"] for cell in run["cells"] if cell["said"]}
        other = {name: said for name, said in failed.items() if not NO_NUMPY.match(said)}
        assert not other, run["notebook"]
        assert not run["cells"][0]["said"], "the first cell waits for nobody"
        # The most in the chapter that measures stored arrays: 13 of its 17 cells.
        assert len(failed) <= 0.8 * len(run["cells"]), run["notebook"]


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_button(browser, site, dark):
    page = watched(browser, site, dark=dark, width=390)
    try:
        page.goto(f"{site}{CHAPTER}.html")
        page.get_by_text("Run this chapter in the browser").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.problems == []
        found = Axe().run(page, context=".run-here").response["violations"]
        assert [problem["id"] for problem in found if problem["impact"] in GRAVE] == []
    finally:
        page.context.close()


class _Cdn(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        self.server.asked.append(self.path)

    def end_headers(self):
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@pytest.fixture
def with_cdn(tmp_path, site):
    """The site with packages that come from another origin, one of them not what was promised."""
    there = tmp_path / "there"
    there.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Cdn, directory=str(there)))
    server.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    shutil.copytree(SITE / "in-browser", tmp_path / "site")
    lock_file = tmp_path / "site" / "static" / "pyodide" / "pyodide-lock.json"
    lock = json.loads(lock_file.read_text(encoding="utf-8"))
    for name in ("numpy", "scipy"):
        wheel = there / f"{name}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as packed:
            packed.writestr(f"{name}/__init__.py", "where = 'from the other origin'\n")
            about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
            packed.writestr(f"{name}-1.0.dist-info/METADATA", about)
            packed.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        entry = lock["packages"][name]
        assert entry["file_name"].startswith(CDN)
        assert re.fullmatch("[0-9a-f]{64}", entry["sha256"])
        entry["file_name"] = f"http://127.0.0.1:{server.server_port}/{wheel.name}"
        entry["depends"] = []
        if name == "numpy":
            entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock_file.write_text(json.dumps(lock), encoding="utf-8")
    with served(tmp_path / "site") as where:
        yield where, server.asked
    server.shutdown()
    server.server_close()


def test_another_origin_is_asked_by_checksum(browser, with_cdn):
    where, asked = with_cdn
    page, notebook = open_notebook(browser, where, "02-two-data-sets.ipynb")
    try:
        assert asked == []
        notebook.write("parts =", "import numpy\nprint('numpy', numpy.where)")
        assert "numpy from the other origin" in notebook.output("print('numpy'")
        notebook.write("small =", "import scipy\nprint('scipy', scipy.where)")
        assert "No module named 'scipy'" in notebook.output("print('scipy'")
        assert asked == ["/numpy-1.0-py3-none-any.whl", "/scipy-1.0-py3-none-any.whl"]
    finally:
        page.context.close()
