"""The example of how to add a claim: it passes the linter and comes out proved, as it says."""

import inspect
import re
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path

import pytest

from polyattn.ledger import chapters, check

ROOT = Path(__file__).parents[2]
TEXT = inspect.getdoc(chapters)


def example():
    block = re.search(r"::\n\n((?:(?:    .*)?\n)+)", TEXT).group(1)
    return '"""A chapter\'s claims."""\n\n' + textwrap.dedent(block).strip() + "\n"


def lint(*command):
    place = ROOT / "polyattn" / "ledger" / "chapters" / "ch99_example.py"  # whose rules count
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(place), "-"],
        input=example(), capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(find_spec("ruff") is None, reason="needs ruff; make lint installs it")
def test_the_example_passes_the_linter():
    lint("check", "--no-cache")
    lint("format", "--check", "--no-cache")


def test_the_example_is_proved_and_every_mutation_refuted():
    module = {}
    exec(example(), module)
    (claim,) = module["CLAIMS"]
    result = check(claim)
    assert result.status == "proved"
    tried = len(claim.mutations)
    assert result.mutations == {"tried": tried, "caught": tried}
    assert f"``python -m polyattn verify {claim.label}``" in TEXT
    assert f"all {tried} mutations" in TEXT
