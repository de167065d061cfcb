// What rendering may cost: a bound that no loop, no text and no nest of lists gets past.

const STEPS = 500_000; // about half a second
const CHARACTERS_A_STEP = 64;
let left = STEPS;

/** Rendering begins. */
export function begin() {
  left = STEPS;
}

/**
 * Pay for a step, or for a text or a list of that length.
 *
 * @throws {Error} the bound is reached
 */
export function spend(length = CHARACTERS_A_STEP) {
  left -= length / CHARACTERS_A_STEP;
  if (left < 0) throw new Error(`Stopped: the template takes more than ${STEPS.toLocaleString("en")} steps.`);
}
