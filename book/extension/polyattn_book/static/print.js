// The theme's print button; its own handler is an attribute, which a content policy forbids.
"use strict";

for (const button of document.querySelectorAll(".btn-download-pdf-button")) {
  button.addEventListener("click", () => print());
}

{
  // Paper is light, and nothing on it is folded away.
  const { dataset } = document.documentElement;
  let theme;
  const folded = new Set();
  addEventListener("beforeprint", () => {
    theme ??= dataset.theme;
    dataset.theme = "light";
    for (const one of document.querySelectorAll("details:not([open])")) folded.add(one);
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    dataset.theme = theme;
    theme = undefined;
    for (const one of folded) one.open = false;
    folded.clear();
  });
}
