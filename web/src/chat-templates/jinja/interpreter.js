// The library's interpreter, with Python's behavior where ordinary templates need it, with a limit on
// what a template may cost, and with the parts that {% generation %} wrote.
import { Environment, Interpreter } from "@huggingface/jinja";
import { begin, spend } from "./effort.js";
import { CLOSE, OPEN, TemplateError } from "./template.js";
import {
  ArrayValue, BooleanValue, FunctionValue, ObjectValue, StringValue, UndefinedValue, dumps, fromData, str, typeName,
} from "./values.js";

const DEEPEST = 100; // calls of macros within each other
const LONGEST_RANGE = 100_000; // jinja2.sandbox.MAX_RANGE
const OF_TEXT = new Set(["trim", "upper", "string", "indent"]); // filters that take any value as text
const SILENT = new Set(["Set", "Macro", "Comment"]);
const NUMBERS = new Set(["IntegerValue", "FloatValue", "BooleanValue"]);

new Environment().tests.set("iterable",
  ({ type }) => ["StringValue", "ArrayValue", "TupleValue", "ObjectValue", "UndefinedValue"].includes(type));

/**
 * Render a compiled template.
 *
 * @param program what `compile` returned
 * @param variables by name: data of `json.js`
 * @returns the text, and the [start, end) of what each {% generation %} wrote in it
 * @throws {TemplateError} the template raises an error; `offset` is that of its tag
 */
export function render(program, variables, now = new Date()) {
  begin();
  const environment = new Environment();
  const interpreter = new PythonInterpreter(environment);
  for (const [name, value] of Object.entries(globals(now))) environment.set(name, value);
  for (const [name, data] of Object.entries(variables)) environment.setVariable(name, fromData(data));
  try {
    return withoutMarks(interpreter.run(program).value);
  } catch (error) {
    const message = error instanceof RangeError ? "The template makes the text too long." : error.message;
    throw new TemplateError(message, interpreter.offset);
  }
}

function withoutMarks(marked) {
  const generated = [];
  let text = "";
  for (const part of marked.split(new RegExp(`(${OPEN}|${CLOSE})`, "u"))) {
    if (part === OPEN) generated.push([text.length]);
    else if (part === CLOSE) generated.at(-1)?.push(text.length);
    else text += part;
  }
  return { text, generated };
}

function globals(now) {
  return {
    true: true, false: false, none: null, True: true, False: false, None: null, range,
    strftime_now: (format) => strftime(now, format),
    raise_exception: (message) => {
      throw new Error(message);
    },
  };
}

