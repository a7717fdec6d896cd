"""Attention in linear time, with a parabola in the place of a power."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from polyattn.attention._sketch import power_of_two
from polyattn.attention._sketch_inputs import (
    checked,
    exact_square,
    power_of_scores,
    problem_of,
    shaped,
)
from polyattn.attention._sums import Features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["surrogate_attention"]


def surrogate_attention(
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    degree: int,
    causal: bool = False,
    local: int = 0,
) -> NDArray[np.floating[Any]]:
    r"""Return attention whose far weights are a least-squares parabola in the score.

    .. math:: u_{ij} = (\beta-1)!!\;\sigma_i^\beta
        \Big(1+\frac\beta2\Big(\frac{\langle q_i,k_j\rangle^2}{\sigma_i^2}-1\Big)\Big),

    the surrogate of :math:`\langle q_i,k_j\rangle^\beta` that is best in the mean square if the
    scores of a row are normal with mean 0 and variance :math:`\sigma_i^2`; for
    :math:`\sigma_i^2` the mean of the row's own squared far scores is taken. Inside blocks of
    `local` rows weights are exact.

    Parameters
    ----------
    q : array_like of shape (n_q, dim)
        The queries.
    k : array_like of shape (n_k, dim)
        The keys.
    v : array_like of shape (n_k, ...)
        The values; types as in `sketched_attention`.
    degree : int
        The degree :math:`\beta`, a power of two from 2 on.
    causal : bool, default False
        Query i may use the keys 0 to i only; needs `local` and ``n_q == n_k``.
    local : int, default 0
        The rows of a block with exact weights; 0 for none. Needs ``n_q == n_k``.

    Returns
    -------
    array of shape (n_q, ...)
        The output, in the type of the arrays.

    Raises
    ------
    TypeError, ValueError
        As `sketched_attention` does, and if `causal` comes without `local`.

    Notes
    -----
    The normaliser of a row of N far keys is :math:`N\,(\beta-1)!!\,\sigma_i^\beta` and so never
    negative, but weights of scores with :math:`s^2<(1-\frac2\beta)\sigma_i^2` are. The assumption
    of normal scores is the caller's: rows that carry a bias or few large features are far from it.

    References
    ----------
    Book label ``lem:surrogate``.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.eye(2)
    >>> surrogate_attention(x, x, np.array([0.0, 1.0]), degree=2)
    array([0., 1.])
    """
    import numpy as np

    call = "surrogate_attention"
    power = power_of_two(call, degree)
    arrays = checked(call, q, k, v, causal, local)
    if causal and not local:
        raise ValueError(
            f"{call}: causal=True needs local blocks, got local=0; use local >= 1, say 128"
        )
    problem = problem_of(arrays, causal, local)
    near, square = problem.near(power_of_scores(power)), problem.far(exact_square(q))
    plain = problem.far(Features(lambda _, out: out.fill(1), 1))
    counts = np.maximum(plain.weights, 1)
    variance = square.weights / counts
    height = math.prod(range(1, power, 2)) * variance ** (power // 2)
    slope = np.divide(power / 2, variance, out=np.zeros_like(variance), where=variance > 0)
    far = (1 - power / 2) * plain.values + slope[:, None] * square.values
    square.values = (height[:, None] * far).astype(arrays[0].dtype)
    square.weights = height * plain.weights
    return shaped(problem.divided(call, (near, square), "use attention, which is exact"), v)
