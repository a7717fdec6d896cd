"""What a build says of a claim that does not hold."""

from polyattn.ledger import Result
from polyattn_book import ledger

PASSED = {"step": "algebra", "kind": "symbolic", "passed": True}
FAILED = {"step": "spot check", "kind": "cited", "passed": False}


def result(status, evidence, survived=()):
    mutations = {"tried": 3, "caught": 3 - len(survived)}
    if survived:
        mutations["survived"] = list(survived)
    return Result("lem:toy", "lemma", "A toy", 1, (), status, tuple(evidence), mutations)


def warned(found, monkeypatch, tmp_path):
    app = type("App", (), {"srcdir": tmp_path, "env": type("Env", (), {})()})()
    said = []
    monkeypatch.setattr(ledger.ledger, "verify", lambda **options: [found])
    monkeypatch.setattr(ledger.logger, "warning", lambda text, *words: said.append(text % words))
    ledger._run(app)
    return said


def test_a_claim_that_holds_is_not_spoken_of(monkeypatch, tmp_path):
    assert warned(result("proved", [PASSED]), monkeypatch, tmp_path) == []


def test_each_mutation_that_survives_is_named(monkeypatch, tmp_path):
    found = result("vacuous", [PASSED], ["without a >= 0", "made strict"])
    assert warned(found, monkeypatch, tmp_path) == [
        "the ledger: lem:toy is vacuous; survived: without a >= 0; survived: made strict"
    ]


def test_each_step_that_fails_is_named(monkeypatch, tmp_path):
    found = result("failed", [PASSED, FAILED])
    assert warned(found, monkeypatch, tmp_path) == [
        "the ledger: lem:toy is failed; spot check fails"
    ]
