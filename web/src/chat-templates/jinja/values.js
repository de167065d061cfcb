// The values of the Jinja library, written, compared and ordered as Python does it.
import { Environment } from "@huggingface/jinja";
import { spend } from "./effort.js";

const classOf = (example) => new Environment().set("example", example).constructor;
export const IntegerValue = classOf(1);
export const FloatValue = classOf(0.5);
export const StringValue = classOf("");
export const BooleanValue = classOf(true);
export const NullValue = classOf(null);
export const UndefinedValue = classOf(undefined);
export const ArrayValue = classOf([]);
export const ObjectValue = classOf({});
export const FunctionValue = classOf(() => null);

const namespace = new Environment().lookupVariable("namespace");
export const NamespaceValue = namespace.value([]).constructor;

/** What a template calls the absence of a value; using it raises `message`. */
export function undefinedValue(message) {
  return Object.assign(new UndefinedValue(), { message });
}

/** A float of JSON, which JavaScript's numbers do not tell from an integer. */
export class Float {
  constructor(value) {
    this.value = value;
  }
}

/** The library's value of what `json.js` read: maps, arrays, strings, numbers, booleans, null. */
export function fromData(data) {
  if (data instanceof Map) return new ObjectValue(new Map([...data].map(([key, value]) => [key, fromData(value)])));
  if (Array.isArray(data)) return new ArrayValue(data.map(fromData));
  if (data instanceof Float) return new FloatValue(data.value);
  if (typeof data === "string") return new StringValue(data);
  if (typeof data === "boolean") return new BooleanValue(data);
  return data === null ? new NullValue() : new IntegerValue(data);
}

export const isTuple = (value) => value.type === "TupleValue";
export const isNumber = (value) => [IntegerValue, FloatValue, BooleanValue].some((kind) => value instanceof kind);
const isMapping = (value) => value instanceof ObjectValue || value instanceof NamespaceValue;

/** The name of the value's type in Python. */
export function typeName(value) {
  if (isTuple(value)) return "tuple";
  const names = [
    [IntegerValue, "int"], [FloatValue, "float"], [StringValue, "str"], [BooleanValue, "bool"], [NullValue, "NoneType"],
    [UndefinedValue, "Undefined"], [ArrayValue, "list"], [ObjectValue, "dict"], [NamespaceValue, "Namespace"],
  ];
  return names.find(([kind]) => value instanceof kind)?.[1] ?? "function";
}

/**
 * What iterating over the value gives.
 *
 * @throws {Error} the value cannot be iterated over
 */
export function items(value) {
  if (value instanceof ArrayValue) return value.value;
  if (value instanceof ObjectValue) return [...value.value.keys()].map((key) => new StringValue(key));
  if (value instanceof StringValue) return [...value.value].map((character) => new StringValue(character));
  if (value instanceof UndefinedValue) return [];
  throw new Error(`'${typeName(value)}' object is not iterable`);
}

/** Python's `str(value)`. */
export function str(value) {
  if (value instanceof StringValue) return value.value;
  return value instanceof UndefinedValue ? "" : repr(value);
}

/** Python's `repr(value)`. */
export function repr(value) {
  spend();
  if (value instanceof StringValue) return quoted(value.value);
  if (value instanceof BooleanValue) return value.value ? "True" : "False";
  if (value instanceof NullValue) return "None";
  if (value instanceof UndefinedValue) return "Undefined";
  if (value instanceof FloatValue) return float(value.value);
  if (value instanceof IntegerValue) return String(value.value);
  if (isTuple(value)) return value.value.length === 1 ? `(${repr(value.value[0])},)` : `(${value.value.map(repr).join(", ")})`;
  if (value instanceof ArrayValue) return `[${value.value.map(repr).join(", ")}]`;
  if (isMapping(value)) return `{${[...value.value].map(([key, item]) => `${quoted(key)}: ${repr(item)}`).join(", ")}}`;
  return "<function>";
}

const ESCAPES = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\p{C}\p{Z}]/gu, (character) => {
    if (character === " ") return character;
    if (ESCAPES[character]) return ESCAPES[character];
    const code = character.codePointAt(0);
    const digits = code.toString(16);
    if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
  });
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

