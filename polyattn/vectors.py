"""The vectors to classify: one score vector, with or without a spike."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arguments import refuse_if_too_large
from polyattn.exact import ExactNumber, exact_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VectorData"]


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
        fix = "use MaximalPreactivation, which needs no vector"
        refuse_if_too_large("VectorData.vector", (self.n,), 64 if exact else 8, fix)
        import numpy as np

        values = [v if exact else float(v) for v, _ in self.levels]
        kind = object if exact else np.float64
        return np.repeat(np.array(values, dtype=kind), [count for _, count in self.levels])
