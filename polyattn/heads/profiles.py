"""A head's rows in numbers: weight of the top key, gap, contrast, and the degrees it needs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from polyattn._arguments import finite_number
from polyattn.exact import ExactNumber
from polyattn.heads._scores import Floats, matrices, products, real_array
from polyattn.heads.measures import HeadProfile, measured

__all__ = ["profile", "profile_of"]


def profile(
    q: ArrayLike,
    k: ArrayLike,
    *,
    scale: ExactNumber = 1,
    causal: bool = False,
    variation: ExactNumber = "0.05",
) -> HeadProfile:
    r"""Measure every row of attention heads, given their queries and keys.

    Parameters
    ----------
    q : array_like of shape (..., n_q, dim)
        The queries, heads and batches first, as the scores use them (rotated, where a model
        rotates them).
    k : array_like of shape (..., n_k, dim)
        The keys. Leading axes broadcast: keys that a group of heads shares have an axis of
        length 1 there.
    scale : int, float, Fraction, Decimal or str, default 1
        The factor on :math:`\langle q_i, k_j\rangle`, taken as it is; most models use
        ``dim ** -0.5``.
    causal : bool, default False
        Query i may use the keys 0 to ``i + n_k - n_q`` only.
    variation : int, float, Fraction, Decimal or str, default 0.05
        The total variation that `HeadProfile.degree` reaches.

    Returns
    -------
    HeadProfile
        The measures, each of shape (..., n_q).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If shapes do not match, an entry is NaN or infinite, a causal mask has fewer keys than
        queries, `variation` is not between 0 and 1, `scale` is not positive, or a matrix of
        scores would not fit in memory.

    Notes
    -----
    It holds the scores of one head at a time, in float64.

    References
    ----------
    Book label ``thm:power-to-exp``.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> q, k = rng.normal(size=(2, 12, 128, 32))        # 12 heads, 128 positions
    >>> measured = profile(q, k, scale=32**-0.5)
    >>> measured.top_weight.shape, float(measured.locked.mean())
    ((12, 128), 0.0)
    >>> float(np.median(measured.degree).round(1))
    14.0
    """
    call = "profile"
    queries = real_array(call, "q", q, "(..., n_q, dim)")
    keys = real_array(call, "k", k, "(..., n_k, dim)")
    factor = finite_number(call, "scale", scale)
    if not factor > 0:
        raise ValueError(f"{call}: scale must be positive, got {scale}; use dim ** -0.5, say")
    shape, scores = products(call, queries, keys, factor, causal)
    return _gathered(scores, shape, _target(call, variation))


def profile_of(
    scores: ArrayLike, *, causal: bool = False, variation: ExactNumber = "0.05"
) -> HeadProfile:
    """Measure every row of matrices of scores.

    Parameters
    ----------
    scores : array_like of shape (..., n_q, n_k)
        The scores as the softmax takes them, the factor of the model included; -inf where a
        query may not use a key. A model that writes a large negative number there instead
        makes that number the range of the row.
    causal, variation
        As in `profile`.

    Returns
    -------
    HeadProfile
        The measures, each of shape (..., n_q).

    Raises
    ------
    TypeError, ValueError
        As `profile` does, and if a row has no key above -inf.

    References
    ----------
    Book label ``thm:power-to-exp``.

    Examples
    --------
    >>> measured = profile_of([[2.0, 0.0, 0.0]])
    >>> float(measured.half_degree[0].round(4))     # log(2) / 2
    0.3466
    >>> measured.top_key, measured.gap, measured.effective_keys.round(3)
    (array([0]), array([2.]), array([1.558]))
    """
    call = "profile_of"
    array = real_array(call, "scores", scores, "(..., n_q, n_k)")
    return _gathered(matrices(call, array, causal), array.shape, _target(call, variation))


def _target(call: str, variation: ExactNumber) -> float:
    """Return the total variation to reach."""
    target = finite_number(call, "variation", variation)
    if not 1e-9 <= target < 1:  # sums of weights are good to about 1e-13
        raise ValueError(f"{call}: variation must lie in [1e-9, 1), got {variation}; use 0.05, say")
    return target


def _gathered(scores: Iterator[Floats], shape: tuple[int, ...], target: float) -> HeadProfile:
    """Return the measures of all heads in one."""
    heads = [measured(matrix, target) for matrix in scores]
    columns = zip(*heads, strict=True)
    return HeadProfile(*(np.reshape(column, shape[:-1]) for column in columns))
