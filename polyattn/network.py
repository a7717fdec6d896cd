r"""The one-layer network with random signs, on any matrix."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arguments import plain_array, refuse_if_too_large
from polyattn.attention import attention
from polyattn.exact import ExactNumber, exact_number, whole_number
from polyattn.kernels import Kernel, Polynomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["network_output", "pre_activations", "random_signs"]


def random_signs(
    d: int, width: int, random_state: int | np.random.Generator | None = None
) -> NDArray[np.int8]:
    r"""Return the sign vectors :math:`y_1,\dots,y_m` of the network, as columns.

    Parameters
    ----------
    d : int
        The number of columns of the data, at least 1.
    width : int
        The number :math:`m` of neurons, at least 1.
    random_state : int, numpy.random.Generator or None, default None
        A seed or a generator; None draws a fresh seed.

    Returns
    -------
    array of int8, shape (d, width)
        Independent entries +1 and −1, each with probability one half.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number of at least 1, or the array would not fit in memory.

    References
    ----------
    Song, Xu and Yin (arXiv:2310.20051); book label ``thm:closed-form``.

    Examples
    --------
    >>> random_signs(4, 2, random_state=0).shape
    (4, 2)
    """
    call = "random_signs"
    rows = whole_number(d, "d", call, 1, "use d >= 1")
    columns = whole_number(width, "width", call, 1, "use width >= 1")
    refuse_if_too_large(call, (rows, columns), 1, "use a smaller width")
    import numpy as np

    bits = np.random.default_rng(random_state).integers(0, 2, (rows, columns), dtype=np.int8)
    return 2 * bits - 1


def pre_activations(matrix: ArrayLike, kernel: Kernel, signs: ArrayLike) -> NDArray[Any]:
    r"""Return the pre-activations :math:`\langle C_j, y_i\rangle` of every row and neuron.

    .. math:: C = f A,\qquad f = \operatorname{diag}(u\mathbf 1)^{-1} u,\qquad
        u_{jk} = (AA^\top)_{jk}^\beta \ \text{ or }\ e^{\alpha (AA^\top)_{jk}} .

    Parameters
    ----------
    matrix : array_like of shape (n, d)
        The data :math:`A`, floats; or an object array of Fractions or ints, for an exact result.
        Softmax sees the scale of :math:`A`, so the factor :math:`\sqrt{\log n}` belongs into it.
    kernel : Polynomial or Softmax
        What turns a score into a weight; for an exact result a Polynomial of whole degree.
    signs : array_like of shape (d, width)
        The vectors :math:`y_i` as columns; see `random_signs`. For an exact result, integers or
        Fractions.

    Returns
    -------
    array of shape (n, width)
        The pre-activations, in the unit of `matrix`; Fractions (an object array) if `matrix` is
        an object array.

    Raises
    ------
    TypeError
        If a type does not fit (complex numbers and matrices do not), or an exact result is asked
        for and the kernel has none.
    ValueError
        If an entry is masked, the shapes do not match, the result would not fit in memory, a
        score is negative under a degree that is not whole, or a row of weights has no sum to
        divide by.

    Notes
    -----
    Formed as :math:`f(A y_i)`, so that the n × n matrix :math:`f` is never held.

    References
    ----------
    Song, Xu and Yin (arXiv:2310.20051); book labels ``thm:closed-form`` and ``lem:row-classes``.

    Examples
    --------
    >>> import numpy as np
    >>> from polyattn import Polynomial
    >>> A = np.array([[Fraction(1), Fraction(1)], [Fraction(0), Fraction(1)]])
    >>> pre_activations(A, Polynomial(1), np.array([[1], [1]]))
    array([[Fraction(5, 3)],
           [Fraction(3, 2)]], dtype=object)
    """
    import numpy as np

    call = "pre_activations"
    data, columns = plain_array(call, "matrix", matrix), plain_array(call, "signs", signs)
    _check_shapes(data, columns)
    if data.dtype == object:
        return _exact_pre_activations(data, kernel, columns)
    shape = len(data), columns.shape[1]
    refuse_if_too_large(call, shape, 8, "use fewer rows or a smaller width")
    data = data if data.dtype.kind == "f" else data.astype(float)
    with np.errstate(all="ignore"):
        projected = data @ columns.astype(data.dtype)
    return attention(data, data, projected, kernel)


def network_output(
    matrix: ArrayLike, kernel: Kernel, signs: ArrayLike, threshold: ExactNumber
) -> float | Fraction:
    r"""Return the output of the network,
    :math:`F=\mathrm{ReLU}\big(\sum_{j,i}\mathrm{ReLU}(\langle C_j,y_i\rangle-\tau)\big)\ge0`.

    Parameters
    ----------
    matrix : array_like of shape (n, d)
        The data :math:`A`; see `pre_activations`.
    kernel : Polynomial or Softmax
        What turns a score into a weight.
    signs : array_like of shape (d, width)
        The vectors :math:`y_i` as columns.
    threshold : int, float, Fraction, Decimal or str
        The threshold :math:`\tau`, in the unit of `matrix`. The comparison is strict and, for an
        exact matrix, exact; for floats a pre-activation within rounding of :math:`\tau` may fall
        on either side.

    Returns
    -------
    float or Fraction
        :math:`F`, positive if and only if some pre-activation exceeds :math:`\tau`; a Fraction
        if `matrix` is an object array.

    Raises
    ------
    TypeError, ValueError
        As `pre_activations` does, and if `threshold` is not a finite number.

    References
    ----------
    Song, Xu and Yin (arXiv:2310.20051); book label ``thm:closed-form``.

    Examples
    --------
    >>> import numpy as np
    >>> from polyattn import Polynomial
    >>> network_output(np.eye(2), Polynomial(2), np.array([[1], [-1]]), "0.5")
    0.5
    """  # noqa: D205
    import numpy as np

    level = exact_number(threshold, "threshold", "network_output")
    inner = pre_activations(matrix, kernel, signs)
    if inner.dtype == object:
        return sum((max(x - level, Fraction(0)) for x in inner.flat), Fraction(0))
    # The sum of ReLUs is not negative, so the outer ReLU changes nothing.
    with np.errstate(all="ignore"):
        above = inner - inner.dtype.type(float(level))
        return float(np.maximum(above, 0).sum(dtype=np.float64))


def _check_shapes(data: NDArray[Any], columns: NDArray[Any]) -> None:
    call = "pre_activations"
    if data.ndim != 2 or not data.size:
        raise ValueError(f"{call}: matrix must have shape (n, d), got {data.shape}")
    if data.dtype.kind not in "biufO":
        raise TypeError(f"{call}: matrix must hold numbers, got {data.dtype}")
    if columns.ndim != 2 or len(columns) != data.shape[1]:
        raise ValueError(
            f"{call}: signs must have shape (d, width) with d = {data.shape[1]}, the columns of "
            f"matrix, got {columns.shape}; use random_signs({data.shape[1]}, width)"
        )
    if columns.dtype.kind not in "iufO":
        raise TypeError(f"{call}: signs must hold numbers, got {columns.dtype}")


def _exact_pre_activations(
    data: NDArray[Any], kernel: Kernel, columns: NDArray[Any]
) -> NDArray[Any]:
    import math

    import numpy as np

    call = "pre_activations"
    if not isinstance(kernel, Polynomial) or kernel.degree.denominator != 1:
        raise TypeError(
            f"{call}: an exact matrix needs a Polynomial of whole degree, got {kernel!r}; "
            "use matrix.astype(float) for this kernel"
        )
    if columns.dtype.kind == "f":
        raise TypeError(
            f"{call}: an exact matrix needs exact signs, got {columns.dtype}; "
            "use random_signs, or integers"
        )
    rational = np.vectorize(lambda x: exact_number(x, "an entry", call), otypes=[object])
    data, columns = rational(data), rational(columns)
    # Weights do not change with the unit of the data, and integers are faster than Fractions.
    unit = math.lcm(*(x.denominator for x in data.flat))
    whole = np.vectorize(lambda x: int(x * unit), otypes=[object])(data)
    weights = (whole @ whole.T) ** int(kernel.degree)
    total = weights.sum(axis=1)
    empty = ~np.vectorize(bool, otypes=[bool])(whole @ whole.T).any(axis=1)
    weights[empty], total[empty] = 1, len(data)  # every score is zero: uniform
    lost = np.flatnonzero(total == 0)
    if len(lost):
        raise ValueError(
            f"{call}: the weights of row {lost[0]} sum to zero (odd degree {kernel.degree} of "
            "scores of both signs), so they cannot be normalised; use an even degree"
        )
    sums = weights @ (data @ columns)
    return np.asarray(rational(sums) / rational(total)[:, None])
