"""The notebooks as files: no outputs, no overlong chapters, exercises with tested solutions."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


def tags(cell):
    return cell["metadata"].get("tags", [])


def without_folded(text):
    """Prose without folded proofs and without code fences of other kinds."""
    kept, inside, folded = [], False, False
    for line in text.splitlines():
        if line.startswith("```") and not inside:
            inside, folded, block = True, "dropdown" in line, []
        elif line.strip() == "```" and inside:
            inside = False
            kept += [] if folded else block
        elif inside:
            folded = folded or ":class: dropdown" in line
            block.append(line)
        else:
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_outputs_in_git(path):
    for cell in cells(path):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def words_of(text):
    """The words of prose: the bars of a table are none."""
    return [x for x in without_folded(text).split() if x.strip("|-:")]


def measured(code):
    """The lines of a cell without its imports and its assertions."""
    unmeasured = (ast.Import, ast.ImportFrom, ast.Assert)
    left = [x for x in ast.walk(ast.parse(code)) if isinstance(x, unmeasured)]
    return len(code.splitlines()) - sum(x.end_lineno - x.lineno + 1 for x in left)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_chapter_stays_within_its_measure(path):
    every = cells(path)
    exercises = next(i for i, c in enumerate(every) if source(c).startswith("## Exercises"))
    words = sum(len(words_of(source(c))) for c in every[:exercises] if c["cell_type"] == "markdown")
    code = sum(measured(source(c)) for c in every if c["cell_type"] == "code")
    assert exercises <= 24
    assert code <= 120
    assert 1200 <= words <= 2500


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_opens_with_a_question_and_closes_with_the_answer(path):
    every = cells(path)
    opening = source(every[0]).splitlines()
    assert opening[0].startswith("# ")
    assert opening[2].startswith("*")
    assert opening[2].endswith("?*")
    assert any("## The answer" in source(c) for c in every)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_formula_in_the_words_of_a_reference(path):
    # A reference shows its words as they are, dollar signs included.
    for cell in cells(path):
        assert not re.search(r"{[a-z:]+}`[^`<]*\$[^`]*<[^`>]+>`", source(cell))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_each_exercise_has_a_folded_solution_that_asserts(path):
    every = cells(path)
    exercises = sum(source(c).count("{dropdown} Solution") for c in every)
    solutions = [c for c in every if "solution" in tags(c)]
    assert 2 <= exercises <= 3
    assert len(solutions) == exercises
    assert all("hide-cell" in tags(c) and "assert" in source(c) for c in solutions)


ALGEBRA = {"cancel", "diff", "expand", "factor", "simplify", "solve", "together"}


def is_algebra(code):
    """Whether a cell works with SymPy, or writes a derivation."""
    calls = [x.func for x in ast.walk(ast.parse(code)) if isinstance(x, ast.Call)]
    named = {x.attr for x in calls if isinstance(x, ast.Attribute) and is_sympy(x.value)}
    chains = {x.id for x in calls if isinstance(x, ast.Name)} & {"Derivation", "derivation"}
    return bool(named & ALGEBRA or chains)


def is_sympy(name):
    return isinstance(name, ast.Name) and name.id == "sp"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_algebra_is_mute(path):
    """What is solved, differentiated or derived is shown: the cell ends in an expression."""
    every = cells(path)
    exercises = next(i for i, c in enumerate(every) if source(c).startswith("## Exercises"))
    for cell in every[:exercises]:
        if cell["cell_type"] == "code" and is_algebra(source(cell)):
            assert isinstance(ast.parse(source(cell)).body[-1], ast.Expr), source(cell)


def shown(cell):
    """Whether a cell shows a derivation or an expression of SymPy."""
    last = ast.parse(source(cell)).body[-1:]
    if cell["cell_type"] != "code" or not last or not isinstance(last[0], ast.Expr):
        return False
    calls = [x.func for x in ast.walk(last[0]) if isinstance(x, ast.Call)]
    names = {x.id for x in calls if isinstance(x, ast.Name)}
    methods = {x.attr for x in calls if isinstance(x, ast.Attribute)}
    kinds = {"Steps", "derivation", "derivations"}
    return bool(names & kinds or methods & {"at", "iff", "proves", "Eq", "Matrix", "Tuple"})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_chapter_shows_derivations(path):
    assert sum(shown(cell) for cell in cells(path) if cell["cell_type"] == "code") >= 2


def test_each_ladder_is_reached_from_the_chapter_of_its_bound():
    page = (ROOT / "book/ladders.md").read_text(encoding="utf-8")
    sections = {head.lower().replace(" ", "-") for head in re.findall("^## (.+)$", page, re.M)}
    prose = "\n".join(source(cell) for path in NOTEBOOKS for cell in cells(path))
    links = re.findall(r"book/ladders\.md(?:#([\w-]*))?\)", prose)
    assert len(links) == len(sections) == page.count("Ladder(derivation(")
    assert set(links) == sections
