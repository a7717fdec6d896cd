"""The status page: what ran, what the ledger holds, with which versions."""

import os
import platform
from importlib.metadata import version
from types import SimpleNamespace

import pytest
from docutils import nodes

from polyattn.ledger import Result
from polyattn_book import status


def rows(made):
    return [[entry.astext() for entry in row] for row in made.findall(nodes.row)][1:]


def test_a_moment_is_in_words():
    assert status.moment(1_767_449_100) == "3 January 2026, 14:05 UTC"


def test_each_page_that_ran_has_its_outcome(monkeypatch):
    ran = {
        "one": {"exec_data": {"mtime": 0, "runtime": 1.25, "succeeded": True}},
        "two": {"exec_data": {"mtime": 0, "runtime": None, "succeeded": False, "error": "Oh"}},
        "prose": {},
    }
    monkeypatch.setattr(
        status, "NbMetadataCollector", SimpleNamespace(get_doc_data=lambda env: ran)
    )
    env = SimpleNamespace(
        toctree_includes={"index": ["prose", "two", "one"]},
        config=SimpleNamespace(root_doc="index"),
        titles={name: nodes.title("", name.title()) for name in ran},
    )
    builder = SimpleNamespace(get_relative_uri=lambda start, end: f"../{end}.html")
    (made,) = status._notebooks(SimpleNamespace(env=env, builder=builder))
    assert rows(made) == [
        ["Two", "1 January 1970, 00:00 UTC", "0.0", "failed: Oh"],
        ["One", "1 January 1970, 00:00 UTC", "1.2", "ran to its end"],
        ["all 2", "", "1.2", ""],
    ]
    assert [x["refuri"] for x in made.findall(nodes.reference)] == ["../two.html", "../one.html"]


def result(label, found, *kinds, **mutations):
    evidence = tuple({"kind": kind, "seconds": 1.5} for kind in kinds)
    return Result(label, "lemma", "A toy", 1, (), found, evidence, mutations)


def test_the_ledger_s_totals_are_counted(tmp_path):
    results = [
        result("lem:a", "proved", "smt", "sampled", caught=3, tried=4),
        result("lem:b", "proved", "smt", caught=2, tried=2),
        result("def:c", None),
    ]
    kept = tmp_path / "_build" / "ledger" / "a.json"
    kept.parent.mkdir(parents=True)
    kept.touch()
    os.utime(kept, (0, 0))
    env = SimpleNamespace(polyattn_results={one.label: one for one in results})
    (made,) = status._ledger(SimpleNamespace(env=env, srcdir=tmp_path))
    assert next(made.findall(nodes.row)).astext().startswith("3 statements")
    assert rows(made) == [
        ["statements definition", "1"],
        ["statements proved", "2"],
        ["evidence of the kind smt", "2"],
        ["evidence of the kind sampled", "1"],
        ["mutations refuted, of those tried", "5 of 6"],
        ["seconds of evidence", "4"],
        ["oldest and newest result", "1 January 1970, 00:00 UTC; 1 January 1970, 00:00 UTC"],
    ]


def test_the_versions_are_those_installed():
    (made,) = status._versions(None)
    assert {"Python": platform.python_version(), "numpy": version("numpy")}.items() <= dict(
        rows(made)
    ).items()


def test_a_part_that_there_is_not():
    directive = SimpleNamespace(arguments=["weather"], error=ValueError)
    with pytest.raises(ValueError, match="one of notebooks, ledger, versions, not weather"):
        status.StatusDirective.run(directive)
