// Tokens, ids and offsets of a text. Models, vocabularies, patterns and added tokens come from
// @huggingface/tokenizers, which gives no offsets itself.
import { Tokenizer } from "@huggingface/tokenizers";
import { aligned } from "./aligned.js";
import { normalize } from "./normalizers.js";
import { words } from "./words.js";

const NO_WORD = -1;
// A long text is encoded in parts. Nothing crosses such a cut: in none of the tokenizers does a
// word, a mark or a run of white space continue from another character into a space.
const PART = /[^]{2000,}?(?<=\P{White_Space})(?=[ \n])|[^]+/gu;
const CACHED = 20_000;

/** A tokenizer.json from its shortened form (scripts/playgrounds.py). */
function lengthened(json) {
  const { vocab, merges } = json.model;
  if (typeof vocab[0] !== "string") return json;
  const model = { ...json.model, vocab: Object.fromEntries(vocab.map((token, id) => [token, id])) };
  if (typeof merges?.[0] === "number") {
    const first = vocab.length - merges.length;
    model.merges = merges.map((left, i) => [vocab[first + i].slice(0, left), vocab[first + i].slice(left)]);
  }
  return { ...json, model };
}

export class Encoder {
  constructor(shortened) {
    this.json = lengthened(shortened);
    this.tokenizer = new Tokenizer(this.json, {});
    this.model = this.tokenizer.model;
    this.split = new Map();
  }

  /**
   * Encode `text`, as `tokenizer(text)` does in Python. A generator that yields now and then,
   * so that its caller can let the browser work, and returns the columns: tokens, ids, starts, ends (in
   * characters of the text; 0 and 0 for tokens that were added around it), words (the index in
   * `texts` of the word that the token is part of, or -1).
   */
  *encode(text) {
    const columns = { tokens: [], ids: [], starts: [], ends: [], words: [], texts: [] };
    const add = (token, id, start, end, word = NO_WORD) => {
      columns.tokens.push(token);
      columns.ids.push(id);
      columns.starts.push(start);
      columns.ends.push(end);
      columns.words.push(word);
    };
    const around = this.addedAround();
    for (const token of around.before) add(token, this.id(token), 0, 0);
    let start = 0;
    for (const section of this.tokenizer.splitter_unnormalized.split(text)) {
      const special = this.tokenizer.added_tokens_map.get(section);
      for (const [part] of special ? [[section]] : section.matchAll(PART)) {
        const original = aligned(part, start);
        const end = start + original.chars.length;
        if (special) add(section, special.id, start, end);
        else yield* this.part(original, columns, add);
        start = end;
      }
    }
    for (const token of around.after) add(token, this.id(token), 0, 0);
    return columns;
  }

  *part(original, columns, add) {
    const normalized = normalize(original, this.json.normalizer);
    for (const word of words(normalized, this.tokenizer.pre_tokenizer, this.json.pre_tokenizer)) {
      const spelled = word.chars.join("");
      for (const { token, id, from, to } of this.word(spelled)) {
        add(token, id, word.starts[from], word.ends[to - 1], columns.texts.length);
      }
      columns.texts.push(spelled);
      yield;
    }
  }

  id(token) {
    return this.model.tokens_to_ids.get(token) ?? this.model.unk_token_id;
  }

  addedAround() {
    const items = this.json.post_processor?.single ?? [];
    const text = items.findIndex((item) => "Sequence" in item);
    const tokens = (some) => some.map((item) => item.SpecialToken.id);
    return { before: tokens(items.slice(0, text)), after: tokens(items.slice(text + 1)) };
  }

  /** The tokens of one word, each with the units of the word that it covers. */
  word(spelled) {
    let found = this.split.get(spelled);
    if (!found) {
      found = this.units(spelled, this.model([spelled]));
      if (this.split.size >= CACHED) this.split.clear();
      this.split.set(spelled, found);
    }
    return found;
  }

  units(spelled, tokens) {
    const { unk_token, continuing_subword_prefix } = this.json.model;
    const count = (text) => Array.from(text).length;
    let to = 0;
    return tokens.map((token) => {
      const from = to;
      if (token === unk_token) to = count(spelled);
      else to += count(token) - (from && continuing_subword_prefix ? continuing_subword_prefix.length : 0);
      return { token, id: this.id(token), from, to };
    });
  }
}
