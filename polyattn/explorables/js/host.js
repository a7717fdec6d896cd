// Makes one kind of explorable live on a published page, each in its place.

import { mount } from "./core.js";
import { setBy } from "./state.js";

export function start(key, explorable) {
  for (const root of document.querySelectorAll(`.explorable[data-explorable="${key}"][data-setting]`)) {
    const { table, state } = JSON.parse(root.dataset.setting);
    const set = mount(root, explorable, table, state);
    const follow = () => {
      const values = setBy(location.hash, table.link);
      if (!values) return;
      set(values);
      root.scrollIntoView({ block: "start" });
    };
    addEventListener("hashchange", follow);
    follow();
  }
}
