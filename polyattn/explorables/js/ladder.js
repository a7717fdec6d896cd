// Where does a bound lose? The lines of a derivation as rungs at their values.

import { answer, climb, written } from "./climb.js";
import { powerOfTen, shown } from "./numbers.js";
import { display, line, round, scale, svg, text, ticks } from "./plot.js";
import { rows, stateOfAssumption, stateOfLine } from "./rungs.js";
import { double } from "./wide.js";

const TOP = 44; // px of the scale above the first row, as in explorables.css
const NARROW = 560;
const READ = { linear: "value", log: "value, logarithmic", lack: "what it lacks to 1, logarithmic" };

/** The ends of the scale and the places that are marked on it. */
function axis(places, kind, chance, count) {
  let [low, high] = [Math.min(...places), Math.max(...places)];
  if (kind !== "linear") {
    [low, high] = [Math.floor(low), Math.max(Math.ceil(high), Math.floor(low) + 1)];
    const step = Math.ceil((high - low) / count);
    const exponents = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
    return { ends: [low, high], marks: exponents.map((at) => ({ at, label: Math.abs(at) < 3 ? shown(10 ** at) : powerOfTen(at) })) };
  }
  if (chance) [low, high] = [Math.min(low, 0), Math.max(high, 1)];
  const room = low === high ? Math.max(Math.abs(low) / 10, 0.1) : chance ? 0 : (high - low) / 12;
  const ends = [low - room, high + room];
  return { ends, marks: ticks(ends, count).map(({ value, label }) => ({ at: value, label })) };
}

/** The scale above the rows, and faint lines at its marks, from every first to every second of `ends`. */
function ruled(place, marks, ends) {
  const [left, right] = place.range;
  const top = svg("g", { class: "axes" }, svg("path", { d: `M${left} ${TOP - 4}H${right}`, fill: "none" }));
  for (const { at, label } of marks) {
    const px = place(at);
    top.append(line([px, px], [TOP - 9, TOP - 4], {}), text(px, TOP - 13, label, { "text-anchor": "middle" }));
  }
  const upright = (px) => ends.map((py, i) => `${i % 2 ? "V" : `M${round(px)} `}${round(py)}`).join("");
  return [...marks.map(({ at }) => svg("path", { d: upright(place(at)), class: "rule faint" })), top];
}

/** The rungs: from one value down and across to the next, what is lost shaded. */
function climbed(lines, heights, place, narrow) {
  let last = null;
  return lines.flatMap((one, i) => {
    if (!Number.isFinite(one.at)) return [];
    const here = { px: place(one.at), py: heights[i] };
    const from = last ?? here;
    last = here;
    const ways = { x: round(Math.min(here.px, from.px)), width: round(Math.abs(here.px - from.px)) };
    return [
      svg("rect", { ...ways, y: here.py - 7, height: 14, class: "slack" }),
      line([from.px, from.px], [from.py, here.py], { class: narrow ? "rule faint" : one.promised ? "rail" : "bound" }),
      line([from.px, here.px], [here.py, here.py], { class: one.promised ? "rail" : "bound" }),
      svg("circle", { cx: round(here.px), cy: round(here.py), r: 5.5, class: `mark ${one.broken ? "d1" : one.promised ? "" : "bound"}` }),
    ];
  });
}

export default {
  height: () => 300,
  rows,
  ranges: (x) => ({ plus: [0, x.d - 3] }),

  compute(x, texts, table) {
    const found = climb(x, texts, table);
    const outputs = Object.fromEntries(found.lines.map(({ value, lack }, i) => [
      `line-${i}`, { value: value ? double(value) : NaN, text: value ? written(value, lack) : "no number" }]));
    return { ...found, outputs, answer: answer(found, table.chance) };
  },

  draw(view, x, { lines, found, kind, assumed }, { chance }) {
    const list = view.svg.parentNode.querySelector(".rungs");
    const narrow = view.width < NARROW;
    list.classList.toggle("narrow", narrow);
    lines.forEach((one, i) => stateOfLine(list.children[i], one, kind));
    const given = view.svg.parentNode.parentNode.querySelector(".given ul");
    assumed.forEach((one, i) => stateOfAssumption(given.children[i], one));
    const bottom = list.offsetHeight;
    view.svg.setAttribute("height", bottom);
    const start = narrow ? 24 : Math.round(view.width * 0.56);
    const heights = [...list.children].map((row) => row.offsetTop + (narrow ? row.offsetHeight - 16 : row.offsetHeight / 2));
    const name = text(start - (narrow ? 24 : 0), 13, READ[kind]);
    if (!found.length) return display(view.svg, name);
    const { ends, marks } = axis(found.map(({ at }) => at), kind, chance, narrow ? 4 : 3);
    const place = scale(ends, [start, view.width - 24]);
    // On a phone the words stand in the way: lines run beside the rungs only.
    const beside = narrow ? heights.flatMap((py) => [py - 11, py + 11]) : [TOP, bottom];
    return display(view.svg, ...ruled(place, marks, beside), name, ...climbed(lines, heights, place, narrow));
  },
};
