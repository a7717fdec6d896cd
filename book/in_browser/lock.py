"""The list by which Pyodide finds its packages.

What exists as WebAssembly only in Pyodide's own distribution (NumPy, SciPy, Matplotlib) is named by
its address there and its checksum, which the browser compares; all else lies beside the list.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

from in_browser.fetch import CHOICE, normal

PARTS = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")


def write_lock(pyodide: Path, wheels: list[Path], out: Path) -> None:
    """Copy Python and the wheels into `out`, with the list by which Pyodide finds them."""
    out.mkdir(parents=True)
    for name in PARTS:
        shutil.copy(pyodide / name, out)
    theirs = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {name: _elsewhere(theirs["packages"][name]) for name in CHOICE["from the cdn"]}
    names = {normal(wheel) for wheel in wheels}
    for wheel in wheels:
        shutil.copy(wheel, out)
        packages[normal(wheel)] = _entry(wheel, names)
    ours = packages["polyattn"]["depends"]
    ours[:] = sorted({*ours, "absent-in-the-browser"})  # imported late, by name of a module only
    lock = {"info": theirs["info"], "packages": dict(sorted(packages.items()))}
    (out / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _elsewhere(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "file_name": CHOICE["cdn"] + entry["file_name"],
            "depends": [n for n in entry["depends"] if n != "pytz"]}  # fmt: skip


def _entry(wheel: Path, served: set[str]) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as packed:
        files = packed.namelist()
        about = next(name for name in files if name.endswith(".dist-info/METADATA"))
        facts = Parser().parsestr(packed.read(about).decode())
    asked = (_requirement(line) for line in facts.get_all("Requires-Dist") or [])
    modules = {name.split("/")[0].removesuffix(".py") for name in files
               if name.endswith(".py") and ".data/" not in name}  # fmt: skip
    return {
        "name": normal(wheel),
        "version": facts["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(modules),
        "depends": sorted({name for name in asked if name in served}),
        "unvendored_tests": False,
    }


def _requirement(line: str) -> str:
    """Return the package that a line asks for; nothing if only an extra asks for it."""
    name = re.match(r"[\w.-]+", line)
    return "" if name is None or "extra ==" in line else re.sub(r"[-_.]+", "-", name[0]).lower()
