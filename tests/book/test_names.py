"""One name finds a chapter's parts: its notebook, its claims, its figures, and their tests."""

import re
from pathlib import Path

import pytest

from polyattn.ledger import claims
from polyattn.ledger.chapters import homes

ROOT = Path(__file__).parents[2]
NOTEBOOKS = {
    "ch" + path.stem.replace("-", "_"): path for path in (ROOT / "notebooks").glob("*.ipynb")
}


def chapter(module):
    """The chapter whose name a module carries, with words of its own behind it or without."""
    (found,) = [x for x in NOTEBOOKS if module == x or module.startswith(f"{x}_")] or [None]
    return found


@pytest.mark.parametrize(
    "folder", ["polyattn/ledger/chapters", "polyattn/figures", "tests/ledger", "tests/figures"]
)
def test_every_module_of_a_chapter_carries_its_notebook_s_name(folder):
    names = [path.stem.removeprefix("test_") for path in (ROOT / folder).glob("*.py")]
    numbered = [name for name in names if re.match(r"ch\d", name)]
    assert numbered
    assert [name for name in numbered if chapter(name) is None] == []


def test_every_chapter_has_claims_under_its_number():
    assert {chapter(module) for module in homes().values()} == set(NOTEBOOKS)
    for label, module in homes().items():
        assert int(module[2:4]) == claims()[label].chapter, f"{label} in {module}"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_draws_its_own_chapter_s_figures(name):
    text = NOTEBOOKS[name].read_text(encoding="utf-8")
    drawn = re.findall(r"polyattn\.(?:figures|ledger\.chapters)\.(ch\d\w*)", text)
    assert {chapter(module) for module in drawn} <= {name}
