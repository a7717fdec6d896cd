"""A chapter's imports for the browser: what needs no NumPy first, all else in a cell of its own.

NumPy, SciPy and Matplotlib come from another host. A derivation must not wait for them, so the
imports that need them leave the cells where they stand, and gather where they are first used.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

LATER = ("numpy", "scipy", "matplotlib")
_TRY = """
import json, sys, warnings
warnings.simplefilter("ignore")
blocked, statements = json.load(sys.stdin)
sys.modules.update(dict.fromkeys(blocked))
need = []
for statement in statements:
    try:
        exec(statement, {})
    except ImportError:
        need.append(statement)
print(json.dumps(need))
"""


# These come without NumPy, and compute with it.
_LATELY = re.compile(r"from polyattn\.(?:attention|figures|law|network)\b(?!\.(?:panel|numbers)\b)")


def statements(code: str) -> list[ast.stmt]:
    """Return the statements at the top level of a cell."""
    return ast.parse(code).body


def text_of(statement: ast.stmt, code: str) -> str:
    """Return a statement as it is written."""
    return "\n".join(code.splitlines()[statement.lineno - 1 : statement.end_lineno])


def is_import(statement: ast.stmt) -> bool:
    """Whether a statement imports."""
    return isinstance(statement, ast.Import | ast.ImportFrom)


def that_wait(codes: list[str], root: Path) -> set[str]:
    """Return the import statements of these cells that need NumPy, SciPy or Matplotlib.

    Each is tried in a Python that lacks the three. What imports them only when it is called waits
    too, if it can do nothing without.

    Raises
    ------
    RuntimeError
        If that Python fails.
    """
    texts = {text_of(x, code) for code in codes for x in statements(code) if is_import(x)}
    done = subprocess.run(
        [sys.executable, "-c", _TRY], cwd=root, check=False,
        input=json.dumps([LATER, sorted(texts)]), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"make site: the chapters' imports could not be tried:\n{done.stderr}")
    return {*json.loads(done.stdout), *filter(_LATELY.match, texts)}


def bound(statement: ast.stmt) -> set[str]:
    """Return the names that an import or a definition gives to what follows."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(each.asname or each.name).split(".")[0] for each in statement.names}
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    return {x.id for x in ast.walk(statement)
            if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store)}  # fmt: skip


def used(statement: ast.stmt) -> set[str]:
    """Return the names that a statement reads."""
    return {x.id for x in ast.walk(statement)
            if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Load)}  # fmt: skip


def parted(code: str, waiting: set[str], late: set[str]) -> tuple[str, str, list[str]]:
    """Part a cell: what can run at once, what cannot, and the imports that wait.

    Parameters
    ----------
    code : str
        The cell.
    waiting : set of str
        The import statements that need a package from elsewhere.
    late : set of str
        The names known to depend on them; those that this cell adds are put in.

    Returns
    -------
    at_once, later : str
        The cell's text in two, either of which may be empty.
    imports : list of str
        The imports taken out of it.
    """
    lines, taken, cut = code.splitlines(), [], None
    for statement in statements(code):
        text = text_of(statement, code)
        if is_import(statement) and text in waiting:
            taken.append(text)
            late |= bound(statement)
            for number in range(statement.lineno - 1, statement.end_lineno or 0):
                lines[number] = "\0"
        elif used(statement) & late:
            late |= bound(statement)
            if cut is None and not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                cut = statement.lineno - 1
    parts = lines[: len(lines) if cut is None else cut], lines[len(lines) if cut is None else cut :]
    at_once, later = ("\n".join(x for x in part if x != "\0").strip() for part in parts)
    return at_once, later, taken
