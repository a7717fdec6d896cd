"""The list by which Pyodide finds its packages.

What exists as WebAssembly only in Pyodide's own distribution (NumPy, SciPy, Matplotlib) is named by
its address there and its checksum, which the browser compares; all else lies beside the list.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from in_browser.fetch import BROWSER, CDN, CHOICE, PYTHON, normal
from in_browser.pyodide import PARTS

# Large, and imported late: a cell that needs them imports them first.
LATE = {"python-flint"}


def write_lock(pyodide: Path, wheels: dict[Path, Path], out: Path) -> None:
    """Copy Python and the packages into `out`, with the list by which Pyodide finds them.

    Parameters
    ----------
    pyodide : pathlib.Path
        Its folder.
    wheels : dict
        For each wheel, what is served in its place.
    out : pathlib.Path
        A folder to make.
    """
    out.mkdir(parents=True)
    for name in PARTS:
        shutil.copy(pyodide / name, out)
    theirs = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    if not theirs["info"]["python"].startswith(f"{PYTHON}."):
        raise RuntimeError(
            f"make site: Pyodide has Python {theirs['info']['python']}, not {PYTHON}"
        )
    numeric = CHOICE["from the cdn"]
    known = {*map(normal, wheels), *numeric}
    packages = {name: _elsewhere(theirs["packages"][name], known) for name in numeric}
    for wheel, packed in wheels.items():
        packages[normal(wheel)] = _entry(wheel, Path(shutil.copy(packed, out)), known)
    ours = packages["polyattn"]
    # It imports the numeric packages late, so that what needs none of them asks no other host.
    ours["depends"] = [x for x in ours["depends"] if x not in {*numeric, *LATE}]
    ours["depends"].append("in-the-browser")
    lock = {"info": theirs["info"], "packages": dict(sorted(packages.items()))}
    (out / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _elsewhere(entry: dict[str, Any], known: set[str]) -> dict[str, Any]:
    depends = _found(entry["name"], entry["depends"], known)
    return {**entry, "file_name": CDN + entry["file_name"], "depends": depends}


def _entry(wheel: Path, served: Path, known: set[str]) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as packed:
        files = packed.namelist()
        about = next(name for name in files if name.endswith(".dist-info/METADATA"))
        facts = Parser().parsestr(packed.read(about).decode())
    asked = [Requirement(line) for line in facts.get_all("Requires-Dist") or []]
    needed = [one.name for one in asked if one.marker is None or one.marker.evaluate(BROWSER)]
    modules = {name.split("/")[0].removesuffix(".py") for name in files
               if name.endswith((".py", ".so")) and ".data/" not in name}  # fmt: skip
    return {
        "name": normal(wheel),
        "version": facts["Version"],
        "file_name": served.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(served.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(modules),
        "depends": _found(wheel.name, needed, known),
        "unvendored_tests": False,
    }


def _found(asker: str, names: list[str], known: set[str]) -> list[str]:
    """Return the packages that one asks for; each is in the list, or left out for a reason."""
    asked = {canonicalize_name(name) for name in names} - CHOICE["left out"].keys()
    if lost := sorted(asked - known):
        raise RuntimeError(
            f"make site: {asker} needs {', '.join(lost)}; add to 'served', 'from the cdn' or "
            "'left out' in book/in_browser/distribution.json"
        )
    return sorted(asked)
