// Where a sum of exponentials takes a value.

/**
 * The x > 0 with sum of A exp(x l) = 1, for terms [A, l] whose l have one sign; 0 or below, or NaN,
 * where there is none. The logarithm of the sum is convex: where one term alone is 1 the sum is
 * above it, and from there Newton's method runs into the root without passing it.
 */
export function root(terms) {
  const seen = terms.filter(([A]) => A > 0);
  if (seen.length === 0) return NaN;
  const logs = seen.map(([A, l]) => [Math.log(A), l]);
  const alone = logs.map(([log, l]) => -log / l);
  let x = logs[0][1] < 0 ? Math.max(...alone) : Math.min(...alone);
  for (let i = 0; i < 400; i += 1) {
    const powers = logs.map(([log, l]) => log + x * l);
    const top = Math.max(...powers);
    const parts = powers.map((power) => Math.exp(power - top));
    const total = parts.reduce((sum, part) => sum + part, 0);
    const slope = parts.reduce((sum, part, j) => sum + part * logs[j][1], 0) / total;
    const step = (top + Math.log(total)) / slope;
    x -= step;
    if (Math.abs(step) <= 1e-15 * Math.abs(x)) break;
  }
  return x;
}
