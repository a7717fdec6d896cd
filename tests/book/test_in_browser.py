"""What the site adds for the browser: notebooks, packages, their list, the button."""

import ast
import base64
import copy
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import IPython
import pytest
from IPython.core.interactiveshell import InteractiveShell

from in_browser import (
    bytecode,
    compiling,
    fetch,
    imports,
    lean,
    lock,
    notebooks,
    pages,
    pyodide,
    stubs,
)

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
    assert "{prf:ref}`A <thm:a>`" in texts["one.ipynb"][2]
    assert texts["two.ipynb"][2] == "By [this rule](one.ipynb) and so on"


def test_a_label_that_no_chapter_has():
    with pytest.raises(RuntimeError, match=r"one\.ipynb refers to thm:b, which no chapter has"):
        adapted(one=notebook(("markdown", "# One"), ("markdown", "{prf:ref}`B <thm:b>`")))


def test_citations_are_words():
    texts, _ = adapted(one=notebook(("markdown", "# One {cite}`songxuyin2023,kacham2023`")))
    assert texts["one.ipynb"][0] == "# One (Song et al., 2023; Kacham et al., 2023)"


def test_what_waits_for_another_host_stands_before_what_needs_it_first():
    book = notebook(
        ("markdown", "# One"),
        ("code", "import numpy as np\nimport sympy as sp\n\nx = sp.Symbol('x')"),
        ("code", "x + 1"),
        ("code", "y = x + 2\nz = np.ones(3)\nz + 1"),
        ("code", "print(z)"),
    )
    texts, made = adapted(one=book)
    _, note, first, light, waits, rest, last = _without_parts(texts["one.ipynb"])
    assert "cdn.example" in note
    assert first.splitlines()[0].startswith("import in_the_browser")
    assert first.splitlines()[-3:] == ["import sympy as sp", "", "x = sp.Symbol('x')"]
    assert light == "x + 1"
    assert waits.splitlines()[1:] == ["import matplotlib", "import scipy", "import numpy as np"]
    assert (rest, last) == ("z = np.ones(3)\nz + 1", "print(z)")
    cells = made["one.ipynb"]["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        assert ("raises-exception" in cell["metadata"].get("tags", [])) == (
            cell["cell_type"] == "code"
        )


def _without_parts(texts):
    """The cells but the one that holds what a parted cell can do at once."""
    return [text for text in texts if text != "y = x + 2"]


def test_python_flint_is_loaded_where_a_chapter_computes_exactly():
    plain, exact, derived = (
        notebook(("markdown", "# One"), ("code", f"import sympy\n{name} = 1"))
        for name in ("rows", "row_classes", "derivation")
    )
    texts, _ = adapted(plain=plain, exact=exact, derived=derived)
    loaded = {name: re.findall(r"import (flint|z3)", text[2]) for name, text in texts.items()}
    assert loaded == {
        "plain.ipynb": [], "exact.ipynb": ["flint"], "derived.ipynb": ["flint", "z3"],
    }  # fmt: skip


def test_an_import_waits_if_it_cannot_do_without_numpy():
    light = "from polyattn.symbolic import P, Q"
    heavy = "from numpy.linalg import norm"
    assert imports.that_wait([f"{light}\n{heavy}\nx = 1"], ROOT) == {heavy}


def test_a_definition_may_stand_before_what_it_calls():
    late = set()
    code = "import numpy as np\n\n\ndef one(n):\n    return np.ones(n)\n\n\ntwo = 2\none(two)"
    at_once, later, taken = imports.parted(code, {"import numpy as np"}, late)
    assert at_once == "def one(n):\n    return np.ones(n)\n\n\ntwo = 2"
    assert (later, taken, late) == ("one(two)", ["import numpy as np"], {"np", "one"})


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
        (place,) = (i for i, text in enumerate(code) if "cdn.example" in text)
        before, after = code[:place], code[place + 1 :]
        assert not [text for text in before + after if HEAVY.intersection(modules(text))], name
        assert "\nfrom polyattn" in before[0], "derivations wait for nobody"


