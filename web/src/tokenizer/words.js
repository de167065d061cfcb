// Pre-tokenizers: they split a normalized text into the words that the model splits, with the
// patterns of @huggingface/tokenizers, which keep no ranges.
import { pick, replace, slice } from "./aligned.js";

const DIGITS = /[^\p{N}]+|\p{N}/gu; // Python's: ½ and Ⅷ too; the package has only 0 to 9

/** The words of `text`, split by a pre-tokenizer of the library. */
export function words(text, preTokenizer, config) {
  switch (config.type) {
    case "Sequence":
      return config.pretokenizers.reduce(
        (parts, inner, i) => parts.flatMap((part) => words(part, preTokenizer.tokenizers[i], inner)), [text]);
    case "BertPreTokenizer":
      return cut(text, preTokenizer.pattern);
    case "Digits":
      return cut(text, DIGITS);
    case "ByteLevel":
      return cut(text, preTokenizer.pattern).map((word) => bytes(word, preTokenizer.byte_encoder));
    case "Metaspace":
      return metaspace(text, config);
    default:
      throw new Error(`the pre-tokenizer ${config.type} is not supported`);
  }
}

function cut(text, pattern) {
  const places = new Map(); // the characters' numbers, by their places in UTF-16
  let length = 0;
  text.chars.forEach((char, i) => {
    places.set(length, i);
    length += char.length;
  });
  places.set(length, text.chars.length);
  return Array.from(text.chars.join("").matchAll(pattern), ({ 0: found, index }) =>
    slice(text, places.get(index), places.get(index + found.length)));
}

const utf8 = new TextEncoder();

function bytes(word, encoder) {
  return replace(word, (char) => Array.from(utf8.encode(char), (byte) => encoder[byte]));
}

/** Every word begins with the sign for a space; that of the first has the range of the next character. */
function metaspace(text, { replacement, prepend_scheme }) {
  text = replace(text, (char) => (char === " " ? replacement : char));
  const wanted = prepend_scheme === "always" || (prepend_scheme === "first" && text.starts[0] === 0);
  if (wanted && text.chars.length && text.chars[0] !== replacement) {
    text = pick(text, [0, ...text.chars.keys()], [replacement, ...text.chars]);
  }
  const begins = [...text.chars.keys()].filter((i) => i === 0 || text.chars[i] === replacement);
  return begins.map((begin, i) => slice(text, begin, begins[i + 1]));
}
