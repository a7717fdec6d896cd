// When does the planted row keep its attention for itself? Its weight f* against the degree.

import { inside, marks, names } from "./labels.js";
import { detectionDegree, groupingDegree, plantedDegree, weights } from "./model.js";
import { probability, share, shown } from "./numbers.js";
import { area, axes, cursor, degreeAt, display, line, reach, scale, spread } from "./plot.js";

function degrees(x) {
  return { planted: plantedDegree(x, x.a), grouping: groupingDegree(x), detection: detectionDegree(x, x.a) };
}

function farthest(x) {
  return reach(4, x.degree, ...Object.values(degrees(x)).map((degree) => 1.3 * degree));
}

export default {
  height: () => 380,
  ranges: (x) => ({ degree: [0.1, farthest(x)] }),

  compute(x) {
    const now = weights(x, x.a, x.degree);
    const { planted, grouping, detection } = degrees(x);
    const outputs = {
      "planted-weight": share(now.planted, now.plantedComplement), "own-group-weight": share(now.own, now.ownComplement),
      "lower-bound": share(now.lower), "upper-bound": share(now.upper),
      "planted-degree": planted, "grouping-degree": grouping, "detection-degree": detection,
      n: (x.d - 2) * x.t,
    };
    const kept = `At degree ${shown(x.degree, 6)} the planted row keeps ${probability(now.planted, now.plantedComplement)} of its `
      + `attention for itself, out of ${shown(outputs.n, 4)} tokens. `;
    const half = Number.isNaN(planted) ? "With a = 0 its group-mates score as high as it does: no degree gives it half. "
      : `It keeps half from degree ${shown(planted)} on; `;
    const others = `the other rows give half of theirs to their own group from degree ${shown(grouping)} on`;
    const route = Number.isNaN(planted) ? "." : planted < grouping ? ": it locks first." : ": it is grouped first and locks later.";
    return { outputs, answer: kept + half + (Number.isNaN(planted) ? others[0].toUpperCase() + others.slice(1) : others) + route };
  },

  draw(view, x, { outputs }) {
    const y = scale([0, 1], [view.height - 44, 52]);
    const beta = scale([0, farthest(x)], [34, view.width - 54]);
    view.beta = beta;
    const grid = spread(beta.domain[1], 161);
    const rows = grid.map((degree) => weights(x, x.a, degree));
    const xs = grid.map(beta);
    const heights = (pick) => rows.map((row) => y(pick(row)));
    const curve = (pick, kind) => line(xs, heights(pick), { class: kind });
    const filled = (low, high, kind) => area(xs, heights(low), heights(high), { class: kind });
    const [zero, self, group, all] = [() => 0, (row) => row.planted, (row) => row.group, () => 1];
    const kinds = [["detection", "detection", "some θ works"], ["grouping", "grouping", "others group"],
      ["planted", "concentration", "f* = ½"]];
    const marked = kinds.map(([key, kind, words]) => ({ place: beta(outputs[`${key}-degree`]), words, kind }));
    const uprights = [...marked.map(({ place }) => place), beta(x.degree)];
    const curves = [(row) => row.lower, (row) => row.upper, (row) => row.own].map(heights);
    display(view.svg,
      filled(zero, self, "area d1"), filled(self, group, "area grouping"), filled(group, all, "area rest"),
      filled((row) => row.lower, (row) => row.upper, "slack"),
      curve((row) => row.lower, "bound"), curve((row) => row.upper, "bound"), curve((row) => row.own, "grouping"), curve(self, "d1"),
      ...[["itself", zero, self, "d1"], ["its group", self, group, "grouping"], ["all other groups", group, all, "bound"]]
        .map(([words, low, high, kind]) => inside(words, xs, heights(low), heights(high), uprights, curves, { class: kind })),
      axes(beta, y, { xName: "degree β", yName: "where the attention of the planted row goes" }),
      ...marks(marked, y.range, beta.range),
      ...names([[rows.at(-1).upper, "bounds", "bound"], [rows.at(-1).own, "others", "grouping"]].map(([value, words, kind]) => (
        { x: beta.range[1] + 6, y: y(value), words, kind })), y.range.toReversed()),
      cursor(beta(x.degree), y.range, [[y(outputs["planted-weight"].value), "d1"]]),
    );
  },

  drag: (view, px) => ({ degree: degreeAt(view, px) }),
};
