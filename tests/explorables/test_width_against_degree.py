"""The degrees at which the best gap is one half: the page's search against the package's law."""

from math import isnan, log, sqrt

import pytest

from polyattn import bounds
from polyattn.data import SelfAttentionData
from polyattn.degrees import detection_degree
from polyattn.kernels import Polynomial
from polyattn.law import MaximalPreactivation, separability
from tests.explorables.engine import CLASSES, call, outputs
from tests.explorables.references import SETTINGS, Draw

KEY = "width-against-degree"
GRID, SLACK = 1e-4, 1e-6  # the page's grid of degrees; how exact its S is
LEAST, MOST = 0.01, 10_000


def pair(x):
    return [SelfAttentionData(int(x["d"]), int(x["t"]), a=x[a], b=x["b"], c=x["c"])
            for a in ("a0", "a1")]  # fmt: skip


def gap(x, degree, width=None):
    """S at a degree, of the package."""
    count = int(width or x["width"])
    kernel = Polynomial(f"{degree:.4f}")
    return separability(*(MaximalPreactivation(one, kernel, count) for one in pair(x))).value


def shown(settings):
    wholes = [CLASSES[KEY]().state() | setting for setting in settings]
    found = outputs(KEY, settings)
    return [(x, {k: float(v["value"]) for k, v in one.items()}) for x, one in
            zip(wholes, found, strict=True)]  # fmt: skip


def passes(x, degree, width=None):
    """Whether S is below one half just below a degree, and not below it there."""
    below = gap(x, max(degree - GRID, GRID), width)
    return below < 0.5 + SLACK and gap(x, degree, width) >= 0.5 - SLACK


def chosen(count=80):
    draw = Draw("half")
    return [SETTINGS[KEY](draw) for _ in range(count)]


def test_the_gap_passes_one_half_at_the_degree_shown():
    number = 0
    for x, out in shown(chosen()):
        degree = out["gap-degree"]
        if isnan(degree):
            # no degree at all, or all of them: with few neurons, with very many
            seen = [gap(x, beta) for beta in (LEAST, 1, 3, 10, 40)]
            assert seen[0] >= 0.5 - SLACK or max(seen) < 0.5 + SLACK, x
            continue
        number += 1
        assert passes(x, degree), (x, degree)
        # and not already far below it
        assert max(gap(x, part * degree) for part in (0.3, 0.6, 0.9, 0.99)) < 0.5, (x, degree)
        assert out["apart"] == pytest.approx(degree - detection_degree(pair(x)[1], int(x["width"])))
        steps = bounds.counting_steps(*pair(x), Polynomial(f"{degree:.4f}"))
        scale = sqrt(log(int(x["width"])) / (int(x["d"]) - 3))
        assert out["growth"] == pytest.approx(steps * scale, rel=1e-9)
    assert number > 30


def test_what_is_saved_is_counted_from_ten_neurons():
    for x, out in shown([{"width": w} for w in ("6", "10", "1000", "1000000000")]):
        ten = out["gap-degree"] + out["saved"]
        assert passes(x, ten, 10), x
        assert (out["saved"] > 0) == (int(x["width"]) > 10)


@pytest.mark.parametrize(
    ("setting", "why", "words"),
    [
        ({"width": "2", "a1": "0.5"}, float("inf"), "no degree up to 10,000 gives a gap of ½"),
        ({"width": "1", "t": "1", "d": "4"}, float("inf"), "With 1 neuron no degree"),
        ({"width": "1000000000", "d": "24"}, 0, "is above ½ at degree 0.01 already"),
        ({"a0": "0.9"}, None, "Nothing to detect"),
    ],
)
def test_why_there_is_no_degree_is_said(setting, why, words):
    state = CLASSES[KEY]().state() | setting
    numbers = {name: float(text) for name, text in state.items()}
    said = call("$width_against_degree.explorable.compute", numbers)
    assert words in said["answer"]
    assert said["outputs"]["gap-degree"] == "NaN"
    if why is not None:
        assert float(call("$half_degree.half", numbers, numbers["width"])) == why
        tried = [gap(state, degree) for degree in (LEAST, 0.5, 2, 5, 10, 100)]
        assert min(tried) > 0.5 if why == 0 else max(tried) < 0.5


def test_the_search_ends_where_it_would_with_any_start():
    """The grid has one degree at which the gap passes one half: halving alone finds the same."""
    for x, out in shown([{"d": "402", "t": "5", "width": w} for w in ("8", "64", "100000")]):
        low, high = 100, 100_000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if gap(x, middle / 10_000) < 0.5 else (low, middle)
        assert out["gap-degree"] == pytest.approx(high / 10_000, abs=1.5 * GRID)


def test_five_neurons_wait_for_the_planted_row_and_six_do_not():
    """Six have their gap from one triple of eight, 1 - (7/8)^6; five need a second one."""
    (_, five), (_, six) = shown([{"width": "5"}, {"width": "6"}])
    assert five["gap-degree"] > five["planted-degree"] > six["gap-degree"] + 1


def test_what_chapter_9c_reads_off_it():
    """From ten neurons to 10^9, at the start and with a trillion tokens."""
    trillion = {"t": "1000000000", "a0": "0.05", "a1": "0.3"}
    (_, here), (_, ten), (_, many) = shown(
        [{"width": "1000000000"}, {"width": "10"}, trillion | {"width": "1000000000"}]
    )
    assert f"{here['saved']:.2f}" == "0.86"
    assert f"{ten['width-degree'] - here['width-degree']:.2f}" == "0.52"
    assert f"{many['saved']:.2f}" == "1.36"
    assert f"{many['gap-degree'] + many['saved']:.0f}" == "19"
