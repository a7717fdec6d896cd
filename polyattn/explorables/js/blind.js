// How many values of K a network may tell apart and still have a gap of one half at most.

import { binomial } from "./binomial.js";
import { profileGap } from "./formulas.js";

const TIE = 0.5 * (1 + 1e-12); // one neuron on three groups or fewer reaches exactly one half
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const kept = { key: "", steps: 0 };

/** The largest gap that the line through shifted tails leaves: it rises to it and falls from there. */
function gap(N, steps, m) {
  if (steps > N) return 1;
  const { below, between, last } = binomial(N);
  const corner = (k) => [below(k), between(k - steps, k)]; // 1 - T(k) and T(k - J) - T(k)
  const height = ([rest, lift]) => (rest > 0 ? profileGap({ m, rest, lift }) : 0);
  const at = (k) => height(corner(k));
  let [low, high] = [Math.max(0, N - last), Math.min(N + 1, last + 1 + steps)];
  while (high - low > 3) {
    const third = Math.floor((high - low) / 3);
    if (at(low + third) <= at(high - third)) low += third; else high -= third;
  }
  let best = 0;
  const end = Math.min(high + 1, N + 1);
  for (let k = Math.max(low - 1, 0); k < end; k += 1) best = Math.max(best, along(height, corner(k), corner(k + 1)));
  return best;
}

/** The largest height between two corners, by golden section. */
function along(height, one, other) {
  const at = (part) => height(one.map((x, i) => x * (1 - part) + other[i] * part));
  let [low, high, best] = [0, 1, Math.max(height(one), height(other))];
  for (let round = 0; round < 40; round += 1) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    const heights = [at(left), at(right)];
    best = Math.max(best, ...heights);
    if (heights[0] < heights[1]) low = left; else high = right;
  }
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
