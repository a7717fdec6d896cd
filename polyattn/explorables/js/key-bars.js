// The weights of a row's largest keys as bars, two a key: under softmax and under a power.

import { breadth, round, scale, svg, text } from "./plot.js";

const LEFT = 96; // px for the words of a key
const TOP = 34;

/** The largest keys, each with its two weights, and all others together. */
function entries({ keys, word }, soft, now, count) {
  const sum = (weights) => weights?.subarray(count).reduce((all, weight) => all + weight, 0);
  const seen = Array.from(keys.slice(0, count), (key, i) => ({ words: word(key), soft: soft[i], now: now?.[i] }));
  const left = keys.length - count;
  return left > 0 ? [...seen, { words: left > 1 ? `${left} others` : "1 other", soft: sum(soft), now: sum(now) }] : seen;
}

/** The two names above the bars, in the colours of what they name. */
function heading(degree) {
  const parts = [["weight:", ""], ["softmax", "bound"], [`degree ${degree}`, "d1"]];
  let left = 0;
  return parts.map(([words, kind]) => {
    const node = text(left, 13, words, { class: kind });
    left += breadth(words) + 12;
    return node;
  });
}

/** Draw them as far as `right`, the last above `bottom`; a weight of 1 is as long as there is room. */
export function bars({ right, bottom, count }, row, soft, now, degree) {
  const shown = entries(row, soft, now, count);
  const step = (bottom - TOP) / (count + 1);
  const place = scale([0, 1], [LEFT, right]);
  const bar = (value, py, kind) => svg("rect", {
    x: LEFT, y: round(py), width: round(place(value) - LEFT), height: round(step * 0.36), class: kind });
  const nodes = shown.flatMap(({ words, soft: theirs, now: ours }, i) => {
    const py = TOP + i * step;
    const name = text(LEFT - 8, py + step * 0.36 + 5, words, { "text-anchor": "end" });
    return [name, bar(theirs, py, "bound"), ...(now ? [bar(ours, py + step * 0.38, "d1")] : [])];
  });
  return [...heading(degree), svg("path", { d: `M${LEFT} ${TOP - 6}V${round(bottom)}`, class: "rule" }), ...nodes];
}
