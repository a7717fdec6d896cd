// Which degree does what? Every degree and scale that has a name, for the reader's own data sets.

import { named } from "./named.js";
import { shown } from "./numbers.js";
import { display, line, powers, scale, svg, text } from "./plot.js";

const STEP = 19; // px a row
const TOP = 26;
const LEFT = 192;

/** The powers of ten around these numbers. */
function around(values) {
  const low = Math.floor(Math.log10(Math.min(...values, 1)));
  return [10 ** low, 10 ** Math.ceil(Math.log10(Math.max(...values, 10)))];
}

/** The sentence that answers the question. */
function answer(x, at, reasons) {
  if (x.a0 >= x.a1) return `There is nothing to tell: ${reasons.order}.`;
  const [opens, closes] = [at["window-lower"].value, at["window-upper"].value];
  const from = typeof opens === "number" ? `from degree ${shown(opens, 4)} on` : "from the lowest degree on";
  const to = typeof closes === "number" ? `, and up to ${shown(closes, 4)}` : ", and no degree is too high";
  const none = opens === closes && opens !== "start";
  const half = at.planted.value;
  const kept = typeof half === "number" ? `at ${shown(half, 4)}` : "at every degree";
  return `At n = ${shown((x.d - 2) * x.t)} tokens some threshold begins to separate at about degree ${shown(at.detection.value, 4)}, `
    + `and the planted row keeps half of its attention ${kept}. The threshold ${shown(x.theta, 6)} works `
    + (none ? `at no degree: ${reasons[opens]}.` : `${from}${to}.`);
}

export default {
  height: () => TOP + 17 * STEP + 52,

  compute(x, texts, { reasons, sections }) {
    const at = x.a0 < x.a1 ? named(x, texts) : {};
    const outputs = {};
    for (const { key, promise, side } of sections.flatMap(({ rows }) => rows)) {
      const { value = "order", limit = NaN, chance = NaN, complement } = at[key] ?? {};
      const found = typeof value === "number";
      outputs[key] = { value: found ? value : NaN, side, kind: "cell" };
      outputs[`${key}-limit`] = { value: found ? limit : NaN, kind: "limit" };
      outputs[`${key}-chance`] = { value: found ? chance : NaN, complement, words: promise, kind: "promise" };
      outputs[`${key}-why`] = { value: found ? "" : reasons[value], kind: "words" };
    }
    return { outputs, answer: answer(x, at, reasons) };
  },

  draw(view, x, { outputs }, { sections: [{ rows }] }) {
    const right = view.width - 22;
    const values = rows.map(({ key }) => outputs[key].value);
    const domain = around(values.filter(Number.isFinite));
    const place = scale(domain.map(Math.log10), [LEFT, right]);
    const bottom = TOP + rows.length * STEP;
    const drawn = rows.flatMap(({ key, name, colour, kind }, i) => {
      const y = TOP + (i + 0.5) * STEP;
      const words = text(LEFT - 8, y + 4, name, { "text-anchor": "end" });
      if (!Number.isFinite(values[i])) return [words, text(LEFT + 6, y + 4, "–", { class: "bound" })];
      const [px, limit] = [values[i], outputs[`${key}-limit`].value].map((value) => place(Math.log10(value)));
      return [words, line([LEFT, px], [y, y], { class: "rule faint" }),
        ...(limit >= LEFT && limit <= right ? [line([limit, limit], [y - 5, y + 5], { class: "rule" })] : []),
        svg("circle", { cx: px.toFixed(1), cy: y, r: 4.5, class: `mark ${colour} ${kind}` })];
    });
    const middle = { "text-anchor": "middle" };
    const axis = svg("g", { class: "axes" }, svg("path", { d: `M${LEFT} ${TOP}V${bottom}H${right}`, fill: "none" }),
      text(right + 12, bottom + 38, "degree β, logarithmic", { "text-anchor": "end" }));
    for (const { value, label } of powers(domain)) {
      const px = place(Math.log10(value));
      axis.append(svg("path", { d: `M${px.toFixed(1)} ${bottom}v5` }), text(px, bottom + 18, label, middle));
    }
    display(view.svg, axis, text(0, 14, "● exact   ○ a bound   | in the limit"), ...drawn);
  },
};
