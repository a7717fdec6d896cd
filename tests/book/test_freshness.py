"""What runs again after a change: neither less than a page needs, nor more."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat.v4 as form
import pytest

from polyattn.derivation import query
from polyattn_book import freshness, ledger, recorder, running
from polyattn_book.recorder import EVERYTHING
from polyattn_book.running import run_all
from polyattn_book.runs import Runs

# A package of the name, as lazy as the real one: a name is found by an import within a call.
SOURCES = {
    "polyattn/__init__.py": "from importlib import import_module\n"
    "def __getattr__(name):\n"
    "    if name not in ('law', 'kernels'):\n"
    "        raise AttributeError(name)\n"
    "    return import_module('polyattn.' + name)\n",
    "polyattn/kernels.py": "degree = 2\n",
    "polyattn/law.py": "def p():\n    from polyattn.kernels import degree\n    return degree\n",
    "polyattn/symbolic/__init__.py": "",
    "polyattn/ledger/__init__.py": "",
    "polyattn/ledger/engine.py": "",
    "polyattn/ledger/chapters/__init__.py": "",
    "polyattn/ledger/chapters/ch05.py": "",
    "polyattn/figures/__init__.py": "",
    "polyattn/figures/style.py": "ink = 'black'\n",
    "polyattn/figures/ch05.py": "from polyattn.figures.style import ink\n",
    "polyattn/figures/ch06.py": "from polyattn.figures.style import ink\n",
    "polyattn/figures/benchmarks.json": "{}",
    "polyattn/explorables/__init__.py": "",
    "polyattn/explorables/bundle.py": "from pathlib import Path\n"
    "def script(key):\n"
    "    return (Path(__file__).parent / 'js' / f'{key}.js').read_text()\n",
    "polyattn/explorables/js/phases.js": "export default 1;\n",
    "polyattn/explorables/js/lottery.js": "export default 2;\n",
    "polyattn/explorables/js/explorables.css": "",
    "book/page.md": "Words.\n",
    "book/extension/polyattn_book/static/book.css": "",
    "notebooks/data/heads.csv": "1\n",
    "requirements.lock": "numpy==1\n",
    "_config.yml": "title: Toy\n",
}
CELLS = {
    "05": [
        "import polyattn\nprint(polyattn.law.p())",
        "from polyattn.figures import ch05",
        "from pathlib import Path\nPath('data/heads.csv').read_text()",
    ],
    "06": [
        "from polyattn.figures.ch06 import ink",
        "from polyattn.explorables import bundle\nbundle.script('phases')",
    ],
}


def notebook(name, words="Words."):
    cells = [form.new_markdown_cell(words), *map(form.new_code_cell, CELLS[name])]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return form.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write(root, sources):
    for name, text in sources.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def kept(root):
    return Runs(root / "_build" / "executed", root, root / "polyattn")


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A small book whose two notebooks have run."""
    root = write(tmp_path_factory.mktemp("book"), SOURCES)
    before = dict(os.environ)
    os.environ |= {
        "PYTHONPATH": str(root),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    ran = {}
    try:
        run_all(
            {name: (root / "notebooks" / f"{name}.ipynb", notebook(name)) for name in CELLS},
            root,
            kept(root).surroundings,
            timeout=60,
            jobs=2,
            done=ran.__setitem__,
            package=root / "polyattn",
        )
    finally:
        os.environ.clear()
        os.environ.update(before)
    for name, run in ran.items():
        kept(root).keep(name, run)
    return root


@pytest.fixture
def book(once):
    """The same for each test: what a test changes is put back."""
    yield once
    write(once, SOURCES)
    for path in once.rglob("*.py"):
        if path.relative_to(once).as_posix() not in SOURCES:
            path.unlink()


def stale(root, **notebooks):
    runs = kept(root)
    given = {name: notebooks.get(f"n{name}", notebook(name)) for name in CELLS}
    return {name for name, each in given.items() if runs.fresh(name, each) is None}


def test_nothing_changed_runs_nothing(book):
    assert stale(book) == set()
    run = kept(book).last("05")
    assert run.cells[0]["outputs"][0]["text"] == "2\n"
    assert [cell["execution_count"] for cell in run.cells] == [1, 2, 3]
    assert not run.failure


def test_a_run_notes_what_it_loaded_however_lazily(book):
    read = set(kept(book).last("05").read)
    assert read == {
        "polyattn/__init__.py",
        "polyattn/law.py",
        "polyattn/kernels.py",
        "polyattn/figures/__init__.py",
        "polyattn/figures/style.py",
        "polyattn/figures/ch05.py",
        "notebooks/data/heads.csv",
    }


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("polyattn/figures/ch05.py", {"05"}),
        ("polyattn/figures/style.py", {"05", "06"}),
        ("polyattn/figures/__init__.py", {"05", "06"}),
        ("polyattn/__init__.py", {"05", "06"}),
        ("polyattn/kernels.py", {"05"}),
        ("polyattn/explorables/bundle.py", {"06"}),
        ("polyattn/explorables/js/phases.js", {"06"}),
        ("notebooks/data/heads.csv", {"05"}),
        ("requirements.lock", {"05", "06"}),
        ("polyattn/explorables/js/lottery.js", set()),
        ("polyattn/explorables/js/explorables.css", set()),
        ("polyattn/figures/benchmarks.json", set()),
        ("polyattn/symbolic/__init__.py", set()),
        ("polyattn/ledger/engine.py", set()),
        ("polyattn/ledger/chapters/ch05.py", set()),
        ("polyattn/figures/new.py", set()),
        ("book/page.md", set()),
        ("book/extension/polyattn_book/static/book.css", set()),
    ],
)
def test_a_notebook_runs_again_when_what_it_has_read_changes(book, changed, again):
    with (book / changed).open("a", encoding="utf-8") as file:
        file.write("# A comment.\n")
    assert stale(book) == again


