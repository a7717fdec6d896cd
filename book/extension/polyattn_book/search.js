// Put behind Sphinx's own search, before the index, by html_search_scorer: its scores, but a label
// that is typed in full comes first; and its excerpts, but each formula once instead of three
// times, with its roots, fractions and powers, and a space between blocks.
var Scorer = {
  score: ([, , anchor, , score]) => {
    const asked = new URLSearchParams(window.location.search).get("q") || "";
    const label = decodeURIComponent(anchor).slice(1).toLowerCase();
    return label && label === asked.trim().toLowerCase() ? 1000 : score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

// Formulas are read as text: put in what their layout says.
const inOneLine = (formula) => {
  const each = (parts, change) => formula.querySelectorAll(parts).forEach(change);
  const long = (part) => part.textContent.replace(/\s/g, "").length > 1;
  each("mfrac:not([linethickness]) > *, msqrt > mrow, msup > :last-child, msubsup > :last-child", (part) => {
    if (part.localName === "mrow" && long(part)) (part.prepend("("), part.append(")"));
  });
  each("msqrt", (root) => root.prepend("√"));
  each("mfrac > :first-child", (top) => top.after(top.parentNode.hasAttribute("linethickness") ? " over " : "/"));
  each("msup > :last-child, msubsup > :last-child", (power) => /^′+$/.test(power.textContent) || power.before("^"));
};

// What every object has by itself, such as "constructor", is no word of the book: the index of
// words has nothing but its words, and the one method that Sphinx asks of it. (A block: all scripts
// of a page share their outer names.)
{
  const bare = Object.assign(Object.create(null), { hasOwnProperty: Object.prototype.hasOwnProperty });
  const take = Search.setIndex;
  Search.setIndex = (index) => {
    for (const found of [index.terms, index.titleterms]) Object.setPrototypeOf(found, bare);
    take(index);
  };
}

// Opened from disk, a page cannot read another one to show its words.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

{
  const readText = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("math").forEach(inOneLine);
    page.querySelectorAll(".katex .tail").forEach((mark) => mark.closest(".katex").append(mark.textContent));
    const around = ".katex-html, annotation, details, nav, h1, .bd-header-article, .onlyprint";
    page.querySelectorAll(around).forEach((part) => part.remove());
    page.querySelectorAll("p, li, dt, dd, td, th, div, h2, h3").forEach((block) => block.append(" "));
    // A label holds a colon, which a selector would take for something else.
    const place = anchor && page.getElementById(decodeURIComponent(anchor).slice(1));
    const text = place ? place.textContent : readText(page.documentElement.outerHTML, "");
    return text.replace(/\s+/g, " ");
  };
}
