// Why the text was split at a token, as elements: the steps of its model on its word.
import { visible } from "./visible.js";

const { element } = nlpjourney;

const MOST = 8; // pieces that are listed of many

export function explanation({ algorithm, encoding }, index, characters, steps) {
  const { tokens, ids, starts, ends, words, texts } = encoding;
  const covered = characters.slice(starts[index], ends[index]).join("");
  const around = ends[index] === 0;
  const facts = [
    ["Token", token(tokens[index])],
    ["Id", String(ids[index])],
    ["Characters",
      around ? "none of the text" : element("span", {}, `${starts[index]} to ${ends[index]}: `, token(covered))],
    ...(steps ? [["Its word", token(texts[words[index]])]] : []),
  ];
  const list = element("dl", { className: "playground-facts" },
    ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  return [list, ...reasons(steps, around, algorithm)];
}

function reasons(steps, around, algorithm) {
  if (around) return [said("The tokenizer puts this special token around every text.")];
  if (!steps) return [said("A special token: it is taken out of the text before the rest is split.")];
  if (steps.tooLong) return [said(`Words of more than ${steps.tooLong} characters are not explained step by step.`)];
  return { WordPiece: longestMatches, BPE: merges, Unigram: splits }[steps.type](steps, algorithm);
}

function longestMatches({ steps, unknown }) {
  const rows = steps.map(({ rest, piece, lacking }) => [
    token(rest),
    piece === undefined ? "none" : token(piece),
    lacking.length ? few(lacking) : "it is the longest possible",
  ]);
  const told = "From the left, the longest piece that the vocabulary has; then the same for the rest.";
  const end = unknown ? [said(`No piece begins the rest, so the whole word becomes ${unknown}.`)] : [];
  return [said(told), table(["Rest of the word", "Longest piece", "Longer ones that the vocabulary lacks"], rows),
    ...end];
}

function merges({ begin, merges }) {
  const told = `The word begins as ${begin.length} ${begin.length === 1 ? "byte" : "bytes"}, each written as one `
    + "letter (Ġ is a space, Ċ a line break). "
    + "Among all neighboring pairs, the one that training merged first is merged first.";
  if (!merges.length) return [said(told), line(begin), said("No two neighbors can be merged.")];
  const rows = merges.map(({ rank, pair, at, symbols }, i) => [
    String(i + 1),
    count(rank + 1),
    element("span", {}, token(pair[0]), " + ", token(pair[1])),
    line(symbols, at),
  ]);
  return [said(told), line(begin), table(["Step", "Learned as no.", "Merge", "The word after it"], rows)];
}

function splits({ splits }) {
  const told = "Every token has a score, the logarithm of its probability. The split with the highest sum wins.";
  const rows = splits.map(({ total, tokens }, i) => [
    element("span", { className: "playground-split" }, ...tokens.map(({ token: text, score, unknown }) =>
      element("span", {}, token(text),
        element("span", { className: "token-under" }, `${score.toFixed(2)}${unknown ? " unknown" : ""}`)))),
    total.toFixed(2),
    i === 0 ? "the best" : `${times(splits[0].total - total)} less likely`,
  ]);
  return [said(told), table(["Split and scores", "Sum", "Compared with the best"], rows)];
}

const times = (difference) => {
  const ratio = Math.exp(difference);
  if (ratio < 10) return `${ratio.toFixed(1)} times`;
  return ratio < 1e6 ? `${count(Math.round(ratio))} times` : `e^${difference.toFixed(0)} times`;
};

const count = (number) => number.toLocaleString("en");
const said = (text) => element("p", { className: "playground-note" }, text);
const token = (text) => element("code", {}, element("bdi", {}, visible(text)));

function line(symbols, merged = -1) {
  return element("span", { className: "playground-line" }, ...symbols.map((symbol, i) => {
    const made = token(symbol);
    made.classList.toggle("playground-merged", i === merged);
    return made;
  }));
}

function few(pieces) {
  const named = pieces.slice(0, MOST).flatMap((piece, i) => (i ? [" ", token(piece)] : [token(piece)]));
  const more = pieces.length - MOST;
  return element("span", {}, ...named, more > 0 ? ` and ${more} more` : "");
}

function table(names, rows) {
  const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, cell))));
  const made = element("table", { className: "playground-steps" }, element("thead", {}, head),
    element("tbody", {}, ...body));
  return element("div", { className: "playground-scroll", role: "group", ariaLabel: "The steps", tabIndex: 0 }, made);
}
