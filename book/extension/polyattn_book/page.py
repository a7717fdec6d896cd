"""What a page loads: nothing from elsewhere, and nothing that it does not use."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# thebe wants a public CDN; its icons' script is 1.5 MB, and the icons come from a web font.
_UNUSED = re.compile(r"thebe|fontawesome\.js|require\.js|html-manager|mathjax", re.IGNORECASE)


def _drop_unused(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    def wanted(asset: Any) -> bool:
        name = str(getattr(asset, "filename", asset) or "")
        body = str(getattr(asset, "attributes", {}).get("body", ""))
        return not (_UNUSED.search(name) or "THEBE" in body)

    context["default_mode"] = "auto"  # left empty, the theme's script complains on a first visit
    for kind in ("script_files", "css_files"):
        context[kind] = [asset for asset in context.get(kind, []) if wanted(asset)]


# Maps of minified files, and the theme's words in other languages, which the builder alone reads.
_UNSERVED = ("**/fontawesome.js*", "_static/**/*.map", "_static/locales")

# Written by the theme and the builder themselves, out of reach of the page's list of scripts.
_MENDED = (
    (re.compile(r"<(script|link)[^>]*fontawesome\.js[^>]*>(</script>)?\s*"), ""),
    (re.compile(r'<script type="text/x-thebe-config">.*?</script>\s*', re.DOTALL), ""),
    (re.compile(r"<script>kernelName = [^<]*</script>\s*"), ""),
    # A content policy allows no handler in an attribute: print.js has it.
    (re.compile(r' onclick="window\.print\(\)"'), ""),
    # For a screen reader: the book's name stands in a landmark, and a list holds items.
    (
        re.compile(r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand)'),
        '<div class="sidebar-primary-item" role="navigation" aria-label="Front page">',
    ),
    (re.compile(r'role="doc-biblioentry"'), 'role="listitem"'),
    # What unfolds the pages below one in the contents has a sign and no name.
    (
        re.compile(r'<summary>(?=<span class="toctree-toggle")'),
        '<summary aria-label="The pages below">',
    ),
    # A notebook is to be saved; a browser would show its text.
    (re.compile(r'(<a href="[^"]*_sources/[^"]*\.ipynb") target="_blank"'), r"\1 download"),
)

# The theme loads the search's index everywhere, for results while one types, which are switched
# off: the search has a page of its own.
_SEARCH = re.compile(
    r'<script src="[^"]*(?:searchtools|language_data|searchindex)\.js"></script>\s*'
)


def mended(page: str, *, searches: bool = False) -> str:
    """Return a page without what it does not use, and with the roles that it lacks."""
    for pattern, better in _MENDED:
        page = pattern.sub(better, page)
    return page if searches else _SEARCH.sub("", page)


_FONT = re.compile(r'<link rel="preload" as="font"[^>]* href="([^"]+)"[^>]*>\s*')
# On a page that is opened from disk a browser refuses to fetch a font early, and says so.
_ASK = """<script>
if (location.protocol !== "file:") for (const href of {names}) document.head.append(
  Object.assign(document.createElement("link"),
    {{ rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href }}));
</script>
"""


def fonts_asked_by_script(page: str) -> str:
    """Return a page that asks for its fonts early where it comes from a server, and only there."""
    names = [unescape(name) for name in _FONT.findall(page)]
    if not names:
        return page
    ask = _ASK.format(names=json.dumps(names))
    return _FONT.sub("", _FONT.sub(lambda _: ask, page, count=1))


# Sphinx writes the checksum of what lay there when it wrote the page: of no sheet that another
# extension writes after the pages, and an older one where a sheet or a script alone has changed.
_ASSETS = (
    re.compile(r'(<link rel="stylesheet"[^>]* href=")([^"?:]+)(?:\?v=\w*)?(")'),
    re.compile(r'(<script\b[^>]* src=")([^"?:]+)\?v=\w*(")'),
)


def versioned(page: str, folder: Path) -> str:
    """Return a page whose style sheets and scripts carry the checksums of what they are now.

    Parameters
    ----------
    page : str
        The page.
    folder : pathlib.Path
        Where the page lies: the files are looked for from here.
    """

    def with_checksum(found: re.Match[str]) -> str:
        content = (folder / found[2]).read_bytes().replace(b"\r", b"")
        return f"{found[1]}{found[2]}?v={zlib.crc32(content):08x}{found[3]}"

    for pattern in _ASSETS:
        page = pattern.sub(with_checksum, page)
    return page


def _mend(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        better = fonts_asked_by_script(mended(text, searches=path.name == "search.html"))
        if "_static" not in path.parts:
            better = versioned(better, path.parent)
        if better != text:
            path.write_text(better, encoding="utf-8")
    for pattern in _UNSERVED:
        for path in sorted(Path(app.outdir).glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup(app: Sphinx) -> None:
    """Filter the assets of every page, after all extensions have added theirs."""
    app.add_js_file("theme.js", priority=1)
    app.add_js_file("print.js", loading_method="defer")
    app.add_js_file("previews.js", loading_method="defer")
    app.add_js_file("copy.js", loading_method="defer")
    app.add_js_file("symbols.js", loading_method="defer")
    app.connect("html-page-context", _drop_unused, priority=999)
    app.connect("build-finished", _mend)