def test_the_data_lie_beside_the_notebooks(tmp_path):
    data = ROOT / "notebooks" / "data"
    notebooks.write(tmp_path / "contents", {"one.ipynb": notebook(("markdown", "# One"))}, data)
    made = {path.relative_to(tmp_path / "contents").as_posix(): path.read_bytes()
            for path in tmp_path.rglob("*.*")}  # fmt: skip
    stored = {f"data/{path.name}": path.read_bytes() for path in data.iterdir()}
    assert {"data/encoder.npz", "data/encoder.json", "data/causal.json"} <= set(stored)
    assert made.keys() == {"one.ipynb", *stored}
    assert made.items() >= stored.items()


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


def test_stubs_are_the_same_another_time(tmp_path):
    wheels = stubs.stubs(tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    assert [w.read_bytes() for w in wheels] == [w.read_bytes() for w in stubs.stubs(again)]
    assert len(wheels) == len(stubs.STUBS)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import numpy", "This cell needs numpy: run the cell for numbers and plots first"),
        ("np.ones(3)", "This cell needs np, which no cell has made yet"),
        ("import nothing_like_it", None),
    ],
)
def test_a_cell_that_cannot_run_says_so_in_one_line(code, said, monkeypatch, capsys):
    shell = InteractiveShell()
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    exec(stubs.STUBS["in-the-browser"]["in_the_browser"], {})
    shell.run_cell(code)
    printed = "".join(capsys.readouterr())
    if said:
        assert said in printed
        assert len(printed.strip().splitlines()) == 1
        assert "Traceback" not in printed
    else:
        assert "Traceback" in printed


def test_a_wheel_for_webassembly_with_another_checksum_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "_pip", _pip_that_touches())
    with pytest.raises(RuntimeError, match=r"make site: .*wasm32\.whl has the checksum"):
        fetch.fetch_wheels(tmp_path)
    assert not (tmp_path / "wheels").exists(), "nothing of it stays"


def test_the_list_of_packages(tmp_path):
    theirs = {"info": {"python": "3.14.2"}, "packages": {
        name: {"name": name, "file_name": f"{name}.whl", "sha256": "0" * 64,
               "depends": ["numpy", "pytz"]}
        for name in fetch.CHOICE["from the cdn"]
    }}  # fmt: skip
    folder = tmp_path / "pyodide"
    folder.mkdir()
    (folder / "pyodide-lock.json").write_text(json.dumps(theirs), encoding="utf-8")
    for name in pyodide.PARTS:
        (folder / name).touch()
    wheel = tmp_path / "polyattn-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("polyattn/__init__.py", "")
        packed.writestr(
            "polyattn-0.1.0.dist-info/METADATA",
            "Name: polyattn\nVersion: 0.1.0\nRequires-Dist: numpy>=2\n"
            "Requires-Dist: jedi\nRequires-Dist: lost; extra=='book'\n"
            "Requires-Dist: python-flint\nRequires-Dist: lost; sys_platform == 'win32'\n",
        )
    flint = tmp_path / "python_flint-0.9.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    with zipfile.ZipFile(flint, "w") as packed:
        packed.writestr("flint/pyflint.cpython-314-wasm32-emscripten.so", "")
        packed.writestr(
            "python_flint-0.9.0.dist-info/METADATA", "Name: python-flint\nVersion: 0.9.0\n"
        )
    served = {}
    for one in (wheel, flint, *stubs.stubs(tmp_path)):
        served[one] = tmp_path / f"{one.name}.zst"
        served[one].write_text(f"{one.name}, compressed", encoding="utf-8")
    lock.write_lock(folder, served, tmp_path / "out")
    made = json.loads((tmp_path / "out" / "pyodide-lock.json").read_text(encoding="utf-8"))
    with pytest.raises(RuntimeError, match=r"polyattn-.* needs jedi; add to 'served'"):
        lock.write_lock(folder, {x: served[x] for x in (wheel, flint)}, tmp_path / "again")
    ours = made["packages"]["polyattn"]
    assert (ours["imports"], set(ours["depends"])) == (
        ["polyattn"],
        {"in-the-browser", "jedi"},
    )
    sent = (tmp_path / "out" / ours["file_name"]).read_bytes()
    assert sent == b"polyattn-0.1.0-py3-none-any.whl, compressed"
    assert hashlib.sha256(sent).hexdigest() == ours["sha256"]
    theirs = made["packages"]["python-flint"]  # served, and loaded by a cell that imports it
    assert (theirs["imports"], theirs["file_name"]) == (["flint"], f"{flint.name}.zst")
    numpy = made["packages"]["numpy"]
    assert numpy["file_name"] == fetch.CDN + "numpy.whl"
    assert (numpy["sha256"], numpy["depends"]) == ("0" * 64, ["numpy"])


