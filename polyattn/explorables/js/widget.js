// The same explorable as an anywidget: its state is the widget's model.

import { mount } from "./core.js";

export function show(explorable, model, element) {
  const root = document.createElement("div");
  element.append(root);
  const table = model.get("table");
  const names = Object.keys(table.parameters);
  const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  let ours = false;
  const changed = (name, text) => {
    ours = true;
    model.set(name, text);
    ours = false;
    model.save_changes();
  };
  const set = mount(root, explorable, table, state, { changed, linked: false });
  for (const name of names) {
    model.on(`change:${name}`, () => { if (!ours) set({ [name]: model.get(name) }, true); });
  }
}
