// What does one large feature change in the scores, their powers and the attention weights?

import { pScore, qScore, rScore } from "./formulas.js";
import { weights } from "./model.js";
import { probability, share, shown } from "./numbers.js";
import { display, svg, text } from "./plot.js";

const size = (x) => (x.d - 2) * x.t;
const scores = ({ b, c }, a) => ({ p: pScore({ a, b, c }), q: qScore({ b, c }), r: rScore({ c }) });

/** The five kinds of cells: the planted row with itself, its group, the rest; other rows likewise. */
function cells(x, a) {
  const { p, q, r } = scores(x, a);
  if (x.stage === "scores") return [p, q, r, q, r];
  const top = scores(x, x.a1).p;
  if (x.stage === "powers") return [p, q, r, q, r].map((score) => (score / top) ** x.degree);
  const w = weights(x, a, x.degree);
  const mates = x.t === 1 ? 0 : (w.group - w.planted) / (x.t - 1);
  return [w.planted, mates, w.cross / x.t, w.own / x.t, w.othersCross / x.t];
}

const WORDS = { scores: "scores A Aᵀ", powers: "powers u, over the largest", weights: "attention weights f" };

export default {
  height: (width) => (width - 24) / 2 + 96,

  compute(x) {
    const [w0, w1] = [x.a0, x.a1].map((a) => weights(x, a, x.degree));
    const [s0, s1] = [x.a0, x.a1].map((a) => scores(x, a));
    const times = (ratio) => shown(ratio ** x.degree);
    const answers = {
      scores: `The ${shown(size(x) ** 2, 6)} scores take three values. They differ between the two in one place, at the top left: `
        + `p is ${shown(s0.p)} in D₀ and ${shown(s1.p)} in D₁; q = ${shown(s0.q)} inside a group, r = ${shown(s0.r)} across.`,
      powers: `Degree ${shown(x.degree, 6)} makes the entry inside a group ${times(s1.q / s1.r)} times the one across groups, and the `
        + `entry at the top left ${times(s0.p / s0.r)} times in D₀ and ${times(s1.p / s1.r)} times in D₁.`,
      weights: `At degree ${shown(x.degree, 6)} the planted row keeps ${probability(w1.planted, w1.plantedComplement)} of its attention `
        + `for itself in D₁ and ${probability(w0.planted, w0.plantedComplement)} in D₀; every other row gives `
        + `${probability(w1.own, w1.ownComplement)} to its own group.`,
    };
    return {
      outputs: {
        "planted-weight": share(w1.planted, w1.plantedComplement), "planted-weight-0": share(w0.planted, w0.plantedComplement),
        "own-group-weight": share(w1.own, w1.ownComplement), p1: s1.p, p0: s0.p, q: s0.q, r: s0.r, n: size(x),
      },
      answer: answers[x.stage],
    };
  },

  draw(view, x) {
    const side = (view.width - 28) / 2; // 2 on both sides for the frames
    const top = x.stage === "scores" ? scores(x, x.a1).p : 1;
    const panels = [["D₀", x.a0, "d0"], ["D₁", x.a1, "d1"]].map(([name, a, kind], i) => svg(
      "g", { transform: `translate(${2 + i * (side + 24)} 44)` },
      text(0, -8, `${name}: a = ${shown(a, 6)}`, { class: kind }),
      ...matrix(x, cells(x, a).map((value) => value / top), side, kind), ...planted(weights(x, a, x.degree), side, kind)));
    display(view.svg, text(0, 13, `${WORDS[x.stage]}: fuller colour is more`), ...panels);
  },
};

/** Show under the matrix where the planted row's attention goes: itself, its group, the others. */
function planted(w, side, kind) {
  const ends = [0, w.planted, w.group, 1].map((share) => share * side);
  const parts = [1, 0.45, 0.12].map((shade, i) => svg("rect", {
    x: ends[i], y: side + 26, width: Math.max(0, ends[i + 1] - ends[i]), height: 14, class: `cell ${kind}`, "fill-opacity": shade,
  }));
  return [text(0, side + 21, side > 250 ? "planted row: itself, its group, all others" : "itself, group, others"), ...parts,
    svg("rect", { y: side + 26, width: side, height: 14, class: "frame" })];
}

/** Draw all n by n cells, one path for each kind. Cells of one shade touch where n is large. */
function matrix(x, shades, side, kind) {
  const [n, groups] = [size(x), x.d - 2];
  const step = side / n;
  const inner = step > 6 ? step - 1 : step;
  const paths = ["", "", "", "", ""];
  for (let j = 0; j < n; j += 1) {
    for (let k = 0; k < n; k += 1) {
      const mates = (j - k) % groups === 0;
      const which = j === 0 ? (k === 0 ? 0 : mates ? 1 : 2) : mates ? 3 : 4;
      paths[which] += `M${(k * step).toFixed(1)} ${(j * step).toFixed(1)}h${inner.toFixed(1)}v${inner.toFixed(1)}h-${inner.toFixed(1)}z`;
    }
  }
  // The square root keeps small weights visible beside large ones.
  return [svg("rect", { width: side, height: side, class: "ground" }),
    ...paths.map((d, i) => svg("path", { d, class: `cell ${kind}`, "fill-opacity": Math.sqrt(shades[i]).toFixed(4) })),
    svg("rect", { x: -1, y: -1, width: side + 2, height: step + 2, class: "frame" })];
}
