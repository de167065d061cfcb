// The search: a dialog on every page, and a part of the page that is shown for a missing address.
// What is typed stays text. A combobox with a listbox, as the ARIA Authoring Practices describe it:
// the focus stays in the box, and the arrows move the active option.
import { searcher } from "./search/engine.js";
import { excerpt } from "./search/matches.js";
import { afterTyping } from "./shared/playground.js";

const MOST_RESULTS = 8;
const MOST_MARKS = 12;
const { assets, element, load } = nlpjourney;
const site = new URL("..", assets);

nlpjourney.index = {}; // the parts of the index are scripts that add themselves here

async function part(name) {
  const folder = name === "root" ? "search" : `search/${(await part("root")).version}`;
  await load(`${folder}/${name}.js`);
  return nlpjourney.index[name];
}

const { rank } = searcher(part);

async function find(question) {
  const ranked = await rank(question, MOST_RESULTS);
  return Promise.all(ranked.map(async ({ number, section, words, isSure }) => {
    const { url, sections } = await part(`page-${number}`);
    const [anchor, heading, kind, text] = sections[section];
    const target = new URL(url, site);
    const marked = [...new Set(words)].slice(0, MOST_MARKS);
    for (const word of marked) target.searchParams.append("mark", word);
    if (section) target.hash = anchor;
    return { href: target.href, page: sections[0][1], heading: section ? heading : "", kind,
      pieces: excerpt(text, marked), isSure };
  }));
}

const marked = ([text, matches]) => (matches ? element("mark", {}, text) : text);

function option({ href, page, heading, kind, pieces }, id) {
  const where = element("span", { className: "search-where" }, page);
  if (heading) where.append(element("span", { className: "search-step" }, " › "), heading);
  return element("a", { id, href, role: "option", tabIndex: -1, ariaSelected: "false", className: "search-result" },
    where,
    element("span", { className: `search-kind search-kind-${kind}` }, kind),
    element("span", { className: "search-excerpt" }, ...pieces.map(marked)));
}

/** The message above the results. */
function summary(results) {
  if (!results.length) return ["Nothing found. Try other words."];
  if (results[0].isSure) return [`${results.length} ${results.length > 1 ? "pages" : "page"}`];
  const roadmap = element("a", { href: new URL("toolbox/roadmap.html", site).href }, "roadmap");
  return ["No page seems to be about this. The nearest pages are below; the ", roadmap, " lists what is missing."];
}

let panels = 0;

/** A box and its results. */
function panel() {
  const id = `search-${++panels}`;
  const input = element("input", {
    className: "search-input", type: "text", role: "combobox", ariaLabel: "Search", ariaExpanded: "false",
    ariaAutoComplete: "list", placeholder: "A question, a message, a name", autocomplete: "off", autocapitalize: "off",
    spellcheck: false, enterKeyHint: "go",
  });
  const list = element("div",
    { id: `${id}-results`, className: "search-results", role: "listbox", ariaLabel: "Results" });
  const said = element("p", { className: "search-said", role: "status" });
  const place = element("div", { className: "search-panel" }, input, said, list);
  input.setAttribute("aria-controls", list.id);

  function activate(active) {
    for (const one of list.children) one.ariaSelected = String(one === active);
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  function show(results, ...words) {
    list.replaceChildren(...results.map((result, number) => option(result, `${id}-${number}`)));
    input.ariaExpanded = String(results.length > 0);
    list.ariaBusy = "false";
    said.replaceChildren(...words);
    activate(list.firstElementChild);
  }

  async function ask() {
    const question = input.value;
    list.ariaBusy = "true";
    if (!question.trim()) return show([]);
    try {
      const results = await find(question);
      if (question === input.value) show(results, ...summary(results));
    } catch (error) {
      show([], `The search cannot read its index: ${error.message}. Are you offline?`);
    }
  }

  function move(by) {
    const all = [...list.children];
    const now = all.findIndex((one) => one.ariaSelected === "true");
    activate(all.at((now + by) % all.length));
  }

  input.addEventListener("input", () => (list.ariaBusy = "true"));
  input.addEventListener("input", afterTyping(ask, 60));
  input.addEventListener("keydown", (event) => {
    const active = list.querySelector("[aria-selected=true]");
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => active?.click() }[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  });
  return { place, input, ask };
}

let inPlace, inDialog; // the panel of this page, if it has one; the dialog, after it was first opened

function openDialog() {
  if (!inDialog) {
    const { place, input } = panel();
    const close = element("button",
      { type: "button", className: "search-close", ariaLabel: "Esc: close the search" }, "Esc");
    const dialog = element("dialog", { className: "search", ariaLabel: "Search" }, place, close);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target.closest(".search-result")) dialog.close();
    });
    document.body.append(dialog);
    inDialog = { dialog, input };
  }
  if (!inDialog.dialog.open) inDialog.dialog.showModal();
  inDialog.input.focus();
  inDialog.input.select();
}

/** The words of the missing address. */
function missing() {
  const below = decodeURIComponent(location.pathname).slice(site.pathname.length);
  return below.replace(/(?:\bindex)?\.\w+$/, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" ");
}

nlpjourney.parts.search = (place) => {
  if (place) {
    inPlace = panel();
    place.append(inPlace.place);
    inPlace.input.value = missing();
    inPlace.ask();
  } else if (inPlace) inPlace.input.select();
  else openDialog();
};
