"""Packages that the browser does not get: in their place stand modules that say so.

python-flint and z3 have no WebAssembly build. jedi has all of typeshed in it, 5 MB for the
completion of names, which IPython does by itself as well; but JupyterLite's kernel asks for it.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

_ABSENT = '''"""{name} has no WebAssembly build."""


class NotInTheBrowser(ImportError):
    """Say in one line what a page of traceback would hide."""

    def _render_traceback_(self):
        return [str(self)]


raise NotInTheBrowser(
    "This cell needs {name}, which does not exist for the browser. Its result stands on the "
    "chapter's page; to run it, open the notebook on your own machine (make lab). "
    "The cells below go on without it."
)
'''
_JEDI = 'raise ImportError("names are completed without jedi here: it is large")\n'
STUBS = {
    "absent-in-the-browser": {
        "flint": _ABSENT.format(name="python-flint"),
        "z3": _ABSENT.format(name="z3"),
    },
    "jedi": {"jedi": _JEDI},
}


def stubs(folder: Path) -> list[Path]:
    """Write the wheels of these modules into `folder` and return them."""
    return [_wheel(folder, name, modules) for name, modules in STUBS.items()]


def _wheel(folder: Path, name: str, modules: dict[str, str]) -> Path:
    stem = f"{name.replace('-', '_')}-0"
    texts = {f"{module}.py": text for module, text in modules.items()}
    texts[f"{stem}.dist-info/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"
    texts[f"{stem}.dist-info/WHEEL"] = (
        "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = f"{stem}.dist-info/RECORD"
    texts[record] = "".join(f"{path},,\n" for path in [*texts, record])
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for path, text in texts.items():
            packed.writestr(zipfile.ZipInfo(path), text)  # of 1980: the same file every time
    return wheel
