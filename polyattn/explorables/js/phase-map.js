// Which degrees and thresholds tell the two data sets apart? The gap P1 - P0 over both.

import { fitting, marks, names } from "./labels.js";
import { counts, forms, gap, layer, neuron, ratios } from "./law.js";
import { coarse, fine, regions, thresholds } from "./map.js";
import { breakDegree, detectionDegree, groupingDegree, plantedDegree, typicalLevel, weights } from "./model.js";
import { probability, share, shown, sum, written } from "./numbers.js";
import { axes, cursor, degreeAt, display, line, reach, scale, svg, text, ticks } from "./plot.js";
import { sampled } from "./sampling.js";

const feature = (x, i) => [x.a0, x.a1][i];
const farthest = (x) => reach(4, 1.3 * plantedDegree(x, x.a1), 1.5 * groupingDegree(x), x.degree);
const both = (x, texts, theta) => [texts.a0, texts.a1].map((a) => forms(x, { ...texts, a, theta }));

export default {
  canvas: true,
  height: (width) => (width < 520 ? 470 : 520),
  ranges(x, texts) {
    const { from, to, level, unit } = thresholds(x, texts);
    return { degree: [0.1, farthest(x)], theta: [Number(level) + from * unit, Number(level) + to * unit, 0.01 * unit] };
  },

  compute(x, texts) {
    const laws = both(x, texts, texts.theta);
    const found = laws.map((law, i) => counts(law, ratios({ ...x, a: feature(x, i) }, x.degree)));
    const [P0, P1] = found.map((ks) => layer(neuron(x.d - 3, ks), x.width));
    const other = x.width === 1 ? 30 : 1; // the second width of the slice
    const slice = sampled((degree) => {
      const pair = laws.map((law, i) => counts(law, ratios({ ...x, a: feature(x, i) }, degree), true));
      const [value, few] = [x.width, other].map((m) => gap(x.d - 3, ...pair, m));
      return { degree, value, few };
    }, farthest(x), 49, 56);
    const betas = slice.map(({ degree }) => degree);
    const separates = slice.filter(({ value }) => value > 0.5).map(({ degree }) => degree);
    return {
      outputs: {
        P0, P1, gap: share(gap(x.d - 3, ...found, x.width)), "planted-weight": weights(x, x.a1, x.degree).planted,
        "detection-degree": detectionDegree(x, x.a1), "grouping-degree": groupingDegree(x), "planted-degree": plantedDegree(x, x.a1),
        "break-degree": breakDegree(x), n: (x.d - 2) * x.t,
      },
      betas, other, many: slice.map((p) => p.value), few: slice.map((p) => p.few),
      map: both(x, texts, thresholds(x, texts).level),
      answer: `At degree ${shown(x.degree, 6)} and threshold ${texts.theta}, a layer of ${shown(x.width, 6)} activates on D₁ with `
        + `probability ${probability(P1.value, P1.complement)} and on D₀ with ${probability(P0.value, P0.complement)}. `
        + verdict(separates, betas.at(-1)),
      shown: thresholds(x, texts),
    };
  },

  draw(view, x, result) {
    const { from, to, level, unit, name } = result.shown;
    const split = Math.round(view.height * 0.62);
    const beta = scale([0, farthest(x)], [40, view.width - 62]);
    const theta = scale([from, to], [split, 48]);
    const height = scale([Math.min(0, ...result.many, ...result.few) < -0.02 ? -0.5 : 0, 1], [view.height - 42, split + 30]);
    Object.assign(view, { beta, theta, level, unit });
    const xs = result.betas.map(beta);
    const offset = (value) => (value - Number(level)) / unit;
    const clipped = (value) => Math.max(Math.min(theta(offset(value)), split + 1), 47);
    const typical = [0, 1].map((i) => result.betas.map((b) => clipped(typicalLevel(x, feature(x, i), b))));
    const levels = [["c", x.c], ["b+c", x.b + x.c], ["a₀+b+c", x.a0 + x.b + x.c], ["a₁+b+c", x.a1 + x.b + x.c]]
      .filter(([, value]) => offset(value) >= from && offset(value) <= to);
    const cy = theta(offset(x.theta));
    const marked = Object.entries({ detection: "some θ works", grouping: "others group", planted: "f* = ½" }).map(([key, words]) => (
      { place: beta(result.outputs[`${key}-degree`]), words, kind: key === "planted" ? "concentration" : key }));
    display(view.svg,
      axes(beta, theta, { xName: "", yName: name, xLabels: false }),
      axes(beta, height, { xName: "degree β", yName: "", yTicks: ticks([0, 1], 1) }),
      text(46, split + 22, "gap at this threshold"),
      ...[1, 0].map((i) => line(xs, typical[i], { class: `d${i}` })), ...marks(marked, theta.range, beta.range),
      ...names(levels.map(([words, value]) => ({ x: beta.range[1] + 6, y: theta(offset(value)), words })), [48, split]),
      line(xs, result.few.map(height), { class: "bound" }), line(xs, result.many.map(height), { class: "d1" }),
      ...names([["many", x.width], ["few", result.other]].map(([key, m]) => ({ x: beta.range[1] + 6, y: height(result[key].at(-1)),
        words: fitting(`m = ${shown(m, 4)}`, shown(m, 4), 56), kind: key === "many" ? "d1" : "bound" })), [split + 30, view.height - 42]),
      svg("path", { d: `M${beta.range[0]} ${cy}H${beta.range[1]}`, class: "guide" }), // under the words, which it would strike out
      ...regions(xs, typical, theta.range, [...marked.map(({ place }) => place), beta(x.degree)], [xs.map(() => cy)]),
      cursor(beta(x.degree), [view.height - 42, split + 30, split, 48], [[cy, "cursor"]]), // not through the lower heading
    );
    coarse(view, x, result.map, unit);
  },

  refine: (view, x, result) => fine(view, x, result.map, result.shown.unit),

  drag(view, px, py) {
    const [bottom, top] = view.theta.range;
    const step = (view.unit * (view.theta.domain[1] - view.theta.domain[0])) / 200;
    const above = view.unit * view.theta.invert(Math.min(Math.max(py, top), bottom));
    const theta = sum(view.level, written(Math.round(above / step) * step, Math.ceil(-Math.log10(step)) + 1));
    return { degree: degreeAt(view, px), ...(py > bottom + 10 ? {} : { theta }) };
  },
};

/** Say in words where the gap exceeds one half. */
function verdict(degrees, end) {
  if (degrees.length === 0) return "At this threshold no degree gives a gap above ½.";
  const [first, last] = [degrees[0], degrees.at(-1)].map((degree) => shown(degree));
  const range = degrees.at(-1) === end ? `from degree ${first} on`
    : first === last ? `only near degree ${first}` : `from degree ${first} to ${last}`;
  return `At this threshold the gap exceeds ½ ${range}.`;
}
