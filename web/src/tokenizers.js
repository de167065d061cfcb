// The tokenizer playground: a text, the tokens of three tokenizers, and why the text was split there.
import { encode, explain } from "./shared/encoder.js";
import { afterTyping, fromAddress, toAddress } from "./shared/playground.js";
import { explanation } from "./tokenizers/explanation.js";
import { visible } from "./tokenizers/visible.js";
import "./shared/playground.css";
import "./tokenizers/tokenizers.css";

const { element, copy, parts } = nlpjourney;

const LONGEST = 200_000; // characters that are split
const LONGEST_WORD = 10_000; // characters without a space: a word is split in one go
const PAGE = 400; // characters whose tokens are shown at a time
const IN_ADDRESS = 2_000; // characters of the longest text that the address carries

const TOKENIZERS = {
  minilm: { algorithm: "WordPiece", whose: "all-MiniLM-L6-v2" },
  smollm2: { algorithm: "Byte-level BPE", whose: "SmolLM2-135M-Instruct" },
  unigram: { algorithm: "Unigram", whose: "trained by this site" },
};

const EXAMPLES = {
  Words: "The unhappiest tokenizers split untranslatable words.",
  Numbers: "In 2026, 3.14159 × 1,000,000 = 3141590; ½ + ⅓, ٣ and Ⅷ.",
  Accents: "Crème brûlée, naïve, Straße, İstanbul, ΟΔΥΣΣΕΥΣ, Ǎ and A\u030C.",
  Scripts: "자연어 처리, 自然言語処理, معالجة اللغة, обработка языка.",
  Emoji: "Family 👨‍👩‍👧, flag 🇩🇪, thumb 👍🏽, heart ❤️.",
  Code: "def f(x):\n    return x if x >= 0 else -x  # absolute\n",
  "Special tokens": "A [MASK] here, <|im_start|> there, and an <unk>.",
};

