// A formula behind a fold stands on the page as TeX: KaTeX sets it when the fold opens, by a click,
// by the search within the page, by a link to what is inside, or to be printed. It is large, and
// few readers open a fold: it comes when one of them is about to.
"use strict";

{
  const HIDDEN = "details:not([open]) > :not(summary)";
  const KATEX = new URL("katex.min.js", document.currentScript.src);
  let coming;

  /** KaTeX, asked for until it has come once. */
  function load() {
    coming ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: KATEX, onload: resolve, onerror: reject });
      document.head.append(script);
    });
    coming.catch(() => { coming = null; });
    return coming;
  }

  /** The same, and here before the next line: paper waits for nothing. */
  function loadAtOnce() {
    const asked = new XMLHttpRequest();
    asked.open("GET", KATEX, false);
    asked.send();
    if (asked.status >= 400) return;
    const script = document.createElement("script");
    script.text = asked.responseText; // the page's policy allows it by its hash
    document.head.append(script);
  }

  /** Take the punctuation off the text behind a formula. */
  function mark(text) {
    const tail = document.createElement("span");
    tail.className = "tail";
    tail.textContent = text.data.match(/^[,.;:!?)]*/)[0];
    text.data = text.data.slice(tail.textContent.length);
    return tail.textContent ? [tail] : [];
  }

  /** Put a set formula in the place of its TeX, the punctuation behind it on its line. */
  function set(tex) {
    const displayMode = tex.classList.contains("display");
    const formula = document.createElement("span");
    if (!displayMode) formula.className = "math notranslate nohighlight"; // else its box has it
    const style = tex.classList.contains("d") ? "\\displaystyle " : "";
    formula.innerHTML = katex.renderToString(style + tex.textContent, { displayMode, strict: "ignore" });
    const behind = tex.nextSibling;
    if (behind?.data) formula.querySelector(".katex-html > :last-child").append(...mark(behind));
    tex.replaceWith(formula);
  }

  /** Set what a fold shows: before the next paint, so that nobody sees its TeX, if KaTeX is here. */
  function open(fold) {
    const shown = [...fold.querySelectorAll("code.tex")].filter((tex) => !tex.closest(HIDDEN));
    if (!shown.length) return;
    if (!globalThis.katex) {
      load().then(() => open(fold), () => {}); // its TeX stays, till a fold opens again
      return;
    }
    for (const tex of shown) {
      try {
        set(tex);
      } catch (error) {
        console.error(error); // its TeX stays, and the others are set
      }
    }
  }

  /** A mouse, a finger or the keyboard has come to a fold: it may open next. */
  function near({ target }) {
    if (target.closest?.("summary")?.parentElement.querySelector("code.tex")) load();
  }

  const opened = () => document.querySelectorAll("details[open]").forEach(open);
  const changes = new MutationObserver((seen) => new Set(seen.map(({ target }) => target)).forEach(open));
  changes.observe(document, { subtree: true, attributeFilter: ["open"] });
  for (const kind of ["pointerover", "focusin"]) addEventListener(kind, near);
  // Before anyone is told of the print, and so before the folds open for it.
  addEventListener("beforeprint", () => {
    if (!globalThis.katex && location.protocol !== "file:") loadAtOnce();
    opened();
  }, true);
  opened(); // before this script has come
  // From disk it costs nobody a byte, and could not be had at once.
  if (location.protocol === "file:") load();
}
