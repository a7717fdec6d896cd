"""Every change of the concentration theorem that claims more breaks its proof."""

from polyattn.ledger import find

THEOREM = find("thm:concentration")


def test_the_theorem_is_proved_and_each_change_that_claims_more_is_red(found):
    result = found(THEOREM.label)
    assert result.status == "proved"
    assert {row["step"] for row in result.evidence} >= set(THEOREM.statements)
    # a constant is moved both ways: one of the two claims more
    assert result.mutations["caught"] == result.mutations["tried"] >= 40


def test_each_kind_of_change_is_there():
    names = [x.name for x in THEOREM.mutations]
    for name in ("epsilon < 1", "epsilon > 0", "c > 0"):
        assert any(x.startswith("without") and name in x for x in names)
    for part in ("locked", "not locked", "spread", "grouped"):
        assert any(x.startswith(part) and "moved by 10 %" in x for x in names), part
        assert any(x.startswith(part) and "reversed" in x for x in names), part
