// Light or dark before the first paint. The theme's own script decides when the whole page is
// read; until then its colours have no value, and borders in them no width.
"use strict";

if (document.documentElement.dataset.theme === "auto") {
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches
    ? "dark"
    : "light";
}
