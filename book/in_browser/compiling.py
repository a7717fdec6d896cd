"""Run by the browser's Python when the site is built: packages with bytecode for their modules."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode
from py_compile import compile as py_compile
from tempfile import TemporaryDirectory

_DATE = (1980, 1, 1, 0, 0, 0)  # the same wheel every time


def with_bytecode(
    archive: bytes, modules: Collection[str] | None, *, sources: bool, unpacked: bool
) -> bytes:
    """Return a wheel, or a zip to import from, with bytecode for these modules, or for all.

    It takes the place of their sources, which would be as large again, or stands beside them.
    Python then takes it without a look at the source, whose date is that of its unpacking. The
    packages' own tests stay out. What is to be unpacked first is not compressed here: as a whole it
    becomes smaller, with files of a kind side by side.
    """
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as given, TemporaryDirectory() as work:
        for name in given.namelist():
            if "/tests/" in name or name.endswith("/"):
                continue
            compiled = name.endswith(".py") and (modules is None or _module(name) in modules)
            if sources or not compiled:
                files[name] = given.read(name)
            if compiled:
                source = Path(given.extract(name, work))
                py_compile(
                    str(source),
                    dfile=name,
                    doraise=True,
                    invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
                )
                made = Path(cache_from_source(str(source)))
                files[cache_from_source(name) if sources else f"{name}c"] = made.read_bytes()
    result = io.BytesIO()
    how = zipfile.ZIP_STORED if unpacked else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(result, "w", how, compresslevel=9) as packed:
        for name in sorted(files, key=lambda name: (name.rpartition(".")[2], name)):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, files[name], how, 9)
    return result.getvalue()


def _module(name: str) -> str:
    """Return the module that a wheel's file holds."""
    return name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
