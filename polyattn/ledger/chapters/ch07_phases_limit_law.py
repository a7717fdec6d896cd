"""Chapter 7: the law of one neuron in each phase."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.fact import conjuncts, stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch07_phases import BEFORE, SCALED
from polyattn.ledger.chapters.ch07_phases_bounds import (
    BOUND_PROOFS,
    BOUNDS,
    LETTERS,
    LIMITS,
    within,
)
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Counted, Dense, FarOut, Sampled, Walk, seen_by
from polyattn.symbolic.chances import Pr, eta, x
from polyattn.symbolic.limits import Lim
from polyattn.symbolic.model import G_star, N, a, b, beta, c, d, f_star, m, t, theta, w_o
from polyattn.symbolic.neuron import SIGNS, P_active, S, X, p_theta
from polyattn.symbolic.phases import kappa, kappa_group, kappa_star

u, v, w = sp.symbols("u v w", real=True, cls=sp.Dummy)
_PLANTED = (a + 2 * b) * (1 - u) < eta
_OTHER = (a + 2 * b) * (1 - w) < eta
# Where each phase is; what its weights tend to, by which part of the theorem; and how small the
# errors are from some size on.
_WHERE: dict[str, tuple[tuple[Any, ...], dict[Any, tuple[str, Any, int]], tuple[Any, ...]]] = {
    "spread, spread": (
        (kappa < BEFORE,),
        {v: ("not grouped", G_star, 0)},
        ((a + b) * v < eta / 2,),
    ),
    "spread, locked": (
        (a > 0, kappa < kappa_group, kappa > kappa_star),
        {u: ("locked", f_star, 1), w: ("others spread", w_o, 0)},
        (_PLANTED, (a + b) * w < eta / 2),
    ),
    "grouped, grouped": (
        (a > 0, kappa > kappa_group, kappa < kappa_star),
        {u: ("not locked", f_star, 0), w: ("others grouped", w_o, 1)},
        (a * u < eta, _OTHER),
    ),
    "grouped, locked": (
        (a > 0, kappa > kappa_group, kappa > kappa_star),
        {u: ("locked", f_star, 1), w: ("others grouped", w_o, 1)},
        (_PLANTED, _OTHER),
    ),
    "grouped, no feature": (
        (sp.Eq(a, 0), kappa > kappa_group),
        {w: ("others grouped", w_o, 1)},
        (_OTHER,),
    ),
}
_LIMITS = {**LIMITS, "grouped, no feature": LIMITS["grouped, grouped"]}
# How far S/N may be from 0, so that it takes no more than half of eta; and how rarely it is further.
_LEVEL = eta / (2 * b)
_SIZE = N * _LEVEL**2 / 2
_RARE = 2 * sp.exp(-_SIZE) + 2 ** (-N)
_UNLIKELY = (S > _LEVEL * N, S < -_LEVEL * N, rules.negated(sp.And(*rules.SOME)))


def _far(phase: str) -> Any:
    """Say that X is farther than eta from its limit."""
    return rules.negated(within(X, _LIMITS[phase], eta))


def _calm(phase: str, given: tuple[Any, ...]) -> Derivation:
    """Bound how often X is far from its limit, where the weights are close to theirs."""
    near, far = within(X, _LIMITS[phase], eta), _far(phase)
    usual = [x for one in _UNLIKELY for x in conjuncts(rules.negated(one))]
    bounds = Derivation(given=(*given, *rules.EVERY, *usual))
    bounds.have(sp.And(f_star <= G_star, f_star >= 0), "one of its group")
    law = stated(f"thm:limit-law#{phase.replace('no feature', 'grouped')}", {x: _LEVEL})
    bounds.have(law.conclusion, by=law).have(near, "small errors", keep=LETTERS)
    calm = Derivation(given=bounds.given).have(near, by=bounds)
    rarely = Derivation(Pr(far), given=given).equal(1 - Pr(near), by=rules.complement(near))
    rarely.at_most(sum(map(Pr, _UNLIKELY)), by=rules.but_for(calm, _UNLIKELY))
    tails = [rules.hoeffding(_LEVEL * N, below=below) for below in (False, True)]
    return rarely.less_than(_RARE, by=(*tails, rules.spelled_out(_UNLIKELY[-1])))


def _rare(given: tuple[Any, ...]) -> Derivation:
    """Let N grow."""
    rate, y, z = N * sp.log(2), sp.Dummy("y"), sp.Dummy("z")
    rare = Derivation(given=given)
    for size in (_SIZE, rate):
        rare.have(sp.Eq(Lim(1 / size), 0), "N grows", by=rules.vanishes(1 / size))
        rare.have(sp.Eq(Lim(sp.exp(-size)), 0), by=rules.exponential(size))
    both = rules.continuous(2 * y + z, {y: (sp.exp(-_SIZE), 0), z: (sp.exp(-rate), 0)})
    rare.have(both.conclusion, by=both).have(
        sp.Eq(2 ** (-N), sp.exp(-rate)), by=rules.power(sp.Integer(2), -N)
    )
    return rare.have(sp.Eq(Lim(_RARE), 0), by=rules.squeezed(_RARE, 0, both.conclusion.lhs.args[0]))


def _in_probability(phase: str) -> Proof:
    """Let both weights come close to their limits, and the other signs cancel."""
    _, weights, conditions = _WHERE[phase]
    now = {letter: weight for letter, (_, weight, _) in weights.items()}

    def proof(part: Statement) -> Derivation:
        far = Derivation(given=(*part.hypotheses, *(x.xreplace(now) for x in conditions)))
        far.have(Pr(_far(phase)) <= _RARE, by=_calm(phase, far.given))
        far.have(Pr(_far(phase)) >= -_RARE, "no probability is negative")
        squeezed = rules.squeezed(Pr(_far(phase)), 0, _RARE)
        far.have(part.conclusion, by=(_rare(part.hypotheses), squeezed))
        for condition in conditions:
            used = {x: weights[x] for x in condition.free_symbols & weights.keys()}
            pairs = {x: (weight, sp.Integer(to)) for x, (_, weight, to) in used.items()}
            to = condition.lhs.xreplace({x: pair[1] for x, pair in pairs.items()})
            relation = condition.xreplace(now)
            known = (
                *(f"thm:phases#{by}" for by, _, _ in used.values()),
                rules.continuous(condition.lhs, pairs),
                rules.eventually(relation, far, to),
            )
            later = Derivation(given=[h for h in far.given if h != relation])
            far = later.have(part.conclusion, "from some size on", by=known)
        return far

    return proof


def _in_law(phase: str) -> Proof:
    """Compare X with its limit: only where they are far apart are they on different sides."""
    limit = _LIMITS[phase]
    far, beyond, close = _far(phase), limit > theta, _close(phase)

    def proof(part: Statement) -> Derivation:
        law = Derivation(given=part.hypotheses)
        law.have(sp.Eq(Lim(Pr(far)), 0), by=f"thm:limit-law#{phase}, in probability")
        for event, between, other in (
            (X > theta, limit > theta - eta, beyond),
            (beyond, limit > theta + eta, X > theta),
        ):
            usual = (event, rules.negated(far), rules.negated(close))
            steps = Derivation(given=(*usual, eta > 0))
            steps.have(between, "X is near its limit", keep=(X, *SIGNS))
            steps.have(other, "no value of the limit is near the threshold", keep=(X, *SIGNS))
            same = Derivation(given=(*part.hypotheses, *rules.EVERY, *usual)).have(other, by=steps)
            law.have(Pr(event) <= Pr(other) + Pr(far), by=rules.but_for(same, (far, close), event))
        law.have(p_theta <= Pr(beyond) + Pr(far), by=rules.one_neuron())
        law.have(p_theta >= Pr(beyond) - Pr(far), by=rules.one_neuron())
        law.have(sp.Eq(Lim(p_theta), Pr(beyond)), by=rules.squeezed(p_theta, Pr(beyond), Pr(far)))
        law.have(sp.And(p_theta >= 0, p_theta <= 1), by=rules.one_neuron())
        wide = rules.continuous(1 - (1 - v) ** m, {v: (p_theta, Pr(beyond))})
        return law.have(sp.Eq(Lim(P_active), 1 - (1 - Pr(beyond)) ** m), by=wide)

    return proof


def _close(phase: str) -> Any:
    """Say that the limit is within eta of the threshold."""
    return sp.And(_LIMITS[phase] > theta - eta, _LIMITS[phase] <= theta + eta)


def _in_the_limit(phase: str) -> dict[str, Statement]:
    """State what becomes of X, and of the chances."""
    given, chance = (c > 0, *SCALED, *_WHERE[phase][0], eta > 0), Pr(_LIMITS[phase] > theta)
    law = sp.And(sp.Eq(Lim(p_theta), chance), sp.Eq(Lim(P_active), 1 - (1 - chance) ** m))
    apart = (m >= 1, sp.Eq(Pr(_close(phase)), 0))
    return {
        f"{phase}, in probability": Statement(sp.Eq(Lim(Pr(_far(phase))), 0), given),
        f"{phase}, in law": Statement(law, (*given, *apart), "no value of the limit is within eta"),
    }


_LAWS = {name: part for phase in _WHERE for name, part in _in_the_limit(phase).items()}
_ENTRIES = (
    ("1/2", "3/5", "2/5"),
    ("3", "1/2", "1"),
    ("0", "3/5", "2/5"),
    ("2", "1/10", "2"),
    ("1/10", "2", "5"),
)
_VALUES = {x: ("1/2", "1"), eta: ("1/10", "1/2", "2")}
_OUT = FarOut(
    (("9/10", "3/5", "2/5"), ("0", "3/5", "2/5")),
    ("1/2", "4/5"),
    {m: (sp.Integer(3),), eta: (c / 10,), theta: (-2 * c, sp.S.Zero, c + b / 2, c + a + b / 2)},
)

limit_law = Claim(
    "thm:limit-law",
    "theorem",
    "The limit law of one neuron",
    7,
    setting=(a >= 0, b > 0, beta > 0, t >= 1, d >= 4),
    statements=BOUNDS | _LAWS,
    proofs={
        **BOUND_PROOFS,
        **{f"{phase}, in probability": _in_probability(phase) for phase in _WHERE},
        **{f"{phase}, in law": _in_law(phase) for phase in _WHERE},
    },
    witnesses=(
        *seen_by(
            Walk(Dense, ((4, 1), (5, 2)), _ENTRIES, (1, 6), letters=_VALUES),
            Walk(Counted, ((28, 1), (9, 4)), _ENTRIES, (1, 7), letters=_VALUES),
            Sampled(),
            of=tuple(BOUNDS),
        ),
        *seen_by(_OUT, of=tuple(name for name in _LAWS if name.endswith("law"))),
    ),
)

CLAIMS = (standard(limit_law),)
