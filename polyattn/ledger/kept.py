"""Findings kept on disk between runs, each under a key of all that it depends on."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from polyattn.ledger import chapters
from polyattn.ledger.catalogue import claims, closure

Finding = dict[str, Any]
_LIBRARIES = ("sympy", "python-flint", "scipy", "z3-solver")


def key(label: str) -> str:
    """Return a hash of all that the findings of a claim depend on.

    The package's sources (of the chapters' proofs only its own and those of what it uses) and
    the versions of the libraries.
    """
    homes = chapters.homes()
    own = {homes[used] for used in closure(claims(), [label])}
    package = Path(__file__).parents[2]
    digest = hashlib.sha256(label.encode())
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package).as_posix()
        if relative.startswith("explorables/") or relative in ("figures.py", "__main__.py"):
            continue
        if path.stem in set(homes.values()) - own and path.parent.name == "chapters":
            continue
        digest.update(relative.encode() + b"\0" + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def _file(cache: Path, label: str) -> Path:
    return cache / f"{label.replace(':', '-')}.json"


def read(cache: Path, label: str) -> Finding | None:
    """Return what is kept for a claim, if it is still worth something."""
    try:
        found = json.loads(_file(cache, label).read_text())
    except (OSError, ValueError):
        return None
    return found["finding"] if found.get("key") == key(label) else None


def write(cache: Path, label: str, finding: Finding) -> None:
    """Keep what was found for a claim."""
    cache.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"key": key(label), "finding": finding}, indent=1)
    _file(cache, label).write_text(text)
