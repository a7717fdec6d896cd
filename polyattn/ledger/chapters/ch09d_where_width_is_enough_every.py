"""Chapter 9d: at every size the gap is a share of min(1, Lambda) that depends on the features."""

from __future__ import annotations

import sympy as sp

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.derivation.fact import stated
from polyattn.derivation.once import once
from polyattn.derivation.statement import Statement
from polyattn.ledger.chapters.ch09a_detection_lemmas import REACH
from polyattn.ledger.chapters.ch09c_width_against_degree_coins import logarithm
from polyattn.ledger.chapters.ch09c_width_against_degree_limits import LEVEL
from polyattn.ledger.chapters.ch09d_where_width_is_enough_finite import ROOT
from polyattn.ledger.chapters.ch09d_where_width_is_enough_limits import SHARE
from polyattn.ledger.chapters.ch09d_where_width_is_enough_reach import BOUND, FEW, begun
from polyattn.symbolic.chances import S_m
from polyattn.symbolic.model import beta, m
from polyattn.symbolic.softmax import lam

WITHIN = (m >= 2, beta >= 1, lam >= 0, lam * (1 + BOUND) <= LEVEL)
EVERY = S_m >= lam / (1 + lam) / 352
_J = sp.ceiling(REACH)
_x, _y, _z, _j = sp.symbols("x y z j", real=True, cls=sp.Dummy)


@once
def _by_root() -> Derivation:
    """Divide by what bounds the number of counts."""
    known = (_x > 0, _y > 0, lam >= 0, _j <= 1 + _y, lam * (1 + _y) <= _j * _x)
    root = Derivation(given=(*known, S_m >= _x / (100 * (1 + _x))))
    root.have((1 + _y - _j) * _x >= 0).have((1 + _y) * (_x - lam) >= 0).have(lam <= _x)
    return root.have(EVERY)


@once
def _by_share() -> Derivation:
    """Multiply by a share of the counts."""
    known = (_x > 0, _y > 0, _y * _x >= 16, lam >= 0, lam * (1 + _y) <= _z)
    share = Derivation(given=known).have(lam * (_y * _x - 1) >= 0)
    share.have(lam * (1 + _y) * _x <= _x * _z).have(lam * _x >= 0)
    return share.have(lam <= _x * _z)


def every_size(part: Statement) -> Derivation:
    """Take many counts, or one, as many are to be had."""
    given = part.hypotheses
    less = begun((*given, FEW)).have(sp.log(m) >= sp.Rational(1, 2), by=logarithm(given))
    less.have(ROOT > 0).have(REACH <= BOUND, by="thm:order-of-width#bounded")
    less.have(_J < REACH + 1, by=rules.rounded_up(REACH)).have(_J <= 1 + BOUND)
    one = stated("thm:width-from-below#degree")
    found = rules.instance(_by_root(), {_x: ROOT, _y: BOUND, _j: _J})
    less.have(EVERY, by=(one, found))
    more = begun((*given, sp.Not(FEW))).have(BOUND * SHARE >= 16)
    share = rules.instance(_by_share(), {_x: SHARE, _y: BOUND, _z: LEVEL})
    more.have(lam <= SHARE * LEVEL, by=share)
    more.have(EVERY, by=stated("thm:order-of-width#order"))
    return Derivation(given=given).cases(EVERY, (FEW, less), (sp.Not(FEW), more))
