// Runs a tape (polyattn/explorables/tape.py): each node a small step on what stands before it.

import { binomial } from "./binomial.js";
import { counts, forms, layer, neuron, ratios } from "./law.js";
import { separability } from "./separability.js";
import { add, double, exp, lack, larger, log, multiply, negative, power, wide } from "./wide.js";

const whole = (round) => (x) => (Math.abs(x.e) < 52 ? wide(round(double(x))) : x);
const smaller = (x, y) => negative(larger(negative(x), negative(y)));

function choose(n, k) {
  const [count, part] = [double(n), double(k)];
  if (part < 0 || part > count) return wide(0);
  return multiply(wide(binomial(count).mass(part)), power(wide(2), n));
}

/** A tail of Bin(N, 1/2) from a whole number on. */
const tail = (N, first) => {
  const [count, start] = [double(N), double(first)];
  return wide(Number.isNaN(start) ? NaN : start > count ? 0 : start <= 0 ? 1 : binomial(count).atLeast(start));
};

/** Combine the values of the nodes that a node names. */
const folded = (combine) => (values, node) => {
  let result = values[node[1]];
  for (let i = 2; i < node.length; i += 1) result = combine(result, values[node[i]]);
  return result;
};
const one = (step) => (values, node) => step(values[node[1]]);
const two = (step) => (values, node) => step(values[node[1]], values[node[2]]);

const STEPS = {
  number: (_, node) => wide(Number(node[1]) / Number(node[2])),
  pi: () => wide(Math.PI),
  "+": folded(add),
  "*": folded(multiply),
  max: folded(larger),
  min: folded(smaller),
  "^": two(power),
  lack: two(lack),
  log: one(log),
  exp: one(exp),
  floor: one(whole(Math.floor)),
  ceiling: one(whole(Math.ceil)),
  binomial: two(choose),
  tail: two((N, k) => tail(N, whole(Math.ceil)(k))),
  above: two((N, k) => tail(N, add(whole(Math.floor)(k), wide(1)))),
};

/** What no formula gives: the exact law of one neuron and of a layer, and the best gap. */
function lawOf(x, texts) {
  const known = new Map();
  const fires = (feature) => {
    if (!known.has(feature)) {
      const ks = counts(forms(x, { ...texts, a: texts[feature] }), ratios({ ...x, a: x[feature] }, x.degree));
      known.set(feature, neuron(x.d - 3, ks));
    }
    return known.get(feature);
  };
  return {
    letter: (_, node) => wide(x[node[1]]),
    fires: (_, node) => wide(fires(node[1]).above),
    active: (_, node) => wide(layer(fires(node[1]), x.width).value),
    silent: (_, node) => wide(layer(fires(node[1]), x.width).complement),
    gap: () => wide(x.a1 > x.a0 ? separability(x).value : NaN),
  };
}

/** The largest value of a node as k runs over 0, ..., N + 1; `inner` are the nodes that change with k. */
function largest(run, values, [, body, N, inner]) {
  let best = wide(-Infinity);
  for (let k = 0; k <= double(values[N]) + 1; k += 1) {
    for (const i of inner) values[i] = run(i, k);
    best = larger(best, values[body]);
  }
  return best;
}

/** The values of all nodes; `x` are the sliders' numbers, `texts` as they were written. */
export function play(tape, x, texts) {
  const steps = { ...STEPS, ...lawOf(x, texts) };
  const later = new Set(tape.flatMap(([kind, , , inner]) => (kind === "largest" ? inner : [])));
  const values = [];
  const run = (i, k) => {
    const node = tape[i];
    if (node[0] === "k") return wide(k);
    return node[0] === "largest" ? largest(run, values, node) : steps[node[0]](values, node);
  };
  tape.forEach((_, i) => { values[i] = later.has(i) ? wide(NaN) : run(i); });
  return values;
}
