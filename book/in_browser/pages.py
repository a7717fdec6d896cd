"""The button on a chapter's page: it says what a click loads, and from where."""

from __future__ import annotations

import re
from pathlib import Path

# Measured in Chromium, from the click to the first result; tests/site/test_in_browser.py holds it.
MEGABYTES = 48
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
