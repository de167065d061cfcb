// The library's interpreter with Python's meaning where its own is another, with a bound on what
// a template may cost, and with a record of what {% generation %} wrote.
import { Environment, Interpreter, parse } from "@huggingface/jinja";
import { begin, spend } from "./effort.js";
import { applyFilter, hasFilter } from "./filters.js";
import { GENERATION, lex, TemplateError } from "./lexer.js";
import { method } from "./methods.js";
import { strftime } from "./strftime.js";
import {
  ArrayValue, BooleanValue, FloatValue, FunctionValue, IntegerValue, NamespaceValue, NullValue, ObjectValue, StringValue,
  UndefinedValue, byCodePoint, equal, fromData, isNumber, items, repr, str, typeName, undefinedValue,
} from "./values.js";

const COST_OF_A_SCOPE = 256; // as much as a text of that length
const LONGEST_RANGE = 100_000; // jinja2.sandbox.MAX_RANGE

// Python's tests where the library's are others
const { tests } = new Environment();
const iterable = (value) => [StringValue, ArrayValue, ObjectValue, UndefinedValue].some((kind) => value instanceof kind);
for (const [name, test] of Object.entries({
  iterable,
  sequence: iterable,
  number: isNumber,
  float: (value) => value instanceof FloatValue,
  equalto: equal, eq: equal, "==": equal,
  ne: (a, b) => !equal(a, b),
  in: (a, b) => contains(b, a),
  sameas: (a, b) => a.value === b.value && typeName(a) === typeName(b),
})) tests.set(name, test);

/**
 * A template that was read, ready to be rendered.
 *
 * @throws {TemplateError} the source is not a template that can be read; `offset` tells where
 */
export function compile(source) {
  const tokens = lex(source);
  let last = 0;
  const watched = new Proxy(tokens, {
    get(list, key) {
      if (typeof key === "string" && list[key]?.type) last = Math.max(last, Number(key));
      return Reflect.get(list, key);
    },
  });
  try {
    return parse(watched);
  } catch (error) {
    throw new TemplateError(plain(error), tokens[last]?.offset ?? 0);
  }
}

/** The library's words about a token, for people. */
function plain({ message }) {
  const found = /^Parser Error: (.*?)\.? (\w+) !== (\w+)\.$/.exec(message);
  return found ? `${found[3]} expected, not ${found[2]}` : message;
}

/**
 * Render a compiled template.
 *
 * @param program what `compile` returned
 * @param variables by name: data of `json.js`
 * @returns the text, and the [start, end) of what each {% generation %} wrote in it
 * @throws {TemplateError} what the template raises; `offset` is that of the tag that raised
 */
export function render(program, variables, now = new Date()) {
  begin();
  const environment = new Environment();
  const interpreter = new PythonInterpreter(environment);
  for (const [name, value] of Object.entries(globals(interpreter, now))) environment.setVariable(name, value);
  for (const [name, data] of Object.entries(variables)) environment.setVariable(name, fromData(data));
  try {
    const text = interpreter.run(program).value;
    return { text, generated: interpreter.generated };
  } catch (error) {
    const message = error instanceof RangeError ? "The template calls itself too often, or makes too much of a text." : error.message;
    throw new TemplateError(message, interpreter.offset);
  }
}

function globals(interpreter, now) {
  const data = { true: true, false: false, none: null, True: true, False: false, None: null };
  const functions = {
    raise_exception: ([message]) => {
      throw new Error(str(message));
    },
    strftime_now: ([format]) => new StringValue(strftime(now, str(format))),
    range: (given) => new ArrayValue(range(...given.map((value) => Number(value.value))).map((number) => new IntegerValue(number))),
    dict: (given) => new ObjectValue(new Map(given.flatMap((value) => [...value.value]))),
    [GENERATION]: (given, scope) => interpreter.note(scope.lookupVariable("caller").value([], scope)),
  };
  return {
    ...Object.fromEntries(Object.entries(data).map(([name, value]) => [name, fromData(value)])),
    ...Object.fromEntries(Object.entries(functions).map(([name, act]) => [name, new FunctionValue(act)])),
  };
}

