// The methods that templates call on strings, dictionaries and lists, as Python has them.
import {
  ArrayValue, BooleanValue, FunctionValue, IntegerValue, NullValue, ObjectValue, StringValue, UndefinedValue, WORDS, equal, str, strip,
} from "./values.js";

const pair = (key, value) => new ArrayValue([new StringValue(key), value]);
const strings = (texts) => new ArrayValue(texts.map((text) => new StringValue(text)));
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

const OF_DICT = {
  get: (entries, key, instead = new NullValue()) => entries.get(str(key)) ?? instead,
  items: (entries) => new ArrayValue([...entries].map(([key, value]) => pair(key, value))),
  keys: (entries) => strings([...entries.keys()]),
  values: (entries) => new ArrayValue([...entries.values()]),
  copy: (entries) => new ObjectValue(new Map(entries)),
};

const OF_LIST = {
  index: (list, value) => new IntegerValue(list.findIndex((item) => equal(item, value))),
  count: (list, value) => new IntegerValue(list.filter((item) => equal(item, value)).length),
};

const optional = (value) => (value === undefined || value instanceof NullValue ? null : value.value);
const oneOf = (value) => (value instanceof ArrayValue ? value.value.map(str) : [str(value)]);

const OF_STRING = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  capitalize: capital,
  title: (text) => text.replace(/\p{L}+/gu, capital),
  strip: (text, characters) => strip(text, optional(characters)),
  lstrip: (text, characters) => strip(text, optional(characters), "left"),
  rstrip: (text, characters) => strip(text, optional(characters), "right"),
  startswith: (text, parts) => oneOf(parts).some((part) => text.startsWith(part)),
  endswith: (text, parts) => oneOf(parts).some((part) => text.endsWith(part)),
  removeprefix: (text, part) => (text.startsWith(str(part)) ? text.slice(str(part).length) : text),
  removesuffix: (text, part) => (str(part) && text.endsWith(str(part)) ? text.slice(0, -str(part).length) : text),
  find: (text, part) => placeOf(text, text.indexOf(str(part))),
  rfind: (text, part) => placeOf(text, text.lastIndexOf(str(part))),
  count: (text, part) => new IntegerValue(text.split(str(part)).length - 1),
  replace: (text, old, now, count) => replace(text, str(old), str(now), optional(count) ?? -1),
  join: (text, list) => list.value.map(str).join(text),
  split: (text, by, most) => strings(split(text, optional(by), optional(most) ?? -1)),
  rsplit: (text, by, most) => strings(rsplit(text, optional(by), optional(most) ?? -1)),
  splitlines: (text) => strings(text.replace(/\r?\n$|\r$/, "").split(/\r\n|\r|\n/)),
  isdigit: (text) => /^\p{Nd}+$/u.test(text),
  isalpha: (text) => /^\p{L}+$/u.test(text),
  isspace: (text) => text !== "" && strip(text) === "",
  islower: (text) => text !== text.toUpperCase() && text === text.toLowerCase(),
  isupper: (text) => text !== text.toLowerCase() && text === text.toUpperCase(),
};

const NAMES = { // of parameters that are given by name
  split: ["sep", "maxsplit"], rsplit: ["sep", "maxsplit"], replace: ["old", "new", "count"], get: ["key", "default"],
};

function placeOf(text, index) {
  return new IntegerValue(index < 0 ? index : [...text.slice(0, index)].length);
}

export function replace(text, old, now, count = -1) {
  if (count < 0) return old ? text.split(old).join(now) : ["", ...text, ""].join(now);
  const parts = old ? text.split(old) : ["", ...text, ""];
  const head = parts.slice(0, count + 1).join(now);
  return [head, ...parts.slice(count + 1)].join(old);
}

function split(text, separator, most) {
  if (separator === "") throw new Error("empty separator");
  const found = separator === null ? [...strip(text, null, "left").matchAll(WORDS)] : null;
  if (!found) {
    const parts = text.split(separator);
    return most < 0 || parts.length <= most ? parts : [...parts.slice(0, most), parts.slice(most).join(separator)];
  }
  if (most < 0 || found.length <= most) return found.map(([word]) => word);
  return [...found.slice(0, most).map(([word]) => word), found[most].input.slice(found[most].index)];
}

function rsplit(text, separator, most) {
  const parts = split(text, separator, -1);
  if (separator === null || most < 0 || parts.length <= most) return parts;
  return [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)];
}

function value(result) {
  if (typeof result === "string") return new StringValue(result);
  return typeof result === "boolean" ? new BooleanValue(result) : result;
}

/** The method of that name of a value, bound to it, or undefined. */
export function method(object, name) {
  const methods = object instanceof StringValue ? OF_STRING : object instanceof ObjectValue ? OF_DICT : object instanceof ArrayValue ? OF_LIST : {};
  if (!Object.hasOwn(methods, name)) return undefined;
  return new FunctionValue((given) => {
    const named = given.at(-1)?.type === "KeywordArgumentsValue" ? given.at(-1).value : null;
    const all = named ? given.slice(0, -1) : [...given];
    if (named) NAMES[name]?.forEach((parameter, place) => (all[place] ??= named.get(parameter)));
    const undefinedOne = all.find((argument) => argument instanceof UndefinedValue);
    if (undefinedOne && object instanceof StringValue) throw new Error(undefinedOne.message);
    return value(methods[name](object.value, ...all));
  });
}
