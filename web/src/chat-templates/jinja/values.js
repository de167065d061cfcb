// The values of the Jinja library, and how Python writes them.
import { Environment } from "@huggingface/jinja";
import { spend } from "./effort.js";

const classOf = (example) => new Environment().set("example", example).constructor;
export const [IntegerValue, FloatValue, StringValue, BooleanValue, NullValue, UndefinedValue, ArrayValue,
  ObjectValue, FunctionValue] =
  [1, 0.5, "", true, null, undefined, [], {}, () => null].map(classOf);

/** A float of JSON, which a JavaScript number cannot distinguish from an integer. */
export class Float {
  constructor(value) {
    this.value = value;
  }
}

/** Data that `json.js` read (maps, arrays, strings, numbers, booleans, null) as the library's values. */
export function fromData(data) {
  if (data instanceof Map) return new ObjectValue(new Map([...data].map(([key, value]) => [key, fromData(value)])));
  if (Array.isArray(data)) return new ArrayValue(data.map(fromData));
  if (data instanceof Float) return new FloatValue(data.value);
  return typeof data === "bigint" ? new IntegerValue(data) : new Environment().set("data", data);
}

const NAMES = {
  IntegerValue: "int", FloatValue: "float", StringValue: "str", BooleanValue: "bool", NullValue: "NoneType",
  UndefinedValue: "Undefined", ArrayValue: "list", TupleValue: "tuple", ObjectValue: "dict",
  NamespaceValue: "Namespace",
};

/** The name of the value's type in Python. */
export const typeName = ({ type }) => NAMES[type] ?? "function";

/** Python's `str(value)`; empty for an undefined value. */
export function str(value) {
  if (value instanceof StringValue) return value.value;
  return value instanceof UndefinedValue ? "" : repr(value);
}

function repr(value) {
  spend();
  if (value instanceof StringValue) return quoted(value.value);
  if (value instanceof BooleanValue) return value.value ? "True" : "False";
  if (value instanceof NullValue) return "None";
  if (value instanceof FloatValue) return float(value.value);
  if (value instanceof ArrayValue) return `[${value.value.map(repr).join(", ")}]`;
  if (value instanceof ObjectValue)
    return `{${[...value.value].map(([key, item]) => `${quoted(key)}: ${repr(item)}`).join(", ")}}`;
  return String(value.value);
}

const ESCAPES = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character]).replaceAll(quote, `\\${quote}`) + quote;
}

function float(number) {
  const [digits, power] = number.toExponential().split("e");
  if (power < -4 || power >= 16) return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

/**
 * Python's `json.dumps` as transformers calls it: other characters than ASCII stay as they are.
 *
 * @throws {Error} JSON cannot represent a value, such as an undefined one
 */
export function dumps(value, indent) {
  const all = (open, items, close, margin) => {
    if (!items.length || indent === undefined) return open + items.join(", ") + close;
    const inner = `\n${margin}${" ".repeat(indent)}`;
    return `${open}${inner}${items.join(`,${inner}`)}\n${margin}${close}`;
  };
  const written = (item, margin) => {
    spend();
    const part = (some) => written(some, margin + " ".repeat(indent ?? 0));
    if (item instanceof ArrayValue) return all("[", item.value.map(part), "]", margin);
    if (item instanceof ObjectValue)
      return all("{", [...item.value].map(([key, some]) => `${JSON.stringify(key)}: ${part(some)}`), "}", margin);
    if (item instanceof FloatValue) return float(item.value);
    if (item instanceof IntegerValue) return String(item.value);
    if ([StringValue, BooleanValue, NullValue].some((kind) => item instanceof kind))
      return JSON.stringify(item.value ?? null);
    throw new Error(`Object of type ${typeName(item)} is not JSON serializable`);
  };
  return written(value, "");
}