WHEEL = {
    "sympy/core/add.py": True,
    "sympy/core/tests/test_add.py": False,
    "flint/test/test_all.py": False,
    "sympy/testing/runtests.py": True,
    "anywidget-1.data/data/share/jupyter/main.js": False,
    "z3/include/z3.h": False,
    "z3/lib/libz3.so": True,
    "z3/lib/libz3.so.5.3": False,
    "sympy/physics/units/util.py": True,
    "sympy/physics/matrices.py": True,
    "sympy/physics/vector/frame.py": False,
    "sympy/parsing/sympy_parser.py": True,
    "sympy/parsing/latex/__init__.py": False,
}


def test_a_wheel_leaves_its_tests_behind(tmp_path):
    wheel, out = tmp_path / "x-1-py3-none-any.whl", tmp_path / "out"
    out.mkdir()
    record = "x-1.dist-info/RECORD"
    with zipfile.ZipFile(wheel, "w") as packed:
        for name in WHEEL:
            packed.writestr(name, f"in {name}")
        packed.writestr(record, "".join(f"{name},sha256=,1\n" for name in WHEEL))
    made = lean.pack(wheel, out)
    kept = [name for name, stays in WHEEL.items() if stays]
    with zipfile.ZipFile(made) as packed:
        assert packed.namelist() == [*kept, record]
        assert all(packed.read(name).decode() == f"in {name}" for name in kept)
        told = packed.read(record).decode().splitlines()
    assert [line.split(",")[0] for line in told] == kept
    before = made.read_bytes()
    assert lean.pack(wheel, out).read_bytes() == before


def test_python_brings_the_encodings_of_today(tmp_path):
    kept = ("encodings/utf_8.pyc", "encodings/cp437.pyc", "encodings/__init__.pyc", "email/a.pyc")
    gone = ("encodings/cp1252.pyc", "encodings/big5.py", "xmlrpc/client.pyc", "imaplib.pyc")
    library, out = tmp_path / "python_stdlib.zip", tmp_path / "out"
    out.mkdir()
    with zipfile.ZipFile(library, "w") as whole:
        for name in (*kept, *gone):
            whole.writestr(name, "")
    with zipfile.ZipFile(lean.pack(library, out, lean.UNREAD_OF_PYTHON)) as made:
        assert made.namelist() == [*kept]


def script(number, *asked, text=""):
    asks = "".join(f"await n.e({other});" for other in asked)
    return f"(self.x=self.x||[]).push([[{number}],{{1(e,t,n){{{asks}{text}}}}}]);"


LANGUAGES = (
    'getDefaultLanguages=function(){return[{name:"C",displayName:"C",load:()=>o.e(7)},'
    '{name:"Diff",displayName:"diff",load:()=>o.e(7)},'
    '{name:"Python",displayName:"Python",load:()=>Promise.all([o.e(8),o.e(9)])}]}'
)


def lite_folder(out, marks):
    """JupyterLite as the builder leaves it: scripts that ask for each other, fonts and maps."""
    build, other = out / "build", out / "extensions" / "one" / "static"
    for folder in (build / "schemas" / "@one", other):
        folder.mkdir(parents=True)
    texts = {
        "bundle.js": "n.e(1),n.e(2),n.e(5)," + LANGUAGES,
        "1.js": script(1, 3),  # asks for what a dropped one asks for as well
        "2.js": script(2, 3, 4, text=" ".join(marks)),
        "3.js": script(3),
        "4.js": script(4, 6),
        "5.js": script(5),
        "6.js": script(6),
        "7.js": script(7, 8),  # how C is coloured
        "8.js": script(8),  # and what Python and C share
        "9.js": script(9),
    }
    for name, text in texts.items():
        (build / name).write_text(text, encoding="utf-8")
    coloured = (f"react-syntax-highlighter_languages_highlight_{x}.1.js" for x in ("gml", "python"))
    fonts = ("fa-solid.svg", "fa-solid.woff", "a.woff", "a.woff2", "a.ttf")
    for name in ("1.js.map", *fonts, *coloured):
        (build / name).touch()
    (build / "schemas" / "all.json").touch()
    (build / "schemas" / "@one" / "one.json").touch()
    return build


