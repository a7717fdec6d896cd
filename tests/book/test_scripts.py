"""The scripts of the pages, which share one scope."""

from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "book" / "extension" / "polyattn_book" / "static"
DECLARES = ("function", "async", "class", "const", "let", "var")


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.stem)
def test_a_script_keeps_its_names_to_itself(script):
    """In sloppy mode even a block's function takes the place of another script's of that name."""
    lines = script.read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if not line.startswith("//")) == '"use strict";'
    assert [line for line in lines if line.startswith(DECLARES)] == []
