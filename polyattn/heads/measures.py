"""The measures of one head's rows, and the class that holds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyattn.heads._scores import Floats, below_top
from polyattn.heads.variation import bisected, near_degree, softmax_rows

__all__ = ["HeadProfile", "measured"]


@dataclass(frozen=True, eq=False)
class HeadProfile:
    r"""What `profile` measures, an array of shape (..., n_q) each: one entry for every row.

    With :math:`f` the softmax weights of a row and 1 its top key:

    Attributes
    ----------
    top_key : array of int
        The key with the largest score; the first one of a tie.
    top_weight : array of float
        Its weight :math:`f_1`.
    gap : array of float
        The largest score less the second largest; inf where there is one key.
    range : array of float
        The largest score less the smallest.
    snr : array of float
        :math:`f_1 / \sqrt{\sum_{j>1} f_j^2}`, the top weight over the norm of the others.
    effective_keys : array of float
        :math:`1/\sum_j f_j^2`, between 1 and the number of keys.
    degree : array of float
        The degree from which :math:`(1 + x/\beta)_+^\beta`, :math:`x = s - \max s`, has weights
        within the given total variation of :math:`f`.
    half_degree : array of float
        The degree :math:`\beta` at which the row of positive numbers :math:`e^{s_j}` gives its
        top key half the weight: :math:`f_1(\beta) = e^{\beta s_1}/\sum_j e^{\beta s_j} = 1/2`.
        The head as it is has degree 1. It is 0 where any degree will do and inf where the top
        is a tie.

    Notes
    -----
    Detection takes half the degree, on any row: ``snr`` at :math:`\beta` exceeds 1 if and only
    if :math:`f_1(2\beta) > 1/2`. So a row is locked where ``half_degree < 1``, and detectable
    where ``half_degree < 2``.

    Examples
    --------
    >>> from polyattn.heads import profile_of
    >>> profile_of([[3.0, 1.0, 0.0, 0.0], [1.0, 0.9, 0.0, 0.0]]).verdict
    array(['locked', 'neither'], dtype='<U10')
    """

    top_key: NDArray[np.intp]
    top_weight: Floats
    gap: Floats
    range: Floats
    snr: Floats
    effective_keys: Floats
    degree: Floats
    half_degree: Floats

    @property
    def locked(self) -> NDArray[np.bool_]:
        """Where the top key has more than half the weight.

        Examples
        --------
        >>> from polyattn.heads import profile_of
        >>> profile_of([[3.0, 1.0, 0.0, 0.0]]).locked
        array([ True])
        """
        return np.asarray(self.top_weight > 0.5)

    @property
    def detectable(self) -> NDArray[np.bool_]:
        """Where ``snr`` exceeds 1; every locked row is one of them.

        Examples
        --------
        >>> from polyattn.heads import profile_of
        >>> profile_of([[3.0, 1.0, 0.0, 0.0]]).detectable
        array([ True])
        """
        return np.asarray(self.snr > 1) | self.locked

    @property
    def verdict(self) -> NDArray[np.str_]:
        """The words "locked", "detectable" (and not locked) or "neither", one a row.

        Examples
        --------
        >>> from polyattn.heads import profile_of
        >>> profile_of([[1.0, 0.0, 0.0, 0.0]]).verdict
        array(['detectable'], dtype='<U10')
        """
        unlocked = np.where(self.detectable, "detectable", "neither")
        return np.asarray(np.where(self.locked, "locked", unlocked))


def measured(scores: Floats, target: float) -> tuple[NDArray[np.generic], ...]:
    """Return the measures of the rows of one head, in the order of the class."""
    below = below_top(scores)
    top = below.argmax(axis=-1)
    rows = np.arange(len(below))
    others = below.copy()
    others[rows, top] = -np.inf
    gap = -others.max(axis=-1)
    spread = np.max(-below, axis=-1, where=np.isfinite(below), initial=0.0)
    weights = softmax_rows(below)
    rest = np.square(np.exp(others)).sum(axis=-1)
    with np.errstate(divide="ignore"):  # one key, or all the weight: the ratio is inf
        snr = 1 / np.sqrt(rest)
    effective = 1 / np.square(weights).sum(axis=-1)
    degree = near_degree(below, target)
    return top, weights[rows, top], gap, spread, snr, effective, degree, _half(others, gap, spread)


def _half(others: Floats, gap: Floats, spread: Floats) -> Floats:
    """Return for each row the degree at which the top key has as much weight as all others."""
    competitors = np.isfinite(others).sum(axis=-1)
    with np.errstate(all="ignore"):  # what is no number here is replaced below
        # Every other score is between gap and spread below the top.
        count = np.log(competitors)
        low, high = count / spread / 2, 2 * count / gap

    def half(degree: Floats) -> NDArray[np.bool_]:
        with np.errstate(over="ignore"):  # exp(-inf) is the weight 0
            return np.asarray(np.exp(degree[:, None] * others).sum(axis=-1) <= 1)

    easy = competitors <= 1
    tied = (gap == 0) | (~easy & ~np.isfinite(high))
    open_rows = ~easy & ~tied
    one = np.ones_like(gap)
    found = bisected(half, np.where(open_rows, low, one), np.where(open_rows, high, one))
    return np.where(open_rows, found, np.where(tied, np.inf, 0.0))
