r"""Dense attention with the weights of a kernel, in tiles, with NumPy alone."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import refuse_if_too_large
from polyattn.attention._arrays import check_queries_and_keys, check_values, float_arrays
from polyattn.attention._dense import dense_weights
from polyattn.attention._tiles import tiled_attention
from polyattn.kernels import Kernel, Polynomial, Softmax

__all__ = ["attention", "attention_weights"]


def attention(
    q: ArrayLike, k: ArrayLike, v: ArrayLike, kernel: Kernel, causal: bool = False
) -> NDArray[np.floating[Any]]:
    r"""Return the attention output :math:`\sum_j w_{ij} v_j`, with rows of weights summing to 1.

    .. math:: w_{ij} = \frac{u_{ij}}{\sum_l u_{il}},\qquad
        u_{ij} = \langle q_i, k_j\rangle^\beta \ \text{ or }\
        u_{ij} = e^{\alpha\langle q_i, k_j\rangle}

    for ``Polynomial(β)`` and ``Softmax(α)``; no :math:`1/\sqrt{\text{dim}}` is applied. A row
    whose scores are all zero gets uniform weights over the keys that it may use.

    Parameters
    ----------
    q : array_like of shape (n_q, dim)
        The queries.
    k : array_like of shape (n_k, dim)
        The keys.
    v : array_like of shape (n_k, ...)
        The values, with any trailing shape. The three arrays are float32 or float64, all of one
        type; integers are converted to float64.
    kernel : Polynomial or Softmax
        What turns a score into a weight. An odd degree keeps the sign of a score, so that
        weights may be negative.
    causal : bool, default False
        Query i may use the keys 0 to i only; needs ``n_q == n_k``.

    Returns
    -------
    array of shape (n_q, ...)
        The output, in the type of the arrays.

    Raises
    ------
    TypeError
        If an array has another type, the types differ, or `kernel` is not a kernel.
    ValueError
        If shapes do not match, an entry is NaN or infinite, a score is negative under a degree
        that is not whole, or an odd degree makes a row sum vanish to rounding:
        :math:`|\sum_j s_j^\beta| \le n\,\epsilon \sum_j |s_j|^\beta`.

    Notes
    -----
    No n × n array is formed: the memory beside the output stays below 16 MiB. Rescaling a row of
    scores leaves polynomial weights unchanged, so no degree overflows. The error of a row, in
    norm, is of the order of :math:`(1+\beta)\,\epsilon\,\sum_j|w_j||v_j|` times
    :math:`|q|\max|k| / \max|s|`, the conditioning of its largest score; weights below about
    :math:`10^{-10}` (float32) or :math:`10^{-60}` (float64) of the largest of their row are less
    accurate than that. It runs on as many threads as BLAS would use.

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
    """
    queries, keys, values = float_arrays("attention", q=q, k=k, v=v)
    _check("attention", queries, keys, kernel, causal)
    check_values("attention", keys, values)
    trailing = values.shape[1:]
    flat = values.reshape(len(values), prod(trailing))
    output = tiled_attention(queries, keys, flat, kernel, causal=causal)
    return output.reshape(len(queries), *trailing)


def attention_weights(
    q: ArrayLike, k: ArrayLike, kernel: Kernel, causal: bool = False
) -> NDArray[np.floating[Any]]:
    r"""Return the dense matrix of weights :math:`w_{ij}`; see `attention`.

    Parameters
    ----------
    q, k, kernel, causal
        As in `attention`.

    Returns
    -------
    array of shape (n_q, n_k)
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
    queries, keys = float_arrays(call, q=q, k=k)
    _check(call, queries, keys, kernel, causal)
    shape = (len(queries), len(keys))
    refuse_if_too_large(call, shape, queries.itemsize, "use attention, which needs no such matrix")
    return dense_weights(queries, keys, kernel, causal=causal)


def _check(call: str, q: NDArray[Any], k: NDArray[Any], kernel: object, causal: bool) -> None:
    if not isinstance(kernel, Polynomial | Softmax):
        raise TypeError(
            f"{call}: kernel must be a Polynomial or a Softmax, got {kernel!r}; "
            "use, say, Polynomial(4)"
        )
    check_queries_and_keys(call, q, k)
    if causal and len(q) != len(k):
        raise ValueError(
            f"{call}: causal attention needs as many queries as keys, "
            f"got {len(q)} queries and {len(k)} keys"
        )
