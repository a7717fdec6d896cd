"""The recipes of CONTRIBUTING.md: what they name is there, and what they show works."""

import re
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest

from polyattn import MaximalPreactivation, Polynomial, SelfAttentionData
from polyattn.ledger import chapters
from tests.law.law_reference import Rows
from tests.law.test_law import check, polynomial_log

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
(EXAMPLE,) = [dedent(x) for x in re.findall(r"^ *```python\n(.*?)^ *```", TEXT, re.DOTALL | re.M)]
NEW = "17[-_]two|ch17|chapter-17"  # the chapter that is still to be added


def test_every_file_that_is_named_is_there():
    named = re.findall(r"[`\s]((?:[a-z_.][\w.-]*/)+[\w.-]*)", TEXT)
    assert len(named) > 20
    missing = {name for name in named if not (ROOT / name).exists()}
    assert {name for name in missing if not re.search(NEW, name)} == set()


def test_the_statement_is_that_of_the_claim_to_copy():
    """What the claim's own test runs: tests/ledger/test_example.py."""
    kind, title, label = re.search(r"{prf:(\w+)} (.*)\n +:label: (\S+)", TEXT).groups()
    said = {f'kind="{kind}"', f'title="{title}"', f'label="{label}"'}
    assert {line for line in said if line not in chapters.__doc__} == set()
    assert f"verify {label}\n" in TEXT


def test_the_value_of_the_law_is_held_against_its_reference():
    names = {
        "Fraction": Fraction, "MaximalPreactivation": MaximalPreactivation, "Rows": Rows,
        "Polynomial": Polynomial, "SelfAttentionData": SelfAttentionData,
        "check": check, "polynomial_log": polynomial_log,
    }  # fmt: skip
    exec(EXAMPLE, names)
    names["test_the_case_that_was_wrong"]()


@pytest.mark.parametrize("module", re.findall(r"-m (tests\.[\w.]+)", TEXT))
def test_modules_that_are_run_can_be(module):
    path = ROOT / (module.replace(".", "/") + ".py")
    assert '__name__ == "__main__"' in path.read_text(encoding="utf-8")
