"""A lemma that is written once: what is not the same is not shared."""

import pytest

from polyattn.derivation.chain import Derivation, unchecked
from polyattn.derivation.fact import DerivationError, proving
from polyattn.derivation.once import once
from polyattn.symbolic.model import N


def test_what_was_written_unchecked_does_not_stand_for_what_is_checked():
    lemma = once(lambda: Derivation(given=(N >= 1,)).have(N >= 2))
    with unchecked():
        assert lemma() is lemma()
        assert lemma().lines[0].evidence.kind == "unchecked"
    with pytest.raises(DerivationError, match="fails at"):
        lemma()


def test_what_may_rest_on_another_statement_is_written_anew():
    lemma = once(lambda: Derivation(given=(N >= 1,)).have(N > 0))
    with proving("lem:one", ()):
        one = lemma()
    with proving("lem:two", ()):
        assert lemma() is not one
    with proving("lem:one", ()):
        assert lemma() is one
