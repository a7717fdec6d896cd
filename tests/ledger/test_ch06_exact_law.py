"""The exact law's claims: every step of the proofs holds."""

import pytest

from polyattn.ledger.chapters import ch06_exact_law as exact_law
from polyattn.ledger.chapters import ch06_exact_law_same_group as same_group_rows

CLAIMS = {claim.label: claim for claim in (*exact_law.CLAIMS, *same_group_rows.CLAIMS)}


@pytest.mark.parametrize("label", CLAIMS)
def test_every_step_holds(label):
    claim = CLAIMS[label]
    assert claim.uncovered == ()
    for step in claim.steps:
        for evidence in step.evidence:
            outcome = evidence.check(claim, step.of or tuple(claim.statements))
            assert outcome.passed, (step.name, outcome.detail)
