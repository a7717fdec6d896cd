"""Chapter 8: the degrees that one threshold allows."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch08_too_high_a_degree_finite_bounds import LEVEL
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine.evidence import Algebra, Computed, Written
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import Dense, Observed, Sampled, Values, Walk, seen_by
from polyattn.symbolic.model import N, Q, R, a, b, beta, c, d, p, q, r, t, theta, w_o
from polyattn.symbolic.phases import L, delta, kappa, kappa_group, kappa_pr

_HEIGHT = theta - c
BREAK = sp.log((d - 3) * _HEIGHT / (b - _HEIGHT)) / sp.log(q / r)
_BETWEEN = (theta > c, theta < b + c)


def _crossing(part: Statement, relation: Any, degree: Any) -> Derivation:
    """Clear denominators and take logarithms."""
    crossing = Derivation(relation, given=part.hypotheses)
    odds = relation.func(Q / R, N * _HEIGHT / (b - _HEIGHT))
    crossing.iff(odds, "w_o = Q / (Q + N R)")
    return crossing.iff(degree, "the power rule")


def _reached(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    return _crossing(part, b * w_o >= _HEIGHT, beta >= BREAK)


def _not_before(part: Statement) -> Derivation:
    """Compare the own group with N others."""
    return _crossing(part, b * w_o <= _HEIGHT, beta <= BREAK)


def _level_first(part: Statement) -> Derivation:
    """Compare the planted row with the others, whose level it exceeds."""
    level = Derivation(LEVEL, given=part.hypotheses)
    level.more_than(c + b * w_o, "f^* is positive, and G^* at least w_o")
    return level.at_least(theta, "the others have reached it")


break_degree = Claim(
    "lem:break-degree",
    "lemma",
    "The break degree",
    8,
    statements={
        "reached": Statement(sp.Equivalent(b * w_o >= theta - c, beta >= BREAK)),
        "not before": Statement(sp.Equivalent(b * w_o <= theta - c, beta <= BREAK)),
        "the level is first": Statement(LEVEL > theta, (a > 0, beta > 0, beta >= BREAK)),
    },
    setting=(c > 0, t >= 1, d >= 4, *_BETWEEN),
    proofs={"reached": _reached, "not before": _not_before, "the level is first": _level_first},
    witnesses=seen_by(Walk(Dense, ((4, 1), (5, 2)), degrees=(1, 2)), Sampled()),
)

# The level in the limit is the letter L: spread, grouped, or locked. In these products of kappa no
# degree is infinite where a = 0.
_OWN, _OTHERS, _GROUPS = (kappa * sp.log(ratio) for ratio in (p / q, p / r, q / r))
_LIMIT = sp.Or(
    sp.And(sp.Eq(L, c), _OTHERS < 1, _GROUPS < delta),
    sp.And(sp.Eq(L, b + c), _GROUPS > delta, _OWN < 1 - delta),
    sp.And(sp.Eq(L, a + b + c), _OTHERS > 1, _OWN > 1 - delta),
)
_PQ = (1 - delta) / sp.log(p / q)
_PASSAGE = r"""Let $d=n^\delta$, $t=n^{1-\delta}$, $\beta=\kappa\log n$ with $\kappa$ fixed and none of the degrees at which a
phase ends. By `thm:phases` the level $\ell_i=c+a_if_i^*+bG_i^*$ tends to $L_i$. If
$L_0<\theta<L_1$, then from some $n$ on $\ell_0+\eta\le\theta<\ell_1$ with a fixed $\eta>0$, and 'tells' gives a gap of at
least $1-(15/16)^m-m\,e^{-N\eta^2/2b^2}$. With $m\to\infty$ and $\log m=o(d)$ it tends to 1. If $\theta$ lies above both
limits, both probabilities tend to 0 in the same way; if below both, both tend to 1."""
_COMBINED = r"""So $L_0<\theta<L_1$ with $c<\theta<b+c$ means that $\kappa<\kappa_{pr}(a_0)$ and
$\kappa<\kappa_{group}$, but not both $\kappa<\kappa_{pr}(a_1)$ and $\kappa<\kappa_{group}$: that is,
$\kappa_{pr}(a_1)<\kappa<\min(\kappa_{group},\kappa_{pr}(a_0))$. Above $b+c$ it means that the planted row of $\mathcal D_1$
has locked, and that of $\mathcal D_0$ has not or $\theta>a_0+b+c$."""
_LIMITS = ("below b + c", "above b + c")
_LOG_N = 3000  # the exponent of 10
_GRID = (
    ("0", "1/10", "1/2", "2"),
    ("1/5", "3/5"),
    ("1/5", "3/5", "9/10"),
    ("1/10", "1/4", "2/5", "3/5", "1", "3"),
    ("1/3", "7/6", "2"),
)


@cache
def _far() -> list[Values]:
    """List levels that the closed form takes at n = 10^3000, where they are close to a limit."""
    from polyattn.derivation.evaluate import Point, evaluate, interval, working_precision

    found = []
    with working_precision():
        log_n = interval(10).log() * _LOG_N
        for entry, own, share, at, height in product(*_GRID):
            values = map(Fraction, (entry, own, "2/5", share, at))
            known = dict(zip((a, b, c, delta, kappa), values, strict=True))
            crowd = (log_n * interval(Fraction(share))).exp()
            sizes = {t: log_n.exp() / crowd, N: crowd - 1, beta: log_n * interval(Fraction(at))}
            level = evaluate(LEVEL, Point({**known, **sizes}, exact=False))
            for value in (known[c], known[b] + known[c], known[a] + known[b] + known[c]):
                if abs(level - interval(value)) < interval(Fraction(1, 1000)):
                    height_there = known[c] + known[b] * Fraction(height)
                    found.append(known | {L: value, theta: height_there})
                    break
    return found


_FAR = Observed(lambda names: _far(), "levels of the closed form, in intervals", "certified")


def _limits(claim: Claim, parts: tuple[str, ...]) -> tuple[bool, str]:
    """Let the exact law at n near 10^14 agree with the limit, a tenth or more from any jump."""
    from polyattn.data import SelfAttentionData
    from polyattn.degrees import phase_window
    from polyattn.kernels import Polynomial
    from polyattn.law import MaximalPreactivation

    seen, width = 0, 256
    case = {"a0": "0.1", "a1": "0.9", "b": "0.6", "c": "0.4"}
    for groups in (10**5, 10**10, 10**13):
        copies = 10**14 // groups
        share = sp.log(groups) / sp.log(groups * copies)
        pair = [
            SelfAttentionData(groups + 2, copies, a=x, b="0.6", c="0.4") for x in ("0.1", "0.9")
        ]
        for height in ("0.7", "1.05", "1.3"):
            ends = phase_window(**case, delta=Fraction(float(share)), theta=height)
            for at in (0.15, 0.3, 0.6, 1.0, 2.5, 6.0):
                low, high = ends or (0.0, 0.0)
                if any(abs(at / x - 1) < 0.25 for x in (low, high) if x):
                    continue
                kernel = Polynomial(at * float(sp.log(groups * copies)))
                laws = [MaximalPreactivation(x, kernel, width) for x in pair]
                gap = laws[1].sf(height) - laws[0].sf(height)
                if abs(gap - (low < at < high)) > 0.05:
                    return False, f"gap {gap} at kappa {at}, d - 2 = {groups}, theta {height}"
                seen += 1
    return True, f"{seen} gaps of the exact law at n = 10^14 with {width} neurons, away from jumps"


window = Claim(
    "thm:window",
    "theorem",
    "The window of a threshold",
    8,
    statements={
        "below b + c": Statement(
            sp.Equivalent(theta > L, sp.And(kappa < kappa_pr, kappa < kappa_group)),
            (_LIMIT, *_BETWEEN),
        ),
        "above b + c": Statement(
            sp.Equivalent(theta < L, sp.And(_OTHERS > 1, _OWN > 1 - delta)),
            (_LIMIT, theta > b + c, theta < a + b + c),
        ),
        "groups first": Statement(
            sp.Equivalent(kappa_group < _PQ, kappa_group < kappa_pr), (a > 0,)
        ),
        "groups last": Statement(
            sp.Equivalent(_PQ < kappa_group, kappa_pr < kappa_group), (a > 0,)
        ),
    },
    setting=(a >= 0, b > 0, c > 0),
    uses=("cor:between-levels", "lem:mediant", "thm:phases"),
    steps=(
        Step("to the limit", (Written(_PASSAGE), Computed("sampled", _limits)), _LIMITS),
        Step("compare the degrees", (Algebra(),)),
        Step("two data sets", (Written(_COMBINED),), _LIMITS),
    ),
    witnesses=(
        Step("levels at n = 10^3000", (_FAR,), _LIMITS),
        *seen_by(Sampled(), of=("groups first", "groups last")),
    ),
)

# They compare degrees: no number of theirs is a constant of ours.
CLAIMS = (standard(break_degree), standard(window, _LIMITS))
