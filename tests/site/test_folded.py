"""A formula behind a fold is set when the fold opens, however that comes about.

KaTeX comes when a fold is about to open, and for paper at once.
"""

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from polyattn_book.katex import shorter
from tests.site.conftest import GRAVE, SITE, watched

pytestmark = pytest.mark.site

PAGE = "notebooks/05-low-degree.html"
ENTRIES = "book/ledger/chapter-05.html"
PART = ".bd-article details.part:has(details.why)"
LINE = ".ledger-known .derivation li"
# TeX that a reader would see, and how many formulas still wait behind a fold.
SEEN = """() => [...document.querySelectorAll('.bd-article code.tex')]
  .filter((one) => one.checkVisibility()).map((one) => one.textContent)"""
TOLD = """(all) => all.map((one) =>
  (one.classList.contains('d') ? '\\\\displaystyle ' : '') + one.textContent)"""
NONE_SEEN = f"() => ({SEEN})().length === 0"
WAITING = "document.querySelectorAll('.bd-article code.tex').length"
HERE = "() => Boolean(globalThis.katex)"


def ask(page, summary, how="hover"):
    """Come near a fold by a mouse, or else as `how` says, until KaTeX is there."""
    getattr(summary, how)()
    page.wait_for_function(HERE)


def test_a_click_sets_what_it_shows_and_no_more(visit):
    page = visit(PAGE)
    assert page.evaluate(SEEN) == []
    part = page.locator(PART).first
    told = part.locator("code.tex").evaluate_all(TOLD)
    assert len(told) > 5
    before = page.evaluate(WAITING)
    ask(page, part.locator("> summary"))
    part.locator("> summary").click()
    assert page.evaluate(SEEN) == []
    assert 0 < page.evaluate(WAITING) < before
    assert part.locator(".katex").first.is_visible()
    why = part.locator("details.why").first
    assert why.locator("code.tex").count() > 0
    why.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(SEEN) == []
    # What is set is what was written, in its order.
    page.evaluate(f"document.querySelectorAll('{PART}')[0].querySelectorAll('details')"
                  ".forEach((one) => { one.open = true; })")  # fmt: skip
    found = part.locator("annotation").all_text_contents()
    start = len(found) - len(told)  # its summary was set when the page was built
    assert found[start:] == told
    assert page.problems == []


def test_it_looks_as_what_the_build_sets(visit):
    page = visit(PAGE)
    ask(page, page.locator(f"{PART} > summary").first)
    twice = page.evaluate("""() => {
      const built = document.querySelector('.bd-article section > p .math:has(.tail)');
      const tex = document.createElement('code'), fold = document.createElement('details');
      tex.className = 'tex';
      tex.textContent = built.querySelector('annotation').textContent;
      const tail = built.querySelector('.tail').textContent;
      fold.append(document.createElement('summary'), tex, `${tail} behind`);
      built.parentElement.after(fold);
      const want = built.outerHTML;
      fold.open = true;
      return new Promise((done) => setTimeout(() =>
        done([want, fold.lastElementChild.outerHTML])));
    }""")
    built, set_here = map(shorter, twice)
    assert built == set_here


BOXES = """() => {
  const pairs = [...document.querySelectorAll('.bd-article section > p .math')].map((built) => {
    const tex = document.createElement('code'), fold = document.createElement('details');
    tex.className = 'tex';
    tex.textContent = built.querySelector('annotation').textContent;
    fold.append(document.createElement('summary'), built.parentElement.cloneNode(false));
    fold.lastElementChild.append(tex);
    built.closest('section').append(fold);
    built.querySelector('.tail')?.remove();
    fold.open = true;
    return [built, fold];
  });
  const boxes = (set) => [...set.querySelectorAll('.katex-base')].map((part) => {
    const { width, height } = part.getBoundingClientRect();
    return [width, height];
  });
  return new Promise((done) => setTimeout(() => done(pairs.map((pair) => pair.map(boxes)))));
}"""


def test_the_shorter_markup_of_the_build_takes_the_same_room(visit):
    page = visit(PAGE)
    ask(page, page.locator(f"{PART} > summary").first)
    boxes = page.evaluate(BOXES)
    assert len(boxes) > 100
    for built, set_here in boxes:
        flat = [x for box in built for x in box]
        assert flat == pytest.approx([x for box in set_here for x in box], abs=0.25)


def test_a_letter_in_the_list_of_contents_is_no_icon(visit):
    """The theme gives an icon of the list some room at its right."""
    letters = visit("notebooks/09d-where-width-is-enough.html").locator(
        ".sidebar-secondary-items .katex i"
    )
    assert letters.count() > 0
    room = letters.evaluate_all("(all) => all.map((one) => getComputedStyle(one).paddingRight)")
    assert {*room} == {"0px"}


def test_a_link_to_what_is_inside_sets_it(visit):
    page = visit(ENTRIES)
    before = page.evaluate(WAITING)
    page.evaluate(f"document.querySelector('{LINE}').id = 'inside'")
    page.evaluate("location.hash = '#inside'")
    page.locator("#inside .katex").first.wait_for()
    page.wait_for_function(NONE_SEEN)
    assert 0 < page.evaluate(WAITING) < before


