"""Chapter 5: low degree, nothing to see."""

from __future__ import annotations

from functools import partial

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch04_high_degree_silence import LOUDNESS, PROBABILITY
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, FarOut, Law, Sampled, Walk, seen_by
from polyattn.symbolic.limits import LimLong, LimMany
from polyattn.symbolic.model import (
    G_star,
    N,
    a,
    b,
    beta,
    c,
    d,
    f_star,
    m,
    n,
    p,
    r,
    t,
    theta,
    u_star,
    w_o,
)
from polyattn.symbolic.neuron import P_active, p_theta
from polyattn.symbolic.pair import a0, a1, on

_LEAST = (p / r) ** beta / n
_OTHERS = 1 / (1 + (d - 3) * (r / p) ** beta)
_ENOUGH = on((2 * (a + b) / (theta - c) - 1) * (p / r) ** beta, 1)


def _planted(part: Statement) -> Derivation:
    """Compare with n times the least power."""
    return Derivation(given=part.hypotheses).have(part.conclusion, "the least of n powers")


def _planted_far(part: Statement) -> Derivation:
    """Let n grow."""
    far = Derivation(given=part.hypotheses)
    far.have(f_star <= _LEAST, by="cor:no-fixed-lock#planted weight")
    far.have(sp.Eq(LimLong(_LEAST), 0), "n alone changes", by=rules.vanishes(_LEAST, LimLong))
    far.have(f_star >= 0, "a share")
    return far.have(part.conclusion, by=rules.squeezed(f_star, 0, _LEAST, LimLong))


def _group(part: Statement) -> Derivation:
    """Compare with the other groups alone."""
    group = Derivation(given=part.hypotheses)
    group.have(w_o <= G_star, "the planted score is the largest")
    return group.have(G_star <= _OTHERS, "the other groups alone")


def _group_far(part: Statement) -> Derivation:
    """Let d grow."""
    few = (p / r) ** beta / N
    far = Derivation(given=part.hypotheses)
    far.have(sp.And(w_o <= G_star, G_star <= _OTHERS), by="cor:no-fixed-lock#own group")
    far.have(_OTHERS <= few, "drop the 1")
    far.have(sp.Eq(LimMany(few), 0), "N alone changes", by=rules.vanishes(few, LimMany))
    for weight in (G_star, w_o):
        far.have(weight >= 0, "a share")
        far.have(sp.Eq(LimMany(weight), 0), by=rules.squeezed(weight, 0, few, LimMany))
    return far


def _silent(part: Statement) -> Derivation:
    """Find little on the planted row and on its group, on D_1 and so on D_0."""
    half = (theta - c) / 2
    level = [on(a * f_star + b * G_star, i) for i in (0, 1)]
    planted, own, other = ([on(x, i) for i in (0, 1)] for x in (f_star, G_star, u_star))
    quiet = Derivation(given=part.hypotheses)
    quiet.have(
        own[1] <= on(_OTHERS, 1), by=stated("cor:no-fixed-lock#own group", partial(on, dataset=1))
    )
    quiet.have(on(_OTHERS, 1) <= half / (a1 + b), "by hypothesis")
    quiet.have(sp.And(planted[1] > 0, planted[1] <= own[1]), "it is one of its group")
    quiet.have(level[1] <= (a1 + b) * own[1], keep=(planted[1], own[1]))
    quiet.have(level[1] <= half, keep=(planted[1], own[1]))
    quiet.have(planted[0] <= planted[1], "a larger feature draws more")
    quiet.have(other[0] >= other[1], "and leaves less")
    for i in (0, 1):
        sums = stated("thm:closed-form#planted weights", partial(on, dataset=i))
        quiet.have(sp.Eq(own[i], 1 - N * other[i]), by=sums)
    quiet.have(own[0] <= own[1], keep=(*own, *other))
    quiet.have(level[0] <= level[1], "term by term", keep=(*planted, *own))
    quiet.have(level[0] <= half, keep=(*planted, *own))
    for i in (0, 1):
        few = stated("thm:silence#few", partial(on, dataset=i))
        quiet.have(on(P_active, i) < LOUDNESS, by=few)
    return quiet


