"""Every change of the concentration theorem that claims more breaks its proof."""

import pytest

from polyattn.ledger import find
from polyattn.ledger.engine.proofs import breaks, derived

THEOREM = find("thm:concentration")


@pytest.mark.parametrize("mutation", THEOREM.mutations, ids=lambda x: x.name)
def test_a_change_that_claims_more_is_red(mutation):
    # a constant is moved both ways: one of the two claims more
    mutants = list(mutation.variants(THEOREM))
    parts = [x for x in mutants[0].statements if mutants[0].part(x) != THEOREM.part(x)]
    assert any(breaks(mutant, parts) for mutant in mutants)


@pytest.mark.parametrize("part", THEOREM.statements)
def test_the_theorem_itself_is_not_red(part):
    assert derived(THEOREM, part)


def test_each_kind_of_change_is_there():
    names = [x.name for x in THEOREM.mutations]
    for name in ("epsilon < 1", "epsilon > 0", "c > 0"):
        assert any(x.startswith("without") and name in x for x in names)
    for part in ("locked", "not locked", "spread", "grouped"):
        assert any(x.startswith(part) and "moved by 10 %" in x for x in names), part
        assert any(x.startswith(part) and "reversed" in x for x in names), part
