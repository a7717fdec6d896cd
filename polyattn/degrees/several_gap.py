"""The degree at which some threshold tells two data sets with several planted rows apart."""

from __future__ import annotations

from fractions import Fraction

from polyattn.data import require_pair
from polyattn.degrees.several import several_planted_degree
from polyattn.exact import ExactNumber, exact_number
from polyattn.kernels import Polynomial
from polyattn.several.data import SeveralRowsData

__all__ = ["half_gap_degree"]

_HALF = Fraction(1, 2)
_DOUBLINGS = 6


def half_gap_degree(
    data0: SeveralRowsData,
    data1: SeveralRowsData,
    width: int = 1,
    tolerance: ExactNumber = "0.001",
) -> float:
    r"""Return a degree at which the best gap of all thresholds rises through one half.

    .. math:: S_m(\beta)=\sup_\theta\big(\Pr[F_1>0]-\Pr[F_0>0]\big)>\tfrac12

    at the degree returned, and not at that less `tolerance`. The gap comes from the exact law. An
    interval is halved that begins at degree 0 and ends where *one* planted row of
    :math:`\mathcal D_1` gives itself half of its attention, or at a multiple of it.

    Parameters
    ----------
    data0, data1 : SeveralRowsData
        The two constructions: equal but for :math:`a_0<a_1`.
    width : int, default 1
        The number :math:`m` of neurons.
    tolerance : number, default "0.001"
        How long an interval need not be halved any more; positive.

    Returns
    -------
    float
        The degree, at most `tolerance` above one where the gap is one half or less, or above 0. If
        the gap rises through one half more than once, one of these places.

    Raises
    ------
    OverflowError
        If the degree is beyond every float: two scores are all but equal.
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the two differ in more than `a`, ``a0 >= a1``, `tolerance` is not positive, or no end of
        the interval up to 32 times the first has a gap above one half: too few neurons.

    References
    ----------
    Book labels ``thm:k-rows-law`` and ``cor:k-rows-one-group-detection``.

    Examples
    --------
    >>> size = {"d": 102, "copies": 10, "rows": 10, "b": "0.6", "c": "0.4"}
    >>> pair = [SeveralRowsData(a=a, **size) for a in ("0.1", "0.9")]
    >>> round(half_gap_degree(*pair, 30), 2)
    1.05
    """
    from polyattn.law import MaximalPreactivation, separability

    call = "half_gap_degree"
    require_pair(call, data0, data1, SeveralRowsData)
    room = exact_number(tolerance, "tolerance", call)
    if room <= 0:
        raise ValueError(f"{call}: tolerance must be positive, got {tolerance}; use 0.001 or so")

    def gap(degree: Fraction) -> float:
        laws = (MaximalPreactivation(x, Polynomial(degree), width) for x in (data0, data1))
        return separability(*laws).value

    # At degree 0 nothing is asked. More rows than one need less, but few neurons need more.
    start = _one_row_locks(data1)
    ends = (Fraction(start) * 2**doublings for doublings in range(_DOUBLINGS))
    low, high = Fraction(0), next((end for end in ends if gap(end) > _HALF), None)
    if high is None:
        raise ValueError(
            f"{call}: found no gap above 1/2 up to degree {start * 2 ** (_DOUBLINGS - 1):.4g}, "
            f"with width = {width}; use more neurons"
        )
    while high - low > room:
        middle = (low + high) / 2
        low, high = (low, middle) if gap(middle) > _HALF else (middle, high)
    return float(high)


def _one_row_locks(data: SeveralRowsData) -> float:
    """Return the degree at which a single planted row gives itself half; 3/4 of two tokens."""
    alone = SeveralRowsData(data.d, data.copies, rows=1, a=data.a, b=data.b, c=data.c)
    return several_planted_degree(alone, max(_HALF, Fraction(3, 2 * data.n)))
