// The page elements of an explorable: figure, answer, controls, readings, in this order.

import { choice, html, slider } from "./controls.js";
import { probability, shown } from "./numbers.js";
import { svg } from "./plot.js";
import { CELLS, tables } from "./tables.js";

/**
 * Build everything that one explorable shows. `ask(name, text)` is what a control calls, with a
 * null text where it wants to be shown its value again; `choose(values)` what a button calls. `rows`
 * makes the readings of an explorable that has a place of its own for them, in and below its picture.
 * `given(data)` hears of a file of the reader's, where `takes` says that there may be one.
 */
export function layout(root, table, { prefix, canvas, linked, rows, takes, ask, choose, given }) {
  const parts = {
    figure: svg("svg", { role: "img", "aria-label": table.alt }),
    canvas: canvas ? html("canvas", { "aria-hidden": "true" }) : "",
    answer: html("p", { class: "answer" }),
    note: html("p", { class: "note" }),
    said: html("p", { class: "said", role: "status" }),
    link: html("a", { class: "link" }, "link to this setting"),
    file: takes ? takes.control(takes, `${prefix}-file`, given) : null,
    controls: {},
    outputs: {},
  };
  for (const [name, parameter] of Object.entries(table.parameters)) {
    const make = parameter.options ? choice : slider;
    parts.controls[name] = make(name, parameter, `${prefix}-${name}`, (text) => ask(name, text));
  }
  const output = (name) => (parts.outputs[name] = html("output", { name, "aria-live": "off", id: `${prefix}-out-${name}` }));
  const reading = ([name, label]) => html("span", {}, html("label", { for: `${prefix}-out-${name}` }, label), output(name));
  const own = rows?.(table, output);
  const readings = own ? [] : table.sections ? tables(table.sections, output)
    : [html("div", { class: "readings" }, ...Object.entries(table.outputs).map(reading))];
  const button = (words, values) => {
    const element = html("button", { type: "button" }, words);
    element.addEventListener("click", () => choose(values));
    return element;
  };
  const [seen, more] = [false, true].map((hidden) => Object.keys(parts.controls)
    .filter((name) => Boolean(table.parameters[name].more) === hidden).map((name) => parts.controls[name].element));
  parts.picture = html("div", { class: "picture" }, own?.inside ?? "", parts.canvas, parts.figure);
  const { answer, note, said, link, picture } = parts;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", table.question);
  root.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab leaves the arrow keys to us
  root.classList.add("explorable", "mounted");
  root.append(html("div", { class: "live" },
    html("p", { class: "question" }, table.question),
    html("div", { class: "presets" }, ...Object.entries(table.presets).map((pair) => button(...pair)), button("Reset", null)),
    picture, answer, own?.below ?? "",
    html("div", { class: "controls" }, ...seen),
    more.length ? html("details", {}, html("summary", {}, "more"), html("div", { class: "controls" }, ...more)) : "",
    parts.file?.element ?? "", note, ...readings, linked ? html("p", { class: "foot" }, link) : "", said));
  return parts;
}

const WORDS = {
  probability: ({ value, complement }) => probability(value, complement),
  threshold: ({ value }) => shown(value, 10),
  number: ({ value }) => shown(value),
  words: ({ value }) => value,
  ...CELLS,
};

/** Write a result into its output: the full value for machines, few digits for a reader. */
export function write(output, result) {
  const all = typeof result === "object" ? result : { value: result };
  output.dataset.value = String(all.value);
  output.textContent = all.text ?? WORDS[all.kind ?? "number"](all);
}
