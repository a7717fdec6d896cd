// The table of a chapter's letters, opened from anywhere on its page by a button in the page's header.
"use strict";

{
  const first = (table) => table.querySelector("th")?.textContent.trim();
  const table = [...document.querySelectorAll(".bd-article table")].find((one) => first(one) === "letter");
  const buttons = document.querySelector(".article-header-buttons");

  /** Copies of the table and of the paragraphs around it, which say the rest; no id stands twice. */
  function pieces() {
    const middle = table.parentElement.closest(".pst-scrollable-table-container") ?? table;
    const parts = [middle.previousElementSibling, middle];
    for (let next = middle.nextElementSibling; next?.matches("p"); next = next.nextElementSibling) parts.push(next);
    return parts.map((part) => {
      const copy = part.cloneNode(true);
      for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
      return copy;
    });
  }

  function made() {
    const box = document.createElement("dialog");
    box.className = "symbols";
    box.setAttribute("aria-label", "Symbols of this chapter");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => box.close());
    box.append(close, ...pieces());
    // A click beside the box is one on the dialog itself: its contents fill it but for its padding.
    box.addEventListener("click", ({ target, clientX, clientY }) => {
      const { left, right, top, bottom } = box.getBoundingClientRect();
      const within = left <= clientX && clientX <= right && top <= clientY && clientY <= bottom;
      if (target.closest("a") || (target === box && !within)) box.close();
    });
    table.closest(".bd-article").append(box);
    return box;
  }

  if (table && buttons) {
    let box;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm symbols-button";
    button.textContent = "Symbols";
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => (box ??= made()).showModal());
    buttons.prepend(button);
  }
}
