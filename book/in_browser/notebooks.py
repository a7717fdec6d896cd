"""The chapters as the browser runs them: what a page's builder would resolve is resolved here."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, parse_file

HEAVY = re.compile(r"^(?:import|from) (?:numpy|scipy|matplotlib)\b.*\n?", re.MULTILINE)
_LABEL = re.compile(r"^:label: (\S+)$", re.MULTILINE)
_REFERENCE = re.compile(r"\{prf:ref\}`(?:([^`<]+?) *<([^`>]+)>|([^`]+))`")
_CITATION = re.compile(r"\{cite\}`([^`]+)`")
NOTE = """\
```{{note}}
**This copy runs in your browser.** What you change is kept by the browser and sent to nobody.
Derivations and live figures need nothing more. For numbers and plots run the next cell first: it
asks `{host}` for NumPy, SciPy and Matplotlib and checks what comes. A cell that needs python-flint
or z3 says so; the others go on.
```
"""


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
    homes = {
        label: name
        for name, notebook in notebooks.items()
        for cell in notebook["cells"]
        for label in _LABEL.findall(_text(cell))
    }
    return {name: _adapted(name, notebook, homes, books, host)
            for name, notebook in notebooks.items()}  # fmt: skip


def _adapted(
    name: str, notebook: dict[str, Any], homes: dict[str, str], books: BibliographyData, host: str
) -> dict[str, Any]:
    adapted = copy.deepcopy(notebook)
    heavy = ["import matplotlib\n", "import scipy\n"]
    for cell in adapted["cells"]:
        text = _text(cell)
        if cell["cell_type"] == "markdown":
            text = _CITATION.sub(lambda found: f"({_cited(found[1], books)})", text)
            text = _REFERENCE.sub(lambda found: _link(found, name, homes), text)
        else:
            heavy += HEAVY.findall(text)
            text = HEAVY.sub("", text).strip()
            _go_on(cell)
        cell["source"] = text
    first = "# Run this cell for numbers and plots.\n" + "".join(
        line if line.endswith("\n") else f"{line}\n" for line in dict.fromkeys(heavy)
    )
    adapted["cells"][1:1] = [
        {"cell_type": "markdown", "id": "in-browser-note", "metadata": {},
         "source": NOTE.format(host=host)},
        _go_on({"cell_type": "code", "id": "in-browser-packages", "metadata": {},
                "execution_count": None, "outputs": [], "source": first.strip()}),
    ]  # fmt: skip
    adapted["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)", "language": "python", "name": "python",
    }  # fmt: skip
    return adapted


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _go_on(cell: dict[str, Any]) -> dict[str, Any]:
    """Let the cells below run although this one may need what a browser lacks."""
    tags = cell["metadata"].setdefault("tags", [])
    cell["metadata"]["tags"] = [*tags, "raises-exception"]
    return cell


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


def write(folder: Path, notebooks: dict[str, Any]) -> None:
    """Write notebooks into a folder, each by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notebook in notebooks.items():
        (folder / name).write_text(json.dumps(notebook, indent=1), encoding="utf-8")
