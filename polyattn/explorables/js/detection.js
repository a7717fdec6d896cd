// How much less degree does it take to detect than to concentrate? S_m against f*, over the degree.

import { bounds } from "./bounds.js";
import { beside, marks, names } from "./labels.js";
import { detectionDegree, plantedDegree, weights } from "./model.js";
import { powerOfTen, probability, share, shown } from "./numbers.js";
import { axes, cursor, degreeAt, display, line, reach, scale, spread, text } from "./plot.js";
import { improve } from "./sampling.js";
import { separability } from "./separability.js";

const MOST = 72; // points of the curve at rest
const farthest = (x) => reach(2, 1.25 * plantedDegree(x, x.a1), 1.6 * detectionDegree(x, x.a1), x.degree);
const point = (x, degree) => ({ degree, ...separability({ ...x, degree }) });
const kept = { key: "", points: [] };

/** The points of the curve so far. A change of the degree alone keeps them. */
function known(x) {
  const key = JSON.stringify({ ...x, degree: 0, end: farthest(x) });
  if (kept.key !== key) Object.assign(kept, { key, points: [point(x, 0.02 * farthest(x)), point(x, farthest(x))] });
  return kept.points;
}

export default {
  height: () => 470,
  ranges: (x) => ({ degree: [0.1, farthest(x)] }),

  compute(x) {
    const now = point(x, x.degree);
    const w = weights(x, x.a1, x.degree);
    const { upper, lower } = bounds(x, x.degree);
    const unsure = w.planted < 1e-9 || x.d > 1002 ? " (Sₘ was checked for f* above 10⁻⁹ and d up to 1,002 only.)" : "";
    return {
      now,
      outputs: {
        separability: share(now.value), tolerance: now.tolerance, threshold: { value: now.threshold, kind: "threshold" },
        "planted-weight": share(w.planted, w.plantedComplement), "upper-bound": upper, "lower-bound": share(lower),
        "detection-degree": detectionDegree(x, x.a1), "planted-degree": plantedDegree(x, x.a1), n: (x.d - 2) * x.t,
      },
      answer: `At degree ${shown(x.degree, 6)} the best threshold tells D₁ from D₀ with a gap of ${probability(now.value)}, while the `
        + `planted row keeps ${probability(w.planted, w.plantedComplement)} of its attention for itself. The threshold must be placed `
        + `to within about ${shown(now.tolerance, 2)}.${unsure}`,
    };
  },

  draw(view, x, { now, outputs }) {
    const beta = scale([0, farthest(x)], [40, view.width - 58]);
    const y = scale([0, 1], [250, 48]);
    const log = scale([-12, 0.5], [428, 298]);
    const clip = (value) => Math.max(log(Math.log10(value)), 296);
    view.beta = beta;
    const points = [...known(x), now].sort((p, q) => p.degree - q.degree);
    const grid = spread(beta.domain[1], 91);
    const planted = grid.map((degree) => weights(x, x.a1, degree).planted);
    const limits = grid.map((degree) => bounds(x, degree, 20));
    const xs = grid.map(beta);
    const seen = points.filter((p) => p.value > 0.02);
    const ends = (curves, place) => names(curves.map(([value, words, kind]) => (
      { x: beta.range[1] + 6, y: place(value), words, kind })), [52, 428]);
    const marked = [["detection", "detection", "detection"], ["planted", "f* = ½", "concentration"]]
      .map(([key, words, kind]) => ({ place: beta(outputs[`${key}-degree`]), words, kind }));
    const least = limits.map((b) => y(b.lower));
    const uprights = [...marked.map(({ place }) => place), beta(x.degree)];
    const named = limits.at(-1).lower > 0.5 ? beside("at least", xs, least, uprights, [planted.map(y)], { class: "bound" }) : null;
    display(view.svg,
      axes(beta, y, { xName: "", yName: "best gap Sₘ, and attention weight f*", xLabels: false }),
      axes(beta, log, { xName: "degree β", yName: "", yTicks: [-12, -8, -4, 0].map((value) => ({ value, label: powerOfTen(value) })) }),
      text(0, 282, "length of good thresholds: about f*"),
      line(xs, limits.map((b) => y(b.upper)), { class: "bound" }), line(xs, least, { class: "bound least" }),
      line(xs, planted.map(y), { class: "concentration" }),
      line(points.map((p) => beta(p.degree)), points.map((p) => y(p.value)), { class: "gap" }),
      line(xs, planted.map((f) => (f > 1e-12 ? clip(f) : NaN)), { class: "concentration" }),
      line(seen.map((p) => beta(p.degree)), seen.map((p) => (p.tolerance > 1e-12 ? clip(p.tolerance) : NaN)), { class: "gap" }),
      ...marks(marked, y.range, beta.range), named ?? "",
      ...ends([[limits.at(-1).upper, "at most", "bound"], [points.at(-1).value, "gap Sₘ", "detection"],
        ...(named ? [] : [[limits.at(-1).lower, "at least", "bound"]]), [planted.at(-1), "f*", "concentration"]], y),
      ...ends([[points.at(-1).tolerance, "length", "detection"], [planted.at(-1), "f*", "concentration"]], clip),
      cursor(beta(x.degree), [428, 290, 250, 48], [[y(now.value), "gap"]]),
    );
  },

  * refine(view, x, result) {
    const points = known(x);
    while (points.length < MOST) {
      improve(points, (degree) => point(x, degree), farthest(x));
      if (points.length % 4 === 0) this.draw(view, x, result);
      yield;
    }
    this.draw(view, x, result);
  },

  drag: (view, px) => ({ degree: degreeAt(view, px) }),
};