function range(start, stop, step = 1) {
  if (stop === undefined) [start, stop] = [0, start];
  if (step === 0) throw new Error("range() arg 3 must not be zero");
  const length = Math.max(Math.ceil((stop - start) / step), 0);
  if (length > LONGEST_RANGE) {
    throw new Error(`Range too big. The sandbox blocks ranges larger than MAX_RANGE (${LONGEST_RANGE}).`);
  }
  spend(4 * length);
  return Array.from({ length }, (_, place) => start + place * step);
}

/** An expression whose value is known already. */
class Evaluated {
  type = "Evaluated";
  constructor(value) {
    this.value = value;
  }
}

const SILENT = new Set(["Set", "Macro", "Comment"]);
const NESTED = new Set(["If", "For"]);

class PythonInterpreter extends Interpreter {
  generated = [];
  offset = 0;
  written = 0; // characters of the final text so far
  buffers = 0; // open texts that are not yet part of the final one

  /** What `act` returns; what it writes is not yet part of the final text. */
  aside(act) {
    this.buffers += 1;
    try {
      return act();
    } finally {
      this.buffers -= 1;
    }
  }

  note(value) {
    this.generated.push([this.written, this.written + value.value.length]);
    return value;
  }

  evaluate(node, environment) {
    spend();
    if (node instanceof Evaluated) return node.value;
    if (node?.type === "Comment") this.offset = node.value;
    return super.evaluate(node, environment);
  }

  evaluateBlock(statements, environment) {
    let text = "";
    for (const statement of statements) {
      try {
        const value = this.evaluate(statement, environment);
        if (SILENT.has(statement.type)) continue;
        const piece = str(value);
        spend(piece.length);
        text += piece;
        if (!this.buffers && !NESTED.has(statement.type)) this.written += piece.length;
      } catch (signal) {
        if (isLoopControl(signal)) signal.text = text + (signal.text ?? "");
        throw signal;
      }
    }
    return new StringValue(text);
  }

  evaluateIdentifier(node, environment) {
    const value = environment.lookupVariable(node.value);
    return value instanceof UndefinedValue && !value.message ? undefinedValue(`'${node.value}' is undefined`) : value;
  }

  evaluateMemberExpression(node, environment) {
    const object = this.evaluate(node.object, environment);
    if (object instanceof UndefinedValue) throw new Error(object.message);
    if (node.computed && node.property.type === "SliceExpression") {
      const slice = super.evaluateSliceExpression(object, node.property, environment);
      spend(slice.value.length);
      return slice;
    }
    const key = node.computed ? this.evaluate(node.property, environment) : fromData(node.property.value);
    return (node.computed ? item(object, key) ?? attribute(object, key) : attribute(object, key) ?? item(object, key)) ?? missing(object, key);
  }

  evaluateCallExpression(node, environment) {
    const callee = this.evaluate(node.callee, environment);
    if (callee instanceof UndefinedValue) throw new Error(callee.message);
    if (!(callee instanceof FunctionValue)) throw new Error(`'${typeName(callee)}' object is not callable`);
    return this.aside(() => super.evaluateCallExpression({ ...node, callee: new Evaluated(callee) }, environment));
  }

  evaluateCallStatement(node, environment) {
    return this.aside(() => super.evaluateCallStatement(node, environment));
  }

  evaluateFilterStatement(node, environment) {
    return this.aside(() => super.evaluateFilterStatement(node, environment));
  }

  evaluateSet(node, environment) {
    return this.aside(() => super.evaluateSet(node, environment));
  }

  evaluateSelectExpression(node, environment) {
    const value = super.evaluateSelectExpression(node, environment);
    const message = "the inline if-expression evaluated to false and no else section was defined.";
    return value instanceof UndefinedValue && !value.message ? undefinedValue(message) : value;
  }

