// The degrees and scales that have a name, at any sizes: a number, or the name of why there is none.

import { blindSteps } from "./blind.js";
import * as formula from "./formulas.js";
import { common } from "./numbers.js";
import { root } from "./roots.js";

const DEVIATIONS = 4; // on either side, in the row "detected"
const LOSS = 0.1; // of the rows "spread" and "locked"
const positive = (value, reason) => (value > 0 ? value : reason);
const ratio = (top, bottom) => Number(top) / Number(bottom);

/** The setting as the rows need it: floats for formulas, whole numbers in one unit for decisions. */
function read(x, texts) {
  const [a0, a1, b, c, theta, one] = common(...["a0", "a1", "b", "c", "theta"].map((name) => texts[name]), "1");
  const sizes = { N: BigInt(x.d - 3), t: BigInt(x.t) };
  const plain = { N: x.d - 3, t: x.t, b: x.b, c: x.c, m: x.width, theta: x.theta };
  const delta = x.t === 1 ? 1 : formula.deltaOf(plain);
  const data = [x.a0, x.a1].map((a) => ({ ...plain, a, delta, beta: 1 }));
  return { e: { a: [a0, a1], b, c, one, h: theta - c, ...sizes }, plain, data };
}

/** The degree at which the level of a data set is at a height above c. */
function level({ e, data }, i, height, unit = 1n) {
  const [b, c] = [unit * e.b, unit * e.c];
  const [own, mates, far] = formula.levelForm({ N: e.N, t: e.t, a: unit * e.a[i], b, c, theta: c + height });
  if (own + mates + far >= 0n) return "start";
  const [QP, RP, RQ] = [formula.logQP, formula.logRP, formula.logRQ].map((log) => log(data[i]));
  // Beyond b the group holds the row back, as the others do.
  return mates < 0n ? root([[ratio(-far, own), RP], [ratio(-mates, own), QP]]) : root([[ratio(own, -far), -RP], [ratio(mates, -far), -RQ]]);
}

/** Where the odds of all others against the planted row are `odds`. */
const planted = ({ N, t }, odds, QP, RP) => root([[(t - 1) / odds, QP], [(t * N) / odds, RP]]);
const plantedDegree = (x, odds) => planted(x, odds, formula.logQP(x), formula.logRP(x));

/** Both ends of the window, or why there is none. */
function ends(x) {
  const { h, a, b } = x.e;
  const closes = h >= a[0] + b ? "endless" : level(x, 0, h);
  if (closes === "start") return ["reached", "reached"];
  if (h >= a[1] + b) return ["high", "high"];
  const opens = level(x, 1, h);
  const last = closes === "endless" ? Infinity : closes;
  const alone = h < b && plantedDegree(x.data[1], ratio(a[1] + b - h, h));
  if (alone >= last || opens >= last) return ["grouped", "grouped"];
  return [opens, closes];
}

/** The limits of both ends, in units of log n; NaN where there is none. */
function endLimits({ e: { h, a, b } }, [early, late]) {
  if (h <= 0n || h >= a[1] + b) return [NaN, NaN];
  const lower = h > b ? early.star : early.pr;
  if (h >= a[0] + b) return [lower, NaN];
  if (h > b) return [lower, late.star];
  const upper = h === b ? late.pr : Math.min(late.group, late.pr);
  return lower < upper ? [lower, upper] : [NaN, NaN];
}

/** The limits of one data set, of degrees over log n or of scales. */
function limits(x, pr, pq, group, det) {
  const least = pr(x);
  return { pr: least, star: Math.max(least, x.delta === 1 ? 0 : pq(x)), group: group(x), det: det(x) };
}

function silent(x, chance) {
  const { h, a, b } = x.e;
  if (h <= 0n) return "low";
  if (h >= a[1] + b) return "mute";
  const degree = level(x, 1, h, 2n);
  return degree === "start" ? "half" : chance >= 1 ? "void" : degree;
}

function detected({ e, data }, chance) {
  const [top, bottom] = [4n * BigInt(DEVIATIONS) * e.b, e.a[1] - e.a[0]];
  if (top * top > e.N * bottom * bottom) return "room";
  return chance <= 0 ? "gapless" : positive(formula.detectedDegree({ ...data[1], need: ratio(top, bottom) }), "start");
}

