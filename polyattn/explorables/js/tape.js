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

const STEPS = {
  number: (_, p, q) => wide(Number(p) / Number(q)),
  pi: () => wide(Math.PI),
  "+": (values, ...places) => places.map((i) => values[i]).reduce(add, wide(0)),
  "*": (values, ...places) => places.map((i) => values[i]).reduce(multiply, wide(1)),
  max: (values, ...places) => places.map((i) => values[i]).reduce(larger),
  min: (values, ...places) => places.map((i) => values[i]).reduce(smaller),
  "^": (values, x, y) => power(values[x], values[y]),
  lack: (values, x, n) => lack(values[x], values[n]),
  log: (values, x) => log(values[x]),
  exp: (values, x) => exp(values[x]),
  floor: (values, x) => whole(Math.floor)(values[x]),
  ceiling: (values, x) => whole(Math.ceil)(values[x]),
  binomial: (values, n, k) => choose(values[n], values[k]),
  tail: (values, n, k) => tail(values[n], whole(Math.ceil)(values[k])),
  above: (values, n, k) => tail(values[n], add(whole(Math.floor)(values[k]), wide(1))),
};

/** What no formula gives: the exact law of one neuron and of a layer, and the best gap. */
function lawOf(x, texts) {
  const known = new Map();
  const one = (feature) => {
    if (!known.has(feature)) {
      const ks = counts(forms(x, { ...texts, a: texts[feature] }), ratios({ ...x, a: x[feature] }, x.degree));
      known.set(feature, neuron(x.d - 3, ks));
    }
    return known.get(feature);
  };
  return {
    letter: (_, name) => wide(x[name]),
    fires: (_, feature) => wide(one(feature).above),
    active: (_, feature) => wide(layer(one(feature), x.width).value),
    silent: (_, feature) => wide(layer(one(feature), x.width).complement),
    gap: () => wide(x.a1 > x.a0 ? separability(x).value : NaN),
  };
}

/** The largest value of a node as k runs over 0, ..., N + 1; `inner` are the nodes that change with k. */
function largest(run, values, body, N, inner) {
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
    const [kind, ...places] = tape[i];
    if (kind === "k") return wide(k);
    return kind === "largest" ? largest(run, values, ...places) : steps[kind](values, ...places);
  };
  tape.forEach((_, i) => { values[i] = later.has(i) ? wide(NaN) : run(i); });
  return values;
}
