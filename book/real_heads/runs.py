"""What a run of a model gives."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Run"]


class Run(NamedTuple):
    """Its result, and the queries, keys and values of shape (layers, heads, n, dim)."""

    out: NDArray[Any]
    q: NDArray[np.float32]
    k: NDArray[np.float32]
    v: NDArray[np.float32]
