"""Bytecode for the browser's Python, which would else compile each module at each visit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_SCRIPT = Path(__file__).with_name("bytecode.mjs")
# What the kernel and a chapter's derivations load, as a list of modules, at the browser's versions.
_LOADED = """
import json, sys
sys.modules["numpy"] = sys.modules["scipy"] = sys.modules["matplotlib"] = None
import IPython.core.completerlib, IPython.core.magics._table, IPython.core.oinspect
import IPython.core.shellapp, IPython.extensions.storemagic
import _strptime, anywidget, email.parser, getpass, html.parser, tarfile, unittest.mock
import flint, ipywidgets, sympy, z3
from polyattn import Derivation, explorables
from polyattn.derivation.shown.steps import Steps
from polyattn.ledger import verify
verify("lem:amplification")
print(json.dumps(sorted(sys.modules)))
"""


def add_bytecode(pyodide: Path, wheels: list[Path], out: Path) -> tuple[Path, dict[Path, Path]]:
    """Return Pyodide, copied to `out`, and each wheel's copy there, compressed.

    Both have bytecode for what a derivation loads.

    Raises
    ------
    RuntimeError
        If Node is missing, or if it or Python fails, with what was said.
    """
    if shutil.which("node") is None:
        raise RuntimeError("make site: Node is missing; on Debian: apt install nodejs")
    shutil.copytree(pyodide, out)
    modules = _said([sys.executable, "-c", _LOADED])
    _said(["node", str(_SCRIPT), str(pyodide), str(out), *map(str, wheels)], modules)
    return out, {wheel: out / f"{wheel.name}.zst" for wheel in wheels}


def _said(command: list[str], told: str = "") -> str:
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"make site: no bytecode was made:\n{done.stderr[-2000:]}")
    return done.stdout
