// The rendered text, with its special tokens and the parts that carry loss marked.
import { applyChatTemplate } from "./apply.js";

const { element } = nlpjourney;
const MOST_MARKS = 3_000;
const LONGEST = 200_000; // characters that are shown

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A pattern that finds the special tokens, the longest first; null if there are none. */
export function patternOf(special) {
  const longestFirst = special.filter(Boolean).sort((a, b) => b.length - a.length);
  return longestFirst.length ? new RegExp(longestFirst.map(escaped).join("|"), "g") : null;
}

/** The [start, end) of each special token in the text. */
export function specialTokens(text, pattern) {
  return pattern ? [...text.matchAll(pattern)].map(({ 0: token, index }) => [index, index + token.length]) : [];
}

const [OPEN, CLOSE] = ["\u{f0000}", "\u{f0001}"]; // as transformers marks them for sanitize_control_tokens

/** Where special tokens start that a message spells, not the template; null if that is unknown. */
export function forgedTokens(template, messages, options, text, pattern) {
  if (!pattern) return new Set();
  let any = false;
  const marked = (value) => {
    if (typeof value === "string") {
      return value.replace(pattern, (token) => {
        any = true;
        return OPEN + token + CLOSE;
      });
    }
    if (Array.isArray(value)) return value.map(marked);
    return value instanceof Map ? new Map([...value].map(([key, item]) => [key, marked(item)])) : value;
  };
  const chat = messages.map(marked);
  if (!any) return new Set();
  try {
    const parts = applyChatTemplate(template, chat, options).text.split(new RegExp(`[${OPEN}${CLOSE}]`, "u"));
    if (parts.join("") !== text) return null;
    const starts = new Set();
    parts.reduce((at, part, place) => {
      if (place % 2) starts.add(at);
      return at + part.length;
    }, 0);
    return starts;
  } catch {
    return null; // the template checks the words, and raises an error on the marks
  }
}

/** Whether `place` lies in one of the sorted parts, which are passed one after the other. */
function walker(parts) {
  let at = 0;
  return (place) => {
    while (at < parts.length && parts[at][1] <= place) at += 1;
    return at < parts.length && parts[at][0] <= place;
  };
}

/**
 * Draw the text into `place`.
 *
 * @param special the [start, end) of the special tokens, `forged` the starts of those from a message
 * @param learnt the [start, end) of the parts that carry loss
 * @returns whether all of it is shown and marked
 */
export function drawMarked(place, text, { special, forged, learnt }) {
  const shown = text.slice(0, LONGEST);
  const ends = new Set([0, ...[...special, ...learnt].flat().filter((end) => end < shown.length)]);
  const cuts = [...ends].sort((a, b) => a - b).slice(0, MOST_MARKS);
  const [isSpecial, isLearnt] = [walker(special), walker(learnt)];
  const parts = cuts.map((start, index) => {
    const end = cuts[index + 1] ?? shown.length;
    const last = index === MOST_MARKS - 1;
    const token = !last && isSpecial(start);
    const names = [token && "chat-special", token && forged?.has(start) && "chat-forged",
      !last && isLearnt(start) && "chat-learnt"];
    const className = names.filter(Boolean).join(" ");
    const piece = shown.slice(start, end);
    return className ? element(token ? "mark" : "span", { className }, piece) : piece;
  });
  place.replaceChildren(...parts);
  return shown.length === text.length && ends.size < MOST_MARKS;
}
