"""The dense matrix of weights, some rows at a time: here every row maximum is known at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyattn.attention._scorer import Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from polyattn.kernels import Kernel

__all__ = ["dense_weights"]

ENTRIES = 2**18
"""Weights that are formed together, 2 MiB in float64."""


def dense_weights(
    q: NDArray[Any], k: NDArray[Any], kernel: Kernel, *, causal: bool
) -> NDArray[Any]:
    """Return the weights of checked arrays; see `polyattn.attention.attention_weights`."""
    import numpy as np

    out = np.empty((len(q), len(k)), q.dtype)
    scorer = Scorer(k, kernel, lifted=False)
    step = max(1, ENTRIES // len(k))
    # log 0 = -inf and its weight 0 are meant; NaN is looked for where rows are normalised.
    with np.errstate(all="ignore"):
        for start in range(0, len(q), step):
            stop = min(start + step, len(q))
            allowed = 1 + np.arange(start, stop) if causal else np.full(stop - start, len(k))
            _fill(scorer, q[start:stop], allowed, out[start:stop])
    return out


def _fill(scorer: Scorer, q: NDArray[Any], allowed: NDArray[Any], out: NDArray[Any]) -> None:
    """Write the weights of the queries `q`, of which each may use its first `allowed` keys."""
    import numpy as np

    forbidden = np.arange(out.shape[1]) >= allowed[:, None]
    rows = scorer.rows(q)
    np.matmul(rows.queries.T, scorer.keys.block(slice(None)).T, out=out)
    np.copyto(out, rows.masked, where=forbidden)
    scores = out.T  # a column a query
    rows.prepare(scores)
    rows.look(scores)
    rows.weigh(scores, np.empty_like(scores) if scorer.needs_scratch else scores)
    np.copyto(out, 0, where=forbidden)

    sums = out.sum(axis=1)
    absolute = np.abs(out).sum(axis=1) if scorer.odd else sums
    empty = rows.without_weight()
    total = scorer.normaliser(sums, absolute, allowed, empty)
    np.copyto(out, ~forbidden, where=empty[:, None])  # no score but zero: uniform
    out /= np.where(empty, allowed, total)[:, None].astype(out.dtype)
