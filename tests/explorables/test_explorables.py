"""The explorables in Python: traits, what a page gets, and the files of their front end."""

import json
import re
import sys
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser

import pytest
import sympy as sp
from sympy.codegen.cfunctions import log1p

from polyattn import explorables
from polyattn.explorables import bundle, formulas
from polyattn.explorables.explorable import Explorable
from polyattn.explorables.parameters import Choice, decimals
from polyattn.figures.style import COLOURS, DARK

CLASSES = [getattr(explorables, name) for name in explorables.__all__]
KEYS = {"amplifier", "data-sets", "planted-row", "phase-map", "sign-lottery"}
KEYS |= {"detection", "dynamic-range", "ladder", "noise", "thresholds", "width-against-degree"}
KEYS |= {"your-head"}
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML")
SCRIPTS = sorted(bundle.FOLDER.glob("*.js"))


def test_there_is_one_of_each():
    assert {cls.key for cls in CLASSES} == KEYS
    assert all(issubclass(cls, Explorable) for cls in CLASSES)


@pytest.mark.parametrize("cls", CLASSES)
def test_every_default_and_preset_can_be_set(cls):
    for values in [{}, *cls.presets.values()]:
        widget = cls(**values)
        for name, value in values.items():
            assert getattr(widget, name) == type(getattr(widget, name))(value)


@pytest.mark.parametrize("cls", CLASSES)
def test_at_most_five_sliders_are_seen_at_once(cls):
    seen = [one for one in cls().table["parameters"].values() if not one.get("more")]
    assert 3 <= len([one for one in seen if "options" not in one]) <= 5


@pytest.mark.parametrize("cls", CLASSES)
def test_the_page_gets_the_present_values_as_written(cls):
    widget = cls()
    name = next(name for name, t in widget.sliders().items() if not t.slider.get("whole"))
    if not isinstance(widget.sliders()[name], Choice):
        setattr(widget, name, "0.3")
        assert widget.setting()["state"][name] == "0.3"
    assert set(widget.setting()["state"]) == set(widget.sliders())
    assert widget.setting()["table"]["key"] == cls.key
    assert widget.setting()["table"]["alt"] == cls.alt


