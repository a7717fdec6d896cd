"""The live figures in a browser that has no network: mounted, moved, typed into, linked to."""

from fractions import Fraction

import pytest

from polyattn.explorables.parameters import Choice
from tests.explorables.engine import outputs
from tests.explorables.references import SETTINGS, Draw
from tests.site.bare import CLASSES
from tests.site.conftest import page_of, pages, pages_with

pytestmark = pytest.mark.site

KEYS = sorted(CLASSES)
PLACES = [
    ("amplifier", "notebooks/01-attention-as-a-kernel.html"),
    ("data-sets", "notebooks/02-two-data-sets.html"),
    ("planted-row", "notebooks/04-high-degree.html"),
    ("planted-row", "notebooks/05-low-degree.html"),
    ("sign-lottery", "notebooks/06-exact-law.html"),
    ("phase-map", "index.html"),
    ("phase-map", "notebooks/07-phases.html"),
    ("phase-map", "notebooks/08-too-high-a-degree.html"),
    ("detection", "notebooks/09a-detection.html"),
    ("width-against-degree", "notebooks/09c-width-against-degree.html"),
    ("dynamic-range", "notebooks/10-binary-classification.html"),
    ("noise", "notebooks/13-noise.html"),
    ("thresholds", "book/thresholds.html"),
    ("ladder", "book/ladders.html"),
    ("your-head", "book/heads.html"),
]
HOLDING = [(path, key) for key in KEYS for path in pages_with(key)]


def numbers(root):
    """Every output's value by its name."""
    return root.evaluate(
        """e => Object.fromEntries([...e.querySelectorAll('output')]
          .map((o) => [o.name, o.dataset.value]))"""
    )


def values(root, name):
    """What the slider and the number beside it stand at, as text."""
    both = f'input[name="{name}"], input[name="{name}-number"]'
    return root.evaluate("(e, both) => [...e.querySelectorAll(both)].map((i) => i.value)", both)


def start(root):
    """The setting that the page gives the explorable."""
    return root.evaluate("e => JSON.parse(e.dataset.setting).state")


def linked(root):
    """The setting in the link under the figure."""
    link = root.locator("a.link").get_attribute("href")
    return dict(pair.split("=") for pair in link.split("?")[1].split("&"))


def sliders(key):
    """The sliders that are seen at once."""
    widget = CLASSES[key]()
    hidden = {name for name, one in widget.table["parameters"].items() if one.get("more")}
    every = widget.sliders().items()
    return {n: t for n, t in every if not isinstance(t, Choice) and n not in hidden}


def low_end(root, name, trait):
    """The value at the left end of a slider, which may be logarithmic."""
    low = float(root.locator(f'input[name="{name}"]').get_attribute("min"))
    return 10**low if trait.slider["log"] else low


# --- each in its place --------------------------------------------------------------------------


def test_every_explorable_is_in_its_chapters():
    found = {key: pages_with(key) for key in KEYS}
    assert [(key, path) for key, path in PLACES if path not in found[key]] == []


@pytest.mark.parametrize(("path", "key"), HOLDING or [("", KEYS[0])])
def test_it_is_live_on_its_page(play, path, key):
    page, root = play(key, path=path or page_of(key))
    name = next(iter(sliders(key)))
    before = numbers(root)
    # a row that has its number gives no reason why there is none
    assert all(v not in ("", None) for n, v in before.items() if not n.endswith("-why"))
    root.locator(f'input[name="{name}"]').focus()
    page.keyboard.press("ArrowRight")
    assert numbers(root) != before
    assert linked(root) != start(root)
    assert page.problems == []
    assert page.elsewhere == []


def test_other_pages_load_none_of_it(visit):
    path = next(path for path in pages() if not any(path == other for other, _ in HOLDING))
    names = visit(path).evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    assert not [name for name in names if "/explorables/" in name]


# --- links set what is written ------------------------------------------------------------------


def test_a_link_sets_exactly_what_it_says(play):
    page, root = play("phase-map", "d=1002&t=10&degree=6.5")
    assert linked(root) == start(root) | {"d": "1002", "t": "10", "degree": "6.5"}
    assert numbers(root)["n"] == "10000"
    assert page.problems == []


