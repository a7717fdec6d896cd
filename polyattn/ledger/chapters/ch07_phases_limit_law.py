"""Chapter 7: the law of one neuron in each phase, and the level of many."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import comb, exp
from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.evaluate import Point, evaluate, interval
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.chapters.ch07_phases import BEFORE, SCALED
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.applies import Applies
from polyattn.ledger.engine.evidence import Algebra, Cited, Computed, Written, confirm
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, FarOut, Law, Sampled, Walk, seen_by
from polyattn.symbolic.chances import Pr, eta, x
from polyattn.symbolic.limits import Lim, LimAny
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
from polyattn.symbolic.neuron import K, P_active, S, V_o, V_star, X, p_theta, s_1, s_d, s_g, y_g
from polyattn.symbolic.phases import delta, kappa, kappa_star
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

# A distance from the level that stays fixed.
_ROOM_LEFT = {x: eta / b}


def _above(part: Statement) -> Derivation:
    """Show that a neuron that fires has many plus signs, which is rare."""
    fires = Derivation(S, given=(*part.hypotheses, *rules.EVERY, X > theta))
    fires.have(_TOP > theta, by="lem:envelope#bound")
    fires.have(u_star > 0, "a share")
    fires.have(b * u_star * (S - x * N) > 0, "above the room", keep=(f_star, u_star))
    fires.more_than(x * N, "divide", keep=(u_star,))
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.at_most(Pr(S > x * N), by=rules.monotone(X > theta, fires))
    one.less_than(_RARE, by=rules.hoeffding(x * N))
    active = Derivation(P_active, given=part.hypotheses)
    active.equal(1 - (1 - p_theta) ** m, "m independent neurons")
    active.at_most(m * p_theta, by=(rules.one_neuron(), rules.union(p_theta)))
    return active.less_than(m * _RARE, by=one)


def _below(part: Statement) -> Derivation:
    """Show that one sign pattern in eight fires, but for many minus signs, which are rare."""
    many = S > -x * N
    fires = Derivation(X, given=(*part.hypotheses, *rules.EVERY, *rules.PLUS, many))
    fires.have(u_star > 0, "a share")
    fires.have(sp.Eq(G_star, 1 - N * u_star), by="thm:closed-form#planted weights")
    fires.at_least(c + V_star, "the planted row is one of the rows")
    fires.equal(c + a * f_star + b * G_star + b * u_star * S, "three plus signs")
    fires.more_than(LEVEL - _ROOM, "not too many minus signs", keep=(f_star, u_star, G_star))
    fires.at_least(theta, "by hypothesis")
    likely = Derivation(Pr(many), given=part.hypotheses)
    likely.equal(1 - Pr(-x * N >= S), by=rules.complement(many))
    likely.more_than(1 - _RARE, by=rules.hoeffding(x * N, below=True))
    one = Derivation(p_theta, given=part.hypotheses)
    one.equal(Pr(X > theta), by=rules.one_neuron())
    one.at_least(Pr(many) / 8, by=rules.one_triple(fires, many))
    one.more_than((1 - _RARE) / 8, by=likely)
    active = Derivation(P_active, given=part.hypotheses)
    active.equal(1 - (1 - p_theta) ** m, "m independent neurons")
    bounds = (rules.one_neuron(), one, rules.more_likely(p_theta, (1 - _RARE) / 8, strict=True))
    return active.more_than(1 - (1 - (1 - _RARE) / 8) ** m, by=bounds)


def _wide_above(part: Statement) -> Derivation:
    """Let d grow: m is soon less than the root of what makes the chance rare."""
    rare, size = _RARE.xreplace(_ROOM_LEFT), N * (eta / b) ** 2 / 4
    soon = sp.log(m) / N < (eta / b) ** 2 / 4
    late = Derivation(given=(*part.hypotheses, soon))
    late.have(sp.And(u_star > 0, N * u_star <= 1), "shares")
    late.have(N * u_star * eta <= eta, "shares", keep=(u_star,))
    late.have(P_active < m * rare, by=stated("cor:typical-level#above", _ROOM_LEFT), keep=(u_star,))
    late.have(sp.log(m) <= size, "multiply by N")
    late.have(m * rare <= sp.exp(-size), by=rules.grows(sp.exp, sp.log(m) - 2 * size, -size))
    late.have(sp.Eq(LimAny(1 / size), 0), "N grows", by=rules.vanishes(1 / size, LimAny))
    late.have(sp.Eq(LimAny(sp.exp(-size)), 0), by=rules.exponential(size, LimAny))
    late.have(sp.And(P_active >= 0, P_active <= 1), by=(rules.one_neuron(), rules.chance(p_theta)))
    squeezed = rules.squeezed(P_active, 0, sp.exp(-size), LimAny)
    late.have(sp.Eq(LimAny(P_active), 0), by=squeezed)
    proof = Derivation(given=part.hypotheses)
    return proof.have(part.conclusion, by=rules.eventually(soon, late, 0, LimAny))


def _wide_below(part: Statement) -> Derivation:
    """Let d and m grow: each neuron fires with a chance of one sixteenth at least."""
    rare, size = _RARE.xreplace(_ROOM_LEFT), N * (eta / b) ** 2 / 2
    half, few = sp.Rational(1, 2), sp.Rational(15, 16)
    soon = rare < half
    late = Derivation(given=(*part.hypotheses, soon))
    late.have(sp.And(u_star > 0, N * u_star <= 1), "shares")
    late.have(N * u_star * eta <= eta, "shares", keep=(u_star,))
    below = stated("cor:typical-level#below", _ROOM_LEFT)
    most = rules.more_likely((1 - rare) / 8, 1 - few)
    late.have(P_active >= 1 - few**m, by=(below, most), keep=(u_star,))
    odds = -m * sp.log(few)
    y = sp.Dummy("y")
    slow = rules.continuous(-y / sp.log(few), {y: (1 / m, sp.S.Zero)}, LimAny)
    late.have(sp.Eq(LimAny(1 / odds), 0), "m grows", by=slow)
    late.have(sp.Eq(LimAny(sp.exp(-odds)), 0), by=rules.exponential(odds, LimAny))
    late.have(sp.Eq(few**m, sp.exp(-odds)), by=rules.power(few, m))
    late.have(sp.And(P_active >= 0, P_active <= 1), by=(rules.one_neuron(), rules.chance(p_theta)))
    squeezed = rules.squeezed(P_active, 1, sp.exp(-odds), LimAny)
    late.have(sp.Eq(LimAny(P_active), 1), by=squeezed)
    proof = Derivation(given=part.hypotheses)
    proof.have(sp.Eq(LimAny(1 / size), 0), "N grows", by=rules.vanishes(1 / size, LimAny))
    proof.have(sp.Eq(LimAny(rare), 0), by=rules.exponential(size, LimAny))
    return proof.have(part.conclusion, by=rules.eventually(soon, late, 0, LimAny))


def _level(part: Statement) -> Derivation:
    """Put the limits of both weights into the level."""
    to = part.conclusion.rhs
    planted, own = int(to.has(a)), int(to.has(b))
    y, z = sp.Dummy("y"), sp.Dummy("z")
    proof = Derivation(given=part.hypotheses)
    if planted:
        proof.have(sp.Eq(Lim(f_star), 1), by="thm:phases#locked")
        gone = rules.continuous(1 - y, {y: (f_star, sp.S.One)})
        proof.have(sp.Eq(Lim(1 - f_star), 0), by=gone)
        proof.have(sp.And(f_star <= G_star, G_star <= 1), "one of its group")
        proof.have(sp.Eq(Lim(G_star), 1), by=rules.squeezed(G_star, 1, 1 - f_star))
    elif own:
        proof.have(sp.Eq(Lim(f_star), 0), by="thm:phases#not locked")
        proof.have(sp.Eq(Lim(G_star), 1), by="thm:phases#grouped")
    else:
        proof.have(sp.Eq(Lim(G_star), 0), by="thm:phases#not grouped")
        proof.have(sp.And(f_star <= G_star, f_star >= 0), "one of its group")
        proof.have(sp.Eq(Lim(f_star), 0), by=rules.squeezed(f_star, 0, G_star))
    values = {y: (f_star, sp.Integer(planted)), z: (G_star, sp.Integer(own))}
    level = rules.continuous(c + a * y + b * z, values)
    sums = stated("thm:closed-form#planted weights")
    proof.have(sp.Eq(c + a * f_star + b * G_star, LEVEL), by=sums)
    same = rules.alike(Lim, c + a * f_star + b * G_star, LEVEL)
    return proof.have(part.conclusion, by=(level, same))


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

_BOUNDS = ("above", "below")
# Thresholds around the level, and widths that grow more slowly than exp(d).
_NEAR_LEVEL = {
    eta: (b / 10,),
    theta: (LEVEL + b / 10, LEVEL + b, LEVEL - b / 10, LEVEL - b),
    m: (N, sp.exp(N ** sp.Rational(1, 3))),
}
_SETTING = (a >= 0, b > 0, c > 0, beta > 0, t >= 1, d >= 4)
_WIDE = (m >= 1, eta > 0)
_FEWER = sp.Eq(LimAny(sp.log(m) / N), 0)

typical_level = Claim(
    "cor:typical-level",
    "corollary",
    "The level of a wide network",
    7,
    setting=_SETTING,
    statements={
        "above": Statement(
            P_active < m * _RARE, (m >= 1, x > 0, theta >= LEVEL + _ROOM), where=PROBABILITY
        ),
        "below": Statement(
            P_active > 1 - (1 - (1 - _RARE) / 8) ** m,
            (m >= 1, x > 0, theta <= LEVEL - _ROOM),
            where=PROBABILITY,
        ),
        "many neurons, above": Statement(
            sp.Eq(LimAny(P_active), 0), (*_WIDE, _FEWER, theta >= LEVEL + eta), where=PROBABILITY
        ),
        "many neurons, below": Statement(
            sp.Eq(LimAny(P_active), 1),
            (*_WIDE, sp.Eq(LimAny(1 / m), 0), theta <= LEVEL - eta),
            where=PROBABILITY,
        ),
        "level, spread": Statement(sp.Eq(Lim(LEVEL), c), (*SCALED, kappa < BEFORE)),
        "level, grouped": Statement(
            sp.Eq(Lim(LEVEL), b + c), (a > 0, delta > 0, kappa > BEFORE, kappa < kappa_star)
        ),
        "level, locked": Statement(
            sp.Eq(Lim(LEVEL), a + b + c), (a > 0, *SCALED, kappa > kappa_star)
        ),
    },
    proofs={
        "above": _above,
        "below": _below,
        "many neurons, above": _wide_above,
        "many neurons, below": _wide_below,
        "level, spread": _level,
        "level, grouped": _level,
        "level, locked": _level,
    },
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), _ENTRIES[:2], (1,), letters=_FEW), _LAWS, of=_BOUNDS
        ),
        Step("where it is sharp", (_SHARP,), _BOUNDS),
        *seen_by(FarOut(_ENTRIES[:3]), of=("level, spread", "level, grouped", "level, locked")),
        *seen_by(
            FarOut(_ENTRIES[:2], extra=_NEAR_LEVEL),
            of=("many neurons, above", "many neurons, below"),
        ),
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
CLAIMS = (
    standard(limit_law, (*_LOOSE, "spread, locked: conclusion made strict")),
    standard(typical_level),
)
