"""Chapter 7: the law of one neuron in each phase, and the level of many."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import comb, exp
from typing import Any

import sympy as sp

from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Cited, Computed, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, Law, Sampled, Walk, seen_by
from polyattn.symbolic.chances import x
from polyattn.symbolic.model import (
    G_star,
    N,
    Q,
    Z_o,
    a,
    b,
    beta,
    c,
    d,
    f_star,
    m,
    t,
    theta,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import K, P_active, S, V_o, V_star, X, at_signs, s_1, s_d, s_g, y_g
from polyattn.symbolic.table import DEFINITIONS


def _max(*values: Any) -> Any:
    return sp.Max(*values, evaluate=False)


def _near(value: Any, limit: Any, error: Any) -> Any:
    return sp.And(value <= limit + error, value >= limit - error)


# The limits of X, by what other rows and the planted row concentrate on.
_SEES = a * s_1 + b * s_g
LIMITS = {
    "spread, spread": c * s_d,
    "spread, locked": c * s_d + _max(0, _SEES),
    "grouped, grouped": c * s_d + b,
    "grouped, locked": c * s_d + _max(b, _SEES),
}
# |S|/N, the balance of the other signs.
_BALANCE = _max(S, -S) / N
_FAINT = (a + b) * w_o
_ALL = a * f_star + b * G_star
_LOCK = (a + 2 * b) * (1 - f_star)
_GROUP = (a + 2 * b) * (1 - w_o)

_PAIR = r"""If $|V_*-v|\le e$ and $|V_o-w|\le e'$, then $|\max(V_*,V_o)-\max(v,w)|\le\max(e,e')$; and with
$K\ge1$, `lem:redundancy` gives $V_s\le\max(V_*,V_o)$, so that $X=cs_d+\max(V_*,V_o)$."""
_MATES = (
    Applies("lem:redundancy#plus plus", (sp.Eq(s_1, 1), sp.Eq(s_g, 1))),
    Applies("lem:redundancy#plus minus", (sp.Eq(s_1, 1), sp.Eq(s_g, -1))),
    Applies("lem:redundancy#minus", (sp.Eq(s_1, -1),)),
    Written(_PAIR),
)
_HOEFFDING = r"""Let $0<x<1$. By Hoeffding's inequality, as proved for `thm:silence`, $|S|>xN$ with probability
at most $2e^{-Nx^2/2}$, and $K=0$ has probability $2^{-N}$. So $|S|/N$ tends to 0 in
probability as $N\to\infty$, and $K\ge1$ has a probability that tends to 1."""
_IN_LAW = r"""In each phase the error tends to 0 in probability, by `thm:phases` and the step before. So $X$
less its limit, a function of three signs of the same neuron, tends to 0 in probability. Let $\theta$ be none of the values that
the limit takes, and $\eta$ its distance from the nearest. Where the error is less than $\eta$, $X>\theta$ if and only if the
limit exceeds $\theta$. So $p(\theta)\to p_\infty(\theta)$, an eighth of the
number of triples whose limit exceeds $\theta$, and $\Pr[F>0]=1-(1-p(\theta))^m\to1-(1-p_\infty(\theta))^m$."""


def _tails() -> str:
    """Compare the bound with the exact probability of |S| > xN."""
    seen = 0
    for signs, level in product(range(1, 60, 3), range(1, 10)):
        bound = Fraction(level, 10) * signs
        tail = sum(comb(signs, k) for k in range(signs + 1) if abs(2 * k - signs) > bound)
        most = 2 * exp(-(level**2) * signs / 200)
        confirm(tail / 2**signs <= most * (1 + 1e-12), f"N = {signs}, x = {level}/10")
        seen += 1
    return f"{seen} exact tails of up to 58 signs"


# A size far out in each phase: d, t, (a, b, c), the degree.
_PHASES = {
    "spread, spread": (10**6 + 2, 1, ("9/10", "3/5", "2/5"), 2),
    "spread, locked": (10**6 + 2, 1, ("9/10", "3/5", "2/5"), 9),
    "grouped, grouped": (10**4 + 2, 10**12, ("3/10", "3/5", "2/5"), 14),
    "grouped, locked": (10**4 + 2, 10, ("9/10", "3/5", "2/5"), 16),
}


def _eighths(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Compare the exact law with the limit, halfway between its values and beyond them."""
    seen = 0
    for name in parts:
        size, copies, entries, degree = _PHASES[name]
        numbers = [Fraction(z) for z in entries]
        neuron = Law(size, copies, numbers[0], numbers[1], numbers[2], degree)
        limit = claim.part(name).conclusion.args[0].lhs
        if limit != X:
            raise ValueError(f"the limit law: {name!r} must be about X, got {limit}")
        values = sorted(
            Fraction(evaluate(LIMITS[name], Point(
                dict(zip((s_1, s_g, s_d), map(Fraction, triple), strict=True)) | neuron.letters
            )))
            for triple in product((1, -1), repeat=3)
        )  # fmt: skip
        levels = sorted(set(values))
        between = [(low + high) / 2 for low, high in pairwise(levels)]
        for level in (levels[0] - 1, *between, levels[-1] + 1):
            expected = Fraction(sum(value > level for value in values), 8)
            found = neuron.exceeds(level)
            if not abs(found - interval(expected)) < interval(Fraction(1, 10**6)):
                return False, f"{name}: {found}, not {expected}, at theta = {level}"
            seen += 1
    return True, f"{seen} probabilities of the exact law are within 1e-6 of an eighth each"


