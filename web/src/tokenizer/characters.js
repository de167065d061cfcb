// What the Python library takes for a letter, a digit, an accent ... (scripts/unicode_tables.py).
import sets from "./unicode.json";

const flags = new Uint16Array(0x110000);

/** Whether a character is in a set: is.letter("ß"). */
export const is = { space: (char) => /\p{White_Space}/u.test(char) };

Object.entries(sets).forEach(([name, runs], bit) => {
  let end = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const start = end + runs[i];
    end = start + runs[i + 1];
    for (let code = start; code < end; code++) flags[code] |= 1 << bit;
  }
  is[name] = (char) => (flags[char.codePointAt(0)] & (1 << bit)) !== 0;
});
