// How a model splits one word: the steps that a reader follows.

export const LONGEST = 60; // characters of a word that is explained
const BEST = 6;

/** The steps of the encoder's algorithm on a word, by its type; { tooLong } for a very long one. */
export function steps(encoder, word) {
  const { type } = encoder.json.model;
  const chars = Array.from(word);
  if (chars.length > LONGEST) return { type, tooLong: LONGEST };
  if (type === "WordPiece") return { type, ...longestMatches(encoder, chars) };
  if (type === "BPE") return { type, ...merges(encoder, chars) };
  return { type, splits: bestSplits(encoder.model, chars) };
}

/** Each step: the rest of the word, the pieces that the vocabulary lacks, and the one that it has. */
function longestMatches({ model, json }, chars) {
  const steps = [];
  for (let start = 0, end; start < chars.length; start = end) {
    const prefix = start ? json.model.continuing_subword_prefix : "";
    const piece = () => prefix + chars.slice(start, end).join("");
    const lacking = [];
    for (end = chars.length; end > start && !model.tokens_to_ids.has(piece()); end--) lacking.push(piece());
    if (end === start) return { steps: [...steps, { rest: lacking[0], lacking }], unknown: json.model.unk_token };
    steps.push({ rest: lacking[0] ?? piece(), lacking, piece: piece() });
  }
  return { steps };
}

/** Each merge in order: its rank in training, the pair, and the word after it. */
function merges({ model }, symbols) {
  const made = [];
  const begin = symbols;
  for (;;) {
    const ranks = symbols.slice(1).map((right, i) => model.bpe_ranks.get(JSON.stringify([symbols[i], right]))
      ?? Infinity);
    const rank = Math.min(...ranks);
    if (rank === Infinity) return { begin, merges: made };
    const at = ranks.indexOf(rank);
    const pair = symbols.slice(at, at + 2);
    symbols = [...symbols.slice(0, at), pair.join(""), ...symbols.slice(at + 2)];
    made.push({ rank, pair, at, symbols });
  }
}

/** The splits with the highest scores, best first: each the tokens with their scores, and the sum. */
function bestSplits(model, chars) {
  const paths = [[{ total: 0, tokens: [] }]];
  for (let end = 1; end <= chars.length; end++) {
    const here = [];
    for (let start = 0; start < end; start++) {
      const token = chars.slice(start, end).join("");
      const id = model.tokens_to_ids.get(token);
      const unknown = id === undefined || id === model.unk_token_id;
      if (unknown && end - start > 1) continue;
      const score = unknown ? model.unk_score : model.scores[id];
      for (const { total, tokens } of paths[start]) {
        here.push({ total: total + score, tokens: [...tokens, { token, score, unknown }] });
      }
    }
    paths.push(here.sort((a, b) => b.total - a.total).slice(0, BEST));
  }
  return paths.at(-1);
}