_SHARES = (f_star >= 0, G_star >= 0, u_star >= 0, N * u_star <= 1)
_LOCKS = _near(V_star, _SEES, _LOCK)

_ENTRIES = (
    ("1/2", "3/5", "2/5"),
    ("3", "1/2", "1"),
    ("0", "3/5", "2/5"),
    ("2", "1/10", "2"),
    ("1/10", "2", "5"),
)

limit_law = Claim(
    "thm:limit-law",
    "theorem",
    "The limit law of one neuron",
    7,
    setting=(
        a >= 0,
        b > 0,
        beta > 0,
        t >= 1,
        sp.Eq(y_g, 1),
        K >= 1,
        K <= N,
    ),
    uses=("lem:redundancy", "thm:phases", "thm:silence"),
    statements={
        "spread, spread": Statement(_near(X, LIMITS["spread, spread"], _ALL + b * _BALANCE)),
        "spread, locked": Statement(
            _near(X, LIMITS["spread, locked"], _max(_LOCK, _FAINT + b * _BALANCE))
        ),
        "grouped, grouped": Statement(
            sp.And(X <= LIMITS["grouped, grouped"] + a * f_star, X >= c * s_d + b - _GROUP)
        ),
        "grouped, locked": Statement(_near(X, LIMITS["grouped, locked"], _max(_LOCK, _GROUP))),
    },
    steps=(
        Step("only two kinds of rows", _MATES),
        Step(
            "the planted row is faint",
            (
                Algebra(_SHARES),
                *(
                    Algebra(
                        _near(DEFINITIONS[V_star], 0, _ALL + b * u_star * balance),
                        (balance >= 0,),
                        opaque=(f_star, u_star, G_star),
                        after=_SHARES,
                    )
                    for balance in (S, -S)
                ),
            ),
            ("spread, spread",),
        ),
        Step(
            "another row is faint",
            (
                *(
                    Algebra(_near(V_o, 0, a * Q / Z_o + b * w_o + b * balance / N), (balance >= 0,))
                    for balance in (S, -S)
                ),
                Algebra(sp.And(Q / Z_o <= f_star, w_o <= G_star, Q / Z_o <= w_o)),
            ),
            ("spread, spread", "spread, locked"),
        ),
        Step(
            "the planted row has locked", (Algebra(_LOCKS),), ("spread, locked", "grouped, locked")
        ),
        Step(
            "another row sees its own sign",
            (Algebra(_near(V_o, b, _GROUP)),),
            ("grouped, locked",),
        ),
        Step(
            "no row sees more than its group",
            (Algebra(sp.And(V_star <= b + a * f_star, V_o <= b + a * f_star, V_o >= b - _GROUP)),),
            ("grouped, grouped",),
        ),
        Step(
            "many signs nearly cancel",
            (
                Written(_HOEFFDING),
                Cited(
                    "Hoeffding's inequality for sums of independent signs",
                    "W. Hoeffding, J. Amer. Statist. Assoc. 58 (1963), 13-30",
                    _tails,
                ),
            ),
        ),
        Step("the limit", (Written(_IN_LAW), Computed("certified", _eighths))),
    ),
    witnesses=seen_by(
        Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1, 6)),
        Walk(Counted, ((28, 1), (9, 4)), _ENTRIES, (1, 7)),
        Sampled(),
    ),
)

# The typical value of the maximum over many neurons, and the room of the other signs around it.
LEVEL = c + a * f_star + b * (1 - N * u_star)
_ROOM = b * x * N * u_star
_RARE = sp.exp(-N * x**2 / 2)
_TOP = a * f_star + b + c - b * u_star * (N - S)
_ON_TOP = c + at_signs(V_star, {s_1: 1, s_g: 1})

