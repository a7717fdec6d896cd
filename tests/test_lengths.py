"""A module has one concept, and so at most 250 lines."""

from pathlib import Path

import polyattn

ROOT = Path(polyattn.__file__).parents[1]
MOST = 250
# Longer than that today: the list may only shrink.
LONGER = {
    "polyattn/derivation/rules/__init__.py",  # the names of all rules
    "polyattn/derivation/rules/gaussian.py",
    "polyattn/ledger/chapters/ch09c_width_against_degree_coins.py",
    "polyattn/ledger/chapters/ch09d_where_width_is_enough_limits.py",
}


def lines(path):
    return path.read_text(encoding="utf-8").count("\n")


def test_no_other_module_is_longer():
    modules = {path.relative_to(ROOT).as_posix(): path for path in ROOT.glob("polyattn/**/*.py")}
    longer = {name for name, path in modules.items() if lines(path) > MOST}
    assert not longer - LONGER, "make two modules of it, by concept"
    assert not LONGER - longer, "it is short enough now, or gone: take it off the list"
