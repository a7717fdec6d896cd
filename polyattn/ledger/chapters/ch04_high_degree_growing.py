"""Chapter 4: what a degree does to a power, and to a weight."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation import facts, rules
from polyattn.derivation.chain import Derivation, Proof
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Computed
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Sampled, Walk, seen_by
from polyattn.ledger.witnesses.decimals import decimals
from polyattn.symbolic.model import N, Q, R, Z_star, b, beta, c, d, f_star, p, q, r, t, w_o
from polyattn.symbolic.pair import LOGARITHMS, L
from polyattn.symbolic.phases import beta_up, ell
from polyattn.symbolic.softmax import s_j, s_k
from polyattn.symbolic.table import POWERS

_HALVES = ("-2", "-1/2", "0", "1/2", "1", "3/2", "3", "4")
_LEADS = "the powers of p grow most, those of r least"


def _bound(part: Statement) -> Derivation:
    """Multiply, and exponentiate: both steps can be undone."""
    degree, power = sorted(part.conclusion.args, key=lambda side: side.has(sp.exp))
    bound = Derivation(degree, given=part.hypotheses)
    bound.iff(degree.func(beta * ell, L), r"multiply by $\ell$")
    sides = (L, beta * ell) if degree.func is sp.Ge else (beta * ell, L)
    return bound.iff(power, "the exponential function increases", by=rules.ranks(sp.exp, *sides))


def _order(part: Statement) -> tuple[Derivation, Derivation]:
    """Apply the exponential function to a multiple of the logarithms; and what follows for letters."""
    high, low = part.conclusion.args
    logarithms = rules.grows(sp.log, low.base, high.base, strict=True)
    scaled = Derivation(beta * sp.log(low.base), given=part.hypotheses)
    scaled.less_than(beta * sp.log(high.base), "the logarithm increases", by=logarithms)
    exponents = scaled.conclusion.args
    order = Derivation(high, given=part.hypotheses)
    order.equal(sp.exp(exponents[1]), by=rules.power(high.base, beta))
    order.more_than(sp.exp(exponents[0]), by=(scaled, rules.grows(sp.exp, *exponents, strict=True)))
    return order.equal(low, by=rules.power(low.base, beta)), _letters()


def _letters() -> Derivation:
    """Derive what algebra takes for granted of the letters that stand for powers and logarithms."""
    every = Derivation()
    for premises, fact in facts.FACTS:
        one = rules.discharged(Derivation(given=premises).have(fact, by=rules.ordered(fact)))
        every.have(one.conclusion, by=one)
    for logarithm, letters in LOGARITHMS.items():
        parts = [POWERS[x] for x in sp.Add.make_args(letters)]
        factors = [x.args[0] for x in parts]
        total = rules.log_of_product(*factors) if len(factors) == 2 else ()
        sum_of_logs = Derivation(given=(c > 0,)).have(sp.Eq(logarithm, sum(parts)), by=total)
        one = rules.discharged(sum_of_logs)
        every.have(one.conclusion, by=one)
    return every


power_rule = Claim(
    "lem:power-rule",
    "lemma",
    "A bound on the degree is a bound on a power",
    4,
    statements={
        "at least": Statement(
            sp.Equivalent(sp.exp(beta * ell) >= sp.exp(L), beta >= L / ell), (ell > 0,)
        ),
        "at most": Statement(
            sp.Equivalent(sp.exp(beta * ell) <= sp.exp(L), beta <= L / ell), (ell > 0,)
        ),
        "order": Statement(s_j**beta > s_k**beta, (s_j > s_k, s_k > 0, beta > 0)),
    },
    proofs={"at least": _bound, "at most": _bound, "order": _order},
    witnesses=(
        *seen_by(Sampled()),
        Step(
            "multiprecision",
            (Computed("sampled", decimals(dict.fromkeys((s_j, s_k, beta, L, ell), _HALVES))),),
        ),
    ),
)


def _grows(part: Statement) -> Derivation:
    """Cross-multiply."""
    higher, lower = part.conclusion.args
    if isinstance(part.conclusion, sp.Lt):
        return Derivation(higher, given=part.hypotheses).less_than(lower, _LEADS)
    return Derivation(higher, given=part.hypotheses).more_than(lower, _LEADS)


def _slope(weight: Any) -> Proof:
    """Differentiate a weight through its powers."""

    def proof(part: Statement) -> Derivation:
        letter, claimed = part.conclusion.args
        rate = rules.rate(letter, weight)
        slope = Derivation(letter, given=part.hypotheses)
        slope.equal(rate.conclusion.rhs, r"the chain rule, $P'=P\log p$", by=rate)
        ratios = (rules.log_of_product(p / q, q), rules.log_of_product(q / r, r))
        return slope.equal(claimed, "collect the logarithms", by=ratios)

    return proof


monotone_degree = Claim(
    "lem:monotone-degree",
    "lemma",
    "A higher degree concentrates",
    4,
    statements={
        "planted weight": Statement(s.f_up > f_star, (beta_up > beta,)),
        "own group": Statement(s.w_up > w_o, (beta_up > beta,)),
        "other groups": Statement(s.u_up < s.u_star, (beta_up > beta,)),
        "slope of the planted weight": Statement(
            sp.Eq(
                s.f_slope,
                f_star
                * ((t - 1) * Q / Z_star * sp.log(p / q) + t * N * R / Z_star * sp.log(p / r)),
            )
        ),
        "slope of the own group": Statement(sp.Eq(s.w_slope, w_o * (1 - w_o) * sp.log(q / r))),
    },
    setting=(b > 0, c > 0, t >= 1, d >= 4),
    proofs={
        "planted weight": _grows,
        "own group": _grows,
        "other groups": _grows,
        "slope of the planted weight": _slope(f_star),
        "slope of the own group": _slope(w_o),
    },
    witnesses=(
        Step(
            "dense network at two degrees",
            (Walk(Dense),),
            ("planted weight", "own group", "other groups"),
        ),
        *seen_by(Sampled()),
    ),
)

CLAIMS = (standard(power_rule), standard(monotone_degree))
