// How many tokens the text has, and how many carry loss: on demand, with SmolLM2's tokenizer.
import { encode } from "../shared/encoder.js";

/**
 * Count as TRL masks: a marked part from the token of its first character to that of its last, a
 * completion from the first id in which the prompt and the whole text differ.
 *
 * @param loss what `lossOf` returned for the text
 * @returns { all, learnt }, or { outdated }
 */
export async function countTokens(text, { parts, prompt }) {
  const whole = await encode("smollm2", text);
  if (!whole.ids) return whole;
  const all = whole.ids.length;
  if (prompt === undefined) {
    const places = codePoints(text, parts.flat());
    const learnt = whole.starts.filter((start, token) =>
      parts.some((_, part) => start < places[2 * part + 1] && whole.ends[token] > places[2 * part]));
    return { all, learnt: learnt.length };
  }
  const { ids, ...problem } = await encode("smollm2", prompt);
  if (!ids) return problem;
  const same = whole.ids.findIndex((id, token) => id !== ids[token]);
  return { all, learnt: same < 0 ? 0 : all - same };
}

/** The places of a text, given in ascending order in units of UTF-16, in characters. */
function codePoints(text, places) {
  let [at, passed] = [0, 0];
  return places.map((place) => {
    passed += [...text.slice(at, place)].length;
    at = place;
    return passed;
  });
}
