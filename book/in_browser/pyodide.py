"""Pyodide's own files as the site serves them: compressed, and quicker to load libraries."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from in_browser.lean import UNREAD_OF_PYTHON, pack

# The interpreter under a name that no server takes for a compressed file: some send such a one as
# if it were compressed for the way, and the browser would unpack it twice.
INTERPRETER = "pyodide.asm.packed"
PARTS = ("pyodide.mjs", "pyodide.asm.mjs", INTERPRETER, "python_stdlib.zip")

# What is changed in each file, as (what it says, what the site's copy says).
_START = [
    ('"pyodide.asm.wasm"', f'"{INTERPRETER}"'),
    (
        "n?l=await WebAssembly.instantiateStreaming(n,s)"
        ":l=await WebAssembly.instantiate(await t,s)",
        "let m=await(n??new Response(await t)),z=new DecompressionStream('gzip');"
        "l=await WebAssembly.instantiateStreaming(new Response(m.body.pipeThrough(z),"
        "{status:m.status,headers:{'Content-Type':'application/wasm'}}),s)",
    ),
    ("//# sourceMappingURL=pyodide.mjs.map", ""),
]
# python-flint has 40 libraries that share a large one. For each, Pyodide copies all that is
# exported by those it needs, and looks at each symbol known so far, to find the few unresolved.
_LIBRARIES = [
    ("Object.assign(localScope,dso.exports)", "localScope.push(dso.exports)"),
    ("Object.assign(localScope,exports)", "localScope.push(exports)"),
    ("resolved=localScope[sym]", "resolved=localScope.findLast(x=>sym in x)?.[sym]"),
    ("localScope=global?null:{}", "localScope=global?null:[]"),
    ("nodelete:true},name,{})", "nodelete:true},name,[])"),
    ("var GOT={};", "var GOT={},unresolved=new Set;"),
    ("mutable:true},-1)}if(", "mutable:true},-1);unresolved.add(symName)}if("),
    (
        "for(var[symName,entry]of Object.entries(GOT)){if(entry.value==-1){",
        "for(var symName of unresolved){var entry=GOT[symName];if(entry.value==-1){",
    ),
    (
        "${typeof value} (${value})`)}}}};var loadDylibs",
        "${typeof value} (${value})`)}}unresolved.delete(symName)}};var loadDylibs",
    ),
]
# A wheel is compressed as a whole: most of its files are small and much alike.
_PACKAGES = [
    (
        "    extract_path.mkdir(parents=True, exist_ok=True)\n    with NamedTemporaryFile",
        "    extract_path.mkdir(parents=True, exist_ok=True)\n"
        '    packed = filename.endswith(".zst")\n'
        '    filename = filename.removesuffix(".zst")\n'
        "    with NamedTemporaryFile",
    ),
    (
        "        buffer._into_file(f)\n",
        "        if packed:\n"
        "            from compression.zstd import decompress\n\n"
        "            f.write(decompress(buffer.to_bytes()))\n"
        "            f.flush()\n"
        "        else:\n"
        "            buffer._into_file(f)\n",
    ),
]


def prepare(pyodide: Path, out: Path) -> Path:
    """Write Pyodide's files into the new folder `out`, changed, and return it.

    Raises
    ------
    RuntimeError
        If a file no longer says what is to be changed.
    """
    out.mkdir()
    for name, changes in {"pyodide.mjs": _START, "pyodide.asm.mjs": _LIBRARIES}.items():
        text = (pyodide / name).read_text(encoding="utf-8")
        (out / name).write_text(changed(name, text, changes), encoding="utf-8")
    interpreter = (pyodide / "pyodide.asm.wasm").read_bytes()
    (out / INTERPRETER).write_bytes(gzip.compress(interpreter, 9, mtime=0))
    pack(pyodide / "python_stdlib.zip", out, UNREAD_OF_PYTHON, _library)
    shutil.copy(pyodide / "pyodide-lock.json", out)
    return out


def _library(name: str, content: bytes) -> bytes:
    if name != "pyodide/_package_loader.py":
        return content
    return changed(name, content.decode(), _PACKAGES).encode()


def changed(name: str, text: str, changes: list[tuple[str, str]]) -> str:
    """Return the text of a file with each change made once.

    Raises
    ------
    RuntimeError
        If what is to be changed does not stand there exactly once.
    """
    for said, better in changes:
        if text.count(said) != 1:
            raise RuntimeError(
                f"make site: Pyodide's {name} does not say {said!r} once, as the version of "
                "book/in_browser/distribution.json did; see book/in_browser/pyodide.py"
            )
        text = text.replace(said, better)
    return text
