"""The book's own Sphinx extension: what the builder does not do by itself."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from polyattn_book import freshness

PARTS = (
    "chapters",
    "citation",
    "contents",
    "derivations",
    "execution",
    "explorables",
    "folded",
    "found",
    "freshness",
    "icons",
    "katex",
    "ledger",
    "ledger_pages",
    "markup",
    "page",
    "paper",
    "policy",
    "preview",
    "progress",
    "proofs",
    "statements",
    "status",
)

STATIC = Path(__file__).parent / "static"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register every part."""
    app.connect("config-inited", lambda app, config: config.html_static_path.append(str(STATIC)))
    for part in PARTS:
        import_module(f"polyattn_book.{part}").setup(app)
    # A new number: what an older build has read is read again.
    return {
        "version": "3",
        "env_version": freshness.version(Path(app.srcdir)),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
