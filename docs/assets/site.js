// Copy buttons on blocks; filters and sorting on tables. Larger parts are loaded when a reader opens
// them. What a reader types stays text.
"use strict";

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Parts: the scripts in assets/web/, bundled from web/. They also load from a folder.

const assets = new URL(".", document.currentScript.src);
const loading = new Map();

function load(file) {
  if (!loading.has(file)) {
    const url = new URL(file, assets).href;
    const made = file.endsWith(".css")
      ? element("link", { rel: "stylesheet", href: url })
      : element("script", { src: url });
    loading.set(file, new Promise((resolve, reject) => {
      made.addEventListener("load", resolve);
      made.addEventListener("error", () => {
        loading.delete(file);
        made.remove();
        reject(new Error(`${file} cannot be loaded`));
      });
      document.head.append(made);
    }));
  }
  return loading.get(file);
}

window.nlpjourney = { assets, element, load, copy, parts: {} }; // a script of a part adds its start(place)

// Copy

const status = element("div", { className: "visually-hidden", role: "status" });
document.body.append(status);

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard API (for example on plain http): the older way.
    const focused = document.activeElement;
    const area = element("textarea", { value: text, className: "visually-hidden" });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    if (!copied) throw new Error("the browser refuses to copy");
  }
}

function addCopy(button, act, refused) {
  const label = button.querySelector("span");
  const name = label.textContent;
  let restore;
  button.addEventListener("click", async () => {
    let said = "Copied";
    try {
      await act();
    } catch {
      said = "Not copied";
      refused?.();
    }
    clearTimeout(restore);
    label.textContent = status.textContent = said;
    button.classList.toggle("block-copied", said === "Copied");
    restore = setTimeout(() => {
      label.textContent = name;
      status.textContent = "";
      button.classList.remove("block-copied");
    }, 2000);
  });
}

// A block: its button copies the visible program; a long program unfolds, a traced one can be stepped through

function addBlock(block) {
  const name = block.ariaLabel;
  const programs = [...block.querySelectorAll(".highlight:not(.language-text) code")];
  const shown = () => programs.find((code) => code.checkVisibility());
  for (const output of block.querySelectorAll(".language-text code")) {
    Object.assign(output, { role: "group", ariaLabel: `Recorded output of ${name}` });
  }
  addCopy(block.querySelector(".block-copy"), () => copy(shown().textContent), () => getSelection().selectAllChildren(shown()));
  if (block.matches(".long")) addUnfold(block, programs[0]);
  const steps = block.querySelector("a[href$='.trace.js']");
  if (steps) addSteps(steps, name);
}

// A long program unfolds

function addUnfold(block, code) {
  const folded = `Show all ${code.textContent.trimEnd().split("\n").length} lines`;
  const button = element("button", { type: "button", className: "block-unfold", ariaExpanded: false }, folded);
  button.addEventListener("click", () => {
    const open = block.classList.toggle("unfolded");
    button.ariaExpanded = open;
    button.textContent = open ? "Show the first lines" : folded;
  });
  code.closest(".highlight").after(button);
}

// The steps of a block: they are loaded when a reader asks for them

function addSteps(link, name) {
  const button = element("button", { type: "button", className: "block-button block-step", ariaExpanded: false, ariaLabel: `Step through ${name}` }, "Step through");
  const bar = link.parentElement;
  bar.classList.add("block-steps");
  bar.dataset.trace = link.href;
  bar.replaceChildren(button, ` ${link.textContent.match(/\d.*/)[0]}`);
  button.addEventListener("click", () => startPart(bar, "stepper"), { once: true });
}

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

