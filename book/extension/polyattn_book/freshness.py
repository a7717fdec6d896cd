"""Which pages are read again, and which are written again, when not their own text has changed.

A page also shows what its cells put out (`polyattn_book.execution` sees to that), what the ledger
found, what docstrings say, and other pages' titles; and all pages are made by this extension.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from polyattn_book import ledger, preview
from polyattn_book.runs import PACKAGE, package_states, surroundings

HERE = Path(__file__).parent
# Of the book as a whole: the builder sees a change here too late, or not at all.
_EVERYWHERE = ("_config.yml", "_toc.yml", "CITATION.cff", "book/references.bib")


def files_hash(root: Path, paths: Iterable[Path]) -> str:
    """Return a hash of files' names under `root` and of what is in them, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def version(root: Path, extension: Path = HERE) -> int:
    """Return a number that changes with all that makes every page: then all are read again.

    The extension itself, the libraries and the files of the whole book; not what is copied to
    the site as it is, such as style sheets.
    """
    own = [path for kind in ("*.py", "*.js", "*.sty") for path in sorted(extension.rglob(kind))]
    made = files_hash(extension, [path for path in own if "static" not in path.parts])
    whole = files_hash(root, [root / name for name in _EVERYWHERE if (root / name).exists()])
    told = f"{made} {whole} {surroundings(root)}"
    return int(hashlib.sha256(told.encode()).hexdigest()[:15], 16)


def _outdated(
    app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages with another badge than before, and those made from docstrings."""
    stated = getattr(env, "proof_list", {})
    pages = {stated[label]["docname"] for label in ledger.changed(app) if label in stated}
    before = getattr(env, "polyattn_package", None)
    env.polyattn_package = package_states(PACKAGE)
    if before != env.polyattn_package:
        pages |= {thing.docname for thing in env.domains["py"].objects.values()}
    return sorted(preview.wanted(app, pages))


def contents(env: Any) -> dict[str, Any]:
    """Return what pages say of other pages: titles, their order, and what can be linked to."""
    return {
        "titles": {page: title.astext() for page, title in env.titles.items()},
        "order": {page: list(below) for page, below in env.toctree_includes.items()},
        "statements": dict(getattr(env, "polyattn_statements", {})),
        "labels": dict(env.domains["std"].labels),
        "objects": {name: thing.docname for name, thing in env.domains["py"].objects.items()},
    }


def _rewritten(app: Sphinx, env: Any) -> list[str]:
    """Write every page again when one of them may be named otherwise on others."""
    before = getattr(env, "polyattn_contents", None)
    env.polyattn_contents = contents(env)
    return [] if before in (None, env.polyattn_contents) else sorted(env.found_docs)


def _drop_pages_without_source(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html" or preview.chosen(app):
        return
    out = Path(app.outdir)
    made = {app.builder.get_target_uri(name) for name in app.env.found_docs}
    made |= {"genindex.html", "py-modindex.html", "search.html"}
    for path in out.rglob("*.html"):
        name = path.relative_to(out).as_posix()
        if name not in made and not name.startswith("_static/"):
            path.unlink()


def setup(app: Sphinx) -> None:
    """Register the steps."""
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _rewritten)
    app.connect("build-finished", _drop_pages_without_source)
