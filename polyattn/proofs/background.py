"""Chapter 10: a background that varies; what is impossible, what is quiet, and the window."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import exp
from typing import Any

import sympy as sp

from polyattn.chances import k
from polyattn.data import VectorData
from polyattn.ledger import Claim, Step
from polyattn.proofs.engine import (
    Algebra,
    Applies,
    Cited,
    Computed,
    Observed,
    Sampled,
    Statement,
    Written,
    standard,
)
from polyattn.proofs.engine.dense import Values
from polyattn.proofs.engine.vector_law import chance
from polyattn.proofs.engine.vectors import Vector, levels, vector
from polyattn.symbolic import (
    Lambda,
    P_active,
    beta,
    entries,
    epsilon,
    g_i,
    g_squares,
    g_sum,
    log_alarm,
    log_range,
    log_rho,
    m,
    on,
    p_theta,
    rho,
    s_j,
    s_k,
    tau,
    w,
    x_j,
    x_k,
    x_range,
    x_rho,
)

_p0, _p1 = on(p_theta, 0), on(p_theta, 1)
_P0, _P1 = on(P_active, 0), on(P_active, 1)
_ONE = Fraction(1)
_RANGES = {
    entries: ("2", "3", "10", "1000", "1000000", "1000000000000"),
    rho: ("11/10", "3/2", "2", "5", "50"),
    Lambda: ("1", "11/10", "5/4", "2", "10", "1/2"),
    epsilon: ("-1/2", "1/1000", "1/100", "1/10", "2/5", "49/100", "49/50"),
}


def _chances(data: tuple[Vector, Vector], level: Fraction) -> Values:
    return {x: each.exceeds(level) for x, each in zip((_p0, _p1), data, strict=True)}


def _witnesses(names: set[Any]) -> Iterator[Values]:
    """Yield the two proportional vectors, at every size, and the law of each."""
    settings = product((2, 3, 6), ("3/2", "2"), ("1/2", "1", "2"), ("1", "3/2", "3"), (1, 2, 5))
    for n, *texts, degree in settings:
        ratio, low, spread = map(Fraction, texts)
        top = low * spread
        plain = vector((ratio * low, *[low] * (n - 1)), degree)
        spiked = vector((ratio * top, *[top] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: ratio, Lambda: spread, beta: Fraction(degree)}
        base |= {s_k: low, s_j: top}
        for level in levels(plain, spiked, most=5) if _p0 in names else ():
            yield base | _chances((plain, spiked), level) | {tau: level, m: Fraction(3)}
        if _p0 not in names:
            yield base


_PROPORTIONAL = r"""$v_0=(\rho\,lo,lo,\dots,lo)$ has its entries in $[lo,L]$, so it is a vector without a spike;
$v_1=(\rho L,L,\dots,L)$ has a spike. They are proportional, a power and a normalisation keep nothing else, so the weights are
the same, and with them every probability, for every threshold and width."""

impossible = Claim(
    "thm:impossible",
    "theorem",
    "A spike within the background's own range cannot be told",
    10,
    setting=(s_k > 0, rho > 1),
    statements={
        "no spike": Statement(
            sp.And(rho * s_k >= s_k, rho * s_k <= s_j),
            (sp.Eq(s_j, Lambda * s_k), rho <= Lambda),
            "s_k = lo and s_j = L",
        ),
        "same weights": Statement(
            sp.Eq(
                x_rho * x_k / (x_rho * x_k + (entries - 1) * x_k),
                x_rho * x_j / (x_rho * x_j + (entries - 1) * x_j),
            ),
            (s_j > 0,),
            "s_k = lo and s_j = L",
        ),
        "no gap": Statement(
            sp.Eq(_P1, _P0), where="for the vectors v_0 and v_1, any threshold, any width"
        ),
    },
    steps=(
        Step("the factor cancels", (Algebra(),), ("no spike", "same weights")),
        Step("the same network", (Written(_PROPORTIONAL),), ("no gap",)),
    ),
    witnesses=(
        Step("explicit vectors", (Observed(_witnesses, "two proportional vectors, all signs"),)),
        Step("intervals", (Sampled(ranges=_RANGES),), ("no spike", "same weights")),
    ),
)

_x = x_range
_NORM = (1 + _x) ** 2 / (4 * entries * _x)
_VERTEX = (entries + k * (_x**2 - 1)) / (entries + k * (_x - 1)) ** 2
_SUMS = (sp.Eq(g_sum, entries + k * (_x - 1)), sp.Eq(g_squares, entries + k * (_x**2 - 1)))


def _of(powers: tuple[Fraction, ...], spread: Fraction, degree: int) -> Values:
    return {
        entries: Fraction(len(powers)),
        Lambda: spread,
        beta: Fraction(degree),
        g_sum: sum(powers, Fraction()),
        g_squares: sum((x * x for x in powers), Fraction()),
    }


def _vertices(names: set[Any]) -> Iterator[Values]:
    """Yield vectors with k entries at the top of the range and the rest at the bottom."""
    for n, text, degree in product((1, 2, 3, 6, 12, 30), ("1", "5/4", "2", "9"), (1, 2, 3)):
        spread = Fraction(text)
        for high in range(n + 1):
            data = vector((*[spread] * high, *[_ONE] * (n - high)), degree)
            yield _of(data.powers, spread, degree) | {k: Fraction(high)}


vertex = Claim(
    "lem:vertex",
    "lemma",
    "The worst background has two levels",
    10,
    setting=(entries > 0, Lambda > 0),
    statements={
        "identity": Statement(
            sp.Eq(
                (1 + _x) ** 2 * (entries + k * (_x - 1)) ** 2
                - 4 * entries * _x * (entries + k * (_x**2 - 1)),
                ((_x - 1) * (entries - k * (1 + _x))) ** 2,
            )
        ),
        "bound": Statement(
            4 * entries * _x * g_squares <= (1 + _x) ** 2 * g_sum**2,
            _SUMS,
            "of n numbers k are Lambda^beta, and n - k are 1",
        ),
        "attained": Statement(sp.Eq(_VERTEX, _NORM), (sp.Eq(k, entries / (1 + _x)),)),
    },
    steps=(Step("a square", (Algebra(),)),),
    witnesses=(
        Step("explicit vectors", (Observed(_vertices, "a vector of two levels"),)),
        Step("intervals", (Sampled(ranges=_RANGES),)),
    ),
)

_SUM = g_squares <= (1 + _x) * g_sum - entries * _x
_SQUARE = sp.Eq(
    (1 + _x) ** 2 * g_sum**2 - 4 * entries * _x * ((1 + _x) * g_sum - entries * _x),
    ((1 + _x) * g_sum - 2 * entries * _x) ** 2,
)
_QUIET = 2 * entries * _x / (1 + _x) ** 2


def _backgrounds(names: set[Any]) -> Iterator[Values]:
    """Yield every background of up to five entries out of four scores, and its law."""
    for text, degree, n in product(("1", "5/4", "3"), (1, 2), (1, 2, 5)):
        spread = Fraction(text)
        scores = sorted({_ONE, (2 + spread) / 3, (1 + 2 * spread) / 3, spread})
        for each in combinations_with_replacement(scores, n):
            data = vector(each, degree)
            base = _of(data.powers, spread, degree)
            if g_i in names:
                yield from (base | {g_i: power} for power in data.powers)
            elif _p0 in names:
                for level in levels(data, most=4):
                    for width in (1, 4):
                        chances = {_p0: data.exceeds(level), tau: level, m: Fraction(width)}
                        yield base | chances
            else:
                yield base


def _law(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law of backgrounds with 1, 12, 100 of 400 entries at the top."""
    for high, degree, text in product((1, 12, 100), (2, 6, 14), ("-1/2", "0", "1/10", "2/5")):
        data = VectorData(400, high=high, spread=Fraction(3, 2))
        powers = tuple(value**degree for value, count in data.levels for _ in range(count))
        chances = {_p0: chance(data, Fraction(degree), Fraction(text)), m: Fraction(2)}
        yield _of(powers, data.spread, degree) | chances | {tau: Fraction(text)}


