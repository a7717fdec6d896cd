r"""What the live table of thresholds computes with, from the letters of `polyattn.symbolic`.

Logarithms of ratios of scores are written as :math:`\log(1+x)`, which keeps its digits where two
scores are close.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p

from polyattn import symbolic as s

__all__ = ["exact_forms", "log_ratio", "thresholds"]

# The odds w / (1 - w) of a weight w, twice or once; a margin times 2 b / (a_1 - a_0); the steps of
# the counting bound; at a place on its line, 1 less the chance and what the line is above it; an
# interval of thresholds times its gap, in units.
odds, need, steps, rest, lift, one = (
    sp.Symbol(name, positive=True) for name in ("odds", "need", "steps", "rest", "lift", "one")
)


def log_ratio(top: Any, bottom: Any) -> Any:
    """Return the logarithm of a ratio of two scores, as ``log1p`` of how much the first is more.

    Examples
    --------
    >>> log_ratio(s.q, s.r)
    log1p(b**2/c**2)
    """
    below = s.unfold(bottom)
    return log1p(sp.expand(s.unfold(top) - below) / below)


def _scores(expression: Any) -> Any:
    """Put the logarithms of p / q, p / r and q / r in a statement on the entries."""
    pairs = ((s.p, s.q), (s.p, s.r), (s.q, s.r))
    letters = {sp.log(top / bottom): log_ratio(top, bottom) for top, bottom in pairs}
    return s.unfold(expression.xreplace(letters))


def thresholds() -> Iterator[tuple[str, str, Any]]:
    """Yield the name, a comment and the expression of each function.

    Examples
    --------
    >>> "silenceBound" in [name for name, *_ in thresholds()]
    True
    """
    log_n = s.unfold(sp.log(s.n))
    yield "logN", "log n", log_n
    yield "deltaOf", "the exponent of d - 2 = n^delta", sp.log(s.N + 1) / log_n
    eta = s.theta - s.c
    silent = s.m * sp.exp(-s.N * eta**2 / (8 * s.b**2))
    yield "silenceBound", "Pr[F > 0] at most", silent
    yield "lockedSilence", "1 - Pr[F > 0] at most, once locked", sp.Rational(7, 8) ** s.m

    counted = (1 + s.a / (2 * s.b)) / s.t
    degree = sp.log(steps / counted) / log_ratio(s.p, s.r)
    yield "countedDegree", "where the counting bound has so many steps", degree
    gap = -sp.exp(s.m * sp.log(rest)) * expm1(s.m * log1p(-lift / rest))
    yield "profileGap", "the gap of m neurons at a place on the line", gap
    detected = sp.log(need * s.t * sp.sqrt(s.N)) / log_ratio(s.p, s.r)
    yield "detectedDegree", "from where on margins are left", detected

    yield "lockedDegree", "f* is at least 1 - epsilon from here on", _scores(s.DEGREE_LOCKED)
    yield "spreadDegree", "f* is at most epsilon up to here", _scores(s.DEGREE_SPREAD)
    grouped = sp.log(s.N * odds) / log_ratio(s.q, s.r)
    yield "groupedDegree", "where w_o has these odds", grouped

    yield "kappaPr", "beating all rows of other groups", _scores(s.kappa_pr)
    yield "kappaPq", "beating the rows of its group", _scores(s.kappa_pq)
    yield "kappaGroup", "locking on the own group", _scores(s.kappa_group)
    yield "kappaDet", "telling apart", _scores(s.kappa_det.xreplace({s.on(s.p, 1): s.p}))

    gain = {
        name: sp.expand(s.unfold(x - y))
        for name, x, y in (("pr", s.p, s.r), ("pq", s.p, s.q), ("qr", s.q, s.r))
    }
    yield "softRP", "log(R / P) of softmax at scale 1", -gain["pr"] * log_n
    yield "softQP", "log(Q / P) of softmax at scale 1", -gain["pq"] * log_n
    yield "softDetection", "detection", sp.log(s.t * sp.sqrt(s.N + 3)) / (gain["pr"] * log_n)
    yield "softGrouped", "where w_o has these odds", sp.log(s.N * odds) / (gain["qr"] * log_n)
    yield "alphaPr", "beating all rows of other groups", 1 / gain["pr"]
    yield "alphaPq", "beating the rows of its group", (1 - s.delta) / gain["pq"]
    yield "alphaGroup", "locking on the own group", s.delta / gain["qr"]
    yield "alphaDet", "telling apart", (1 - s.delta / 2) / gain["pr"]


def exact_forms() -> Iterator[tuple[str, str, list[Any]]]:
    """Yield the name, a comment and the entries of each form that decides by its sign.

    Examples
    --------
    >>> [name for name, *_ in exact_forms()]
    ['levelForm', 'marginForm']
    """
    above = sp.together(s.unfold(s.c + s.a * s.f_star + s.b * s.G_star - s.theta))
    numerator = sp.Poly(sp.numer(above), s.P, s.Q, s.R)
    entries = [sp.expand(numerator.coeff_monomial(letter)) for letter in (s.P, s.Q, s.R)]
    yield "levelForm", "the level is above theta: the amounts of P, Q, R", entries
    # The row margin asks for the weight gap * length / (a_1 + 2 b N / (N + 1)), a 20th above it.
    length = sp.expand(20 * (s.a * (s.N + 1) + 2 * s.b * s.N))
    yield "marginForm", "a weight: what is asked for, over what there is", [one * (s.N + 1), length]
