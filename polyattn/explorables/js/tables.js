// Results as tables: a row each, with its name, what it means or why there is none, and its number.

import { html } from "./controls.js";
import { grouped, probability, rounded, shown } from "./numbers.js";

/** The row's name, a link to its statement where the page has one, and whether it is a bound. */
function head({ name, label, kind }) {
  const known = document.querySelector(`a[href$="#${label}"]`);
  const words = known ? html("a", { href: known.getAttribute("href") }, name) : name;
  return html("th", { scope: "row" }, words, " ", html("small", {}, kind));
}

/** Build the tables of an explorable; `output(name)` makes the element that holds a result. */
export function tables(sections, output) {
  const row = ({ key, meaning, ...names }) => html("tr", {}, head({ key, ...names }),
    html("td", {}, meaning, output(`${key}-chance`), output(`${key}-why`)),
    html("td", {}, output(key), " ", output(`${key}-limit`)));
  return sections.map(({ caption, heads, rows }) => html("table", { class: "results" }, html("caption", {}, caption),
    html("thead", {}, html("tr", {}, ...heads.map((words) => html("th", { scope: "col" }, words)))),
    html("tbody", {}, ...rows.map(row))));
}

/** Write a degree with two decimals, one above 10,000 without any. */
function fixed(value, side = "nearest") {
  const places = value < 1e4 ? 2 : 0;
  if (value >= 1e6 || value < 0.005) return shown(rounded(value, 3, side));
  return grouped(rounded(value, Math.floor(Math.log10(value)) + 1 + places, side).toFixed(places));
}

/** Write what is promised: a bound from below is rounded down, and what it lacks to 1 up. */
function promised(value, words, complement = 1 - value) {
  const [own, other] = words.endsWith("most") ? ["up", "down"] : ["down", "up"];
  return `, ${words} ${probability(rounded(value, 3, own), rounded(complement, 2, other))}`;
}

/** How each kind of cell is written; what is no number is left out, and a dash stands for the main one. */
export const CELLS = {
  cell: ({ value, side }) => (Number.isFinite(value) ? fixed(value, side) : "–"),
  limit: ({ value }) => (Number.isFinite(value) ? `(${fixed(value)})` : ""),
  promise: ({ value, complement, words }) => (Number.isFinite(value) ? promised(value, words, complement) : ""),
};
