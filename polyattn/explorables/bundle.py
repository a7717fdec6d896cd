"""The front end's files, joined: one classic script for a page, one module for a notebook.

Each file becomes a function that returns its exports, so that no name of one can meet a name of
another. A classic script runs on a page that is opened from disk as well; a module would not.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from polyattn.figures.style import COLOURS, DARK

__all__ = ["FOLDER", "joined", "page_files", "page_script", "style", "widget_module"]

FOLDER = Path(__file__).parent / "js"
"""Where the scripts and the style sheet lie."""

_IMPORT = re.compile(r'^import (\{[^}]*\}|\* as \w+) from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:function\*?|const) (\w+))", re.MULTILINE)
_DOC = re.compile(r"^ */\*\*.*?\*/\n", re.DOTALL | re.MULTILINE)
"""What a file says to those who read it, and no page needs."""
_OPENING = "export default {"


def page_files() -> dict[str, str]:
    """Return every file that a page with an explorable may ask for, by its name.

    Examples
    --------
    >>> sorted(page_files())[:3]
    ['amplifier.js', 'data-sets.js', 'detection.js']
    """
    keys = [path.stem for path in sorted(FOLDER.glob("*.js")) if _OPENING in _source(path.stem)]
    return {"explorables.css": style(), **{f"{key}.js": page_script(key) for key in keys}}


def style() -> str:
    """Return the style sheet of all explorables, its colours from the book's one table.

    Examples
    --------
    >>> "--x-d0: var(--pa-d0, " in style()
    True
    """
    light = "".join(
        f"\n  --x-{name}: var(--pa-{name}, {shade});" for name, shade in COLOURS.items()
    )
    dark = "".join(f"\n  --x-{name}: {shade};" for name, shade in DARK.items())
    lab = '[data-jp-theme-light="false"] .explorable'
    rules = (FOLDER / "explorables.css").read_text(encoding="utf-8")
    return f".explorable {{{light}\n}}\n{lab} {{{dark}\n}}\n{rules}"


def joined(*names: str) -> str:
    """Return files of the front end and all that they import, as functions of one script.

    Parameters
    ----------
    *names : str
        Their names, such as ``law`` or ``sign-lottery``.

    Returns
    -------
    str
        A script that needs no page. The exports of a file are a constant's properties: ``$law``,
        ``$sign_lottery``; an explorable is ``$sign_lottery.explorable``.

    Examples
    --------
    >>> joined("binomial").splitlines()[0]
    'const $binomial = (() => {'
    """
    order: list[str] = []
    for name in names:
        _needed(name, order)
    return "\n".join(map(_as_function, order))


def page_script(key: str) -> str:
    """Return the script of a published page that makes one kind of explorable live.

    Parameters
    ----------
    key : str
        The explorable's name, such as ``amplifier``.

    Returns
    -------
    str
        A classic script; it leaves no name behind, so that a page may have several.

    Examples
    --------
    >>> page_script("amplifier").splitlines()[0]
    '"use strict";'
    """
    start = f'{_variable("host")}.start("{key}", {_variable(key)}.explorable);'
    return f'"use strict";\n(() => {{\n{joined(key, "host")}\n{start}\n}})();\n'


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
    ending = (
        f"const {{ show }} = {_variable('widget')};\n"
        f"const explorable = {_variable(key)}.explorable;\n"
        "export default { render: ({ model, el }) => show(explorable, model, el) };\n"
    )
    return f"{joined(key, 'widget')}\n{ending}"


def _needed(name: str, before: list[str]) -> None:
    """Add `name` and all that it imports, each after what it needs itself."""
    if name in before:
        return
    for _, other in _IMPORT.findall(_source(name)):
        _needed(other, before)
    before.append(name)


def _as_function(name: str) -> str:
    """Return a file as ``const $name = (() => { ...; return { exports }; })();``."""
    text = _DOC.sub("", _source(name))
    exports = _EXPORT.findall(text)
    if _OPENING in text:
        exports.append("explorable")
        text = text.replace(_OPENING, "const explorable = {")
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