def _silent_far(part: Statement) -> Derivation:
    """Let d grow: from some size on the condition holds, and the bound vanishes."""
    size = (d - 3) * (theta - c) ** 2 / (8 * b**2)
    y = sp.Dummy("y")
    late = Derivation(given=(*part.hypotheses, _ENOUGH / N < 1))
    late.have(_ENOUGH <= d - 3, "multiply by N")
    late.have(sp.And(*_QUIET), by="cor:no-fixed-lock#silent")
    late.have(sp.Eq(LimMany(1 / size), 0), by=rules.vanishes(1 / size, LimMany))
    late.have(sp.Eq(LimMany(sp.exp(-size)), 0), by=rules.exponential(size, LimMany))
    bound = rules.continuous(m * y, {y: (sp.exp(-size), sp.S.Zero)}, LimMany)
    late.have(sp.Eq(LimMany(LOUDNESS), 0), "m is fixed", by=bound)
    for i in (0, 1):
        some = on(P_active, i)
        chance = on(p_theta, i)
        never = (rules.one_neuron(i), rules.more_likely(chance, sp.S.Zero))
        late.have(some >= 0, "a chance", by=never)
        late.have(sp.Eq(LimMany(some), 0), by=rules.squeezed(some, 0, LOUDNESS, LimMany))
    far = Derivation(given=part.hypotheses)
    few = sp.Eq(LimMany(_ENOUGH / N), 0)
    far.have(few, "N alone changes", by=rules.vanishes(_ENOUGH / N, LimMany))
    return far.have(part.conclusion, by=rules.eventually(_ENOUGH / N < 1, late, 0, LimMany))


_QUIET = [on(P_active, i) < LOUDNESS for i in (0, 1)]
_FAINT = (("1/10", "1/4", "1"), ("1/2", "1/4", "1"))
_ENTRIES = (("0", "3/5", "2/5"), ("9/10", "3/5", "2/5"), ("3", "1", "2"))
_LAWS = Walk(
    Law,
    ((203, 1), (1002, 10**6)),
    (*_ENTRIES, *_FAINT),
    (1, 2),
    ("-1/10", "1/5", "1/2", "9/10", "6/5"),
)
# d - 3 is 200 (p_1/r)^beta, and theta at the bound, or where a constant moved by 10 % would put it.
_SHARP = Walk(
    Law,
    ((55_987_203, 1),),
    (("999/1000", "2", "1"), ("1", "2", "1")),
    (7,),
    ("1/100", "29/3000", "7/750", "9/1000"),
)

_PAIR = (a0 >= 0, a1 > a0, b > 0, beta > 0, theta > c, m >= 1)

_FAR = FarOut(
    (("0", "9/10", "3/5", "2/5"), ("1/5", "3", "2", "1")),
    extra={
        theta: (c + b / 5, c + 3 * b, c * sp.Rational(19, 20)),
        m: (sp.Integer(1), sp.Integer(1000)),
    },
)

no_fixed_lock = Claim(
    "cor:no-fixed-lock",
    "corollary",
    "No fixed degree locks",
    5,
    statements={
        "planted weight": Statement(f_star <= _LEAST, (beta > 0,)),
        "planted weight, in the limit": Statement(sp.Eq(LimLong(f_star), 0), (beta > 0,)),
        "own group": Statement(sp.And(w_o <= G_star, G_star <= _OTHERS), (beta > 0,)),
        "own group, in the limit": Statement(
            sp.And(sp.Eq(LimMany(w_o), 0), sp.Eq(LimMany(G_star), 0)), (beta > 0,)
        ),
        "silent": Statement(sp.And(*_QUIET), (*_PAIR, d - 3 >= _ENOUGH), where=PROBABILITY),
        "silent, in the limit": Statement(
            sp.And(*(sp.Eq(LimMany(on(P_active, i)), 0) for i in (0, 1))), _PAIR, where=PROBABILITY
        ),
    },
    setting=(c > 0, t >= 1, d >= 4),
    proofs={
        "planted weight": _planted,
        "planted weight, in the limit": _planted_far,
        "own group": _group,
        "own group, in the limit": _group_far,
        "silent": _silent,
        "silent, in the limit": _silent_far,
    },
    witnesses=(
        *seen_by(Walk(Dense), Sampled(), of=("planted weight", "own group")),
        *seen_by(_LAWS, of=("silent",)),
        Step("where it is sharp", (_SHARP,), ("silent",)),
        Step(
            "dense network, silence",
            (Walk(Dense, ((6, 1), (6, 2), (7, 1)), _FAINT, (1, 2)),),
            ("silent",),
        ),
        *seen_by(_FAR, of=("silent, in the limit",)),
        *seen_by(FarOut(_ENTRIES), of=("planted weight, in the limit", "own group, in the limit")),
    ),
)

CLAIMS = (standard(no_fixed_lock),)
