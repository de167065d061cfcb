// The normalizers of the playground's tokenizers. Those of @huggingface/tokenizers lose the ranges;
// these keep them, and lowercase letter by letter like the Python library (Σ becomes σ, never ς).
import { filter, pick, replace } from "./aligned.js";

const CONTROL = /(?![\t\n\r])[\uFFFD\p{Cc}\p{Cf}\p{Co}]/u;
const SPACE = /\p{White_Space}/u;
const CHINESE = /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/u;
const ACCENT = /\p{Mn}/u;

export function normalize(text, config) {
  if (config === null) return text;
  if (config.type === "BertNormalizer") return bert(text, config);
  if (config.type === "Replace" && config.pattern.Regex === "\\s+") return squeeze(text, config.content);
  throw new Error(`the normalizer ${config.type} is not supported`);
}

function bert(text, { clean_text, handle_chinese_chars, strip_accents, lowercase }) {
  if (clean_text) text = replace(filter(text, (char) => !CONTROL.test(char)),
    (char) => (SPACE.test(char) ? " " : char));
  if (handle_chinese_chars) text = replace(text, (char) => (CHINESE.test(char) ? [" ", char, " "] : [char]));
  if (strip_accents ?? lowercase) text = filter(replace(text, (char) => char.normalize("NFD")),
    (char) => !ACCENT.test(char));
  if (lowercase) text = replace(text, (char) => char.toLowerCase());
  return text;
}

/** Replaces white space of any length by `content`, in the range of its last character. */
function squeeze(text, content) {
  const last = ({ chars }, i) => !SPACE.test(chars[i + 1] ?? "");
  const kept = text.chars.flatMap((char, i) => (!SPACE.test(char) || last(text, i) ? [i] : []));
  return replace(pick(text, kept, kept.map((i) => text.chars[i])), (char) => (SPACE.test(char) ? content : char));
}
