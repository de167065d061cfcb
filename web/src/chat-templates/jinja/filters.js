// Jinja's filters as jinja2 and transformers have them, where the library's differ.
import { Environment } from "@huggingface/jinja";
import { method, replace } from "./methods.js";
import {
  ArrayValue, BooleanValue, FloatValue, IntegerValue, NullValue, ObjectValue, StringValue, UndefinedValue,
  dumps, isNumber, items, str, strip, typeName, undefinedValue,
} from "./values.js";

const list = (values) => new ArrayValue([...values]);
const truth = (value) => value.__bool__().value;

/** A filter's argument: by place, or by name. */
const take = (given, named, place, name) => given[place] ?? named.get(name);

function attributeOf(item, path) {
  const step = (value, name) => {
    if (value instanceof ObjectValue) return value.value.get(name);
    return value instanceof ArrayValue ? value.value.at(Number(name)) : undefined;
  };
  return str(path).split(".").reduce((value, name) => value && step(value, name), item) ?? undefinedValue(`'${typeName(item)} object' has no attribute '${str(path)}'`);
}

function test(name, environment) {
  const found = environment.tests.get(name);
  if (!found) throw new Error(`No test named '${name}'.`);
  return found;
}

/** select, reject, selectattr, rejectattr: which items pass the test that the arguments name. */
function choosing(wanted, byAttribute) {
  return (operand, given, named, environment) => {
    const [attribute, name, ...rest] = byAttribute ? given : [null, ...given];
    const passes = name ? test(str(name), environment) : truth;
    const seen = (item) => (byAttribute ? attributeOf(item, attribute) : item);
    return list(items(operand).filter((item) => passes(seen(item), ...rest) === wanted));
  };
}

const text = (name) => (operand, given, named, environment) => method(new StringValue(str(operand)), name).value(given, environment);

const FILTERS = {
  upper: text("upper"),
  lower: text("lower"),
  capitalize: text("capitalize"),
  title: (operand) => str(operand).replace(/[^-\s({[<]+/gu, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase()),
  trim: (operand, given, named) => strip(str(operand), take(given, named, 0, "chars") ? str(take(given, named, 0, "chars")) : null),
  replace: (operand, given, named) => {
    const count = take(given, named, 2, "count");
    return replace(str(operand), str(take(given, named, 0, "old")), str(take(given, named, 1, "new")), count?.value ?? -1);
  },
  string: (operand) => str(operand),
  safe: (operand) => operand,
  length: (operand) => {
    if (isNumber(operand) || operand instanceof NullValue) throw new Error(`object of type '${typeName(operand)}' has no len()`);
    return new IntegerValue(items(operand).length);
  },
  first: (operand) => items(operand)[0] ?? undefinedValue("No first item, sequence was empty."),
  last: (operand) => items(operand).at(-1) ?? undefinedValue("No last item, sequence was empty."),
  list: (operand) => list(items(operand)),
  reverse: (operand) => (operand instanceof StringValue ? [...operand.value].reverse().join("") : list([...items(operand)].reverse())),
  items: (operand) => {
    if (operand instanceof UndefinedValue) return list([]);
    if (!(operand instanceof ObjectValue)) throw new Error("Can only get item pairs from a mapping.");
    return method(operand, "items").value([]);
  },
  join: (operand, given, named) => {
    const attribute = take(given, named, 1, "attribute");
    const parts = attribute ? items(operand).map((item) => attributeOf(item, attribute)) : items(operand);
    return parts.map(str).join(str(take(given, named, 0, "d") ?? new StringValue("")));
  },
  default: (operand, given, named) => {
    const instead = take(given, named, 0, "default_value") ?? new StringValue("");
    const anyFalse = take(given, named, 1, "boolean");
    return operand instanceof UndefinedValue || (anyFalse && truth(anyFalse) && !truth(operand)) ? instead : operand;
  },
  map: (operand, given, named, environment) => {
    const attribute = named.get("attribute");
    if (!attribute) return list(items(operand).map((item) => applyFilter(str(given[0]), item, given.slice(1), named, environment)));
    const instead = named.get("default");
    const found = items(operand).map((item) => attributeOf(item, attribute));
    return list(found.map((value) => (value instanceof UndefinedValue && instead ? instead : value)));
  },
  select: choosing(true, false),
  reject: choosing(false, false),
  selectattr: choosing(true, true),
  rejectattr: choosing(false, true),
  int: (operand, given, named) => {
    const instead = take(given, named, 0, "default") ?? new IntegerValue(0);
    if (isNumber(operand)) return new IntegerValue(Math.trunc(Number(operand.value)));
    const written = strip(str(operand));
    return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(written) ? new IntegerValue(Math.trunc(Number(written))) : instead;
  },
  float: (operand, given, named) => {
    const written = isNumber(operand) ? Number(operand.value) : Number(strip(str(operand)) || NaN);
    return Number.isNaN(written) ? take(given, named, 0, "default") ?? new FloatValue(0) : new FloatValue(written);
  },
  tojson: (operand, given, named) => {
    const argument = (place, name) => {
      const value = take(given, named, place, name);
      return value === undefined || value instanceof NullValue ? null : value;
    };
    const [ensureAscii, indent, separators, sortKeys] = ["ensure_ascii", "indent", "separators", "sort_keys"].map((name, place) => argument(place, name));
    return dumps(operand, {
      ensureAscii: ensureAscii !== null && truth(ensureAscii),
      indent: indent instanceof BooleanValue ? Number(indent.value) : indent?.value ?? null,
      separators: separators?.value.map(str) ?? null,
      sortKeys: sortKeys !== null && truth(sortKeys),
    });
  },
};
FILTERS.count = FILTERS.length;
FILTERS.d = FILTERS.default;

export const hasFilter = (name) => Object.hasOwn(FILTERS, name);

/**
 * What the filter makes of the operand.
 *
 * @param given the arguments by place, `named` by name
 */
export function applyFilter(name, operand, given, named, environment = new Environment()) {
  if (!hasFilter(name)) throw new Error(`No filter named '${name}'.`);
  const result = FILTERS[name](operand, given, named, environment);
  return typeof result === "string" ? new StringValue(result) : result;
}
