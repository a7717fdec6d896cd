// A formula is copied as its LaTeX: $...$ in a line, $$...$$ displayed. Where a selection begins or
// ends within a formula, it is taken whole.
"use strict";

{
  /** The formula that a place in the page lies in. */
  function formula(node) {
    const one = (node instanceof Element ? node : node.parentElement)?.closest(".katex");
    return one?.closest(".katex-display") ?? one;
  }

  /** A copy of what is selected, with whole formulas at its ends. */
  function selected(range) {
    const whole = range.cloneRange();
    const [first, last] = [range.startContainer, range.endContainer].map(formula);
    if (first) whole.setStartBefore(first);
    if (last) whole.setEndAfter(last);
    const part = whole.cloneContents();
    // The mark behind a formula is part of its markup: left out where the selection ends before it.
    if (last && !range.endContainer.parentElement.closest(".tail")) [...part.querySelectorAll(".katex")].at(-1).querySelector(".tail")?.remove();
    return part;
  }

  /** Put each formula's LaTeX in its place, and a row of a table on one line. */
  function written(part) {
    for (const sign of part.querySelectorAll(".headerlink")) sign.remove();
    for (const only of part.querySelectorAll(":is(td, th) > p:only-child")) only.replaceWith(...only.childNodes);
    for (const tex of part.querySelectorAll("code.tex")) tex.replaceWith(`$${tex.textContent}$`); // still folded
    for (const one of part.querySelectorAll(".katex-display, :not(.katex-display) > .katex")) {
      const sign = one.matches(".katex-display") ? "$$" : "$";
      const tail = one.querySelector(".tail")?.textContent ?? "";
      one.replaceWith(sign + one.querySelector("annotation").textContent.trim() + sign + tail);
    }
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (event.target.closest?.("input, textarea") || selection.isCollapsed) return;
    const box = document.createElement("div");
    for (let i = 0; i < selection.rangeCount; i += 1) box.append(selected(selection.getRangeAt(i)));
    if (!box.querySelector(".katex")) return; // the browser does it
    written(box);
    for (const link of box.querySelectorAll("a[href]")) link.href = link.href; // in full: it leads here from elsewhere
    box.className = "copied";
    document.querySelector(".bd-article").append(box); // laid out, so that blocks, rows and cells come apart
    event.clipboardData.setData("text/plain", box.innerText.trim());
    event.clipboardData.setData("text/html", box.innerHTML);
    event.preventDefault();
    box.remove();
  });
}
