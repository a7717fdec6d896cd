// A formula behind a fold stands on the page as TeX: KaTeX sets it when the fold opens, by a click,
// by the search within the page, by a link to what is inside, or to be printed.
"use strict";

{
  const HIDDEN = "details:not([open]) > :not(summary)";

  /** Put a set formula in the place of its TeX, the mark behind it on its line. */
  function set(tex) {
    const formula = document.createElement("span");
    formula.className = "math notranslate nohighlight";
    formula.innerHTML = katex.renderToString(tex.textContent, { strict: "ignore" });
    const tail = tex.nextSibling;
    if (tail?.className === "tail") formula.querySelector(".katex-html > :last-child").append(tail);
    tex.replaceWith(formula);
  }

  function open(fold) {
    for (const tex of fold.querySelectorAll("code.tex")) {
      if (tex.closest(HIDDEN)) continue;
      try {
        set(tex);
      } catch (error) {
        console.error(error); // its TeX stays, and the others are set
      }
    }
  }

  // Told before the next paint, and before paper is laid out: nobody sees the TeX.
  const changes = new MutationObserver((seen) => new Set(seen.map(({ target }) => target)).forEach(open));
  changes.observe(document, { subtree: true, attributeFilter: ["open"] });
  document.querySelectorAll("details[open]").forEach(open); // before this script has come
}
