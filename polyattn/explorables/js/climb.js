// A ladder's numbers: the value of each line, what a step loses, and what holds at this setting.

import { probability, powerOfTen, shown } from "./numbers.js";
import { play } from "./tape.js";
import { double, log10, subtract } from "./wide.js";

const SHORT = 30; // letters of a formula that a sentence may name
const CLOSE = -9; // numbers that agree to so many digits may differ by rounding alone

/** Whether a relation between two numbers is true; null where it cannot be told. */
export function holds(sign, left, right) {
  const apart = subtract(left, right);
  if (Number.isNaN(apart.m)) return null;
  const order = { "=": 0, "<": -1, "<=": -1, ">": 1, ">=": 1 }[sign];
  if (apart.m === 0) return sign.endsWith("=");
  if (log10(apart) < Math.max(log10(left), log10(right)) + CLOSE) return sign === "=" || null;
  return Math.sign(apart.m) === order;
}

/** Write a number of the tape; one close to 1 by what it lacks. */
export function written(x, lack) {
  const value = double(x);
  const size = log10(x);
  if (x.m && Number.isFinite(size) && Math.abs(size) > 300) return (x.m < 0 ? "−" : "") + powerOfTen(Math.round(size));
  return lack && value > 0.999 && value < 1 ? probability(value, double(lack)) : shown(value, 5);
}

const AT = { linear: ({ value }) => double(value), log: ({ value }) => log10(value), lack: ({ lack }) => log10(lack) };

/** What the scale shows: values as they are, their logarithms, or those of what they lack to 1. */
function scaleOf(lines) {
  const logs = (pick) => lines.map((one) => log10(pick(one)));
  const wide = (all) => Math.max(...all) - Math.min(...all) > 1.5 || Math.max(...all.map(Math.abs)) > 100;
  const positive = (pick) => lines.every((one) => pick(one).m > 0);
  const [value, lack] = [(one) => one.value, (one) => one.lack];
  if (lines.every((one) => double(one.value) > 0.9) && positive(lack) && wide(logs(lack))) return "lack";
  return positive(value) && wide(logs(value)) ? "log" : "linear";
}

/** The lines with their values, places on the scale and losses, and the assumptions with their truth. */
export function climb(x, texts, { rungs, given, tape }) {
  const numbers = play(tape, x, texts);
  const assumed = given.map((one) => {
    const sides = one.sign ? one.sides.map((i) => numbers[i]) : [];
    return { ...one, sides, truth: one.sign ? holds(one.sign, ...sides) : null };
  });
  const lines = rungs.map((rung) => ({ ...rung, value: numbers[rung.at], lack: numbers[rung.lack] }));
  const found = lines.filter(({ value }) => value && Number.isFinite(value.m));
  const kind = found.length ? scaleOf(found) : "linear";
  const fails = assumed.some(({ truth }) => truth === false);
  let [last, promised] = [null, true];
  lines.forEach((one, i) => {
    one.at = found.includes(one) ? AT[kind](one) : NaN;
    one.loss = last ? Math.abs(one.at - last.at) : 0;
    one.broken = Boolean(last) && found.includes(one) && holds(one.sign, last.value, one.value) === false;
    // An identity needs no hypothesis; what comes after an inequality does.
    promised &&= !(fails && i > 0 && (one.sign !== "=" || one.broken));
    one.promised = promised;
    if (found.includes(one)) last = one;
  });
  return { lines, found, kind, assumed };
}

/** Write a loss: a difference, or a factor on a logarithmic scale. */
export function lost(loss, kind) {
  if (kind === "linear") return shown(loss);
  return `a factor of ${loss > 15 ? powerOfTen(Math.round(loss)) : shown(10 ** loss, loss < 0.05 ? 5 : 3)}`;
}

/** The sentence that answers where the chain loses. */
export function answer({ lines, found, kind, assumed }, chance) {
  if (found.length < 2) return "At this setting fewer than two of the lines have a number.";
  const [first, last] = [found[0], found.at(-1)];
  const total = found.reduce((sum, one) => sum + one.loss, 0);
  const away = Math.abs(last.at - first.at);
  const most = found.reduce((one, other) => (other.loss > one.loss ? other : one));
  const ends = `${first.text} is ${written(first.value, first.lack)}, and the last line is ${written(last.value, last.lack)}`;
  const by = { linear: `${lost(away, kind)} away`, log: lost(away, kind), lack: `what they lack to 1 differs by ${lost(away, kind)}` }[kind];
  const slight = kind === "linear" ? total <= 1e-9 * Math.abs(double(first.value)) : total <= 1e-9;
  const share = `${Math.round((100 * most.loss) / total)} %`;
  const step = lines.some(({ broken }) => broken) ? "" : ` Line ${lines.indexOf(most) + 1} loses ${share} of that.`;
  const where = slight ? ": no step loses anything." : `: ${by}.${step}`;
  return ends + where + warnings({ lines, assumed, last }, chance);
}

function warnings({ lines, assumed, last }, chance) {
  const open = lines.findIndex(({ promised }) => !promised);
  const failing = assumed.filter(({ truth }) => truth === false).map(({ text }) => text);
  const failed = failing.length === 1 && failing[0].length < SHORT ? failing[0] : "what is marked ✗ below";
  const broken = lines.findIndex((one) => one.broken);
  const up = lines.some(({ sign }) => sign.startsWith("<"));
  const empty = chance && (up ? double(last.value) >= 1 : double(last.value) <= 0);
  return (open > 0 ? ` From line ${open + 1} on nothing is promised: ${failed} fails.` : "")
    + (broken > 0 ? ` Line ${broken + 1} is false here.` : "")
    + (empty ? ` Such a bound says nothing: this lies between 0 and 1 anyway.` : "");
}
