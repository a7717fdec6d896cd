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
_DEFLATE = (zipfile.ZIP_DEFLATED, 9)
# A sixth smaller, binaries a third, and unpacked sooner; only tests run a Python without it.
_ZSTANDARD = (zipfile.ZIP_ZSTANDARD, 19) if hasattr(zipfile, "ZIP_ZSTANDARD") else _DEFLATE


def with_bytecode(
    archive: bytes, modules: Collection[str], *, sources: bool, unpacked: bool
) -> bytes:
    """Return a wheel, or a zip to import from, with bytecode for some of its modules.

    It takes the place of their sources, which would be as large again, or stands beside them.
    Python then takes it without a look at the source, whose date is that of its unpacking. The
    packages' own tests stay out. What is to be unpacked first is compressed more tightly than
    Python could import from; but for a wheel's metadata, which the builder reads.
    """
    result = io.BytesIO()
    how = _ZSTANDARD if unpacked else _DEFLATE
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        TemporaryDirectory() as work,
    ):
        for name in given.namelist():
            if "/tests/" in name or name.endswith("/"):
                continue
            compiled = _module(name) in modules
            if sources or not compiled:
                _add(packed, name, given.read(name), _DEFLATE if ".dist-info/" in name else how)
            if compiled:
                source = Path(given.extract(name, work))
                py_compile(
                    str(source),
                    dfile=name,
                    doraise=True,
                    invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
                )
                made = Path(cache_from_source(str(source)))
                place = cache_from_source(name) if sources else f"{name}c"
                _add(packed, place, made.read_bytes(), how)
    return result.getvalue()


def _module(name: str) -> str:
    """Return the module that a wheel's file holds, or nothing."""
    if not name.endswith(".py"):
        return ""
    return name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def _add(packed: zipfile.ZipFile, name: str, content: bytes, how: tuple[int, int]) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.external_attr = 0o644 << 16
    packed.writestr(entry, content, *how)