def test_a_word_runs_nothing_and_a_cell_its_own_notebook(book):
    assert stale(book, n05=notebook("05", "Other words.")) == set()
    other = notebook("05")
    other.cells[1].source += "  # a comment"
    assert stale(book, n05=other) == {"05"}
    other = notebook("05")
    other.cells[1].metadata["tags"] = ["raises-exception"]
    assert stale(book, n05=other) == {"05"}


def test_what_is_gone_was_changed(book):
    (book / "polyattn" / "figures" / "ch05.py").unlink()
    assert stale(book) == {"05"}


def test_a_library_or_another_python_runs_everything(book, monkeypatch, tmp_path):
    (tmp_path / "numpy-9.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert stale(book) == set(CELLS)
    monkeypatch.undo()
    assert stale(book) == set()
    monkeypatch.setattr(sys, "version", "3.99")
    assert stale(book) == set(CELLS)


def test_a_run_that_failed_or_is_broken_is_not_used(book, tmp_path):
    runs, good = kept(book), kept(book).last("05")
    other = Runs(tmp_path, book, book / "polyattn")
    assert other.fresh("05", notebook("05")) is None
    other.keep("05", good)
    assert other.fresh("05", notebook("05")) == runs.fresh("05", notebook("05")) == good
    other.keep("05", good.__class__(**{**vars(good), "failure": "ZeroDivisionError"}))
    assert other.fresh("05", notebook("05")) is None
    for text in ("", "{}", "[]", "{"):
        next(tmp_path.glob("05*")).write_text(text)
        assert other.fresh("05", notebook("05")) is None
    (tmp_path / "of-an-older-layout" / "executed").mkdir(parents=True)
    other.forget_strangers(["06"])
    assert not list(tmp_path.iterdir())


def noted(root, code, **settings):
    """Run code in a Python whose recorder is on; return the names that it notes, and states."""
    told = root / "told"
    told.unlink(missing_ok=True)
    begin = (
        f"space = {{'__name__': 'recorder'}}; exec(open({recorder.__file__!r}).read(), space); "
        f"space['start']({str(told)!r}, {str(root)!r})\n"
    )
    own = {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": ""}
    env = {**os.environ, **own, **settings}
    command = [sys.executable, "-c", begin + code]
    subprocess.run(command, check=True, cwd=root, env=env, capture_output=True)
    first, *lines = map(json.loads, told.read_text().splitlines())
    assert first[1] == str(root / "polyattn")
    return dict(lines)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import polyattn; polyattn.kernels", {"polyattn/__init__.py", "polyattn/kernels.py"}),
        ("open('book/page.md').read()", {"book/page.md"}),
        ("import os; os.listdir('polyattn/figures')", {"polyattn/figures"}),
        ("from pathlib import Path; list(Path('book').glob('*.md'))", {"book"}),
        (
            "import os\nif not os.fork():\n  import polyattn.kernels\n  os._exit(0)\nos.wait()",
            {"polyattn/__init__.py", "polyattn/kernels.py"},
        ),
        ("import os\ntry: open('book/none.md')\nexcept OSError: pass", {"book/none.md"}),
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', ''])", {EVERYTHING}),
        (
            "import subprocess, sys; subprocess.run([sys.executable, 'polyattn/kernels.py'])",
            {EVERYTHING},
        ),
        (
            "import subprocess, sys, os\n"
            "subprocess.run([sys.executable, '-P', os.path.abspath('polyattn/kernels.py')])",
            {"polyattn/kernels.py"},
        ),
        (
            "import subprocess, sys, os\n"
            "file = os.path.abspath('polyattn/kernels.py')\n"
            "subprocess.run([sys.executable, '-c', 'import polyattn', file])",
            {EVERYTHING},
        ),
        ("import os, sys; os.system(f'{sys.executable} -c pass')", {EVERYTHING}),
        ("import subprocess; subprocess.run(['true'])", set()),
        ("import multiprocessing.popen_spawn_posix", {EVERYTHING}),
        ("open('/etc/hostname').close()", set()),
    ],
)
def test_the_recorder_sees_every_way_of_reading(book, code, names):
    assert set(noted(book, code)) == names


