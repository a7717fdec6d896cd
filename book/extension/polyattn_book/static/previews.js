// A statement that a link names, shown beside the link while the mouse is on it.
"use strict";

{
  const WAIT = 250; // milliseconds: no flicker while the mouse passes over a paragraph
  const LINK = 'a.reference.internal[href*="#"]';
  const here = location.href.split("#")[0];
  const pages = new Map();
  let timer, box, owner;

  /** The document behind a link, asked for until it has come once; this page itself needs no asking. */
  function page(address) {
    if (address === here) return Promise.resolve(document);
    if (!pages.has(address)) {
      const asked = fetch(address).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return new DOMParser().parseFromString(await answer.text(), "text/html");
      });
      asked.catch(() => pages.delete(address)); // the next time it is asked for again
      pages.set(address, asked);
    }
    return pages.get(address);
  }

  /** A copy of the statement, its links made to work from here; null where the link names none. */
  async function statement(link) {
    const [address, label] = link.href.split("#");
    if (address !== here && location.protocol === "file:") return null; // no other file can be read
    const found = (await page(address)).getElementById(decodeURIComponent(label));
    if (!found?.matches("div.proof")) return null;
    const copy = found.cloneNode(true);
    for (const one of copy.querySelectorAll("a[href]")) one.href = new URL(one.getAttribute("href"), address);
    for (const one of [copy, ...copy.querySelectorAll("[id], [tabindex]")]) {
      one.removeAttribute("id");
      one.removeAttribute("tabindex");
    }
    return copy;
  }

  function close() {
    clearTimeout(timer);
    box?.remove();
    box = owner = null;
  }

  async function open(link) {
    owner = link;
    const copy = await statement(link).catch(() => null);
    if (owner !== link) return;
    if (!copy) {
      owner = null; // nothing stands there: the mouse may come back and ask again
      return;
    }
    box = document.createElement("div");
    box.className = "statement-preview";
    box.setAttribute("role", "tooltip");
    box.append(copy);
    link.closest(".bd-article").append(box);
    const [line] = [...link.getClientRects()].slice(-1);
    const left = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - box.offsetWidth - 8));
    const below = line.bottom + box.offsetHeight < innerHeight || line.top < box.offsetHeight;
    box.style.left = `${left}px`;
    box.style.top = `${below ? line.bottom : line.top - box.offsetHeight}px`;
  }

  const inside = (target) => target instanceof Element && (target.closest(".statement-preview") || target.closest(LINK) === owner);

  addEventListener("pointerover", ({ pointerType, target }) => {
    if (pointerType !== "mouse" || !(target instanceof Element)) return;
    if (owner && inside(target)) return clearTimeout(timer); // the mouse may move onto the preview
    const link = target.closest(`.bd-article ${LINK}`);
    clearTimeout(timer);
    timer = setTimeout(() => {
      close();
      if (link) open(link);
    }, WAIT);
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && close());
  addEventListener("click", ({ target }) => inside(target) || close());
  addEventListener("scroll", close, { passive: true });
}
