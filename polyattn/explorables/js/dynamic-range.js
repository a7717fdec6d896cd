// When does a spike stand out from its background? Two worst cases against the degree.

import { backgroundFires, decidedDegree, quietUntil, spikeWeight } from "./formulas.js";
import { marks, names } from "./labels.js";
import { compare, probability, share, shown } from "./numbers.js";
import { axes, cursor, degreeAt, display, line, reach, scale, spread, svg, text } from "./plot.js";

const EPSILON = 0.01; // the chance of a false alarm that the guarantee allows
const weight = (n, ratio, degree) => spikeWeight({ n, inversePower: ratio ** -degree });

/** From where the spike decides, until where the background is quiet, from where it breaks it. */
function degrees(x) {
  const spike = decidedDegree({ n: x.n, tau: x.theta, rho: x.ratio });
  const broken = x.spread === 1 ? Infinity : decidedDegree({ n: x.n, tau: x.theta, rho: x.spread });
  const most = quietUntil({ n: x.n, tau: x.theta, m: x.width, epsilon: EPSILON });
  const quiet = x.spread === 1 ? (most >= 1 ? Infinity : NaN) : Math.log(most) / Math.log(x.spread);
  return { spike, quiet, broken };
}

function farthest(x) {
  const { spike, broken } = degrees(x);
  return reach(2, 1.25 * Math.min(Math.max(spike, broken), 3 * spike), x.degree);
}

export default {
  height: (width) => (width < 520 ? 490 : 350),
  ranges: (x) => ({ degree: [0.1, farthest(x)] }),

  compute(x, texts) {
    const { spike, quiet, broken } = degrees(x);
    const decides = 2 * weight(x.n, x.ratio, x.degree) - 1 > x.theta;
    const P1 = decides ? -Math.expm1(-x.width * Math.LN2) : 0;
    const P0 = Math.min(1, backgroundFires({ n: x.n, m: x.width, tau: x.theta, x: x.spread ** x.degree }));
    const impossible = compare(texts.ratio, texts.spread) <= 0;
    const gap = Math.max(0, P1 - P0);
    const now = `At degree ${shown(x.degree, 6)} the gap is at least ${probability(gap)} for every background. `;
    const until = quiet === Infinity ? "with no upper limit" : `up to ${shown(quiet)}`;
    return {
      impossible,
      outputs: {
        "planted-weight": share(weight(x.n, x.ratio, x.degree)), "background-weight": share(weight(x.n, x.spread, x.degree)),
        gap: share(gap), "lower-bound": P1, "upper-bound": P0, "lower-degree": spike, "upper-degree": quiet, "break-degree": broken,
      },
      answer: impossible
        ? `The background varies by a factor ${texts.spread}, the spike stands out by ${texts.ratio}: no degree, threshold or `
          + "width can separate. The data sets hold proportional vectors, and attention sees no scale."
        : quiet > spike ? `${now}Degrees from ${shown(spike)} ${until} are guaranteed to separate, whatever the background.`
          : `${now}The spike outweighs everything from degree ${shown(spike)} on, but that the background stays quiet is `
            + `guaranteed only ${quiet > 0 ? `up to ${shown(quiet)}` : "with more entries"}.`,
    };
  },

  draw(view, x, { outputs, impossible }) {
    const narrow = view.width < 520;
    const [left, top] = narrow ? [36, 206] : [250, 46];
    const y = scale([0, 1], [view.height - 44, top]);
    const beta = scale([0, farthest(x)], [left, view.width - 56]);
    view.beta = beta;
    const clip = (value) => Math.min(Math.max(beta(value), left), beta.range[1]);
    const grid = spread(beta.domain[1], 141);
    const curve = (ratio, kind) => line(grid.map(beta), grid.map((degree) => y(weight(x.n, ratio, degree))), { class: kind });
    const between = (from, to) => svg("rect", {
      x: clip(from), y: top, width: Math.max(0, clip(to) - clip(from)), height: y(0) - top, class: "window",
    });
    const [spike, quiet, broken] = ["lower-degree", "upper-degree", "break-degree"].map((name) => outputs[name]);
    display(view.svg,
      ...vectors(x, narrow, view.width),
      ...(impossible ? [] : [between(spike, broken), between(spike, Math.max(spike, quiet || 0))]),
      axes(beta, y, { xName: "degree β", yName: "" }),
      text(narrow ? 0 : left - 30, narrow ? 166 : 13, "weight of the largest entry"),
      svg("path", { d: `M${left} ${y((1 + x.theta) / 2)}H${beta.range[1]}`, class: "bound" }),
      curve(x.spread, "d0"), curve(x.ratio, "d1"),
      ...marks([{ place: beta(spike), words: "spike decides", kind: "detection" },
        { place: beta(broken), words: "background decides", kind: "grouping" }], y.range, beta.range),
      ...names([{ x: beta.range[1] + 6, y: y((1 + x.theta) / 2), words: "(1+τ)/2", kind: "bound" },
        { x: beta.range[1] + 6, y: y(weight(x.n, x.ratio, beta.domain[1])), words: "D₁: ρ", kind: "d1" },
        { x: beta.range[1] + 6, y: y(weight(x.n, x.spread, beta.domain[1])), words: "D₀: Λ", kind: "d0" }], [top, y(0)]),
      cursor(beta(x.degree), y.range, ["background", "planted"].map((key, i) => [y(outputs[`${key}-weight`].value), `d${i}`])),
    );
  },

  drag: (view, px) => (px < view.beta.range[0] - 10 ? null : { degree: degreeAt(view, px) }),
};

/** Draw the two worst cases as bars, each in units of its own background: all attention can see. */
function vectors(x, narrow, width) {
  const tall = Math.log(Math.max(x.ratio, x.spread, 1.5));
  const half = narrow ? width / 2 - 8 : 190;
  const one = (name, ratio, kind, left, top) => {
    const size = (value) => 26 + (Math.log(value) / tall) * 68;
    const bars = [ratio, 1, 1, 1, 1, 1, 1, 1].map((value, i) => svg("rect", {
      x: left + (i * half) / 8, y: top + 116 - size(value), width: half / 8 - 3, height: size(value), class: i ? `${kind} others` : kind,
    }));
    return [text(left, top + 13, name, { class: kind }), ...bars, text(left, top + 133, `${shown(ratio, 4)} × the others`)];
  };
  const beside = narrow ? [half + 16, 0] : [0, 166];
  return [...one("hardest in D₀", x.spread, "d0", 0, 0), ...one("hardest in D₁", x.ratio, "d1", ...beside)];
}
