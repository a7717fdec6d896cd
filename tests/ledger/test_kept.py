"""Findings are kept as long as all that they depend on stays the same, and no longer."""

import json
import shutil
import subprocess
import sys

import pytest

from polyattn.ledger import chapters, claims, kept, verify
from polyattn.ledger.catalogue import closure
from polyattn.ledger.imports import PACKAGE, Imports
from polyattn.ledger.kept import Kept

HOMES = chapters.homes()
# None of them instantiates a statement of another chapter, which loads all.
CHEAP = ("lem:amplification", "lem:normalisation", "lem:order-facts", "lem:row-classes")


@pytest.fixture
def package(tmp_path):
    """A copy of the sources, to be edited."""
    copy = tmp_path / "polyattn"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "requirements.lock").write_text("numpy==1\n")
    return copy


def keys(package):
    found = Kept(package.parent / "kept", claims(), package)
    return {label: found.key(label) for label in claims()}


def changed_by(package, *names):
    """Return the labels whose evidence is run again after a change in these files."""
    before = keys(package)
    for name in names:
        with (package / name).open("a", encoding="utf-8") as file:
            file.write("\n# A comment.\n")
    return {label for label, key in keys(package).items() if key != before[label]}


def test_what_no_proof_loads_changes_no_key(package):
    """Figures above all: style.py is edited often, and the whole ledger takes minutes."""
    others = ("attention/_tiles.py", "explorables/phase_map.py", "sweep.py", "__main__.py")
    data = ("figures/benchmarks.json", "explorables/js/phase-map.js")
    figures = [path.relative_to(package).as_posix() for path in package.glob("figures/*.py")]
    assert {"figures/style.py", "figures/ch05_low_degree.py"} <= set(figures)
    assert changed_by(package, *figures, *others, *data) == set()


@pytest.mark.parametrize(
    "name",
    ["ledger/engine/examine.py", "derivation/reduction.py", "symbolic/__init__.py", "_arb.py"],
)
def test_the_engine_and_the_letters_change_every_key(package, name):
    assert changed_by(package, name) == set(claims())


@pytest.mark.parametrize("home", ["ch05_low_degree", "ch04_high_degree_silence", "ch07_phases"])
def test_a_chapter_changes_its_claims_and_what_rests_on_them(package, home):
    changed = changed_by(package, f"ledger/chapters/{home}.py")
    own = {label for label in claims() if HOMES[label] == home}
    resting = {label for label in claims() if own & set(closure(claims(), [label]))}
    assert own
    assert resting <= changed
    if home == "ch04_high_degree_silence":  # another chapter's module takes a name from it
        assert {HOMES[label] for label in changed} > {HOMES[label] for label in resting}
    else:
        assert changed == resting
    assert changed != set(claims())


def test_the_law_changes_the_claims_that_look_it_up(package):
    changed = changed_by(package, "law/maximal.py")
    assert {HOMES[x] for x in changed} >= {"ch10_binary_classification"}
    assert "lem:amplification" not in changed


def test_the_lock_the_libraries_and_the_interpreter_change_every_key(package, monkeypatch):
    seen = [keys(package)]
    (package.parent / "requirements.lock").write_text("numpy==2\n")
    seen.append(keys(package))
    monkeypatch.setattr(kept, "_version", lambda library: "another")
    seen.append(keys(package))
    monkeypatch.setattr(sys, "version", "3.99")
    seen.append(keys(package))
    monkeypatch.setattr(kept.sys, "flags", type("Flags", (), {"optimize": 1}))
    seen.append(keys(package))
    for label in claims():
        assert len({each[label] for each in seen}) == 5


def test_the_same_sources_elsewhere_have_the_same_keys(package):
    shutil.copytree(package.parent, package.parent / "deeper" / "down")
    assert keys(package) == keys(package.parent / "deeper" / "down" / "polyattn")


LOAD = """
import json, os, sys
import flint, mpmath, numpy, scipy.stats, sympy, z3  # once, before the package

assert not any(name.split(".")[0] == "polyattn" for name in sys.modules)
cheap, *homes = sys.argv[1:]
for home in homes:
    if os.fork() == 0:  # a process of its own
        module = __import__(f"polyattn.ledger.chapters.{home}", fromlist=["CLAIMS"])
        from polyattn.ledger.engine.examine import examine

        for claim in module.CLAIMS:
            if claim.label in cheap.split():
                examine(claim)
        loaded = sorted(name for name in sys.modules if name.split(".")[0] == "polyattn")
        print(json.dumps([home, loaded]), flush=True)
        os._exit(0)
    os.wait()
"""


def test_what_a_chapter_really_loads_is_foreseen():
    """Each chapter in a process of its own, which loads it and tries its cheap claims."""
    command = [sys.executable, "-c", LOAD, " ".join(CHEAP), *sorted(set(HOMES.values()))]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    loaded = dict(map(json.loads, said.stdout.splitlines()))
    assert set(loaded) == set(HOMES.values())
    imports = Imports()
    for home, names in loaded.items():
        start = [f"polyattn.ledger.chapters.{home}", "polyattn.ledger.engine.examine"]
        assert set(names) <= set(imports.behind(start)), home


def test_findings_are_kept_until_something_changes(tmp_path, monkeypatch):
    seen = []

    def run():
        return verify("lem:row-classes", cache=tmp_path, progress=lambda *x: seen.append(x))

    first = run()
    assert run() == first
    assert [(label, done, total) for label, _, done, total in seen] == [("lem:row-classes", 1, 1)]
    monkeypatch.setattr(kept, "_version", lambda library: "another")
    run()
    assert len(seen) == 2


def test_a_broken_cache_is_not_trusted(tmp_path):
    for text in ("{", "[]", "{}"):
        (tmp_path / "lem-row-classes.json").write_text(text)
        assert verify("lem:row-classes", cache=tmp_path)[0].status == "proved"


def test_what_no_claim_is_called_any_more_is_forgotten(tmp_path):
    (tmp_path / "lem-gone.json").write_text("{}")
    verify("lem:row-classes", cache=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["lem-row-classes.json"]


def modules(folder, **sources):
    package = folder / "toy"
    package.mkdir()
    for name, text in sources.items():
        (package / f"{name}.py").write_text(text)
    return Imports(package)


def test_statements_are_followed_wherever_they_stand(tmp_path):
    found = modules(
        tmp_path,
        __init__="",
        one="def f():\n    if f:\n        from toy.two import x\n",
        two="from toy import three\n",
        three="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from toy.four import x\n",
        four="",
    )
    assert set(found.behind(["toy.one"])) == {"toy", "toy.one", "toy.two", "toy.three"}


@pytest.mark.parametrize(
    "text",
    [
        "import toy.two",
        "from . import two",
        "from toy.missing import x",
        "from importlib import import_module\nimport_module('toy.two')",
        "import importlib\nimportlib.import_module(name)",
        "x = __import__('toy.two')",
    ],
)
def test_where_a_module_loads_by_other_means_everything_counts(tmp_path, text):
    found = modules(tmp_path, __init__="", one=text, two="")
    assert set(found.behind(["toy.one"])) == {"toy", "toy.one", "toy.two"}
