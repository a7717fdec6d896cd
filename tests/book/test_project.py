"""The project's own files: the lock, the workflows, the README's commands."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda p: p.name
)
def test_workflows_call_targets_that_exist(path):
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    commands = [s["run"] for job in jobs.values() for s in job["steps"] if "run" in s]
    called = {word for c in commands for word in re.findall(r"\bmake ([a-z-]+)", c)}
    assert called
    assert called <= TARGETS


def test_ci_calls_the_three_checks():
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"^make ([a-z-]+)$", script, re.MULTILINE) == ["lint", "test", "check-site"]


@pytest.mark.parametrize("page", ["README.md", "book/running.md"])
def test_pages_name_targets_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    called = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert called
    assert called <= TARGETS
