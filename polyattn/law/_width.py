"""From one neuron to many: the maximum over independent neurons, from both small sides."""

from __future__ import annotations

import numpy as np

from polyattn.law.scaled import Floats, Scaled, log, scaled

__all__ = ["cdf", "log_cdf", "log_sf", "mass", "sf"]

_LOG_2 = float(np.log(2.0))


@np.errstate(all="ignore")
def log_cdf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``width * log(1 - p)``, where p + q = 1 and each is good to full precision."""
    near_one = width * np.log1p(-np.minimum(p.plain(), 0.5))
    small = np.where(p.plain() <= 0.5, near_one, width * log(q))
    # log(1 - p) = -p to rounding; p itself may be too small for a float, width * p not
    return 0.0 + np.where(p.exponent < -60, -p.times(width), small)


@np.errstate(all="ignore")
def log_sf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``log(1 - (1 - p)**width)``."""
    total = -log_cdf(p, q, width)
    large = np.log1p(-np.exp(-np.maximum(total, _LOG_2)))
    small = np.log(-np.expm1(-np.minimum(total, 1.0)))
    tiny = log(Scaled(p.mantissa * width, p.exponent))
    out = np.where(total > _LOG_2, large, small)
    return 0.0 + np.where(total < 1e-280, tiny, out)


@np.errstate(all="ignore")
def cdf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``(1 - p)**width``."""
    if width == 1:
        return q.plain()
    return np.exp(log_cdf(p, q, width))


@np.errstate(all="ignore")
def sf(p: Scaled, q: Scaled, width: int) -> Floats:
    """Return ``1 - (1 - p)**width``."""
    if width == 1:
        return p.plain()
    return -np.expm1(log_cdf(p, q, width)) + 0.0


@np.errstate(all="ignore")
def mass(p: Scaled, q: Scaled, here: Scaled, below: Scaled, width: int) -> Floats:
    """Return ``q**width - below**width``, where q = here + below and p + q = 1."""
    if width == 1:
        return here.plain()
    share, rest = (scaled(x.mantissa / q.mantissa, x.exponent - q.exponent) for x in (here, below))
    part = -np.expm1(log_cdf(share, rest, width))
    positive = (here.mantissa > 0) & (q.mantissa > 0)
    return np.where(positive, np.exp(log_cdf(p, q, width)) * part, 0.0)