@pytest.mark.parametrize("key", KEYS)
def test_the_page_shows_what_its_scripts_compute(stage, key):
    """What they compute is the package's: tests/explorables/test_numbers.py."""
    page, root = stage(key)
    setting = SETTINGS[key](Draw(f"shown {key}"))
    pairs = "&".join(f"{name}={text}" for name, text in setting.items())
    page.evaluate(
        """async (link) => {
          const heard = new Promise((done) => addEventListener("hashchange", done, { once: true }));
          location.hash = link;
          await heard;
        }""",
        f"#{key}?{pairs}",
    )
    (computed,) = outputs(key, [start(root) | setting])
    shown = numbers(root)
    assert set(shown) == set(computed)
    for name, value in ((name, one["value"]) for name, one in computed.items()):
        if isinstance(value, str) and value not in ("NaN", "Infinity", "-Infinity"):
            assert shown[name] == value
        else:  # two engines: their powers differ in the last digits
            assert float(shown[name]) == pytest.approx(float(value), rel=1e-9, nan_ok=True), name


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_the_state_is_not_rounded(stage, key):
    page, root = stage(key)
    name = next(name for name, trait in sliders(key).items() if not trait.slider["whole"])
    text = "1.23456789012345678901234567890"
    page.evaluate("link => { location.hash = link; }", f"#{key}?{name}={text}")
    page.wait_for_function(
        "text => document.activeElement && location.hash.endsWith(text)", arg=text
    )
    root.locator(f'a.link[href*="{text}"]').wait_for()
    assert linked(root) == start(root) | {name: text}
    bar, number = values(root, name)
    assert number == text
    # the slider, a float, does not round the state behind it
    trait = sliders(key)[name]
    shown = 10 ** float(bar) if trait.slider["log"] else float(bar)
    assert shown == pytest.approx(float(text))


def test_a_link_sent_by_a_reader_shows_what_he_saw(play):
    page, root = play("phase-map")
    root.locator('input[name="theta-number"]').fill("0.75")
    root.locator("summary").click()
    root.locator('input[name="a1-number"]').fill("0.8")
    before, link = numbers(root), root.locator("a.link").get_attribute("href")
    _, other = play("phase-map", link.split("?")[1])
    assert numbers(other) == before
    root.locator("a.link").click()
    assert page.evaluate("location.hash") == link


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("degree=-1", "degree lies between 0.001 and 100"),
        ("degree=x", "degree needs a number"),
        ("d=4.5", "d needs a whole number"),
        ("beta=3", "there is no parameter beta"),
        ("constructor=1", "there is no parameter constructor"),
        ("__proto__=1", "there is no parameter __proto__"),
        ("toString=1", "there is no parameter toString"),
    ],
)
def test_a_bad_link_says_so_and_sets_the_rest(stage, setting, reason):
    page, root = stage("phase-map")
    page.evaluate("link => { location.hash = link; }", f"#phase-map?{setting}&theta=0.7")
    root.locator('a.link[href*="theta=0.7"]').wait_for()
    assert reason in root.locator(".note").inner_text()
    assert linked(root) == start(root) | {"theta": "0.7"}
    assert page.problems == []


def test_a_threshold_on_a_level_is_a_tie(stage):
    # b + c is exactly 0.8 and X reaches it: in floats 0.7 + 0.1 is not 0.8
    page, root = stage("phase-map")
    P0 = {}
    for theta in ("0.8", "0.79999999999999"):
        setting = f"a0=0&b=0.7&c=0.1&theta={theta}&degree=40&d=10&t=1"
        page.evaluate("link => { location.hash = link; }", f"#phase-map?{setting}")
        root.locator(f'a.link[href*="theta={theta}&"]').wait_for()
        P0[theta] = float(numbers(root)["P0"])
    assert P0["0.8"] == 0
    assert P0["0.79999999999999"] > 0.9


def test_detection_says_where_it_was_not_checked(stage):
    page, root = stage("detection")
    said = root.locator(".answer")
    assert "was checked" not in said.inner_text()
    for setting in ("t=1000000000&degree=2", "d=1003"):
        page.evaluate("link => { location.hash = link; }", f"#detection?{setting}")
        root.locator(".answer", has_text="Sₘ was checked for f* above 10⁻⁹ and d up to").wait_for()
        root.get_by_role("button", name="Reset").click()


