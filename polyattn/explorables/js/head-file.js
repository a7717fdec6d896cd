// A matrix of scores from a file of the reader's own: .npy as NumPy saves it, or lines of numbers.

import { Refusal } from "./file.js";

const MOST_KEYS = 16384;
const MOST_ROWS = 65536;
const MOST_LINES = 4 * MOST_ROWS; // remarks and empty lines among them
const MOST = 1e150; // squares and differences of scores stay finite
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
  return checked(starts(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) ? array(bytes) : table(bytes, decode));
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
  if (!Object.hasOwn(KINDS, kind)) refuse(`it holds numbers of the kind ${kind.slice(0, 20)}`, "save scores.astype('<f4')");
  const shape = sizes.split(",").filter((size) => size.trim()).map(Number);
  if (shape.length < 1 || shape.length > 2) refuse(`it has the shape (${sizes.slice(0, 40)})`, "save one matrix, such as scores[0]");
  const [rows, keys] = shape.length === 1 ? [1, shape[0]] : shape;
  const { size, numbers } = KINDS[kind];
  const body = bytes.slice(start + length, start + length + rows * keys * size);
  if (body.length < rows * keys * size) refuse(`it ends before its ${rows} × ${keys} numbers do`, "save it again");
  const values = numbers(body);
  return { rows, keys, at: order === "True" ? (i, j) => values[j * rows + i] : (i, j) => values[i * keys + j] };
}

/** Lines of numbers with commas, semicolons, tabs or spaces between them; `#` begins a remark. */
function table(bytes, decode) {
  const ends = bytes.reduce((count, code, i) => count + Number(code === 10 || (code === 13 && bytes[i + 1] !== 10)), 0);
  if (ends > MOST_LINES) refuse(`it has ${ends} lines`, `save at most ${MOST_ROWS} rows`);
  const lines = decode(bytes).replace(/^\ufeff/, "").split(/\r\n|\n|\r/).map((line, i) => [line.replace(/#.*/, "").trim(), i + 1])
    .filter(([line]) => line);
  if (!lines.length) refuse("it has no numbers", "save a matrix of scores");
  const found = lines.map(([line, i]) => cells(line, i).map((cell, j) => number(cell, i, j + 1)));
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

/** What stands beside a comma where the comma may be a decimal one, or "". */
function mixed(line) {
  if (!line.includes(",")) return "";
  if (/[;\t]/.test(line)) return "semicolons or tabs";
  return /\d,\d/.test(line) && /[^\s,]\s+[^\s,]/.test(line) ? "spaces" : "";
}

/** The cells of a line. */
function cells(line, i) {
  const other = mixed(line);
  if (other) refuse(`line ${i} has commas beside ${other}`, "write decimals with a point, and one sign between numbers");
  const row = line.split(/\s*[,;\t]\s*|\s+/, MOST_KEYS + 1);
  if (row.length > MOST_KEYS) refuse(`line ${i} has more than ${MOST_KEYS} numbers`, `save at most ${MOST_KEYS} keys a row`);
  return row;
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
      if (value === -Infinity || Math.abs(value) <= MOST) continue;
      const [what, cure] = Number.isFinite(value) ? [value, "scores lie between -1e150 and 1e150"]
        : [value > 0 ? "+∞" : "NaN", "scores are finite"];
      refuse(`row ${i + 1} has ${what} at key ${j + 1}`, `${cure}, or −∞ for a key that may not be used`);
    }
  }
  return { rows, keys, row: (i) => Float64Array.from({ length: keys }, (_, j) => at(i, j)) };
}
