"""Chapter 4: what a degree does to a power, and to a weight."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import sympy as sp

from polyattn import symbolic as s
from polyattn.derivation.facts import FACTS
from polyattn.derivation.statement import Statement
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.enumeration import Enumerated
from polyattn.ledger.engine.evidence import Algebra, Computed, Written, identity
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.engine.sampling import Sampled
from polyattn.symbolic.model import N, Q, R, Z_star, b, beta, c, d, f_star, p, q, r, t, w_o
from polyattn.symbolic.phases import L, beta_up, ell
from polyattn.symbolic.softmax import s_j, s_k

_SEED = 20231020
_RULE = r"""As $\ell>0$, $\beta\ge L/\ell$ says the same as $\beta\ell\ge L$, and as the exponential function
increases strictly, this says the same as $e^{\beta\ell}\ge e^L$; with $\le$ in the same way. With $\ell=\log(p/q)$ this turns a bound on the
degree into a bound on $P/Q=e^{\beta\ell}$. (A bound $L=-\infty$ says nothing.)"""
_ORDER = r"""For $x>y>0$ and $\beta>0$: $\log x>\log y$, so $\beta\log x>\beta\log y$, so $x^\beta>y^\beta$."""


def _compiled(letters: list[Any], relation: Any) -> Callable[..., bool]:
    """Compile a relation, or two that must be true or false together."""
    if isinstance(relation, sp.Equivalent):
        sides = [sp.lambdify(letters, x, "mpmath") for x in relation.args]
        return lambda *point: len({bool(side(*point)) for side in sides}) == 1
    return sp.lambdify(letters, relation, "mpmath")  # type: ignore[no-any-return]


def _multiprecision(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Evaluate the parts with mpmath, 40 digits, at random points."""
    import mpmath

    draw = random.Random(_SEED)
    seen = 0
    for name in parts:
        statement = claim.part(name)
        relations = (*statement.hypotheses, statement.conclusion)
        letters = sorted(set().union(*(x.free_symbols for x in relations)), key=str)
        tests = [_compiled(letters, x) for x in relations]
        with mpmath.workdps(40):
            for _ in range(300):
                point = [mpmath.mpf(draw.randint(-4, 8)) / 2 for _ in letters]
                try:
                    if not all(test(*point) for test in tests[:-1]):
                        continue
                except ZeroDivisionError:
                    continue
                seen += 1
                if not tests[-1](*point):
                    where = ", ".join(
                        f"{x} = {float(v)}" for x, v in zip(letters, point, strict=True)
                    )
                    return False, f"{name}: {statement.conclusion} fails at {where}"
    return seen > 0, f"{seen} random points with 40 digits (mpmath)"


def _facts_hold(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Check every fact about P, Q, R that the engine uses, in the real parameters."""
    instances = {
        f"fact {index}": Statement(fact, (*premises, c**2 > 0))  # where all powers make sense
        for index, (premises, fact) in enumerate(FACTS)
    }
    facts = Claim("facts", "lemma", "facts", claim.chapter, statements=instances)
    outcome = Sampled(count=40).check(facts, tuple(instances))
    return outcome.passed, f"{len(FACTS)} facts about P, Q, R: {outcome.detail}"


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
    steps=(
        Step("multiply and exponentiate", (Written(_RULE),), ("at least", "at most")),
        Step("the logarithm increases", (Written(_ORDER),), ("order",)),
    ),
    witnesses=(
        Step("intervals", (Sampled(),)),
        Step("multiprecision", (Computed("sampled", _multiprecision),)),
        Step("the facts used elsewhere", (Computed("sampled", _facts_hold),), ("order",)),
    ),
)


def _derivatives(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Differentiate the closed form, and compare with the right side, letter by letter."""
    for name in parts:
        relation = claim.part(name).conclusion
        positive = {x: sp.Dummy(x.name, positive=True) for x in (p, q, r)}
        sides = [
            sp.expand_log(s.unfold(side, powers=True, keep=(p, q, r)).xreplace(positive))
            for side in relation.args
        ]
        powers = {x**beta: sp.Dummy(x.name.upper()) for x in positive.values()}
        if not identity(*(side.xreplace(powers) for side in sides)):
            return False, f"{name}: the derivative is not the right side"
    return True, "both sides expand alike in P, Q, R and the logarithms of p, q, r"


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
    uses=("lem:power-rule",),
    steps=(
        Step(
            "cross-multiply: the powers of p grow most, those of r least",
            (Algebra(),),
            ("planted weight", "own group", "other groups"),
        ),
        Step(
            "differentiate",
            (Computed("symbolic", _derivatives),),
            ("slope of the planted weight", "slope of the own group"),
        ),
    ),
    witnesses=(
        Step(
            "dense network at two degrees",
            (Enumerated(),),
            ("planted weight", "own group", "other groups"),
        ),
        Step("intervals", (Sampled(),)),
    ),
)

CLAIMS = (standard(power_rule), standard(monotone_degree))
