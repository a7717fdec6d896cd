"""Modules that the browser's Python gets besides: one that explains, one that stands in.

jedi has all of typeshed in it, 5 MB for the completion of names, which IPython does by itself as
well; but JupyterLite's kernel asks for it.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

_SAYS = '''"""A cell that cannot run says why in one line, instead of a page of traceback."""

import sys

from IPython import get_ipython

LATER = {"numpy", "scipy", "matplotlib"}


def _explain(shell, kind, error, trace, tb_offset=None):
    name = str(getattr(error, "name", "") or "").partition(".")[0]
    if kind is NameError:
        said = f"This cell needs {name}, which no cell has made yet: run the cells above, first "
        said += "the one for numbers and plots if a network is there."
    elif name in LATER:
        said = f"This cell needs {name}: run the cell for numbers and plots first, which takes a "
        said += "network."
    else:
        said = ""
    if not said:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return
    # Printed, not raised: JupyterLite ends Run All Cells at an error, whatever a cell's tags say.
    said += " Its result stands on the chapter's page. The cells below go on without it."
    print(said, file=sys.stderr)


if get_ipython() is not None:
    get_ipython().set_custom_exc((NameError, ModuleNotFoundError), _explain)
'''
_JEDI = 'raise ImportError("names are completed without jedi here: it is large")\n'
STUBS = {
    "in-the-browser": {"in_the_browser": _SAYS},
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
