"""How far the weights of a degree are from those of a softmax, and the degree that comes near."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import finite_number
from polyattn.exact import ExactNumber
from polyattn.heads._scores import Floats, below_top, matrices, real_array

__all__ = ["bisected", "near_degree", "power_rows", "softmax_rows", "total_variation"]

LEAST = 2.0**-20
"""Degrees below this one count as 0: the power has long been a hard maximum there."""


def total_variation(
    scores: ArrayLike,
    degree: ExactNumber,
    *,
    offset: ExactNumber | None = None,
    causal: bool = False,
) -> Floats:
    r"""Return how far the weights of a power are from the softmax weights of the same scores.

    .. math:: \mathrm{TV}_i = \tfrac12\sum_j |w_{ij} - f_{ij}|,\qquad
        f_{ij} \propto e^{s_{ij}},\qquad w_{ij} \propto (o_i + s_{ij})_+^\beta

    Parameters
    ----------
    scores : array_like of shape (..., n_q, n_k)
        The scores :math:`s` as the softmax takes them, the factor of the model included; -inf
        where a query may not use a key.
    degree : int, float, Fraction, Decimal or str
        The degree :math:`\beta > 0`.
    offset : int, float, Fraction, Decimal or str, optional
        The number :math:`o` added to every score; the book's :math:`c^2`. By default it is
        :math:`\beta - \max_j s_{ij}`, which brings the top of each row to :math:`\beta`, so
        that the weights are those of :math:`(1 + x/\beta)_+^\beta` with :math:`x = s - \max s`.
    causal : bool, default False
        As in `profile`.

    Returns
    -------
    array of shape (..., n_q)
        The total variation of each row, between 0 and 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If `scores` is no matrix, holds NaN or +infinity, has a row without a key, the degree is
        not positive, or the offset leaves a row without weight.

    Notes
    -----
    With the default offset it falls as the degree rises: the ratio of the weights of two degrees
    is monotone in the score.

    References
    ----------
    Book label ``thm:power-to-exp``.

    Examples
    --------
    >>> total_variation([[0.0, -1.0, -2.0]], 8).round(3)
    array([0.027])
    >>> total_variation([[0.0, -1.0, -2.0]], 8, offset=8).round(3)
    array([0.027])
    """
    call = "total_variation"
    array = real_array(call, "scores", scores, "(..., n_q, n_k)")
    beta = finite_number(call, "degree", degree)
    if not beta > 0:
        raise ValueError(f"{call}: degree must be positive, got {degree}; use degree > 0")
    added = None if offset is None else finite_number(call, "offset", offset)
    rows = [_distance(call, matrix, beta, added) for matrix in matrices(call, array, causal)]
    return np.asarray(np.reshape(rows, array.shape[:-1]))


def softmax_rows(below: Floats) -> Floats:
    """Return softmax weights of scores less their largest."""
    powers = np.exp(below)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def power_rows(below: Floats, top: float | Floats, degree: float | Floats) -> Floats:
    """Return normalised powers of 1 + below / top, zero where that is negative."""
    with np.errstate(divide="ignore", over="ignore"):  # the log of 0 is the weight 0
        powers = np.exp(degree * np.log1p(np.maximum(below / top, -1.0)))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def near_degree(below: Floats, variation: float) -> Floats:
    """Return for each row the degree from which its total variation is at most `variation`."""
    weights = softmax_rows(below)

    def near_enough(degree: Floats) -> NDArray[np.bool_]:
        powers = power_rows(below, degree[:, None], degree[:, None])
        return np.asarray(_half_difference(powers, weights) <= variation)

    # Above 4, TV <= E_f x^2 / degree, and x^2 e^x <= 4 / e^2 < 1 bounds E_f x^2 by n.
    most = max(4.0, below.shape[-1] / variation)
    low, high = np.full(len(below), LEAST), np.full(len(below), most)
    return np.where(near_enough(low), 0.0, bisected(near_enough, low, high))


def bisected(holds: Callable[[Floats], NDArray[np.bool_]], low: Floats, high: Floats) -> Floats:
    """Return from where on a monotone condition holds, to 1e-12: false at low, true at high."""
    for _ in range(64):
        middle = np.sqrt(low) * np.sqrt(high)
        true = holds(middle)
        low, high = np.where(true, low, middle), np.where(true, middle, high)
        if np.all(high <= low * (1 + 1e-12)):
            break
    return high


def _distance(call: str, scores: Floats, degree: float, offset: float | None) -> Floats:
    """Return the total variation of each row of one matrix."""
    below = below_top(scores)
    if offset is None:
        powers = power_rows(below, degree, degree)
    else:
        top = offset + scores.max(axis=-1, keepdims=True)
        if not (top > 0).all():
            raise ValueError(
                f"{call}: the degree leaves row {int((top <= 0).argmax())} without weight, as "
                f"offset + score is at most 0 there; use an offset above {-scores.max(-1).min()}"
            )
        powers = power_rows(below, top, degree)
    return _half_difference(powers, softmax_rows(below))


def _half_difference(one: Floats, other: Floats) -> Floats:
    """Return the total variation of rows of weights."""
    return np.asarray(np.abs(one - other).sum(axis=-1) / 2)