  evaluateBinaryExpression(node, environment) {
    const operator = node.operator.value;
    if (operator === "and" || operator === "or") return super.evaluateBinaryExpression(node, environment);
    const left = this.evaluate(node.left, environment);
    const right = this.evaluate(node.right, environment);
    if (operator === "==" || operator === "!=") return new BooleanValue(equal(left, right) === (operator === "=="));
    if (operator === "in" || operator === "not in") return new BooleanValue(contains(right, left) === (operator === "in"));
    if (operator === "~") return written(str(left) + str(right));
    for (const side of [left, right]) if (side instanceof UndefinedValue) throw new Error(side.message);
    if (isNumber(left) && isNumber(right)) {
      if ("/%".includes(operator[0]) && Number(right.value) === 0) throw new Error(divisionByZero(operator, left, right));
      if (operator === "%") {
        const rest = Number(left.value) % Number(right.value);
        const result = rest && rest < 0 !== right.value < 0 ? rest + Number(right.value) : rest;
        return left instanceof FloatValue || right instanceof FloatValue ? new FloatValue(result) : new IntegerValue(result);
      }
      const evaluated = { ...node, left: new Evaluated(asNumber(left)), right: new Evaluated(asNumber(right)) };
      return super.evaluateBinaryExpression(evaluated, environment);
    }
    if (left instanceof StringValue && right instanceof StringValue) {
      if (operator === "+") return written(left.value + right.value);
      if (operator in ORDER) return new BooleanValue(ORDER[operator](byCodePoint(left.value, right.value)));
    }
    if (operator === "+" && left instanceof ArrayValue && typeName(left) === typeName(right)) {
      spend(left.value.length + right.value.length);
      return new left.constructor(left.value.concat(right.value));
    }
    const times = [left, right].find((side) => side instanceof IntegerValue);
    const repeated = [left, right].find((side) => side instanceof StringValue || side instanceof ArrayValue);
    if (operator === "*" && times && repeated) {
      const count = Math.max(times.value, 0);
      spend(count * repeated.value.length);
      return repeated instanceof StringValue
        ? new StringValue(repeated.value.repeat(count))
        : new repeated.constructor(Array.from({ length: count }, () => repeated.value).flat());
    }
    throw new Error(unsupported(operator, left, right));
  }

  evaluateTestExpression(node, environment) {
    if (!environment.tests.has(node.test.value)) throw new Error(`No test named '${node.test.value}'.`);
    return super.evaluateTestExpression(node, environment);
  }

  applyFilter(operand, filter, environment) {
    const name = filter.type === "Identifier" ? filter.value : filter.callee.value;
    if (!hasFilter(name)) return super.applyFilter(operand, filter, environment);
    const [given, named] = filter.type === "Identifier" ? [[], new Map()] : this.evaluateArguments(filter.args, environment);
    const result = applyFilter(name, operand, given, named, environment);
    if (result instanceof StringValue || result instanceof ArrayValue) spend(result.value.length);
    return result;
  }

  /** As in Python: each round has variables of its own, and what was written before a break stays. */
  evaluateFor(node, environment) {
    const select = node.iterable.type === "SelectExpression" ? node.iterable : null;
    const scopeOf = (value) => {
      spend(COST_OF_A_SCOPE);
      const scope = new Environment(environment);
      assign(node.loopvar, value, scope);
      return scope;
    };
    let values = items(this.evaluate(select ? select.lhs : node.iterable, environment));
    if (select) values = values.filter((value) => this.evaluate(select.test, scopeOf(value)).__bool__().value);
    let text = "";
    for (const [place, value] of values.entries()) {
      const scope = scopeOf(value);
      scope.setVariable("loop", loop(place, values));
      try {
        text += this.evaluateBlock(node.body, scope).value;
      } catch (signal) {
        if (!isLoopControl(signal)) throw signal;
        text += signal.text ?? "";
        if (signal instanceof Break) break;
      }
    }
    return values.length ? new StringValue(text) : this.evaluateBlock(node.defaultBlock, environment);
  }
}

function written(text) {
  spend(text.length);
  return new StringValue(text);
}

