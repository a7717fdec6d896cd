"""One head's rows in numbers: weight of the top key, gap, contrast, and the degrees it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn.exact import ExactNumber
from polyattn.heads._scores import (
    Floats,
    below_top,
    finite_number,
    matrices,
    products,
    real_array,
)
from polyattn.heads.variation import bisected, near_degree, softmax_rows

__all__ = ["HeadProfile", "profile", "profile_of"]


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
    Detection takes half the degree, on any row: `snr` at :math:`\beta` exceeds 1 if and only
    if :math:`f_1(2\beta) > 1/2`. So a row is locked where ``half_degree < 1``, and detectable
    where ``half_degree < 2``.

    Examples
    --------
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
        >>> profile_of([[3.0, 1.0, 0.0, 0.0]]).locked
        array([ True])
        """
        return np.asarray(self.top_weight > 0.5)

    @property
    def detectable(self) -> NDArray[np.bool_]:
        """Where `snr` exceeds 1; every locked row is one of them.

        Examples
        --------
        >>> profile_of([[3.0, 1.0, 0.0, 0.0]]).detectable
        array([ True])
        """
        return np.asarray(self.snr > 1) | self.locked

    @property
    def verdict(self) -> NDArray[np.str_]:
        """The words "locked", "detectable" (and not locked) or "neither", one a row.

        Examples
        --------
        >>> profile_of([[1.0, 0.0, 0.0, 0.0]]).verdict
        array(['detectable'], dtype='<U10')
        """
        unlocked = np.where(self.detectable, "detectable", "neither")
        return np.asarray(np.where(self.locked, "locked", unlocked))


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
    heads = [_measured(matrix, target) for matrix in scores]
    columns = zip(*heads, strict=True)
    return HeadProfile(*(np.reshape(column, shape[:-1]) for column in columns))


def _measured(scores: Floats, target: float) -> tuple[NDArray[np.generic], ...]:
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
