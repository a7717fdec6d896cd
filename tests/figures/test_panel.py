"""A panel: live in a notebook, its default result on a still page."""

import ipywidgets
import pytest
from matplotlib.figure import Figure

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


def plain_figure(degree):
    figure = Figure((2, 1))
    figure.subplots().set_title(f"Degree {degree}", loc="left")
    return figure


def test_a_matplotlib_figure_is_shown(monkeypatch):
    html = panel(function=plain_figure)._repr_mimebundle_()["text/html"]
    assert '<img alt="Degree 3" src="data:image/png;base64,iVBOR' in html
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *data, **_: shown.extend(data))
    panel(function=plain_figure).function_displayed(degree=7)
    assert '<img alt="Degree 7" ' in shown[0]["text/html"]


class Silent:
    """Offers representations and then has none, as IPython allows."""

    def __init__(self, _):
        pass

    def __repr__(self):
        return "Silent()"

    def _repr_html_(self):
        return None


class Pair(Silent):
    def _repr_mimebundle_(self):
        return {"text/plain": "a pair", "text/html": "<i>a pair</i>"}, {"metadata": {}}


@pytest.mark.parametrize(("kind", "words"), [(Silent, "<pre>Silent()</pre>"), (Pair, "<i>a pair")])
def test_every_way_to_display_is_understood(kind, words):
    assert words in panel(function=kind)._repr_mimebundle_()["text/html"]


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
