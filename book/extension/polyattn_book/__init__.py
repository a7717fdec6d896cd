"""The book's own Sphinx extension: what the builder does not do by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from polyattn_book import explorables, freshness, katex, ledger, page, paper, proofs

STATIC = Path(__file__).parent / "static"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register every part."""
    app.connect("config-inited", lambda app, config: config.html_static_path.append(str(STATIC)))
    for part in (explorables, freshness, katex, ledger, page, paper, proofs):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
