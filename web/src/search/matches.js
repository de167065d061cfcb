// Where the words of a question occur in a text, for excerpts and for the marks on a page.

/** A pattern for any of `words`, in either case, whole or as part of a name, with or without hyphens. */
export function pattern(words) {
  const spelled = words.map((word) => [...word].join("-?"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${spelled.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

/** The part of `text`, at most `length` characters, with the most different matches: pairs of a text and whether
 * it matches. */
export function excerpt(text, words, length = 170) {
  const matches = words.length ? [...text.matchAll(pattern(words))] : [];
  const different = ({ index }) => new Set(matches
    .filter((other) => other.index >= index && other.index + other[0].length <= index + length - 40)
    .map(([word]) => word.toLowerCase())).size;
  const best = matches.reduce((kept, match) => (kept && different(kept) >= different(match) ? kept : match), undefined);
  const start = best ? Math.max(text.lastIndexOf(" ", Math.max(best.index - 40, 0)) + 1, 0) : 0;
  const end = start + length < text.length ? text.lastIndexOf(" ", start + length) : text.length;
  const pieces = [];
  let at = start;
  for (const { 0: word, index } of matches) {
    if (index < at || index + word.length > end) continue;
    pieces.push([text.slice(at, index), false], [word, true]);
    at = index + word.length;
  }
  return [[start ? "… " : "", false], ...pieces, [text.slice(at, end) + (end < text.length ? " …" : ""), false]];
}
