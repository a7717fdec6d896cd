"""A random feature map whose inner product is unbiased for a power of the score."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyattn._arguments import refuse_if_too_large
from polyattn.attention._arrays import float_arrays
from polyattn.exact import exact_number, whole_number

__all__ = ["PolynomialSketch", "power_of_two"]

_ROWS = 256


class PolynomialSketch:
    r"""A sketch for polynomial attention: random features :math:`\varphi` of half the degree.

    .. math:: \mathbb E\,\langle\varphi(x),\varphi(y)\rangle = \langle x,y\rangle^{\beta/2}

    Attention squares the inner product, so that no weight is negative. The square is unbiased
    no longer: its mean exceeds :math:`\langle x,y\rangle^\beta` by the variance of the inner
    product.

    Parameters
    ----------
    degree : int
        The degree :math:`\beta` of the attention, a power of two: 2, 4, 8 and so on.
    size : int
        The number of features, at least 1.
    dim : int
        The number of columns of queries and keys, at least 1.
    random_state : int, numpy.random.Generator or None, default None
        A seed or a generator for the random signs; None draws a fresh seed.

    Raises
    ------
    TypeError
        If a size is not a whole number.
    ValueError
        If `degree` is not a power of two from 2 on, `size` or `dim` is less than 1, or the signs
        would not fit in memory.

    Notes
    -----
    For degree 2 the features are :math:`G^\top x/\sqrt m`, with a matrix :math:`G` of independent
    signs and :math:`m` = `size`. Two independent maps :math:`\varphi_1,\varphi_2` of one degree
    and two more such matrices make a map of twice that degree, entry by entry:
    :math:`(G^\top\varphi_1(x))_i\,(H^\top\varphi_2(x))_i/\sqrt m`, where at the lowest level
    :math:`\varphi_1(x)=\varphi_2(x)=x`.

    References
    ----------
    Ahle et al. (arXiv:1909.01410) for the tree; Kacham, Mirrokni and Zhong (arXiv:2310.01655) for
    squaring it. Book label ``lem:sketch-unbiased``.

    Examples
    --------
    >>> PolynomialSketch(degree=4, size=64, dim=16, random_state=0)
    PolynomialSketch(degree=4, size=64, dim=16)
    """

    def __init__(
        self,
        degree: int,
        size: int,
        dim: int,
        random_state: int | np.random.Generator | None = None,
    ) -> None:
        call = "PolynomialSketch"
        self.degree = power_of_two(call, degree)
        self.size = whole_number(size, "size", call, 1, "use size >= 1")
        self.dim = whole_number(dim, "dim", call, 1, "use dim >= 1, the columns of q and k")
        draw = np.random.default_rng(random_state)
        self._signs = []
        for shape in self._shapes():
            refuse_if_too_large(call, shape, 1, "use a smaller size or degree")
            self._signs.append(2 * draw.integers(0, 2, shape, dtype=np.int8) - 1)

    def __repr__(self) -> str:
        return f"PolynomialSketch(degree={self.degree}, size={self.size}, dim={self.dim})"

    def _shapes(self) -> list[tuple[int, int, int]]:
        """Return the shapes of the signs, a level of the tree each: (matrices, in, out)."""
        if self.degree == 2:
            return [(1, self.dim, self.size)]
        levels = (self.degree // 2).bit_length() - 1
        return [
            (self.degree // 2 >> level, self.size if level else self.dim, self.size)
            for level in range(levels)
        ]

    def transform(self, x: ArrayLike) -> NDArray[np.floating[Any]]:
        r"""Return the features :math:`\varphi` of each row, of degree `degree` / 2.

        Parameters
        ----------
        x : array_like of shape (n, dim)
            The rows, float32 or float64; integers are converted to float64.

        Returns
        -------
        array of shape (n, size)
            The features, in the type of `x`.

        Raises
        ------
        TypeError
            If `x` has another type.
        ValueError
            If `x` has another number of columns, holds NaN or infinity, or a feature overflows.

        Examples
        --------
        >>> PolynomialSketch(2, 3, dim=1, random_state=0).transform([[0.0]]).tolist()
        [[0.0, 0.0, 0.0]]
        """
        call = "PolynomialSketch.transform"
        (rows,) = float_arrays(call, x=x)
        self.check(call, "x", rows)
        shape = (len(rows), self.size)
        refuse_if_too_large(call, shape, rows.itemsize, "take fewer rows at a time")
        features = np.empty(shape, rows.dtype)
        with np.errstate(all="ignore"):  # what overflows is looked for below
            for start in range(0, len(rows), _ROWS):
                features[start : start + _ROWS] = self.features(rows[start : start + _ROWS])
        if not np.isfinite(features).all():
            raise ValueError(
                f"{call}: a feature of degree {self.degree // 2} overflows {rows.dtype}; divide x "
                "by the norm of its longest row"
            )
        return features

    def check(self, call: str, name: str, rows: NDArray[Any]) -> None:
        """Raise if an array does not have the shape that this sketch takes."""
        if rows.ndim != 2 or rows.shape[1] != self.dim:
            raise ValueError(
                f"{call}: {name} must have shape (n, {self.dim}), as the sketch has dim="
                f"{self.dim}, got {rows.shape}; make the sketch with the columns of {name}, "
                "and one more for an offset"
            )

    def features(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return the features of a checked array; the memory used is a few times theirs."""
        if self.degree == 2:
            return self._scaled(rows @ self._signs[0][0].astype(rows.dtype))
        return self._node(rows, len(self._signs), 0)

    def _node(self, rows: NDArray[Any], level: int, index: int) -> NDArray[Any]:
        """Return the features of one node of the tree; its two children share nothing random."""
        if level == 0:
            return rows
        product = None
        for child in (2 * index, 2 * index + 1):
            signs = self._signs[level - 1][child].astype(rows.dtype)
            factor = self._node(rows, level - 1, child) @ signs
            product = factor if product is None else product * factor
        return self._scaled(product)

    def _scaled(self, features: Any) -> NDArray[Any]:
        features *= features.dtype.type(self.size**-0.5)
        return features  # type: ignore[no-any-return]


def power_of_two(call: str, degree: Any) -> int:
    """Return a degree that is a power of two from 2 on, or raise."""
    found = exact_number(degree, "degree", call)
    whole = int(found)
    if found != whole or whole < 2 or whole & (whole - 1):
        raise ValueError(
            f"{call}: degree must be a power of two from 2 on, got {degree}; "
            "use 2, 4, 8, ..., or attention, which takes any degree"
        )
    return whole
