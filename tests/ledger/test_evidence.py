"""Evidence says no by raising or returning, which `python -O` does not switch off."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from polyattn import ledger
from polyattn.ledger.engine import confirm
from polyattn.ledger.engine.evidence import SpotCheckError

SOURCES = sorted(Path(ledger.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_is_decided_by_an_assertion(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert not found, f"lines {found}: raise, or call `confirm`"


def test_a_computation_says_no_under_optimisation():
    code = (
        "from polyattn.ledger.engine import confirm\n"
        "from polyattn.ledger.engine.evidence import SpotCheckError\n"
        "try:\n    confirm(False, 'here')\nexcept SpotCheckError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True)
    assert done.stdout == "here\n", done.stderr


def test_an_instance_that_holds_says_nothing():
    confirm(True, "anywhere")
    with pytest.raises(SpotCheckError, match=r"^N = 3$"):
        confirm(False, "N = 3")
