r"""What the live figure of noise computes with, from the letters of `polyattn.symbolic`.

Logarithms of ratios of scores are written as :math:`\log(1+x)`, which keeps its digits where the
noise is small.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.explorables.threshold_formulas import log_ratio

__all__ = ["noise_formulas"]

# How far the threshold is above what the clean parts of D_0 reach.
margin = sp.Symbol("margin", positive=True)


def noise_formulas() -> Iterator[tuple[str, str, Any]]:
    """Yield the name, a comment and the expression of each function.

    Examples
    --------
    >>> [name for name, *_ in noise_formulas()][:2]
    ['logPnuQ', 'logQnuQ']
    """
    planted, other = s.p + s.nu, s.q + s.nu
    yield "logPnuQ", "log(P_nu / Q)", s.beta * log_ratio(planted, s.q)
    yield "logQnuQ", "log(Q_nu / Q)", s.beta * log_ratio(other, s.q)
    comment = "what unit norms multiply the planted row's key by, as a logarithm"
    yield "logPlantedKey", comment, -s.beta * log_ratio(planted, other) / 2
    silent = s.m * s.unfold(s.n) * sp.exp(-(margin**2) / (2 * s.omega_squared))
    yield "noisySilence", "Pr[F > 0] at most, under noise", silent
    yield "noisyLocked", "1 - Pr[F > 0] at most, once locked", sp.Rational(15, 16) ** s.m
