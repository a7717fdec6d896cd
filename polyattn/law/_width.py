"""From one neuron to many: the maximum over independent neurons, from both small sides."""

from __future__ import annotations

import numpy as np

from polyattn.law.scaled import Floats, Scaled, log

__all__ = ["cdf", "log_cdf", "log_sf", "sf"]

_LOG_2 = float(np.log(2.0))


def log_cdf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``width * log(1 - p)``, where p + q = 1 and each is good to full precision.

    Examples
    --------
    >>> from polyattn.law.scaled import scaled
    >>> log_cdf(scaled([0.25, 1.0], [-200, -9000]), scaled([1.0, 1.0]), 10**12).tolist()
    [-1.5557538194652854e-49, 0.0]
    """
    with np.errstate(divide="ignore", under="ignore"):
        near_one = width * np.log1p(-np.minimum(p.plain(), 0.5))
        small = np.where(p.plain() <= 0.5, near_one, width * log(q))
        # log(1 - p) = -p to rounding; p itself may be too small for a float, width * p not
        return 0.0 + np.where(p.exponent < -60, -p.times(width), small)


def log_sf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``log(1 - (1 - p)**width)``.

    Examples
    --------
    >>> from polyattn.law.scaled import scaled
    >>> round(float(log_sf(scaled([0.5], [-20000]), scaled([1.0]), 1)[0]), 9)
    -13863.636758379
    """
    total = -log_cdf(p, q, width)
    with np.errstate(divide="ignore", under="ignore"):
        large = np.log1p(-np.exp(-np.maximum(total, _LOG_2)))
        small = np.log(-np.expm1(-np.minimum(total, 1.0)))
        tiny = log(Scaled(p.mantissa * width, p.exponent))
    out = np.where(total > _LOG_2, large, small)
    return 0.0 + np.where(total < 1e-280, tiny, out)


def cdf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``(1 - p)**width``."""
    return np.exp(log_cdf(p, q, width))


def sf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``1 - (1 - p)**width``."""
    return -np.expm1(log_cdf(p, q, width)) + 0.0