def test_words_found_inside_set_what_stands_around_them(visit):
    """A link to words opens their fold as the search within the page does, which no test can."""
    words = visit(ENTRIES).locator(f"{LINE} > .why > summary").first.text_content()
    page = visit(f"{ENTRIES}#:~:text={quote(words)}")
    page.locator(f"{LINE} .katex").filter(visible=True).first.wait_for()
    page.wait_for_function(NONE_SEEN)
    assert page.evaluate(WAITING) > 0


@pytest.mark.parametrize("how", ["hover", "focus", "tap"])
def test_katex_comes_when_a_fold_is_about_to_open_and_not_before(browser, address, how):
    context = browser.new_context(has_touch=how == "tap")
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append("katex.min.js" in request.url))
    page.goto(address + PAGE, wait_until="networkidle")
    assert len(asked) > 10
    assert not any(asked)
    assert not page.evaluate(HERE)
    summary = page.locator(f"{PART} > summary").first
    ask(page, summary, how)
    assert asked.count(True) == 1
    if how != "tap":
        page.evaluate(f"document.querySelector('{PART}').open = true")
    assert page.evaluate(SEEN) == []
    assert asked.count(True) == 1
    context.close()


def test_a_fold_that_opens_unforeseen_is_set_as_soon_as_katex_is_there(visit):
    page = visit(PAGE)
    page.evaluate(f"document.querySelectorAll('{PART}').forEach((one) => {{ one.open = true; }})")
    page.wait_for_function(NONE_SEEN)
    assert page.locator(f"{PART} .katex").first.is_visible()
    assert page.problems == []


def test_without_a_network_its_tex_stays_until_katex_can_be_had(visit):
    page = visit(PAGE)
    page.route("**/katex.min.js", lambda route: route.abort())
    summary = page.locator(f"{PART} > summary").first
    with page.expect_event("requestfailed"):
        summary.click()
    assert page.evaluate(SEEN) != []
    page.unroute("**/katex.min.js")
    summary.click()
    summary.click()
    page.wait_for_function(NONE_SEEN)


@pytest.mark.parametrize("near", [False, True])
def test_on_paper_every_formula_is_set(visit, near):
    page = visit(ENTRIES)
    if near:
        ask(page, page.locator(".bd-article details:has(code.tex) > summary").first)
    else:
        assert not page.evaluate(HERE)
    assert page.evaluate(WAITING) > 50
    assert page.pdf().startswith(b"%PDF")
    assert page.evaluate(WAITING) == 0
    assert page.problems == []


def test_paper_has_no_tex(visit):
    """What is laid out for the printer, told while it is."""
    page = visit(ENTRIES)
    page.evaluate(f"""addEventListener('beforeprint', () => queueMicrotask(() => {{
      window.paper = [({SEEN})(), {WAITING}]; }}))""")
    page.pdf()
    assert page.evaluate("window.paper") == [[], 0]


OPEN_ALL = "document.querySelectorAll('.bd-article details').forEach((one) => { one.open = true; })"
PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
LAID_OUT = """(line) => line.querySelector('.katex')
  .checkVisibility({ contentVisibilityAuto: true })"""


def test_of_all_that_is_open_only_what_is_on_the_screen_is_laid_out(visit):
    page = visit(ENTRIES)
    ask(page, page.locator(".bd-article details:has(code.tex) > summary").first)
    page.evaluate(OPEN_ALL)
    page.wait_for_function(NONE_SEEN)
    lines = page.locator(".derivation details.why > p:has(.katex)")
    assert lines.count() > 20
    for near, far in ((lines.first, lines.last), (lines.last, lines.first)):
        near.scroll_into_view_if_needed()
        page.evaluate(PAINTED)
        assert near.evaluate(LAID_OUT)
        assert not far.evaluate(LAID_OUT)
    assert page.problems == []


def test_a_fold_that_is_clicked_is_laid_out_in_the_same_frame(visit):
    page = visit(PAGE)
    part = page.locator(PART).first
    ask(page, part.locator("> summary"))
    part.locator("> summary").click()
    why = part.locator("details.why").first
    why.locator("> summary").scroll_into_view_if_needed()
    why.evaluate("(one) => { one.open = true; }")
    page.evaluate(PAINTED)
    assert why.locator("> p:has(.katex)").first.evaluate(LAID_OUT)


def test_without_a_script_its_tex_is_there_to_read(visit):
    page = visit(PAGE, javascript=False)
    part = page.locator(PART).first
    part.locator("> summary").click()
    tex = part.locator("code.tex").first
    assert tex.is_visible()
    assert tex.inner_text() == "c > 0"


def test_from_disk(browser):
    page = watched(browser, SITE.as_uri())
    page.goto(f"{SITE.as_uri()}/{PAGE}")
    page.wait_for_function(HERE)  # so that it can be printed
    page.locator(f"{PART} > summary").first.click()
    assert page.evaluate(SEEN) == []
    assert page.locator(f"{PART} .katex").nth(3).is_visible()
    page.pdf()
    assert page.evaluate(WAITING) == 0
    assert page.problems == []
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_an_open_fold(visit, width, dark):
    page = visit(PAGE, width=width, dark=dark)
    page.evaluate(f"document.querySelectorAll('{PART}')[0].querySelectorAll('details')"
                  ".forEach((one) => { one.open = true; })")  # fmt: skip
    page.wait_for_function(NONE_SEEN)
    assert page.problems == []
    parts = {"include": [[".derivation-parts"]], "exclude": [[".katex-html"]]}
    found = Axe().run(page, context=parts).response["violations"]
    assert [one["id"] for one in found if one["impact"] in GRAVE] == []