def test_the_file_that_a_new_python_runs_by_itself_imports_none_of_the_package():
    tree = ast.parse(Path(query.__file__).read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    plain = [node for node in nodes if isinstance(node, ast.Import)]
    names = {name.name for node in plain for name in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert "z3" in names
    assert not {name for name in names if name.split(".")[0] == "polyattn"}


def test_a_module_compiled_elsewhere_is_noted_too(book, tmp_path):
    for _ in range(2):  # the second time its source is not opened
        found = noted(book, "import polyattn.kernels", PYTHONPYCACHEPREFIX=str(tmp_path))
        assert set(found) == {"polyattn/__init__.py", "polyattn/kernels.py"}
    assert list(tmp_path.rglob("kernels*.pyc"))


def test_what_a_run_read_counts_as_it_was_then(book):
    """A module that is saved while its notebook runs makes the run stale at once."""
    path = book / "polyattn" / "kernels.py"
    code = f"import polyattn.kernels\nopen({str(path)!r}, 'a').write('degree = 3')"
    found = noted(book, code)
    assert found["polyattn/kernels.py"] != kept(book)._now("polyattn/kernels.py")


def test_where_the_recorder_saw_no_further_all_of_the_package_counts(tmp_path):
    told, package = tmp_path / "told", tmp_path / "polyattn"
    lines = [["", str(package)], ["polyattn/a.py", "1"], [EVERYTHING, ""]]
    told.write_text("\n".join(map(json.dumps, lines)))
    whole = {"polyattn/a.py": "1", "polyattn/b.py": "2"}
    assert running.read_by(told, package, whole) == whole


def test_a_kernel_with_another_package_is_refused(tmp_path):
    told = tmp_path / "told"
    told.write_text(json.dumps(["", "/elsewhere/polyattn"]))
    with pytest.raises(RuntimeError, match="imports polyattn from /elsewhere/polyattn, this build"):
        running.read_by(told, tmp_path / "polyattn", {})
    with pytest.raises(RuntimeError, match="imports polyattn from nowhere"):
        running.read_by(tmp_path / "nothing", tmp_path / "polyattn", {})


@pytest.mark.parametrize(
    ("name", "everything"),
    [
        ("book/extension/polyattn_book/page.py", True),
        ("book/extension/polyattn_book/paper/graph.py", True),
        ("book/extension/polyattn_book/search.js", True),
        ("_config.yml", True),
        ("_toc.yml", True),
        ("requirements.lock", True),
        ("book/references.bib", True),
        ("book/extension/polyattn_book/static/book.css", False),
        ("book/extension/polyattn_book/static/print.js", False),
        ("book/page.md", False),
        ("polyattn/figures/style.py", False),
    ],
)
def test_all_pages_are_read_again_when_what_makes_them_changes(tmp_path, name, everything):
    root = write(tmp_path, {name: "a"})
    extension = root / "book" / "extension" / "polyattn_book"
    before = freshness.version(root, extension)
    write(root, {name: "b"})
    assert (freshness.version(root, extension) != before) == everything


def result(status="proved", title="A title", steps=1):
    rows = tuple(
        {"role": "proof", "step": str(i), "kind": "smt", "passed": True} for i in range(steps)
    )
    return ledger.ledger.Result("lem:x", "lemma", title, 1, (), status, rows, {})


@pytest.mark.parametrize(
    "now",
    [{}, {"lem:x": result("checked")}, {"lem:x": result(title="B")}, {"lem:x": result(steps=2)}],
)
def test_a_badge_that_changes_is_written_again(now):
    same = {"lem:x": result()}
    app = SimpleNamespace(polyattn_before=same, env=SimpleNamespace(polyattn_results=same))
    assert ledger.changed(app) == []
    app.env.polyattn_results = now
    assert ledger.changed(app) == ["lem:x"]
