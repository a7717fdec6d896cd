"""The button on a chapter's page: it says what a click loads, and from where."""

from __future__ import annotations

import re
from pathlib import Path

# Measured in Chromium, from the click to the first result; tests/site/test_in_browser.py holds it.
MEGABYTES = 34
_TITLE = re.compile(r"<section [^>]*>\s*<h1>.*?</h1>", re.DOTALL)
_BUTTON = """
<details class="run-here"><summary>Run this chapter in the browser</summary>
<p>Opens the notebook with Python in a new tab; nothing is installed, and nothing that you write
leaves the browser. This site then sends about {megabytes}&nbsp;MB. For numbers and plots the
notebook's first cell asks <code>{host}</code> for NumPy, SciPy and Matplotlib, some tens of MB.</p>
<p><a class="run-here-start" href="../in-browser/notebooks/index.html?path={name}" target="_blank"
rel="noopener">Start it</a></p></details>"""


def add_buttons(site: Path, names: list[str], host: str) -> None:
    """Put a button under the title of each chapter's page.

    Raises
    ------
    RuntimeError
        If a page has no title to put it under.
    """
    for name in names:
        path = site / "notebooks" / f"{Path(name).stem}.html"
        page = path.read_text(encoding="utf-8")
        button = _BUTTON.format(megabytes=MEGABYTES, host=host, name=name)
        page, count = _TITLE.subn(lambda found, extra=button: found[0] + extra, page, count=1)
        if not count:
            raise RuntimeError(f"make site: {path.name} has no title to put the button under")
        path.write_text(page, encoding="utf-8")


def share_data(site: Path) -> None:
    """Let the book's links to data lead to the copy beside the notebooks, and drop its own."""
    beside = (site / "in-browser" / "files" / "data").iterdir()
    same = {path.read_bytes(): path.relative_to(site).as_posix() for path in beside}
    pages = [path for path in site.rglob("*.html") if "in-browser" not in path.parts]
    for path in sorted((site / "_downloads").rglob("*.*")):
        if place := same.get(path.read_bytes()):
            own = path.relative_to(site).as_posix()
            for page in pages:
                text = page.read_text(encoding="utf-8")
                if f'{own}"' in text:
                    page.write_text(text.replace(f'{own}"', f'{place}"'), encoding="utf-8")
            path.unlink()
            path.parent.rmdir()
