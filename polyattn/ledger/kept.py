"""Findings kept on disk between runs, each under a key of all that it depends on."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from polyattn.ledger import chapters
from polyattn.ledger.catalogue import closure
from polyattn.ledger.claim import Claim
from polyattn.ledger.imports import PACKAGE, Imports

Finding = dict[str, Any]
_LIBRARIES = ("mpmath", "numpy", "python-flint", "scipy", "sympy", "z3-solver")


class Kept:
    """The findings in a folder, judged by the sources and libraries of this moment.

    A finding depends on the chapters' modules that hold the claim and what it uses, on every
    module that these may load, the engine among them, and on what :func:`surroundings` tells.

    Parameters
    ----------
    folder : pathlib.Path
        Where they lie; made when the first is written.
    known : mapping of str to Claim
        Every claim by its label.
    package : pathlib.Path, optional
        Where the sources lie.
    thorough : bool, default False
        Whether the findings are those of a thorough run.
    """

    def __init__(
        self,
        folder: Path,
        known: Mapping[str, Claim],
        package: Path = PACKAGE,
        *,
        thorough: bool = False,
    ) -> None:
        self._folder = folder
        self._known = known
        self._thorough = thorough
        self._imports = Imports(package)
        self._surroundings = surroundings(package)

    def key(self, label: str) -> str:
        """Return a hash of all that the finding of a claim depends on."""
        homes = chapters.homes()
        own = {f"{chapters.__name__}.{homes[used]}" for used in closure(self._known, [label])}
        behind = self._imports.behind([*own, "polyattn.ledger.engine.examine"])
        told = json.dumps([label, self._thorough, self._surroundings, behind])
        return hashlib.sha256(told.encode()).hexdigest()

    def read(self, label: str) -> Finding | None:
        """Return what is kept for a claim, if it is still worth something."""
        found = self._load(label)
        return found["finding"] if found.get("key") == self.key(label) else None

    def seconds(self, label: str) -> float:
        """Return how long a claim took when it last ran; infinity where nobody knows."""
        return float(self._load(label).get("seconds", "inf"))

    def write(self, label: str, finding: Finding, seconds: float) -> None:
        """Keep what was found for a claim; what was kept before is forgotten."""
        self._folder.mkdir(parents=True, exist_ok=True)
        found = {"key": self.key(label), "seconds": round(seconds, 3), "finding": finding}
        self._file(label).write_text(json.dumps(found, indent=1))

    def forget_strangers(self) -> None:
        """Remove what is kept for labels that no claim has any more."""
        for path in set(self._folder.glob("*.json")) - {self._file(x) for x in self._known}:
            path.unlink()

    def _file(self, label: str) -> Path:
        return self._folder / f"{label.replace(':', '-')}.json"

    def _load(self, label: str) -> dict[str, Any]:
        try:
            found = json.loads(self._file(label).read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def surroundings(package: Path = PACKAGE) -> dict[str, str]:
    """Return what a finding depends on besides the package: Python, the libraries, the lock."""
    lock = package.parent / "requirements.lock"  # of a checkout; an installed package has none
    return {
        "python": sys.version,
        "optimize": str(sys.flags.optimize),
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "none",
        **{library: _version(library) for library in _LIBRARIES},
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
