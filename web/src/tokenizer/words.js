// Pre-tokenizers: a normalized text becomes the words that the model splits. The patterns are
// those of @huggingface/tokenizers; they run over a text in which an ASCII character stands for
// each other one of its kind, because a browser's Unicode tables are not the Python library's.
import { pick, replace, slice } from "./aligned.js";
import { is } from "./characters.js";

/** The words of `text`, cut by a pre-tokenizer of the library. */
export function words(text, preTokenizer, config) {
  switch (config.type) {
    case "Sequence":
      return config.pretokenizers.reduce(
        (parts, inner, i) => parts.flatMap((part) => words(part, preTokenizer.tokenizers[i], inner)), [text]);
    case "BertPreTokenizer":
      return cut(text, preTokenizer.pattern, (char) => (is.space(char) ? " " : is.punctuation(char) ? "." : "a"));
    case "Digits":
      return cut(text, preTokenizer.pattern, (char) => (is.numeric(char) ? "0" : "a"));
    case "ByteLevel":
      return cut(text, preTokenizer.pattern, kind).map((word) => bytes(word, preTokenizer.byte_encoder));
    case "Metaspace":
      return metaspace(text, config);
    default:
      throw new Error(`the pre-tokenizer ${config.type} is not supported`);
  }
}

function cut(text, pattern, standIn) {
  const standIns = text.chars.map(standIn).join("");
  return Array.from(standIns.matchAll(pattern), ({ 0: found, index }) => slice(text, index, index + found.length));
}

function kind(char) {
  if (char < "\x80") return char;
  return is.letter(char) ? "a" : is.number(char) ? "0" : is.space(char) ? "\t" : ".";
}

const utf8 = new TextEncoder();

function bytes(word, encoder) {
  return replace(word, (char) => Array.from(utf8.encode(char), (byte) => encoder[byte]));
}

/** Every word begins with the sign for a space; the first one's stands in the range of what follows. */
function metaspace(text, { replacement, prepend_scheme }) {
  text = replace(text, (char) => (char === " " ? replacement : char));
  const wanted = prepend_scheme === "always" || (prepend_scheme === "first" && text.starts[0] === 0);
  if (wanted && text.chars.length && text.chars[0] !== replacement) {
    text = pick(text, [0, ...text.chars.keys()], [replacement, ...text.chars]);
  }
  const begins = [...text.chars.keys()].filter((i) => i === 0 || text.chars[i] === replacement);
  return begins.map((begin, i) => slice(text, begin, begins[i + 1]));
}
