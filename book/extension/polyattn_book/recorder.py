"""Notes each of the book's files that a run reads, with what was in it; runs in the kernel.

Python tells an audit hook of every file that it opens, a module's too, and a process that is
forked inherits the hook. So what a run depends on is what it has read, however it came to do so:
by a look-up of a lazy name, by an import inside a function, as data. The same code that finds the
same in all of these files takes the same course again, and reads the same files.

The standard library alone is used: nothing of it may be counted as the notebook's.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from importlib.util import find_spec, source_from_cache
from pathlib import Path
from typing import Any

EVERYTHING = "*"
"""Noted when a new Python is started, which has no hook: then all of the package counts."""
_NEW_PYTHON = {"multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"}
_STARTS = {"subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"}
_LISTS = {"os.listdir", "os.scandir"}


def state(path: Path) -> str:
    """Return a hash of what is in a file, or of the names in a folder; nothing if neither."""
    try:
        if path.is_dir():
            names = sorted(each.name for each in path.iterdir())
            content = "\0".join(name for name in names if name[0] not in "._").encode()
        else:
            content = path.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(content).hexdigest()


def name_of(path: Path, package: Path, book: Path) -> str:
    """Return the name under which a file is noted; nothing for one that is not the book's."""
    if path.is_relative_to(package):
        return path.relative_to(package.parent).as_posix()
    if not path.is_relative_to(book):
        return ""
    inner = path.relative_to(book)
    foreign = inner.parts[:1] in ((), ("_build",)) or any(part[0] == "." for part in inner.parts)
    return "" if foreign else inner.as_posix()


def file_of(name: str, package: Path, book: Path) -> Path:
    """Return where the file with this name lies."""
    inside = name.split("/")[0] == package.name
    return (package.parent if inside else book) / name


class Recorder:
    """An audit hook that writes a line for each file, as it is first opened.

    Parameters
    ----------
    told : str
        Where the lines go: one JSON pair a line, a name and a state.
    package, book : pathlib.Path
        The folders whose files are noted.
    """

    def __init__(self, told: str, package: Path, book: Path) -> None:
        self._file = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._package, self._book = package, book
        self._seen: set[str] = set()
        self._inside = threading.local()
        self._write("", str(package))

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at one event of the interpreter's; called by it."""
        if getattr(self._inside, "busy", False):
            return
        self._inside.busy = True
        try:
            if event == "open" and isinstance(arguments[0], (str, bytes)):
                self._note(os.fsdecode(arguments[0]))
            elif event in _LISTS and not _by_import():
                self._note(os.fsdecode(arguments[0] or "."))
            elif event in _STARTS and "python" in str(arguments[:2]).lower():
                self._start(arguments)
            elif event == "import" and arguments[0] in _NEW_PYTHON:
                self._write(EVERYTHING, "")
        except Exception as error:  # never the notebook's fault: run it again next time
            self._write(EVERYTHING, repr(error))
        finally:
            self._inside.busy = False

    def _start(self, arguments: tuple[Any, ...]) -> None:
        """Note the package's file that a new Python runs by itself, as z3 is asked; else all."""
        commands = [each for each in arguments if isinstance(each, (list, tuple))]
        # Where it starts with -P its folder is not on the path: [python, "-P", file].
        match [list(map(os.fsdecode, each)) for each in commands[:1]]:
            case [[_, "-P", name]] if Path(name).is_relative_to(self._package):
                self._note(name)
            case _:
                self._write(EVERYTHING, "")

    def _note(self, opened: str) -> None:
        if _compiled(Path(opened)):
            if not opened.endswith(".pyc"):
                return  # or is just now: under another name until it is whole
            opened = source_from_cache(opened)
        path = Path(os.path.abspath(opened))
        name = name_of(path, self._package, self._book)
        if name and name not in self._seen:
            self._seen.add(name)
            self._write(name, state(path))

    def _write(self, name: str, content: str) -> None:
        os.write(self._file, (json.dumps([name, content]) + "\n").encode())


def _compiled(path: Path) -> bool:
    """Say whether a file is where Python keeps what it has compiled."""
    prefix = sys.pycache_prefix
    return path.parent.name == "__pycache__" or bool(prefix and path.is_relative_to(prefix))


def _by_import() -> bool:
    """Say whether it is the import system that lists a folder, to find what has a known name."""
    return "importlib" in sys._getframe(2).f_code.co_filename


def start(told: str, book: str) -> None:
    """Begin to record, in this process and in those that it forks; there is no end to it."""
    spec = find_spec("polyattn")
    home = Path(spec.origin).parent if spec and spec.origin else Path("nowhere")
    sys.addaudithook(Recorder(told, home, Path(book)))
