"""Attention in linear time, from a sketch or from exact features of degree 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyattn.attention._features import feature_count, lift_squares
from polyattn.attention._sketch import PolynomialSketch
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

__all__ = ["sketched_attention", "square_attention"]


def sketched_attention(
    q: ArrayLike,
    k: ArrayLike,
    v: ArrayLike,
    sketch: PolynomialSketch,
    causal: bool = False,
    local: int = 0,
) -> NDArray[np.floating[Any]]:
    r"""Return attention with the weights of a sketch, in time and memory linear in n.

    .. math:: w_{ij} = \frac{u_{ij}}{\sum_l u_{il}},\qquad
        u_{ij} = \langle\varphi(q_i),\varphi(k_j)\rangle^2,

    with :math:`u_{ij}=\langle q_i,k_j\rangle^\beta` exactly where i and j lie in one block of
    `local` consecutive rows.

    Parameters
    ----------
    q : array_like of shape (n_q, dim)
        The queries.
    k : array_like of shape (n_k, dim)
        The keys.
    v : array_like of shape (n_k, ...)
        The values, with any trailing shape. The three arrays are float32 or float64, all of one
        type; integers are converted to float64.
    sketch : PolynomialSketch
        The features :math:`\varphi`, of half the degree :math:`\beta`.
    causal : bool, default False
        Query i may use the keys 0 to i only; needs ``n_q == n_k``.
    local : int, default 0
        The rows of a block with exact weights; 0 for none. Needs ``n_q == n_k``.

    Returns
    -------
    array of shape (n_q, ...)
        The output, in the type of the arrays. With one sketch it is a definite function of them.

    Raises
    ------
    TypeError
        If an array has another type, the types differ, or `sketch` is no sketch.
    ValueError
        If shapes do not match those of each other or of the sketch, an entry is NaN or infinite,
        or the normaliser :math:`\sum_l u_{il}` of a row is not positive.

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
    import numpy as np

    call = "sketched_attention"
    if not isinstance(sketch, PolynomialSketch):
        raise TypeError(
            f"{call}: sketch must be a PolynomialSketch, got {sketch!r}; "
            "use PolynomialSketch(degree, size, dim)"
        )
    arrays = checked(call, q, k, v, causal, local)
    for name, rows in zip("qk", arrays, strict=False):
        sketch.check(call, name, rows)
    problem = problem_of(arrays, causal, local)
    features = Features(
        lambda x, out: lift_squares(sketch.features(x), out), feature_count(sketch.size)
    )

    def sketched(queries: NDArray[Any], keys: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.square(sketch.features(queries) @ sketch.features(keys).T))

    near = problem.near(power_of_scores(sketch.degree) if local else sketched)
    output = problem.divided(
        call,
        (near, problem.far(features)),
        "use a larger size, another random_state, or attention, which is exact",
    )
    return shaped(output, v)


def square_attention(
    q: ArrayLike, k: ArrayLike, v: ArrayLike, causal: bool = False
) -> NDArray[np.floating[Any]]:
    r"""Return attention of degree 2, exactly, in time and memory linear in n.

    .. math:: w_{ij} = \frac{\langle q_i,k_j\rangle^2}{\sum_l\langle q_i,k_l\rangle^2},\qquad
        \langle q,k\rangle^2 = \langle\Phi(q),\Phi(k)\rangle

    Parameters
    ----------
    q : array_like of shape (n_q, dim)
        The queries.
    k : array_like of shape (n_k, dim)
        The keys.
    v : array_like of shape (n_k, ...)
        The values; types as in `sketched_attention`.
    causal : bool, default False
        Query i may use the keys 0 to i only; needs ``n_q == n_k``.

    Returns
    -------
    array of shape (n_q, ...)
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
    call = "square_attention"
    problem = problem_of(checked(call, q, k, v, causal, 0), causal, 0)
    sums = problem.near(power_of_scores(2)), problem.far(exact_square(q))
    return shaped(problem.divided(call, sums, "use attention"), v)
