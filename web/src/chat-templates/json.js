// JSON as Python's json reads it: objects keep the order of their keys, 1.0 is not 1, and an
// error names its place in the words of json.JSONDecodeError.
import { Float } from "./jinja/values.js";

/** What is wrong with a text that should be JSON; `offset` is the character where. */
export class JsonError extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
const CHUNK = /[^"\\\x00-\x1f]*/y;
const ESCAPED = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const CONSTANTS = [
  ["null", null], ["true", true], ["false", false], ["NaN", new Float(NaN)], ["Infinity", new Float(Infinity)], ["-Infinity", new Float(-Infinity)],
];
const DEEPEST = 500;

/**
 * Read a JSON text.
 *
 * @returns maps, arrays, strings, numbers (bigint beyond 2 ** 53, Float where written as one), booleans, null
 * @throws {JsonError} the text is not JSON
 */
export function parseJson(text) {
  let at = 0;
  let depth = 0;

  const fail = (message, offset = at) => {
    throw new JsonError(message, offset);
  };

  function matched(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found;
  }

  function string() {
    const start = at - 1;
    let read = "";
    for (;;) {
      read += matched(CHUNK)[0];
      const character = text[at];
      if (character === undefined) fail("Unterminated string starting at", start);
      if (character === '"') {
        at += 1;
        return read;
      }
      if (character !== "\\") fail("Invalid control character at");
      const escape = text[at + 1];
      if (escape === undefined) fail("Unterminated string starting at", start);
      if (escape === "u") {
        const digits = text.slice(at + 2, at + 6);
        if (!/^[\da-fA-F]{4}$/.test(digits)) fail("Invalid \\uXXXX escape", at + 1);
        read += String.fromCharCode(parseInt(digits, 16));
        at += 6;
      } else {
        if (!Object.hasOwn(ESCAPED, escape)) fail("Invalid \\escape", at);
        read += ESCAPED[escape];
        at += 2;
      }
    }
  }

  function object() {
    const read = new Map();
    matched(SPACE);
    if (text[at] === "}") {
      at += 1;
      return read;
    }
    for (;;) {
      if (text[at] !== '"') fail("Expecting property name enclosed in double quotes");
      at += 1;
      const key = string();
      matched(SPACE);
      if (text[at] !== ":") fail("Expecting ':' delimiter");
      at += 1;
      matched(SPACE);
      read.set(key, value());
      matched(SPACE);
      const next = text[at++];
      if (next === "}") return read;
      if (next !== ",") fail("Expecting ',' delimiter", at - 1);
      matched(SPACE);
    }
  }

  function array() {
    const read = [];
    matched(SPACE);
    if (text[at] === "]") {
      at += 1;
      return read;
    }
    for (;;) {
      read.push(value());
      matched(SPACE);
      const next = text[at++];
      if (next === "]") return read;
      if (next !== ",") fail("Expecting ',' delimiter", at - 1);
      matched(SPACE);
    }
  }

  function nested(read) {
    if ((depth += 1) > DEEPEST) fail("Nested too deeply");
    at += 1;
    const result = read();
    depth -= 1;
    return result;
  }

  function value() {
    const character = text[at];
    if (character === '"') {
      at += 1;
      return string();
    }
    if (character === "{") return nested(object);
    if (character === "[") return nested(array);
    for (const [word, constant] of CONSTANTS) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return constant;
      }
    }
    const number = matched(NUMBER);
    if (!number) fail("Expecting value");
    const [whole, integer, fraction, power] = number;
    if (fraction || power) return new Float(Number(whole));
    return Number.isSafeInteger(Number(integer)) ? Number(integer) : BigInt(integer);
  }

  matched(SPACE);
  const read = value();
  matched(SPACE);
  if (at < text.length) fail("Extra data");
  return read;
}

/** The line and the column of a character of a text, from 1, as an editor counts. */
export function placeIn(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: [...before.slice(before.lastIndexOf("\n") + 1)].length + 1 };
}