def test_numbers_are_decimals():
    widget = explorables.PhaseMap(theta="0.1", a0=0.7, t=10**9)
    assert widget.theta == 0.1
    assert widget.state()["theta"] == "0.1"
    assert widget.exact()["theta"] == Fraction(1, 10)
    assert widget.exact()["a0"] == Fraction(7, 10)
    assert widget.exact()["t"] == 10**9
    assert widget.state()["t"] == "1000000000"
    assert decimals(6.0) == 6
    assert decimals(1e-9) == Fraction(1, 10**9)
    assert explorables.PhaseMap(theta=1e-7).setting()["state"]["theta"] == "1e-07"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"degree": -3}, "PhaseMap: degree must be between 0.001 and 100000, got -3"),
        ({"degree": float("nan")}, "PhaseMap: degree must be finite, got nan"),
        ({"d": 4.5}, "PhaseMap: d must be a whole number, got 4.5"),
        ({"d": 3}, "PhaseMap: d must be between 4 and 1000000, got 3"),
        ({"theta": "a half"}, "PhaseMap: theta must be a number, got 'a half'"),
    ],
)
def test_bad_values_are_refused(values, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        explorables.PhaseMap(**values)
    widget = explorables.PhaseMap()
    before = widget.state()
    (name,) = values
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        setattr(widget, name, values[name])
    assert widget.state() == before


def test_unknown_names_are_refused():
    with pytest.raises(TypeError, match=r"^PhaseMap: no parameter named beta; it has degree, th"):
        explorables.PhaseMap(beta=3)
    with pytest.raises(AttributeError, match="has no attribute 'PhaseMaps'"):
        explorables.PhaseMaps  # noqa: B018


def test_python_hears_of_changes_from_the_page():
    widget = explorables.PhaseMap()
    seen = []
    widget.observe(lambda change: seen.append((change.name, change.new)), ["degree", "d"])
    widget.set_state({"degree": "6.5"})
    widget.set_state({"d": "1002"})
    assert seen == [("degree", 6.5), ("d", 1002)]
    assert widget.get_state(["degree", "d"]) == {"degree": "6.5", "d": "1002"}


class _Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in {"path", "use", "rect", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()


@pytest.mark.parametrize("cls", CLASSES)
def test_the_still_figure_travels_with_the_widget(cls):
    bundle, _ = cls()._repr_mimebundle_()
    assert set(bundle) == {
        "text/plain",
        "text/html",
        "application/pdf",
        "application/vnd.jupyter.widget-view+json",
    }
    page = _Balance()
    page.feed(bundle["text/html"])
    root, still = page.seen[0][1], page.seen[1][1]
    assert root["data-explorable"] == cls.key
    assert json.loads(root["data-setting"]) == cls().setting()
    assert still["class"] == "still"
    assert [a["aria-label"] for tag, a in page.seen if tag == "svg"] == [cls.alt]
    assert len(bundle["text/html"]) < 150_000


@pytest.mark.parametrize("cls", CLASSES)
def test_the_still_figure_shows_the_present_setting(cls):
    values = list(cls.presets.values())[-1]
    changed, default = cls(**values).still(), cls().still()
    assert changed.alt == cls.alt
    assert changed.svg() != default.svg()


def corners(cls):
    """Yield settings at the ends of all parameters, each pair of ends of each two among them."""
    ends = [
        (name, list(trait.values) if isinstance(trait, Choice) else [trait.least, trait.most])
        for name, trait in cls().sliders().items()
    ]
    for bit in range(len(ends).bit_length()):
        for turned in (0, 1):
            yield {
                name: values[((index + 1) >> bit & 1) ^ turned]
                for index, (name, values) in enumerate(ends)
            }
    for turned in (0, -1):
        yield {name: values[turned] for name, values in ends}


@pytest.mark.parametrize("cls", CLASSES)
def test_every_corner_of_the_parameters_is_drawn(cls):
    for setting in corners(cls):
        assert cls(**setting).still().alt == cls.alt


@pytest.mark.parametrize(
    "setting", [{"degree": 1024}, {"degree": 52, "ratio": 1e6}, {"degree": 1e6}]
)
def test_a_power_beyond_every_float_is_written(setting):
    svg = explorables.Amplifier(**setting).still().svg()
    ratio, degree = setting.get("ratio", 2), int(setting["degree"])
    whole = len(str(int(ratio) ** degree)) - 1 if degree < 2000 else 301029
    assert f"e+{whole} times" in svg


@pytest.mark.parametrize("setting", [{"degree": 1e5}, {"b": 100}, {"a0": 100}, {"a1": 0}])
def test_detection_is_drawn_where_powers_leave_every_range(setting):
    explorables.Detection(**setting).still()


def test_the_largest_matrices_are_shown():
    shown = explorables.DataSets(d=12, t=4)._repr_mimebundle_()[0]
    assert len(shown["text/html"]) > 100_000


@pytest.mark.parametrize(
    "setting", [explorables.PlantedRow(a="1e-170"), explorables.Detection(a1="1e-170")]
)
def test_a_feature_that_no_float_tells_from_none_is_drawn(setting):
    assert setting.still().alt == setting.alt


def test_without_matplotlib_the_words_stand_for_the_figure(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    bundle, _ = explorables.Amplifier()._repr_mimebundle_()
    assert explorables.Amplifier.alt in unescape(bundle["text/html"])
    assert "<svg" not in bundle["text/html"]
    assert "application/pdf" not in bundle


def test_two_letters_never_share_a_name_in_javascript():
    with pytest.raises(ValueError, match=r"formulas: two letters have one name in JavaScript"):
        formulas._parameters(sp.symbols("s_1 s1"))


def test_the_printed_formulas_are_current():
    text = (bundle.FOLDER / "formulas.js").read_text(encoding="utf-8")
    assert text == formulas.formulas(), "run: python -m polyattn.explorables.formulas"


def test_only_what_is_known_can_be_printed():
    k = sp.Symbol("k")
    printer = formulas._Printer()
    assert printer.doprint(log1p(k)) == "Math.log1p(k)"
    assert printer.doprint(sp.Max(k**2, sp.log(k))) == "Math.max(Math.log(k), Math.pow(k, 2))"
    for expression in (sp.Sum(k, (k, 1, 3)), sp.gamma(k), sp.Piecewise((k, k > 0), (0, True))):
        with pytest.raises(TypeError, match="cannot print"):
            printer.doprint(expression)
    with pytest.raises(TypeError, match="cannot print log"):
        formulas._ExactPrinter().doprint(sp.log(k))


@pytest.mark.parametrize("key", sorted(KEYS))
def test_an_explorable_has_at_most_a_hundred_lines_of_script(key):
    text = (bundle.FOLDER / f"{key}.js").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    assert max(map(len, text.splitlines())) <= 140


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_page_carries_no_words_for_those_who_read_the_source(key):
    script = bundle.page_script(key)
    assert "/**" not in script
    assert ("sent nowhere" in script) == (key == "your-head"), "a control that others do not have"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_touch_nothing_that_a_content_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    for word in ("eval(", "new Function", "innerHTML", "document.write", "blob:", "http", "fetch("):
        for hit in re.finditer(re.escape(word), text):
            assert text[hit.start() :].startswith(NAMESPACES)
    assert not re.search(r'setAttribute\("(style|on\w+)"', text)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_page_gets_one_script_that_runs_from_disk_too(key):
    files = bundle.page_files()
    assert set(files) == {f"{key}.js" for key in KEYS} | {"explorables.css"}
    script = files[f"{key}.js"]
    # a module, or a script that imports one, is refused on a page that is opened from disk
    assert not re.search(r"^(import|export) |\bimport\(|\bawait import", script, re.MULTILINE)
    assert script.startswith('"use strict";\n(() => {'), "no name of it meets another script's"


@pytest.mark.parametrize("key", sorted(KEYS))
def test_the_files_join_into_one_module(key):
    text = bundle.widget_module(key)
    assert not re.search(r"^import ", text, re.MULTILINE)
    assert len(re.findall(r"^export ", text, re.MULTILINE)) == 1
    made = re.findall(r"^const (\$\w+) = \(", text, re.MULTILINE)
    assert len(set(made)) == len(made)
    for name in re.findall(r"= (\$\w+)[;.]", text):
        assert made.index(name) < len(made), "a file comes after what it imports"
        assert text.index(f"const {name} = ") < text.index(f"= {name}")


def test_every_colour_is_the_book_s():
    sheet = bundle.style()
    light, dark = sheet.split("data-jp-theme-light", 1)
    for name, colour in COLOURS.items():
        assert f"var(--pa-{name}, {colour})" in light
    for name, colour in DARK.items():
        assert f"--x-{name}: {colour}" in dark
