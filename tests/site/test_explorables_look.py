"""How the live figures look: without scripts, on paper, in the dark, on a phone, read aloud."""

import gzip
import re
from pathlib import Path

import pytest

from polyattn.explorables.bundle import joined, page_script
from tests.site.bare import CLASSES
from tests.site.conftest import page_of

pytestmark = [pytest.mark.site, pytest.mark.slow]

KEYS = sorted(CLASSES)

# --- where nothing can be moved -------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_without_scripts_the_figure_stands_there(play, key):
    _, root = play(key, javascript=False)
    figure = root.locator("svg.illustration")
    assert figure.first.is_visible()
    assert figure.first.get_attribute("aria-label") == CLASSES[key].alt
    assert root.locator("input").count() == 0


@pytest.mark.parametrize("key", KEYS)
def test_print_shows_the_figure_and_no_controls(stage, key):
    page, root = stage(key)
    assert not root.locator(".still").is_visible()
    assert root.locator(".picture svg").get_attribute("aria-label") == CLASSES[key].alt
    page.emulate_media(media="print")
    try:
        assert root.locator(".still svg").is_visible()
        assert not root.locator(".live").is_visible()
    finally:
        page.emulate_media(media="screen")


# --- the map ----------------------------------------------------------------------------------

PIXEL = """e => { const c = e.querySelector('canvas'); const g = c.getContext('2d');
  return Array.from(g.getImageData(c.width - 10, Math.round(c.height * 0.3), 1, 1).data); }"""


def test_the_map_follows_the_page_into_the_dark(play):
    page, root = play("phase-map")
    page.wait_for_timeout(400)
    light = root.evaluate(PIXEL)
    assert light[:3] == [184, 76, 0]
    assert light[3] > 240  # between the two curves the gap is nearly 1
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    if page_of("phase-map").startswith("bare/"):  # its page has no dark side of its own
        return
    page.wait_for_timeout(400)
    assert root.evaluate(PIXEL)[:3] == [255, 154, 82]


def test_the_map_is_finer_at_rest(stage):
    page, root = stage("phase-map")
    page.wait_for_timeout(800)
    cells = "e => e.querySelector('canvas').width"
    fine = root.evaluate(cells)
    coarse = root.evaluate(
        """e => { const bar = e.querySelector('input[name=degree]');
          bar.value = 6; bar.dispatchEvent(new Event('input', { bubbles: true }));
          return e.querySelector('canvas').width; }"""
    )
    assert coarse < fine / 2
    page.wait_for_function(
        "wide => document.querySelector('.explorable canvas').width === wide", arg=fine
    )


# --- room ---------------------------------------------------------------------------------------

SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: 'layout-shift', buffered: true }); }"""
OUTSIDE = """e => {
  const box = e.querySelector('.picture svg').getBoundingClientRect();
  return [...e.querySelectorAll('.picture svg text')].filter((t) => {
    const { left, right } = t.getBoundingClientRect();
    return t.textContent && (left < box.left - 3 || right > box.right + 3);
  }).map((t) => t.textContent);
}"""


@pytest.mark.parametrize("key", KEYS)
def test_words_are_as_wide_as_they_are_measured(play, key):
    """Names are laid out by `breadth`; a guess of so many pixels a letter was off by a third."""
    _, root = play(key)
    wrong = root.evaluate(
        f"""e => {{ {joined("plot")}
          const figure = e.querySelector('.picture svg');
          const spoken = [...figure.querySelectorAll('text:not(:has(.small))')].map((t) =>
            [t.textContent.replace(/ +/g, ' '), t.getAttribute('class'),
             t.getComputedTextLength()]);
          const made = $plot.text(0, 20, 'P₀ and 10⁻¹²', {{ class: 'halo' }});
          figure.append(made);
          spoken.push(['P₀ and 10⁻¹²', 'halo', made.getComputedTextLength()]);
          return spoken.map(([words, kind, real]) => [words, real, $plot.breadth(words, kind)])
            .filter(([, real, measured]) => Math.abs(real - measured) > 0.03 * real + 1);
        }}"""
    )
    assert wrong == []
    # a notebook draws a figure before it is on the page
    code = f"e => {{ {joined('plot')} e.remove(); return $plot.breadth('x'); }}"
    assert root.evaluate(code) > 0


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_and_the_page_does_not_jump(play, key, width):
    page, root = play(key, width=width)
    page.evaluate(SHIFTS)
    page.wait_for_timeout(150)
    assert page.evaluate("window.shifts") <= 0.05
    # what the live figure needs is what was kept for it, to within a line of text
    reserved = root.evaluate("e => parseFloat(getComputedStyle(e).minHeight)")
    needs = root.locator(".live").evaluate("e => { e.style.minHeight = 0; return e.offsetHeight; }")
    assert needs <= reserved + 24
    for other in {390: (390, 320), 1280: (1280, 800)}[width]:
        page.set_viewport_size({"width": other, "height": 900})
        for label in ("Reset", *CLASSES[key].presets):
            root.get_by_role("button", name=label, exact=True).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= other
            assert root.evaluate(OUTSIDE) == [], f"words run out of the figure: {label}, {other}"


def test_the_name_of_a_wide_network_stays_in_the_picture(play):
    _, root = play("phase-map", "width=31600", width=390)
    assert root.locator("svg text.d1", has_text="31,600").count()
    assert root.evaluate(OUTSIDE) == []


def test_a_ladder_names_the_statements_it_rests_on(play):
    page, _ = play("ladder")
    if page_of("ladder").startswith("bare/"):
        pytest.skip("the page is a bare one")
    reasons = page.locator(".explorable .reason").all_inner_texts()
    assert "by the largest atom" in reasons
    assert not re.findall(r"(?:thm|lem|cor|obs):\S+", " ".join(reasons))


def test_on_a_phone_the_figure_stays_in_sight(play):
    page, root = play("phase-map", width=390)
    if page_of("phase-map").startswith("bare/"):
        pytest.skip("the page is a bare one")
    last = root.locator('input[name="t"]')
    last.evaluate("e => scrollBy(0, e.getBoundingClientRect().bottom - innerHeight + 20)")
    page.wait_for_timeout(100)
    bar = page.locator(".bd-header-article").bounding_box()
    box = root.locator(".picture").bounding_box()
    assert bar["y"] + bar["height"] - 4 <= box["y"] < box["y"] + box["height"] <= 900
    assert last.bounding_box()["y"] >= box["y"] + box["height"]


# --- read aloud -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_every_control_has_a_name_and_speaks_its_value(stage, key):
    _, root = stage(key)
    unnamed = root.locator("input").evaluate_all(
        """all => all.filter((e) => !e.labels.length && !e.hasAttribute('aria-label'))
          .map((e) => e.outerHTML)"""
    )
    assert unnamed == []
    texts = root.locator("input[type=range]").evaluate_all(
        "all => all.map((e) => e.getAttribute('aria-valuetext'))"
    )
    assert texts
    assert all(texts)
    assert root.get_attribute("role") == "group"
    assert root.get_attribute("aria-label") == CLASSES[key].question


def test_the_live_region_speaks_after_a_pause(play):
    page, root = play("amplifier")
    said = root.locator('[role="status"]:not(output)')
    page.wait_for_timeout(900)
    assert said.inner_text() == ""  # nothing was asked
    assert root.locator("output:not([aria-live=off])").count() == 0
    bar = root.locator('input[name="degree"]')
    bar.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        assert said.inner_text() == ""
    page.wait_for_timeout(1100)
    assert said.inner_text() == root.locator(".answer").inner_text() != ""


# --- what it costs, and where it comes from ----------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_the_script_is_small_and_the_site_s_own(stage, key):
    page, _ = stage(key)
    names = page.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    ours = {Path(re.sub(r"\?.*", "", name)).name for name in names if "/explorables/" in name}
    assert ours == {f"{key}.js", "explorables.css"}
    assert len(gzip.compress(page_script(key).encode())) < 24_000
    assert 'type="application/vnd.jupyter.widget-state' not in page.content()
    assert page.elsewhere == []


@pytest.mark.parametrize("key", KEYS)
def test_a_strict_content_policy_holds(play, key):
    page, root = play(key, path=f"strict/{key}.html")
    root.get_by_role("button", name="Reset").click()
    assert root.locator("output").first.get_attribute("data-value")
    page.wait_for_timeout(100)
    assert page.problems == []
    assert page.elsewhere == []
