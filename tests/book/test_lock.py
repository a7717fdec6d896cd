"""The lock: exact versions of all that is declared, which install on every supported Python."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from in_browser.fetch import CHOICE, pinned

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINES = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
LOCK = [Requirement(line) for line in LINES]
PYTHONS = [f"3.{x}" for x in range(11, 30) if f"3.{x}" in SpecifierSet(PROJECT["requires-python"])]


def holding(python):
    """What the lock asks a Python on Linux for."""
    machine = {"python_version": python, "python_full_version": f"{python}.0"}
    return [one for one in LOCK if one.marker is None or one.marker.evaluate(machine)]


def wheel(one):
    """The distribution installed here, if it is the one pinned and of Python alone."""
    try:
        here = distribution(one.name)
    except PackageNotFoundError:
        return None
    plain = re.search(r"^Tag: py\d.*-none-any$", here.read_text("WHEEL") or "", re.MULTILINE)
    return here if plain and str(one.specifier) == f"=={here.version}" else None


def test_it_holds_names_and_exact_versions_only():
    for line in LINES:
        assert re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9_.!+]+( ; [^:]+)?", line), line


def test_every_dependency_is_in_it():
    extras = [x for names in PROJECT["optional-dependencies"].values() for x in names]
    wanted = {Requirement(x).name for x in [*PROJECT["dependencies"], *extras]} - {"polyattn"}
    for python in PYTHONS:
        assert wanted <= {canonicalize_name(one.name) for one in holding(python)}, python


@pytest.mark.parametrize("python", PYTHONS)
def test_no_package_is_pinned_twice(python):
    names = [one.name for one in holding(python)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("python", PYTHONS)
def test_what_is_installed_here_admits_every_python(python):
    for one in holding(python):
        if here := wheel(one):
            asked = here.metadata.get("Requires-Python", "")
            assert f"{python}.0" in SpecifierSet(asked), f"{one} on Python {python}"


@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
def test_everything_else_has_a_wheel_for_every_python(python, tmp_path):
    """Asks the package registry; a wheel of Python alone that is installed needs no asking."""
    others = [f"{one.name}{one.specifier}" for one in holding(python) if not wheel(one)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
         "--no-deps", "--only-binary=:all:", f"--python-version={python}",
         f"--target={tmp_path}", *others],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_browser_gets_the_versions_that_hold_there():
    text = (
        "one==1\n# a remark\n\n"
        "two==2 ; python_version < '3.14'\ntwo==3 ; python_version >= '3.14'\n"
        "three==4 ; sys_platform == 'emscripten'\nfour==5 ; sys_platform == 'win32'\n"
    )
    assert pinned(text) == {"one": "1", "two": "3", "three": "4"}
    assert set(CHOICE["served"]) <= set(pinned("\n".join(LINES)))