def test_scripts_that_only_a_feature_left_out_asks_for_go_with_it(tmp_path):
    build = lite_folder(tmp_path, lean.FEATURES.values())
    lean.strip(tmp_path)
    left = sorted(path.relative_to(build).as_posix() for path in build.rglob("*.*"))
    assert left == [
        "1.js", "3.js", "5.js", "8.js", "9.js", "a.woff", "a.woff2", "bundle.js",
        "react-syntax-highlighter_languages_highlight_python.1.js", "schemas/all.json",
    ]  # fmt: skip


def test_a_feature_that_has_another_mark_now_is_an_error(tmp_path):
    *rest, (lost, _) = lean.FEATURES.items()
    lite_folder(tmp_path, [mark for _, mark in rest])
    with pytest.raises(RuntimeError, match=f"no script of JupyterLite has {lost}; look for"):
        lean.strip(tmp_path)


def test_a_list_of_languages_that_is_not_found_is_an_error(tmp_path):
    build = lite_folder(tmp_path, lean.FEATURES.values())
    (build / "bundle.js").write_text("n.e(1)", encoding="utf-8")
    with pytest.raises(RuntimeError, match="JupyterLab lists its languages in another way"):
        lean.strip(tmp_path)


def test_a_page_without_a_title(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "one.html").write_text("<p>no title</p>", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"one\.html has no title"):
        pages.add_buttons(tmp_path, ["one.ipynb"], "cdn.example")


def test_data_that_lie_beside_the_notebooks_are_served_once(tmp_path):
    own, other = tmp_path / "_downloads" / "0f" / "a.npz", tmp_path / "_downloads" / "1f" / "b.npz"
    beside = tmp_path / "in-browser" / "files" / "data" / "a.npz"
    for path, content in ((own, b"1"), (other, b"2"), (beside, b"1")):
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    link = '<a class="download" href="../{}">'
    page = tmp_path / "book" / "running.html"
    page.parent.mkdir()
    page.write_text(link.format("_downloads/0f/a.npz") + link.format("_downloads/1f/b.npz"))
    pages.share_data(tmp_path)
    expected = link.format("in-browser/files/data/a.npz") + link.format("_downloads/1f/b.npz")
    assert page.read_text() == expected
    assert not own.exists()
    assert (other.exists(), beside.exists()) == (True, True)


def test_what_ipython_colours_stays_in_pygments(tmp_path):
    code = "import sys, ipython_pygments_lexers; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in done.stdout.split() if name.startswith("pygments.lexers.")]
    wheel, out = tmp_path / "pygments-2-py3-none-any.whl", tmp_path / "out"
    out.mkdir()
    files = [f"{name.replace('.', '/')}.py" for name in loaded]
    with zipfile.ZipFile(wheel, "w") as packed:
        for name in (*files, "pygments/lexers/__init__.pyc", "pygments/lexers/fortran.py"):
            packed.writestr(name, "")
    with zipfile.ZipFile(lean.pack(wheel, out)) as packed:
        assert packed.namelist() == [*files, "pygments/lexers/__init__.pyc"]
    assert len(files) > 5