def _weighted_tails() -> str:
    """Compare the bound with exact tails of weighted sums of up to eight signs."""
    seen = 0
    for scores in ((1, 2), (1, 1, 5), (1, 2, 3, 4), (7, 1, 1, 1, 1), (1, 2, 4, 8, 16, 32, 64, 1)):
        data = vector(tuple(map(Fraction, scores)), 1)
        norm = sum(weight**2 for weight in data.weights)
        for level in data.values:
            if level >= 0:
                seen += 1
                assert data.exceeds(level) <= exp(-(level**2) / (2 * norm)), f"{scores}, {level}"
    return f"{seen} exact tails of weighted sums of up to eight signs"


_ENTRY = r"""Divide every score by the least one that is allowed, $lo$: its power is a number $g_i\in[1,x]$ with
$x=\Lambda^\beta$, and $f_i=g_i/\sum g$. The weights do not change."""
_SUMMED = r"""Sum $g_i^2\le(1+x)\,g_i-x$ over the $n$ entries."""
_TAIL = r"""$X=\sum f_iy_i$ with independent signs, so $\Pr[X>\tau]\le e^{-\tau^2/2\|f\|^2}$, and $\|f\|^2$ is at most
$\frac{(1+x)^2}{4nx}$. Of $m$ neurons one fires with at most $m$ times the probability."""

