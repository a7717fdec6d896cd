"""Chapter 15: learning buys probability, not margin."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS
from polyattn.ledger.chapters.ch15_a_learned_neuron import FEATURE, HIGH, LOW, MARGIN, row_by_row
from polyattn.ledger.claim import Claim
from polyattn.ledger.engine.mutations import standard
from polyattn.ledger.witnesses.learned import EVERY_CORNER
from polyattn.ledger.witnesses.learned_programs import PROGRAMS
from polyattn.symbolic import learned as y
from polyattn.symbolic.chances import area, g_gamma, gamma
from polyattn.symbolic.model import Q, R, Z_o, m, theta
from polyattn.symbolic.neuron import S, V_o, V_s, V_star, X, s_1, s_d, s_g
from polyattn.symbolic.pair import on

_LABEL = "cor:what-learning-buys"
_ROWS = {V_star: None, V_s: Q / Z_o, V_o: R / Z_o}


def _positive(part: Statement) -> Derivation:
    """Take the feature alone."""
    more = Derivation(y.margin, given=part.hypotheses)
    more.more_than(FEATURE, by="thm:learned-margin#least")
    return more.more_than(0, "more weight on a larger feature")


def _area(part: Statement) -> Derivation:
    """Shift the largest of m neurons no further than each: signs are weights in the cube."""
    shifted = on(X, 1) <= on(X, 0) + MARGIN
    given = (*part.hypotheses, *rules.EVERY)
    signs = row_by_row(shifted, given, _ROWS, (s_1, s_g, S, s_d))
    whole = Derivation(given=given).have(shifted, by=signs)
    positive = Derivation(given=part.hypotheses)
    positive.have(MARGIN > 0, by=(f"{_LABEL}#positive", "thm:learned-margin#margin"))
    most = Derivation(area, given=part.hypotheses)
    most.at_most(MARGIN, by=(positive, rules.layer_cake(whole)))
    return most.equal(y.margin, by="thm:learned-margin#margin")


def _interval(part: Statement) -> Derivation:
    """Take an interval for part of the area."""
    part_of_it = Derivation(g_gamma * gamma, given=part.hypotheses)
    part_of_it.at_most(area, by=rules.part_of_area())
    return part_of_it.at_most(y.margin, by=f"{_LABEL}#area")


def _learned(part: Statement) -> Derivation:
    """Gain the margin with the best weights, neither more nor less."""
    gains = Derivation(HIGH, given=part.hypotheses)
    gains.equal(LOW + MARGIN, by="thm:learned-margin#attained")
    gains.equal(LOW + y.margin, by="thm:learned-margin#margin")
    learned = Derivation(HIGH > theta, given=part.hypotheses)
    return learned.iff(LOW + y.margin > theta, by=gains)


learning = Claim(
    _LABEL,
    "corollary",
    "What learning buys",
    15,
    setting=TWO_DATA_SETS,
    statements={
        "positive": Statement(y.margin > 0),
        "area": Statement(area <= y.margin, (m >= 1,)),
        "interval": Statement(g_gamma * gamma <= y.margin, (m >= 1,)),
        "learned": Statement(sp.Equivalent(HIGH > theta, LOW + y.margin > theta), y.BEST_WEIGHTS),
    },
    proofs={"positive": _positive, "area": _area, "interval": _interval, "learned": _learned},
    witnesses=(EVERY_CORNER, PROGRAMS),
)

CLAIMS = (standard(learning),)