# --- controls -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_sliders_answer_to_the_mouse(stage, key):
    page, root = stage(key)
    for name in sliders(key):
        bar = root.locator(f'input[name="{name}"]')
        bar.evaluate("e => e.scrollIntoView({ block: 'center' })")
        box = bar.bounding_box()
        before = values(root, name)[1], numbers(root)
        at = [box["x"] + box["width"] * part for part in (0.35, 0.9)]
        page.mouse.move(at[0], box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(at[1], box["y"] + box["height"] / 2, steps=3)
        page.mouse.up()
        after = values(root, name)[1], numbers(root)
        assert after[0] != before[0], name
        assert after[1] != before[1], name
        root.get_by_role("button", name="Reset").click()
        assert (values(root, name)[1], numbers(root)) == before
    assert page.problems == []


@pytest.mark.parametrize("key", KEYS)
def test_sliders_answer_to_the_keyboard(stage, key):
    page, root = stage(key)
    for name, trait in sliders(key).items():
        bar = root.locator(f'input[name="{name}"]')
        for end, keys in (
            ("Home", ("ArrowRight", "ArrowUp", "PageUp")),
            ("End", ("ArrowLeft", "ArrowDown", "PageDown")),
        ):
            bar.focus()
            page.keyboard.press(end)
            seen = [Fraction(values(root, name)[1])]
            if end == "Home":
                assert float(seen[0]) == pytest.approx(low_end(root, name, trait))
            for pressed in keys:
                page.keyboard.press(pressed)
                seen.append(Fraction(values(root, name)[1]))
            assert seen == sorted(set(seen), reverse=end == "End"), name
        root.get_by_role("button", name="Reset").click()
    assert page.problems == []


@pytest.mark.parametrize("key", KEYS)
def test_presets_and_reset_set_what_they_say(stage, key):
    _, root = stage(key)
    defaults = {n: t.slider["default"] for n, t in CLASSES[key]().sliders().items()}
    for label, setting in CLASSES[key].presets.items():
        root.get_by_role("button", name=label, exact=True).click()
        expected = {n: str(setting.get(n, default)) for n, default in defaults.items()}
        assert linked(root) == expected, label
    root.get_by_role("button", name="Reset").click()
    assert linked(root) == start(root)


def test_what_is_typed_may_be_wrong_for_a_while(stage):
    _, root = stage("phase-map")
    box = root.locator('input[name="degree-number"]')
    box.fill("")
    assert box.input_value() == ""  # not taken from under the reader's hands
    assert values(root, "degree")[0] == "5.5"
    box.press_sequentially("6.25")
    assert values(root, "degree") == ["6.25", "6.25"]
    box.fill("-3")
    assert box.get_attribute("aria-invalid") is not None
    box.blur()
    assert box.input_value() == "6.25"
    assert "degree lies between" in root.locator(".note").inner_text()


POINTED = ["phase-map", "planted-row", "detection", "noise", "sign-lottery", "width-against-degree"]


@pytest.mark.parametrize("key", POINTED)
def test_the_figure_can_be_pointed_at(stage, key):
    page, root = stage(key)
    name = {"sign-lottery": "theta", "width-against-degree": "width"}.get(key, "degree")
    figure = root.locator(".picture svg")
    figure.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = figure.bounding_box()
    seen = []
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 150)
    page.mouse.down()
    for part in (0.4, 0.5, 0.6):
        page.mouse.move(box["x"] + box["width"] * part, box["y"] + 150)
        seen.append(float(values(root, name)[1]))
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 150)
    assert seen == sorted(set(seen))
    assert float(values(root, name)[1]) == seen[-1]


def test_data_sets_shows_each_stage(stage):
    _, root = stage("data-sets")
    shades = """e => [...e.querySelectorAll('path.cell')]
      .map((p) => p.getAttribute('fill-opacity')).join()"""
    seen = {root.evaluate(shades)}
    for words in ("powers u", "scores A Aᵀ"):
        root.get_by_label(words).check()
        seen.add(root.evaluate(shades))
    assert len(seen) == 3
