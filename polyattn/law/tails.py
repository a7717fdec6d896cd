r"""Tails of the binomial law with an even coin, to full relative precision.

With :math:`a=k`, :math:`b=N-k+1` and :math:`M=N+1`,

.. math::

   \Pr[\mathrm{Bin}(N,\tfrac12)\ge k]
   =\frac{\Gamma(M)}{\Gamma(a)\Gamma(b)\,2^{N}}
    \int_0^1(1-s^2)^{b-1}(1-s)^{a-b}\,ds\qquad(a\ge b),

the incomplete beta integral in the variable :math:`t=(1-s)/2`. The integrand is positive and
smooth, so a Gauss-Legendre rule gives it to rounding, from :math:`N=1` to
:math:`N=10^{15}`; the factor before it is Stirling's formula, whose one large exponent is
taken in Arb balls.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from polyattn._arb import at_precision
from polyattn.law.scaled import Floats, Scaled, scaled

__all__ = ["BinomialTails", "binomial_tails", "point_probability", "upper_tail"]

_NODES = 64
_DROP = 42.0  # exp(-42) < 1e-18: where the integrand has fallen so far, the rest is rounding
_BITS = 150  # 50 bits of M and 53 of the result leave 47 to spare
_COUNTED = 53  # trials up to which ways are counted: 2**53 is the last power that floats count to
_REMEMBERED = 2**20  # tails of at most this many counts are kept once computed


@lru_cache(maxsize=8)
def binomial_tails(trials: int) -> BinomialTails:
    """Return the tails for this number of trials; the last few are remembered."""
    return BinomialTails(trials)


class BinomialTails:
    """Both tails of Bin(N, 1/2) at many counts at once.

    Parameters
    ----------
    trials : int
        The number of coins :math:`N` from 1 to :math:`2^{52}`.

    Examples
    --------
    >>> upper, lower = BinomialTails(2).both(np.array([0, 1, 2, 3]))
    >>> upper.plain().round(15), lower.plain().round(15)
    (array([1.  , 0.75, 0.25, 0.  ]), array([0.  , 0.25, 0.75, 1.  ]))
    """

    def __init__(self, trials: int) -> None:
        self.trials = trials
        size = trials + 2 if trials <= _REMEMBERED else 0
        self._known = np.zeros(size, dtype=bool)
        self._memory = [Scaled(np.zeros(size), np.zeros(size, dtype=np.int64)) for _ in range(2)]

    def both(self, counts: NDArray[Any]) -> tuple[Scaled, Scaled]:
        """Return ``Pr[Bin >= k]`` and ``Pr[Bin < k]``, each to full relative precision.

        Parameters
        ----------
        counts : array of whole numbers
            The counts k, any shape; below 1 and above N the tails are 0 and 1.
        """
        k = np.minimum(np.maximum(counts, 0), self.trials + 1)
        if not self._known.size:
            values, back = np.unique(k, return_inverse=True)
            upper, lower = self._compute(values)
            return upper.at(back.reshape(k.shape)), lower.at(back.reshape(k.shape))
        known = self._known[k]
        if not known.all():
            missing = np.array(sorted(set(k[~known].tolist())))
            for memory, tail in zip(self._memory, self._compute(missing), strict=True):
                memory.mantissa[missing], memory.exponent[missing] = tail
            self._known[missing] = True
        upper, lower = self._memory
        return upper.at(k), lower.at(k)

    @np.errstate(under="ignore")
    def _compute(self, k: NDArray[np.int64]) -> tuple[Scaled, Scaled]:
        """Return both tails; the smaller one is computed, the other is what is left of 1."""
        if self.trials <= _COUNTED:
            return _counted(self.trials, k)
        is_upper = 2 * k > self.trials
        outer = np.where(is_upper, self.trials + 1 - k, k)  # how many counts the small side has
        small = upper_tail(self.trials, np.maximum(outer, 1))
        small.mantissa[outer == 0] = 0.0
        large = Scaled(*np.frexp(1.0 - small.plain()))
        upper, lower = (
            Scaled(
                np.where(side, small.mantissa, large.mantissa),
                np.where(side, small.exponent, large.exponent),
            )
            for side in (is_upper, ~is_upper)
        )
        return upper, lower


def _counted(trials: int, k: NDArray[np.int64]) -> tuple[Scaled, Scaled]:
    """Return both tails of few trials, with no rounding at all."""
    fewer = accumulate((math.comb(trials, i) for i in range(trials + 1)), initial=0)
    below = np.array(list(fewer), dtype=np.float64)[k]
    return scaled(2.0**trials - below, -trials), scaled(below, -trials)


@np.errstate(under="ignore")
def upper_tail(trials: int, b: NDArray[np.int64]) -> Scaled:
    """Return ``Pr[Bin(trials, 1/2) > trials - b]`` for ``1 <= b <= (trials + 1) / 2``."""
    fewer = b[:, None] - 1.0  # b - 1 and a - b, the two exponents of the integrand
    excess = (trials - 1.0) - 2.0 * fewer
    # The integrand is below exp(-(b-1) s^2 - (a-b) s): cut where either factor is that small.
    rate = np.maximum(np.maximum(excess / _DROP, np.sqrt(fewer / _DROP)), 1.0)
    node, weight = _gauss_legendre()
    s = node / rate
    fall = fewer * np.log1p(-s * s) + excess * np.log1p(-s)
    integral = np.add.reduce(np.exp(fall) * weight, axis=1) / rate[:, 0]
    factor, power = _before_the_integral(trials + 1, b)
    mantissa, shift = np.frexp(integral * factor)
    return Scaled(mantissa, power + shift)


def point_probability(trials: int, counts: NDArray[np.int64]) -> Scaled:
    """Return ``Pr[Bin(trials, 1/2) = k]`` for counts k from 0 to `trials`."""
    values, back = np.unique(np.maximum(counts, trials - counts), return_inverse=True)
    if trials <= _COUNTED:
        ways = [math.comb(trials, value) for value in values.tolist()]
        return scaled(ways, -trials).at(back.reshape(counts.shape))
    factor, power = _before_the_integral(trials + 1, values)
    return scaled(factor / values, power).at(back.reshape(counts.shape))


def _before_the_integral(M: int, b: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    r"""Return :math:`\Gamma(M)/(\Gamma(a)\Gamma(b)\,2^{M-1})` as ``factor * 2**power``.

    Stirling's formula: :math:`e^{-E}\sqrt{2ab/\pi M}` and a correction, with
    :math:`E=a\log\frac{2a}M+b\log\frac{2b}M`. E is taken in Arb, since an error of 1e-16 times
    a large E would be an error in the exponent of the tail.
    """
    factors, powers = [], []
    log_2, level, rest_M = _of_all(M)
    with at_precision(_BITS):
        for count in b.tolist():
            other = M - count
            exponent = arb(count).log() * count + arb(other).log() * other - level
            power = round(float(exponent) * 1.4426950408889634)
            rest = rest_M - _stirling_rest(other) - _stirling_rest(count)
            rest -= float(exponent - power * log_2)
            factors.append(math.exp(rest) * math.sqrt(other * (count / M) * (2 / math.pi)))
            powers.append(-power)
    return np.array(factors), np.array(powers, dtype=np.int64)


@lru_cache(maxsize=8)
def _of_all(M: int) -> tuple[Any, Any, float]:
    """Return log 2, M log(M/2) and the rest of Stirling's formula at M."""
    with at_precision(_BITS):
        log_2 = arb.const_log2()
        return log_2, M * (arb(M).log() - log_2), _stirling_rest(M)


def _stirling_rest(z: int) -> float:
    r"""Return :math:`\log\Gamma(z)-(z-\tfrac12)\log z+z-\tfrac12\log2\pi`."""
    if z < 24:
        return _stirling_table()[z]
    x = 1 / z
    y = x * x
    series = 1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360360)))
    return x * (1 / 12 - y * (1 / 360 - y * series))


@cache
def _stirling_table() -> list[float]:
    with at_precision(100):
        half = arb(1) / 2
        exact = [
            arb(z).lgamma() - (z - half) * arb(z).log() + z - half * (2 * arb.pi()).log()
            for z in range(1, 24)
        ]
        return [0.0, *(float(x) for x in exact)]


@cache
def _gauss_legendre() -> tuple[Floats, Floats]:
    """Return the nodes and weights on [0, 1]; NumPy's own are good to 1e-14 only near the ends."""
    with at_precision(100):
        pairs = [arb.legendre_p_root(_NODES, k, weight=True) for k in range(_NODES)]
        node = np.array([float((1 + x) / 2) for x, _ in pairs])
        return node, np.array([float(w / 2) for _, w in pairs])
