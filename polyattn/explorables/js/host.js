// Makes the explorables of a published page live, each in its place.

import { mount } from "./core.js";
import { setBy } from "./state.js";

for (const root of document.querySelectorAll(".explorable[data-setting]")) {
  const { table, state } = JSON.parse(root.dataset.setting);
  const { default: explorable } = await import(`./${table.key}.js`);
  const set = mount(root, explorable, table, state);
  const follow = () => {
    const values = setBy(location.hash, table.key);
    if (!values) return;
    set(values);
    root.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", follow);
  follow();
}
