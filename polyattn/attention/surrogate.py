"""Attention in linear time, with a parabola in the place of a power."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn.attention._features import Features, exact_square
from polyattn.attention._heads import check_causal
from polyattn.attention._sums import Problem, Sums, each_head, power_of_scores
from polyattn.attention.sketch import power_of_two

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
    q, k, v : array_like
        Queries, keys and values as in `sketched_attention`.
    degree : int
        The degree :math:`\beta`, a power of two from 2 on.
    causal : bool, default False
        A query may use the keys up to its own only, the queries being the last ones; needs
        `local`.
    local : int, default 0
        The keys of a block with exact weights for its own queries; 0 for none. Needs
        ``n_q == n_k``, or `causal`.

    Returns
    -------
    array of shape (..., n_q, width)
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
    call = "surrogate_attention"
    power = power_of_two(call, degree)
    check_causal(call, causal)
    if causal and not local:
        raise ValueError(
            f"{call}: causal=True needs local blocks, got local=0; use local >= 1, say 128"
        )

    def attend(problem: Problem) -> NDArray[Any]:
        near = problem.near(power_of_scores(power))
        square = problem.far(exact_square(problem.q.shape[1]))
        plain = problem.far(Features(lambda _, out: out.fill(1), 1))
        variance = square.weights / np.maximum(plain.weights, 1)
        height = math.prod(range(1, power, 2)) * variance ** (power // 2)
        slope = np.divide(power / 2, variance, out=np.zeros_like(variance), where=variance > 0)
        far = (1 - power / 2) * plain.values + slope[:, None] * square.values
        rest = Sums((height[:, None] * far).astype(problem.q.dtype), height * plain.weights)
        return problem.divided((near, rest), "use attention, which is exact")

    return each_head(call, {"q": q, "k": k, "v": v}, causal, local, attend)