parts.tokenizers = (place) => {
  const state = { text: EXAMPLES.Words, shown: Object.keys(TOKENIZERS), below: "ids", at: "minilm.3", page: 0 };
  let characters = [];

  const text = element("textarea", { id: "playground-text", rows: 4, spellcheck: false, autocomplete: "off" });
  const problem = element("p", { className: "playground-problem", role: "status", hidden: true });
  const examples = Object.entries(EXAMPLES).map(([name, example]) =>
    button(name, () => write(example)));
  const toggles = Object.fromEntries(Object.entries(TOKENIZERS).map(([name, { algorithm }]) =>
    [name, button(algorithm, () => toggle(name))]));
  const below = element("select", { id: "playground-below" }, option("ids"), option("offsets"), option("nothing"));
  const link = button("Copy link", copyLink);
  const pager = element("nav", { className: "playground-bar", ariaLabel: "Pages of the text", hidden: true });
  const columns = Object.entries(TOKENIZERS).map(([name, tokenizer]) => column(name, tokenizer));
  const why = element("div",
    { className: "playground-part playground-why", role: "region", ariaLabel: "Why the text was split there" });

  place.replaceChildren(element("div", { className: "playground" },
    element("div", { className: "playground-part" }, label("Text", text), text, problem),
    bar("playground-examples", "Try", ...examples),
    bar("playground-shown", "Show", ...Object.values(toggles), label("Below a token", below), below, link),
    pager,
    element("div", { className: "playground-columns" }, ...columns.map(({ section }) => section)),
    why));

  text.addEventListener("input", afterTyping(() => change({ text: text.value, page: 0, at: "" })));
  below.addEventListener("change", () => change({ below: below.value }));
  addEventListener("hashchange", () => "text" in fromAddress() && restore());
  restore();

  // State

  function restore() {
    const given = fromAddress();
    if (given.shown !== undefined) given.shown = given.shown.split(",").filter((name) => name in TOKENIZERS);
    if (given.text !== undefined && given.at === undefined) given.at = "";
    change({ ...state, ...given, page: Number.parseInt(given.page) || 0 });
  }

  function change(changes) {
    const before = { ...state };
    Object.assign(state, changes);
    if ("text" in changes && text.value !== state.text) text.value = state.text;
    below.value = state.below;
    for (const [name, pressed] of Object.entries(toggles)) pressed.ariaPressed = state.shown.includes(name);
    remember();
    if (characters.length === 0 || before.text !== state.text) read();
    state.page = Math.min(state.page, pages() - 1);
    for (const shown of columns) showColumn(shown);
  }

  function remember() {
    const all = state.shown.length === columns.length;
    const long = state.text.length > IN_ADDRESS;
    toAddress({
      text: long ? "" : state.text,
      shown: all ? "" : state.shown.join(","),
      below: state.below === "ids" ? "" : state.below,
      page: long ? "" : state.page || "",
      at: long ? "" : state.at,
    });
    link.disabled = long;
    link.textContent = long ? "Too long for a link" : "Copy link";
  }

  function read() {
    const all = Array.from(state.text);
    characters = all.slice(0, LONGEST);
    const long = [...characters.join("").matchAll(/\S+/g)].find(([word]) => word.length > LONGEST_WORD);
    if (long) characters = Array.from(long.input.slice(0, long.index + LONGEST_WORD));
    problem.hidden = characters.length === all.length;
    problem.textContent = `Only the first ${count(characters.length)} of ${count(all.length)} characters are split`
      + (long ? `: a word has more than ${count(LONGEST_WORD)}.` : ".");
    for (const shown of columns) shown.encoded = undefined;
    why.replaceChildren(element("p", { className: "playground-note" },
      "Choose a token to see why the text was split there."));
  }

  function write(example) {
    change({ text: example, page: 0, at: "" });
  }

  function toggle(name) {
    const on = state.shown.includes(name);
    change({ shown: Object.keys(TOKENIZERS).filter((other) => (other === name ? !on : state.shown.includes(other))) });
  }

  async function copyLink() {
    await copy(location.href);
    link.textContent = "Copied";
  }

  // Tokens

  async function showColumn(shown) {
    shown.section.hidden = !state.shown.includes(shown.name);
    if (shown.section.hidden) return;
    const asked = characters.join("");
    if (shown.encoded !== asked) {
      shown.encoded = asked;
      shown.section.ariaBusy = true;
      try {
        const encoding = await encode(shown.name, asked);
        if (encoding.outdated || shown.encoded !== asked) return;
        shown.encoding = encoding;
      } catch (error) {
        shown.encoding = { failed: error.message };
      }
      shown.section.ariaBusy = false;
      if (shown.encoding.tokens) shown.encoding.places = rising(shown.encoding.starts);
    }
    if (shown.section.ariaBusy === "false") renderColumn(shown);
  }

  function renderColumn(shown) {
    const { encoding, list, about } = shown;
    renderPager();
    if (!encoding.tokens) {
      about.textContent = "";
      list.replaceChildren();
      list.after(shown.note);
      shown.note.replaceChildren(encoding.failed);
      return;
    }
    shown.note.remove();
    const many = encoding.tokens.length;
    about.textContent =
      `${count(many)} ${many === 1 ? "token" : "tokens"}, from a vocabulary of ${count(encoding.size)}`;
    const last = state.page >= pages() - 1;
    const from = state.page === 0 ? 0 : firstFrom(encoding.places, state.page * PAGE);
    const to = last ? many : firstFrom(encoding.places, (state.page + 1) * PAGE);
    list.replaceChildren(...Array.from({ length: to - from }, (_, i) => chip(encoding, from + i)));
    mark();
    if (chosen()[0] === shown) explainChosen();
  }

  function chip(encoding, i) {
    const { tokens, ids, starts, ends } = encoding;
    const under = { ids: String(ids[i]), offsets: `${starts[i]}–${ends[i]}`, nothing: "" }[state.below];
    const made = element("span",
      { className: `token token-${i % 4}`, role: "option", tabIndex: -1, ariaSelected: false },
      element("bdi", {}, visible(tokens[i])));
    made.setAttribute("aria-description", `id ${ids[i]}, characters ${starts[i]} to ${ends[i]}`);
    if (under) made.append(element("span", { className: "token-under" }, under));
    made.dataset.index = i;
    return made;
  }

  function column(name, { algorithm, whose }) {
    const title = element("p", { className: "playground-title", id: `playground-${name}` },
      element("strong", {}, algorithm), ` ${whose}`);
    const about = element("p", { className: "playground-count" });
    const list = element("div",
      { className: "tokens", role: "listbox", ariaLabel: `Tokens of ${algorithm}`, ariaOrientation: "horizontal" });
    const section = element("section", { className: "playground-column" }, title, about, list);
    section.setAttribute("aria-labelledby", title.id);
    const shown = { name, algorithm, section, about, list, note: element("p", { className: "playground-note" }) };
    list.addEventListener("click", ({ target }) => pick(shown, target.closest(".token")));
    list.addEventListener("keydown", (event) => {
      const chips = [...list.children];
      const here = chips.indexOf(event.target.closest(".token"));
      const there = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0,
        End: chips.length - 1, Enter: here, " ": here }[event.key];
      if (there === undefined) return;
      event.preventDefault();
      pick(shown, chips[there]);
    });
    return shown;
  }

  function pick(shown, made) {
    if (!made) return;
    made.focus();
    state.at = `${shown.name}.${made.dataset.index}`;
    remember();
    mark();
    explainChosen();
  }

  /** The column of the chosen token, and its index; empty if none is chosen or the text lacks it. */
  function chosen() {
    const [name, index] = state.at.split(".");
    const shown = columns.find((column) => column.name === name);
    return shown?.encoding?.tokens && Number(index) in shown.encoding.tokens ? [shown, Number(index)] : [];
  }

  /** Mark the chosen token, and in the other columns the tokens that share its characters. */
  function mark() {
    const [by, index] = chosen();
    for (const shown of columns) {
      for (const made of shown.list.children) {
        const i = Number(made.dataset.index);
        made.ariaSelected = shown === by && i === index;
        made.classList.toggle("token-same",
          by !== undefined && shown !== by && overlap(shown.encoding, i, by.encoding, index));
      }
      const stop = shown.list.querySelector("[aria-selected=true]") ?? shown.list.firstChild;
      for (const made of shown.list.children) made.tabIndex = made === stop ? 0 : -1;
    }
  }

  /** Explain why the text was split at the chosen token. */
  async function explainChosen() {
    const [by, index] = chosen();
    if (!by) return;
    const { at } = state;
    const { words, texts } = by.encoding;
    const steps = words[index] < 0 ? null : await explain(by.name, texts[words[index]]);
    if (state.at === at && chosen()[0] === by) why.replaceChildren(...explanation(by, index, characters, steps));
  }

  // Pages of a long text

  function pages() {
    return Math.max(1, Math.ceil(characters.length / PAGE));
  }

  function renderPager() {
    pager.hidden = pages() === 1;
    const turnTo = (page) => () => change({ page, at: "" });
    const start = state.page * PAGE;
    const back = button("Previous", turnTo(state.page - 1));
    const on = button("Next", turnTo(state.page + 1));
    back.disabled = state.page === 0;
    on.disabled = state.page >= pages() - 1;
    pager.replaceChildren(
      `Characters ${count(start)} to ${count(Math.min(start + PAGE, characters.length))} of ${count(characters.length)}`,
      back, on);
  }
};

// Small elements

function button(name, act) {
  const made = element("button", { type: "button", className: "playground-button" }, name);
  made.addEventListener("click", act);
  return made;
}

function bar(kind, name, ...children) {
  return element("div", { className: `playground-bar ${kind}`, role: "group", ariaLabel: name },
    element("span", {}, name), ...children);
}

const label = (name, { id }) => element("label", { htmlFor: id }, name);
const option = (value) => element("option", { value }, value);
const count = (number) => number.toLocaleString("en");

/** Where each token begins, but not before the previous one, so that a page's tokens are a range. */
function rising(starts) {
  let highest = 0;
  return starts.map((start) => (highest = Math.max(highest, start)));
}

const overlap = (one, i, other, j) => one.starts[i] < other.ends[j] && other.starts[j] < one.ends[i];

function firstFrom(places, start) {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
