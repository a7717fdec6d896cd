"""Silence of a network whose attention matrix and noise are in hand."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyattn._arb import ball
from polyattn._arguments import require
from polyattn.bounds._matrices import matrix, require_row_stochastic
from polyattn.bounds._parts import at_most, neurons
from polyattn.construction import require_row
from polyattn.data import SelfAttentionData
from polyattn.exact import ExactNumber, exact_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["silence_certificate"]

_UNIT = Fraction(1, 2**53)  # one rounding in float64 is relative to this
_TINY = Fraction(1, 2**1074)  # or, below the normal range, absolute and at most this


def silence_certificate(
    weights: ArrayLike,
    noise: ArrayLike,
    data: SelfAttentionData,
    theta: ExactNumber,
    width: int = 1,
    *,
    planted_row: int = 0,
    log: bool = False,
) -> float:
    r"""Return a bound on the probability that a network activates, any attention and any noise.

    With :math:`w_j=\sum_kf_{jk}E_k`, if :math:`\theta>b+c+af_{jj^*}` for every row :math:`j`,

    .. math::

        \Pr[F>0]\le m\sum_j\exp\Big(-\frac{(\theta-b-c-af_{jj^*})^2}{2\lVert w_j\rVert_2^2}\Big)

    over the random signs of the neurons; a term with :math:`w_j=0` is 0.

    Parameters
    ----------
    weights : array_like of shape (n, n)
        The attention :math:`f`, row-stochastic: floats whose rows add up to 1 within
        :math:`10^{-9}`, or an object array of Fractions that do so exactly. The bound is for
        floats divided by the sum of their row.
    noise : array_like of shape (n, d)
        The matrix :math:`E`, any numbers, in units of :math:`\sqrt{\log n}` as `theta` is; an
        object array where `weights` is one.
    data : SelfAttentionData
        The clean construction :math:`A^0`.
    theta : number
        The threshold :math:`\theta`, in units of :math:`\sqrt{\log n}`.
    width : int, default 1
        The number :math:`m` of neurons.
    planted_row : int, default 0
        The row :math:`j^*` of the planted feature, from 0 to ``n - 1``.
    log : bool, default False
        Return the natural logarithm.

    Returns
    -------
    float
        The bound, rounded up; at most 1. For floats every norm is widened by what :math:`n+d`
        roundings can do to it, about :math:`10^{-12}` for a thousand rows.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    OverflowError
        If the squares of the noise are beyond float64.
    ValueError
        If a shape does not fit, an entry is not finite, a weight is negative or above 1, a row
        does not add up to 1, or the threshold is not above :math:`b+c+af_{jj^*}` for every row (for
        floats: above it by a rounding).

    References
    ----------
    Book label ``thm:any-noise``.

    Examples
    --------
    >>> import numpy as np
    >>> data = SelfAttentionData(5, 2, a="0.1", b="0.6", c="0.4")
    >>> even = np.full((6, 6), 1 / 6)
    >>> noise = 0.05 * np.random.default_rng(0).standard_normal((6, 5))
    >>> silence_certificate(even, noise, data, "1.5", width=30) < 1e-9
    True
    """
    call = "silence_certificate"
    require(call, data, SelfAttentionData)
    height = exact_number(theta, "theta", call) - data.b - data.c
    count = neurons(call, width)
    row = require_row(call, data, planted_row)
    f = matrix(call, "weights", weights, (data.n, data.n))
    E = matrix(call, "noise", noise, (data.n, data.d))
    if (f.dtype == object) != (E.dtype == object):
        raise TypeError(
            f"{call}: weights and noise must both be exact or both be floats, got {f.dtype} and "
            f"{E.dtype}; convert one of them"
        )
    require_row_stochastic(call, f)
    rows = _exact_rows(f, E, row) if f.dtype == object else _rounded_rows(f, E, row)
    exponents = _exponents(call, data, height, rows)
    if not exponents:
        return -math.inf if log else 0.0
    top = max(exponents)

    def log_bound() -> Any:
        terms = sum((ball(exponent - top).exp() for exponent in exponents), ball(Fraction(0)))
        return ball(Fraction(count)).log() + ball(top) + terms.log()

    return at_most(log_bound, log)


def _exact_rows(f: NDArray[Any], E: NDArray[Any], planted: int) -> list[tuple[Fraction, Fraction]]:
    """Return f_{jj*} and the squared norm of w_j for every row."""
    kept = f @ E
    return [(f[j, planted], sum(x * x for x in kept[j])) for j in range(len(f))]


def _rounded_rows(
    f: NDArray[Any], E: NDArray[Any], planted: int
) -> list[tuple[Fraction, Fraction]]:
    r"""Return numbers that are not below f_{jj*} and the squared norm of w_j.

    A sum of n products, in any order, is off by :math:`\gamma_n\sum_k|f_{jk}E_{kl}|` at most, with
    :math:`\gamma_n=nu/(1-nu)` (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), and
    by n tiny numbers where products underflow; the sums of absolute values, computed themselves,
    are low by no more. :math:`(x+y)^2\le(1+\gamma)x^2+(1+1/\gamma)y^2` joins the two.
    """
    import numpy as np

    n, d = E.shape
    gamma, gamma_d = (k * _UNIT / (1 - k * _UNIT) for k in (n, d + 1))
    with np.errstate(all="ignore"):  # what overflows is seen below
        kept, sizes = f @ E, f @ np.abs(E)
        norms, errors = (kept * kept).sum(axis=1), (sizes * sizes).sum(axis=1)
    silent = ((f > 0) @ np.any(E != 0, axis=1).astype(float)) == 0  # whole numbers: exact
    out = []
    for j in range(n):
        total = Fraction(math.fsum(f[j])) * (1 - _UNIT)  # fsum rounds once
        reach = Fraction(float(f[j, planted])) / total
        if silent[j]:
            out.append((reach, Fraction(0)))
            continue
        if not (math.isfinite(norms[j]) and math.isfinite(errors[j])):
            raise OverflowError(
                "silence_certificate: the noise overflows float64 when it is squared; "
                "give Fractions"
            )
        square, error = (
            Fraction(float(x)) / (1 - gamma_d) + 2 * d * _TINY for x in (norms[j], errors[j])
        )
        error = 2 * (gamma**2 * error + 4 * d * (n * _TINY) ** 2) / (1 - gamma) ** 2
        out.append((reach, ((1 + gamma) * square + (1 + 1 / gamma) * error) / total**2))
    return out


def _exponents(
    call: str,
    data: SelfAttentionData,
    height: Fraction,
    rows: list[tuple[Fraction, Fraction]],
) -> list[Fraction]:
    """Return the exponents of the terms that are not 0."""
    out = []
    for j, (planted, square) in enumerate(rows):
        margin = height - data.a * planted
        if margin <= 0:
            raise ValueError(
                f"{call}: theta must be above b + c + a f_jj* for every row, got "
                f"{float(height + data.b + data.c)}, and row {j} has "
                f"{float(data.b + data.c + data.a * planted)}; use a higher threshold, or a "
                "degree at which no row attends so much to the planted one"
            )
        if square:
            out.append(-(margin**2) / (2 * square))
    return out
