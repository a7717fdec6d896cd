"""The two constructions of the book: the self-attention data and the vectors to classify."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arguments import refuse_if_too_large, require, require_larger
from polyattn.exact import ExactNumber, exact_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SelfAttentionData", "VectorData"]

_NO_MATRIX = "use row_classes or MaximalPreactivation, which need no matrix"


@dataclass(frozen=True, init=False)
class SelfAttentionData:
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

    d: int
    copies: int
    a: Fraction
    b: Fraction
    c: Fraction

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

    @property
    def n(self) -> int:
        """The number of rows, ``(d - 2) * copies``."""
        return (self.d - 2) * self.copies

    @property
    def p(self) -> Fraction:
        r"""The score of the planted row with itself, in units of :math:`\log n`."""
        return self.a**2 + self.q

    @property
    def q(self) -> Fraction:
        r"""The score of two rows of one group, in units of :math:`\log n`."""
        return self.b**2 + self.r

    @property
    def r(self) -> Fraction:
        r"""The score of two rows of different groups, in units of :math:`\log n`."""
        return self.c**2

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
        row = whole_number(planted_row, "planted_row", call, 0, "rows count from 0")
        if row >= self.n:
            raise ValueError(
                f"{call}: planted_row must be below n = {self.n}, got {row}; rows count from 0"
            )
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


def exact_entries(call: str, a: ExactNumber, b: ExactNumber, c: ExactNumber) -> dict[str, Fraction]:
    """Return the entries of the construction, exactly and checked.

    Parameters
    ----------
    call : str
        The call to name in an error.
    a, b, c : int, float, Fraction, Decimal or str
        The planted feature, the group feature and the bias.

    Returns
    -------
    dict
        Fractions under the keys ``"a"``, ``"b"`` and ``"c"``.

    Raises
    ------
    TypeError
        If an entry is not a number.
    ValueError
        If ``a < 0``, ``b <= 0`` or ``c <= 0``.

    Examples
    --------
    >>> exact_entries("demo", "0.5", 1, 1)["a"]
    Fraction(1, 2)
    """
    given = {"a": a, "b": b, "c": c}
    entries = {name: exact_number(value, name, call) for name, value in given.items()}
    if entries["a"] < 0:
        raise ValueError(f"{call}: a must not be negative, got {a}; use a >= 0")
    for name in "bc":
        if entries[name] <= 0:
            raise ValueError(f"{call}: {name} must be positive, got {given[name]}; use {name} > 0")
    return entries


@dataclass(frozen=True, init=False)
class VectorData:
    r"""One score vector :math:`v\in\mathbb R_{>0}^n`, with or without a spike (setting B).

    Parameters
    ----------
    n : int
        The number of entries, at least 2.
    ratio : number or None, default None
        :math:`\rho>1`: one entry is the spike :math:`\rho L`. None: no spike, a member of
        :math:`\mathcal D_0`.
    high : int, default 0
        How many of the other entries are at the top :math:`L` of the background; the rest are at
        its bottom ``lo``. With 0 the background is equal, :math:`L=\text{lo}`.
    spread : number, default 1
        The dynamic range :math:`\Lambda=L/\text{lo}\ge1`.

    Attributes
    ----------
    n, high : int
        As given.
    ratio : Fraction or None
        As given, exactly.
    spread : Fraction
        As given, exactly.

    Raises
    ------
    TypeError
        If a size is not whole or a number is not one.
    ValueError
        If ``n < 2``, ``ratio <= 1``, ``spread < 1``, `high` is negative or leaves no room.

    References
    ----------
    Book label ``thm:spike-weight``.

    Examples
    --------
    >>> VectorData(n=60, ratio="2", high=8, spread="1.5").levels
    ((Fraction(3, 1), 1), (Fraction(3, 2), 8), (Fraction(1, 1), 51))
    """

    n: int
    ratio: Fraction | None
    high: int
    spread: Fraction

    def __init__(
        self,
        n: int,
        ratio: ExactNumber | None = None,
        *,
        high: int = 0,
        spread: ExactNumber = 1,
    ) -> None:
        call = "VectorData"
        size = whole_number(n, "n", call, 2, "use n >= 2: a spike and a background")
        tops = whole_number(high, "high", call, 0, "it counts entries")
        spike = None if ratio is None else exact_number(ratio, "ratio", call)
        if spike is not None and spike <= 1:
            raise ValueError(
                f"{call}: ratio must be greater than 1, got {ratio}; use ratio > 1, "
                "or ratio=None for a vector without a spike"
            )
        width = exact_number(spread, "spread", call)
        if width < 1:
            raise ValueError(f"{call}: spread must be at least 1, got {spread}; it is L / lo")
        room = size - (spike is not None)
        if tops > room:
            raise ValueError(
                f"{call}: high must leave room for every entry, got {tops} of {room}; "
                f"use high <= {room}"
            )
        for name, value in {"n": size, "ratio": spike, "high": tops, "spread": width}.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        ratio = None if self.ratio is None else str(self.ratio)
        high = f", high={self.high}" if self.high else ""
        spread = f", spread={str(self.spread)!r}" if self.spread != 1 else ""
        return f"VectorData(n={self.n}, ratio={ratio!r}{high}{spread})"

    @property
    def levels(self) -> tuple[tuple[Fraction, int], ...]:
        """The distinct kinds of entry as (value, count), in units of ``lo``: spike, L, lo.

        With ``high=0`` the background is equal, so the spike stands at ``ratio`` times ``lo``.
        """
        top = self.spread if self.high else Fraction(1)
        spike = () if self.ratio is None else ((self.ratio * top, 1),)
        low = self.n - self.high - len(spike)
        return tuple(level for level in (*spike, (top, self.high), (Fraction(1), low)) if level[1])

    def vector(self, *, exact: bool = False) -> NDArray[Any]:
        """Return the scores as an array: the spike first, then the entries at L, then at lo = 1.

        Parameters
        ----------
        exact : bool, default False
            Return Fractions instead of floats.

        Returns
        -------
        array of shape (n,)
            The scores in units of ``lo``.

        Raises
        ------
        ValueError
            If the array would not fit; the message says how large it would be.

        Examples
        --------
        >>> VectorData(n=3, ratio=2).vector()
        array([2., 1., 1.])
        """
        refuse_if_too_large("VectorData.vector", (self.n,), 64 if exact else 8, _NO_MATRIX)
        import numpy as np

        values = [v if exact else float(v) for v, _ in self.levels]
        kind = object if exact else np.float64
        return np.repeat(np.array(values, dtype=kind), [count for _, count in self.levels])


def require_pair(call: str, data0: SelfAttentionData, data1: SelfAttentionData) -> None:
    r"""Raise unless two constructions are a :math:`\mathcal D_0` and its :math:`\mathcal D_1`.

    Parameters
    ----------
    call : str
        The call to name in the error.
    data0, data1 : SelfAttentionData
        The two, which must be equal but for :math:`a_0<a_1`.

    Raises
    ------
    TypeError
        If one is not self-attention data.
    ValueError
        If they differ in more than `a`, or the first has the larger one.

    Examples
    --------
    >>> pair = [SelfAttentionData(4, a=a, b=1, c=1) for a in (0, 1)]
    >>> require_pair("demo", *pair)
    """
    require(call, data0, SelfAttentionData, "data0")
    require(call, data1, SelfAttentionData, "data1")
    for name in ("d", "copies", "b", "c"):
        first, second = getattr(data0, name), getattr(data1, name)
        if first != second:
            raise ValueError(
                f"{call}: the two constructions may differ in a alone, got {name} = {first} "
                f"and {second}; use the same {name}"
            )
    require_larger(call, data0.a, data1.a)
