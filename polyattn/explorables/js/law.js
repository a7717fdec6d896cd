// The exact law of one neuron's maximal pre-activation X: for each of the eight sign triples, the
// least number K of plus signs among the other groups for which X exceeds the threshold.

import { binomial } from "./binomial.js";
import { logQP, logRP, logRQ, othersForm, plantedForm, sameGroupForm } from "./formulas.js";
import { common } from "./numbers.js";

const SIGNS = [-1n, 1n];
const TRIPLES = SIGNS.flatMap((s1) => SIGNS.flatMap((sg) => SIGNS.map((sd) => ({ s1, sg, sd }))));
const LARGEST = 300; // logs beyond it are cut off: no count is as large as e^300

/** Everything about a data set and a threshold that knows no degree. `texts` are exact decimals. */
export function forms({ d, t }, { a, b, c, theta }) {
  const [A, B, C, T, unit] = common(a, b, c, theta, "1");
  const x = { a: A, b: B, c: C, N: BigInt(d) - 3n, t: BigInt(t) };
  const read = (form, signs, first) => {
    const [here, next] = [T, T + unit].map((level) => merged(form({ ...x, ...signs, theta: level }), A === 0n));
    const share = here.map((amount, i) => Number(amount - next[i]) / Number(unit));
    return { exact: here, amounts: here.map((amount) => Number(amount) / Number(unit)), share, first };
  };
  const triples = TRIPLES.map((signs) => ({
    rows: [
      read(plantedForm, signs, 0),
      read(othersForm, { ...signs, yg: 1n }, 1),
      ...(t > 1 ? [read(sameGroupForm, signs, 0)] : []),
    ],
    lone: read(othersForm, { ...signs, yg: -1n }, 0), // no plus sign among the other groups
  }));
  return { N: d - 3, triples };
}

/** Equal scores are one: with a = 0 the planted row weighs as much as its group. */
const merged = (form, equal) => (equal ? [0n, form[0] + form[1], form[2], form[3]] : form);

/** The weights at a degree as ratios, for `counts`. */
export function ratios({ a, b, c }, beta) {
  const x = { a, b, c, beta };
  const [qp, rp, rq] = [logQP(x), logRP(x), logRQ(x)];
  return { PQ: Math.exp(Math.min(-qp, LARGEST)), QR: Math.exp(Math.min(-rq, LARGEST)), logs: [0, qp, rp] };
}

/** Whether P x0 + Q x1 + R (x2 + x3 K) > 0. A sum of nothing but zeros is a tie, and no. */
function exceeds({ exact }, K, logs) {
  const terms = [exact[0], exact[1], exact[2] + exact[3] * BigInt(K)].map(Number);
  const sizes = terms.map((term, i) => (term === 0 ? -Infinity : logs[i] + Math.log(Math.abs(term))));
  const largest = Math.max(...sizes);
  return terms.reduce((sum, term, i) => sum + (term === 0 ? 0 : Math.sign(term) * Math.exp(sizes[i] - largest)), 0) > 0;
}

/** The least count at which one row exceeds the threshold, or Infinity. */
function least(row, { PQ, QR, logs }, N) {
  const [p, q, start, step] = row.amounts;
  const inner = q + (p === 0 ? 0 : p * PQ);
  const crossing = -(start + (inner === 0 ? 0 : inner * QR)) / step;
  let count = Math.floor(crossing) + 1;
  // So close to a whole number that rounding may have passed it: ask exactly.
  const slack = 1e-12 * (Math.abs(start) + (Math.abs(q) + Math.abs(p) * PQ) * QR) / step + 1e-15;
  const near = Math.round(crossing);
  if (Math.abs(crossing - near) <= slack && near >= -1 && near <= N + 1) {
    count = Math.max(near - 1 - Math.min(Math.ceil(slack), 50), 0);
    while (count <= N && !exceeds(row, count, logs)) count += 1;
  }
  count = Math.max(count, row.first);
  return count <= N ? count : N + 1;
}

/**
 * For each triple the least K at which X exceeds the threshold; N + 1 where none does. For a curve
 * the case K = 0, of probability 2^-N, may be left out where N is large.
 */
export function counts({ N, triples }, weights, forCurve = false) {
  return triples.map(({ rows, lone }) => {
    if (!(forCurve && N > 40) && exceeds(lone, 0, weights.logs)) return 0;
    let count = N + 1;
    for (const row of rows) count = Math.min(count, least(row, weights, N));
    return count;
  });
}

/** The probabilities of one neuron from its counts: to exceed, and not to. */
export function neuron(N, ks) {
  const { atLeast, below } = binomial(N);
  let [above, under] = [0, 0];
  for (const k of ks) {
    above += atLeast(k) / 8;
    under += below(k) / 8;
  }
  return { above, under };
}

/** log(1 - p), from whichever of the two is not near 1. */
const logUnder = ({ above, under }) => (above < 0.5 ? Math.log1p(-above) : Math.log(under));

/** The probability that one of `width` neurons exceeds, and that none does. */
export function layer(one, width) {
  const log = width * logUnder(one);
  return { value: -Math.expm1(log), complement: Math.exp(log), kind: "probability" };
}

/** P1 - P0 for two data sets, without cancellation, from the counts of both. */
export function gap(N, counts0, counts1, width) {
  const { between } = binomial(N);
  let more = 0; // p1 - p0
  counts0.forEach((k0, i) => { more += (between(counts1[i], k0) - between(k0, counts1[i])) / 8; });
  const silent = neuron(N, more >= 0 ? counts0 : counts1); // the one that exceeds less
  if (more === 0 || silent.under === 0) return 0;
  const fraction = Math.min(1, Math.abs(more) / silent.under);
  return Math.sign(more) * Math.exp(width * logUnder(silent)) * -Math.expm1(width * Math.log1p(-fraction));
}
