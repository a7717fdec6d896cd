// The best threshold for telling two data sets apart: a sweep over all values of X that matter.

import { binomial } from "./binomial.js";
import { logRQ } from "./formulas.js";
import { weights } from "./model.js";

const SIGNS = [-1, 1];
const LARGEST = 300; // in logs: smaller weights are cut off here, far below what counts

/**
 * The values of X on both data sets: 16 lists, by data set and sign triple, each falling.
 *
 * A value is coarse + unit * fine. At a high degree values differ by less than a float of their
 * own size can tell, so what they share (one of c, b + c, ...) is kept apart from the rest.
 */
function values(x) {
  const N = x.d - 3;
  const { atLeast, below, mass } = binomial(N);
  // Counts beyond these ends change S by less than 1e-6: above, none of the neurons gets so far
  // (Hoeffding); below, T(K) / 8 > 40 / m, and a data set that is passed there always activates.
  const reach = (chance) => Math.sqrt((N / 2) * Math.log(1 / chance));
  const last = Math.min(N, Math.ceil(N / 2 + reach(1e-7 / x.width)));
  let first = Math.max(0, Math.floor(N / 2 - reach(1e-7)));
  while (atLeast(first + 1) > 320 / x.width) first += 1;
  const size = last - first + 1;
  const away = Math.exp(Math.max(logRQ({ b: x.b, c: x.c, beta: x.degree }), -LARGEST));
  const unit = away / (1 + N * away); // u_o
  const [coarse, fine, chance] = [0, 1, 2].map(() => new Float64Array(16 * size));
  let at = 0;
  for (const a of [x.a0, x.a1]) {
    const w = weights(x, a, x.degree);
    const [locked, grouped, own] = [w.planted > 0.5, w.group > 0.5, w.own > 0.5];
    for (const s1 of SIGNS) for (const sg of SIGNS) for (const sd of SIGNS) {
      const base = (locked ? a * s1 : 0) + (grouped ? x.b * sg : 0) + x.c * sd;
      const feature = (locked ? -a * s1 * w.plantedComplement : a * s1 * w.planted) / unit;
      const rest = feature + (grouped ? -x.b * sg * N * w.cross : x.b * sg * w.group) / unit;
      const step = (x.b * w.cross) / unit;
      for (let K = last; K >= first; K -= 1, at += 1) {
        const S = 2 * K - N;
        const y = K > 0 ? 1 : -1;
        const mine = rest + step * S;
        const level = (own ? x.b * y : 0) + x.c * sd;
        const others = (a * s1) / x.t + x.b * (sg + S - y) + (own ? -x.b * y * N : (x.b * y * w.own) / unit);
        const planted = base + unit * mine - (level + unit * others) || (base === level ? mine - others : 0);
        coarse[at] = planted > 0 ? base : level;
        fine[at] = planted > 0 ? mine : others;
        // What lies beyond the ends is of no weight and goes with them.
        chance[at] = (K === last ? atLeast(K) : K === first ? below(K + 1) : mass(K)) / 8;
      }
    }
  }
  return { size, unit, coarse, fine, chance };
}

/** Order all values from the top down, by merging the lists. */
function order({ size, unit, coarse, fine }) {
  const key = coarse.map((value, i) => value + unit * fine[i]);
  const tied = (i, j) => (coarse[i] === coarse[j] ? fine[i] - fine[j] : 0);
  const compare = (i, j) => key[i] - key[j] || tied(i, j);
  let from = Int32Array.from(key, (_, i) => i);
  let to = new Int32Array(from.length);
  for (let run = size; run < from.length; run *= 2) {
    for (let start = 0; start < from.length; start += 2 * run) {
      const [middle, end] = [Math.min(start + run, from.length), Math.min(start + 2 * run, from.length)];
      let [i, j] = [start, middle];
      for (let k = start; k < end; k += 1) to[k] = i < middle && (j >= end || compare(from[i], from[j]) >= 0) ? from[i++] : from[j++];
    }
    [from, to] = [to, from];
  }
  return { sorted: from, compare };
}

/**
 * The supremum S of P1 - P0 over all thresholds, where it is reached, and how long the interval
 * of thresholds around it is on which the gap keeps half of S.
 */
export function separability(x) {
  const all = values(x);
  const { sorted, compare } = order(all);
  const silent = (p) => Math.exp(x.width * Math.log1p(-Math.min(p, 1 - 1e-16)));
  const half = sorted.length / 2;
  const p = [0, 0];
  const [places, gaps] = [[], []];
  let best = 0;
  for (let i = 0; i < sorted.length;) {
    // The event is strict: at a value itself, what equals it does not count.
    const gap = silent(p[0]) - silent(p[1]);
    if (gap > gaps[best]) best = gaps.length;
    places.push(sorted[i]);
    gaps.push(gap);
    const here = sorted[i];
    for (; i < sorted.length && compare(here, sorted[i]) === 0; i += 1) p[sorted[i] < half ? 0 : 1] += all.chance[sorted[i]];
  }
  let [low, high] = [best, best];
  while (low + 1 < gaps.length && gaps[low + 1] >= gaps[best] / 2) low += 1;
  while (high > 0 && gaps[high - 1] >= gaps[best] / 2) high -= 1;
  const [from, to] = [places[low], places[Math.max(high - 1, 0)]];
  const tolerance = all.coarse[to] - all.coarse[from] + all.unit * (all.fine[to] - all.fine[from]);
  return { value: gaps[best], threshold: all.coarse[places[best]] + all.unit * all.fine[places[best]], tolerance };
}
