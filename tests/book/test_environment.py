"""The environment that make sets up: by a Python of today, and refused while it cannot work."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKE = shutil.which("make")

# Says that it is Python {version}, makes environments of itself, and notes what it is called for.
FAKE = """#!/bin/sh
case "$1" in
-c) exec {real} -c "import sys; sys.version_info = ({version}, 0); exec(sys.argv[1])" "$2" ;;
-m) echo "$2" >> {calls}
    if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi ;;
*) echo "$1" >> {calls} ;;
esac
"""


@pytest.fixture
def house(tmp_path):
    """A folder with what make reads, and nothing to install."""
    for name in ("Makefile", "requirements.lock", "requirements-peers.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def fake(house, minor, name="python"):
    calls = house / "calls"
    text = FAKE.format(real=sys.executable, version=f"3, {minor}", calls=calls)
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return calls


def make(house, *arguments, path=None):
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    env.pop("PYTHON", None)
    return subprocess.run(
        [MAKE, *arguments], cwd=house, env=env | ({"PATH": path} if path else {}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_a_supported_python_makes_the_environment_once(house, minor):
    calls = fake(house, minor)
    for _ in range(2):
        done = make(house, "book", "PYTHON=./python")
        assert done.returncode == 0, done.stderr
    # Made and filled once; the book is asked for each time.
    assert calls.read_text().split() == ["venv", "pip", "book/build.py", "book/build.py"]


@pytest.mark.parametrize(
    ("target", "minor"), [("book", 10), ("pdf", 10), ("bench", 10), ("book", 15)]
)
def test_another_python_is_refused_before_anything_is_made(house, target, minor):
    calls = fake(house, minor)
    before = set(house.iterdir())
    done = make(house, target, "PYTHON=./python")
    assert done.returncode == 2
    assert "polyattn needs one of Python 3.11 3.12 3.13 3.14, with venv" in done.stdout
    assert "./python is none of them" in done.stdout
    assert set(house.iterdir()) == before
    assert not calls.exists()


def test_no_python_at_all(house):
    empty = house / "bin"
    empty.mkdir()
    done = make(house, "book", "SHELL=" + shutil.which("bash"), path=str(empty))
    assert done.returncode == 2
    assert "none was found: make PYTHON=/path/to/python" in done.stdout
    assert not (house / ".venv").exists()


def of_another_python(house):
    fake(house, 10, ".venv/bin/python")


def of_a_python_that_has_gone(house):
    (house / ".venv/bin").mkdir(parents=True)
    (house / ".venv/bin/python").symlink_to(house / "gone")


def interrupted(house):
    (house / ".venv").mkdir()


@pytest.mark.parametrize("spoil", [of_another_python, of_a_python_that_has_gone, interrupted])
def test_an_environment_that_cannot_work_is_named_with_its_cure(house, spoil):
    fake(house, 13)
    spoil(house)
    done = make(house, "book", "PYTHON=./python")
    assert done.returncode == 2
    assert "remove it (rm -r .venv) and call make again" in done.stdout
    shutil.rmtree(house / ".venv")
    assert make(house, "book", "PYTHON=./python").returncode == 0


def test_what_a_failed_start_has_left_goes(house):
    fake(house, 13)
    text = (house / "python").read_text()
    (house / "python").write_text(text.replace("then mkdir", "then mkdir $3; exit 3; mkdir"))
    assert make(house, "book", "PYTHON=./python").returncode == 2
    assert not (house / ".venv").exists()
