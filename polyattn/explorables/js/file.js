// A control that takes a file of the reader's own: it is read in the page and sent nowhere.

import { html } from "./controls.js";

const MOST = 32 * 2 ** 20; // bytes

/** Why a file cannot be taken, in words for the reader; any other error is the browser's. */
export const Refusal = class extends Error {};

const large = (size) => `it has ${(size / 2 ** 20).toFixed(1)} MB; save fewer rows: ${MOST / 2 ** 20} MB is the most`;

/**
 * Make the control. `takes` is the explorable's {control, label, accept, read}: this one, so that
 * others do not carry it, and what it is about; `done(data)` is called with what
 * `read(bytes, decode)` made of a file. Returns the element and `drop()`, which forgets the file.
 */
export function file({ label, accept, read }, id, done) {
  const input = html("input", { type: "file", id, accept, "aria-describedby": `${id}-said` });
  const said = html("p", { class: "note", role: "status", id: `${id}-said` });
  let asked = 0;

  async function take(chosen) {
    const turn = (asked += 1);
    let data = null;
    let problem = "";
    try {
      if (chosen.size > MOST) throw new Refusal(large(chosen.size));
      const bytes = new Uint8Array(await chosen.arrayBuffer());
      if (turn !== asked) return; // another file, or none, by now
      data = read(bytes, (raw) => new TextDecoder().decode(raw));
    } catch (error) {
      if (turn !== asked) return;
      problem = error instanceof Refusal ? error.message : "the browser cannot read it; choose it again";
    }
    said.classList.toggle("wrong", problem !== "");
    if (problem) {
      said.textContent = `${chosen.name} is not taken: ${problem}.`;
      input.value = ""; // the same file can be chosen again when it is mended
      return;
    }
    said.textContent = `${chosen.name}: ${data.said}. It is read here and sent nowhere.`;
    done({ ...data, name: chosen.name }); // an error of the figure's is none of the file's
  }

  input.addEventListener("change", () => { if (input.files.length) take(input.files[0]); });
  function drop() {
    asked += 1;
    input.value = "";
    said.textContent = "";
  }
  return { element: html("div", { class: "control file" }, html("label", { for: id }, label), input, said), drop };
}
