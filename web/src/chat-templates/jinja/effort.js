// The limit of what rendering may cost; loops, texts and nested lists all count.

const STEPS = 500_000; // about half a second
const CHARACTERS_A_STEP = 64;
let left = STEPS;

/** Start counting, before a rendering. */
export function begin() {
  left = STEPS;
}

/**
 * Pay for a step, or for a text or a list of that length.
 *
 * @throws {Error} the limit is reached
 */
export function spend(length = CHARACTERS_A_STEP) {
  left -= length / CHARACTERS_A_STEP;
  if (left < 0) throw new Error(`Stopped: the template takes more than ${STEPS.toLocaleString("en")} steps.`);
}
