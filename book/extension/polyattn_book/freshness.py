"""What a page shows depends on the package: when `polyattn` changes, notebooks run again.

The builder's execution cache sees a notebook's own cells only, and Sphinx a page's own text.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment


def package_hash(root: Path) -> str:
    """Return a hash of the package's sources and of the lock file."""
    sources = [
        path
        for pattern in ("*.py", "*.js", "*.css", "*.json")
        for path in sorted((root / "polyattn").rglob(pattern))
    ]
    return files_hash(root, [*sources, root / "requirements.lock"])


def files_hash(root: Path, paths: Iterable[Path]) -> str:
    """Return a hash of files' names under `root` and of what is in them, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _choose_cache(app: Sphinx, config: Config) -> None:
    root = Path(app.srcdir)
    here = root / "_build" / "executed" / package_hash(root)
    for old in here.parent.glob("*"):
        if old != here:  # of another state of the package: nobody reads it again
            shutil.rmtree(old, ignore_errors=True)
    config.nb_execution_cache_path = str(here)
    config.polyattn_package_hash = package_hash(root)


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    previous = getattr(env, "polyattn_package_hash", None)
    env.polyattn_package_hash = app.config.polyattn_package_hash  # type: ignore[attr-defined]
    return () if previous in (None, app.config.polyattn_package_hash) else list(env.found_docs)


def _drop_pages_without_source(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    made = {app.builder.get_target_uri(name) for name in app.env.found_docs}
    made |= {"genindex.html", "py-modindex.html", "search.html"}
    for path in out.rglob("*.html"):
        name = path.relative_to(out).as_posix()
        if name not in made and not name.startswith("_static/"):
            path.unlink()


def setup(app: Sphinx) -> None:
    """Key the execution cache on the package, and read every page again when it changes."""
    app.add_config_value("polyattn_package_hash", "", "")
    app.connect("config-inited", _choose_cache, priority=10)
    app.connect("env-get-outdated", _outdated)
    app.connect("build-finished", _drop_pages_without_source)
