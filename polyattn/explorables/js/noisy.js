// Rows under orthogonal noise, and the degrees at which they lock, with or without a cure.

import * as formula from "./formulas.js";
import { root } from "./roots.js";

/** A row of tokens [logarithm of the weight, count], itself first; `at` is the planted token's place. */
function row(tokens, at) {
  const top = Math.max(...tokens.map(([log, count]) => (count > 0 ? log : -Infinity)));
  const parts = tokens.map(([log, count]) => [count > 0 ? Math.exp(log - top) : 0, count]);
  const crowd = parts.slice(1).reduce((sum, [weight, count]) => sum + count * weight, 0);
  const total = crowd + parts[0][0];
  const squares = parts.reduce((sum, [weight, count]) => sum + count * weight ** 2, 0);
  return { itself: parts[0][0] / total, lacks: crowd / total, planted: parts[at][0] / total, squares: squares / total ** 2 };
}

/** What attention sees of noise of power nu, and the logarithms of weights at a degree, over Q. */
function logs(x, a, beta, nu) {
  const at = { a, b: x.b, c: x.c, beta, nu: x.cure === "subtract" ? 0 : nu };
  const key = x.cure === "unit-norm" ? formula.logPlantedKey(at) : 0;
  return { star: formula.logPnuQ(at) + key, own: formula.logQnuQ(at), far: formula.logRQ(at), key };
}

/**
 * The kinds of row for a planted feature a: what each gives to itself, what that lacks to 1, what it
 * gives to the planted token, and the sum of its squared weights.
 */
export function noisyRows(x, a, beta, nu) {
  const { star, own, far, key } = logs(x, a, beta, nu);
  const alone = x.cure === "no-diagonal" ? -Infinity : 0;
  const [mates, strangers] = [x.t - 1, x.t * (x.d - 3)];
  return {
    planted: row([[star + alone, 1], [0, mates], [far, strangers]], 0),
    group: mates ? row([[own + alone, 1], [key, 1], [0, mates - 1], [far, strangers]], 1) : null,
    others: row([[own + alone, 1], [0, mates], [key + far, 1], [far, strangers - 1]], 2),
  };
}

/** Where a sum of A exp(x l) over terms [A, l] with l <= 0 is 1; NaN where it is nowhere. */
function fallen(terms) {
  const rest = 1 - terms.reduce((sum, [A, l]) => sum + (l === 0 ? A : 0), 0);
  const degree = rest > 0 ? root(terms.filter(([, l]) => l !== 0).map(([A, l]) => [A / rest, l])) : NaN;
  return degree > 0 ? degree : NaN;
}

/** The degree at which the planted row's crowd weighs `odds` times the row itself; NaN where none does. */
export function lockDegree(x, a, nu, odds = 1) {
  if (x.cure === "no-diagonal") return NaN;
  const { star, far } = logs(x, a, 1, nu);
  return fallen([[(x.t - 1) / odds, -star], [(x.t * (x.d - 3)) / odds, far - star]]);
}

/** The degree at which every row of another group gives itself half; NaN where none does. */
export function selfLockDegree(x, a, nu) {
  if (x.cure === "no-diagonal") return NaN;
  const { own, far, key } = logs(x, a, 1, nu);
  return fallen([[x.t - 1, -own], [x.t * (x.d - 3) - 1, far - own], [1, far + key - own]]);
}

/** What is proved of both data sets; `excess` is theta - b - c and `room` (a + b + c - theta) / (a + 2b). */
export function proved(x, beta, nu, { excess, room }) {
  const rows = Object.values(noisyRows(x, x.a0, beta, nu)).filter(Boolean);
  const omega2 = nu * Math.max(...rows.map(({ squares }) => squares));
  const margin = excess - x.a0 * Math.max(...rows.map(({ planted }) => planted));
  const bound = omega2 === 0 ? 0 : formula.noisySilence({ N: x.d - 3, t: x.t, m: x.width, margin, omega2 });
  const complement = formula.noisyLocked({ m: x.width });
  const active = noisyRows(x, x.a1, beta, nu).planted.lacks < room;
  return { omega: Math.sqrt(omega2), active, most: margin > 0 ? Math.min(1, bound) : 1, least: active ? 1 - complement : 0 };
}

/** How far one may go from `good` towards `bad` while `holds` does; null where it does not at all. */
function border(holds, good, bad) {
  if (!holds(good)) return null;
  let [yes, no] = holds(bad) ? [bad, bad] : [good, bad];
  for (let i = 0; i < 12; i += 1) {
    const middle = (yes + no) / 2;
    if (holds(middle)) yes = middle; else no = middle;
  }
  return yes;
}

/**
 * At each degree from which noise on D_1 is proved to activate, and up to which D_0 is proved to do
 * so at most half as often as D_1 then; `top` is the largest noise that is looked at.
 */
export function limits(x, where, degrees, top) {
  const half = (1 - formula.noisyLocked({ m: x.width })) / 2;
  return degrees.map((degree) => {
    const active = (sigma) => noisyRows(x, x.a1, degree, x.d * sigma ** 2).planted.lacks < where.room;
    const silent = (sigma) => proved(x, degree, x.d * sigma ** 2, where).most <= half;
    return { active: border(active, top, 0) ?? Infinity, silent: border(silent, 0, top) ?? NaN };
  });
}
