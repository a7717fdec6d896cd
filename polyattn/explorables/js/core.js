// What every explorable shares: it takes values, computes, draws, and tells a screen reader.

import { layout, write } from "./layout.js";
import { address, numbersOf, preset, refusal } from "./state.js";

const PAUSE = 700; // ms of rest before the answer is read out
const SLICE = 5; // ms of each frame for what is still to be refined
let mounted = 0;

/**
 * Build the live figure inside `root`, from the explorable's table and the texts of its state.
 *
 * `explorable` has `height(width)`, `compute(x, texts)` and `draw(view, x, result)`; and where it
 * needs them `ranges(x, texts)` (ends and step of sliders), `drag(view, px, py)`, a generator
 * `refine(view, x, result)`, `rows(table, output)` (see layout.js) and `canvas: true`; `takes` (see file.js), whose `instead` names the
 * parameter in whose place a reader's file stands until it is set again. `compute`, `draw` and `ranges` are given the explorable's
 * table too, with the file as `own`. `changed(name, text)` hears of every change by the reader. Returns `set(values, quiet)`.
 */
export function mount(root, explorable, table, state, { changed = () => {}, linked = true } = {}) {
  const texts = { ...state };
  const facts = { ...table };
  const view = {};
  const timers = { rest: 0, frame: 0 };
  let touched = false;
  const parts = layout(root, table, {
    prefix: `${table.key}-${(mounted += 1)}`, canvas: explorable.canvas, rows: explorable.rows, takes: explorable.takes, linked,
    ask: (name, text) => (text === null ? show() : set({ [name]: text })),
    choose: (values) => set(values ? preset(table.parameters, values, facts.own && explorable.takes.instead) : state),
    given: (own) => { facts.own = own; touched = true; show(); },
  });

  /** Take new values, exactly as written; say why one cannot be taken. Returns whether all were. */
  function set(values, quiet = false) {
    const problems = [];
    if (Object.hasOwn(values, explorable.takes?.instead)) {
      delete facts.own;
      parts.file.drop();
    }
    for (const [name, text] of Object.entries(values)) {
      const problem = refusal(table.parameters, name, text);
      if (problem) problems.push(problem);
      else if (texts[name] !== text) {
        texts[name] = text;
        if (!quiet) changed(name, text);
      }
    }
    parts.note.textContent = problems.join("; ");
    touched ||= !quiet;
    if (problems.length < Object.keys(values).length) show();
    return problems.length === 0;
  }

  /** Compute and draw the present state. */
  function show() {
    const x = numbersOf(table.parameters, texts);
    const ranges = explorable.ranges?.(x, texts, facts) ?? {};
    for (const [name, control] of Object.entries(parts.controls)) control.show(texts[name], ranges[name]);
    if (facts.own) parts.controls[explorable.takes.instead].show(null);
    const result = explorable.compute(x, texts, facts);
    for (const [name, output] of Object.entries(parts.outputs)) write(output, result.outputs[name]);
    parts.answer.textContent = result.answer;
    parts.link.href = address(table.link, texts);
    explorable.draw(view, x, result, facts);
    cancelAnimationFrame(timers.frame);
    if (explorable.refine) refine(explorable.refine(view, x, result));
    clearTimeout(timers.rest);
    timers.rest = setTimeout(() => { if (touched) parts.said.textContent = result.answer; }, PAUSE);
  }

  /** Go on with what was drawn coarsely, a slice of each frame, until the next change. */
  function refine(steps) {
    timers.frame = requestAnimationFrame(() => {
      const start = performance.now();
      while (performance.now() - start < SLICE) if (steps.next().done) return;
      refine(steps);
    });
  }

  parts.link.addEventListener("click", () => navigator.clipboard?.writeText(parts.link.href).catch(() => {}));
  Object.assign(view, { svg: parts.figure, canvas: parts.canvas, colour: colours(root, explorable.canvas, show) });
  if (explorable.drag) follow(parts.figure, (px, py) => set(explorable.drag(view, px, py) ?? {}));
  sized(root, () => {
    view.width = parts.picture.clientWidth || 640;
    view.height = explorable.height(view.width);
    parts.figure.setAttribute("width", view.width);
    parts.figure.setAttribute("height", view.height);
    show();
  });
  return set;
}

/** Call `resize` now and whenever the width changes. */
function sized(root, resize) {
  let width = root.clientWidth;
  resize();
  new ResizeObserver(([entry]) => {
    if (Math.abs(entry.contentRect.width - width) <= 1) return;
    width = entry.contentRect.width;
    resize();
  }).observe(root);
}

/** Let a pointer that is held down on the figure set what it points at. */
function follow(figure, point) {
  const at = (event) => {
    const box = figure.getBoundingClientRect();
    point(event.clientX - box.left, event.clientY - box.top);
  };
  figure.classList.add("draggable");
  figure.addEventListener("pointerdown", (event) => { figure.setPointerCapture(event.pointerId); at(event); });
  figure.addEventListener("pointermove", (event) => { if (figure.hasPointerCapture(event.pointerId)) at(event); });
}

/**
 * Return a function from a colour's meaning to its red, green and blue. A canvas does not follow
 * the page from light to dark by itself: it is drawn again.
 */
function colours(root, canvas, show) {
  const known = new Map();
  const read = (kind) => getComputedStyle(root).getPropertyValue(`--x-${kind}`).match(/\w\w/g).map((part) => parseInt(part, 16));
  for (const element of canvas ? [document.documentElement, document.body] : []) {
    new MutationObserver(() => { known.clear(); show(); }).observe(element, { attributeFilter: ["data-theme", "data-jp-theme-light"] });
  }
  return (kind) => {
    if (!known.has(kind)) known.set(kind, read(kind));
    return known.get(kind);
  };
}
