// The self-attention data at one degree: the weights of its rows, from the printed formulas.

import * as formula from "./formulas.js";

/** The weights at a degree for a planted feature a. `x` holds d, t, b and c. */
export function weights({ d, t, b, c }, a, beta) {
  const N = d - 3;
  const logs = { a, b, c, beta };
  const x = { N, t, QP: Math.exp(formula.logQP(logs)), RP: Math.exp(formula.logRP(logs)), RQ: Math.exp(formula.logRQ(logs)) };
  return {
    planted: formula.plantedWeight(x),
    plantedComplement: formula.plantedComplement(x),
    group: formula.plantedGroupWeight(x),
    cross: formula.plantedCrossWeight(x),
    own: formula.ownGroupWeight(x),
    ownComplement: formula.ownGroupComplement(x),
    othersCross: formula.othersCrossWeight(x),
    lower: formula.plantedLower(x),
    upper: formula.plantedUpper(x),
  };
}

/** The degree at which the planted row keeps half of its weight; NaN where no degree does. */
export function plantedDegree({ d, t, b, c }, a) {
  const logs = { a, b, c, beta: 1 };
  const [group, far] = [formula.logQP(logs), formula.logRP(logs)];
  const counts = [t - 1, t * (d - 3)];
  if (group === 0 && t >= 2) return NaN;
  // 1 / f* - 1 is a sum of two exponentials that fall: its logarithm is convex, so Newton's
  // method from the left reaches the place where it is 0 without passing it.
  let beta = counts[0] + counts[1] <= 1 ? NaN : 0;
  for (let i = 0; i < 200; i += 1) {
    const [one, two] = [counts[0] * Math.exp(beta * group), counts[1] * Math.exp(beta * far)];
    const step = (Math.log(one + two) * (one + two)) / (one * group + two * far);
    beta -= step;
    if (Math.abs(step) <= 1e-15 * beta) break;
  }
  return beta;
}

export const groupingDegree = (x) => formula.groupingDegree({ ...x, N: x.d - 3 });
export const detectionDegree = (x, a) => formula.detectionDegree({ ...x, a, N: x.d - 3 });
/** The degree from which on D_0 passes theta; NaN where none does or all do. */
export function breakDegree(x) {
  const degree = formula.breakDegree({ ...x, N: x.d - 3 });
  return degree > 0 && degree < Infinity ? degree : NaN;
}

/** What the maximal pre-activation typically reaches at a degree. */
export function typicalLevel(x, a, beta) {
  const w = weights(x, a, beta);
  return formula.typicalLevel({ a, b: x.b, c: x.c, f: w.planted, G: w.group });
}
