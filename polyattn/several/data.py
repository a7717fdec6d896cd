"""The construction with several planted rows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arguments import refuse_if_too_large
from polyattn.construction import Construction, exact_entries
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, whole_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SeveralRowsData"]


@dataclass(frozen=True, init=False)
class SeveralRowsData(Construction):
    r"""The self-attention data with :math:`k` planted rows in place of one.

    As :class:`polyattn.SelfAttentionData`, but the first column is :math:`a` in :math:`k` rows:
    one in each of :math:`k` groups, or all of them in one group. With :math:`k=1` it is that
    construction.

    Parameters
    ----------
    d : int
        The number of columns, at least 4.
    copies : int, default 1
        The number :math:`t` of copies of the identity, at least 1.
    rows : int, keyword
        The number :math:`k\ge1` of planted rows: at most the :math:`d-2` groups, or, in one group,
        at most its :math:`t` rows.
    one_group : bool, default False
        Put all planted rows in one group.
    a, b, c : int, float, Fraction, Decimal or str
        The planted feature :math:`a\ge0`, the group feature :math:`b>0` and the bias
        :math:`c>0`, in units of :math:`\sqrt{\log n}`, taken exactly.

    Attributes
    ----------
    d, copies, n, rows : int
        The sizes, with :math:`n=(d-2)\,t`.
    one_group : bool
        As given.
    a, b, c : Fraction
        The entries.
    p, p_mutual, q, r : Fraction
        The four scores in units of :math:`\log n`: :math:`p=a^2+b^2+c^2` of a planted row with
        itself, and with every other one in its group; :math:`p'=a^2+c^2` of two in different
        groups; :math:`q=b^2+c^2` inside a group, :math:`r=c^2` across groups.

    Raises
    ------
    TypeError
        If a size is not whole, an entry not a number or `one_group` no bool.
    ValueError
        If ``d < 4``, ``copies < 1``, ``rows < 1``, there is no room for so many rows, ``a < 0``,
        ``b <= 0`` or ``c <= 0``.

    References
    ----------
    Book labels ``thm:k-rows-one-group`` and ``thm:k-rows-closed-form``.

    Examples
    --------
    >>> data = SeveralRowsData(102, 10, rows=5, a="0.9", b="0.6", c="0.4")
    >>> data.p, data.p_mutual
    (Fraction(133, 100), Fraction(97, 100))
    """

    rows: int
    one_group: bool

    def __init__(
        self,
        d: int,
        copies: int = 1,
        *,
        rows: int,
        one_group: bool = False,
        a: ExactNumber,
        b: ExactNumber,
        c: ExactNumber,
    ) -> None:
        call = "SeveralRowsData"
        size = whole_number(d, "d", call, 4, "use d >= 4: d - 2 groups, two of them distinct")
        times = whole_number(copies, "copies", call, 1, "use copies >= 1")
        count = whole_number(rows, "rows", call, 1, "use rows >= 1 planted rows")
        if not isinstance(one_group, bool):
            raise TypeError(f"{call}: one_group must be True or False, got {one_group!r}")
        room, what = (times, "copies") if one_group else (size - 2, "d - 2 groups")
        if count > room:
            where = "one group" if one_group else "different groups"
            raise ValueError(
                f"{call}: rows must be at most {what} = {room} in {where}, got {count}; "
                f"use rows <= {room}"
            )
        entries = exact_entries(call, a, b, c)
        sizes = {"d": size, "copies": times, "rows": count, "one_group": one_group}
        for name, value in {**sizes, **entries}.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        entries = ", ".join(f"{k}={str(getattr(self, k))!r}" for k in "abc")
        where = ", one_group=True" if self.one_group else ""
        return (
            f"SeveralRowsData(d={self.d}, copies={self.copies}, rows={self.rows}{where}, {entries})"
        )

    @property
    def p_mutual(self) -> Fraction:
        r"""The score of two planted rows of different groups, in units of :math:`\log n`."""
        return self.a**2 + self.r

    @property
    def planted_groups(self) -> int:
        """How many groups have planted rows: `rows`, or 1."""
        return 1 if self.one_group else self.rows

    def matrix(self, *, exact: bool = False) -> NDArray[Any]:
        r"""Return :math:`A` as a dense array.

        Row :math:`j` belongs to group ``j % (d - 2)``. The planted rows are the first ``rows``
        rows, or the first ``rows`` of group 0.

        Parameters
        ----------
        exact : bool, default False
            Return Fractions, and leave out the factor :math:`\sqrt{\log n}`.

        Returns
        -------
        array of shape (n, d)
            float64 with the factor :math:`\sqrt{\log n}` included, or Fractions without it.

        Raises
        ------
        ValueError
            If the array would not fit in memory (the message says how large it would be).

        Examples
        --------
        >>> SeveralRowsData(4, rows=2, a="1/2", b="0.6", c="0.4").matrix(exact=True)[:, 0]
        array([Fraction(1, 2), Fraction(1, 2)], dtype=object)
        """
        call = "SeveralRowsData.matrix"
        no_matrix = "use several_row_classes or MaximalPreactivation, which need no matrix"
        refuse_if_too_large(call, (self.n, self.d), 64 if exact else 8, no_matrix)
        clean = SelfAttentionData(self.d, self.copies, a=self.a, b=self.b, c=self.c)
        out = clean.matrix(exact=exact)
        step = self.d - 2 if self.one_group else 1
        out[: self.rows * step : step, 0] = out[0, 0]
        return out
