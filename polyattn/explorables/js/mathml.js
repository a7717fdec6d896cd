// Formulas as MathML, from the trees of polyattn/explorables/typeset.py: no library, no network.

const make = (name, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/1998/Math/MathML", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const row = (parts) => (parts.length === 1 ? set(parts[0]) : make("mrow", {}, ...parts.map(set)));

const space = () => make("mspace", { width: "0.17em" });

const KINDS = {
  row: (...parts) => row(parts),
  i: (letter) => make("mi", { mathvariant: "normal" }, letter), // slanted by the style sheet, in the page's own face
  n: (digits) => make("mn", {}, digits),
  o: (sign) => make("mo", {}, sign),
  words: (name) => make("mrow", {}, space(), make("mtext", {}, name), space()),
  frac: (top, bottom) => make("mfrac", {}, set(top), set(bottom)),
  binom: (top, bottom) => make("mrow", {}, make("mo", {}, "("),
    make("mfrac", { linethickness: "0" }, set(top), set(bottom)), make("mo", {}, ")")),
  sqrt: (inside) => make("msqrt", {}, set(inside)),
  at: (base, below, above) => {
    const [down, up] = [below, above].map((part) => part.length > 1);
    const name = `m${down ? "sub" : ""}${up ? "sup" : ""}`;
    return make(name, {}, set(base), ...(down ? [set(below)] : []), ...(up ? [set(above)] : []));
  },
};

/** Set one part of a formula. */
const set = ([kind, ...parts]) => KINDS[kind](...parts);

const BREAKS = new Set(["+", "−", "=", "<", ">", "≤", "≥", "⇔", "⟹"]);

const LONG = 12; // letters and signs: a bracket with more may be broken inside

const leaves = ([kind, ...parts]) => parts.reduce((sum, part) => sum + (typeof part === "string" ? 1 : leaves(part)), 0);

/** A row with its long brackets opened; what was above a bracket is above its closing sign. */
function opened(parts) {
  return parts.flatMap((part) => {
    const [kind, base, ...rest] = part;
    const group = kind === "at" ? base : part;
    if (group[0] !== "row" || leaves(group) <= LONG) return [part];
    const inside = group.slice(1);
    return opened(kind === "at" ? [...inside.slice(0, -1), ["at", inside.at(-1), ...rest]] : inside);
  });
}

/** The pieces of a row between which a line may end: before a sign, or before a long bracket. */
function pieces(parts) {
  const found = [[]];
  for (const part of opened(parts)) {
    const sign = part[0] === "o" ? part[1] : "";
    if ((BREAKS.has(sign) || (!parts.includes(part) && "([".includes(sign || "."))) && found.at(-1).length) found.push([]);
    found.at(-1).push(part);
  }
  return found;
}

/** Set a formula; a browser breaks none, so it is several where a line may end. `words` are read aloud. */
export function formula([, ...parts], words) {
  const whole = document.createElement("span");
  whole.className = "formula";
  whole.setAttribute("role", "math");
  whole.setAttribute("aria-label", words);
  pieces(parts).forEach((piece, i) => {
    const part = make("math", { "aria-hidden": "true", displaystyle: "true" }, row(piece));
    const [[kind, sign]] = piece;
    if (i && kind === "o" && BREAKS.has(sign)) part.querySelector("mo").setAttribute("form", "infix"); // not the first, but of its piece
    whole.append(i ? " " : "", part);
  });
  return whole;
}