async function copyFrom(url, part = (text) => text) {
  const text = fetched(url).then(part);
  if (!navigator.clipboard?.write) return copy(await text);
  // Safari copies a text that is still loading only if the click itself asks for it.
  const blob = text.then((said) => new Blob([said], { type: "text/plain" }));
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

function addPageCopy(button) {
  const { href } = button.nextElementSibling;
  button.hidden = location.protocol === "file:"; // fetch does not work in a folder
  addCopy(button, () => copyFrom(href));
  if (button.hidden) return;
  document.querySelectorAll("article h2:not(:has(.md-tag))").forEach((heading, number) => {
    const copySection = element("button", { type: "button", className: "block-button section-copy", ariaLabel: "Copy section as Markdown", title: "Copy section as Markdown" }, element("span"));
    heading.append(copySection);
    addCopy(copySection, () => copyFrom(href, (text) => section(text, number)));
  });
}

// From its heading to the next one, or to the facts at the page's end; "##" in code begins no section

function section(markdown, number) {
  const prose = markdown.replace(/^(`{3,})[^`\n]*\n[^]*?^\1`*$/gm, (code) => " ".repeat(code.length));
  const starts = [...prose.matchAll(/^## |^<section /gm)].map(({ index }) => index);
  return `${markdown.slice(starts[number], starts[number + 1]).trimEnd()}\n`;
}

// Filter: a row must contain every typed word and every pressed tag; the address stores both

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
const tagsOf = (row) => [...row.querySelectorAll(".tag")].map((tag) => tag.textContent);

function addFilter(place) {
  const rows = [...place.querySelector("tbody").rows];
  const asked = new URLSearchParams(location.search);
  const input = element("input", {
    type: "search", placeholder: "Filter", ariaLabel: "Filter the table",
    value: asked.get("filter") ?? "", autocomplete: "off", spellcheck: false,
  });
  const count = element("output");
  const chips = new Map();
  for (const tag of new Set(rows.flatMap(tagsOf))) {
    const chip = element("button", { type: "button", ariaPressed: asked.getAll("tag").includes(tag) }, tag);
    chip.addEventListener("click", () => toggle(tag));
    chips.set(tag, chip);
  }

  const pressed = () => [...chips.keys()].filter((tag) => chips.get(tag).ariaPressed === "true");

  function apply() {
    const wanted = words(input.value);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const tags = tagsOf(row);
      row.hidden = !wanted.every((word) => text.includes(word)) || !pressed().every((tag) => tags.includes(tag));
    }
    count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  }

  function remember() {
    const address = new URL(location);
    address.searchParams.delete("filter");
    address.searchParams.delete("tag");
    if (input.value) address.searchParams.set("filter", input.value);
    for (const tag of pressed()) address.searchParams.append("tag", tag);
    history.replaceState(history.state, "", address);
  }

  function change() {
    apply();
    remember();
  }

  function toggle(tag) {
    const chip = chips.get(tag);
    chip.ariaPressed = chip.ariaPressed !== "true";
    change();
  }

  input.addEventListener("input", change);
  place.addEventListener("click", ({ target }) => {
    if (target.matches("td .tag")) toggle(target.textContent);
  });
  place.prepend(element("div", { className: "filter", role: "search" }, input, count, ...chips.values()));
  apply();
}

// Sort: a click on a column's name sorts by it, another click reverses the order

const number = (text) => Number(text.replaceAll(",", "") || NaN);
const shown = (cell) => cell.querySelector("time")?.dateTime ?? cell.textContent.trim();

function addSort(table) {
  const names = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  names.forEach((name, column) => {
    const button = element("button", { type: "button" }, ...name.childNodes);
    name.append(button);
    name.ariaSort = "none";
    button.addEventListener("click", () => {
      const up = name.ariaSort !== "ascending";
      for (const other of names) other.ariaSort = "none";
      name.ariaSort = up ? "ascending" : "descending";
      const keyed = [...body.rows].map((row) => [shown(row.cells[column]), row]);
      const numeric = keyed.every(([key]) => !Number.isNaN(number(key)));
      const order = numeric
        ? ([a], [b]) => number(a) - number(b)
        : ([a], [b]) => a.localeCompare(b, "en", { numeric: true });
      keyed.sort((a, b) => (up ? order(a, b) : order(b, a)));
      body.append(...keyed.map(([, row]) => row));
    });
  });
}

// On a phone a row is a card (site.css): name its cells, and restore the roles that the layout removes

function addNames(table) {
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) part.role = roles[part.tagName];
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, column) => (cell.dataset.name = names[column]));
  }
}

document.querySelectorAll(".block").forEach(addBlock);
document.querySelectorAll(".page-copy").forEach(addPageCopy);
document.querySelectorAll(".filterable:has(table)").forEach(addFilter);
document.querySelectorAll(".filterable table").forEach(addNames);
document.querySelectorAll(":is(.filterable, .sortable) table").forEach(addSort);

// Elements that scroll can be focused and scrolled with the keyboard; others are no tab stops

const scrolls = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll("article :is(pre > code, .table, .cell-table, .cell-plot, math[display=block])")
  .forEach((part) => scrolls.observe(part));

// The color buttons. Material's own script makes the browser compute all styles again while a page
// loads. The choice is stored in Material's format, so that its script in the header can read it.

function addColors(form) {
  const options = [...form.querySelectorAll("input")];

  function choose(index) {
    const { mdColorMedia: media, mdColorScheme: scheme } = options[index].dataset;
    document.body.dataset.mdColorScheme = scheme;
    document.documentElement.style.colorScheme = { default: "light", slate: "dark" }[scheme] ?? ""; // its scroll bars
    options.forEach((option, place) => (option.nextElementSibling.hidden = place !== index));
    __md_set("__palette", { index, color: { media, scheme } });
  }

  form.addEventListener("change", ({ target }) => choose(options.indexOf(target)));
  form.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Enter") return;
    const next = options[(options.indexOf(target) + 1) % options.length];
    next.click();
    next.focus();
  });
  choose(__md_get("__palette")?.index ?? 0);
}

document.querySelectorAll("[data-colors]").forEach(addColors);

// The contents close after a reader chooses an entry

document.querySelector("#contents")?.addEventListener("click", ({ target, currentTarget }) => {
  if (target.closest("a") && currentTarget.matches(":popover-open")) currentTarget.hidePopover();
});

// Search: it is loaded when a reader opens it

async function openSearch() {
  try {
    await Promise.all([load("web/search.css"), load("web/search.js")]);
    document.querySelector(".notice")?.remove();
    nlpjourney.parts.search();
  } catch (error) {
    document.querySelector(".notice")?.remove();
    document.body.append(element("p", { className: "notice", role: "alert" }, `The search cannot open: ${error.message}. Are you offline?`));
  }
}

// Until the next frame, the focus stays in the box of a dialog that has just closed: ignore that box.
const isEditable = (place) => place.checkVisibility() && (place.isContentEditable || place.matches("input, textarea, select"));

document.querySelector(".search-open").addEventListener("click", openSearch);
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isEditable(event.target);
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (slash || k) {
    event.preventDefault();
    openSearch();
  }
});
if (new URLSearchParams(location.search).has("mark")) load("web/marks.js");

// A page's interactive part: if it cannot start, its element shows the error

async function startPart(place, name) {
  try {
    await Promise.all([load(`web/${name}.css`), load(`web/${name}.js`)]);
    await nlpjourney.parts[name](place);
  } catch (error) {
    place.append(element("p", { role: "alert" }, `This part cannot start: ${error.message}.`));
  }
}

document.querySelectorAll("[data-part]").forEach((place) => startPart(place, place.dataset.part));
