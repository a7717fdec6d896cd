"""The figures of chapter 16 that draw the records alone."""

import pytest

from polyattn.figures.ch16_real_heads_perplexity import perplexities
from polyattn.figures.ch16_real_heads_reading import readings
from polyattn.heads import stored_heads


@pytest.fixture(scope="module")
def heads():
    return stored_heads()


def test_every_rule_of_the_causal_model_has_its_line(heads):
    axis = perplexities(heads.causal).figure.axes[0]
    drawn = [list(line.get_ydata()) for line in axis.lines]
    assert all(values in drawn for values in heads.causal["perplexity"].values())
    levels = [values[0] for values in drawn if len(set(values)) == 1]
    names = "perplexity of the softmax", "perplexity of uniform weights"
    assert levels == [heads.causal[name] for name in names]
    assert axis.get_ylim()[0] < min(map(min, drawn))
    assert axis.get_ylim()[1] > max(map(max, drawn))


def test_each_model_has_its_panel_of_words_and_sinks(heads):
    records = {"one": heads.record["reading"], "other": heads.causal["reading"]}
    shown = readings(records)
    for axis, record in zip(shown.figure.axes, records.values(), strict=True):
        drawn = {line.get_label(): list(line.get_ydata()) for line in axis.lines}
        assert drawn["read, a word"] == record["a word"]["read"]
        assert drawn["read, a sink"] == record["a sink"]["read"]
        assert drawn["weight of a word"] == record["a word"]["top weight"]
        labels = [label.get_text() for label in axis.get_xticklabels()]
        assert labels[record["SNR from"].index(1)] == "1.5"
    assert "one, read, a word" in shown.alt
