"""The heads of a trained encoder, which the book measures: found beside a notebook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from polyattn.heads._scores import Floats

__all__ = ["StoredHeads", "stored_heads"]

ARRAYS, RECORD, CAUSAL = "encoder.npz", "encoder.json", "causal.json"
FILES = ARRAYS, RECORD, CAUSAL
SHIPPED = Path(__file__).resolve().parents[2] / "notebooks" / "data"
"""Where they are in a copy of the whole book."""


@dataclass(frozen=True, eq=False)
class StoredHeads:
    """Queries and keys of a trained model on one text, and a record of its runs.

    Attributes
    ----------
    q, k : array of shape (layers, heads, n, dim)
        As the model multiplies them, in half precision as they are stored.
    tokens : array of str, shape (n,)
        The pieces of the text.
    record : dict
        Which model it is, its licence and where it comes from; and how near it stays to itself
        with powers in the place of its softmax, as ``notebooks/data/README.md`` says.
    causal : dict
        The same of a model that reads from left to right, of which no heads are stored.

    Examples
    --------
    >>> stored_heads().tokens[:4].tolist()
    ['[CLS]', 'the', 'ferry', 'to']
    """

    q: NDArray[np.float16]
    k: NDArray[np.float16]
    tokens: NDArray[np.str_]
    record: dict[str, Any]
    causal: dict[str, Any]

    @property
    def scores(self) -> Floats:
        r"""The scores as the softmax takes them, :math:`\langle q_i,k_j\rangle/\sqrt{dim}`.

        Examples
        --------
        >>> stored_heads().scores.shape
        (6, 12, 128, 128)
        """
        q, k = self.q.astype(np.float64), self.k.astype(np.float64)
        return np.asarray(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]))


def stored_heads(folder: str | Path | None = None) -> StoredHeads:
    """Return the heads of the encoder that the book measures.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Where ``encoder.npz``, ``encoder.json`` and ``causal.json`` are. By default it is ``data``
        beside the notebook, ``notebooks/data`` below where Python was started, or that of the
        copy of the book to which this package belongs.

    Returns
    -------
    StoredHeads
        The arrays, and the records.

    Raises
    ------
    FileNotFoundError
        If the three files are together in none of these places; the message says where to get them.
    TypeError
        If `folder` is no path.
    ValueError
        If a file cannot be read: it is cut short, or lacks an array.

    Notes
    -----
    The package that one installs does not carry them.

    Examples
    --------
    >>> heads = stored_heads()
    >>> heads.q.shape, heads.record["licence"]
    ((6, 12, 128, 32), 'Apache-2.0')
    """
    if not isinstance(folder, str | PathLike | None):
        raise TypeError(
            f"stored_heads: folder must be a path, got {folder!r}; name the folder that holds "
            f"{ARRAYS}, {RECORD} and {CAUSAL}, as a str or a Path"
        )
    places = (
        [Path("data"), Path("notebooks", "data"), SHIPPED] if folder is None else [Path(folder)]
    )
    for place in places:
        if all((place / name).is_file() for name in FILES):
            return _read(place)
    looked = ", ".join(str(place) for place in places)
    raise FileNotFoundError(
        f"stored_heads: {', '.join(FILES)} are not all in {looked}; copy them from notebooks/data "
        "of the book's repository, or by the links on its page Running the book, into a folder "
        "named data beside your notebook, or name their folder"
    )


def _read(place: Path) -> StoredHeads:
    """Return what the three files hold."""
    record, causal = (_record(place / name) for name in (RECORD, CAUSAL))
    try:
        # opened here: numpy.load leaves a broken archive open
        with (place / ARRAYS).open("rb") as file, np.load(file) as arrays:
            return StoredHeads(arrays["q"], arrays["k"], arrays["tokens"], record, causal)
    except (BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(place / ARRAYS, error) from error


def _record(path: Path) -> Any:
    """Return what a record says."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # no UTF-8, or no JSON
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ValueError:
    """Return the error about a file that is not what the book ships."""
    return ValueError(
        f"stored_heads: {path} cannot be read ({error}); copy {', '.join(FILES)} again, all "
        "from notebooks/data of the book's repository"
    )
