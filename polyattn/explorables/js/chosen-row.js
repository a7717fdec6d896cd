// The row that the figure `your-head` shows: of a stored head, or of the reader's file.

import { halfScale, nearDegree, sorted } from "./head-row.js";

// The last row of each source: sorting and bisecting a long one takes longer than moving a slider may.
const known = new WeakMap();

/** What does not depend on the degree: the keys by score, and the profile of the row. */
function measured(source, name, place, scores) {
  let last = known.get(source);
  if (last?.name !== name || last.place !== place) {
    const found = sorted(scores());
    const profile = found.keys.length > 1 ? { near: nearDegree(found.below), half: halfScale(found.below) } : {};
    last = { name, place, ...found, ...profile };
    known.set(source, last);
  }
  return last;
}

/** The row in question; beyond the end of the matrix it is the last one. `word(i)` says which token a key is. */
export function chosenRow({ head, row }, { stored, own }) {
  const rows = own ? own.rows : stored.rows.length;
  const place = Math.min(row, rows);
  const end = place < row ? ", the last" : "";
  if (own) {
    const found = measured(own, "", place, () => own.row(place - 1));
    return { ...found, rows, word: (i) => `key ${i + 1}`, whose: `Row ${place} of ${own.name}${end && " (the last)"}` };
  }
  const tokens = stored.tokens.split(" ");
  const word = (i) => tokens[i].replace(/^##/, "…");
  const found = measured(stored, head, place, () => stored.heads[head][place - 1].map((score) => score * stored.unit));
  return { ...found, rows, word, whose: `The token “${word(stored.rows[place - 1])}” (row ${place}${end})` };
}
