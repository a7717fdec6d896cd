"""A content policy in every page: it loads what the site serves, and nothing else.

A script or a style sheet that stands in the page itself is allowed by its hash; so is KaTeX, which
``folded.js`` puts there where formulas are to be printed. Style attributes are allowed as such:
KaTeX places every letter of a formula by one, and Matplotlib colours a line.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx

from polyattn_book.folded import MARK
from polyattn_book.katex import SCRIPT

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_DATA = re.compile(r"""type=(?!["']?(?:module|text/javascript|text/css)\b)""")
_CHARSET = re.compile(r'<meta charset="utf-8"\s*/?>', re.IGNORECASE)


def _by_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _katex() -> str:
    return _by_hash(SCRIPT.read_text(encoding="utf-8"))


def hashes(page: str, tag: str) -> list[str]:
    """Return the sources that allow the page's own scripts or style sheets, each once."""
    found = {}
    for name, attributes, body in _INLINE.findall(page):
        if name == tag and body and "src=" not in attributes and not _DATA.search(attributes):
            found[_by_hash(body)] = True
    return list(found)


def policy(page: str, styles: Iterable[str] = ()) -> str:
    """Return the policy of a page; `styles` are the hashes of other pages' style sheets.

    The search reads the pages that it finds, and a browser judges them by the search's policy.
    """
    later = [_katex()] if MARK in page else []
    sources = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *hashes(page, "script"), *later],
        "style-src": ["'self'", *sorted({*hashes(page, "style"), *styles})],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in sources.items())


def with_policy(page: str, styles: Iterable[str] = ()) -> str:
    """Return the page with its policy before anything that it governs."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page, styles)}">'
    better, count = _CHARSET.subn(lambda found: f"{found[0]}\n    {meta}", page, count=1)
    return better if count else f"{meta}\n{page}"


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    paths = (path for path in Path(app.outdir).rglob("*.html") if "_static" not in path.parts)
    pages = {path: path.read_text(encoding="utf-8") for path in paths}
    styles = {source for text in pages.values() for source in hashes(text, "style")}
    for path, text in pages.items():
        if 'http-equiv="Content-Security-Policy"' not in text:
            path.write_text(with_policy(text, styles), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Write the policies when every other part has finished with the pages."""
    app.connect("build-finished", _write, priority=990)