function range(start, stop, step = 1) {
  if (stop === undefined) [start, stop] = [0, start];
  const length = Math.max(Math.ceil((stop - start) / step), 0);
  if (length > LONGEST_RANGE) {
    throw new Error(
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${LONGEST_RANGE}).`,
    );
  }
  spend(16 * length);
  return Array.from({ length }, (_, place) => start + place * step);
}

function strftime(date, format) {
  const named = (options) => date.toLocaleString("en", options);
  const two = (number) => String(number).padStart(2, "0");
  const parts = {
    Y: date.getFullYear(), m: two(date.getMonth() + 1), d: two(date.getDate()), H: two(date.getHours()),
    M: two(date.getMinutes()), S: two(date.getSeconds()),
    B: named({ month: "long" }), b: named({ month: "short" }), A: named({ weekday: "long" }),
    a: named({ weekday: "short" }),
  };
  return format.replace(/%(\w)/g, (whole, part) => parts[part] ?? whole);
}

/** An expression whose value is already known. */
class Evaluated {
  type = "Evaluated";
  constructor(value) {
    this.value = value;
  }
}

class PythonInterpreter extends Interpreter {
  offset = 0;
  calls = 0; // that have not returned yet

  evaluate(node, environment) {
    spend();
    if (node instanceof Evaluated) return node.value;
    if (node?.type === "Comment") this.offset = node.value;
    const value = super.evaluate(node, environment);
    if (value instanceof StringValue || value instanceof ArrayValue) spend(value.value.length);
    if (value instanceof UndefinedValue
      && node?.type === "Identifier") value.message ??= `'${node.value}' is undefined`;
    return value;
  }

  evaluateBlock(statements, environment) {
    spend();
    if (statements.isRound) environment = new Environment(environment);
    let text = "";
    for (const statement of statements) {
      const value = this.evaluate(statement, environment);
      if (!SILENT.has(statement.type)) text += str(value);
    }
    return new StringValue(text);
  }

  /** A method takes precedence over a key with its name, and an undefined value has no attributes. */
  evaluateMemberExpression(node, environment) {
    const object = this.evaluate(node.object, environment);
    if (object instanceof UndefinedValue) throw new Error(object.message);
    const name = node.property.value;
    if (!node.computed) {
      const method = object instanceof StringValue && STRIPS[name] ? strip(object.value, STRIPS[name])
        : object instanceof ObjectValue && object.builtins.get(name);
      if (method) return method;
    }
    const value = super.evaluateMemberExpression({ ...node, object: new Evaluated(object) }, environment);
    if (value instanceof UndefinedValue) value.message ??= `'${typeName(object)} object' has no attribute '${name}'`;
    return value;
  }

  evaluateBinaryExpression(node, environment) {
    const operator = node.operator.value;
    if (!["==", "!=", "~", "+"].includes(operator)) return super.evaluateBinaryExpression(node, environment);
    const [left, right] = [node.left, node.right].map((side) => this.evaluate(side, environment));
    if (operator === "==" || operator === "!=") return new BooleanValue(equal(left, right) === (operator === "=="));
    if (operator === "~") return new StringValue(str(left) + str(right));
    for (const side of [left, right]) if (side instanceof UndefinedValue) throw new Error(side.message);
    if (left instanceof StringValue !== right instanceof StringValue) {
      throw new Error(
        `can only concatenate str (not "${typeName(left instanceof StringValue ? right : left)}") to str`,
      );
    }
    return super.evaluateBinaryExpression({ ...node, left: new Evaluated(left), right: new Evaluated(right) },
      environment);
  }

  applyFilter(operand, filter, environment) {
    const name = filter.callee?.value ?? filter.value;
    if (name === "tojson") {
      const [, named] = this.evaluateArguments(filter.args ?? [], environment);
      return new StringValue(dumps(operand, named.get("indent")?.value));
    }
    if (name === "selectattr" && operand instanceof StringValue) return fromData([]);
    return super.applyFilter(OF_TEXT.has(name) ? new StringValue(str(operand)) : operand, filter, environment);
  }

  evaluateCallExpression(node, environment) {
    const callee = this.evaluate(node.callee, environment);
    if (callee instanceof UndefinedValue) throw new Error(callee.message);
    if ((this.calls += 1) > DEEPEST) throw new Error("The template calls itself too often.");
    const value = super.evaluateCallExpression({ ...node, callee: new Evaluated(callee) }, environment);
    this.calls -= 1;
    return value;
  }

  /** A string gives its characters, an undefined value nothing, and each round has its own variables. */
  evaluateFor(node, environment) {
    const select = node.iterable.type === "SelectExpression";
    let values = this.evaluate(select ? node.iterable.lhs : node.iterable, environment);
    if (values instanceof StringValue || values instanceof UndefinedValue) values = fromData([...(values.value ?? "")]);
    const iterable = new Evaluated(values);
    const body = Object.assign([...node.body], { isRound: true });
    return super.evaluateFor({ ...node, body, iterable: select ? { ...node.iterable, lhs: iterable } : iterable },
      environment);
  }
}

function equal(left, right) {
  if (NUMBERS.has(left.type) && NUMBERS.has(right.type)) return Number(left.value) === Number(right.value);
  return left.type === right.type && str(left) === str(right);
}

const STRIPS = { strip: { left: true, right: true }, lstrip: { left: true }, rstrip: { right: true } };

/** Python's `strip`, `lstrip` and `rstrip`, of white space or of the characters given. */
function strip(text, { left, right }) {
  return new FunctionValue(([characters]) => {
    const goes = (character) => (characters?.value ? characters.value.includes(character) : character.trim() === "");
    let [start, end] = [0, text.length];
    if (left) while (start < end && goes(text[start])) start += 1;
    if (right) while (end > start && goes(text[end - 1])) end -= 1;
    return new StringValue(text.slice(start, end));
  });
}
