"""Chapter 10: the degrees that separate for all backgrounds, and those beyond."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from polyattn.data import VectorData
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch10_binary_classification_background import (
    BACKGROUND_RANGES,
    chances_of,
)
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Computed, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Observed, Sampled, Values, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.ledger.witnesses.vector_law import chance
from polyattn.ledger.witnesses.vectors import levels, vector
from polyattn.symbolic.model import beta, epsilon, m, tau
from polyattn.symbolic.vectors import (
    Lambda,
    P_quiet,
    P_spike,
    entries,
    log_alarm,
    log_range,
    log_rho,
    p_quiet,
    p_spike,
    rho,
    w,
    x_range,
    x_rho,
)

_ONE = Fraction(1)
_odds = (entries - 1) * (1 + tau) / (1 - tau)
_LOWER = sp.log(_odds) / sp.log(rho)
_UPPER = sp.log(entries * tau**2 / (2 * log_alarm)) / sp.log(Lambda)


def _pairs(names: set[Any]) -> Iterator[Values]:
    """Yield a spike over several backgrounds, against several vectors without one."""
    rests = ("1", "1 1", "1 1 1 1", "1 1 2/3 2/3", "2/3 " * 7)
    for rest, ratio, degree in product(rests, ("3/2", "3", "11/10"), (1, 3, 6)):
        scores = tuple(map(Fraction, rest.split()))
        spiked = vector((Fraction(ratio), *scores), degree)
        n, spread = len(scores) + 1, Fraction(3, 2)
        plain = vector((spread, *[_ONE] * (n - 1)), degree)
        base = {entries: Fraction(n), rho: Fraction(ratio), Lambda: spread, beta: Fraction(degree)}
        base |= {w: spiked.weights[0]}
        for level in {*levels(plain, most=6), *levels(spiked, most=6)}:
            point = base | chances_of((plain, spiked), level) | {tau: level}
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
        chances = {p_quiet: chance(plain, beta_, level), p_spike: chance(spiked, beta_, level)}
        weight = power / (power + n - 1)  # the least that it can be
        yield base | chances | {w: weight, tau: level, m: _ONE, epsilon: Fraction(1, 100)}


# Where the ends of the window come close, or cross.
_CORNERS = {
    entries: ("2", "10", "1000"),
    rho: ("11/10", "2", "3"),
    Lambda: ("3/2", "2"),
    m: ("1/2", "1", "10"),
    epsilon: ("1/100", "2/5", "49/100", "49/50"),
    tau: ("1/10", "3/5", "9/10"),
    beta: ("1", "5", "25/2", "15", "60"),
}


def _ends(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Take the limit of the quotient of the two ends, and look at it far out."""
    n, lower, upper = sp.symbols("n l u", positive=True, cls=sp.Dummy)
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
        "active": Statement(sp.Eq(P_spike, 1 - 2 ** (-m)), (beta > _LOWER,), "for any background"),
        "silent": Statement(P_quiet <= epsilon, (*_IN, beta <= _UPPER), "for any background"),
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
        Step("corners", (Computed("sampled", decimals(_CORNERS)),), ("closed",)),
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("weight", "opens", "closed")),
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
        "without a spike": Statement(sp.Eq(p_quiet, sp.Rational(1, 2)), (beta > _BREAKS,)),
        "with a spike": Statement(p_spike <= sp.Rational(1, 2)),
        "no gap": Statement(P_spike <= P_quiet, (beta > _BREAKS,)),
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
        *seen_by(Sampled(ranges=BACKGROUND_RANGES), of=("weight",)),
    ),
)

# Hoeffding's inequality and the union bound are not tight, and so neither is the window.
CLAIMS = (standard(uniform_window, ("silent", "closed")), standard(too_high))
