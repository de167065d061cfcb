// The normalizers of the playground's tokenizers, as the Python library's: they keep the ranges,
// which those of @huggingface/tokenizers do not, and use the Python library's Unicode tables.
import { aligned, filter, pick, replace } from "./aligned.js";
import { is } from "./characters.js";

export function normalize(text, config) {
  if (config === null) return text;
  if (config.type === "BertNormalizer") return bert(text, config);
  if (config.type === "Replace" && config.pattern.Regex === "\\s+") return squeeze(text, config.content);
  throw new Error(`the normalizer ${config.type} is not supported`);
}

function bert(text, { clean_text, handle_chinese_chars, strip_accents, lowercase }) {
  if (clean_text) text = replace(filter(text, (char) => !is.removed(char)), (char) => (is.space(char) ? " " : char));
  if (handle_chinese_chars) text = replace(text, (char) => (is.chinese(char) ? [" ", char, " "] : [char]));
  if (strip_accents ?? lowercase) text = filter(decompose(text), (char) => !is.nonspacing(char));
  if (lowercase) text = replace(text, (char) => char.toLowerCase());
  return text;
}

/** NFD. Marks change places, and the library gives out the ranges in their new order. */
function decompose(text) {
  const parts = text.chars.flatMap((char) =>
    is.decomposed(char) ? Array.from(char.normalize("NFD"), (part, i) => [part, i === 0]) : [[char, true]]);
  let end;
  for (let start = 0; start < parts.length; start = end) {
    for (end = start + 1; end < parts.length && is.reordered(parts[end][0]); end++);
    const marks = is.reordered(parts[start][0]) ? start : start + 1;
    if (end - marks > 1) parts.splice(marks, end - marks, ...parts.slice(marks, end).sort(canonically));
  }
  let i = -1;
  const from = parts.map(([, first]) => (first ? ++i : i));
  return pick(text, from, parts.map(([char]) => char));
}

function canonically([a], [b]) {
  const swapped = (left, right) => (left + right).normalize("NFD") !== left + right;
  return swapped(a, b) - swapped(b, a);
}

/** White space of any length becomes `content`, in the range of its last character. */
function squeeze(text, content) {
  const last = ({ chars }, i) => !is.space(chars[i + 1] ?? "");
  const kept = text.chars.flatMap((char, i) => (!is.space(char) || last(text, i) ? [i] : []));
  return replace(pick(text, kept, kept.map((i) => text.chars[i])), (char) => (is.space(char) ? content : char));
}
