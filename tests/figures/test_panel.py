"""A panel: live in a notebook, its default result on a still page."""

import ipywidgets
import pytest

from polyattn.figures.panel import Panel


class Shown:
    def __init__(self, value):
        self.value = value

    def _repr_mimebundle_(self):
        return {"text/plain": str(self.value), "text/html": f"<b>{self.value}</b>"}


def panel(function=Shown, value=3):
    return Panel(lambda degree: function(degree), degree=ipywidgets.IntSlider(value, 1, 9))


def test_the_result_follows_the_control():
    live = panel()
    live.controls["degree"].value = 7
    assert live.result().value == 7


def test_the_bundle_has_the_widget_and_the_default():
    bundle = panel()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<b>3</b>" in bundle["text/html"]
    assert "run the notebook" in bundle["text/html"]
    assert bundle["text/plain"] == "3"


def test_a_plain_value_is_escaped():
    html = panel(function=lambda _: "<script>")._repr_mimebundle_()["text/html"]
    assert "<script>" not in html


def test_the_widget_shows_controls_above_the_result():
    box = panel().widget()
    assert [type(child).__name__ for child in box.children] == ["IntSlider", "Output"]


def test_a_bad_setting_shows_words_not_a_traceback(capsys):
    def refuse(degree):
        raise ValueError(f"demo: degree must be even, got {degree}")

    Panel(refuse, degree=ipywidgets.IntSlider(3, 1, 9)).function_displayed(degree=3)
    assert "degree must be even" in capsys.readouterr().out


def test_no_control_is_refused():
    with pytest.raises(ValueError, match="no control was given"):
        Panel(Shown)
