// How near does a power come to the softmax of a trained head? One row of it, or of the reader's own.

import { chosenRow } from "./chosen-row.js";
import { file } from "./file.js";
import { matrix } from "./head-file.js";
import { bound, power, read, softmax, variation, weighs } from "./head-row.js";
import { bars } from "./key-bars.js";
import { names } from "./labels.js";
import { probability, share, shown } from "./numbers.js";
import { axes, cursor, display, line, powers, scale, text } from "./plot.js";

const NARROW = 560;
const PHRASES = { locked: "locked", detectable: "detectable, not locked", neither: "neither locked nor detectable" };
const NONE = { weight: NaN, complement: NaN, snr: NaN, keys: NaN, verdict: "none" };

/** The largest score with what is added to it: the power is (1 + x / top)₊ to the degree. */
const topOf = (x, { top }) => (x.form === "shifted" ? x.degree : x.offset + top);

const readings = ({ weight, complement, snr, keys, verdict }, before) => ({
  [`${before}weight`]: share(weight, complement),
  [`${before}snr`]: snr,
  [`${before}keys`]: keys,
  [`${before}verdict`]: { value: verdict, kind: "words" },
});

/** The sentence where all is well. */
function answer(x, { whose, word, keys }, theirs, ours, { variation: apart, bound: most }) {
  const weight = ({ weight: value, complement }) => probability(value, complement);
  return `${whose} gives its top key, “${word(keys[0])}”, ${weight(theirs)} of its attention under softmax and ${weight(ours)} `
    + `at degree ${shown(x.degree, 6)}. The two differ by ${shown(apart)} in total variation; the bound allows ${shown(most)}. `
    + (theirs.verdict === ours.verdict ? `With both the row is ${PHRASES[ours.verdict]}.`
      : `Under softmax the row is ${PHRASES[theirs.verdict]}; at this degree it is ${PHRASES[ours.verdict]}.`);
}

/** Where each panel stands: bars on the left or on top, curves on the right or under them. */
function panels({ width, height }) {
  const bottom = height - 44;
  if (width < NARROW) return { bars: { right: width - 12, bottom: 200, count: 6 }, left: 40, top: 244, bottom };
  const middle = Math.round(width * 0.46);
  return { bars: { right: middle, bottom, count: 9 }, left: middle + 64, top: 30, bottom };
}

export default {
  height: (width) => (width < NARROW ? 440 : 330),
  ranges: (x, _, facts) => ({ row: [1, chosenRow(x, facts).rows], offset: [0, Math.max(64, 2 * x.degree)] }),
  takes: { control: file,
    label: "Scores of your own, a row for each query: .npy, .csv or .tsv",
    accept: ".npy,.csv,.tsv,.txt",
    instead: "head",
    read(bytes, decode) {
      const found = matrix(bytes, decode);
      return { ...found, said: `${found.rows} ${found.rows > 1 ? "rows" : "row"} of ${found.keys} keys` };
    },
  },

  compute(x, _, facts) {
    const row = chosenRow(x, facts);
    const top = topOf(x, row);
    const soft = row.keys.length > 1 ? softmax(row.below) : null;
    const now = soft && weighs(top) ? power(row.below, top, x.degree) : null;
    const [theirs, ours] = [soft, now].map((weights) => (weights ? read(weights) : NONE));
    const apart = now ? { variation: variation(now, soft), bound: bound(row.below, top, x.degree), scale: x.degree / top }
      : { variation: NaN, bound: NaN, scale: NaN };
    const outputs = { ...readings(ours, ""), ...readings(theirs, "softmax-"), ...apart,
      "near-degree": row.near ?? NaN, "half-scale": row.half ?? NaN };
    const few = `${row.whose} has ${row.keys.length ? "one key" : "no key"} above −∞, and a row needs two. Choose another row.`;
    const none = `${row.whose} is left without weight: c² + s is at most 0 for each key. Use c² above ${shown(Math.max(-row.top, 0), 4)}.`;
    return { outputs, row, soft, now, answer: !soft ? few : !now ? none : answer(x, row, theirs, ours, apart) };
  },

  draw(view, x, { row, soft, now, outputs }) {
    const { bars: box, left, top, bottom } = panels(view);
    const ends = [10 ** Math.floor(Math.log10(Math.min(x.degree, 1))), 10 ** Math.ceil(Math.log10(Math.max(x.degree, 256)))];
    const y = scale([0, 1], [bottom, top]);
    const beta = scale(ends.map(Math.log10), [left, view.width - 52]);
    Object.assign(view, { beta, top });
    if (!soft) return display(view.svg);
    const degrees = Array.from({ length: 61 }, (__, i) => 10 ** (beta.domain[0] + (i / 60) * (beta.domain[1] - beta.domain[0])));
    const heights = (value) => degrees.map((degree) => {
      const at = topOf({ ...x, degree }, row);
      return weighs(at) ? y(value(at, degree)) : NaN;
    });
    const xs = degrees.map((degree) => beta(Math.log10(degree)));
    const curves = [["TV", "d1", heights((at, degree) => variation(power(row.below, at, degree), soft))],
      ["bound", "bound", heights((at, degree) => bound(row.below, at, degree))]];
    return display(view.svg, ...bars(box, row, soft, now, shown(x.degree, 6)),
      ...curves.toReversed().map(([, kind, ys]) => line(xs, ys, { class: kind })),
      axes(beta, y, { xName: "degree β, logarithmic", yName: "",
        xTicks: powers(ends).map(({ value, label }) => ({ value: Math.log10(value), label })) }),
      text(left - 40, top - 17, "total variation to softmax"),
      ...names(curves.map(([words, kind, ys]) => ({ x: beta.range[1] + 4, y: ys.at(-1), words, kind })), y.range.toReversed()),
      ...(now ? [cursor(beta(Math.log10(x.degree)), y.range, [[y(outputs.variation), "d1"]])] : []));
  },

  drag({ beta, top }, px, py) {
    const [left, right] = beta.range;
    if (px < left - 20 || py < top - 20) return null;
    return { degree: String(Number((10 ** beta.invert(Math.min(Math.max(px, left), right))).toPrecision(3))) };
  },
};
