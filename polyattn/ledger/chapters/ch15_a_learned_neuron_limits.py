"""Chapter 15: with noise in the output the threshold is where the planted row locks."""

from __future__ import annotations

from typing import Any

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import LOST, TWO_DATA_SETS, f1
from polyattn.ledger.chapters.ch15_a_learned_neuron_output import MOST
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses import FarOut, Sampled, seen_by
from polyattn.symbolic import learned as y
from polyattn.symbolic.chances import Phi
from polyattn.symbolic.limits import Lim, LimInf
from polyattn.symbolic.model import b, m
from polyattn.symbolic.pair import a0, a1, on
from polyattn.symbolic.phases import delta, kappa, kappa_det, kappa_pr, kappa_star

_SCALED = (delta > 0, delta <= 1)
_LOCKED_FROM = on(kappa_star, 1)
_weight = sp.Dummy("f", real=True)


def _below(part: Statement) -> Derivation:
    """Bound the gap by the weight, which vanishes."""
    scale = sp.sqrt(2 * sp.pi) * y.nu_out
    error = (a1 + 2 * b) * f1 / scale
    most = Derivation(MOST, given=part.hypotheses)
    most.at_most(y.margin / scale, by="thm:output-noise#size")
    bound = Derivation(given=part.hypotheses)
    bound.have(f1 > 0)
    bound.have(y.margin < (a1 + 2 * b * LOST) * f1, by="thm:learned-margin#most")
    bound.have((a1 + 2 * b * LOST) * f1 <= (a1 + 2 * b) * f1, keep=(f1,))
    bound.have(y.margin <= (a1 + 2 * b) * f1, keep=(f1, y.margin))
    most.at_most(error, by=bound)
    half = y.margin / (2 * y.nu_out)
    least = Derivation(given=part.hypotheses)
    least.have(y.margin > 0, by="cor:what-learning-buys#positive")
    least.have(half >= 0)
    least.have(sp.Eq(Phi(sp.S.Zero), sp.Rational(1, 2)), by=rules.normal_mirrored(sp.S.Zero))
    least.have(Phi(sp.S.Zero) <= Phi(half), by=rules.normal_in_order(sp.S.Zero, half))
    least.have(MOST >= 0)
    gone = Derivation(given=part.hypotheses)
    gone.have(sp.Eq(Lim(f1), 0), by=stated("thm:phases#not locked", lambda x: on(x, 1)))
    tends = rules.continuous((a1 + 2 * b) * _weight / scale, {_weight: (f1, sp.S.Zero)})
    gone.have(tends.conclusion, by=tends)
    gone.have(MOST <= error, by=most)
    gone.have(MOST >= 0, by=least)
    gone.have(error >= 0)
    gone.have(MOST >= -error, "no error is negative", keep=(f1, y.margin))
    return gone.have(part.conclusion, by=rules.squeezed(MOST, 0, error))


def _above(part: Statement) -> Derivation:
    """Bound the margin by the weight, which tends to 1."""
    bound = (a1 - a0) * f1
    least = Derivation(y.margin, given=part.hypotheses)
    least.at_least(bound, by=("thm:learned-margin#least", "thm:learned-margin#feature"))
    found = Derivation(given=part.hypotheses)
    found.have(sp.Eq(Lim(f1), 1), by=stated("thm:phases#locked", lambda x: on(x, 1)))
    found.have(y.margin >= bound, by=least)
    low, half = bound / (2 * y.nu_out), y.margin / (2 * y.nu_out)
    found.have(low <= half, keep=(f1, y.margin))
    found.have(Phi(low) <= Phi(half), by=rules.normal_in_order(low, half))
    gap: Any = 2 * Phi((a1 - a0) * _weight / (2 * y.nu_out)) - 1
    tends = rules.continuous(gap, {_weight: (f1, sp.S.One)})
    found.have(tends.conclusion, by=tends)
    reached = gap.xreplace({_weight: f1})
    found.have(MOST >= reached, keep=(f1, y.margin))
    return found.have(part.conclusion, by=rules.lower_limit(MOST, reached, tends.conclusion.rhs))


def _later(part: Statement) -> Derivation:
    """Compare with the lock against all others alone."""
    later = Derivation(kappa_det, given=part.hypotheses)
    before = stated("cor:detection-threshold#before any lock", {m: 1})
    later.less_than(on(kappa_pr, 1), by=before)
    return later.at_most(_LOCKED_FROM, "one of the two")


_OUT = FarOut(
    (("0", "1/2", "3/5", "2/5"), ("1/2", "2", "3/5", "2/5")),
    extra={y.nu_out: (sp.Rational(1, 10), sp.Integer(2))},
)

threshold = Claim(
    "cor:output-noise-threshold",
    "corollary",
    "The threshold with noise in the output",
    15,
    setting=TWO_DATA_SETS,
    statements={
        "below": Statement(sp.Eq(Lim(MOST), 0), (y.nu_out > 0, *_SCALED, kappa < _LOCKED_FROM)),
        "above": Statement(
            LimInf(MOST) >= 2 * Phi((a1 - a0) / (2 * y.nu_out)) - 1,
            (y.nu_out > 0, *_SCALED, kappa > _LOCKED_FROM),
        ),
        "later": Statement(kappa_det < _LOCKED_FROM, (delta > 0,)),
    },
    proofs={"below": _below, "above": _above, "later": _later},
    witnesses=(
        *seen_by(_OUT, of=("below", "above")),
        *seen_by(Sampled(), of=("later",)),
    ),
)

CLAIMS = (standard(threshold),)