function float(number, infinity = "inf", nan = "nan") {
  if (Number.isNaN(number)) return nan;
  if (!Number.isFinite(number)) return number < 0 ? `-${infinity}` : infinity;
  if (number === 0) return Object.is(number, -0) ? "-0.0" : "0.0";
  const [digits, power] = number.toExponential().split("e");
  if (power < -4 || power >= 16) return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

/**
 * Python's `json.dumps`, as transformers calls it: what is not ASCII stays as it is.
 *
 * @throws {Error} a value that JSON cannot hold, an undefined one say
 */
export function dumps(value, { ensureAscii = false, indent = null, separators = null, sortKeys = false } = {}) {
  const [itemEnd, keyEnd] = separators ?? [indent === null ? ", " : ",", ": "];
  const step = typeof indent === "string" ? indent : " ".repeat(Math.max(indent ?? 0, 0));
  const text = (string) => {
    const written = JSON.stringify(string);
    return ensureAscii ? written.replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`) : written;
  };
  const all = (open, items, close, margin) => {
    if (!items.length) return open + close;
    if (indent === null) return open + items.join(itemEnd) + close;
    return `${open}\n${margin}${step}${items.join(`${itemEnd}\n${margin}${step}`)}\n${margin}${close}`;
  };
  const written = (item, margin) => {
    spend();
    if (item instanceof StringValue) return text(item.value);
    if (item instanceof BooleanValue) return String(item.value);
    if (item instanceof NullValue) return "null";
    if (item instanceof IntegerValue) return String(item.value);
    if (item instanceof FloatValue) return float(item.value, "Infinity", "NaN");
    if (item instanceof ArrayValue) return all("[", item.value.map((part) => written(part, margin + step)), "]", margin);
    if (item instanceof ObjectValue) {
      const entries = [...item.value];
      if (sortKeys) entries.sort(([a], [b]) => (byCodePoint(a, b)));
      return all("{", entries.map(([key, part]) => text(key) + keyEnd + written(part, margin + step)), "}", margin);
    }
    throw new Error(`Object of type ${typeName(item)} is not JSON serializable`);
  };
  return written(value, "");
}

/** Whether two values are equal in Python. */
export function equal(a, b) {
  spend();
  if (isNumber(a) && isNumber(b)) return Number(a.value) === Number(b.value);
  if (typeName(a) !== typeName(b)) return false;
  if (a instanceof ArrayValue) {
    return a.value.length === b.value.length && a.value.every((item, place) => equal(item, b.value[place]));
  }
  if (a instanceof ObjectValue) {
    return a.value.size === b.value.size && [...a.value].every(([key, item]) => b.value.has(key) && equal(item, b.value.get(key)));
  }
  return a.value === b.value;
}

/** Python's order of two strings, by code points. */
export function byCodePoint(a, b) {
  const [left, right] = [[...a], [...b]];
  const place = left.findIndex((character, index) => character !== right[index]);
  if (place === -1) return left.length - right.length;
  return right[place] === undefined ? 1 : left[place].codePointAt(0) - right[place].codePointAt(0);
}

// Python's white space: JavaScript's has the byte order mark and lacks the separators.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);
export const WORDS = new RegExp(`[^${SPACE}]+`, "g");

/** Python's `str.strip`, on the sides named, of white space or of the characters given. */
export function strip(text, characters = null, sides = "both") {
  let [start, end] = [0, text.length];
  if (characters === null) {
    if (sides !== "right") start = LEADING.exec(text)?.[0].length ?? 0;
    if (sides !== "left") while (end > start && TRAILING.test(text[end - 1])) end -= 1;
    return text.slice(start, end);
  }
  const these = new Set(characters);
  const letters = [...text];
  end = letters.length;
  if (sides !== "right") while (start < end && these.has(letters[start])) start += 1;
  if (sides !== "left") while (end > start && these.has(letters[end - 1])) end -= 1;
  return letters.slice(start, end).join("");
}
