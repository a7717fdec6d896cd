"""Chapter 9: the sharp threshold of detection, and what it means for a fixed degree."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.ledger.chapters.ch09a_detection_lemmas import RATIO, REACH, TWO_DATA_SETS
from polyattn.ledger.claim import Claim, Step
from polyattn.ledger.engine import Algebra, Statement, Written, standard
from polyattn.ledger.witnesses import Counted, Dense, Sampled, Walk, seen_by
from polyattn.symbolic.chances import M, S_m, eta, x_0, x_1
from polyattn.symbolic.model import N, b, m, p, r, t
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.phases import delta, kappa, kappa_det, kappa_pr

_ENTRIES = (("0", "3/5", "2/5"), ("1/2", "3/5", "2/5"), ("2", "3/5", "2/5"))
_LETTERS = {m: ("1", "7"), M: ("1", "2", "5"), eta: ("1/100", "1", "50"), x_0: ("1/10", "6")}
_DENSE = Walk(Dense, ((4, 1), (4, 2)), _ENTRIES, (1, 6), letters=_LETTERS)
_COUNTED = Walk(Counted, ((4, 1), (7, 2), (28, 3)), _ENTRIES, (1, 6), letters=_LETTERS)
_WITNESSES = seen_by(_DENSE, _COUNTED)
_ROOT = sp.Eq(N, M**2)
_FLOOR = 4 * b * x_0 / (a1 - a0)


def _below(part: Statement) -> Derivation:
    """Bound the counts, and write the root of N as M."""
    root = sp.sqrt(2 / sp.pi)
    few = Derivation(S_m, given=part.hypotheses)
    few.less_than(
        m * sp.ceiling(REACH) * sp.sqrt(2 / (sp.pi * N)), by="thm:detection-necessary#explicit"
    )
    few.equal(m * sp.ceiling(REACH) * root / M, "N is the square of M")
    rounded = rules.rounded_up(REACH)
    few.at_most(m * (1 + REACH) * root / M, "rounding up adds at most 1", by=rounded)
    return few.at_most(m * root * (1 / M + eta * (1 + a1 / (2 * b))), "by hypothesis")


def _above(part: Statement) -> Derivation:
    """Take both heights equal."""
    room = stated("lem:detection-condition#explicit", {x_1: x_0})
    most = stated("thm:detection-sufficient#gap", {x_1: x_0})
    return Derivation(S_m, given=part.hypotheses).at_least(part.conclusion.rhs, by=(room, most))


def _exponent(part: Statement) -> Derivation:
    """Multiply by the logarithm."""
    return Derivation(given=part.hypotheses).have(part.conclusion)


_LIMITS = r"""Let $d=n^\delta$, $t=n^{1-\delta}(1+o(1))$, $\beta=\kappa\log n$, with $m$ fixed. Then
$\frac{(p_1/r)^\beta}{t\sqrt N}=n^{e+o(1)}$ with $e=\kappa\log(p_1/r)-(1-\delta)-\frac\delta2$, and $e<0$, $e>0$ as
$\kappa<\kappa_{det}$, $\kappa>\kappa_{det}$. In the first case 'below' holds with some $\eta=n^{e+o(1)}\to0$, and
$N\to\infty$: $S_m\to0$. In the second, for every $x_0$, the conditions of 'above' hold from some $n$ on, here and at
every higher degree; so $\liminf S_m\ge1-(1-\frac18(1-e^{-x_0^2/2}))^m-me^{-x_0^2/2}$, and $x_0\to\infty$ gives
$1-(7/8)^m$."""

detection_threshold = Claim(
    "cor:detection-threshold",
    "corollary",
    "The threshold of detection",
    9,
    setting=(*TWO_DATA_SETS, m >= 1, M > 0),
    statements={
        "below": Statement(
            S_m < m * sp.sqrt(2 / sp.pi) * (1 / M + eta * (1 + a1 / (2 * b))),
            (_ROOT, RATIO <= eta * M),
        ),
        "above": Statement(
            S_m >= 1 - (1 - (1 - sp.exp(-(x_0**2) / 2)) / 8) ** m - m * sp.exp(-(x_0**2) / 2),
            (_ROOT, x_0 > 0, RATIO >= _FLOOR * M, M >= _FLOOR),
        ),
        "exponent": Statement(
            sp.Equivalent(kappa * sp.log(on(p, 1) / r) > (1 - delta) + delta / 2, kappa > kappa_det)
        ),
        "before any lock": Statement(kappa_det < on(kappa_pr, 1), (delta > 0,)),
    },
    proofs={"below": _below, "above": _above, "before any lock": _exponent},
    steps=(
        Step("multiply by the logarithm", (Algebra(),), ("exponent",)),
        Step("limits", (Written(_LIMITS),), ("exponent",)),
    ),
    witnesses=(
        *(replace(step, of=("below", "above")) for step in _WITNESSES),
        *seen_by(Sampled(), of=("exponent", "before any lock")),
    ),
    also_in=(11,),
)


def _any(part: Statement) -> Derivation:
    """Show that one copy is the worst case."""
    at_most = sp.sqrt(2 / (sp.pi * N))
    fixed = Derivation(S_m, given=part.hypotheses)
    fixed.less_than(m * sp.ceiling(REACH) * at_most, by="thm:detection-necessary#explicit")
    return fixed.at_most(
        m * sp.ceiling(REACH * t) * at_most, by=rules.grows(sp.ceiling, REACH, REACH * t)
    )


no_fixed_degree = Claim(
    "cor:no-fixed-degree",
    "corollary",
    "No fixed degree detects",
    9,
    setting=(*TWO_DATA_SETS, m >= 1),
    statements={
        "any number of copies": Statement(
            S_m < m * sp.ceiling(REACH * t) * sp.sqrt(2 / (sp.pi * N))
        )
    },
    proofs={"any number of copies": _any},
    witnesses=_WITNESSES,
)

CLAIMS = (standard(detection_threshold), standard(no_fixed_degree))
