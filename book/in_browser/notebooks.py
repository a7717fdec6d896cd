"""The chapters as the browser runs them: what a page's builder would resolve is resolved here."""

from __future__ import annotations

import copy
import json
import re
import shutil
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, parse_file

from in_browser.imports import parted, that_wait

_LABEL = re.compile(r"^:label: (\S+)$", re.MULTILINE)
_REFERENCE = re.compile(r"\{prf:ref\}`(?:([^`<]+?) *<([^`>]+)>|([^`]+))`")
_CITATION = re.compile(r"\{cite\}`([^`]+)`")
NOTE = """\
```{{note}}
**This copy runs in your browser.** What you change is kept by the browser and sent to nobody.
Derivations, exact numbers and live figures need this site alone. One cell, marked as the one for
numbers and plots, asks `{host}` for NumPy, SciPy and Matplotlib and checks what comes. A cell that
cannot run says so in one line; the others go on.
```
"""
_WAITING = "# For numbers and plots: NumPy, SciPy and Matplotlib come from {host}.\n"
# Pyodide loads only what a cell itself imports: what computes with python-flint inside, and what
# may ask z3, as a derivation does where SciPy is not there to add up its hypotheses.
_EXACT = re.compile(
    r"polyattn(?:\.| import .*\b)(?:rows|bounds|degrees|law)\b"
    r"|\b(?:row_classes|MaximalPreactivation|separability)\b"
)
_DERIVES = re.compile(r"\b(?:Derivation|derivations?|verify)\b")


def in_browser(notebooks: dict[str, Any], references: Path, host: str) -> dict[str, Any]:
    """Return the notebooks for the browser, by name.

    Parameters
    ----------
    notebooks : dict
        The chapters' notebooks, by the names of their files.
    references : pathlib.Path
        The book's BibTeX file.
    host : str
        Where the numeric packages come from.
    """
    books = parse_file(references)
    codes = [_text(cell) for notebook in notebooks.values() for cell in notebook["cells"]
             if cell["cell_type"] == "code"]  # fmt: skip
    waiting = that_wait(codes, references.parents[1])
    homes = {
        label: name
        for name, notebook in notebooks.items()
        for cell in notebook["cells"]
        for label in _LABEL.findall(_text(cell))
    }
    return {name: _adapted(name, notebook, homes, books, host, waiting)
            for name, notebook in notebooks.items()}  # fmt: skip


def _adapted(
    name: str,
    notebook: dict[str, Any],
    homes: dict[str, str],
    books: BibliographyData,
    host: str,
    waiting: set[str],
) -> dict[str, Any]:
    adapted = copy.deepcopy(notebook)
    cells = adapted["cells"]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = _CITATION.sub(lambda found: f"({_cited(found[1], books)})", _text(cell))
            cell["source"] = _REFERENCE.sub(lambda found: _link(found, name, homes), text)
    note = {"cell_type": "markdown", "id": "in-browser-note", "metadata": {},
            "source": NOTE.format(host=host)}  # fmt: skip
    adapted["cells"] = [cells[0], note, *_in_order(cells[1:], waiting, host)]
    adapted["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)", "language": "python", "name": "python",
    }  # fmt: skip
    return adapted


def _in_order(cells: list[dict[str, Any]], waiting: set[str], host: str) -> list[dict[str, Any]]:
    """Return the cells with the imports that wait in one cell, before the first that needs them."""
    late: set[str] = set()
    made: list[dict[str, Any]] = []
    imports: list[str] = ["import matplotlib", "import scipy"]
    place = None
    for cell in cells:
        if cell["cell_type"] != "code":
            made.append(cell)
            continue
        at_once, later, taken = parted(_text(cell), waiting, late)
        imports += taken
        if at_once:
            made.append(_code(at_once, cell))
        if later:
            place = len(made) if place is None else place
            made.append(_code(later, cell, "" if not at_once else "-later"))
    code = [cell for cell in made if cell["cell_type"] == "code"]
    if not code:
        return made
    derives = any(_DERIVES.search(_text(cell)) for cell in code)
    exact = derives or any(_EXACT.search(_text(cell)) for cell in code)
    code[0]["source"] = "\n".join([
        "import in_the_browser  # a cell that cannot run says so in one line",
        *(["import flint  # exact numbers"] if exact else []),
        *(["import z3  # a solver"] if derives else []), "", code[0]["source"],
    ])  # fmt: skip
    text = _WAITING.format(host=host) + "\n".join(dict.fromkeys(imports))
    wait = _code(text, {"id": "in-browser-packages", "metadata": {}})
    made.insert(len(made) if place is None else place, wait)
    return made


def _code(text: str, like: dict[str, Any], suffix: str = "") -> dict[str, Any]:
    """Return a cell that lets the cells below run although it may need what a browser lacks."""
    tags = [*like["metadata"].get("tags", []), "raises-exception"]
    return {
        "cell_type": "code", "id": like["id"] + suffix, "execution_count": None, "outputs": [],
        "metadata": {**like["metadata"], "tags": tags}, "source": text,
    }  # fmt: skip


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _cited(keys: str, books: BibliographyData) -> str:
    return "; ".join(_author_year(books.entries[key.strip()]) for key in keys.split(","))


def _author_year(entry: Any) -> str:
    names = [" ".join(person.last_names).strip("{}") for person in entry.persons["author"]]
    who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return f"{who}, {entry.fields['year']}"


def _link(found: re.Match[str], here: str, homes: dict[str, str]) -> str:
    words, label = (found[1], found[2]) if found[2] else (found[3], found[3])
    home = homes.get(label)
    if home == here:
        return found[0]  # the notebook's own renderer resolves it
    if home is None:
        raise RuntimeError(
            f"make site: {here} refers to {label}, which no chapter has; a label of another page "
            "needs a link instead of a reference"
        )
    return f"[{words}]({home})"


def write(folder: Path, notebooks: dict[str, Any], data: Path) -> None:
    """Write notebooks into a folder, each by its name, and the data that they read beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(data, folder / data.name)
    for name, notebook in notebooks.items():
        (folder / name).write_text(json.dumps(notebook, indent=1), encoding="utf-8")
