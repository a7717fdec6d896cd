"""The workflows do what `.ci/run` does, with pinned actions, on every Python of the project."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}
FLOWS = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
CI = re.findall(r"^make ([a-z-]+)$", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE)
OFFICIAL = {
    f"actions/{name}"
    for name in (
        "checkout",
        "setup-python",
        "upload-artifact",
        "upload-pages-artifact",
        "deploy-pages",
    )
}


def steps(name, job=None):
    jobs = FLOWS[name]["jobs"]
    return [s for key, j in jobs.items() if job in (None, key) for s in j["steps"]]


def targets(name):
    return [t for s in steps(name) for t in re.findall(r"\bmake ([a-z-]+)", s.get("run", ""))]


def using(name, action):
    return [s for s in steps(name) if s.get("uses", "").startswith(f"actions/{action}@")]


def triggers(name):
    return FLOWS[name][True]  # YAML 1.1 reads the key `on` as a truth value


def test_these_are_the_workflows():
    assert set(FLOWS) == {"check.yml", "weekly.yml"}


@pytest.mark.parametrize("name", FLOWS)
def test_every_target_exists_and_every_check_of_ci_is_called_in_its_order(name):
    called = targets(name)
    assert set(called) <= TARGETS
    assert [target for target in called if target in CI] == CI


@pytest.mark.parametrize("name", FLOWS)
def test_a_step_is_a_make_target_an_action_or_the_browser(name):
    for step in steps(name):
        if "run" in step:
            browser = "sudo apt-get update && .* chromium fonts-liberation"
            assert re.fullmatch(f"make [a-z-]+|{browser}", step["run"])


def test_every_place_has_the_pythons_that_the_project_supports():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    supported = [
        f"3.{x}" for x in range(30) if f"3.{x}" in SpecifierSet(project["requires-python"])
    ]
    assert FLOWS["check.yml"]["jobs"]["check"]["strategy"]["matrix"]["python"] == supported
    for name in FLOWS:
        for step in using(name, "setup-python"):
            assert step["with"]["python-version"] in {"${{ matrix.python }}", *supported}
    assert re.search(r"^SUPPORTED := (.*)$", MAKEFILE, re.MULTILINE)[1].split() == supported
    words = re.compile(r"Python ((?:3\.\d+, )+3\.\d+ (?:and|or) 3\.\d+)")
    for page in ("README.md", "CONTRIBUTING.md", "book/running.md", "book/publishing.md"):
        (said,) = words.findall((ROOT / page).read_text(encoding="utf-8"))
        assert re.findall(r"3\.\d+", said) == supported, page


def test_actions_are_official_and_pinned_by_commit_with_their_version_beside():
    pins = {}
    for text in TEXTS.values():
        for line in re.findall(r"uses: (.*)", text):
            action, commit = re.fullmatch(r"(\S+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+", line).groups()
            assert action in OFFICIAL
            pins.setdefault(action, set()).add(commit)
    assert set(pins) == OFFICIAL
    assert all(len(commits) == 1 for commits in pins.values())


def test_nothing_is_skipped_and_nobody_writes_more_than_the_site():
    for name, flow in FLOWS.items():
        assert flow["permissions"] == {"contents": "read"}
        assert flow["jobs"]["check"]["env"]["POLYATTN_NO_SKIPS"] == "1", name
        assert all("timeout-minutes" in job for job in flow["jobs"].values())
    granted = [
        j["permissions"] for f in FLOWS.values() for j in f["jobs"].values() if "permissions" in j
    ]
    assert granted == [{"pages": "write", "id-token": "write"}]


def test_main_is_published_after_every_check_has_passed():
    publish = FLOWS["check.yml"]["jobs"]["publish"]
    assert triggers("check.yml")["push"] == {"branches": ["main"]}
    assert publish["needs"] == "check"
    assert "refs/heads/main" in publish["if"]
    assert "push" in publish["if"]
    assert [s["uses"].split("@")[0] for s in publish["steps"]] == ["actions/deploy-pages"]
    (site,) = using("check.yml", "upload-pages-artifact")
    assert site["with"]["path"] == "_build/site"
    assert "refs/heads/main" in site["if"]


def test_a_pull_request_keeps_its_site():
    assert "pull_request" in triggers("check.yml")
    (site,) = using("check.yml", "upload-artifact")
    assert "pull_request" in site["if"]
    assert site["with"]["path"] == "_build/site"
    every = FLOWS["check.yml"]["jobs"]["check"]["strategy"]["matrix"]["python"]
    (python,) = re.findall(r"matrix\.python == '([\d.]+)'", site["if"])
    assert python in every


def test_the_weekly_run_keeps_nothing_and_asks_every_outside_link():
    (when,) = triggers("weekly.yml")["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", when["cron"])
    assert "cache" not in TEXTS["weekly.yml"].replace("PIP_NO_CACHE_DIR", "").lower()
    assert targets("weekly.yml") == ["clean", *CI, "check-links"]
    assert steps("weekly.yml")[-1]["if"] == "always()"


def test_the_publishing_page_names_what_the_workflows_use():
    page = (ROOT / "book" / "publishing.md").read_text(encoding="utf-8")
    only_github = page.split("## What only GitHub can run")[1].split("\n## ")[0]
    for action in OFFICIAL:
        assert f"`{action.removeprefix('actions/')}`" in only_github
    for name in FLOWS:
        assert f"`{name}`" in page
        for target in targets(name):
            assert target == "clean" or f"`make {target}`" in page
