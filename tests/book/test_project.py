"""The commands that the project's own files name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_ci_calls_the_three_checks():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"^make ([a-z-]+)$", script, re.MULTILINE) == ["lint", "test", "check-site"]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "book/running.md"])
def test_pages_name_targets_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    called = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert called
    assert called <= TARGETS
