// The explicit bounds on the separability, above and below.

import { binomial } from "./binomial.js";
import { countingSteps, detectionLower, logRP, marginRoom } from "./formulas.js";
import { weights } from "./model.js";

/** Bounds on S at a degree: above by counting and by the root of log m, below with the best margins, by golden section. */
export function bounds(x, degree, rounds = 80) {
  const N = x.d - 3;
  const RP = Math.exp(logRP({ a: x.a1, b: x.b, c: x.c, beta: degree }));
  const steps = Math.min(N + 1, Math.ceil(countingSteps({ ...x, a: x.a1, RP })));
  const [w0, w1] = [x.a0, x.a1].map((a) => weights(x, a, degree));
  const room = marginRoom({ ...x, N, f1: w1.planted, u0: w0.cross });
  const at = (s) => detectionLower({ m: x.width, s, s1: room - s });
  let [low, high] = [0, Math.min(room, 80)];
  for (let i = 0; i < rounds; i += 1) {
    const [left, right] = [low + 0.382 * (high - low), low + 0.618 * (high - low)];
    if (at(left) < at(right)) low = left; else high = right;
  }
  const byAtom = x.width * steps * binomial(N).mass(Math.floor(N / 2));
  const byRoot = x.width > 1 ? steps * Math.sqrt((8 * Math.log(x.width)) / N) : 1; // one neuron has no logarithm
  return { upper: Math.min(1, byAtom, byRoot), lower: Math.max(0, at(low)) };
}