def test_a_wheel_is_the_same_another_time(tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(fetch.own_wheels(folder)[0].read_bytes())
    assert made[0] == made[1]


def _pip_that_touches(stops_at=None):
    """In pip's place: empty files with the names that it would fetch."""

    def pip(*arguments):
        options = dict(x[2:].split("=") for x in arguments if x.startswith("--") and "=" in x)
        for exact in (x for x in arguments if "==" in x):
            name, version = exact.split("==")
            stem = name.replace("-", "_")
            wheel = f"{stem}-{version}-py3-none-{options['platform']}.whl"
            (Path(options["dest"]) / wheel).touch()
            if name == stops_at:
                raise KeyboardInterrupt

    return pip


@pytest.mark.parametrize("stops_at", [fetch.CHOICE["served"][-1], "z3-solver"])
def test_an_interrupted_download_is_not_taken_for_a_whole_one(tmp_path, monkeypatch, stops_at):
    binaries = fetch.CHOICE["webassembly"]["wheels"]
    for each in binaries.values():
        monkeypatch.setitem(each, "sha256", hashlib.sha256(b"").hexdigest())
    monkeypatch.setattr(fetch, "_pip", _pip_that_touches(stops_at))
    with pytest.raises(KeyboardInterrupt):
        fetch.fetch_wheels(tmp_path)
    assert not (tmp_path / "wheels").exists()
    monkeypatch.setattr(fetch, "_pip", _pip_that_touches())
    count = len(fetch.CHOICE["served"]) + len(binaries)
    assert len(fetch.fetch_wheels(tmp_path)) == count
    monkeypatch.setattr(fetch, "_pip", None)  # not asked again
    assert len(fetch.fetch_wheels(tmp_path)) == count


@pytest.fixture
def a_wheel():
    """A package of three modules, and tests of its own."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("made/__init__.py", "from made.slow import x")
        packed.writestr("made/slow.py", "x = 'compiled'")
        packed.writestr("made/late.py", "x = 'not compiled'")
        packed.writestr("made/tests/test_it.py", "assert False")
        packed.writestr("made-1.dist-info/METADATA", "Name: made")
    return content.getvalue()


def packed(wheel, modules, *, sources=False, unpacked=False):
    return compiling.with_bytecode(wheel, modules, sources=sources, unpacked=unpacked)


def names(content):
    return set(zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_bytecode_takes_the_place_of_sources_and_loads(a_wheel, tmp_path):
    made = packed(a_wheel, {"made", "made.slow"})
    assert names(made) == {
        "made/__init__.pyc", "made/slow.pyc", "made/late.py", "made-1.dist-info/METADATA",
    }  # fmt: skip
    assert made == packed(a_wheel, {"made", "made.slow"})
    (tmp_path / "made.zip").write_bytes(made)
    code = "import made, made.late; print(made.x, made.late.x)"
    for place in (tmp_path / "made.zip", tmp_path / "made"):
        zipfile.ZipFile(tmp_path / "made.zip").extractall(tmp_path / "made")
        done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(place)},
                              capture_output=True, text=True, check=True)  # fmt: skip
        assert done.stdout == "compiled not compiled\n"


def test_what_is_compressed_as_a_whole_has_files_of_a_kind_side_by_side(a_wheel):
    with zipfile.ZipFile(io.BytesIO(packed(a_wheel, {"made"}, unpacked=True))) as made:
        assert {entry.compress_type for entry in made.infolist()} == {zipfile.ZIP_STORED}
        ends = [name.rpartition(".")[2] for name in made.namelist()]
    assert len(ends) == 4
    assert ends == sorted(ends)


def test_a_package_of_the_browser_alone_is_compiled_whole(a_wheel):
    assert [name for name in names(packed(a_wheel, None)) if name.endswith(".py")] == []


def test_pyodide_that_says_something_else_is_an_error():
    changes = [("one", "two"), ("two two", "three")]
    assert pyodide.changed("x.mjs", "one two", changes) == "three"
    for said in ("nothing", "one one"):
        with pytest.raises(RuntimeError, match=r"x\.mjs does not say 'one' once"):
            pyodide.changed("x.mjs", said, changes)


def test_beside_sources_bytecode_is_taken_whatever_their_date(a_wheel, tmp_path):
    made = packed(a_wheel, {"made.slow"}, sources=True)
    assert names(a_wheel) - names(made) == {"made/tests/test_it.py"}
    assert len(names(made) - names(a_wheel)) == 1
    zipfile.ZipFile(io.BytesIO(made)).extractall(tmp_path)
    (tmp_path / "made" / "slow.py").write_text("x = 'compiled anew'", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", "import made; print(made.x)"],
                          env={"PYTHONPATH": str(tmp_path)},
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == "compiled\n"


def test_a_site_without_node_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(bytecode.shutil, "which", lambda name: None)
    with pytest.raises(RuntimeError, match="Node is missing"):
        bytecode.add_bytecode(tmp_path, [], tmp_path / "out")


def test_a_module_that_cannot_be_loaded_stops_the_site(monkeypatch, tmp_path):
    monkeypatch.setattr(bytecode.shutil, "which", lambda name: name)
    monkeypatch.setattr(bytecode, "_LOADED", "import no_such_module")
    with pytest.raises(RuntimeError, match=r"no bytecode was made[\s\S]*no_such_module"):
        bytecode.add_bytecode(tmp_path, [], tmp_path / "out")
