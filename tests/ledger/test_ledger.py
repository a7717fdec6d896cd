"""The ledger: statuses arise when they should, findings are kept, false claims turn it red."""

import json
import sys
from dataclasses import dataclass, replace

import pytest
import sympy as sp

from polyattn import symbolic as s
from polyattn.__main__ import main
from polyattn.derivation.chain import Derivation
from polyattn.ledger import (
    Claim,
    Outcome,
    Refutation,
    Result,
    Step,
    catalogue,
    check,
    claims,
    find,
    graph,
    verify,
)
from polyattn.ledger.engine import Statement, standard
from polyattn.ledger.engine.examine import examine
from polyattn.ledger.status import results

FACT = Statement(s.theta * s.tau > 1, (s.theta > 1, s.tau > 1))


@dataclass(frozen=True)
class Fixed:
    """Evidence with a result of our choice; it refutes whatever differs from FACT."""

    kind: str = "symbolic"
    passed: bool = True
    refutes: bool = True

    def check(self, claim, parts):
        return Outcome(self.kind, self.passed, "as told")

    def refute(self, claim, parts):
        return Refutation("everywhere") if self.refutes else None


def proof(part):
    return Derivation(given=part.hypotheses).have(part.conclusion)


def claim(label="lem:toy", kind="lemma", evidence=None, **more):
    if evidence is None:
        evidence = (Fixed("sampled", refutes=kind == "observation"),)
    toy = Claim(
        label,
        kind,
        "A toy",
        1,
        statements={"all": FACT},
        witnesses=(Step("only witness", tuple(evidence)),),
        **({"proofs": {"all": proof}} if kind == "lemma" else {}) | more,
    )
    return standard(toy)


def status(*ordered):
    findings = {each.label: examine(each) for each in ordered}
    return results(ordered, findings)[ordered[-1].label].status


def test_proved_by_a_derivation():
    assert status(claim()) == "proved"


def test_words_that_prove_what_is_false_as_well_are_no_proof():
    def in_words(part):
        return Derivation(given=part.hypotheses).words(part.conclusion, "as one sees")

    toy = claim(proofs={"all": in_words}, evidence=[Fixed()])
    assert examine(toy)["mutations"]["unsound"]
    assert status(toy) == "failed"


def test_an_observation_is_observed_whatever_its_evidence():
    assert status(claim(kind="observation", evidence=[Fixed("smt")])) == "observed"


def test_failed_where_any_evidence_fails():
    evidence = [Fixed(refutes=False), Fixed("exhaustive", passed=False, refutes=False)]
    assert status(claim(evidence=evidence)) == "failed"
    false = replace(claim(), statements={"all": FACT.without(s.theta > 1)})
    assert status(false) == "failed"


def test_failed_without_evidence_without_mutations_or_with_a_part_left_out():
    assert status(claim(evidence=(), proofs={})) == "failed"
    assert status(replace(claim(), mutations=())) == "failed"
    toy = claim()
    assert status(replace(toy, statements={**toy.statements, "more": FACT})) == "failed"
    assert toy.uncovered == ()


def test_failed_where_evidence_raises():
    @dataclass(frozen=True)
    class Broken(Fixed):
        def check(self, claim, parts):
            raise RuntimeError("out of order")

    *_, row = examine(claim(evidence=[Broken()]))["evidence"]
    assert not row["passed"]
    assert row["detail"] == "RuntimeError: out of order"


def test_vacuous_where_a_mutation_survives():
    toy = claim(kind="observation", evidence=[Fixed(refutes=False)])
    assert status(toy) == "vacuous"
    assert examine(toy)["mutations"]["survived"]


def test_given_what_is_used_and_not_proved():
    used = claim("lem:used", kind="observation")
    assert status(used, claim(uses=("lem:used",))) == "proved, given lem:used"
    assert status(claim("lem:used"), claim(uses=("lem:used",))) == "proved"
    vacuous = claim("lem:used", kind="observation", evidence=[Fixed(refutes=False)])
    assert status(vacuous, claim(uses=("lem:used",))) == "failed, as lem:used did"


def test_a_definition_has_no_status():
    toy = Claim("def:toy", "definition", "A toy", 1, statements={"all": FACT})
    assert status(toy) is None
    assert status(toy, claim(uses=("def:toy",))) == "proved"


def test_a_claim_refuses_a_wrong_kind_and_a_wrong_part():
    with pytest.raises(ValueError, match=r"kind of lem:toy must be one of .* got axiom"):
        Claim("lem:toy", "axiom", "A toy", 1)
    with pytest.raises(ValueError, match=r"witness 'x' of lem:toy names the part\(s\) \['other'\]"):
        Claim("lem:toy", "lemma", "A", 1, {"all": FACT}, witnesses=(Step("x", (), ("other",)),))


def test_the_ledger_refuses_doubles():
    with pytest.raises(ValueError, match="lem:one is there twice"):
        catalogue._checked([claim("lem:one"), claim("lem:one")])


def test_a_closure_refuses_strangers_and_circles(monkeypatch):
    uses = {"lem:one": ("lem:two",), "lem:two": ("lem:one",)}
    monkeypatch.setattr(catalogue, "rests_on", uses.get)
    with pytest.raises(ValueError, match="lem:one uses lem:two, which no module has"):
        catalogue.closure({"lem:one": claim("lem:one")}, ["lem:one"])
    both = {label: claim(label) for label in uses}
    with pytest.raises(ValueError, match="lem:one uses lem:two uses lem:one: a circle"):
        catalogue.closure(both, ["lem:one"])


