"""The script that sets formulas behind a fold, without a browser."""

from pathlib import Path

from docutils import nodes
from docutils.utils import new_document
from py_mini_racer import MiniRacer

from polyattn_book.folded import leave_as_tex

STATIC = Path(__file__).parents[2] / "book" / "extension" / "polyattn_book" / "static"

# A page with one open fold, and a KaTeX that cannot read `bad`.
PAGE = """
const told = [];
globalThis.console = { error: (error) => told.push(error.message) };
globalThis.URL = globalThis.location = class {};
globalThis.addEventListener = () => {};
globalThis.MutationObserver = class { observe() {} };
globalThis.katex = { renderToString(tex) {
  if (tex === "bad") throw new Error("no formula");
  return `set ${tex}`;
} };
const formulas = ["a", "bad", "b"].map((textContent) => ({
  textContent, shown: textContent, closest: () => null, classList: { contains: () => false },
  replaceWith(formula) { this.shown = formula.innerHTML; },
}));
globalThis.document = {
  currentScript: {},
  createElement: () => ({}),
  querySelectorAll: () => [{ querySelectorAll: () => formulas }],
};
"""


def test_a_formula_that_cannot_be_set_stays_as_tex_and_the_others_are_set():
    page = MiniRacer()
    page.eval(PAGE)
    page.eval((STATIC / "folded.js").read_text(encoding="utf-8"))
    assert page.eval("formulas.map(({ shown }) => shown).join()") == "set a,bad,set b"
    assert page.eval("told.join()") == "no formula"


def page_with(fold, *formulas):
    page = new_document("page")
    page += (box := nodes.admonition("", *formulas, classes=[fold]))
    return box


def test_formulas_behind_a_fold_are_left_as_tex():
    line = nodes.paragraph("", "", nodes.math(text="a<b", tail=","))
    block = nodes.math_block(text=r"a\\b", number=None)
    box = page_with("sd-dropdown", line, block)
    leave_as_tex(box.document)
    shown = [x.astext() for x in box.findall(nodes.raw)]
    assert shown[0] == '<code class="tex">a&lt;b</code>,'
    assert r'<code class="tex display">\begin{aligned}a\\b\end{aligned}</code></div>' in shown[1]
    assert not [*box.findall(nodes.math), *box.findall(nodes.math_block)]


def test_those_that_can_be_linked_to_and_those_in_sight_are_set():
    numbered = page_with("behind-a-fold", nodes.math_block(text="a", number=1))
    in_sight = page_with("note", nodes.math(text="a"))
    for box in (numbered, in_sight):
        before = box.pformat()
        leave_as_tex(box.document)
        assert box.pformat() == before
