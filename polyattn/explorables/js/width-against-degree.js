// What does a wider network save in degree? The degree of S_m = 1/2, over the width m.

import { countingSteps, logRP } from "./formulas.js";
import { LEAST, MOST, formulaDegree, half, known } from "./half-degree.js";
import { names } from "./labels.js";
import { detectionDegree, plantedDegree, weights } from "./model.js";
import { grouped, powerOfTen, shown } from "./numbers.js";
import { axes, breadth, cursor, display, line, reach, scale, svg, text } from "./plot.js";

const [TEN, DECADES] = [10, 9];
const FIRST = [1e9, 1e4]; // the widths that are always there, and the others at rest, coarse to fine
const OTHERS = [100, 1e6, 6, 5, 1000, 3, 1e8, 30, 8, 1e5, 1e7, 4, 17, 7, 2, 300, 3000, 3e4, 3e5, 3e6, 3e7, 3e8, 1];
const inRange = (degree) => degree > 0 && degree < Infinity;

/** What the degree of one width is, in words. */
function said(degree, width) {
  const many = `${width < 1e6 ? grouped(String(width)) : shown(width)} neuron${width === 1 ? "" : "s"}`;
  if (degree === Infinity) return `With ${many} no degree up to ${grouped(String(MOST))} gives a gap of ½`;
  return `With ${many} the best gap ${degree ? `passes ½ at degree ${shown(degree)}` : `is above ½ at degree ${LEAST} already`}`;
}

export default {
  height: () => 372,

  compute(x) {
    const [now, ten] = [half(x, x.width), half(x, TEN)];
    const degree = inRange(now) ? now : NaN;
    const [formula, plain] = [formulaDegree(x), detectionDegree(x, x.a1)];
    const saved = inRange(ten) ? ten - degree : NaN;
    const RP = Math.exp(logRP({ ...x, a: x.a1, beta: degree }));
    const steps = Math.min(x.d - 2, Math.ceil(countingSteps({ ...x, a: x.a1, RP }))); // there are no more counts
    const checked = x.d <= 1002 && !(weights(x, x.a1, degree).planted < 1e-9);
    const less = saved > 0 ? `, ${shown(saved, 2)} below that of ten neurons` : "";
    return {
      outputs: {
        "gap-degree": degree, "width-degree": formula, apart: degree - formula, saved,
        growth: steps * Math.sqrt(Math.log(x.width) / (x.d - 3)), "detection-degree": plain,
        "planted-degree": plantedDegree(x, x.a1), n: (x.d - 2) * x.t,
      },
      answer: x.a0 >= x.a1 ? "Nothing to detect: the planted feature of D₁ is not the larger one."
        : `${said(now, x.width)}${less}. The formula says ${shown(formula)}.`
          + (checked ? "" : " (Sₘ was checked for f* above 10⁻⁹ and d up to 1,002 only.)"),
      first: FIRST.map((width) => half(x, width)),
    };
  },

  draw(view, x, { outputs }) {
    const { "detection-degree": plain, "planted-degree": locked, "gap-degree": now } = outputs;
    const near = locked <= 3 * plain;
    const m = scale([0, DECADES], [40, view.width - 68]);
    const beta = scale([0, reach(0.5, 1.25 * plain, near ? 1.3 * locked : 0, 1.05 * now)], [316, 44]);
    const [left, right] = m.range;
    view.m = m;
    const place = (degree) => (degree >= 0 && degree <= beta.domain[1] ? beta(degree) : NaN);
    const curve = [...known(x)].sort(([p], [q]) => p - q).map(([width, degree]) => ({ px: m(Math.log10(width)), degree }));
    const ys = curve.map(({ degree }) => (inRange(degree) ? place(degree) : NaN));
    const grid = Array.from({ length: 121 }, (_, i) => Math.max(Math.log10(3), (DECADES * i) / 120));
    const formula = grid.map((log) => place(formulaDegree({ ...x, width: 10 ** log })));
    const alone = (y, i) => Number.isFinite(y) && !Number.isFinite(ys[i - 1]) && !Number.isFinite(ys[i + 1]);
    const last = ys.findLastIndex((y, i) => Number.isFinite(y) && !alone(y, i));
    const dot = (cx, cy) => svg("circle", { cx, cy, r: 3, class: "gap" });
    const level = (degree, kind) => svg("path", { d: `M${left} ${place(degree)}H${right}`, class: kind });
    const every = curve.filter(({ degree }) => degree === 0).map(({ px }) => px);
    const words = "Sₘ above ½ at every degree";
    const middle = Math.min((every[0] + right) / 2, right - breadth(words) / 2 - 5);
    const ten = place(known(x).get(TEN));
    display(view.svg,
      axes(m, beta, { xName: "neurons m", yName: "degree β", xTicks: [0, 3, 6, 9].map((value) => (
        { value, label: value ? powerOfTen(value) : "1" })) }),
      ...(Number.isFinite(place(locked)) ? [level(locked, "concentration")] : []), level(plain, "detection"),
      line(grid.map(m), formula, { class: "bound" }),
      line(curve.map(({ px }) => px), ys, { class: "gap" }),
      ...(x.width > TEN && inRange(now) && ten ? [svg("path", { d: `M${m(1)} ${ten}H${m(Math.log10(x.width))}`, class: "guide" })] : []),
      ...ys.flatMap((y, i) => (alone(y, i) ? [dot(curve[i].px, y)] : [])), ...every.map((px) => dot(px, beta(0))),
      every.length ? text(middle, beta(0) - 11, words, { class: "detection", "text-anchor": "middle" }) : "",
      locked > beta.domain[1] ? text(right, 38, `f* = ½ at ${shown(locked)} ↑`, { class: "concentration", "text-anchor": "end" }) : "",
      last >= 0 && !Number.isFinite(ys[curve.length - 1])
        ? text(curve[last].px + 6, ys[last] + (ys[last] > 270 ? -10 : 18), "Sₘ = ½", { class: "detection" }) : "",
      ...names([[place(locked), "f* = ½", "concentration"], [place(plain), "detection", "detection"],
        [formula.at(-1), "formula", "bound"], [ys[curve.length - 1], "Sₘ = ½", "detection"]].map(([y, name, kind]) => (
        { x: right + 6, y, words: name, kind })), [44, 316]),
      cursor(m(Math.log10(x.width)), beta.range, [[place(now), "gap"]].filter(([y]) => Number.isFinite(y))),
    );
  },

  * refine(view, x, result) {
    for (const [i, width] of OTHERS.entries()) {
      half(x, width);
      if (i % 4 === 3) this.draw(view, x, result);
      yield;
    }
    this.draw(view, x, result);
  },

  drag({ m }, px) {
    const log = Math.min(Math.max(m.invert(px), 0), DECADES);
    return { width: String(Math.round(Number((10 ** log).toPrecision(3)))) };
  },
};
