// The controls of an explorable: native sliders with a number to type, and radio buttons.

import { shown, written } from "./numbers.js";

/** Make an HTML element; attributes whose value is false are left out. */
export function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const digitsOf = (step) => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (step < 1 ? 1 : 0));
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

/** Make a slider and its number. `ask(text)` is called with what the reader wants. */
export function slider(name, parameter, id, ask) {
  const { label, log, whole } = parameter;
  const bar = html("input", { type: "range", name, id, step: "any" });
  const number = html("input", {
    type: "number", name: `${name}-number`, step: "any", min: parameter.least, max: parameter.most,
    "aria-label": `${label}, typed`, inputmode: "decimal",
  });
  const usual = [parameter.low, parameter.high, parameter.step].map(Number);
  let [low, high, step] = usual;

  const toBar = (value) => (log ? Math.log10(value) : value);
  // The slider gives no more digits than it can be set to; typed values keep all of theirs.
  const fromBar = (place) => {
    if (place >= toBar(high) || place <= toBar(low)) return written(place > toBar(low) ? high : low, 12);
    const value = log ? Number((10 ** place).toPrecision(3)) : Math.round(place / step) * step;
    return whole ? written(Math.round(within(value)), 0) : written(within(value), log ? 12 : digitsOf(step));
  };
  const within = (value) => Math.min(Math.max(value, low), high);

  bar.addEventListener("input", () => ask(fromBar(Number(bar.value))));
  bar.addEventListener("keydown", (event) => {
    const ends = { Home: low, End: high };
    if (!(event.key in STEPS) && !(event.key in ends)) return;
    event.preventDefault();
    const now = Number(number.value);
    ask(event.key in ends ? fromBar(toBar(ends[event.key])) : moved(now, STEPS[event.key]));
  });
  function moved(now, steps) {
    if (!log) {
      const unit = step * Math.max(1, Math.round((high - low) / 100 / step));
      return written(within((Math.round(now / unit) + steps) * unit), digitsOf(step));
    }
    const target = within(now * (high / low) ** (steps / 100));
    const least = whole ? within(now + Math.sign(steps)) : target;
    return fromBar(toBar(steps > 0 ? Math.max(target, least) : Math.min(target, least)));
  }
  number.addEventListener("input", () => number.toggleAttribute("aria-invalid", !ask(number.value, true)));

  const element = html("div", { class: "control" }, html("label", { for: id }, label), bar, number);
  /** Show a value, on a slider that may have new ends and a new step. */
  function show(text, ends = []) {
    [low, high, step] = usual.map((value, i) => ends[i] ?? value);
    bar.min = toBar(low);
    bar.max = toBar(high);
    bar.value = toBar(Number(text));
    bar.setAttribute("aria-valuetext", shown(Number(text), 6));
    if (document.activeElement !== number || Number(number.value) !== Number(text)) number.value = text;
  }
  number.addEventListener("change", () => ask(number.value) || ask(null));
  return { element, show };
}

/** Make radio buttons, one an option. */
export function choice(name, parameter, id, ask) {
  const boxes = Object.entries(parameter.options).map(([value, label]) => {
    const box = html("input", { type: "radio", name: id, value, id: `${id}-${value}` });
    box.addEventListener("change", () => ask(value));
    return [box, html("label", { for: box.id }, label)];
  });
  const element = html("fieldset", { class: "control choice", "data-name": name },
    html("legend", {}, parameter.label), ...boxes.map((pair) => html("span", {}, ...pair)));
  return { element, show: (text) => boxes.forEach(([box]) => (box.checked = box.value === text)) };
}