def test_a_changed_claim_is_checked_without_entering_the_ledger():
    whole = find("thm:separation-high")
    part = whole.statements["activates"]
    eighths = {sp.Rational(7, 8): sp.Rational(3, 4)}
    false = replace(
        whole, statements={"activates": part.concluding(part.conclusion.xreplace(eighths))}
    )
    result = check(false)
    assert result.status == "failed"
    assert not result.ok
    assert any("fails at" in row["detail"] for row in result.evidence if not row["passed"])


def test_a_changed_claim_is_mutated_as_it_reads_now():
    whole = claim()
    name, part = next(iter(whole.statements.items()))
    changed = replace(whole, statements={name: part.given([s.m >= 1])})
    tried = check(changed).mutations["tried"]
    assert tried == len(standard(replace(changed, mutations=())).mutations)
    assert tried > len(whole.mutations)


def test_the_ledger_refuses_a_statement_that_sympy_has_settled():
    settled = replace(claim(), statements={"all": Statement(sp.Eq(s.theta, s.theta))})
    with pytest.raises(ValueError, match=r"'all' of lem:toy reads True, so nothing is left"):
        catalogue._checked([settled])


def test_results_survive_json():
    (result,) = verify("lem:amplification")
    data = json.loads(json.dumps(result.to_json()))
    assert Result.from_json(data) == result
    keys = {"label", "kind", "title", "chapter", "uses", "status", "evidence", "mutations"}
    keys |= {"shown"}
    assert set(data) == keys
    assert {"kind", "step", "passed", "seconds", "detail"} <= set(data["evidence"][0])
    assert data["mutations"]["tried"] == data["mutations"]["caught"] > 0


def test_a_line_of_an_inner_chain_counts_once():
    lemma = Derivation(given=(s.theta > 1,)).have(s.theta > 0)

    def twice(part):
        proof = Derivation(given=part.hypotheses).have(s.theta > 0, by=lemma)
        return proof.have(part.conclusion, by=lemma)

    finding = examine(replace(claim(evidence=()), proofs={"all": twice}))
    assert len(finding["evidence"]) == 3


def test_an_unknown_label_names_the_nearest():
    with pytest.raises(KeyError, match=r"no claim is labelled 'thm:concentratoin'.*thm:concentra"):
        verify("thm:concentratoin")
    with pytest.raises(ValueError, match="jobs must be at least 1, got 0"):
        verify("lem:amplification", jobs=0)


def test_the_graph_is_its_own_reverse():
    edges = graph()
    assert set(edges) == set(claims())
    for label, both in edges.items():
        assert all(label in edges[other]["used_by"] for other in both["uses"])
        assert all(label in edges[other]["uses"] for other in both["used_by"])


def test_jobs_change_nothing():
    labels = ("lem:amplification", "lem:normalisation")

    def timeless(results):
        rows = [[{**row, "seconds": 0} for row in result.evidence] for result in results]
        return [replace(x, evidence=tuple(y)) for x, y in zip(results, rows, strict=True)]

    assert timeless(verify(*labels, jobs=2)) == timeless(verify(*labels))


def test_the_command_line(capsys, monkeypatch):
    assert main(["verify", "lem:amplification", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["status"] == "proved"
    assert main(["verify", "lem:amplification"]) == 0
    assert "proved" in capsys.readouterr().out
    assert main(["verify", "lem:amplificatoin"]) != 0
    assert "the nearest are lem:amplification" in capsys.readouterr().err
    assert main(["claims"]) == 0
    listed = capsys.readouterr().out
    assert all(label in listed for label in claims())
    assert "9a  lem:shift" in listed


def test_the_command_line_turns_red(capsys, monkeypatch):
    toy = claim("lem:toy", evidence=[Fixed(passed=False)])
    monkeypatch.setitem(sys.modules["polyattn.ledger.claim"]._KNOWN, "lem:toy", toy)
    monkeypatch.setattr(sys.modules["polyattn.ledger.verify"], "claims", lambda: {"lem:toy": toy})
    monkeypatch.setattr(sys.modules["polyattn.ledger.verify"], "find", lambda label: toy)
    assert main(["verify"]) == 1
    assert "FAILED only witness" in capsys.readouterr().out


@pytest.mark.parametrize("label", list(claims()))
def test_every_claim_has_a_statement_two_kinds_of_witness_and_mutations(label):
    one = claims()[label]
    assert one.statements
    assert one.latex
    assert one.mutations
    if one.kind in ("lemma", "theorem", "corollary"):
        assert not one.uncovered
        witnesses = {repr(each) for step in one.witnesses for each in step.evidence}
        assert len(witnesses) >= 2, "two witnesses that share no code"


def test_what_the_book_is_promised():
    chapters = {1: 3, 2: 1, 3: 3, 4: 7, 5: 1}
    for chapter, least in chapters.items():
        assert sum(x.chapter == chapter for x in claims().values()) >= least
    assert claims()["thm:concentration"].also_in == (5,)
    assert claims()["thm:separation-high"].source == "abstract"
    assert (s.c > 0) in claims()["thm:concentration"].assumptions
    assert isinstance(claims()["thm:closed-form"].statements["planted"].conclusion, sp.And)
