"""Pages with an explorable load its script, from the site's own files; other pages load none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from polyattn.explorables.bundle import page_files

FOLDER = "explorables"
_MARK = re.compile(r'class="explorable" data-explorable="([\w-]+)"')


def _copy(app: Sphinx) -> None:
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / FOLDER
        shutil.rmtree(target, ignore_errors=True)  # what an older build has left
        target.mkdir(parents=True)
        for name, text in page_files().items():
            (target / name).write_text(text, encoding="utf-8")


def _add_scripts(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    keys = sorted(set(_MARK.findall(context.get("body", ""))))
    if keys:
        app.add_css_file(f"{FOLDER}/explorables.css")
    for key in keys:
        app.add_js_file(f"{FOLDER}/{key}.js", loading_method="defer")
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
