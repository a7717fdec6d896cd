"""The front end's files: as they lie for a page, and joined into one module for a notebook.

A page imports them one by one. A notebook takes one text: there each file becomes a function that
returns its exports, so that no name of one can meet a name of another.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["FOLDER", "page_files", "style", "widget_module"]

FOLDER = Path(__file__).parent / "js"
"""Where the scripts and the style sheet lie."""

_IMPORT = re.compile(r'^import (\{[^}]*\}|\* as \w+) from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:function\*?|const) (\w+))", re.MULTILINE)


def page_files() -> list[Path]:
    """Return every file that a page with an explorable may ask for.

    Examples
    --------
    >>> "host.js" in [path.name for path in page_files()]
    True
    """
    return sorted([*FOLDER.glob("*.js"), *FOLDER.glob("*.css")])


def style() -> str:
    """Return the style sheet of all explorables."""
    return (FOLDER / "explorables.css").read_text(encoding="utf-8")


@cache
def widget_module(key: str) -> str:
    """Return the ES module of one explorable, complete in itself, for anywidget.

    Parameters
    ----------
    key : str
        The explorable's name, such as ``amplifier``.

    Returns
    -------
    str
        A module whose default export has the ``render`` that anywidget calls.

    Examples
    --------
    >>> "import " in widget_module("amplifier")
    False
    """
    names = _needed("widget", _needed(key, []))
    ending = (
        f"const {{ show }} = {_variable('widget')};\n"
        f"const explorable = {_variable(key)}.explorable;\n"
        "export default { render: ({ model, el }) => show(explorable, model, el) };\n"
    )
    return "\n".join([*map(_as_function, names), ending])


def _needed(name: str, before: list[str]) -> list[str]:
    """Return `name` and all that it imports, each after what it needs itself."""
    for _, other in _IMPORT.findall(_source(name)):
        if other not in before:
            _needed(other, before)
    before.append(name)
    return before


def _as_function(name: str) -> str:
    """Return a file as ``const $name = (() => { ...; return { exports }; })();``."""
    text = _source(name)
    exports = _EXPORT.findall(text)
    if "export default {" in text:
        exports.append("explorable")
        text = text.replace("export default {", "const explorable = {")
    body = _IMPORT.sub(_look_up, _EXPORT.sub("", text))
    inside = f"{body}return {{ {', '.join(exports)} }};\n"
    return f"const {_variable(name)} = (() => {{\n{inside}}})();\n"


def _look_up(match: re.Match[str]) -> str:
    names = match[1].removeprefix("* as ")
    return f"const {names} = {_variable(match[2])};"


def _variable(name: str) -> str:
    return "$" + name.replace("-", "_")


def _source(name: str) -> str:
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")
