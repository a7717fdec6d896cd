"""Attention in linear time, from a sketch or from exact features of degree 2."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import finite_number
from polyattn.attention._arrays import float_arrays
from polyattn.attention._features import (
    Features,
    exact_square,
    feature_count,
    lift_squares,
)
from polyattn.attention._sums import Problem, each_head, power_of_scores
from polyattn.attention.sketch import PolynomialSketch
from polyattn.exact import ExactNumber

__all__ = ["sketched_attention", "square_attention"]


def sketched_attention(
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    sketch: PolynomialSketch,
    causal: bool = False,
    local: int = 0,
    *,
    mask: None = None,
    offset: ExactNumber = 0,
) -> NDArray[np.floating[Any]]:
    r"""Return attention with the weights of a sketch, in time and memory linear in n.

    .. math:: w_{ij} = \frac{u_{ij}}{\sum_l u_{il}},\qquad
        u_{ij} = \langle\varphi(q_i),\varphi(k_j)\rangle^2,

    with :math:`u_{ij}=\langle q_i,k_j\rangle^\beta` exactly where i and j lie in one block of
    `local` consecutive rows.

    Parameters
    ----------
    q, k, v : array_like of shape (..., n_q, dim), (..., n_k, dim) and (..., n_k, width)
        Queries, keys and values, with heads and types as in `polyattn.attention.attention`.
    sketch : PolynomialSketch
        The features :math:`\varphi`, of half the degree :math:`\beta`.
    causal : bool, default False
        A query may use the keys up to its own only, the queries being the last ones.
    local : int, default 0
        The keys of a block with exact weights for its own queries; 0 for none. Needs
        ``n_q == n_k``, or `causal`.
    mask : None
        No mask of pairs fits into linear time: anything else is refused.
    offset : int, float, Fraction, Decimal or str, default 0
        A number added to every score :math:`\langle q_i,k_j\rangle`, as a further column of q
        and k, which the sketch must have: its `dim` is one larger.

    Returns
    -------
    array of shape (..., n_q, width)
        The output, in the type of the arrays. With one sketch it is a definite function of them.

    Raises
    ------
    TypeError
        If an array has another type, the types differ, `sketch` is no sketch, or `causal` no bool.
    ValueError
        If shapes do not match those of each other or of the sketch, an entry is NaN or infinite,
        the normaliser :math:`\sum_l u_{il}` of a row is not positive, or there is a mask.

    Notes
    -----
    The work is about :math:`n\,m^2` products for each column of `v`, with :math:`m` =
    ``sketch.size``: the squares of inner products are inner products of the m (m + 1) / 2 exact
    features. Beside the output the memory holds one sum of values for each of these features, and
    tiles of at most 256 rows. See the book for how large the error is: on rows in general position
    the usual sizes are far too small.

    References
    ----------
    Kacham, Mirrokni and Zhong (arXiv:2310.01655); book label ``lem:sketch-unbiased``.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.eye(3)
    >>> sketch = PolynomialSketch(degree=4, size=8, dim=3, random_state=0)
    >>> sketched_attention(x, x, np.ones(3), sketch)
    array([1., 1., 1.])
    """
    call = "sketched_attention"
    if not isinstance(sketch, PolynomialSketch):
        raise TypeError(
            f"{call}: sketch must be a PolynomialSketch, got {sketch!r}; "
            "use PolynomialSketch(degree, size, dim)"
        )
    if mask is not None:
        raise ValueError(
            f"{call}: a mask of pairs asks for n_q * n_k work, and this call is linear; "
            "use causal=True, or attention, which takes a mask"
        )
    added = finite_number(call, "offset", offset)
    fix = "use a larger size, another random_state, or attention, which is exact"
    lift = Features(
        lambda x, out: lift_squares(sketch.features(x), out), feature_count(sketch.size)
    )

    def sketched(queries: NDArray[Any], keys: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.square(sketch.features(queries) @ sketch.features(keys).T))

    def attend(problem: Problem) -> NDArray[Any]:
        sketch.check(call, "q", problem.q)
        near = problem.near(power_of_scores(sketch.degree) if local else sketched)
        return problem.divided((near, problem.far(lift)), fix)

    if added:
        root = abs(added) ** 0.5
        q, k = _with_column(call, "q", q, added / root), _with_column(call, "k", k, root)
    return each_head(call, {"q": q, "k": k, "v": v}, causal, local, attend)


def square_attention(
    q: ArrayLike, k: ArrayLike, v: ArrayLike, causal: bool = False
) -> NDArray[np.floating[Any]]:
    r"""Return attention of degree 2, exactly, in time and memory linear in n.

    .. math:: w_{ij} = \frac{\langle q_i,k_j\rangle^2}{\sum_l\langle q_i,k_l\rangle^2},\qquad
        \langle q,k\rangle^2 = \langle\Phi(q),\Phi(k)\rangle

    Parameters
    ----------
    q, k, v, causal
        As in `sketched_attention`.

    Returns
    -------
    array of shape (..., n_q, width)
        The output, in the type of the arrays.

    Raises
    ------
    TypeError, ValueError
        As `sketched_attention` does; a row whose scores are all zero has no normaliser and raises
        (`polyattn.attention` gives it uniform weights).

    References
    ----------
    Features :math:`\Phi` as in `exact_features`; Katharopoulos et al. (arXiv:2006.16236) for sums
    over features; book label ``lem:surrogate``.

    Examples
    --------
    >>> import numpy as np
    >>> square_attention([[1.0, 2.0]], np.eye(2), np.array([[0.0], [1.0]])).round(12)
    array([[0.8]])
    """

    def attend(problem: Problem) -> NDArray[Any]:
        sums = problem.near(power_of_scores(2)), problem.far(exact_square(problem.q.shape[1]))
        return problem.divided(sums, "use attention")

    return each_head("square_attention", {"q": q, "k": k, "v": v}, causal, 0, attend)


def _with_column(call: str, name: str, given: ArrayLike, entry: float) -> NDArray[Any]:
    """Return rows with a further column of one entry."""
    (rows,) = float_arrays(call, **{name: given})
    if not rows.ndim:
        return rows  # what it should be is said where shapes are checked
    if abs(entry) > float(np.finfo(rows.dtype).max):
        raise ValueError(
            f"{call}: offset has a root of {abs(entry):.3g}, beyond the range of {rows.dtype}; "
            "give float64 arrays, or a smaller offset"
        )
    with np.errstate(under="ignore"):
        column = np.full((*rows.shape[:-1], 1), entry, rows.dtype)
    return np.concatenate([rows, column], axis=-1)
