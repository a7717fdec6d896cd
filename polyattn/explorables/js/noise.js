// How much noise does a degree bear? What is proved, over the plane of degree and noise.

import { inside, names, row } from "./labels.js";
import { limits, lockDegree, noisyRows, proved, selfLockDegree } from "./noisy.js";
import { common, probability, share, shown, written } from "./numbers.js";
import { area, axes, cursor, degreeAt, display, line, nice, reach, scale, spread, svg } from "./plot.js";

const farthest = (x) => reach(4, 2.8 * lockDegree({ ...x, cure: "none" }, x.a1, 0), 1.2 * x.degree);
const highest = (x) => nice(Math.max(1e-4, (0.85 * x.a1) / Math.sqrt(x.d), 1.2 * x.sigma));

/** Where the threshold lies, from the decimals as they were written: a tie is one. */
function levels({ a1, b, c, theta }) {
  const [A, B, C, T] = common(a1, b, c, theta);
  const unit = Number(common("1", a1, b, c, theta)[0]);
  return { excess: Number(T - B - C) / unit, room: Number(A + B + C - T) / Number(A + 2n * B) };
}

export default {
  height: () => 390,
  ranges: (x) => ({ degree: [0.1, farthest(x)], sigma: [0, highest(x), highest(x) / 200] }),

  compute(x, texts) {
    const nu = x.d * x.sigma ** 2;
    const where = levels(texts);
    const { omega, most, least, active } = proved(x, x.degree, nu, where);
    const { planted, others } = noisyRows(x, x.a1, x.degree, nu);
    const [lock, selfLock] = [lockDegree(x, x.a1, nu), selfLockDegree(x, x.a1, nu)];
    const gap = Math.max(0, least - most);
    const missing = !active ? "that D₁ activates is not proved here" : "D₀ is not proved to be silent enough";
    const said = gap > 0 ? `Under orthogonal noise the gap is at least ${probability(gap)}.` : `No gap is proved: ${missing}.`;
    return {
      where,
      outputs: {
        "planted-weight": share(planted.itself, planted.lacks), "others-weight": share(others.itself, others.lacks), kept: omega, nu,
        P0: share(most), P1: share(least), gap: share(gap), "lock-degree": lock, "self-lock-degree": selfLock, n: (x.d - 2) * x.t,
      },
      answer: `At degree ${shown(x.degree, 6)} and σ = ${texts.sigma} the planted row gives itself `
        + `${probability(planted.itself, planted.lacks)}, a row of another group ${probability(others.itself, others.lacks)}, and a row of `
        + `D₀ keeps noise of size ${shown(omega)}. ${said}`,
    };
  },

  draw(view, x, { where }) {
    const beta = scale([0, farthest(x)], [46, view.width - 62]);
    const sigma = scale([0, highest(x)], [344, 56]);
    Object.assign(view, { beta, sigma });
    const [top, right] = [sigma.domain[1], beta.range[1]];
    const degrees = spread(beta.domain[1], 81);
    const xs = degrees.map(beta);
    const found = limits(x, where, degrees, top);
    const silent = found.map((one) => (one.silent < top ? sigma(one.silent) : NaN));
    const told = found.flatMap(({ active, silent: most }, i) => (active < most ? [[xs[i], sigma(active), sigma(most)]] : []));
    const heights = Array.from({ length: 161 }, (_, i) => (top * i) / 160);
    const seen = (px) => (px <= right + 1 ? px : NaN);
    const locks = [lockDegree, selfLockDegree].map((degree) => heights.map((s) => seen(beta(degree(x, x.a1, x.d * s ** 2)))));
    const ys = heights.map(sigma);
    const over = (curve, words) => (Number.isFinite(curve.at(-1)) ? [{ place: curve.at(-1), words }] : []);
    const last = locks[1].findIndex(Number.isFinite);
    const curve = (places, kind) => line(places.map((px) => px || 0), ys.map((y, i) => y + 0 * places[i]), { class: kind });
    const [lows, highs, mids] = [1, 2, 0].map((k) => told.map((one) => one[k]));
    const now = mids.map(() => sigma(x.sigma));
    display(view.svg,
      told.length > 1 ? area(mids, lows, highs, { class: "area d1" }) : "",
      axes(beta, sigma, { xName: "degree β", yName: "noise σ" }),
      curve(locks[0], "concentration"), curve(locks[1], "d0"), line(xs, silent, { class: "bound" }),
      ...row(over(locks[0], "planted row locks"), 34, [-1e3, view.width], "concentration"),
      ...row(over(locks[1], "others lock"), 50, [-1e3, view.width], "d0"),
      ...names([{ x: right + 6, y: silent.at(-1), words: "D₀ silent", kind: "bound" },
        ...(locks[1].at(-1) > 0 || last < 0 ? [] : [{ x: right + 6, y: ys[last], words: "others lock", kind: "d0" }])], [60, 344]),
      svg("path", { d: `M${beta.range[0]} ${sigma(x.sigma)}H${right}`, class: "guide" }),
      ...(told.length > 1 ? [inside("a gap is proved", mids, lows, highs, [beta(x.degree)], [now], { class: "halo" })] : []),
      cursor(beta(x.degree), sigma.range, [[sigma(x.sigma), "cursor"]]),
    );
  },

  drag(view, px, py) {
    const [bottom, top] = view.sigma.range;
    const step = view.sigma.domain[1] / 200;
    const noise = Math.round(view.sigma.invert(Math.min(Math.max(py, top), bottom)) / step) * step;
    return { degree: degreeAt(view, px), sigma: written(noise, Math.ceil(-Math.log10(step)) + 1) };
  },
};
