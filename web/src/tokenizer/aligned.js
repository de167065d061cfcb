// A text as characters, each with the range of the original text that it represents. The
// ranges count code points, like Python's offsets.

/** The characters of `text`, which begins at `start` of the original. */
export function aligned(text, start) {
  const chars = Array.from(text);
  return { chars, starts: chars.map((_, i) => start + i), ends: chars.map((_, i) => start + i + 1) };
}

export function slice({ chars, starts, ends }, from, to) {
  return { chars: chars.slice(from, to), starts: starts.slice(from, to), ends: ends.slice(from, to) };
}

export function filter(text, keep) {
  const kept = text.chars.flatMap((char, i) => (keep(char) ? [i] : []));
  return pick(text, kept, kept.map((i) => text.chars[i]));
}

/** Replaces each character by those of `replacement(char)`, which all share its range. */
export function replace(text, replacement) {
  const from = [];
  const chars = [];
  text.chars.forEach((char, i) => {
    for (const made of replacement(char)) {
      from.push(i);
      chars.push(made);
    }
  });
  return pick(text, from, chars);
}

/** `chars`, each in the range of the character at its index in `from`. */
export function pick(text, from, chars) {
  return { chars, starts: from.map((i) => text.starts[i]), ends: from.map((i) => text.ends[i]) };
}
