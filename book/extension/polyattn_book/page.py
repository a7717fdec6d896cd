"""What a page loads: nothing from elsewhere, and nothing that it does not use."""

from __future__ import annotations

import re
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


# Written by the theme and the builder themselves, out of reach of the page's list of scripts.
_MENDED = (
    (re.compile(r"<(script|link)[^>]*fontawesome\.js[^>]*>(</script>)?\s*"), ""),
    # For a screen reader: the book's name stands in a landmark, and a list holds items.
    (
        re.compile(r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand)'),
        '<div class="sidebar-primary-item" role="navigation" aria-label="Front page">',
    ),
    (re.compile(r'role="doc-biblioentry"'), 'role="listitem"'),
    # A notebook is to be saved; a browser would show its text.
    (re.compile(r'(<a href="[^"]*_sources/[^"]*\.ipynb") target="_blank"'), r"\1 download"),
)


def mended(page: str) -> str:
    """Return a page without what it does not use, and with the roles that it lacks."""
    for pattern, better in _MENDED:
        page = pattern.sub(better, page)
    return page


def _mend(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if mended(text) != text:
            path.write_text(mended(text), encoding="utf-8")
    for script in Path(app.outdir).rglob("fontawesome.js*"):
        script.unlink()


def setup(app: Sphinx) -> None:
    """Filter the assets of every page, after all extensions have added theirs."""
    app.connect("html-page-context", _drop_unused, priority=999)
    app.connect("build-finished", _mend)
