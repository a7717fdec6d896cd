"""Pages with an explorable load its scripts, from the site's own files; other pages load none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from polyattn.explorables.bundle import page_files

FOLDER = "explorables"
_MARK = 'class="explorable" data-explorable='


def _copy(app: Sphinx) -> None:
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / FOLDER
        target.mkdir(parents=True, exist_ok=True)
        for path in page_files():
            shutil.copyfile(path, target / path.name)


def _add_scripts(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    if _MARK in context.get("body", ""):
        app.add_css_file(f"{FOLDER}/explorables.css")
        app.add_js_file(f"{FOLDER}/host.js", type="module")
    # A still page needs no copy of the widgets' state: each explorable carries its own.
    context["script_files"] = [
        script
        for script in context.get("script_files", [])
        if "widget-state" not in str(getattr(script, "attributes", {}).get("type", ""))
    ]


def setup(app: Sphinx) -> None:
    """Register both steps."""
    app.connect("builder-inited", _copy)
    app.connect("html-page-context", _add_scripts, priority=900)
