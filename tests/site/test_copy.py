"""A formula that is copied out of a page is pasted as its LaTeX."""

import pytest

pytestmark = pytest.mark.site

# What the clipboard gets when `range` is selected and copied; null where the browser does it alone.
COPY = """() => {{
  const range = document.createRange(), data = new DataTransfer();
  const of = (selector, i = 0) => document.querySelectorAll(".bd-article " + selector)[i];
  {pick};
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const event = new ClipboardEvent(
    "copy", {{ clipboardData: data, bubbles: true, cancelable: true }});
  const ours = !range.startContainer.dispatchEvent(event);
  return ours ? [data.getData("text/plain"), data.getData("text/html")] : null;
}}"""
FIRST = "section > p:has(.katex)"  # the first paragraph with formulas of the chapter
PICKS = {
    "a paragraph": (
        f"range.selectNodeContents(of('{FIRST}'))",
        "The running example has $a_0=0.1$, $a_1=0.9$, $b=0.6$ and $c=0.4$; as in the last two",
    ),
    "a letter of a formula: the mark behind it is not meant": (
        f"range.selectNodeContents(of('{FIRST} .mord'))",
        "$a_0=0.1$",
    ),
    "from within a formula into another": (
        f"range.setStart(of('{FIRST} .mord').firstChild, 0);"
        f"range.setEnd(of('{FIRST} .katex', 1).querySelector('.mord').lastChild, 1)",
        "$a_0=0.1$, $a_1=0.9$",
    ),
    "from a word to behind a formula's mark": (
        f"range.setStart(of('{FIRST}').firstChild, 12); range.setEndAfter(of('{FIRST} .math', 1))",
        "example has $a_0=0.1$, $a_1=0.9$,",
    ),
    "a part of a displayed formula": (
        "range.selectNodeContents(of('div.math .katex-html .mord'))",
        r"$$\frac1{f^*}=1+(t-1)\Big(\frac qp\Big)^\beta+(n-t)\Big(\frac rp\Big)^\beta .$$",
    ),
    "a heading and what follows": (
        f"of('h2').prepend(of('{FIRST} .math').cloneNode(true), ' ');"
        "range.setStart(of('h2'), 0); range.setEnd(of('h2 + p'), 1)",
        "$a_0=0.1$, One crowd is enough\n\nThe planted row competes with two crowds, its",
    ),
}


@pytest.mark.parametrize("what", PICKS)
def test_a_formula_is_pasted_as_its_latex(visit, what):
    page = visit("notebooks/05-low-degree.html")
    pick, expected = PICKS[what]
    plain, rich = page.evaluate(COPY.format(pick=pick))
    assert plain[: len(expected)] == expected
    assert "katex" not in rich
    assert page.locator(".copied").count() == 0
    assert page.problems == []


def test_a_row_of_a_table_is_one_line_of_cells(visit):
    page = visit("book/thresholds.html")
    pick = "const { rows } = of('table:has(.katex)'); range.setStart(rows[1], 0); "
    pick += "range.setEndAfter(rows[2])"
    plain, _ = page.evaluate(COPY.format(pick=pick))
    lines = plain.split("\n")
    assert [line.count("\t") for line in lines] == [4, 4]
    assert lines[0].split("\t")[1] == r"$\min(\kappa_{pr},\kappa_{group})$"


def test_what_has_no_formula_is_the_browser_s_to_copy(visit):
    page = visit("notebooks/05-low-degree.html")
    assert page.evaluate(COPY.format(pick="range.selectNodeContents(of('h2'))")) is None


def test_by_the_keyboard(visit, address):
    page = visit("notebooks/05-low-degree.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.locator(f".bd-article {FIRST}").first.evaluate("e => getSelection().selectAllChildren(e)")
    page.keyboard.press("Control+c")
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert pasted.startswith(PICKS["a paragraph"][1])
    assert page.problems == []
