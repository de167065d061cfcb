// JSON as Python's json reads it: objects keep the order of their keys, 1.0 is not 1, and an
// error names its place.
import { Float } from "./jinja/values.js";

/** A text is not JSON; `offset` is the character where the error is. */
export class JsonError extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)((?:\.\d+)?(?:[eE][-+]?\d+)?))|(true|false|null)|($))/y;
const SPACE = /^[ \t\n\r]*/;
const DEEPEST = 500;

/**
 * Read a JSON text.
 *
 * @returns maps, arrays, strings, numbers (bigint beyond 2 ** 53, Float where written as one), booleans, null
 * @throws {JsonError} the text is not JSON
 */
export function parseJson(text) {
  let token; // the next token: its sign, if it is one of {}[],:, and its value, if it has one
  let depth = 0;

  function advance() {
    const start = TOKEN.lastIndex;
    const [all, sign, string, number, fraction, word] = TOKEN.exec(text) ?? [];
    const offset = start + SPACE.exec(text.slice(start))[0].length;
    token = { sign, offset, isString: string !== undefined };
    if (all === undefined && text[offset] === '"')
      fail("This string is not closed, or contains a line break, a control character or an invalid escape");
    if (fraction) token.value = new Float(Number(number));
    else if (number) token.value = Number.isSafeInteger(Number(number)) ? Number(number) : BigInt(number);
    else if (string ?? word) token.value = JSON.parse(string ?? word);
  }

  const fail = (message) => {
    throw new JsonError(message, token.offset);
  };

  function take(sign, message) {
    if (token.sign !== sign) fail(message);
    advance();
  }

  /** The values between two brackets, separated by commas. */
  function list(end, read) {
    if ((depth += 1) > DEEPEST) fail("Nested too deeply");
    advance();
    while (token.sign !== end) {
      read();
      if (token.sign === end) break;
      take(",", "Expecting ',' delimiter");
      if (token.sign === end) fail(end === "]" ? "Expecting value"
        : "Expecting property name enclosed in double quotes");
    }
    depth -= 1;
    advance();
  }

  function value() {
    const read = token.sign === "{" ? new Map() : token.sign === "[" ? [] : token.value;
    if (read === undefined) fail("Expecting value");
    if (read instanceof Map) {
      list("}", () => {
        if (!token.isString) fail("Expecting property name enclosed in double quotes");
        const key = token.value;
        advance();
        take(":", "Expecting ':' delimiter");
        read.set(key, value());
      });
    } else if (Array.isArray(read)) list("]", () => read.push(value()));
    else advance();
    return read;
  }

  TOKEN.lastIndex = 0;
  advance();
  const read = value();
  if (token.offset < text.length) fail("Extra data");
  return read;
}

/** The line and the column of a character in a text, counted from 1 as in an editor. */
export function placeIn(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: [...before.slice(before.lastIndexOf("\n") + 1)].length + 1 };
}
