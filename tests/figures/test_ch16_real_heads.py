"""The figures of chapter 16 draw the record, and what they are given."""

import numpy as np
import pytest

from polyattn.figures.ch16_real_heads import cosines, distances, ridge
from polyattn.heads import stored_heads


@pytest.fixture(scope="module")
def record():
    return stored_heads().record


def test_every_rule_has_its_line(record):
    axis = cosines(record).figure.axes[0]
    drawn = [list(line.get_ydata()) for line in axis.lines]
    assert all(values in drawn for values in record["cosine"].values())
    levels = [values[0] for values in drawn if len(set(values)) == 1]
    assert levels == [record["cosine of uniform weights"], record["cosine of two texts"]]


def test_the_plane_has_the_largest_offset_on_top(record):
    axis = ridge(record).figure.axes[0]
    shown = [
        [float(text.get_text()) for text in axis.texts[row : row + 7]] for row in range(0, 49, 7)
    ]
    table = record["cosine of (offset + s)^degree, a row for each offset"]
    assert np.allclose(shown[::-1], table, atol=0.005)
    assert axis.get_yticklabels()[0].get_text() == "128"


def test_the_words_say_where_the_ridge_is(record):
    words = ridge(record).alt
    assert "4: 8, 8: 8, 16: 16" in words
    assert len(ridge(record).figure.axes[0].patches) >= 7  # one frame a degree
    assert f"{record['cosine']['degree + s'][-1]:.4f}" in words


def test_the_slack_lies_between_truth_and_bound():
    axis = distances([2, 4, 8], [0.4, 0.2, 0.1], [0.5, 0.3, 0.2], [0.6, 0.2, 0.1]).figure.axes[0]
    ends = axis.collections[0].get_paths()[0].vertices
    assert {0.4, 0.5} <= set(ends[:, 1].round(9))
    assert axis.get_xscale() == axis.get_yscale() == "log"
