// What figures are drawn with: SVG elements, scales, axes, lines and areas.

import { shown } from "./numbers.js";

/** Make an SVG element. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Write text at a place. `attributes.class` names its meaning, and so its colour. */
export function text(x, y, words, attributes = {}) {
  return svg("text", { x: round(x), y: round(y), ...attributes }, ...levels(words));
}

/** Words in runs of one size: raised and lowered signs by how far they move, as the letters that they are. */
function runs(words) {
  return words.split(/([⁻⁰¹²³⁴-⁹ᵀ]+|[₀₁ₘ]+)/).map((run, i) => (
    i % 2 ? { run: run.normalize("NFKC"), shift: /[₀₁ₘ]/.test(run) ? 3 : -5 } : { run, shift: 0 })).filter(({ run }) => run);
}

/** Set raised and lowered signs as small letters: a font's own are too small to read on a phone. */
function levels(words) {
  let height = 0;
  return runs(words).map(({ run, shift }) => {
    const part = svg("tspan", { dy: shift - height, ...(shift && { class: "small" }) }, run);
    height = shift;
    return part;
  });
}

let pen; // measures words, in the face of the figures

/** How wide words are in a figure; sizes and weights are those of explorables.css. */
export function breadth(words, kind) {
  pen ??= document.createElement("canvas").getContext("2d");
  // A notebook draws first, and puts the figure on its page then.
  const face = getComputedStyle(document.querySelector(".explorable") ?? document.body).fontFamily;
  return runs(words).reduce((sum, { run, shift }) => {
    pen.font = `${kind === "halo" ? 600 : 400} ${shift ? 10 : 13}px ${face}`;
    return sum + pen.measureText(run).width;
  }, 0);
}

/** Show these in the figure; words stand above lines, on a rim of the page's colour, and dots above words. */
export function display(figure, ...nodes) {
  figure.replaceChildren(...nodes);
  for (const kind of ["text", "circle"]) figure.append(...figure.querySelectorAll(`svg > ${kind}, g:not([transform]) > ${kind}`));
}

export const round = (value) => Math.round(value * 10) / 10;

/** Map [from, to] linearly to [start, end]; `invert` goes back. */
export function scale([from, to], [start, end]) {
  const map = (value) => start + ((value - from) / (to - from)) * (end - start);
  map.invert = (place) => from + ((place - start) / (end - start)) * (to - from);
  map.domain = [from, to];
  map.range = [start, end];
  return map;
}

/** Round ends of an axis up to a number that reads well. */
export function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  return steps.find((step) => step * power >= value * (1 - 1e-12)) * power;
}

/** The end of an axis of degrees that shows all of these, where they are finite. */
export const reach = (least, ...degrees) => nice(Math.max(least, ...degrees.filter(Number.isFinite)));

/** Places spread evenly over an axis, the first just beyond 0. */
export const spread = (end, count) => Array.from({ length: count }, (_, i) => (end * Math.max(i, 0.2)) / (count - 1));

/** Choose about `count` places that read well between two ends. */
export function ticks([from, to], count = 5) {
  const raw = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find((k) => k * power >= raw * (1 - 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: value.toFixed(places).replace("-", "−") };
  });
}

/** Choose the powers of ten between two ends, and 2 and 5 times them where there are few. */
export function powers([from, to]) {
  const count = Math.round(Math.log10(to / from));
  const step = Math.ceil(count / 5);
  const decades = Array.from({ length: Math.floor(count / step) + 1 }, (_, i) => from * 10 ** (i * step));
  const values = count > 2 ? decades : decades.flatMap((value) => [value, 2 * value, 5 * value]);
  return values.filter((value) => value <= to * 1.001).map((value) => ({ value, label: shown(value) }));
}

/** Draw a line through points; a gap where a point is not finite. */
export function line(xs, ys, attributes) {
  let d = "";
  let open = false;
  for (let i = 0; i < xs.length; i += 1) {
    if (Number.isFinite(ys[i])) d += `${open ? "L" : "M"}${round(xs[i])} ${round(ys[i])}`;
    open = Number.isFinite(ys[i]);
  }
  return svg("path", { d, fill: "none", ...attributes });
}

/** Draw the axes of a box {left, right, top, bottom} for two scales, with their names. */
export function axes(x, y, { xName, yName, xTicks = ticks(x.domain), yTicks = ticks(y.domain), xLabels = true }) {
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  const group = svg("g", { class: "axes" });
  group.append(svg("path", { d: `M${left} ${top}V${bottom}H${right}`, fill: "none" }));
  for (const { value, label } of xTicks) {
    const place = round(x(value));
    group.append(svg("path", { d: `M${place} ${bottom}v5` }));
    if (xLabels) group.append(text(place, bottom + 18, label, { "text-anchor": "middle" }));
  }
  for (const { value, label } of yTicks) {
    const place = round(y(value));
    group.append(svg("path", { d: `M${left} ${place}h-5` }));
    group.append(text(left - 8, place + 4, label, { "text-anchor": "end" }));
  }
  group.append(text((left + right) / 2, bottom + 36, xName, { "text-anchor": "middle" }));
  group.append(text(0, 13, yName, { "text-anchor": "start" }));
  return group;
}

/** Outline the area between two curves. */
export function area(xs, low, high, attributes) {
  const forth = xs.map((x, i) => `${round(x)} ${round(low[i])}`);
  const back = xs.map((x, i) => `${round(x)} ${round(high[i])}`).reverse();
  return svg("path", { d: `M${[...forth, ...back].join("L")}Z`, ...attributes });
}

/** Draw the dotted line of the present degree, from every first to every second of `ends`, and its dots on curves. */
export function cursor(px, ends, dots) {
  return svg("g", {}, svg("path", { d: ends.map((py, i) => `${i % 2 ? "V" : `M${round(px)} `}${py}`).join(""), class: "guide" }),
    ...dots.map(([y, kind]) => svg("circle", { cx: round(px), cy: round(y), r: 6, class: kind })));
}

/** The degree that a pointer on the figure asks for; `view.beta` is the scale of degrees. */
export function degreeAt({ beta }, px) {
  const [low, high] = beta.domain;
  const degree = Math.min(Math.max(beta.invert(px), low + 0.1), high);
  return String(Number(degree.toPrecision(3)));
}
