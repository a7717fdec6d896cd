"""Chapter 9c: a threshold before all steps of data set 0, where nothing is lost."""

from __future__ import annotations

from typing import Any

from polyattn.derivation import rules
from polyattn.derivation.chain import Derivation
from polyattn.ledger.chapters.ch09a_detection_lemmas import TWO_DATA_SETS, f0, f1, u0, u1
from polyattn.ledger.chapters.ch09c_width_against_degree_aim import AT, Aim, with_one_count
from polyattn.ledger.chapters.ch09c_width_against_degree_nothing_lost import (
    BELOW,
    FIRES,
    STAYS,
    nothing_lost,
)
from polyattn.ledger.chapters.ch09c_width_against_degree_one_count import STEPS, gained, like
from polyattn.symbolic.chances import x
from polyattn.symbolic.model import u_o

_LETTERS = (f0, f1, u0, u1, u_o)


def _kept_before(given: tuple[Any, ...], signs: tuple[Any, ...]) -> Derivation:
    """Before all steps of data set 0 nothing is lost with either sign of the bias."""
    known = (*given, AT, *rules.EVERY, *signs, FIRES)
    stays = Derivation(given=known).have(u_o > 0).have(BELOW, keep=_LETTERS)
    stays.have(STAYS, by=nothing_lost(low=True, signs=signs))
    return Derivation(given=known).have(STAYS, by=stays)


def before_all_steps(aim: Aim) -> Derivation:
    """Show that a place in the window of a count, before all steps, is enough."""
    low, high = like(aim.index)
    ends = (x <= STEPS.first, x > low, x <= high)
    given = (*TWO_DATA_SETS, *aim.given, *ends)
    kept = _kept_before(given, rules.SOME), _kept_before(given, rules.NONE)
    return with_one_count(given, kept, gained((*given, AT), 1, aim.index), (1, 1, 1), aim)