kantorovich = Claim(
    "thm:kantorovich",
    "theorem",
    "Every background is quiet",
    10,
    setting=(entries > 0, Lambda >= 1, beta > 0),
    statements={
        "entry": Statement(g_i**2 <= (1 + _x) * g_i - _x, (g_i >= 1, g_i <= _x)),
        "sum": Statement(_SUM, where="over n numbers g_i between 1 and Lambda^beta"),
        "norm": Statement(
            g_squares / g_sum**2 <= _NORM, (g_sum > 0, _SUM), "the squared norm of f"
        ),
        "false alarms": Statement(_P0 <= m * sp.exp(-_QUIET * tau**2), (tau >= 0,)),
        "simpler": Statement(_QUIET >= entries / (2 * _x)),
    },
    steps=(
        Step("one entry", (Written(_ENTRY), Algebra()), ("entry",)),
        Step("add up", (Written(_SUMMED),), ("sum",)),
        Step("a square", (Algebra(_SQUARE), Algebra()), ("norm",)),
        Step("a simpler bound", (Algebra(),), ("simpler",)),
        Step(
            "a tail",
            (
                Cited(
                    "Hoeffding's inequality for weighted sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _weighted_tails,
                ),
                Written(_TAIL),
            ),
            ("false alarms",),
        ),
    ),
    witnesses=(
        Step("explicit vectors", (Observed(_backgrounds, "a background, all signs, exactly"),)),
        Step(
            "exact law",
            (Observed(_law, "the package's law, in intervals", "sampled"),),
            ("norm", "false alarms"),
        ),
        Step("intervals", (Sampled(ranges=_RANGES),), ("entry", "norm", "simpler")),
    ),
)

_odds = (entries - 1) * (1 + tau) / (1 - tau)
_LOWER = sp.log(_odds) / sp.log(rho)
_UPPER = sp.log(entries * tau**2 / (2 * log_alarm)) / sp.log(Lambda)


