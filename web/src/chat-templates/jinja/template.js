// Compiles a template's source to the library's program, with the place of each tag.
import { parse, tokenize } from "@huggingface/jinja";

/** A template has an error; `offset` is its character in the source. */
export class TemplateError extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

/** What {% generation %} and {% endgeneration %} write; the interpreter removes it again. */
export const [OPEN, CLOSE] = ["\u{f0002}", "\u{f0003}"];

const STRING = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"']/s.source;
const TAG = new RegExp(`\\{#[^]*?#\\}|\\{\\{(?:${STRING})*?\\}\\}|\\{%(?:${STRING})*?%\\}|\\{[{%#]`, "g");
const GENERATION = /^\{%(-?)\s*(end)?generation\s*(-?)%\}$/;
const ENDS = { "{{": "}}", "{%": "%}", "{#": "#}" };
const BLOCKS = new Set(["if", "for", "macro", "call", "filter"]);
const STARTS = new Set(["OpenStatement", "OpenExpression"]);

/**
 * Compile a template, so that it can be rendered. A comment before each tag holds the offset of the
 * tag; the interpreter evaluates the comment before the tag.
 *
 * @throws {TemplateError} the source is not a valid template; `offset` tells where
 */
export function compile(source) {
  const offsets = [];
  let generating = null; // the offset of a {% generation %} that is open
  const marked = source.replaceAll("\r\n", "\n").replace(TAG, (tag, offset) => {
    check(tag, offset);
    const [found, left, end, right] = GENERATION.exec(tag) ?? [];
    offsets.push(...(found ? [offset, offset] : [offset]));
    if (found) generating = end ? null : offset;
    return found ? `{%${left} if true %}${end ? CLOSE : OPEN}{% endif ${right}%}` : tag;
  });
  if (generating !== null) throw new TemplateError("{% generation %} is not closed by {% endgeneration %}", generating);
  const tokens = tokenize(marked, { lstrip_blocks: true, trim_blocks: true }).flatMap((token) => {
    if (token.type === "Comment") return { type: "Comment", value: offsets.shift() };
    return STARTS.has(token.type) ? [{ type: "Comment", value: offsets.shift() }, token] : token;
  });
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
    const open = error instanceof TypeError && lastOpen(tokens); // the parser went past the end
    if (open) throw new TemplateError(`{% ${open.name} %} is not closed by {% end${open.name} %}`, open.offset);
    throw new TemplateError(plain(error),
      tokens.slice(0, last + 1).findLast(({ type }) => type === "Comment")?.value ?? 0);
  }
}

function check(tag, offset) {
  if (tag in ENDS) throw new TemplateError(`${tag} is not closed by ${ENDS[tag]}`, offset);
  try {
    tokenize(tag);
  } catch (error) {
    throw new TemplateError(error.message, offset);
  }
}

/** The innermost tag that nothing closes. */
function lastOpen(tokens) {
  const open = [];
  tokens.forEach(({ type }, i) => {
    const name = type === "OpenStatement" ? tokens[i + 1]?.value : "";
    if (BLOCKS.has(name)) open.push({ name, offset: tokens[i - 1].value });
    else if (BLOCKS.has(name?.replace(/^end/, ""))) open.pop();
  });
  return open.at(-1);
}

/** The library's message about a token, in plain words. */
function plain({ message }) {
  const found = /^Parser Error: (.*?)\.? (\w+) !== (\w+)\.$/.exec(message);
  return found ? `${found[3]} expected, not ${found[2]}`
    : message.replace(/^Unknown statement type: (.*)/, "{% $1 %} is not allowed here");
}
