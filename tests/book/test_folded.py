"""The script that sets formulas behind a fold, without a browser."""

from pathlib import Path

from py_mini_racer import MiniRacer

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
  textContent, shown: textContent, closest: () => null,
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
