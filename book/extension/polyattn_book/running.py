"""Running notebooks, several at a time, each in a kernel that says what it reads."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from polyattn_book import recorder
from polyattn_book.runs import PACKAGE, Run, code, package_states

# One expression, which leaves no name behind for the notebook to see.
_RECORD = (
    "(lambda space: (exec(compile(open({file!r}, encoding='utf-8').read(), {file!r}, 'exec'), "
    "space), space['start']({told!r}, {book!r})))({{'__name__': 'recorder'}})"
)


def run_all(
    pages: Mapping[str, tuple[Path, Any]],
    book: Path,
    surroundings: str,
    *,
    timeout: int,
    jobs: int,
    done: Callable[[str, Run], None],
    package: Path = PACKAGE,
) -> None:
    """Run notebooks, in the order given; `done` is called with each as it ends.

    Parameters
    ----------
    pages : mapping of str to a pair
        By name: the file, in whose folder it runs, and the notebook.
    book : pathlib.Path
        The folder of the book's sources.
    surroundings : str
        What the runs are kept under.
    timeout : int
        The seconds that a cell may take.
    jobs : int
        How many run at a time.
    done : callable
        Takes the name and the run.
    package : pathlib.Path, optional
        The folder of the package.
    """
    before = package_states(package)

    async def one(name: str, turn: asyncio.Semaphore) -> None:
        path, notebook = pages[name]
        async with turn:
            done(name, await _run(path, notebook, book, surroundings, timeout, package, before))

    async def every() -> None:
        turn = asyncio.Semaphore(jobs)
        await asyncio.gather(*(one(name, turn) for name in pages))

    # In a thread of its own: the caller's may have a loop that runs, as a test with a browser has.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(every())).result()


async def _run(
    path: Path,
    notebook: Any,
    book: Path,
    surroundings: str,
    timeout: int,
    package: Path,
    before: dict[str, str],
) -> Run:
    executed, failure = deepcopy(notebook), ""
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        told = Path(folder) / "read"
        client = _client(executed, path.parent, folder, timeout)

        def record(notebook: Any) -> None:  # the kernel does it before the first cell
            words = {"file": recorder.__file__, "told": str(told), "book": str(book)}
            client.kc.execute(_RECORD.format(**words), silent=True, store_history=False)

        client.on_notebook_start = record
        try:
            await client.async_execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError):
            failure = traceback.format_exc()
        read = read_by(told, package, before)
    return Run(
        code=code(notebook),
        surroundings=surroundings,
        read=read,
        at=time.time(),
        seconds=time.monotonic() - started,
        cells=[
            {"execution_count": cell.execution_count, "outputs": cell.outputs}
            for cell in executed.cells
            if cell.cell_type == "code"
        ],
        metadata=executed.metadata,
        failure=failure,
    )


def _client(notebook: Any, runs_in: Path, folder: str, timeout: int) -> NotebookClient:
    config = Config()
    # Sockets in a folder of this run's: nobody else can listen, and the path is short enough.
    config.ConnectionFileMixin.transport = "ipc"
    config.ConnectionFileMixin.connection_file = f"{folder}/kernel.json"
    where = {"metadata": {"path": str(runs_in)}}
    return NotebookClient(notebook, timeout=timeout, resources=where, config=config)


def read_by(told: Path, package: Path, before: Mapping[str, str]) -> dict[str, str]:
    """Return what a run has read, from the recorder's lines.

    Parameters
    ----------
    told : pathlib.Path
        The lines.
    package : pathlib.Path
        The folder of the package.
    before : mapping of str to str
        The package as it was before the run: all of it counts where the recorder saw no further.
    """
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    noted = [json.loads(line) for line in lines]
    if not noted or Path(noted[0][1]) != package:
        raise RuntimeError(
            f"the kernel of a notebook imports polyattn from {noted[0][1] if noted else 'nowhere'},"
            f" this build from {package}; run both in one environment"
        )
    read: dict[str, str] = {}
    for name, content in noted[1:]:
        if name == recorder.EVERYTHING:
            read |= before
        else:  # a fork may note it later; what the first reader found is what counts
            read.setdefault(name, content)
    return read
