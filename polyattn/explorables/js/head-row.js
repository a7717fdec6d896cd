// One row of scores under a softmax and under a power: what one reads off its weights, and how far apart they are.

const LEAST = 2 ** -20; // degrees below count as 0, as in polyattn.heads
const NEAR = 0.05;

/** The keys that a row may use (their scores are above −∞), the largest score first, and how far each is below it. */
export function sorted(scores) {
  const keys = Array.from(scores.keys()).filter((key) => scores[key] > -Infinity);
  keys.sort((one, other) => scores[other] - scores[one] || one - other);
  const top = scores[keys[0]];
  return { keys, top, below: Float64Array.from(keys, (key) => scores[key] - top) };
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** Numbers, divided by their sum. */
function shares(powers) {
  const sum = total(powers);
  return powers.map((power) => power / sum);
}

/** The weights of a softmax at a scale. */
export const softmax = (below, scale = 1) => shares(below.map((x) => Math.exp(scale * x)));

/** Whether the largest score with its offset leaves a row weight, and can be divided by. */
export const weighs = (top) => top > 1e-300;

/** The weights of (1 + x / top)₊ to a degree: `top` is the largest score with its offset. */
export const power = (below, top, degree) => shares(below.map((x) => Math.exp(degree * Math.log1p(Math.max(x / top, -1)))));

/** What one reads off weights, the largest first. */
export function read(weights) {
  const rest = weights.subarray(1);
  const norm = Math.sqrt(total(rest.map((weight) => (weight / rest[0]) ** 2))); // in units of the second: no square underflows
  const snr = rest[0] > 0 ? weights[0] / rest[0] / norm : Infinity;
  const [weight, complement] = [weights[0], total(rest)];
  const verdict = weight > 0.5 ? "locked" : snr > 1 ? "detectable" : "neither";
  return { weight, complement, snr, keys: 1 / total(weights.map((share) => share * share)), verdict };
}

/** Half the sum of all differences, from the side that the largest weight, whose digits are spent, is not on. */
export function variation(one, other) {
  const sign = one[0] >= other[0] ? 1 : -1;
  return one.reduce((sum, weight, i) => sum + (i ? Math.max(sign * (other[i] - weight), 0) : 0), 0);
}

/**
 * What the variation is at most. At the scale κ = degree / top the power is (1 + y / degree)₊^degree with y = κx, and
 * E_f[min(1, y² / (2 (degree + y)))] bounds its distance from that softmax; κ itself is the rest of the way.
 */
export function bound(below, top, degree) {
  const scale = degree / top;
  const scaled = softmax(below, scale);
  const lost = scaled.map((weight, i) => {
    const y = scale * below[i];
    return weight * (degree + y > 0 ? Math.min(1, (y * y) / (2 * (degree + y))) : 1);
  });
  return Math.min(1, total(lost) + variation(scaled, softmax(below)));
}

/** From where on a condition holds that is false at `low` and true at `high`. */
function bisected(holds, low, high) {
  let [from, to] = [low, high];
  while (to > from * (1 + 1e-12)) {
    const middle = Math.sqrt(from) * Math.sqrt(to);
    if (middle <= from || middle >= to) break;
    if (holds(middle)) to = middle;
    else from = middle;
  }
  return to;
}

/** The degree from which (1 + x / degree)₊^degree is near the softmax. */
export function nearDegree(below) {
  const weights = softmax(below);
  const near = (degree) => variation(power(below, degree, degree), weights) <= NEAR;
  // Above 4, TV ≤ E_f x² / degree, and x² eˣ < 1 bounds E_f x² by the number of keys.
  return near(LEAST) ? 0 : bisected(near, LEAST, Math.max(4, below.length / NEAR));
}

/** The scale of the softmax that gives the top key half the weight. */
export function halfScale(below) {
  const others = below.subarray(1);
  if (others[0] === 0) return Infinity;
  if (others.length <= 1) return 0;
  const count = Math.log(others.length);
  const high = (2 * count) / -others[0];
  if (!Number.isFinite(high)) return Infinity;
  const half = (scale) => total(others.map((x) => Math.exp(scale * x))) <= 1;
  return bisected(half, count / -others.at(-1) / 2, high);
}
