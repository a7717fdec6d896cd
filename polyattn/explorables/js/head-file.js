// A matrix of scores from a file of the reader's own: .npy as NumPy saves it, or lines of numbers.

import { Refusal } from "./file.js";

const MOST_KEYS = 16384;
const MOST_ROWS = 65536;
const KINDS = {
  "<f2": { size: 2, numbers: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), half) },
  "<f4": { size: 4, numbers: (bytes) => new Float32Array(bytes.buffer) },
  "<f8": { size: 8, numbers: (bytes) => new Float64Array(bytes.buffer) },
};

/** The number that sixteen bits stand for. */
function half(bits) {
  const [sign, exponent, rest] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return rest ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + rest / 1024) : 2 ** -24 * rest);
}

function refuse(what, cure) {
  throw new Refusal(`${what}; ${cure}`);
}

/**
 * Read the bytes of a file; `decode` makes text of them. Returns how many rows and keys it has, and
 * `row(i)`; throws a Refusal that says what is wrong with it and what to do.
 */
export function matrix(bytes, decode) {
  if (!bytes.length) refuse("it is empty", "save a matrix of scores");
  const starts = (...codes) => codes.every((code, i) => bytes[i] === code);
  if (starts(0x50, 0x4b)) refuse("it is an archive, such as .npz or .pt", "save one matrix by np.save");
  return checked(starts(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) ? array(bytes) : table(decode(bytes)));
}

/** An array as np.save writes it. */
function array(bytes) {
  if (bytes.length < 12) refuse("its header cannot be read", "save it again by np.save");
  const long = bytes[6] > 1;
  const start = long ? 12 : 10;
  const length = new DataView(bytes.buffer, bytes.byteOffset)[long ? "getUint32" : "getUint16"](8, true);
  const header = String.fromCharCode(...bytes.subarray(start, start + Math.min(length, 10000)));
  const [, kind] = /'descr': *'([^']*)'/.exec(header) ?? ["", "records"];
  const [, order] = /'fortran_order': *(True|False)/.exec(header) ?? [];
  const [, sizes] = /'shape': *\(([\d, ]*)\)/.exec(header) ?? [];
  if (!order || sizes === undefined) refuse("its header cannot be read", "save it again by np.save");
  if (!Object.hasOwn(KINDS, kind)) refuse(`it holds numbers of the kind ${kind}`, "save scores.astype('<f4')");
  const shape = sizes.split(",").filter((size) => size.trim()).map(Number);
  if (shape.length < 1 || shape.length > 2) refuse(`it has the shape (${sizes})`, "save one matrix, such as scores[0]");
  const [rows, keys] = shape.length === 1 ? [1, shape[0]] : shape;
  const { size, numbers } = KINDS[kind];
  const body = bytes.slice(start + length, start + length + rows * keys * size);
  if (body.length < rows * keys * size) refuse(`it ends before its ${rows} × ${keys} numbers do`, "save it again");
  const values = numbers(body);
  return { rows, keys, at: order === "True" ? (i, j) => values[j * rows + i] : (i, j) => values[i * keys + j] };
}

/** Lines of numbers with commas, semicolons, tabs or spaces between them; `#` begins a remark. */
function table(text) {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/).map((line, i) => [line.replace(/#.*/, "").trim(), i + 1])
    .filter(([line]) => line);
  if (!lines.length) refuse("it has no numbers", "save a matrix of scores");
  const found = lines.map(([line, i]) => line.split(/\s*[,;\t]\s*|\s+/).map((cell, j) => number(cell, i, j + 1)));
  const [first] = found;
  const odd = found.findIndex((row) => row.length !== first.length);
  if (odd > 0) {
    refuse(`line ${lines[odd][1]} has ${found[odd].length} numbers and line ${lines[0][1]} has ${first.length}`,
      "give every row as many; write -inf for a key that may not be used");
  }
  // np.savetxt writes a single row as a column.
  const whole = first.length === 1 ? [found.map(([value]) => value)] : found;
  return { rows: whole.length, keys: whole[0].length, at: (i, j) => whole[i][j] };
}

function number(cell, line, place) {
  const endless = /^([+-]?)inf(inity)?$/i.exec(cell);
  if (endless) return endless[1] === "-" ? -Infinity : Infinity;
  const value = cell === "" || /^0[xob]/i.test(cell) ? NaN : Number(cell);
  if (Number.isNaN(value) && !/^[+-]?nan$/i.test(cell)) {
    refuse(`line ${line} has “${cell.slice(0, 20)}” in place ${place}, which is no number`, "leave headings and names out");
  }
  return value;
}

function checked({ rows, keys, at }) {
  if (!rows || !keys) refuse(`it has ${rows} rows and ${keys} keys`, "save a matrix that is not empty");
  if (keys === 1) refuse("it has one key a row", "a row needs at least two");
  if (keys > MOST_KEYS) refuse(`it has ${keys} keys a row`, `save at most ${MOST_KEYS}`);
  if (rows > MOST_ROWS) refuse(`it has ${rows} rows`, `save at most ${MOST_ROWS}`);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < keys; j += 1) {
      const value = at(i, j);
      if (value < Infinity) continue;
      refuse(`row ${i + 1} has ${Number.isNaN(value) ? "NaN" : "+∞"} at key ${j + 1}`,
        "scores are finite, or −∞ for a key that may not be used");
    }
  }
  return { rows, keys, row: (i) => Float64Array.from({ length: keys }, (_, j) => at(i, j)) };
}
