// Where words find room: names of curves, marks and areas that meet neither each other nor a line.

import { breadth, round, svg, text } from "./plot.js";

/** Write names beside the ends of lines, moved apart where they would overlap. */
export function names(entries, [top, bottom], gap = 15) {
  const sorted = entries.filter((e) => Number.isFinite(e.y)).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const entry of sorted) floor = (entry.place = Math.max(entry.y, floor)) + gap;
  let ceiling = bottom;
  for (const entry of sorted.reverse()) {
    entry.place = Math.min(entry.place, ceiling);
    ceiling = entry.place - gap;
  }
  return sorted.map((e) => text(e.x, e.place + 4, e.words, { class: e.kind, "text-anchor": e.anchor ?? "start" }));
}

/** Words that the room has place for, or shorter ones. */
export const fitting = (words, shorter, room) => (breadth(words) > room ? shorter : words);

/** Write names in a row at their places, moved apart and beside the line at `bar`, as far as `right`. */
export function row(entries, y, [bar, right], kind) {
  let end = -Infinity;
  return entries.toSorted((p, q) => p.place - q.place).map(({ place, words }) => {
    const half = breadth(words) / 2 + 3;
    let left = Math.max(place - half, end);
    const before = bar - 2 * half - 3;
    if (Math.abs(left + half - bar) < half + 3) left = place > bar || before < end ? bar + 3 : before;
    end = left + 2 * half;
    return text(left + half, y, end > right ? "" : words, { class: kind, "text-anchor": "middle" });
  });
}

/** Name two dots at `px` on falling curves where no curve is: over both or under both, if there is room. */
export function dotNames(px, y, [d0, d1]) {
  const [low, high] = [Math.min(d0, d1), Math.max(d0, d1)];
  const under = high >= 0.7 && low > 0.3;
  const ends = high < 0.7 ? [0, y(high) - 12] : under ? [y(low) + 12, Infinity] : [0, Infinity];
  return names([d0, d1].map((value, i) => ({ x: px + (under ? -9 : 9), y: y(value) + (under ? 12 : -12), words: `P${"₀₁"[i]}`,
    kind: `d${i}`, anchor: under ? "end" : "start" })), ends);
}

/** How many upright lines and curves (heights over `xs`) run through words in a box. */
function struck([left, right, top, bottom], uprights, xs, curves) {
  const through = curves.filter((ys) => {
    const heights = ys.filter((py, i) => xs[i] >= left - 4 && xs[i] <= right + 4 && Number.isFinite(py));
    return Math.min(...heights) < bottom + 2 && Math.max(...heights) > top - 2;
  });
  return through.length + uprights.filter((px) => px >= left - 2 && px <= right + 2).length;
}

/** Words in one line, and in two where they have a space to break at; `half` is half their width. */
function blocks(words, kind) {
  const broken = words.split(/ (?=\S+$)/);
  return [[words], ...(broken.length > 1 ? [broken] : [])].map((rows) => (
    { rows, half: Math.max(...rows.map((row) => breadth(row, kind))) / 2 + 2, tall: 15 * rows.length }));
}

/** The places between two curves, some sixty across and three at each height, where a block of words has room. */
function places(block, xs, low, high) {
  const { half, tall } = block;
  const across = xs.filter((px, i) => i % Math.ceil(xs.length / 60) === 0 && px - half >= xs[0] && px + half <= xs.at(-1));
  return across.flatMap((x) => {
    const near = xs.flatMap((px, i) => (Math.abs(px - x) <= half + 4 ? [i] : []));
    const [ceiling, floor] = [Math.max(...near.map((i) => high[i])) + 2, Math.min(...near.map((i) => low[i])) - 2];
    const spare = floor - ceiling - tall;
    return (spare > 6 ? [0.5, 0.25, 0.75] : []).map((share) => (
      { ...block, x, top: ceiling + share * spare, room: Math.min(share, 1 - share) * spare }));
  });
}

/**
 * Name the area between two curves (heights over `xs`), in one line or two, where the fewest of the
 * other curves and upright lines run through the words; not at all where it is smaller than they are.
 */
export function inside(words, xs, low, high, uprights, curves, attributes) {
  const walls = [xs[0] - 20, xs.at(-1) + 20, ...uprights].filter(Number.isFinite);
  const worth = ({ rows, half, tall, x, top, room }) => {
    const aside = Math.min(...walls.map((px) => Math.abs(px - x))) - half + 20;
    const lines = struck([x - half, x + half, top, top + tall], uprights, xs, curves);
    return Math.min(room, aside) - 1e4 * lines - 5e3 * rows.length;
  };
  const found = blocks(words, attributes.class).flatMap((block) => places(block, xs, low, high));
  const worths = found.map(worth);
  const { rows, x, top } = found[worths.indexOf(Math.max(...worths))] ?? { rows: [] };
  return svg("g", {}, ...rows.map((row, i) => text(x, top + 12 + 15 * i, row, { ...attributes, "text-anchor": "middle" })));
}

/** Name a rising curve on its right side, where the fewest lines run through the words. */
export function beside(words, xs, ys, uprights, curves, attributes) {
  const half = breadth(words) / 2;
  const places = [0, 24, 48].flatMap((away) => [0.5, 0.3, 0.7, 0.15, 0.85].map((share) => {
    const height = ys[0] + share * (ys.at(-1) - ys[0]);
    const i = ys.findLastIndex((y) => y >= height); // the words lie beside it over their whole height
    return [xs[Math.min(i + 1, xs.length - 1)] + 7 + half + away, height + 10];
  })).filter(([x]) => x + half <= xs.at(-1));
  const costs = places.map(([x, y]) => struck([x - half, x + half, y - 11, y + 4], uprights, xs, curves));
  const place = places[costs.indexOf(Math.min(...costs))];
  return place && text(...place, words, { ...attributes, "text-anchor": "middle" });
}

/**
 * Mark places on the horizontal axis by vertical lines, their names on top in two rows. The lines
 * begin under both, so that none runs through a name; one goes up to the upper row where it can.
 */
export function marks(entries, [bottom, top], [left, right]) {
  const seen = entries.filter((e) => e.place >= left - 1 && e.place <= right + 1).sort((a, b) => a.place - b.place);
  const ends = [-Infinity, -Infinity];
  const placed = seen.map((entry) => {
    const half = breadth(entry.words) / 2 + 4;
    const middle = Math.min(Math.max(entry.place, left + half), right - half + 8);
    const upper = Number(middle - half < ends[0] && ends[1] < ends[0]);
    const at = Math.max(middle, ends[upper] + half);
    ends[upper] = at + half;
    return { ...entry, half, upper, at };
  });
  return placed.map(({ place, words, kind, upper, at }) => {
    const free = upper && placed.every((other) => other.upper || Math.abs(other.at - place) > other.half);
    return svg("g", {}, svg("path", { d: `M${round(place)} ${bottom}V${round(top - (free ? 17 : 2))}`, class: kind }),
      text(at, top - 6 - 14 * upper, words, { "text-anchor": "middle", class: kind }));
  });
}
