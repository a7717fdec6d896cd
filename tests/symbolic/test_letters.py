"""No two letters of the package are one symbol or print alike, nor does one made elsewhere."""

import ast
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import sympy as sp

import polyattn
from polyattn import symbolic as s
from polyattn.symbolic import chances, model, neuron, table

MODULES = [import_module(f"polyattn.symbolic.{info.name}") for info in iter_modules(s.__path__)]
PACKAGE = Path(polyattn.__file__).parent


def named(name, value):
    """Yield the letters of a value, each with the name that leads to it."""
    if isinstance(value, sp.Symbol):
        yield name, value
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from named(f"{name}[{place}]", each)


def letters():
    """Return every letter and the names that it has: in modules, in tuples, in the table."""
    found = defaultdict(set)
    for module in MODULES:
        for name, value in vars(module).items():
            for path, letter in named(name, value):
                found[letter].add(path)
    tables = (s.DEFINITIONS, s.POWERS)
    anywhere = {x for each in tables for pair in each.items() for y in pair for x in y.free_symbols}
    for letter in anywhere | s.INDEXED | set(chances.FIRST_K.values()):
        found[letter]  # it has an entry, with a name or without
    return found


LETTERS = letters()


def test_the_walk_finds_letters_of_every_module():
    assert len(LETTERS) > 180
    assert {s.a, s.X, s.a0, s.kappa, s.alpha, s.entries, chances.g_gamma} <= LETTERS.keys()
    assert s.on(s.f_star, 1) in LETTERS


def test_no_two_letters_are_one_symbol():
    # a letter in a tuple may have a name of its own besides
    alone = {x: {y for y in names if "[" not in y} for x, names in LETTERS.items()}
    assert {x: names for x, names in alone.items() if len(names) > 1} == {}
    rows = {x: {y for y in names if y[:2] == "C_"} for x, names in LETTERS.items()}
    assert all(len(names) <= 1 for names in rows.values())


@pytest.mark.parametrize("printed", [str, sp.latex])
def test_no_two_letters_print_alike(printed):
    found = defaultdict(list)
    for letter in LETTERS:
        found[printed(letter)].append(sp.srepr(letter))
    assert {text: alike for text, alike in found.items() if len(alike) > 1} == {}


def symbols_made(tree):
    """Yield the names of symbols that a module makes itself, by a call with the names in it."""
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        if getattr(called, "attr", None) in ("Symbol", "symbols") and node.args:
            dummies = any(x.arg == "cls" for x in node.keywords)  # never the same as another
            if isinstance(node.args[0], ast.Constant) and not dummies:
                yield from node.args[0].value.split()


def test_what_is_made_elsewhere_is_no_letter():
    homes = defaultdict(set)
    for path in sorted((PACKAGE / "ledger").rglob("*.py")):
        for name in symbols_made(ast.parse(path.read_text(encoding="utf-8"))):
            homes[name].add(path.stem)
    assert homes, "the search finds nothing"
    assert homes.keys().isdisjoint(map(str, LETTERS)), "import that letter, or name another"
    assert [name for name, paths in homes.items() if len(paths) > 1] == []


def test_a_letter_means_one_thing():
    assert not s.DEFINITIONS.keys() & s.POWERS.keys()
    with pytest.raises(ValueError, match=r"^define: d stands for N \+ 3 already"):
        table.define({s.d: s.N + 4})
    with pytest.raises(ValueError, match=r"^define: P stands for p\*\*beta already"):
        table.define({s.P: s.theta})
    with pytest.raises(ValueError, match=r"^define: theta occurs in what it stands for"):
        table.define({s.theta: s.theta + 1})
    with pytest.raises(ValueError, match=r"^define: a occurs in what it stands for"):
        table.define({s.a: s.f_star})
    table.define({s.d: s.N + 3})
    assert not {s.a, s.theta} & s.DEFINITIONS.keys()


def test_the_least_gap_of_an_interval_is_no_power():
    """It was one symbol with the factor by which powers grow, and unfolded to lambda**beta."""
    assert s.unfold(chances.g_gamma, powers=True) == chances.g_gamma
    assert s.unfold(s.g, powers=True) == s.lam**s.beta


def test_the_entries_of_a_vector_are_not_the_tokens():
    assert str(s.entries) != str(s.n)
    assert s.unfold(s.entries) == s.entries


@pytest.mark.parametrize("wrong", [-1, 2, None, "1"])
def test_there_are_two_data_sets(wrong):
    with pytest.raises(ValueError, match=r"^on: dataset must be 0 or 1, got"):
        s.on(s.f_star, wrong)


@pytest.mark.parametrize("module", [model, neuron])
def test_every_letter_of_one_data_set_that_depends_on_a_has_an_index(module):
    for name, letter in vars(module).items():
        for _, each in named(name, letter):
            depends = table.letters(each, powers=True) & {s.a, s.P, s.p_theta}
            assert bool(depends) is (s.on(each, 1) != each), name
