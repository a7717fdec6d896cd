"""Evidence says no by raising or returning, which `python -O` does not switch off."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from polyattn import ledger
from polyattn.ledger import claims
from polyattn.ledger.engine import Cited, confirm
from polyattn.ledger.engine.evidence import SpotCheckError

SOURCES = sorted(Path(ledger.__file__).parent.rglob("*.py"))
CITED = [
    pytest.param(evidence, id=f"{claim.label}: {step.name}")
    for claim in claims().values()
    for step in claim.steps
    for evidence in step.evidence
    if isinstance(evidence, Cited)
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_is_decided_by_an_assertion(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert not found, f"lines {found}: raise, or call `confirm`"


@pytest.mark.parametrize("evidence", CITED)
def test_a_cited_result_that_does_not_hold_fails(evidence, monkeypatch):
    names = evidence.spot_check.__globals__
    for function, false in (("exp", lambda x: -1.0), ("pi", 1e9)):  # what the bounds are made of
        if function in names:
            monkeypatch.setitem(names, function, false)
    outcome = evidence.check(None, ())
    assert not outcome.passed
    assert "the spot check fails: " in outcome.detail


def test_a_spot_check_is_made_under_optimisation():
    code = (
        "from polyattn.ledger.engine import Cited, confirm\n"
        "print(Cited('Hoeffding', 'a book', lambda: confirm(False, 'here')).check(None, ()).passed)"
    )
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_an_instance_that_holds_says_nothing():
    confirm(True, "anywhere")
    with pytest.raises(SpotCheckError, match=r"^N = 3$"):
        confirm(False, "N = 3")
