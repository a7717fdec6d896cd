// What does a power do to a ratio? One token scores rho times as high as each of the n - 1 others.

import { spikeComplement, spikeWeight } from "./formulas.js";
import { marks, names } from "./labels.js";
import { powerOfTen, probability, share, shown } from "./numbers.js";
import { axes, cursor, degreeAt, display, line, reach, scale, spread, svg, text } from "./plot.js";

const weight = (n, log) => spikeWeight({ n, inversePower: Math.exp(-log) });
const result = (n, log) => share(weight(n, log), spikeComplement({ n, inversePower: Math.exp(-log) }));
const halfDegree = (x) => Math.log(x.n - 1) / Math.log(x.ratio);
const farthest = (x) => reach(8, 1.5 * halfDegree(x), x.degree);

/** Write e^log, however large. */
function times(log) {
  return log < 14 ? shown(Math.exp(log)) : powerOfTen(Math.round(log / Math.LN10)).replace("10", "about 10");
}

export default {
  height: () => 360,
  ranges: (x) => ({ degree: [0.1, farthest(x)] }),

  compute(x) {
    const planted = result(x.n, x.degree * Math.log(x.ratio));
    const softmax = result(x.n, x.scale * (x.ratio - 1));
    const half = Math.max(0, halfDegree(x));
    return {
      outputs: { "planted-weight": planted, "softmax-weight": softmax, "half-degree": half },
      answer: `Degree ${shown(x.degree, 6)} turns a score that is ${shown(x.ratio, 6)} times as high into a weight that is `
        + `${times(x.degree * Math.log(x.ratio))} times as large. Among ${shown(x.n, 6)} tokens that is `
        + `${probability(planted.value, planted.complement)} of all attention; `
        + (half > 0 ? `half takes degree ${shown(half)}.` : "with one other token it always has half or more."),
    };
  },

  draw(view, x, { outputs }) {
    const narrow = view.width < 520;
    const y = scale([0, 1], [view.height - 44, 42]);
    const column = narrow ? 44 : 84;
    const left = 40;
    const columns = [["degree", outputs["planted-weight"].value, "d1"], ["softmax", outputs["softmax-weight"].value, "bound"]];
    const nodes = columns.map(([words, value, kind], i) => stack(left + i * (column + 14), column, y, words, value, kind, x.n));
    const start = left + 2 * (column + 14) + (narrow ? 36 : 62);
    const beta = scale([0, farthest(x)], [start, view.width - (narrow ? 12 : 24)]);
    view.beta = beta;
    const grid = spread(beta.domain[1], 121);
    nodes.push(axes(beta, y, { xName: "degree β", yName: "shares of all attention" }));
    const level = y(outputs["softmax-weight"].value);
    nodes.push(svg("path", { d: `M${start} ${level}H${beta.range[1]}`, class: "bound" }));
    nodes.push(line(grid.map(beta), grid.map((b) => y(weight(x.n, b * Math.log(x.ratio)))), { class: "d1" }));
    nodes.push(...marks([{ place: beta(outputs["half-degree"]), words: "half", kind: "concentration" }], y.range, beta.range));
    const [px, py] = [beta(x.degree), y(outputs["planted-weight"].value)];
    nodes.push(svg("path", { d: `M${left + column} ${py}H${px}`, class: "guide" }));
    nodes.push(cursor(px, y.range, [[py, "d1"]]));
    nodes.push(...names([{ x: beta.range[1], y: level - 12, words: "softmax", kind: "bound", anchor: "end" }], y.range.toReversed()));
    display(view.svg, ...nodes);
  },

  drag: (view, px) => (px < view.beta.range[0] - 20 ? null : { degree: degreeAt(view, px) }),
};

/** Draw all weights as one column: the high score at the bottom, a slice for every other token. */
function stack(left, width, y, words, value, kind, n) {
  const top = y(value);
  const others = (top - y(1)) / (n - 1);
  const slices = others >= 3 ? Array.from({ length: n - 1 }, (_, i) => `M${left} ${y(1) + i * others}h${width}`).join("") : "";
  const rest = svg("rect", { x: left, y: y(1), width, height: Math.max(0, top - y(1)), class: `${kind} others` });
  return svg("g", {}, rest, svg("path", { d: slices, class: "slice" }),
    svg("rect", { x: left, y: top, width, height: y(0) - top, class: kind }),
    text(left + width / 2, y(0) + 18, words, { "text-anchor": "middle" }));
}
