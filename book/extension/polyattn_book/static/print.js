// The theme's print button; its own handler is an attribute, which a content policy forbids.
for (const button of document.querySelectorAll(".btn-download-pdf-button")) {
  button.addEventListener("click", () => print());
}
