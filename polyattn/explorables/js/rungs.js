// The words of a ladder: a row for each line with its formula and reason, and what is assumed.

import { lost, written } from "./climb.js";
import { html } from "./controls.js";
import { formula } from "./mathml.js";

const SIGNS = { "": "", "=": "=", "<=": "≤", "<": "<", ">=": "≥", ">": ">" };

/** A statement's name, a link to it where the page has one. */
function statement(label) {
  const known = document.querySelector(`a[href$="#${label}"]`);
  return known ? html("a", { href: known.getAttribute("href") }, known.textContent) : label;
}

const LABEL = /((?:thm|lem|cor|obs):[\w-]+)(?:#[^,;]*)?/;

/** Words with the names of the statements in them. */
const named = (words) => words.split(LABEL).map((part, i) => (i % 2 ? statement(part) : part));

/** Words and formulas, and the statements that a line rests on. */
function reason({ reason: parts, labels, words }) {
  const why = parts.flatMap((part) => (typeof part === "string" ? named(part) : [formula(part.formula, part.text)]));
  const told = parts.join().split(LABEL);
  const by = [...new Set(labels)].filter((label) => !told.includes(label)).flatMap((label, i) => [i ? ", " : why.length ? ", by " : "by ", statement(label)]);
  return html("span", { class: "reason" }, ...why, ...by, words ? " (in words)" : "");
}

/** Build the rows and the list of assumptions; `output(name)` makes what holds a number. */
export function rows({ rungs, given }, output) {
  const line = (rung, i) => html("li", {},
    html("span", { class: "sign" }, SIGNS[rung.sign]), formula(rung.formula, rung.text),
    output(`line-${i}`), reason(rung), html("span", { class: "state" }));
  const assumption = (one) => html("li", {}, formula(one.formula, one.text), " ", html("span", { class: "state" }));
  return {
    inside: html("ol", { class: "rungs" }, ...rungs.map(line)),
    below: given.length ? html("div", { class: "given" }, html("p", {}, "Promised where"), html("ul", {}, ...given.map(assumption))) : "",
  };
}

/** Say of a line what it loses, or that it is not promised or false. */
export function stateOfLine(row, one, kind) {
  const loses = one.loss > 1e-12 && one.sign !== "=" ? `loses ${lost(one.loss, kind)}` : "";
  row.className = one.broken ? "broken" : one.promised ? "" : "open";
  row.querySelector(".state").textContent = one.broken ? "✗ false here" : one.promised ? loses : "○ not promised here";
}

/** Say of an assumption whether it holds, with its two numbers. */
export function stateOfAssumption(row, { truth, sides, plain }) {
  const numbers = sides.length && !plain ? ` ${sides.map((x) => written(x)).join(" against ")}` : "";
  row.className = truth === false ? "broken" : "";
  row.querySelector(".state").textContent = (truth === null ? (sides.length ? "≈" : "–") : truth ? "✓" : "✗ fails:") + numbers;
}
