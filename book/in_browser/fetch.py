"""What the browser's Python is made of: Pyodide, and wheels at the lock file's versions."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from in_browser.stubs import stubs

ROOT = Path(__file__).parents[2]
CHOICE = json.loads(Path(__file__).with_name("distribution.json").read_text(encoding="utf-8"))
CDN = CHOICE["cdn"].format(pyodide=CHOICE["pyodide"])
HOST = CDN.split("/")[2]
PYTHON = "3.14"  # Pyodide's; its own list is compared with this
BROWSER = {
    "python_version": PYTHON, "python_full_version": f"{PYTHON}.0", "sys_platform": "emscripten",
    "platform_system": "Emscripten", "os_name": "posix", "extra": "",
}  # fmt: skip


def ask_for_npm(downloads: Path) -> None:
    """Raise if Pyodide is still to come and npm is missing."""
    if not _pyodide(downloads).exists() and shutil.which("npm") is None:
        raise RuntimeError("make site: npm is missing; on Debian: apt install npm")


def _pyodide(downloads: Path) -> Path:
    return downloads / f"pyodide-{CHOICE['pyodide']}"


def fetch_pyodide(downloads: Path) -> Path:
    """Return the folder of Pyodide, fetched by npm and compared with its checksum.

    Raises
    ------
    RuntimeError
        If npm is missing or fails, or if what came is not what was asked for.
    """
    folder = _pyodide(downloads)
    if folder.exists():
        return folder
    ask_for_npm(downloads)
    work = _emptied(downloads / "pyodide.part")
    command = ["npm", "pack", f"pyodide@{CHOICE['pyodide']}", "--loglevel=error"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip()
        raise RuntimeError(f"make site: npm could not fetch Pyodide; is there a network?\n{said}")
    archive = work / f"pyodide-{CHOICE['pyodide']}.tgz"
    check(archive.read_bytes(), CHOICE["integrity"])
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    (work / "package").rename(folder)
    shutil.rmtree(work)
    return folder


def _emptied(folder: Path) -> Path:
    """Return the folder without what an interrupted run has left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def check(content: bytes, integrity: str) -> None:
    """Raise if the content is not what `integrity` (such as ``sha512-…``) says."""
    kind, expected = integrity.split("-", 1)
    found = base64.b64encode(hashlib.new(kind, content).digest()).decode()
    if found != expected:
        raise RuntimeError(f"make site: Pyodide has the checksum {found}, not {expected}")


def pinned(lock: str) -> dict[str, str]:
    """Return the version of each package that a lock file gives to the browser's Python."""
    lines = (Requirement(line) for line in lock.splitlines() if line and not line.startswith("#"))
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in lines
        if one.marker is None or one.marker.evaluate(BROWSER)
    }


def fetch_wheels(downloads: Path) -> list[Path]:
    """Return the wheels that the site serves: pure Python ones, and those for WebAssembly.

    The former have the versions of ``requirements.lock``; the latter versions of their own, as not
    every release is built for the browser, and a checksum.

    Raises
    ------
    RuntimeError
        If pip fails, or if what came has another checksum.
    """
    folder = downloads / "wheels"
    known = pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    binaries = CHOICE["webassembly"]["wheels"]
    wanted = {name: known[name] for name in CHOICE["served"]}
    if _have(folder) != wanted | {name: each["version"] for name, each in binaries.items()}:
        work = _emptied(downloads / "wheels.part")
        _download(work, wanted, "any", "py", "none")
        for name, each in binaries.items():
            platform = CHOICE["webassembly"]["platform"]
            _download(work, {name: each["version"]}, platform, *each["tags"])
        shutil.rmtree(folder, ignore_errors=True)
        work.rename(folder)
    for wheel in folder.glob("*wasm32.whl"):
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != binaries[normal(wheel)]["sha256"]:
            shutil.rmtree(folder)
            raise RuntimeError(f"make site: {wheel.name} has the checksum {found}")
    return sorted(folder.glob("*.whl"))


def _download(
    folder: Path, wanted: dict[str, str], platform: str, implementation: str, abi: str
) -> None:
    exact = (f"{name}=={version}" for name, version in wanted.items())
    _pip("download", "--no-deps", "--only-binary=:all:", f"--platform={platform}",
         f"--python-version={PYTHON}", f"--implementation={implementation}", f"--abi={abi}",
         f"--dest={folder}", *exact)  # fmt: skip


def _have(folder: Path) -> dict[str, str]:
    return {normal(path): path.name.split("-")[1] for path in folder.glob("*.whl")}


def own_wheels(folder: Path) -> list[Path]:
    """Build the package's wheel and that of the stubs, and return them."""
    source = folder / "source"
    shutil.copytree(ROOT / "polyattn", source / "polyattn",
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for path in source.rglob("*"):  # the same wheel whatever the folder's owner lets others do
        path.chmod(0o755 if path.is_dir() else 0o644)
    _pip("wheel", "--no-deps", f"--wheel-dir={folder}", str(source))
    shutil.rmtree(source)
    return [*folder.glob("polyattn-*.whl"), *stubs(folder)]


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", arguments[0], "--quiet",
               "--disable-pip-version-check", *arguments[1:]]  # fmt: skip
    # A date of its own would make every wheel, and its checksum, another one.
    done = subprocess.run(
        command, env={**os.environ, "SOURCE_DATE_EPOCH": "315532800"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"make site: pip {arguments[0]} failed:\n{done.stderr.strip()}")


def normal(wheel: Path) -> str:
    """Return the name of a wheel's package, as the lists write it."""
    return canonicalize_name(wheel.name.split("-")[0])
