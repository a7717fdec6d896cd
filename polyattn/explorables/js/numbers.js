// Numbers as they are written: exact decimals for what decides a comparison, and words for results.

const DECIMAL = /^\s*([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,2}))?\s*$/i;

/** Read a decimal such as "-0.25" or "1e-8" as digits * 10^-places; null where it is none. */
export function decimal(text) {
  const match = DECIMAL.exec(text);
  if (!match || match[2] + match[3] === "" || text.length > 60) return null;
  const digits = BigInt(match[2] + match[3]) * (match[1] === "-" ? -1n : 1n);
  const places = match[3].length - Number(match[4] ?? 0);
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places };
}

/** Bring decimals, given as text, to one denominator: whole numbers in the same unit. */
export function common(...texts) {
  const read = texts.map(decimal);
  const places = Math.max(...read.map((x) => x.places));
  return read.map((x) => x.digits * 10n ** BigInt(places - x.places));
}

/** Compare two decimals exactly: -1, 0 or 1. */
export function compare(left, right) {
  const [a, b] = common(left, right);
  return a < b ? -1 : Number(a > b);
}

/** Add two decimals exactly. */
export function sum(left, right) {
  const places = Math.max(decimal(left).places, decimal(right).places);
  const [a, b] = common(left, right);
  const total = a + b;
  const digits = String(total < 0n ? -total : total).padStart(places + 1, "0");
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "") : digits;
  return (total < 0n ? "-" : "") + text;
}

/** Write a number as a decimal with `places` places at most, without an exponent. */
export function written(value, places) {
  const text = value.toFixed(Math.min(Math.max(places, 0), 100));
  return text.includes(".") ? text.replace(/\.?0+$/, "") || "0" : text;
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** Write a power of ten, such as 10⁻⁸. */
export function powerOfTen(exponent) {
  return "10" + String(exponent).replace(/./g, (sign) => RAISED[sign]);
}

function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = powerOfTen(Number(exponent));
  const short = mantissa.replace(/\.?0+$/, "");
  return short === "1" ? power : `${short.replace("-", "−")} × ${power}`;
}

/** Write a number for a reader: 3 digits that count, thousands apart, powers of ten raised. */
export function shown(value, digits = 3) {
  if (Number.isNaN(value)) return "none";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e6 || size < 1e-3) return scientific(value, digits);
  const whole = Number.isInteger(value);
  const places = whole ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = whole ? String(size) : written(size, places);
  return (value < 0 ? "−" : "") + grouped(text);
}

/** The number of so many digits next to a value, on the side where what a bound says of it stays true. */
export function rounded(value, digits, side) {
  const near = Number(value.toPrecision(digits));
  if (side === "nearest" || value <= 0 || (side === "up" ? near >= value : near <= value)) return near;
  const unit = 10 ** (Math.floor(Math.log10(value)) - digits + 1);
  return Number((near + (side === "up" ? unit : -unit)).toPrecision(digits));
}

/** Set thousands apart, as in the prose. */
export function grouped(text) {
  const [head, tail] = text.split(".");
  return head.replace(/\B(?=(\d{3})+$)/g, ",") + (tail ? "." + tail : "");
}

/** Write a probability; one close to 1 by what it lacks, which `complement` gives. */
export function probability(value, complement = 1 - value) {
  if (value > 0.999 && complement > 0) return `1 − ${scientific(complement, 2)}`;
  return shown(value);
}

/** A probability or a share as a result: what it lacks to 1 keeps its own digits. */
export const share = (value, complement = 1 - value) => ({ value, complement, kind: "probability" });
