"""Languages that JupyterLab colours and no cell of a chapter is written in: left out."""

from __future__ import annotations

import re
from pathlib import Path

# What cells and settings are written in; Markdown brings the languages that may stand inside.
_WRITTEN = {"Python", "ipython", "Markdown", "JSON"}
_LIST = re.compile(r'getDefaultLanguages=.*?\[(\{name:"C",.*?)\}\]', re.DOTALL)
_ENTRY = re.compile(r'\{name:"([^"]+)",displayName:(.*?)(?=\{name:"|\Z)', re.DOTALL)
_ASKED = re.compile(r"\.e\((\d+)\)")


def other_languages(texts: dict[Path, str]) -> set[str]:
    """Return the numbers of the scripts that are asked for by other languages alone.

    Parameters
    ----------
    texts : dict
        What each script says, by its path; one of them lists the languages.

    Raises
    ------
    RuntimeError
        If none does.
    """
    found = [listed for text in texts.values() if (listed := _LIST.search(text))]
    if len(found) != 1:
        raise RuntimeError(
            "make site: JupyterLab lists its languages in another way; see "
            "book/in_browser/languages.py"
        )
    theirs: set[str] = set()
    needed: set[str] = set()
    for name, body in _ENTRY.findall(found[0][1]):
        (needed if name in _WRITTEN else theirs).update(_ASKED.findall(body))
    for text in texts.values():
        needed.update(_ASKED.findall(text.replace(found[0][0], "")))
    return theirs - needed
