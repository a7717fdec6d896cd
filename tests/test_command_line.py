"""The command line as a shell sees it: what it prints where, and its exit status."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

import polyattn

PACKAGE = Path(polyattn.__file__).parent
CHAPTER = '''
"""A chapter of two claims: one that is false, and says so by `assert`; one that needs z3."""

from polyattn.derivation.chain import Derivation
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Computed, Statement, standard
from polyattn.symbolic import tau, theta


def wrong(claim, parts):
    assert 1 == 2, "one is not two"


def proof(part):
    return Derivation(given=part.hypotheses).have(part.conclusion)


def lemma(label, conclusion, *evidence):
    parts, witnesses = {"all": Statement(conclusion, (theta > 0,))}, (Step("one", evidence),)
    toy = Claim(label, "lemma", "A toy", 1, parts, proofs={"all": proof}, witnesses=witnesses)
    return standard(toy)


CLAIMS = (
    lemma("lem:false", theta + tau**2 > 0, Computed("sampled", wrong)),
    lemma("lem:by-z3", theta**4 - theta + 1 > 0),
)
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The package with that chapter instead of its own."""
    folder = tmp_path_factory.mktemp("package")
    copytree(PACKAGE, folder / "polyattn", ignore=ignore_patterns("__pycache__", "ch[01]*"))
    chapter = folder / "polyattn" / "ledger" / "chapters" / "ch01_toys.py"
    chapter.write_text(CHAPTER, encoding="utf-8")
    return folder


@pytest.fixture
def call(folder):
    def call(*arguments, flags=(), before=(), stdout=subprocess.PIPE, **variables):
        path = os.pathsep.join(map(str, [*before, folder]))
        return subprocess.run(
            [sys.executable, *flags, "-m", "polyattn", *arguments],
            stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, cwd=folder,
            env=os.environ | {"PYTHONPATH": path} | variables,
        )  # fmt: skip

    return call


def test_a_reader_that_stops_reading_is_no_error(call):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = call("claims", stdout=closed)
    assert done.stderr == ""
    assert done.returncode == 141


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_without_z3_it_says_how_to_install_it(call, tmp_path, jobs):
    (tmp_path / "z3.py").write_text("raise ModuleNotFoundError(\"No module named 'z3'\")")
    done = call("verify", "--jobs", jobs, before=[tmp_path])
    assert done.returncode == 3
    assert done.stderr.endswith("z3 is not installed; use pip install 'polyattn[proofs]'\n")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["file", "file/cache"])
def test_a_cache_that_cannot_be_written_to_is_refused_before_the_work(call, tmp_path, name):
    (tmp_path / "file").touch()
    done = call("verify", "--cache", str(tmp_path / name))
    assert done.returncode == 2
    assert done.stderr.startswith(f"verify: findings cannot be kept in {tmp_path / name} (")
    assert len(done.stderr.splitlines()) == 1, "it has begun"


@pytest.mark.parametrize(
    ("flags", "variables"), [([], {}), (["-O"], {}), ([], {"PYTHONOPTIMIZE": "1"})]
)
def test_what_an_assertion_refuses_fails_with_optimisation_too(call, flags, variables):
    done = call("verify", "lem:false", flags=flags, **variables)
    assert done.returncode == 1
    assert "FAILED one [symbolic" in done.stdout
    assert "AssertionError: one is not two" in done.stdout