// The library's signals are not exported; its interpreter throws one where it is told to.
const [Break, Continue] = ["Break", "Continue"].map((type) => {
  try {
    return new Interpreter().evaluate({ type });
  } catch (signal) {
    return signal.constructor;
  }
});
const isLoopControl = (signal) => signal instanceof Break || signal instanceof Continue;

function loop(place, items) {
  const { length } = items;
  const neighbour = (other, which) => items[other] ?? undefinedValue(`there is no ${which} item`);
  const values = {
    index: place + 1, index0: place, revindex: length - place, revindex0: length - place - 1,
    first: place === 0, last: place === length - 1, length, depth: 1, depth0: 0,
  };
  return new ObjectValue(new Map([
    ...Object.entries(values).map(([name, value]) => [name, fromData(value)]),
    ["previtem", neighbour(place - 1, "previous")],
    ["nextitem", neighbour(place + 1, "next")],
    ["cycle", new FunctionValue((given) => given[place % given.length])],
  ]));
}

function assign(target, value, scope) {
  if (target.type === "Identifier") {
    scope.setVariable(target.value, value);
    return;
  }
  const [wanted, found] = [target.value, items(value)];
  if (found.length > wanted.length) throw new Error(`too many values to unpack (expected ${wanted.length})`);
  if (found.length < wanted.length) throw new Error(`not enough values to unpack (expected ${wanted.length}, got ${found.length})`);
  wanted.forEach((part, place) => assign(part, found[place], scope));
}

function item(object, key) {
  if (object instanceof ObjectValue) return key instanceof StringValue ? object.value.get(key.value) : undefined;
  if (!(key instanceof IntegerValue)) return undefined;
  if (object instanceof ArrayValue) return object.value.at(key.value);
  const character = object instanceof StringValue ? [...object.value].at(key.value) : undefined;
  return character === undefined ? undefined : new StringValue(character);
}

function attribute(object, key) {
  if (!(key instanceof StringValue)) return undefined;
  if (object instanceof NamespaceValue) return object.value.get(key.value);
  return method(object, key.value);
}

function missing(object, key) {
  const name = object instanceof NullValue ? "None" : `${typeName(object)} object`;
  return undefinedValue(key instanceof StringValue ? `'${name}' has no attribute ${repr(key)}` : `${name} has no element ${repr(key)}`);
}

function contains(whole, part) {
  if (whole instanceof StringValue) {
    if (part instanceof StringValue) return whole.value.includes(part.value);
    throw new Error(`'in <string>' requires string as left operand, not ${typeName(part)}`);
  }
  if (whole instanceof ObjectValue) return part instanceof StringValue && whole.value.has(part.value);
  if (whole instanceof ArrayValue || whole instanceof UndefinedValue) return items(whole).some((one) => equal(one, part));
  throw new Error(`argument of type '${typeName(whole)}' is not iterable`);
}

const ORDER = { "<": (order) => order < 0, ">": (order) => order > 0, "<=": (order) => order <= 0, ">=": (order) => order >= 0 };

const asNumber = (value) => (value instanceof BooleanValue ? new IntegerValue(Number(value.value)) : value);

function divisionByZero(operator, left, right) {
  const float = left instanceof FloatValue || right instanceof FloatValue;
  if (operator === "/") return float ? "float division by zero" : "division by zero";
  if (operator === "//") return float ? "float floor division by zero" : "integer division or modulo by zero";
  return float ? "float modulo" : "integer modulo by zero";
}

function unsupported(operator, left, right) {
  const [first, second] = [typeName(left), typeName(right)];
  if (operator in ORDER) return `'${operator}' not supported between instances of '${first}' and '${second}'`;
  if (operator === "+" && (left instanceof StringValue || left instanceof ArrayValue)) {
    return `can only concatenate ${first} (not "${second}") to ${first}`;
  }
  const name = operator === "**" ? "** or pow()" : operator;
  return `unsupported operand type(s) for ${name}: '${first}' and '${second}'`;
}
