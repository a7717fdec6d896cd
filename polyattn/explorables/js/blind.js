// How many values of K a network may tell apart and still have a gap of one half at most.

import { binomial } from "./binomial.js";
import { refinedGap } from "./formulas.js";

const TIE = 0.5 * (1 + 1e-12); // one neuron on three groups or fewer reaches exactly one half
const kept = { key: "", steps: 0 };

/** The bound for so many steps: its largest value over K, which rises and then falls beyond the middle. */
function gap(N, steps, m) {
  const { atLeast, between, last } = binomial(N);
  const at = (k) => refinedGap({ m, more: between(k - steps, k), tail: atLeast(k) });
  let [low, high] = [Math.floor((N + steps + 1) / 2), Math.min(N + 1, last + 1 + steps)];
  while (high - low > 8) {
    const third = Math.floor((high - low) / 3);
    if (at(low + third) < at(high - third)) low += third; else high -= third;
  }
  let best = 0;
  for (let k = low; k <= high; k += 1) best = Math.max(best, at(k));
  return best;
}

/** The greatest number of steps with a bound of one half at most; 0 where there is none. */
export function blindSteps({ N, m }) {
  const key = `${N} ${m}`;
  if (kept.key === key) return kept.steps;
  let [low, high] = [0, N + 1]; // all steps together leave a gap of 1
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (gap(N, middle, m) <= TIE) low = middle; else high = middle;
  }
  Object.assign(kept, { key, steps: low });
  return low;
}
