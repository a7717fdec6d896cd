// How does a row win the sign lottery? The exact law of one neuron's largest pre-activation X.

import { binomial } from "./binomial.js";
import { othersValue, plantedValue } from "./formulas.js";
import { dotNames, row } from "./labels.js";
import { counts, forms, gap, layer, neuron, ratios } from "./law.js";
import { weights } from "./model.js";
import { probability, share, shown, written } from "./numbers.js";
import { axes, display, line, scale, svg, text, ticks } from "./plot.js";

const [BINS, SIGNS] = [320, [-1, 1]];
const shownRange = (x) => [-1.08 * (x.b + x.c), 1.05 * (x.a1 + x.b + x.c)];

/** The probability of X in each of `BINS` equal bins. */
function histogram(x, a) {
  const [from, to] = shownRange(x);
  const N = x.d - 3;
  const { mass } = binomial(N);
  const w = weights(x, a, x.degree);
  const all = { a, b: x.b, t: x.t, f: w.planted, G: w.group, u: w.cross, wo: w.own, uo: w.othersCross };
  const bins = new Float64Array(BINS);
  const reach = Math.ceil(4.5 * Math.sqrt(N)) + 2; // 9 standard deviations: beyond, nothing to see
  for (let K = Math.max(0, Math.floor(N / 2) - reach); K <= Math.min(N, Math.ceil(N / 2) + reach); K += 1) {
    const chance = mass(K) / 8;
    for (const s1 of SIGNS) for (const sg of SIGNS) {
      Object.assign(all, { s1, sg, S: 2 * K - N, yg: K > 0 ? 1 : -1 });
      const value = Math.max(plantedValue(all), othersValue(all));
      for (const sd of SIGNS) {
        const place = Math.floor(((value + sd * x.c - from) / (to - from)) * BINS);
        bins[Math.min(BINS - 1, Math.max(0, place))] += chance;
      }
    }
  }
  return bins;
}

/** What lies beyond the end of each bin. */
function cumulated(bins) {
  let above = 1;
  return Array.from(bins, (mass) => Math.max(0, (above -= mass)));
}

export default {
  height: () => 454,
  ranges: (x) => ({ theta: shownRange(x) }),

  compute(x, texts) {
    const found = [texts.a0, texts.a1].map((a) => counts(forms(x, { ...texts, a }), ratios({ ...x, a: Number(a) }, x.degree)));
    const one = found.map((ks) => neuron(x.d - 3, ks));
    const [P0, P1] = one.map((p) => layer(p, x.width));
    const [one0, one1] = one.map((p) => share(p.above, p.under));
    const w = weights(x, x.a1, x.degree);
    const words = ({ value, complement }) => probability(value, complement);
    return {
      outputs: {
        P0, P1, gap: share(gap(x.d - 3, ...found, x.width)), "neuron-0": one0, "neuron-1": one1,
        "planted-weight": share(w.planted, w.plantedComplement), "own-group-weight": share(w.own, w.ownComplement),
      },
      answer: `One neuron passes the threshold ${texts.theta} with probability ${words(one1)} on D₁ and ${words(one0)} on D₀. `
        + (x.width > 1 ? `A layer of ${shown(x.width, 6)} has one that does with ${words(P1)} and ${words(P0)}.` : ""),
      bins: [histogram(x, x.a0), histogram(x, x.a1)],
    };
  },

  draw(view, x, { bins, outputs }) {
    const theta = scale(shownRange(x), [36, view.width - 34]);
    view.theta = theta;
    const highest = Math.max(0.13, ...bins[0], ...bins[1]);
    const upper = scale([-highest, highest], [236, 30]);
    const lower = scale([0, 1], [412, 292]);
    const place = (i) => theta.range[0] + (i / BINS) * (theta.range[1] - theta.range[0]);
    const bars = (i) => svg("path", { class: `bars d${i}`, d: Array.from(bins[i], (mass, k) => mass < 1e-5 ? ""
      : `M${(place(k) + place(1) / 99).toFixed(1)} ${upper(0)}V${upper(i ? mass : -mass).toFixed(1)}`).join("") });
    const steps = (i) => {
      const falls = cumulated(bins[i]).map((above) => lower(-Math.expm1(x.width * Math.log1p(-Math.min(above, 1 - 1e-16)))));
      const corners = falls.flatMap((py, k) => [[place(k), py], [place(k + 1), py]]);
      return line(corners.map(([px]) => px), corners.map(([, py]) => py), { class: `d${i}` });
    };
    const px = theta(x.theta);
    const levels = [["−c", -x.c], ["c", x.c], ["b+c", x.b + x.c], ["a₁+b+c", x.a1 + x.b + x.c]];
    display(view.svg,
      svg("rect", { x: px, y: 30, width: Math.max(0, theta.range[1] - px), height: 382, class: "beyond" }),
      svg("path", { d: `M${theta.range[0]} ${upper(0)}H${theta.range[1]}`, class: "rule" }), bars(0), bars(1),
      text(0, 13, "one neuron: how often it gives X"),
      text(theta.range[0], 46, "on D₁", { class: "d1" }), text(theta.range[0], 228, "on D₀", { class: "d0" }),
      text(theta.range[0] + 6, 270, `how often the largest of ${shown(x.width, 6)} exceeds θ`),
      axes(theta, lower, { xName: "threshold θ, and value of X", yName: "", yTicks: ticks([0, 1], 2) }),
      steps(1), steps(0),
      ...row(levels.map(([words, value]) => ({ place: theta(value), words })), 252, [px, view.width], "bound"),
      svg("path", { d: `M${px} 24V257M${px} 276V412`, class: "threshold" }),
      ...[outputs.P0, outputs.P1].map(({ value }, i) => svg("circle", { cx: px, cy: lower(value), r: 5.5, class: `d${i}` })),
      ...dotNames(px, lower, [outputs.P0.value, outputs.P1.value]),
    );
  },

  drag({ theta }, px) {
    const place = Math.min(Math.max(px, theta.range[0]), theta.range[1]);
    return { theta: written(Math.round(theta.invert(place) * 200) / 200, 4) };
  },
};
