// At which degree is the best gap S_m one half, for each width m? On a grid of degrees, so that the answer is one.

import { widthDegree } from "./formulas.js";
import { detectionDegree } from "./model.js";
import { separability } from "./separability.js";

const GRID = 10000; // degrees are whole multiples of 1 / GRID
export const LEAST = 0.01; // the degrees that are tried
export const MOST = 10000;

/** The formula for the critical degree at a width; one and two neurons have no logarithm above 1 to divide by. */
export const formulaDegree = (x) => (x.width > 2 ? widthDegree({ ...x, a: x.a1, N: x.d - 3, m: x.width }) : detectionDegree(x, x.a1));

/** Two neighbours below and above, for a gap less one half; or why there are none. */
function bracket(above, start) {
  let low = Math.round(Math.min(Math.max(start, LEAST), MOST) * GRID);
  let [atLow, high] = [above(low), low];
  let [atHigh, step] = [atLow, 0.1 * GRID];
  while (atHigh < 0) {
    if (high >= MOST * GRID) return { end: Infinity };
    [low, atLow] = [high, atHigh];
    high = Math.min(high + step, MOST * GRID);
    atHigh = above(high);
    step = Math.min(2 * step, Math.max(step, Math.round(0.15 * high))); // what is passed by here was not tried
  }
  while (atLow >= 0) {
    if (low <= LEAST * GRID) return { end: 0 };
    [high, atHigh] = [low, atLow];
    low = Math.max(low - step, LEAST * GRID);
    atLow = above(low);
    step *= 2;
  }
  return { low, high, atLow, atHigh };
}

/**
 * The degree at which S_m passes one half: the gap has it there and 0.0001 below it has not. Infinity
 * where no degree up to `MOST` was found to have it, 0 where `LEAST` has it already. Towards the
 * place where the chord is zero, as far as halving leaves room (Oliveira and Takahashi's method).
 */
function halfDegree(x) {
  const above = (k) => separability({ ...x, degree: k / GRID }).value - 0.5;
  let { low, high, atLow, atHigh, end } = bracket(above, formulaDegree(x) + 0.1);
  if (end !== undefined) return end;
  const first = high - low;
  for (let room = 2 ** (Math.ceil(Math.log2(first)) + 1); high - low > 1; room /= 2) {
    const middle = (low + high) / 2;
    const chord = (low * atHigh - high * atLow) / (atHigh - atLow);
    const inward = Math.sign(middle - chord);
    const near = chord + inward * Math.min((0.2 / first) * (high - low) ** 2, Math.abs(middle - chord));
    const most = Math.max(0, (room - (high - low)) / 2);
    const place = Math.abs(near - middle) <= most ? near : middle - inward * most;
    const k = Math.min(Math.max(Math.round(place), low + 1), high - 1);
    const value = above(k);
    if (value < 0) [low, atLow] = [k, value]; else [high, atHigh] = [k, value];
  }
  return high / GRID;
}

const kept = { key: "", points: new Map() };

/** The points of the curve so far, by their width. A change of the width alone keeps them. */
export function known(x) {
  const key = JSON.stringify({ ...x, width: 0 });
  if (kept.key !== key) Object.assign(kept, { key, points: new Map() });
  return kept.points;
}

/** The degree of one width of the curve; no number where there is nothing to detect. */
export function half(x, width) {
  const points = known(x);
  if (!points.has(width)) points.set(width, x.a0 < x.a1 ? halfDegree({ ...x, width }) : NaN);
  return points.get(width);
}