_UNION = r"""A neuron that fires has $\theta<X\le af^*+b+c-bu^*(N-S)$, by `lem:envelope`. The right side
less $\theta$ is at most $bu^*(S-xN)$, by hypothesis and the identity; as $bu^*>0$, $S>xN$. By Hoeffding's inequality (proved for `thm:silence`) this has
a probability less than $e^{-Nx^2/2}$; for one of $m$ neurons it is at most $m$ times that."""
_EIGHTH = r"""The signs $s_1,s_g,s_d$ are independent of $S$, and $S\le-xN$ has a probability less than
$e^{-Nx^2/2}$. So a neuron has $(+,+,+)$ and $S>-xN$ with a probability greater than $\frac18(1-e^{-Nx^2/2})$, and then it
fires. The $m$ sign vectors are independent."""
_WIDE = r"""Let $m\to\infty$ with $\log m=o(d)$. For every fixed $x>0$ the bound 'above' tends to 0, since
$\log m-Nx^2/2\to-\infty$, and the bound 'below' to 1. As $bxNu^*\le bx$ and $x$ is arbitrary, the maximum over the neurons
less $c+af^*+bG^*$ tends to 0 in probability. By `thm:phases` $c+af^*+bG^*$ tends to $c$, to $b+c$ or to $a+b+c$."""


# At the two thresholds of the corollary, and a tenth of the room above and below each.
_AROUND = tuple(
    LEVEL + side * _ROOM for side in (sp.Rational(k, 10) for k in (9, 10, 11, -9, -10, -11))
)
_LAWS = Walk(
    Law,
    ((40, 1), (1002, 3)),
    (("9/10", "3/5", "2/5"),),
    (1, 9),
    _AROUND,
    {m: ("1", "40"), x: ("1/10", "1/2", "-1/2")},
)
# A long tail: there the exponent decides, not the factor before it.
_SHARP = Walk(
    Law,
    ((10**6 + 3, 1),),
    (("1/2", "3/5", "2/5"),),
    (1,),
    _AROUND,
    {m: ("1", "1000000"), x: ("1/50",)},
)
_FEW = {x: ("1/10", "1/2"), m: ("1", "7")}

typical_level = Claim(
    "cor:typical-level",
    "corollary",
    "The level of a wide network",
    7,
    setting=(a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4, x > 0),
    uses=("lem:envelope", "thm:silence", "thm:phases"),
    statements={
        "above": Statement(P_active < m * _RARE, (theta >= LEVEL + _ROOM,), where=PROBABILITY),
        "below": Statement(
            P_active > 1 - (1 - (1 - _RARE) / 8) ** m, (theta <= LEVEL - _ROOM,), where=PROBABILITY
        ),
    },
    steps=(
        Step(
            "a neuron that fires has many plus signs",
            (
                Applies("lem:envelope#bound", (K >= 0, K <= N)),
                Algebra(sp.Eq(_TOP - LEVEL - _ROOM, b * u_star * (S - x * N))),
                Algebra(u_star > 0),
                Written(_UNION),
            ),
            ("above",),
        ),
        Step(
            "one sign pattern in eight, and not too many minus signs",
            (
                Algebra((u_star > 0, sp.Eq(G_star, 1 - N * u_star))),
                Algebra(
                    _ON_TOP.xreplace({G_star: 1 - N * u_star}) > theta,
                    (S > -x * N,),
                    opaque=(f_star, u_star),
                    after=(u_star > 0,),
                ),
                Written(_EIGHTH),
            ),
            ("below",),
        ),
        Step("many neurons", (Written(_WIDE),)),
    ),
    witnesses=(
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), _ENTRIES[:2], (1,), letters=_FEW), _LAWS),
        Step("where it is sharp", (_SHARP,)),
    ),
)

# The bounds on the lock are reached on one side only; what is faint leaves some room.
_LOOSE = tuple(
    f"{name}: {number} in {limit_law.statements[name].conclusion}) moved by 10 %"
    for name, numbers in (
        ("spread, locked", ("1 (no. 1", "2 (no. 2")),
        ("grouped, locked", ("1 (no. 1", "2 (no. 2", "1 (no. 3", "2 (no. 4", "2 (no. 6")),
    )
    for number in numbers
)
# Only the exponent of a tail is sharp, and where it is subtracted from 1, not even that.
_ABOVE, _BELOW = (part.conclusion for part in typical_level.statements.values())
CLAIMS = (
    standard(limit_law, (*_LOOSE, "spread, locked: conclusion made strict")),
    standard(
        typical_level,
        (
            f"above: the right side of {_ABOVE} moved by 10 %",
            f"below: 1/8 (no. 3 in {_BELOW}) moved by 10 %",
            f"below: -1/2 (no. 4 in {_BELOW}) moved by 10 %",
        ),
    ),
)
