r"""Dense attention with the weights of a kernel: in tiles, or as a matrix of weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import finite_number, refuse_if_too_large, require
from polyattn.attention._arrays import float_arrays
from polyattn.attention._dense import dense_weights, weights_of_scores
from polyattn.attention._heads import Heads
from polyattn.attention._tiles import tiled_attention
from polyattn.exact import ExactNumber
from polyattn.kernels import Kernel

__all__ = ["attention", "attention_weights", "weights_of"]


def attention(
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    kernel: Kernel,
    causal: bool = False,
    *,
    mask: ArrayLike | None = None,
    offset: ExactNumber = 0,
) -> NDArray[np.floating[Any]]:
    r"""Return the attention output :math:`\sum_j w_{ij} v_j`, with rows of weights summing to 1.

    .. math:: w_{ij} = \frac{u_{ij}}{\sum_l u_{il}},\qquad
        u_{ij} = s_{ij}^\beta \ \text{ or }\ e^{\alpha s_{ij}},\qquad
        s_{ij} = \langle q_i, k_j\rangle + \text{offset}

    for ``Polynomial(β)`` and ``Softmax(α)``; no :math:`1/\sqrt{\text{dim}}` is applied. A row
    whose scores are all zero gets uniform weights over the keys that it may use.

    Parameters
    ----------
    q : array_like of shape (..., n_q, dim)
        The queries, after any axes for heads and batches.
    k : array_like of shape (..., n_k, dim)
        The keys. Leading axes broadcast: keys that a group of heads shares have an axis of
        length 1 there.
    v : array_like of shape (..., n_k, width)
        The values; (n_k, ...) with any trailing shape where q and k have two axes. The arrays
        are float32 or float64, all of one type; integers are converted to float64, float16 and
        bfloat16 to float32.
    kernel : Polynomial or Softmax
        What turns a score into a weight. An odd degree keeps the sign of a score, so that
        weights may be negative.
    causal : bool, default False
        A query may use the keys up to its own only. The queries are the last ones: query i may
        use the keys 0 to ``i + n_k - n_q``, which needs ``n_q <= n_k``.
    mask : array_like of bool, optional
        True where a query may use a key, broadcast to (..., n_q, n_k).
    offset : int, float, Fraction, Decimal or str, default 0
        A number added to every score, as a constant column of q and k would.

    Returns
    -------
    array of shape (..., n_q, width)
        The output, in the type that the arrays have or are converted to.

    Raises
    ------
    TypeError
        If an array has another type, the types differ, `kernel` is not a kernel, or `causal` no
        bool.
    ValueError
        If shapes do not match, an entry is NaN or infinite, a mask leaves a query no key, a score
        is negative under a degree that is not whole, or an odd degree makes a row sum vanish to
        rounding:
        :math:`|\sum_j s_j^\beta| \le n\,\epsilon \sum_j |s_j|^\beta`.

    Notes
    -----
    No n × n array is formed: the memory beside the output stays below 16 MiB. Rescaling a row of
    scores leaves polynomial weights unchanged, so no degree overflows, and no row is so small
    that its weights are lost. The error of a row, in norm, is of the order of
    :math:`(1+\beta)\,\epsilon\,\sum_j|w_j||v_j|` times
    :math:`\max_j\sum_l|q_l k_{jl}| / \max|s|`, which is 1 where nothing cancels; weights below
    about :math:`10^{-10}` (float32) or :math:`10^{-60}` (float64) of the largest of their row are
    less accurate than that; at a degree below 1/2 scores :math:`10^{20}` (float32) or
    :math:`10^{120}` (float64) times smaller than the largest may count as zero. It runs on as
    many threads as BLAS would use.

    References
    ----------
    Tiles and running sums: Rabe and Staats (arXiv:2112.05682); Dao et al. (arXiv:2205.14135).
    Book label ``lem:homogeneity``.

    Examples
    --------
    >>> import numpy as np
    >>> from polyattn import Polynomial
    >>> q, k = np.array([[1.0, 2.0]]), np.eye(2)
    >>> attention(q, k, np.array([[0.0], [1.0]]), Polynomial(2))
    array([[0.8]])

    Eight heads that share their keys and values in groups of four:

    >>> q, k = np.ones((2, 4, 5, 16)), np.ones((2, 1, 5, 16))
    >>> attention(q, k, k, Polynomial(4), causal=True).shape
    (2, 4, 5, 16)
    """
    call = "attention"
    heads, added = _checked(call, q, k, v, kernel, causal, mask, offset)
    return tiled_attention(heads, kernel, added).reshape(heads.shape)


def attention_weights(
    q: ArrayLike,
    k: ArrayLike,
    kernel: Kernel,
    causal: bool = False,
    *,
    mask: ArrayLike | None = None,
    offset: ExactNumber = 0,
) -> NDArray[np.floating[Any]]:
    r"""Return the dense matrix of weights :math:`w_{ij}`; see `attention`.

    Parameters
    ----------
    q, k, kernel, causal, mask, offset
        As in `attention`.

    Returns
    -------
    array of shape (..., n_q, n_k)
        The weights, each row summing to 1.

    Raises
    ------
    TypeError, ValueError
        As `attention` does, and if the matrix would not fit in memory (the message says how
        large it would be).

    References
    ----------
    Book label ``lem:homogeneity``.

    Examples
    --------
    >>> import numpy as np
    >>> from polyattn import Polynomial
    >>> attention_weights(np.array([[1.0, 3.0]]), np.eye(2), Polynomial(2))
    array([[0.1, 0.9]])
    """
    call = "attention_weights"
    heads, added = _checked(call, q, k, None, kernel, causal, mask, offset)
    shape = (*heads.lead, heads.queries, heads.keys)
    fix = "use attention, which needs no such matrix"
    refuse_if_too_large(call, shape, heads.dtype.itemsize, fix)
    return dense_weights(heads, kernel, added)


def weights_of(scores: ArrayLike, kernel: Kernel) -> NDArray[np.floating[Any]]:
    r"""Return the weights of scores of one's own: each row normalised to sum 1.

    .. math:: w_{ij} = \frac{s_{ij}^\beta}{\sum_l s_{il}^\beta}\ \text{ or }\
        \frac{e^{\alpha s_{ij}}}{\sum_l e^{\alpha s_{il}}}

    Parameters
    ----------
    scores : array_like of shape (..., n_k)
        The scores, a row along the last axis; types as in `attention`.
    kernel : Polynomial or Softmax
        What turns a score into a weight.

    Returns
    -------
    array of shape (..., n_k)
        The weights. A row whose scores are all zero gets uniform ones under a polynomial.

    Raises
    ------
    TypeError, ValueError
        If `scores` is no such array or `kernel` no kernel, an entry is NaN or infinite, a score
        is negative under a degree that is not whole, or an odd degree makes a row sum vanish.

    Notes
    -----
    No degree and no score overflows: a row is divided by its largest score, or shifted by it,
    first. The relative error of a weight is of the order of :math:`(1+\beta)\,\epsilon`, or
    :math:`(1+|\log w|)\,\epsilon` for a softmax.

    References
    ----------
    Book label ``lem:homogeneity``.

    Examples
    --------
    >>> from polyattn import Polynomial
    >>> weights_of([[1e200, 3e200]], Polynomial(2)).round(12)
    array([[0.1, 0.9]])
    """
    call = "weights_of"
    require(call, kernel, Kernel, "kernel")
    (array,) = float_arrays(call, scores=scores)
    if not array.ndim or not array.shape[-1]:
        raise ValueError(
            f"{call}: scores must have shape (..., n_k) with at least one key, got {array.shape}"
        )
    return weights_of_scores(array, kernel)


def _checked(
    call: str,
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike | None,
    kernel: Kernel,
    causal: bool,
    mask: ArrayLike | None,
    offset: ExactNumber,
) -> tuple[Heads, float]:
    """Return the heads and the offset; where there are no values, the keys stand for them."""
    require(call, kernel, Kernel, "kernel")
    given = {"q": q, "k": k} if v is None else {"q": q, "k": k, "v": v}
    arrays = float_arrays(call, **given)
    heads = Heads(call, arrays[0], arrays[1], arrays[-1], causal, mask)
    return heads, finite_number(call, "offset", offset)