function margin({ e, plain, data }) {
  const [asked, there] = formula.marginForm({ ...e, a: e.a[1] });
  if (asked >= there) return "narrow";
  return asked * e.t * (e.N + 1n) <= there ? "few" : plantedDegree({ ...plain, ...data[1] }, ratio(there - asked, asked));
}

function active({ e: { h, a, b }, data }) {
  if (h <= 0n) return "low";
  if (h >= a[1] + b) return "high";
  return positive(formula.lockedDegree({ ...data[1], epsilon: ratio(a[1] + b - h, a[1] + 2n * b) }), "start");
}

/** Where w_o is h / b, by a formula of its odds. */
function broken({ e: { h, b, N }, data }, degree) {
  if (h >= b) return "beyond";
  return h * (N + 1n) <= b ? "start" : degree({ ...data[1], odds: ratio(h, b - h) });
}

/** Where the planted row has half, if it ever has less and more. */
function half({ e }, i, value) {
  if (e.a[i] === 0n && e.t > 1n) return "mates";
  return e.t * (e.N + 1n) === 2n ? "start" : value;
}

/** Every row by its name: `value`, a number or a reason; `limit`; `chance` and `complement`. */
export function named(x, texts) {
  const s = read(x, texts);
  const { e, plain, data: [d0, d1] } = s;
  const log = formula.logN(plain);
  const silence = formula.silenceBound(plain);
  const gap = formula.detectionLower({ ...plain, s: DEVIATIONS, s1: DEVIATIONS });
  const lacking = formula.lockedSilence(plain);
  const kappas = s.data.map((one) => limits(one, formula.kappaPr, formula.kappaPq, formula.kappaGroup, formula.kappaDet));
  const alphas = s.data.map((one) => limits(one, formula.alphaPr, formula.alphaPq, formula.alphaGroup, formula.alphaDet));
  const [lower, upper] = ends(s);
  const [lowerLimit, upperLimit] = endLimits(s, [kappas[1], kappas[0]]);
  const steps = blindSteps(plain);
  const soft = (one) => planted(one, 1, formula.softQP(one), formula.softRP(one));
  const first = e.N === 1n ? "start" : 0;
  return {
    silent: { value: silent(s, silence), chance: silence },
    blind: { value: steps ? positive(formula.countedDegree({ ...d1, steps }), "blunt") : "blunt" },
    detection: { value: formula.detectionDegree(d1), limit: kappas[1].det * log },
    detected: { value: detected(s, gap), chance: gap },
    "window-lower": { value: lower, limit: lowerLimit * log },
    spread: { value: positive(formula.spreadDegree({ ...d1, epsilon: LOSS }), "few") },
    margin: { value: margin(s), limit: kappas[1].star * log },
    planted: { value: half(s, 1, plantedDegree(d1, 1)), limit: kappas[1].star * log },
    "level-lower": { value: level(s, 1, e.b), limit: kappas[1].pr * log },
    reach: { value: level(s, 1, e.a[0] + e.b), limit: kappas[1].star * log },
    active: { value: active(s), chance: 1 - lacking, complement: lacking },
    locked: { value: formula.lockedDegree({ ...d1, epsilon: LOSS }) },
    "window-upper": { value: upper, limit: upperLimit * log },
    break: { value: broken(s, formula.groupedDegree), limit: kappas[1].group * log },
    grouping: { value: first || formula.groupedDegree({ ...d1, odds: 1 }), limit: kappas[1].group * log },
    "level-upper": { value: e.a[0] === 0n ? "tied" : level(s, 0, e.b), limit: kappas[0].pr * log },
    "planted-0": { value: half(s, 0, plantedDegree(d0, 1)), limit: kappas[0].star * log },
    "soft-detection": { value: formula.softDetection(d1), limit: alphas[1].det },
    "soft-planted": { value: half(s, 1, soft(d1)), limit: alphas[1].star },
    "soft-break": { value: broken(s, formula.softGrouped), limit: alphas[1].group },
    "soft-grouping": { value: first || formula.softGrouped({ ...d1, odds: 1 }), limit: alphas[1].group },
    "soft-planted-0": { value: half(s, 0, soft(d0)), limit: alphas[0].star },
  };
}
