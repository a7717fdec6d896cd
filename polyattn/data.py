"""The two constructions of the book: the self-attention data and the vectors to classify."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arguments import refuse_if_too_large, require, require_larger
from polyattn.construction import Construction, exact_entries, require_row
from polyattn.exact import ExactNumber, whole_number
from polyattn.vectors import VectorData

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SelfAttentionData", "VectorData"]

_NO_MATRIX = "use row_classes or MaximalPreactivation, which need no matrix"


@dataclass(frozen=True, init=False)
class SelfAttentionData(Construction):
    r"""The matrix :math:`A \in \mathbb R^{n\times d}` of the self-attention data set.

    In units of :math:`\sqrt{\log n}`: the first column is :math:`a\,e_{j^*}`, the *planted*
    feature of one row; columns :math:`2,\dots,d-1` are :math:`t` copies of the identity
    :math:`I_{d-2}` stacked, times :math:`b`; the last column is :math:`c`. So
    :math:`n=(d-2)\,t`. :math:`\mathcal D_0` has :math:`a=a_0`, :math:`\mathcal D_1` a larger
    :math:`a_1`.

    Parameters
    ----------
    d : int
        The number of columns, at least 4.
    copies : int, default 1
        The number :math:`t` of copies of the identity, at least 1.
    a, b, c : int, float, Fraction, Decimal or str
        The planted feature :math:`a\ge0`, the group feature :math:`b>0` and the bias
        :math:`c>0`, in units of :math:`\sqrt{\log n}`, taken exactly.

    Attributes
    ----------
    d, copies, n : int
        The sizes, with :math:`n=(d-2)\,t`.
    a, b, c : Fraction
        The entries.
    p, q, r : Fraction
        The three scores in units of :math:`\log n`: :math:`p=a^2+b^2+c^2` of the planted row
        with itself, :math:`q=b^2+c^2` inside a group, :math:`r=c^2` across groups.

    Raises
    ------
    TypeError
        If a size is not whole or an entry is not a number.
    ValueError
        If ``d < 4``, ``copies < 1``, ``a < 0``, ``b <= 0`` or ``c <= 0``.

    References
    ----------
    The construction follows Song, Xu and Yin (arXiv:2310.20051), section on self-attention
    data; book label ``lem:row-classes``.

    Examples
    --------
    >>> data = SelfAttentionData(d=1002, copies=10**9, a="0.3", b="0.6", c="0.4")
    >>> data.n, data.q
    (1000000000000, Fraction(13, 25))
    """

    def __init__(
        self, d: int, copies: int = 1, *, a: ExactNumber, b: ExactNumber, c: ExactNumber
    ) -> None:
        call = "SelfAttentionData"
        size = whole_number(d, "d", call, 4, "use d >= 4: d - 2 groups, two of them distinct")
        times = whole_number(copies, "copies", call, 1, "use copies >= 1")
        entries = exact_entries(call, a, b, c)
        for name, value in {"d": size, "copies": times, **entries}.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        entries = ", ".join(f"{k}={str(getattr(self, k))!r}" for k in "abc")
        return f"SelfAttentionData(d={self.d}, copies={self.copies}, {entries})"

    def matrix(self, planted_row: int = 0, *, exact: bool = False) -> NDArray[Any]:
        r"""Return :math:`A` as a dense array.

        Parameters
        ----------
        planted_row : int, default 0
            The row :math:`j^*` that carries the feature :math:`a`, from 0 to ``n - 1``. Row
            :math:`j` belongs to group ``j % (d - 2)``.
        exact : bool, default False
            Return Fractions, and leave out the factor :math:`\sqrt{\log n}` (so that a threshold
            is :math:`\theta` itself).

        Returns
        -------
        array of shape (n, d)
            float64 with the factor :math:`\sqrt{\log n}` included, or Fractions without it.

        Raises
        ------
        TypeError
            If `planted_row` is not whole.
        ValueError
            If `planted_row` is out of range, or the array would not fit in memory (the message
            says how large it would be).

        Examples
        --------
        >>> SelfAttentionData(4, a="1/2", b="0.6", c="0.4").matrix(exact=True)[0]
        array([Fraction(1, 2), Fraction(3, 5), Fraction(0, 1), Fraction(2, 5)],
              dtype=object)
        """
        call = "SelfAttentionData.matrix"
        row = require_row(call, self, planted_row)
        refuse_if_too_large(call, (self.n, self.d), 64 if exact else 8, _NO_MATRIX)
        import numpy as np

        groups = self.d - 2
        kind = object if exact else np.float64
        out = np.full((self.n, self.d), Fraction(0) if exact else 0.0, dtype=kind)
        unit = 1 if exact else np.sqrt(np.log(self.n))
        a, b, c = ((x if exact else float(x) * unit) for x in (self.a, self.b, self.c))
        out[row, 0] = a
        out[np.arange(self.n), 1 + np.arange(self.n) % groups] = b
        out[:, -1] = c
        return out


def require_pair(
    call: str,
    data0: Construction,
    data1: Construction,
    kind: type[Construction] = SelfAttentionData,
) -> None:
    r"""Raise unless two constructions are a :math:`\mathcal D_0` and its :math:`\mathcal D_1`.

    Parameters
    ----------
    call : str
        The call to name in the error.
    data0, data1 : Construction
        The two, which must be equal but for :math:`a_0<a_1`.
    kind : type, default SelfAttentionData
        Which construction.

    Raises
    ------
    TypeError
        If one is not of that kind.
    ValueError
        If they differ in more than `a`, or the first has the larger one.

    Examples
    --------
    >>> pair = [SelfAttentionData(4, a=a, b=1, c=1) for a in (0, 1)]
    >>> require_pair("demo", *pair)
    """
    require(call, data0, kind, "data0")
    require(call, data1, kind, "data1")
    for name in (field.name for field in fields(kind) if field.name != "a"):
        first, second = getattr(data0, name), getattr(data1, name)
        if first != second:
            raise ValueError(
                f"{call}: the two constructions may differ in a alone, got {name} = {first} "
                f"and {second}; use the same {name}"
            )
    require_larger(call, data0.a, data1.a)
