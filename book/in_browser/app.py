"""JupyterLite itself: built from installed packages, stripped, under a policy of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupyter_server

from in_browser.fetch import HOST
from in_browser.lean import strip
from polyattn_book.policy import hashes

EXTENSIONS = (
    "@jupyterlite/pyodide-kernel-extension",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
    "jupyterlab-myst",
)
# What the kernel is made of: loaded while Python starts, where JupyterLite would look each up in
# turn; and what every chapter's first cell imports.
KERNEL = ("piplite", "pyodide-kernel", "ipykernel")
AT_ONCE = ("micropip", *KERNEL, "comm", "jedi", "ipython", "sympy", "polyattn")
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "What a degree buys",
        "appUrl": "./notebooks",
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "pyodideUrl": "./static/pyodide/pyodide.mjs",
                "disablePyPIFallback": True,
                "loadPyodideOptions": {"packages": AT_ONCE},
            }
        },
    },
}
# All cells stand on the page, as in the book, so that the browser's own search finds them.
OVERRIDES = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
_HEAD = re.compile(r"(<head(?:\s[^>]*)?>)")


def build_app(work: Path, contents: Path, out: Path) -> None:
    """Build JupyterLite's notebook interface, with the notebooks of `contents`, into `out`.

    Raises
    ------
    RuntimeError
        If the builder fails, with what it printed.
    """
    shared = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    config = {
        "apps": ["notebooks"],
        "contents": [str(contents)],
        "output_dir": str(out),
        "cache_dir": str(work / "cache"),
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "ignore_sys_prefix": True,
        "federated_extensions": [str(shared / name) for name in EXTENSIONS],
        "source_date_epoch": 1,
    }
    lite = work / "lite"
    lite.mkdir()
    for name, content in {
        "jupyter_lite_config.json": {"LiteBuildConfig": config},
        "jupyter-lite.json": SETTINGS,
        "overrides.json": OVERRIDES,
    }.items():
        (lite / name).write_text(json.dumps(content), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", "build"],
        cwd=lite, env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"make site: JupyterLite did not build:\n{done.stdout}{done.stderr}")
    strip(out)
    for listing in (out / "api" / "contents").rglob("all.json"):
        _sort(listing)
    # The tab's icons, which JupyterLab asks for and JupyterLite leaves out.
    icons = Path(jupyter_server.__file__).parent / "static" / "favicons"
    shutil.copytree(icons, out / "static" / "favicons")


def kernel_wheels(out: Path) -> list[Path]:
    """Return JupyterLite's own wheels of the kernel, for Pyodide's list to name."""
    folder = out / "extensions" / EXTENSIONS[0] / "static" / "pypi"
    return [next(folder.glob(f"{name.replace('-', '_')}-*.whl")) for name in KERNEL]


def _sort(listing: Path) -> None:
    """Write the list of a folder's files in their order: the builder takes the disk's."""
    listed = json.loads(listing.read_text(encoding="utf-8"))
    listed["content"].sort(key=lambda entry: entry["path"])
    listing.write_text(json.dumps(listed), encoding="utf-8")


def policy(page: str) -> str:
    """Return the policy of one of JupyterLite's pages.

    It compiles its settings' schemas and WebAssembly, and its widgets come as blobs; beyond the
    site itself it may ask the one host that has the numeric packages.
    """
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(["'self' 'unsafe-eval' blob:", *hashes(page, "script")]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' data: blob: https://{HOST}",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {allowed}" for name, allowed in sources.items())


def write_policies(out: Path) -> None:
    """Put its policy into each page of JupyterLite."""
    for path in sorted(out.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
        up = "../" * (len(path.relative_to(out).parts) - 1)  # else it asks the root of the host
        meta += f'<link rel="icon" href="{up}static/favicons/favicon.ico">'
        better, count = _HEAD.subn(rf"\1\n    {meta}", page, count=1)
        if not count:
            raise RuntimeError(f"make site: {path.name} of JupyterLite has no head for its policy")
        path.write_text(better, encoding="utf-8")
