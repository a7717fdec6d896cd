"""Every change of the concentration theorem that claims more turns its proof red."""

import pytest

from polyattn.ledger import find

THEOREM = find("thm:concentration")


def is_red(mutant):
    """Whether a piece of evidence fails for the parts that differ, or has nothing to check."""
    changed = [x for x in mutant.statements if mutant.part(x) != THEOREM.part(x)]
    for step in (*mutant.steps, *mutant.witnesses):
        parts = tuple(x for x in changed if x in (step.of or changed))
        if parts and any(fails(evidence, mutant, parts) for evidence in step.evidence):
            return True
    return False


def fails(evidence, mutant, parts):
    try:
        outcome = evidence.check(mutant, parts)
    except Exception:  # as in the ledger: a proof that breaks is a proof that fails
        return True
    return not outcome.passed or outcome.vacuous


@pytest.mark.parametrize("mutation", THEOREM.mutations, ids=lambda x: x.name)
def test_a_change_that_claims_more_is_red(mutation):
    # a constant is moved both ways: one of the two claims more
    assert any(is_red(mutant) for mutant in mutation.variants(THEOREM))


def test_the_theorem_itself_is_not_red():
    for name in THEOREM.statements:
        steps = [x for x in THEOREM.steps if name in (x.of or THEOREM.statements)]
        assert steps
        assert not any(fails(e, THEOREM, (name,)) for x in steps for e in x.evidence)


def test_each_kind_of_change_is_there():
    names = [x.name for x in THEOREM.mutations]
    for name in ("epsilon < 1", "epsilon > 0", "c > 0"):
        assert any(x.startswith("without") and name in x for x in names)
    for part in ("locked", "not locked", "spread", "grouped"):
        assert any(x.startswith(part) and "moved by 10 %" in x for x in names), part
        assert any(x.startswith(part) and "reversed" in x for x in names), part