def _pairs(names: set[Any]) -> Iterator[Values]:
    """Yield a spike over several backgrounds, against several vectors without one."""
    rests = ((1,), (1, 1), (1, 1, 1, 1), (1, 1, "2/3", "2/3"), ("2/3",) * 7)
    for rest, ratio, degree in product(rests, ("3/2", "3", "11/10"), (1, 3, 6)):
        scores = tuple(map(Fraction, rest))
        spiked = vector((Fraction(ratio), *scores), degree)
        n, spread = len(scores) + 1, Fraction(3, 2)
        plain = vector((spread, *[_ONE] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: Fraction(ratio), Lambda: spread, beta: Fraction(degree)}
        base |= {w: spiked.weights[0]}
        for level in {*levels(plain, most=6), *levels(spiked, most=6)}:
            point = base | _chances((plain, spiked), level) | {tau: level}
            for width, share in product(("1", "3"), ("1/100", "2/5", "9/10")):
                yield point | {m: Fraction(width), epsilon: Fraction(share)}
                if epsilon not in names:
                    break


def _large(names: set[Any]) -> Iterator[Values]:
    """Yield the exact law where the window is open: 20,000 and 200,000 entries, a high spike."""
    from flint import arb

    for n, degree, high in product((20_000, 200_000), ("5", "8", "10", "40"), (0, 1, 300)):
        plain = VectorData(n, high=high, spread=Fraction(5, 4))
        spiked = VectorData(n, 50, high=high, spread=Fraction(5, 4))
        beta_, level = Fraction(degree), Fraction(3, 4)
        power = arb(50) ** arb(str(float(beta_)))
        base = {entries: Fraction(n), rho: Fraction(50), Lambda: Fraction(5, 4), beta: beta_}
        chances = {_p0: chance(plain, beta_, level), _p1: chance(spiked, beta_, level)}
        weight = power / (power + n - 1)  # the least that it can be
        yield base | chances | {w: weight, tau: level, m: _ONE, epsilon: Fraction(1, 100)}


def _corners(names: set[Any]) -> Iterator[Values]:
    """Yield points where the ends of the window come close, or cross."""
    sizes, spans = (2, 10, 1000), (("2", "2"), ("11/10", "3/2"), ("3", "2"))
    shares = (("1", "2/5"), ("1", "49/50"), ("1/2", "49/100"), ("10", "1/100"))
    for n, span, share, level in product(sizes, spans, shares, ("1/10", "3/5", "9/10")):
        for degree in ("1", "5", "25/2", "15", "60"):
            texts = dict(zip((rho, Lambda, m, epsilon), (*span, *share), strict=True))
            point = {x: Fraction(text) for x, text in texts.items()}
            yield point | {entries: Fraction(n), tau: Fraction(level), beta: Fraction(degree)}


def _ends(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Take the limit of the quotient of the two ends, and look at it far out."""
    n, lower, upper = sp.symbols("n l u", positive=True)
    quotient = (sp.log(n) + sp.log(upper)) / (sp.log(n - 1) + sp.log(lower))
    if sp.limit(quotient, n, sp.oo) != 1:
        return False, "the quotient of the logarithms does not tend to 1"
    return True, "log(u n)/log(l (n - 1)) tends to 1 for all u, l > 0 (SymPy)"


_SPIKE = r"""In any background the $n-1$ other entries are at most $L$, so their powers add up to at most $n-1$ times
$L^\beta$ and $w\ge x/(x+n-1)$ with $x=\rho^\beta$."""
_ACTIVE = r"""So $2w-1>\tau$, and `thm:exact-half` says $P_1=1-2^{-m}$."""
_ALARM = r"""`thm:kantorovich` gives $P_0\le m\,e^{-n\tau^2/2\Lambda^\beta}\le m\,e^{-\log(m/\varepsilon)}=\varepsilon$."""
_OPENS = r"""Both ends are logarithms of a multiple of $n$ or $n-1$, divided by $\log\rho$ below and by $\log\Lambda$ above. So
the quotient of the upper end by the lower one tends to $\log\rho/\log\Lambda$. Where this is above 1, the upper end is the larger
from some $n$ on, and there are degrees between the two."""
_CLOSED = r"""Were there a degree between the two ends, then $P_1=1-2^{-m}\ge\frac12>\varepsilon\ge P_0$ for all vectors.
For the two of `thm:impossible`, which are there as $\rho\le\Lambda$, $P_1=P_0$."""
_IN = (Lambda > 1, epsilon > 0, epsilon < 1, m >= 1)

uniform_window = Claim(
    "thm:uniform-window",
    "theorem",
    "A window for all backgrounds",
    10,
    setting=(entries >= 2, rho > 1, beta > 0, tau > 0, tau < 1),
    uses=("thm:exact-half", "thm:kantorovich", "thm:impossible"),
    statements={
        "weight": Statement(
            2 * w - 1 > tau,
            (w >= x_rho / (x_rho + entries - 1), beta > _LOWER),
            "w is the spike's weight in any background",
        ),
        "active": Statement(sp.Eq(_P1, 1 - 2 ** (-m)), (beta > _LOWER,), "for any background"),
        "silent": Statement(_P0 <= epsilon, (*_IN, beta <= _UPPER), "for any background"),
        "opens": Statement(log_rho / log_range > 1, (Lambda > 1, rho > Lambda)),
        "closed": Statement(
            beta > _UPPER,
            (beta > _LOWER, rho <= Lambda, m >= 1, epsilon > 0, epsilon < sp.Rational(1, 2)),
        ),
    },
    steps=(
        Step("the spike's weight", (Written(_SPIKE), Algebra()), ("weight",)),
        Step("exactly half", (Algebra(x_rho > _odds), Written(_ACTIVE)), ("active",)),
        Step(
            "few false alarms",
            (
                Applies("thm:kantorovich#simpler"),
                Algebra(2 * x_range * log_alarm <= entries * tau**2),
                Written(_ALARM),
            ),
            ("silent",),
        ),
        Step(
            "both ends grow",
            (Algebra(), Computed("symbolic", _ends), Written(_OPENS)),
            ("opens",),
        ),
        Step("what is impossible", (Written(_CLOSED),), ("closed",)),
    ),
    witnesses=(
        Step(
            "explicit vectors",
            (Observed(_pairs, "two vectors, all signs, exactly"),),
            ("weight", "active"),
        ),
        Step(
            "exact law",
            (Observed(_large, "the package's law, in intervals", "sampled"),),
            ("active", "silent"),
        ),
        Step("corners", (Observed(_corners, "corners, in intervals", "sampled"),), ("closed",)),
        Step("intervals", (Sampled(ranges=_RANGES),), ("weight", "opens", "closed")),
    ),
)

_BREAKS = sp.log(_odds) / sp.log(Lambda)
_TOO_HIGH = r"""Take the vector without a spike in which one entry is at $L$ and the rest are at $lo$. Its largest entry has
the weight $x/(x+n-1)$ with $x=\Lambda^\beta$, so `thm:exact-half` says of it what it says of a spike: $p_0=\frac12$. On the
other side $X$ and $-X$ have one law, since the signs have, so $p_1\le\Pr[X>0]\le\frac12$."""

too_high = Claim(
    "thm:too-high",
    "theorem",
    "A degree so high that the background decides",
    10,
    setting=(entries >= 2, Lambda > 1, tau >= 0, tau < 1),
    uses=("thm:exact-half",),
    statements={
        "weight": Statement(
            sp.Equivalent(2 * x_range / (x_range + entries - 1) - 1 > tau, beta > _BREAKS)
        ),
        "without a spike": Statement(sp.Eq(_p0, sp.Rational(1, 2)), (beta > _BREAKS,)),
        "with a spike": Statement(_p1 <= sp.Rational(1, 2)),
        "no gap": Statement(_P1 <= _P0, (beta > _BREAKS,)),
    },
    steps=(
        Step("the largest entry", (Algebra(),), ("weight",)),
        Step(
            "half, and no more",
            (Written(_TOO_HIGH),),
            ("without a spike", "with a spike", "no gap"),
        ),
    ),
    witnesses=(
        Step(
            "explicit vectors",
            (Observed(_pairs, "two vectors, all signs, exactly"),),
            ("without a spike", "with a spike", "no gap"),
        ),
        Step("intervals", (Sampled(ranges=_RANGES),), ("weight",)),
    ),
)

CLAIMS = (
    standard(impossible),
    standard(vertex),
    standard(kantorovich, ("false alarms",)),
    standard(uniform_window, ("silent", "closed")),
    standard(too_high),
)
