// A map of the gap P1 - P0 over degree and threshold, cell by cell, each at its own middle.

import { binomial } from "./binomial.js";
import { inside } from "./labels.js";
import { ratios } from "./law.js";
import { powerOfTen, sum } from "./numbers.js";

/**
 * Fill `image` (an ImageData of cells) column by column; yields after each one.
 *
 * `both` holds the forms of the two data sets at one threshold; the cell in column i and row j is
 * at degree `degree(i)` and `offset(j)` above that threshold. Colour says the sign of the gap,
 * opacity its size: [positive, negative], each as [red, green, blue].
 */
function* paint(image, both, x, degree, offset, width, colours) {
  const { N } = both[0];
  const { atLeast } = binomial(N);
  for (let i = 0; i < image.width; i += 1) {
    const beta = degree(i);
    const [none, some] = both.map((law, k) => lines(law, ratios({ a: [x.a0, x.a1][k], b: x.b, c: x.c }, beta)));
    for (let j = 0; j < image.height; j += 1) {
      const above = offset(j);
      const logs = [none, some].map((rows) => width * Math.log1p(-probability(rows, above, N, atLeast)));
      const gap = Math.exp(logs[0]) - Math.exp(logs[1]);
      const [red, green, blue] = colours[gap >= 0 ? 0 : 1];
      const place = 4 * (j * image.width + i);
      image.data[place] = red;
      image.data[place + 1] = green;
      image.data[place + 2] = blue;
      image.data[place + 3] = Math.round(255 * Math.abs(gap));
    }
    yield;
  }
}

/**
 * For each triple and row the number of plus signs at which the threshold is passed: at `level`,
 * and how much more of them a unit of threshold takes. At one degree it is a straight line.
 */
function lines({ N, triples }, { PQ, QR }) {
  // The same-group row and the lone row decide for a few of the 2^d sign vectors: nothing to see
  // unless d is small.
  const few = N < 40;
  const kept = few ? triples[0].rows.length : 2;
  const of = ([p, q, rest], step) => (rest + (q + p * PQ) * QR) / step;
  const rows = triples.flatMap((triple) => triple.rows.slice(0, kept).flatMap(({ amounts, share, first }) =>
    [-of(amounts, amounts[3]), of(share, amounts[3]), first]));
  const lone = few ? triples.flatMap(({ lone: { amounts, share } }) => [-of(amounts, 1), of(share, 1)]) : null;
  return { rows: Float64Array.from(rows), lone, kept };
}

/** The probability that one neuron exceeds a threshold, in floats: enough for a colour. */
function probability({ rows, lone, kept }, above, N, atLeast) {
  let total = 0;
  for (let i = 0, at = 0; i < 8; i += 1) {
    let count = N + 1;
    for (let k = 0; k < kept; k += 1, at += 3) {
      const least = Math.max(rows[at + 2], Math.floor(rows[at] + rows[at + 1] * above) + 1);
      if (least < count) count = least;
    }
    if (lone !== null && lone[2 * i] + lone[2 * i + 1] * above < 0) count = 0;
    total += atLeast(count);
  }
  return Math.min(total / 8, 1 - 1e-16);
}

/** Paint the map at once, in cells large enough to do so while a slider is dragged. */
export function coarse(view, x, both, unit) {
  for (const _ of cells(view, x, both, unit, 14)) { /* every column */ }
}

/** Paint it in small cells, a column at a step. */
export const fine = (view, x, both, unit) => cells(view, x, both, unit, 3);

/** Paint cells of `size` pixels over the scales `view.beta` and `view.theta` (in `unit`s). */
function* cells(view, x, both, unit, size) {
  const [left, right] = view.beta.range;
  const [bottom, top] = view.theta.range;
  const columns = Math.round((right - left) / size);
  const rows = Math.round((bottom - top) / size);
  const image = new ImageData(columns, rows);
  const degree = (i) => view.beta.invert(left + ((i + 0.5) / columns) * (right - left));
  const offset = (j) => unit * view.theta.invert(top + ((j + 0.5) / rows) * (bottom - top));
  yield* paint(image, both, x, degree, offset, x.width, [view.colour("d1"), view.colour("d0")]);
  const { canvas } = view;
  Object.assign(canvas, { width: columns, height: rows });
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** The thresholds that the map shows: all, or 10^-zoom on both sides of c or b + c. */
export function thresholds(x, texts) {
  if (x.zoom === 0) return { from: 0, to: 1.05 * (x.a1 + x.b + x.c), unit: 1, level: "0", name: "threshold θ" };
  const near = Math.abs(x.theta - x.c) < Math.abs(x.theta - x.b - x.c);
  return { from: -1, to: 1, unit: 10 ** -x.zoom, level: near ? texts.c : sum(texts.b, texts.c),
    name: `threshold: θ − ${near ? "c" : "(b + c)"}, in units of ${powerOfTen(-x.zoom)}` };
}

/** Say what happens where: above both curves, between them, below both. */
export function regions(xs, [low, high], [bottom, top], uprights, curves) {
  const [floor, ceiling] = [bottom, top].map((py) => xs.map(() => py));
  return [["neither activates", high, ceiling], ["only D₁ activates", low, high], ["both activate", floor, low]]
    .map(([words, under, over]) => inside(words, xs, under, over, uprights, curves, { class: "halo" }));
}
