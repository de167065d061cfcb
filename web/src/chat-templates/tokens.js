// How many tokens the text has, and how many carry loss: with SmolLM2's tokenizer, on demand.
import { encode } from "../shared/encoder.js";

/**
 * Count as TRL masks: marked parts from the token of their first character to that of their last,
 * a completion from where the ids of prompt and whole part ways.
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
    const learnt = whole.starts.filter((start, token) => parts.some((_, part) => start < places[2 * part + 1] && whole.ends[token] > places[2 * part]));
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
