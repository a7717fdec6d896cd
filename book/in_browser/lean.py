"""What JupyterLite and the wheels bring that no reader of a chapter meets, left out of the site."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from in_browser.languages import other_languages

# Maps of minified scripts, types, documentation, settings one by one that all.json has together,
# and fonts in forms that only browsers without WebAssembly ask for: JupyterLab's icons and the
# formulas of jupyterlab-myst come as woff2.
_USELESS = (
    "*.map", "*.d.ts", "rspack.*.js", "doc", "build/schemas/@*",
    "*.eot", "*.ttf", "fa-*.svg", "fa-*.woff", "extensions/jupyterlab-myst/static/*.woff",
)  # fmt: skip
# How jupyterlab-myst colours code in the text of a notebook; Python alone keeps its colours.
_LANGUAGES = "react-syntax-highlighter_languages_*.js"
# Scripts that come only when a cell shows what they draw, and no chapter has it. A script goes if
# its text has the mark, and with it those that no other script asks for.
FEATURES = {
    "diagrams of Mermaid": "mermaidAPI",
    "their layout": "org.eclipse.elk",
    "plots of Vega": "Unrecognized signal name",
    "plots of Vega-Lite": "vega/v5",
    "a terminal": "xterm-helper-textarea",
}
_OWN = re.compile(r"\.push\(\[\[([\d,]+)\]")
_ASKED = re.compile(r"\.e\((\d+)\)")
# Tests, copies of what JupyterLite itself has, headers for a compiler, and a library's second copy,
# under the name that Linux looks for: it was a link before it came into a wheel. Languages that
# Pygments colours, but for those that IPython colours; parts of fontTools that only make fonts,
# where Matplotlib writes those of a PDF. SymPy's quanta, machines, and readers of other notations.
_UNREAD = re.compile(
    r"(?:^|/)tests?/|\.data/data/|^anywidget/labextension/|^z3/include/|^z3/lib/libz3\.so\."
    r"|^sympy/(?:parsing/(?:autolev|c|fortran|latex)|physics/(?:biomechanics|continuum_mechanics"
    r"|control|hep|mechanics|optics|quantum|vector))/"
    r"|^pygments/lexers/(?!(?:__init__|_mapping|_css_builtins|_lilypond_builtins|_scheme_builtins"
    r"|css|data|html|javascript|jvm|lilypond|lisp|markup|perl|python|ruby|shell|special)\.pyc?$)"
    r"|^fontTools/(?:cu2qu|diff|merge|mtiLib|qu2cu|svgLib|tfmLib|ttx|ufoLib|voltLib)\b"
    r"|^fontTools/varLib/(?:interpolat|instancer|avar)"
)

# Of Python's own library: how text was encoded elsewhere before Unicode (but for what zip files
# and host names use), and servers and clients of networks.
UNREAD_OF_PYTHON = re.compile(
    r"^encodings/(?!(?:__init__|aliases|ascii|base64_codec|charmap|cp437|hex_codec|idna|latin_1"
    r"|punycode|raw_unicode_escape|undefined|unicode_escape|utf_\w+|zlib_codec)\.pyc?$)"
    r"|^(?:wsgiref|xmlrpc)/|^(?:ftplib|imaplib|mailbox|poplib)\.pyc?$"
)


def strip(out: Path) -> None:
    """Delete from JupyterLite's folder what is never asked for.

    Raises
    ------
    RuntimeError
        If it no longer has a feature that is to be left out, with the one to look for.
    """
    for pattern in _USELESS:
        for path in sorted(out.rglob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in sorted(out.rglob(_LANGUAGES)):
        if "_python" not in path.name:
            path.unlink()
    folders = [out / "build", *sorted(out.glob("extensions/**/static"))]
    seen: set[str] = set()
    for folder in folders:
        texts = {x: x.read_text(encoding="utf-8") for x in sorted(folder.rglob("*.js"))}
        has = {x: {name for name, mark in FEATURES.items() if mark in y} for x, y in texts.items()}
        seen = seen.union(*has.values())
        dropped = {x for x in texts if has[x]}
        if folder == folders[0]:
            others = other_languages(texts)
            dropped |= {x for x in texts if others.issuperset(_ids(texts[x]) or "?")}
        for path in with_their_own(texts, dropped):
            path.unlink()
    if lost := [name for name in FEATURES if name not in seen]:
        raise RuntimeError(
            f"make site: no script of JupyterLite has {', '.join(lost)}; look for another mark in "
            "book/in_browser/lean.py"
        )


def with_their_own(texts: dict[Path, str], dropped: Iterable[Path]) -> set[Path]:
    """Return these scripts, and all that only they ask for.

    Parameters
    ----------
    texts : dict
        What each script of a folder says, by its path.
    dropped : iterable of Path
        The scripts to begin with.
    """
    own = {x: set(_ids(text)) for x, text in texts.items()}
    asked = {x: set(_ASKED.findall(text)) for x, text in texts.items()}
    gone: set[Path] = set()
    more = set(dropped)
    while more:
        gone |= more
        theirs = set().union(*(asked[x] for x in gone))
        others = set().union(*(asked[x] for x in texts if x not in gone))
        more = {x for x in texts if x not in gone and own[x] & theirs and not own[x] & others}
    return gone


def _ids(text: str) -> list[str]:
    """Return the numbers by which others ask for a script; its first words give them."""
    return found[1].split(",") if (found := _OWN.search(text[:2000])) else []


def pack(
    wheel: Path,
    folder: Path,
    unread: re.Pattern[str] = _UNREAD,
    change: Callable[[str, bytes], bytes] = lambda name, content: content,
) -> Path:
    """Write a wheel, or a zip, into `folder` without what is not read there, and return it.

    The same wheel makes the same bytes. What remains is as `change` returns it, by its name.
    """
    packed = folder / wheel.name
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(packed, "w") as made:
        for entry in whole.infolist():
            if unread.search(entry.filename):
                continue
            content = change(entry.filename, whole.read(entry))
            if entry.filename.endswith(".dist-info/RECORD"):
                lines = content.decode().splitlines(keepends=True)
                content = "".join(x for x in lines if not unread.search(x.split(",")[0])).encode()
            made.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return packed
