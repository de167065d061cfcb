// A template's source as the library's tokens, with Jinja's own rules for white space
// (trim_blocks and lstrip_blocks, as transformers sets them), and with the place of each tag.
import { tokenize } from "@huggingface/jinja";
import { strip } from "./values.js";

/** What is wrong with a template, and at which character of its source. */
export class TemplateError extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

/** The name under which the interpreter finds the function that notes a generation block. */
export const GENERATION = "{% generation %}";

const CLOSES = { if: "endif", for: "endfor", macro: "endmacro", call: "endcall", filter: "endfilter", generation: "endgeneration", set: "endset" };
const CLOSING = new Set(Object.values(CLOSES));
const WITHIN = { elif: ["if"], else: ["if", "for"] };
const ALONE = new Set(["break", "continue"]);

const OPENS = /\{[{%#]/g;
const PIECE = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\s\S]/uy;
const RAW = /\{%[-+]?\s*raw\s*(?:-%\}\s*|%\})([\s\S]*?)\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)/y;

/**
 * The tokens of a template's source; before each tag a comment holds its offset, which the
 * interpreter passes while it runs.
 *
 * @throws {TemplateError} a tag that is not closed, not known, or not where it belongs
 */
export function lex(source) {
  source = source.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const tokens = [];
  const open = [];
  let position = 0;

  const text = (value, offset) => value && tokens.push({ type: "Text", value, offset });

  while (position < source.length) {
    OPENS.lastIndex = position;
    const offset = OPENS.exec(source)?.index ?? source.length;
    text(before(source, position, offset), position);
    if (offset === source.length) break;
    RAW.lastIndex = offset;
    const raw = RAW.exec(source);
    if (raw) {
      text(raw[2] === "-" ? strip(raw[1], null, "right") : raw[1], offset);
      position = RAW.lastIndex;
      continue;
    }
    const tag = readTag(source, offset);
    position = tag.end;
    if (tag.kind === "#") continue;
    const place = { offset };
    tokens.push({ type: "Comment", value: offset, ...place });
    for (const token of tagTokens(tag, offset, open)) tokens.push({ type: token.type, value: token.value, ...place });
  }
  if (open.length) {
    const { name, offset } = open.at(-1);
    throw new TemplateError(`{% ${name} %} is not closed by {% ${CLOSES[name]} %}`, offset);
  }
  return tokens;
}

/** The text before a tag, less the white space that the tag takes away. */
function before(source, start, offset) {
  const text = source.slice(start, offset);
  const [kind, sign] = [source[offset + 1], source[offset + 2]];
  if (sign === "-") return strip(text, null, "right");
  if (kind === "{" || kind === undefined || sign === "+") return text;
  const line = text.lastIndexOf("\n") + 1;
  const lineStarts = line > 0 || start === 0 || source[start - 1] === "\n";
  return lineStarts && strip(text.slice(line)) === "" ? text.slice(0, line) : text;
}

/** The tag that starts at `offset`: its kind, what stands in it, and where the text goes on. */
function readTag(source, offset) {
  const kind = source[offset + 1];
  const close = { "{": "}}", "%": "%}", "#": "#}" }[kind];
  const signed = /[-+]/.test(source[offset + 2] ?? "") && !(kind === "{" && source[offset + 2] === "+");
  const start = offset + 2 + (signed ? 1 : 0);
  let depth = 0;
  for (let at = start; at < source.length;) {
    const sign = kind !== "{" && source[at] === "+" ? "+" : source[at] === "-" ? "-" : "";
    if (depth === 0 && source.startsWith(close, at + sign.length)) {
      const after = at + sign.length + close.length;
      const taken = sign === "-" ? /^\s*/ : kind !== "{" && sign === "" ? /^\n?/ : /^/;
      return { kind, inside: source.slice(start, at), end: after + taken.exec(source.slice(after))[0].length };
    }
    if (kind === "#") {
      at += 1;
      continue;
    }
    PIECE.lastIndex = at;
    const [piece] = PIECE.exec(source);
    if ("([{".includes(piece)) depth += 1;
    if (")]}".includes(piece)) depth = Math.max(depth - 1, 0);
    at += piece.length;
  }
  throw new TemplateError(`{${kind} is not closed by ${close}`, offset);
}

function tagTokens({ kind, inside }, offset, open) {
  if (kind === "{") return expression(`{{ ${inside} }}`, offset);
  const name = /^\s*(\w*)/.exec(inside)[1];
  const tokens = expression(`{% ${name === "generation" || name === "endgeneration" ? "" : inside} %}`, offset);
  follow(name, tokens, offset, open);
  const within = (...words) => [tokens[0], ...words, tokens.at(-1)];
  const word = (value, type = "Identifier") => ({ type, value });
  if (name === "generation") return within(word("call"), word(GENERATION), word("(", "OpenParen"), word(")", "CloseParen"));
  if (name === "endgeneration") return within(word("endcall"));
  return tokens;
}

function expression(source, offset) {
  try {
    return tokenize(source);
  } catch (error) {
    throw new TemplateError(error.message, offset);
  }
}

/** Keep the stack of open tags, so that what is wrong is told where it is wrong. */
function follow(name, tokens, offset, open) {
  const inner = open.at(-1);
  if (CLOSING.has(name)) {
    if (!inner || CLOSES[inner.name] !== name) {
      const wanted = inner ? `{% ${CLOSES[inner.name]} %} is looked for` : "no tag is open";
      throw new TemplateError(`{% ${name} %} closes nothing here: ${wanted}`, offset);
    }
    open.pop();
  } else if (WITHIN[name]) {
    if (!WITHIN[name].includes(inner?.name)) throw new TemplateError(`{% ${name} %} outside of {% ${WITHIN[name].join(" %} or {% ")} %}`, offset);
  } else if (name in CLOSES) {
    const assigns = name === "set" && tokens.some((token) => token.type === "Equals");
    if (!assigns) open.push({ name, offset });
  } else if (!ALONE.has(name)) {
    throw new TemplateError(name ? `no tag is called ${name} here` : "a tag without a name", offset);
  }
}
