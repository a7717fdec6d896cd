"""Chapter 7: the level of many neurons."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree import TOP
from polyattn.ledger.chapters.ch04_high_degree_silence import PROBABILITY
from polyattn.ledger.chapters.ch07_phases import BEFORE, SCALED
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, FarOut, Law, Walk, seen_by
from polyattn.symbolic.chances import Pr, eta, x
from polyattn.symbolic.limits import Lim, LimAny
from polyattn.symbolic.model import G_star, N, a, b, beta, c, d, f_star, m, t, theta, u_star
from polyattn.symbolic.neuron import P_active, S, V_star, X, p_theta
from polyattn.symbolic.phases import delta, kappa, kappa_star

# The typical value of the maximum over many neurons, and the room of the other signs around it.
LEVEL = c + a * f_star + b * (1 - N * u_star)
_ROOM = b * x * N * u_star
_RARE = sp.exp(-N * x**2 / 2)

# A distance from the level that stays fixed.
_ROOM_LEFT = {x: eta / b}


def _above(part: Statement) -> Derivation:
    """Show that a neuron that fires has many plus signs, which is rare."""
    fires = Derivation(S, given=(*part.hypotheses, *rules.EVERY, X > theta))
    fires.have(TOP > theta, by="lem:envelope#bound")
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


_ENTRIES = (("1/2", "3/5", "2/5"), ("3", "1/2", "1"))
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
        *seen_by(Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1,), letters=_FEW), _LAWS, of=_BOUNDS),
        Step("where it is sharp", (_SHARP,), _BOUNDS),
        *seen_by(
            FarOut((*_ENTRIES, ("0", "3/5", "2/5"))),
            of=("level, spread", "level, grouped", "level, locked"),
        ),
        *seen_by(
            FarOut(_ENTRIES, extra=_NEAR_LEVEL),
            of=("many neurons, above", "many neurons, below"),
        ),
    ),
)

CLAIMS = (standard(typical_level),)
